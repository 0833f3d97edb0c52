"""Answers that are kept for the next time, as many as fit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Bounded(Generic[Value]):
    """Values by key, those asked for last, in at most so many bytes."""

    def __init__(self, most: float, size: Callable[[Value], int]) -> None:
        """``size`` tells the bytes of a value."""
        self._most = most
        self._size = size
        self._used = 0
        self._kept: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key][0]

    def keep(self, key: Hashable, value: Value) -> None:
        """In place of what there was for a key, be it the same that has grown. What alone is too large is not
        kept."""
        _, before = self._kept.pop(key, (None, 0))
        self._used -= before
        size = self._size(value)
        if size > self._most:
            return
        self._kept[key] = value, size
        self._used += size
        while self._used > self._most:
            _, (_, gone) = self._kept.popitem(last=False)
            self._used -= gone

    def clear(self) -> None:
        self._kept.clear()
        self._used = 0
