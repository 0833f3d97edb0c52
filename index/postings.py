"""Where terms stand in the texts of the whole index.

Texts are numbered document by document, see :mod:`index.codec.segment`: what the fields of a document hold of
a term lies side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.adding import NONE, among
from index.codec.flatfile import Array
from index.codec.segment import PER_DOCUMENT, TEXTS, Field, SegmentFile
from index.codec.spans import distinct, flat, numbered

_BITS = 32
"""Of a position: a place is a text, shifted by these, plus a position."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A segment with the number that its first document has in the index."""

    segment: SegmentFile
    base: int

    def own(self, docs: Array) -> tuple[int, Array]:
        """The place of the first of some documents, which ascend, that is in the segment; and those that are,
        by its numbers."""
        first, last = np.searchsorted(docs, (self.base, self.base + self.segment.size)).tolist()
        return first, docs[first:last] - self.base


class Texts:
    """All texts of the index."""

    def __init__(self, parts: Sequence[Part], live: Array | None) -> None:
        """``live`` tells whether each document is still there; None where all are."""
        named = ((part, part.segment.field(TEXTS)) for part in parts)
        self.parts = tuple((part, held) for part, held in named if held)
        self.live = live
        self.size = max(1, sum(part.segment.size for part in parts))

    def numbers(self, term: str) -> list[int]:
        """The number of a term in each segment, -1 where it is not in it; empty where it is in none."""
        encoded = term.encode("utf-8", "replace")
        found = [held.find(encoded) for _, held in self.parts]
        return found if max(found, default=-1) >= 0 else []

    def frequencies(self, numbers: Sequence[Sequence[int]]) -> Array:
        """How many texts hold some terms, given by their numbers in each segment, by term and field; deleted
        ones are counted as long as their segment is not merged."""
        each = zip(self.parts, zip(*numbers, strict=True), strict=True)
        found = [held.frequencies[list(its)].astype(np.int64) for (_, held), its in each]
        return found[0] if len(found) == 1 else np.sum(found, axis=0)

    def words(self, fields: Sequence[int], prefix: str) -> Iterator[tuple[str, int]]:
        """The terms of some fields that begin with ``prefix``, in order, and how many texts hold each."""
        counts: dict[bytes, int] = {}
        for _, held in self.parts:
            first, last = held.beginning(prefix.encode("utf-8", "replace"))
            found = held.frequencies[first:last, fields].sum(axis=1).tolist()
            for at, count in enumerate(found, first):
                if count:
                    term = held.term(at)
                    counts[term] = counts.get(term, 0) + count
        for term in sorted(counts):
            yield term.decode(), counts[term]

    def positions(self, fields: Sequence[int], terms: Sequence[str], docs: Array) -> tuple[Array, Array]:
        """(place of the text, position) of each place of any of some terms in the texts of some fields, which
        ascend, of these documents, which ascend: texts lie document by document. In no order."""
        which, positions = [NONE[0]], [NONE[0]]
        numbers = [self.numbers(term) for term in terms]
        for place, (part, held) in enumerate(self.parts):
            first, own = part.own(docs)
            texts = (own[:, np.newaxis] * PER_DOCUMENT + fields).ravel()
            found = [postings_of(held, its[place], texts) for its in numbers if its and its[place] >= 0]
            if found:
                owner, its = _positions(held, joined([postings for _, postings in found]))
                which.append(joined([there for there, _ in found])[owner] + first * len(fields))
                positions.append(its)
        return joined(which[1:] or which), joined(positions[1:] or positions)

    @cached_property
    def mean_lengths(self) -> Array:
        """How many words a document has in each field; 1 where none has any."""
        lengths = np.zeros(PER_DOCUMENT, dtype=np.int64)
        for _, held in self.parts:
            lengths += held.lengths.reshape(-1, PER_DOCUMENT).sum(axis=0, dtype=np.int64)
        means: Array = np.where(lengths, lengths, self.size) / self.size
        return means


def joined(arrays: Sequence[Array]) -> Array:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def in_a_row(held: Field, terms: Sequence[int]) -> Array:
    """The texts, ascending, where the terms stand one behind the other."""
    common = min((held.holders(at) for at in terms), key=len)
    for at in terms:
        common = common[postings_of(held, at, common)[0]]
    places: Array | None = None
    for distance, at in enumerate(terms):
        which, positions = _positions(held, postings_of(held, at, common)[1])
        there = (which << _BITS) + positions - distance
        places = there if places is None else places[among(there, places)]
    assert places is not None
    hit: Array = common[distinct(places >> _BITS)]
    return hit


def _positions(held: Field, postings: Array) -> tuple[Array, Array]:
    """(place in ``postings``, position) of all positions of some postings."""
    lengths = held.all_counts[postings].astype(np.int64)
    positions = held.all_positions[flat(held.starts[postings].astype(np.int64), lengths)]
    return numbered(lengths), positions.astype(np.int64)


def postings_of(held: Field, at: int, texts: Array) -> tuple[Array, Array]:
    """Which of some texts, which ascend, hold a term, by their places; and their postings."""
    known, begin = held.holders(at), held.begins.item(at)
    if len(known) < len(texts):
        found = np.searchsorted(texts, known.astype(texts.dtype, copy=False))
        which = np.flatnonzero(texts.take(found, mode="clip") == known)
        return found[which], which + begin
    # NumPy would copy all that is known where it is of another type.
    found = np.searchsorted(known, texts.astype(known.dtype, copy=False))
    there = np.flatnonzero(known.take(found, mode="clip") == texts)
    return there, found[there] + begin
