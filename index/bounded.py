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
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key]

    def keep(self, key: Hashable, value: Value) -> None:
        """A value for a key that has none. What alone is too large is not kept."""
        size = self._size(value)
        if size > self._most:
            return
        self._kept[key] = value
        self._used += size
        while self._used > self._most:
            self._used -= self._size(self._kept.popitem(last=False)[1])

    def clear(self) -> None:
        self._kept.clear()
        self._used = 0
