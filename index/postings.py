"""Where terms stand in the texts of the whole index.

Texts are numbered document by document, see :mod:`index.codec.segment`: what the fields of a document hold of
a term lies side by side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index import kernels
from index.codec.flatfile import Array
from index.codec.segment import PER_DOCUMENT, TEXTS, Field, SegmentFile
from index.codec.spans import lengths_of
from index.kernels import Way, Word


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A segment with the number that its first document has in the index."""

    segment: SegmentFile
    base: int


class Texts:
    """All texts of the index."""

    def __init__(self, parts: Sequence[Part], live: Array | None) -> None:
        """``live`` tells whether each document is still there; None where all are."""
        named = ((part, part.segment.field(TEXTS)) for part in parts)
        self._parts = [(part, held) for part, held in named if held]
        size = max(1, sum(part.segment.size for part in parts))
        means = _mean_lengths([held for _, held in self._parts], size)
        laid = [held.texts(part.base, part.segment.size) for part, held in self._parts]
        self.laid = kernels.Texts.of(laid, live, size, means, of_whom=parts)
        """How they lie in memory."""

    def word(self, ways: Sequence[Way], fields: Mapping[str, float]) -> Word:
        """Where a word stands in some fields, which are weighed, in any of some ways."""
        return Word(self.laid, ways, fields)

    def frequency(self, term: str, field: int) -> int:
        """How many texts hold a term; deleted ones are counted as long as their segment is not merged."""
        encoded = term.encode("utf-8", "replace")
        return sum(int(held.frequencies[held.find(encoded), field]) for _, held in self._parts)

    def words(self, fields: Sequence[int], prefix: str) -> list[tuple[str, int]]:
        """The terms of some fields that begin with ``prefix``, in order, and how many texts hold each."""
        counts: Counter[bytes] = Counter()
        for _, held in self._parts:
            found = _words(held, fields, prefix)
            if len(self._parts) == 1:
                return [(term.decode(), count) for term, count in found if count]
            for term, count in found:
                counts[term] += count
        return [(term.decode(), counts[term]) for term in sorted(counts) if counts[term]]


def _words(held: Field, fields: Sequence[int], prefix: str) -> Iterator[tuple[bytes, int]]:
    """See :meth:`Texts.words`, in one segment; of terms that only other fields have, too."""
    first, last = held.beginning(prefix.encode("utf-8", "replace"))
    if len(fields) == PER_DOCUMENT:
        counts = lengths_of(held.begins[first : last + 1])
    else:
        counts = held.frequencies[first:last, fields].sum(axis=1)
    return zip(held.terms(first, last), counts.tolist(), strict=True)


def _mean_lengths(texts: Sequence[Field], size: int) -> Array:
    """How many words a document has in each field; 1 where none has any."""
    lengths = np.zeros(PER_DOCUMENT, dtype=np.int64)
    for held in texts:
        lengths += held.lengths.reshape(-1, PER_DOCUMENT).sum(axis=0, dtype=np.int64)
    means: Array = np.where(lengths, lengths, size) / size
    return means
