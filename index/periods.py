"""Results over time: how many there are in each stretch of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from msgspec import Struct


class PeriodCount(Struct, frozen=True):
    """A stretch of time and how many results choosing it would give."""

    value: str
    """What :attr:`index.query.Query.during` takes: a month such as ``2020-03``, or a year."""
    count: int
    chosen: bool = False
    """Whether it lies within the time that the query asks for; none is where it asks for no time."""


@dataclass(frozen=True, slots=True)
class Periods(Sequence[PeriodCount]):
    """Stretches of time, oldest first, as columns; a row is made when somebody looks at it."""

    values: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    chosen: tuple[bool, ...] = ()
    """Empty where the query asks for no time."""

    def __len__(self) -> int:
        return len(self.values)

    @overload
    def __getitem__(self, at: int) -> PeriodCount: ...

    @overload
    def __getitem__(self, at: slice) -> Periods: ...

    def __getitem__(self, at: int | slice) -> PeriodCount | Periods:
        if isinstance(at, slice):
            return Periods(self.values[at], self.counts[at], self.chosen[at])
        return PeriodCount(self.values[at], self.counts[at], bool(self.chosen) and self.chosen[at])
