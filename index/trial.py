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
    items = seen(index.search(query))
    return {
        "id": trial.id,
        "results": [
            {"file": item.issue.path, "text": "\n".join(filter(None, (item.title, item.text)))}
            for item in items[:LENGTH]
        ],
    }


def seen(results: Results) -> list[ItemPage]:
    """The items that a page of results leads to, in the order in which a reader comes upon them."""
    return [hit.item for hit in results.hits]


def _filters(filters: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(map(str, value)) if isinstance(value, list) else (str(value),)
        for name, value in filters.items()
    }
