"""Counts over time as lines to be drawn: what a chart of several searches is made of.

Places and heights are in percent of the drawing; the height is counted from its top, as SVG has it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

ROUND, ROUNDER = (1, 2, 3, 4, 5, 6, 8, 10), (1, 2, 4, 6, 8, 10)
"""Times a power of ten: what the top of a chart may stand for, and what it may where half of it would else be
no whole number."""
MARKED = 14
"""Points of a line that have a mark; where there are more, only some of them do."""
APART = 8.0
"""Percent of the height between two names beside the ends of lines, so that they do not meet."""
ROOM = 9.0
"""Percent of the width between two labels below the axis: they have room on a phone."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value at one step."""

    step: int
    x: float
    y: float
    value: float
    marked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row of values."""

    points: tuple[Point, ...]
    end: float
    """Height of its name beside its end, near that and apart from the others' names."""

    @property
    def path(self) -> str:
        """For SVG's ``d``."""
        return " ".join(f"{'L' if place else 'M'}{at.x:g} {at.y:g}" for place, at in enumerate(self.points))


@dataclass(frozen=True, slots=True)
class Label:
    """A text below the axis."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All lines, with what the heights mean."""

    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, float], ...]
    """(height, value) of the lines across, from the bottom."""


def draw(rows: Sequence[Sequence[float | None]], least: float) -> Drawing:
    """Rows of values, with None where there is nothing to count; ``least`` is the smallest value that the top
    of the drawing may stand for."""
    top = roof(max((value for row in rows for value in row if value is not None), default=0), least)
    points = [_points(row, top) for row in rows]
    ends = spread([row[-1].y if row else 100.0 for row in points], APART)
    lines = tuple(Line(row, end) for row, end in zip(points, ends, strict=True))
    return Drawing(lines, tuple((100 - 100 * value / top, value) for value in _ticks(top, least)))


def roof(value: float, least: float) -> float:
    """The round number from ``value`` up, ``least`` at the least: its half is a round number too."""
    value = max(value, least)
    power = 10.0 ** math.floor(math.log10(value) + 1e-9)
    factors = ROUND if power > least else ROUNDER
    return next(round(factor * power, 9) for factor in factors if factor * power >= value * (1 - 1e-9))


def _ticks(top: float, least: float) -> tuple[float, ...]:
    return (0.0, top) if top < 2 * least else (0.0, top / 2, top)


def _points(row: Sequence[float | None], top: float) -> tuple[Point, ...]:
    there = [(step, value) for step, value in enumerate(row) if value is not None]
    every = -(-len(there) // MARKED)
    return tuple(
        Point(
            step=step,
            x=round(100 * (step + 0.5) / len(row), 2),
            y=round(100 - 100 * value / top, 2),
            value=value,
            marked=place % max(1, every) == 0 or place == len(there) - 1,
        )
        for place, (step, value) in enumerate(there)
    )


def spread(heights: Sequence[float], apart: float) -> list[float]:
    """Heights near those given and at least ``apart`` from one another, within the drawing where that is
    possible."""
    order = sorted(range(len(heights)), key=lambda place: (heights[place], place))
    placed = [heights[place] for place in order]
    for upper, lower in pairwise(range(len(placed))):
        placed[lower] = max(placed[lower], placed[upper] + apart)
    if placed:
        placed[-1] = min(placed[-1], 100.0)
    for lower, upper in pairwise(reversed(range(len(placed)))):
        # What was pushed up may meet what lies above it, which then gives way.
        placed[upper] = min(placed[upper], placed[lower] - apart)
    result = [0.0] * len(heights)
    for place, height in zip(order, placed, strict=True):
        result[place] = round(height, 2)
    return result


def labels(texts: Sequence[str]) -> tuple[Label, ...]:
    """The texts that change from step to step, as many as find room."""
    found: list[Label] = []
    for step, text in enumerate(texts):
        x = round(100 * (step + 0.5) / len(texts), 2)
        changed = text and (not step or texts[step - 1] != text)
        if changed and (not found or x - found[-1].x >= ROOM):
            found.append(Label(x, text))
    return tuple(found)
