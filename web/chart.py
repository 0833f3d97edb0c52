"""The results over time, as bars to choose from. Lengths are in percent of the chart's width or height."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from msgspec import Struct

from index.query import Query
from index.results import PeriodCount, Results

GAP = 0.2
"""Of a bar's place."""
WIDEST = 8.0
"""Percent: a short archive has slim bars, too."""
LEAST = 4.0
"""Percent of the height: a single result is to be seen beside a thousand."""
APART = 9.0
"""Percent between two labels of the axis, so that they do not meet on a phone."""


class Bar(Struct, frozen=True):
    """One stretch of time."""

    count: PeriodCount
    place: float
    """Where its part of the chart begins."""
    room: float
    """The width of its part."""
    left: float
    """Where the bar itself begins."""
    width: float
    height: float
    asked: Query
    """The search that the chart is of."""

    @property
    def top(self) -> float:
        return round(100 - self.height, 1)

    @property
    def whole(self) -> bool:
        """Whether it is all that is chosen."""
        return self.asked.during == self.count.value and not (self.asked.after or self.asked.before)

    @property
    def query(self) -> Query:
        """The search narrowed to it; without it, if it is all that is chosen."""
        return self.asked.at("" if self.whole else self.count.value)


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the axis."""

    place: float
    year: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All bars, oldest first."""

    asked: Query
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    narrowed: bool
    """Whether some of the time is chosen."""

    @property
    def width(self) -> float:
        return round(sum(bar.room for bar in self.bars), 1)


def chart(results: Results) -> Chart | None:
    """None where there is no time to choose from."""
    periods = results.histogram
    narrowed = any(period.chosen for period in periods)
    if sum(period.count > 0 for period in periods) < 2 and not narrowed:
        return None
    room = min(100 / len(periods), WIDEST)
    most = max(period.count for period in periods) or 1
    width, rounded = _width(room), round(room, 3)
    bars = tuple(
        Bar(
            period,
            place,
            room=rounded,
            left=left,
            width=width,
            height=round(max(100 * period.count / most, LEAST), 1) if period.count else 0.0,
            asked=results.query,
        )
        for period, (place, left) in zip(periods, _places(len(periods), room), strict=True)
    )
    return Chart(results.query, bars, _ticks(bars), narrowed)


@lru_cache(maxsize=16)
def _places(count: int, room: float) -> tuple[tuple[float, float], ...]:
    """Where the part of each bar begins, and where the bar itself does."""
    begins = [round(place * room, 3) for place in range(count)]
    return tuple((begin, round(begin + (round(room, 3) - _width(room)) / 2, 3)) for begin in begins)


def _width(room: float) -> float:
    """Of a bar that has so much room."""
    return round(room * (1 - GAP), 3)


def _ticks(bars: tuple[Bar, ...]) -> tuple[Tick, ...]:
    """The years, as many as find room."""
    ticks: list[Tick] = []
    year = ""
    for bar in bars:
        if not bar.count.value.startswith(year) or not year:
            year = bar.count.value[:4]
            if not ticks or bar.place - ticks[-1].place >= APART:
                ticks.append(Tick(bar.place, year))
    return tuple(ticks)
