"""The filters that are applied to a search, however they were chosen, each with the search without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from msgspec.structs import replace

from index.facets import BY_NAME, FACETS
from index.query import TIMES, Query
from index.results import Results
from web.labels import facet_name, value_label
from web.wording import period

OPERATORS = {"title": _("Title"), "link": _("Link"), "arxiv": "arXiv", "doi": "DOI"}
"""What to call the operators that are no facets."""
TIME_LABELS = {"during": _("Time"), "after": _("From"), "before": _("Before")}


@dataclass(frozen=True, slots=True)
class Applied:
    """A filter that is applied, and the query that takes it away."""

    label: str
    """Of what is filtered: "Section"."""
    value: str
    """For people."""
    excluded: bool
    without: Query


@dataclass(frozen=True, slots=True)
class WayOut:
    """A search with results, by taking filters away from one that has none."""

    filter: Applied | None
    """What is taken away; None for all filters."""
    query: Query
    total: int
    """How many results it has."""


def applied(results: Results) -> tuple[Applied, ...]:
    """Chosen facet values in the order of the facets, then times, then operators as they were typed."""
    return (*_values(results), *_times(results.query), *_typed(results))


def _values(results: Results) -> tuple[Applied, ...]:
    query = results.query
    return tuple(
        Applied(
            facet_name(facet.name),
            value_label(facet.name, count),
            count.excluded,
            query.removing(facet.name, f"-{count.value}" if count.excluded else count.value),
        )
        for facet in FACETS
        if facet.name in query.filters
        for count in results.facets.get(facet.name, ())
        if (count.chosen and count.value in query.chosen(facet.name))
        or (count.excluded and count.value in query.excluded(facet.name))
    )


def _times(query: Query) -> tuple[Applied, ...]:
    times = {name: str(getattr(query, name)) for name in TIMES}
    return tuple(
        Applied(str(TIME_LABELS[name]), period(value), False, query.at(**{**times, name: ""}))
        for name, value in times.items()
        if value
    )


def _typed(results: Results) -> tuple[Applied, ...]:
    return tuple(
        Applied(
            _operator_label(each.name),
            period(each.label) if each.name in TIME_LABELS else each.label,
            each.excluded,
            each.without,
        )
        for each in results.filters
    )


def _operator_label(name: str) -> str:
    if name in BY_NAME:
        return facet_name(name)
    return str(OPERATORS.get(name) or TIME_LABELS.get(name) or name)


def cleared(results: Results) -> Query:
    """The words of a search alone, without all of its filters."""
    text = results.query.text
    for each in results.filters:
        text = text.replace(each.text, " ", 1)
    return replace(results.query.at(), text=" ".join(text.split()), filters={})


def ways_out(results: Results, search: Callable[[Query], Results]) -> tuple[WayOut, ...]:
    """What taking one filter away would give, in the order of the filters, and at last taking them all."""
    filters = applied(results)
    tried: list[tuple[Applied | None, Query]] = [(each, each.without) for each in filters]
    if len(filters) > 1:
        tried.append((None, cleared(results)))
    found = (WayOut(each, query, search(replace(query, size=1)).total) for each, query in tried)
    return tuple(way for way in found if way.total)
