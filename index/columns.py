"""Facets as arrays: which documents have which values, and how many stories there are of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from index import kernels
from index.codec.flatfile import Array, smallest
from index.codec.spans import begins_of, distinct, flat, lengths_of

_KEPT = 16
"""Choices of values whose documents are kept in memory, a byte for each document of the index."""


class Stories:
    """Which documents tell the same story."""

    def __init__(self, tales: Array, items: Array) -> None:
        """``tales`` are the same for documents of one story, ``items`` tells which documents are items."""
        _, of = np.unique(tales, return_inverse=True)
        self.size = int(of.max(initial=-1)) + 1
        self.of = of.astype(np.int32)
        """The number of each document's story."""
        self.alone: Array = (np.bincount(of[items], minlength=self.size) < 2)[of]
        """Whether each document is the only item of its story."""
        self.all_alone = bool(self.alone[items].all())
        """Whether no story has several."""

    def several(self, docs: Array) -> Array | None:
        """Whether each document's story has others; None where no story has."""
        return None if self.all_alone else ~self.alone[docs]

    def editions(self, docs: Array) -> Array:
        """Some documents and all others of their stories, ascending; these as they are where there are no
        others."""
        several = self.several(docs)
        if several is None or not several.any():
            return docs
        others = np.flatnonzero(np.isin(self.of, self.of[docs[several]]))
        return distinct(np.concatenate((docs, others)))

    def count(self, docs: Array) -> int:
        """How many stories some documents tell, which are items, none twice."""
        several = self.several(docs)
        if several is None:
            return len(docs)
        return len(docs) - int(np.count_nonzero(several)) + len(distinct(self.of[docs[several]]))


class Column:
    """The values of a facet, and each document's by their place in these."""

    def __init__(self, values: Sequence[str], codes: Array, begins: Array, *, every: bool = False) -> None:
        """``codes`` are the documents' places in ``values``, one document after another, ``begins`` where
        each document's begin and the last one's end. Values that no document has are left out, unless
        ``every`` is wanted."""
        used = (np.bincount(codes, minlength=len(values)) > 0) | every
        self.values = tuple(value for value, there in zip(values, used.tolist(), strict=True) if there)
        self.codes = {value: code for code, value in enumerate(self.values)}
        self._codes = (np.cumsum(used) - 1)[codes].astype(smallest(len(self.values)))
        self._begins = begins.astype(smallest(len(codes)))
        self._kept = lru_cache(maxsize=_KEPT)(self._having)
        lengths = lengths_of(begins)
        self._only: Array | None = None
        """Where none has several values: each document's place in ``values``, one past the last for none."""
        if (lengths <= 1).all():
            self._only = np.full(len(lengths), len(self.values), dtype=smallest(len(self.values)))
            self._only[lengths > 0] = self._codes
        starts, each = (self._begins, self._codes) if self._only is None else (None, self._only)
        self.laid = kernels.Column.of(starts, each, len(self.values))
        """How it lies in memory."""

    def firsts(self) -> Array:
        """The place in ``values`` of each document's first value, -1 where it has none."""
        lengths = lengths_of(self._begins)
        first = np.full(len(lengths), -1, dtype=np.int32)
        first[lengths > 0] = self._codes[self._begins[:-1][lengths > 0]]
        return first

    def having(self, values: Iterable[str]) -> Array:
        """Whether each document has one of the values."""
        return self._kept(frozenset(self.codes[value] for value in values if value in self.codes))

    def _having(self, codes: frozenset[int]) -> Array:
        wanted = np.zeros(len(self.values) + 1, dtype=bool)
        wanted[list(codes)] = True
        # How many wanted values stand before each document's, and before the next one's.
        before = begins_of(wanted[self._codes])[self._begins]
        there: Array = before[1:] > before[:-1]
        return there

    def counts(self, docs: Array, stories: Stories) -> Array:
        """How many stories there are of each value, among some documents, none twice."""
        return Columns([self]).counts(docs, stories, len(docs))[0]

    def shared(self, docs: Array, stories: Stories) -> Array:
        """The same of documents whose stories have others."""
        starts = self._begins[docs].astype(np.int64)
        lengths = self._begins[docs + 1] - starts
        size = len(self.values)
        told = np.repeat(stories.of[docs].astype(np.int64), lengths)
        pairs = distinct(told * size + self._codes[flat(starts, lengths)])
        return np.bincount(pairs % size, minlength=size)


class Columns:
    """Several facets, that are counted together."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._laid = kernels.Columns([column.laid for column in columns])

    def counts(self, docs: Array, stories: Stories, most: int) -> list[Array]:
        """How many stories there are of each value of each facet, among some documents, none twice; in
        numbers that reach to ``most``."""
        several = stories.several(docs)
        if several is None or not several.any():
            return self._laid.counts(docs, smallest(most))
        found = self._laid.counts(docs[~several], smallest(most))
        shared = (column.shared(docs[several], stories) for column in self._columns)
        return [one + other.astype(one.dtype) for one, other in zip(found, shared, strict=True)]
