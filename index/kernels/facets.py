"""How many of some documents have each value of a facet: for ``facets.c``."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import Structure, c_int64, c_void_p
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from index.kernels.library import Array, declared, laid
from index.kernels.texts import Numbers


class Column(Structure):
    """The values of a facet, whose arrays must be held elsewhere."""

    _fields_ = (("begins", Numbers), ("codes", Numbers), ("size", c_int64))

    @classmethod
    def of(cls, begins: Array | None, codes: Array, size: int) -> Column:
        """``codes`` are the places of all documents' values among ``size``, one document after another, from
        where ``begins`` says; or one for each, ``size`` where it has none."""
        return cls(Numbers() if begins is None else Numbers.of(begins), Numbers.of(codes), size)


class Columns:
    """Some facets, side by side."""

    def __init__(self, columns: Sequence[Column]) -> None:
        """The arrays of the columns must be held elsewhere."""
        self._columns = (Column * len(columns))(*columns)
        ends = list(accumulate([column.size + 1 for column in columns], initial=0))
        self._size = ends[-1]
        self._each = [slice(begin, end - 1) for begin, end in pairwise(ends)]

    def counts(self, docs: Array, kind: np.dtype[Any]) -> list[Array]:
        """How many of some documents have each value of each facet, as numbers of that kind."""
        found = np.zeros(self._size, kind)
        _count(laid(docs), len(docs), self._columns, len(self._each), kind.itemsize, laid(found))
        return [found[its] for its in self._each]


def frequent(counts: Array, order: Array, most: int) -> tuple[list[int], list[int]]:
    """The most frequent values, at most so many, and what they count, of the counts of all: their places in
    an ``order`` that tells each one's, in which those come that count the same. What counts nothing is left
    out."""
    places, found = (np.empty(min(most, len(counts)), dtype=np.int64) for _ in range(2))
    many = _frequent(
        laid(counts), counts.itemsize, laid(order), len(counts), len(places), laid(places), laid(found)
    )
    return places[:many].tolist(), found[:many].tolist()


_I, _P = c_int64, c_void_p
_count = declared("count", None, _P, _I, _P, _I, _I, _P)
_frequent = declared("frequent", _I, _P, _I, _P, _I, _I, _P, _P)
