"""The results over time, as bars to choose from. Lengths are in percent of the chart's width or height."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from index.query import Query
from index.results import Results

GAP = 0.2
"""Of a bar's place."""
WIDEST = 8.0
"""Percent: a short archive has slim bars, too."""
LEAST = 4.0
"""Percent of the height: a single result is to be seen beside a thousand."""
APART = 9.0
"""Percent between two labels of the axis, so that they do not meet on a phone."""


class Bar(NamedTuple):
    """One stretch of time with results, or that is chosen."""

    time: str
    """As :attr:`index.query.Query.during` takes it."""
    results: int
    chosen: bool
    at: int
    """How many stretches come before it."""
    lengths: tuple[str, str]
    """From the top of the chart to it, and its height."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the axis."""

    place: float
    year: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, oldest first."""

    asked: Query
    """The search that the chart is of."""
    bars: tuple[Bar, ...]
    periods: int
    """How many stretches of time there are in all."""
    ticks: tuple[Tick, ...]
    narrowed: bool
    """Whether some of the time is chosen."""

    @property
    def width(self) -> float:
        return round(self.periods * room(self.periods), 1)

    @property
    def whole(self) -> str:
        """The stretch of time that is all that is chosen; empty where none is."""
        return "" if self.asked.after or self.asked.before else self.asked.during


def chart(results: Results) -> Chart | None:
    """None where there is no time to choose from."""
    times, counts, chosen = results.histogram.values, results.histogram.counts, results.histogram.chosen
    narrowed = True in chosen
    if len(counts) - counts.count(0) < 2 and not narrowed:
        return None
    most = max(counts) or 1
    rows = enumerate(zip(times, counts, chosen or repeat(False), strict=False))
    bars = tuple([Bar(*row, at, _lengths(row[1], most)) for at, row in rows if row[1] or row[2]])
    return Chart(results.query, bars, len(times), _ticks(times), narrowed)


@lru_cache(maxsize=1024)
def _lengths(count: int, most: int) -> tuple[str, str]:
    height = round(max(100 * count / most, LEAST), 1) if count else 0.0
    return str(round(100 - height, 1)), str(height)


def room(periods: int) -> float:
    """The width of each one's part, of so many."""
    return round(min(100 / periods, WIDEST), 3)


def width(periods: int) -> float:
    """Of each bar, where there are so many."""
    return round(min(100 / periods, WIDEST) * (1 - GAP), 3)


def place(at: int, periods: int) -> float:
    """Where the part of a bar begins that so many come before, of so many."""
    return round(at * min(100 / periods, WIDEST), 3)


def left(at: int, periods: int) -> float:
    """Where that bar itself begins."""
    return round(place(at, periods) + (room(periods) - width(periods)) / 2, 3)


@lru_cache(maxsize=16)
def _ticks(times: tuple[str, ...]) -> tuple[Tick, ...]:
    """The years, as many as find room."""
    ticks: list[Tick] = []
    year = ""
    for at, time in enumerate(times):
        if not time.startswith(year) or not year:
            year, its = time[:4], place(at, len(times))
            if not ticks or its - ticks[-1].place >= APART:
                ticks.append(Tick(its, year))
    return tuple(ticks)
