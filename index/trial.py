"""Searches from a file, answered as a reader sees them, so that relevance can be scored.

A line of such a file is ``{"id", "query", "filters": {facet: value}, "corpus"}``; a line of the answer is
``{"id", "results": [{"file", "text"}]}``, best first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from index.query import Query
from index.results import Index, ItemPage, Results

OTHER_EDITION = 0.5
"""Of a story's score: between 0.3 and 0.7 no measure of relevance changes by more than 0.004."""
LENGTH = 10
"""Answers to a search: what the first page shows."""


class TrialError(Exception):
    """A line that is no search: one line with its number and the cure."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One search of a file."""

    id: str
    query: Query
    corpus: str = ""
    """The publication that it is meant for, if the archive has one of that name."""


def read(lines: Iterable[str]) -> Iterator[Trial]:
    """The searches of a file; raises TrialError."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            yield Trial(
                id=str(value["id"]),
                query=Query(str(value["query"]), _filters(value.get("filters") or {}), size=LENGTH),
                corpus=str(value.get("corpus") or ""),
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise TrialError(
                f"line {number} is no search ({type(error).__name__}: {error}); "
                'write one JSON object a line, with "id" and "query"'
            ) from None


def answer(index: Index, trial: Trial) -> dict[str, Any]:
    """What a reader gets: see :func:`seen`."""
    query = trial.query
    if trial.corpus in {publication.key for publication in index.info().publications}:
        query = query.adding("publication", trial.corpus)
    items = seen(index, index.search(query))
    return {
        "id": trial.id,
        "results": [shown(item) for item in items[:LENGTH]],
    }


def shown(item: ItemPage) -> dict[str, str]:
    """An item as an answer has it."""
    return {"file": item.issue.path, "text": "\n".join(filter(None, (item.title, item.text)))}


def seen(index: Index, results: Results) -> list[ItemPage]:
    """The items that a page of results leads to, in the order in which they serve a reader.

    A result names the other editions of its story. One of them tells the reader less than the result itself
    or another that answers as well, and more than one that hardly does: it counts :data:`OTHER_EDITION` of
    what its story does. Editions that the filters leave out are none.
    """
    query = results.query
    ranked: list[tuple[int, float, int, ItemPage]] = []
    for place, hit in enumerate(results.hits):
        ranked.append((len(hit.missing), -hit.score, place, hit.item))
        for language, other, _ in hit.item.translations:
            edition = index.get(other) if language in (query.chosen("language") or (language,)) else None
            if edition and edition.issue.id in (query.chosen("issue") or (edition.issue.id,)):
                ranked.append((len(hit.missing), -hit.score * OTHER_EDITION, place, edition))
    if query.sort == "relevance":
        ranked.sort(key=lambda each: each[:3])
    return [item for _, _, _, item in ranked]


def _filters(filters: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(map(str, value)) if isinstance(value, list) else (str(value),)
        for name, value in filters.items()
    }
