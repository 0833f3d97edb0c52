"""Scores of some documents added up, at the cost of these documents whatever the size of the index."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.codec.flatfile import Array
from index.codec.spans import distinct

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

    def total(self, parts: Sequence[Scored]) -> Scored:
        """The sum of each document's scores."""
        if len(parts) == 1:
            return parts[0]
        docs = self.either([docs for docs, _ in parts])
        return docs, self.at(docs, parts)

    def at(self, docs: Array, parts: Sequence[Scored]) -> Array:
        """The same for some documents, which ascend."""
        if len(parts) == 1 and parts[0][0] is docs:
            return parts[0][1].copy()
        found = np.zeros(len(docs))
        for there, scores in parts:
            if len(docs) * _FEW < len(there):
                where = np.searchsorted(there, docs)
                found += np.where(
                    there.take(where, mode="clip") == docs, scores.take(where, mode="clip"), 0.0
                )
            elif len(there):
                self._sums[there] = scores
                found += self._sums[docs]
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

    def either(self, several: Sequence[Array]) -> Array:
        """The documents that are in one of the lists, which ascend, or in several."""
        several = [docs for docs in several if len(docs)]
        if len(several) < 2:
            return several[0] if several else NONE[0]
        if sum(map(len, several)) * _FEW < len(self._marked):
            return distinct(np.concatenate(several))
        for docs in several:
            self._marked[docs] = True
        found = np.flatnonzero(self._marked)
        self._marked[found] = False
        return found

    def several(self, lists: Sequence[Array], least: int) -> Array:
        """The documents that are in at least so many of the lists, which ascend."""
        if least < 2:
            return self.either(lists)
        for docs in lists:
            self._sums[docs] += 1.0
        enough = [docs[self._sums[docs] >= least] for docs in lists]
        for docs in lists:
            self._sums[docs] = 0.0
        return self.either(enough)

    def present(self, docs: Array, lists: Sequence[Array]) -> Array:
        """Whether each document is in each of the lists, list by list; all ascend."""
        there = np.ones((len(lists), len(docs)), dtype=bool)
        for row, each in enumerate(lists):
            if each is docs:
                continue
            if len(docs) * _FEW < len(each):
                there[row] = among(each, docs)
            else:
                self._marked[each] = True
                there[row] = self._marked[docs]
                self._marked[each] = False
        return there


def among(known: Array, values: Array) -> Array:
    """Whether each of the values is among those known; both ascend."""
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    there: Array = known.take(np.searchsorted(known, values), mode="clip") == values
    return there
