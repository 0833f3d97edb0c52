"""What a search page has by the hundred, as texts for the gaps of its templates (see :mod:`web.repeated`).

Neighbours that look alike come together: (whether they are chosen, their rows).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from secrets import token_hex
from urllib.parse import quote_plus

from flask import Flask
from flask_babel import ngettext
from markupsafe import escape

from index.query import Query
from index.results import FacetCount
from web.chart import Bar, Chart
from web.labels import labelling
from web.repeated import safe
from web.translating import Count, Manner, interface_language, manner, written
from web.wording import PLAIN, period, search_address

Rows = tuple[bool, list[tuple[str, ...]]]
_GAP = token_hex(16)
"""Stands in an address for a value that is put there later: nobody can have asked for it."""


def register(app: Flask) -> None:
    app.jinja_env.globals.update(bar_rows=bar_rows, facet_rows=facet_rows, period_rows=period_rows)


def facet_rows(facet: str, values: Iterable[FacetCount], query: Query) -> Iterator[Rows]:
    """Values of a facet: value, label, count, and where it is left out."""
    without, label, language = narrowing(query, facet), labelling(facet), interface_language()
    for chosen, group in groupby(values, key=attrgetter("chosen")):
        yield (
            chosen,
            [
                (
                    safe(each.value),
                    safe(label(each)),
                    safe(written(each.count, language)),
                    without(f"-{each.value}"),
                )
                for each in group
            ],
        )


def bar_rows(chart: Chart) -> Iterator[Rows]:
    """Bars that are to be seen: target, time, results, and their places and lengths."""
    seen = [bar for bar in chart.bars if bar.count.count]
    language = interface_language()
    for chosen, group in _targets(chart, seen):
        yield (
            chosen,
            [
                (
                    target,
                    _time(bar.count.value, language),
                    _results(bar.count.count, language),
                    str(bar.place),
                    str(bar.room),
                    str(bar.left),
                    str(bar.top),
                    str(bar.width),
                    str(bar.height),
                )
                for bar, target in group
            ],
        )


def period_rows(chart: Chart) -> Iterator[Rows]:
    """The same as a table: target, time, count."""
    listed = [bar for bar in chart.bars if bar.count.count or bar.count.chosen]
    language = interface_language()
    for chosen, group in _targets(chart, listed):
        yield (
            chosen,
            [
                (target, _time(bar.count.value, language), safe(written(bar.count.count, language)))
                for bar, target in group
            ],
        )


def _targets(chart: Chart, bars: Iterable[Bar]) -> Iterator[tuple[bool, list[tuple[Bar, str]]]]:
    narrowed = narrowing(chart.asked, "during")
    for chosen, group in groupby(bars, key=attrgetter("count.chosen")):
        yield (
            chosen,
            [
                (bar, safe(search_address(bar.query)) if bar.whole else narrowed(bar.count.value))
                for bar in group
            ],
        )


def narrowing(query: Query, argument: str) -> Callable[[str], str]:
    """Where a search is shown that is narrowed by one more value of a facet, or for ``during`` to a time, as
    a function of that value: the addresses differ in nothing else. It must not have the value already."""
    head, tail = _around(query, argument, manner())
    return lambda value: f"{head}{_quoted(value)}{tail}"


@lru_cache(maxsize=64)
def _around(query: Query, argument: str, _manner: Manner) -> tuple[str, str]:
    """What stands before and behind the value."""
    narrowed = query.at(_GAP) if argument == "during" else query.adding(argument, _GAP)
    head, _, tail = search_address(narrowed).partition(_GAP)
    return str(escape(head)), str(escape(tail))


@lru_cache(maxsize=8192)
def _quoted(value: str) -> str:
    """A value as it stands among the arguments of an address."""
    return safe(quote_plus(value, safe=PLAIN))


@lru_cache(maxsize=4096)
def _time(value: str, _language: str) -> str:
    return safe(period(value))


@lru_cache(maxsize=4096)
def _results(count: int, _language: str) -> str:
    return safe(ngettext("%(num)s result", "%(num)s results", Count(count)))
