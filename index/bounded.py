"""Answers that are kept for the next time, as many as fit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from index.codec.flatfile import Array

_OVERHEAD = 300
"""Bytes of an answer beside its numbers, about."""

Answer = tuple[Array, Array]


class Bounded:
    """Pairs of arrays by key, those asked for last, in at most so many bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._used = 0
        self._kept: OrderedDict[Hashable, Answer] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        answer = make()
        if _bytes(answer) <= self._most:
            self._kept[key] = answer
            self._used += _bytes(answer)
        while self._used > self._most:
            self._used -= _bytes(self._kept.popitem(last=False)[1])
        return answer

    def clear(self) -> None:
        self._kept.clear()
        self._used = 0


def _bytes(answer: Answer) -> int:
    return sum(each.nbytes for each in answer) + _OVERHEAD
