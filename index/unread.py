"""Values as they lie in a file, one behind the other: none is an object before it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, overload

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value")


class Unread(Sequence[Value]):
    """A sequence of values that are read each time when they are asked for."""

    def __init__(
        self,
        whole: NDArray[np.generic],
        ends: NDArray[np.integer],
        read: Callable[[memoryview], Value],
        gap: int = 0,
    ) -> None:
        """``whole`` in bytes; ``ends``: where each value's end, ``gap``: how many stand between two."""
        self._whole = whole.data
        self._ends = ends
        self._read = read
        self._gap = gap

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, at: int) -> Value: ...

    @overload
    def __getitem__(self, at: slice) -> list[Value]: ...

    def __getitem__(self, at: int | slice) -> Value | list[Value]:
        if isinstance(at, slice):
            return [self[place] for place in range(len(self))[at]]
        place = range(len(self))[at]
        start = int(self._ends[place - 1]) + self._gap if place else 0
        return self._read(self._whole[start : int(self._ends[place])])
