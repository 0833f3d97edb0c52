"""How long a search may take: what is not begun in time is left out, and the answer says so."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from msgspec import Struct

from index.results import Notice

SECONDS = 2
"""Of processor time, for one search: what else a machine does must not change results. Lengths are bounded,
so that hardly any search takes a tenth of it."""

Clock = Callable[[], float]
"""Seconds since whenever, ascending; of processor time, where nothing else is said."""
Step = TypeVar("Step")


class Deadline(Struct, gc=False):
    """The end of the time of one search; remembers whether something was left out because of it."""

    clock: Clock
    end: float
    missed: bool = False

    def kept(self) -> bool:
        """Whether there is time for one more step; if not, something is left out."""
        self.missed = self.missed or self.clock() > self.end
        return not self.missed

    def each(self, steps: Sequence[Step]) -> Iterable[Step]:
        """The steps that there is time for, at least the first."""
        return self._each(steps) if len(steps) > 1 else steps

    def _each(self, steps: Sequence[Step]) -> Iterator[Step]:
        for place, step in enumerate(steps):
            if place and not self.kept():
                return
            yield step

    def notices(self) -> tuple[Notice, ...]:
        """What to say of it."""
        return (Notice("late", limit=SECONDS),) if self.missed else ()


def starting(clock: Clock = time.thread_time) -> Deadline:
    """The deadline of a search that begins now."""
    return Deadline(clock, clock() + SECONDS)
