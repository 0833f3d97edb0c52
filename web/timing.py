"""Where the time of an answer went: told in ``Server-Timing``; searches that took long are in the log.

Stages are ``index`` (all that the index was asked), ``render`` (templates), ``compress`` and ``total``, in
milliseconds; of a page that was kept from before, ``kept`` and ``total``. What a template asks of the index
while it is rendered counts in both. ``cpu`` is the processor's part of the total: where it is far less, the
machine was busy with something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter, thread_time
from typing import Any, cast

from flask import Flask, Response, current_app, g, has_request_context, request
from flask.signals import before_render_template, template_rendered

from index import language
from index.query import Query
from index.results import Index, Results
from web.settings import amount

SLOW = 250
"""Milliseconds after which a search is logged, unless BACKISSUES_SLOW_MS says otherwise."""
SETTING = "BACKISSUES_SLOW_MS"


@dataclass(slots=True)
class Spent:
    """What one request has taken so far."""

    begun: float = field(default_factory=perf_counter)
    worked: float = field(default_factory=thread_time)
    """The processor time of this thread then."""
    stages: dict[str, float] = field(default_factory=dict)
    """Stage -> milliseconds."""
    incomplete: bool = False
    """Whether a search was cut short, so that asking again may find more."""
    rendering: float = 0.0
    """When the template began that is being rendered."""

    def add(self, stage: str, begun: float) -> float:
        """Count what passed since ``begun``; returns it, in milliseconds."""
        took = (perf_counter() - begun) * 1000
        self.stages[stage] = self.stages.get(stage, 0.0) + took
        return took


def spent() -> Spent:
    """Of the request (or command) at hand."""
    if (known := g.get("spent")) is None:
        known = g.spent = Spent()
    return cast(Spent, known)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Counts what is done meanwhile as that stage."""
    begun = perf_counter()
    try:
        yield
    finally:
        spent().add(name, begun)


def register(app: Flask) -> None:
    """To be registered first: what is registered first begins first and ends last."""
    app.config[SETTING] = amount(app.logger, SETTING, SLOW, "milliseconds")
    app.before_request(_begin)
    app.after_request(_tell)
    before_render_template.connect(_rendering, app)
    template_rendered.connect(_rendered, app)


def _begin() -> None:
    spent()


def _tell(response: Response) -> Response:
    so_far = spent()
    so_far.stages["cpu"] = (thread_time() - so_far.worked) * 1000
    so_far.add("total", so_far.begun)
    told = ", ".join(f"{name};dur={took:.2f}" for name, took in so_far.stages.items())
    response.headers["Server-Timing"] = told
    return response


def _rendering(_app: Flask, **_: object) -> None:
    spent().rendering = perf_counter()


def _rendered(_app: Flask, **_: object) -> None:
    spent().add("render", spent().rendering)


def timed(index: Index) -> Index:
    """The same index; what it is asked is timed."""
    return cast(Index, _Timed(index))


class _Timed:
    def __init__(self, index: Index) -> None:
        self._index = index

    def __getattr__(self, name: str) -> Callable[..., Any]:
        ask = getattr(self._index, name)

        def asked(*given: object, **named: object) -> Any:
            with stage("index"):
                return ask(*given, **named)

        return asked

    def generation(self) -> str:
        """Known without being asked for: nothing to be timed."""
        return self._index.generation()

    def search(self, query: Query) -> Results:
        begun, so_far = perf_counter(), spent()
        results = self._index.search(query)
        took = so_far.add("index", begun)
        so_far.incomplete |= not results.complete
        if took >= current_app.config[SETTING]:
            current_app.logger.warning(
                "slow search: %d ms, %d found, %s: %s", took, results.total, _address(), plan(results)
            )
        return results


def _address() -> str:
    """Where it was asked; in quotes, with escapes for what would break a line or a terminal."""
    return repr(request.full_path.rstrip("?")) if has_request_context() else "by a command"


def plan(results: Results) -> str:
    """A search as it was understood, on one line: the tree of its text, then what narrows and orders it."""
    query = results.query
    parts: dict[str, object] = {
        "all of": list(language.parse(results.corrected or query.text).clauses),
        "corrected from": query.text if results.corrected else "",
        "filters": dict(query.filters),
        "during": query.during,
        "after": query.after,
        "before": query.before,
        "sort": query.sort,
        "page": query.page,
    }
    return "; ".join(f"{name} {value!r}" for name, value in parts.items() if value or name == "all of")
