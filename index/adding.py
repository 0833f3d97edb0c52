"""Scores of some documents added up, at the cost of these documents whatever the size of the index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from index.codec.flatfile import Array

Scored = tuple[Array, Array]
"""Documents, ascending, and the score of each, above 0; the others have none."""

NONE: Scored = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float64))
_FEW = 16
"""One in so many documents: fewer are put in order, more are marked in a row of all."""


class Adding:
    """Room for sums, a number for each document of the index, left as it was found. For one thread."""

    def __init__(self, size: int) -> None:
        self._sums = np.zeros(size)
        self._best = np.zeros(size)
        self._marked = np.zeros(size, dtype=bool)
        self._places = np.zeros(size, dtype=np.int32)

    def total(self, parts: Sequence[Scored]) -> Scored:
        """The sum of each document's scores."""
        if len(parts) == 1:
            return parts[0]
        docs = self.either([docs for docs, _ in parts])
        return docs, self.at(docs, parts)

    def at(self, docs: Array, parts: Sequence[Scored]) -> Array:
        """The same for some documents, in their order."""
        if len(parts) == 1 and parts[0][0] is docs:
            return parts[0][1].copy()
        touched = []
        for there, scores in parts:
            self._sums[there] += scores
            touched.append(there)
        found: Array = self._sums[docs]
        for there in touched:
            self._sums[there] = 0.0
        return found

    def best(self, parts: Sequence[Scored]) -> Scored:
        """The highest of each document's scores."""
        if len(parts) == 1:
            return parts[0]
        for docs, scores in parts:
            self._best[docs] = np.maximum(self._best[docs], scores)
        docs = self.either([docs for docs, _ in parts])
        found: Array = self._best[docs]
        self._best[docs] = 0.0
        return docs, found

    def fields(self, fields: Iterable[Sequence[Scored]]) -> Scored:
        """The sum over fields of the highest of each document's scores in a field."""
        touched: list[Array] = []
        for ways in fields:
            for docs, scores in ways:
                self._best[docs] = np.maximum(self._best[docs], scores)
                touched.append(docs)
            for docs, _ in ways:
                self._sums[docs] += self._best[docs]
                self._best[docs] = 0.0
        docs = self.either(touched)
        found: Array = self._sums[docs]
        self._sums[docs] = 0.0
        return docs, found

    def either(self, several: Sequence[Array]) -> Array:
        """The documents that are in one of the lists, which ascend, or in several."""
        several = [docs for docs in several if len(docs)]
        if len(several) < 2:
            return several[0] if several else NONE[0]
        if sum(map(len, several)) * _FEW < len(self._marked):
            docs = np.sort(np.concatenate(several))
            return docs[np.concatenate(([True], docs[1:] > docs[:-1]))]
        for docs in several:
            self._marked[docs] = True
        found = np.flatnonzero(self._marked)
        self._marked[found] = False
        return found

    def present(self, docs: Array, lists: Sequence[Array]) -> Array:
        """Whether each document is in each of the lists, which hold no others; list by list."""
        if len(lists) == 1 and lists[0] is docs:
            return np.ones((1, len(docs)), dtype=bool)
        self._places[docs] = np.arange(len(docs))
        there = np.zeros((len(lists), len(docs)), dtype=bool)
        for row, each in enumerate(lists):
            there[row, self._places[each]] = True
        return there
