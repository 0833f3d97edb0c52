"""The results over time, as bars to choose from. Lengths are in percent of the chart's width or height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

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


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the axis."""

    place: float
    year: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Stretches of time, oldest first: each with results, or that is chosen, has a bar or a gap."""

    asked: Query
    """The search that the chart is of."""
    times: tuple[str, ...]
    """All stretches that there are, as :attr:`index.query.Query.during` takes them."""
    counts: tuple[int, ...]
    """How many results each has."""
    chosen: tuple[bool, ...]
    """Which of them are; empty where none is."""
    ticks: tuple[Tick, ...]

    @property
    def width(self) -> float:
        return round(len(self.times) * room(len(self.times)), 1)

    @property
    def whole(self) -> str:
        """The stretch of time that is all that is chosen; empty where none is."""
        return "" if self.asked.after or self.asked.before else self.asked.during

    @property
    def shown(self) -> Sequence[int]:
        """Not 0 for each stretch that the table has."""
        return [*map(max, self.counts, self.chosen)] if self.chosen else self.counts


def chart(results: Results) -> Chart | None:
    """None where there is no time to choose from."""
    times, counts, chosen = results.histogram.values, results.histogram.counts, results.histogram.chosen
    narrowed = True in chosen
    if len(counts) - counts.count(0) < 2 and not narrowed:
        return None
    return Chart(results.query, times, counts, chosen if narrowed else (), _ticks(times))


def lengths(count: int, most: int) -> tuple[str, str]:
    """Of the bar of so many results, where the longest one has ``most``: from the top of the chart to it, and
    its height."""
    return _LENGTHS[round(1000 * count / most)]


_HEIGHTS = [max(each / 10, LEAST) for each in range(1001)]
_LENGTHS = [(str(round(100 - height, 1)), str(height)) for height in _HEIGHTS]
"""By tenths of a percent of the height."""


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
