"""Where a term, or terms in a row, stand in one field of the whole index, and what that is worth.

Scores are those of Whoosh's BM25F over the same segments. They are those of all documents, or of some: what
is asked of few documents costs little, however many hold a term.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from index.adding import among
from index.codec.flatfile import Array
from index.codec.segment import Field, SegmentFile
from index.codec.spans import flat, numbered

_BM25_B, _BM25_K1 = 0.75, 1.2
"""The parameters of BM25F that Whoosh uses unless told otherwise."""
_BITS = 32
"""Of a position: a place is a document, shifted by these, plus a position."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A segment with the number that its first document has in the index."""

    segment: SegmentFile
    base: int

    def own(self, docs: Array) -> tuple[int, int, Array]:
        """From where to where some documents, which ascend, are in the segment; and these by its numbers."""
        first, last = np.searchsorted(docs, (self.base, self.base + self.segment.size)).tolist()
        return first, last, docs[first:last] - self.base


Place = tuple[Part, Field, int]
"""A term of a field in a segment, by its number."""


class WholeField:
    """A field of the whole index."""

    def __init__(self, parts: Sequence[Part], name: str, live: Array | None) -> None:
        """``live`` tells whether each document is still there; None where all are."""
        named = ((part, part.segment.field(name)) for part in parts)
        self.parts = tuple((part, held) for part, held in named if held)
        self.live = live
        self.size = sum(part.segment.size for part in parts)

    def places(self, term: str) -> list[Place]:
        """Where a term is: in each segment that has it, its number."""
        found = ((part, held, _number(held, term)) for part, held in self.parts)
        return [place for place in found if place[2] >= 0]

    def docs(self, places: Sequence[Place]) -> Array:
        """The documents that hold a term, ascending, by where it is."""
        return self.alive(_all_docs(places))

    def alive(self, docs: Array) -> Array:
        """Those of some documents that are still there."""
        return docs if self.live is None else docs[self.live[docs]]

    def positions(self, terms: Sequence[str], docs: Array) -> tuple[Array, Array]:
        """(place in ``docs``, position) of each place of any of some terms in these documents, which ascend;
        in no order."""
        which, positions = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for part, held in self.parts:
            places = [at for term in terms if (at := _number(held, term)) >= 0]
            if places:
                first, _, own = part.own(docs)
                found = [_postings(held, at, own) for at in places]
                owner, its = _positions(held, _joined([postings for _, postings in found]))
                which.append(first + _joined([there for there, _ in found])[owner])
                positions.append(its)
        return _joined(which[1:] or which), _joined(positions[1:] or positions)

    @cached_property
    def norms(self) -> Array:
        """For each length of a text, what BM25 puts in the way of counts."""
        mean = sum(held.length for _, held in self.parts) / max(1, self.size) or 1.0
        longest = max((int(held.lengths.max()) for _, held in self.parts if held.is_text), default=0)
        lengths = np.maximum(np.arange(longest + 1), 1)
        norms: Array = _BM25_K1 * (1 - _BM25_B + _BM25_B * lengths / mean)
        return norms


class Postings(Protocol):
    """What is known of a term, or of terms in a row, in a field."""

    @property
    def most(self) -> int:
        """How many documents hold it at most; cheap."""
        ...

    @property
    def docs(self) -> Array:
        """The documents that hold it, ascending. Whoever needs them for long keeps them."""
        ...

    def scores(self) -> Array:
        """Of all of these."""
        ...

    def at(self, docs: Array) -> Array:
        """The scores of some documents, which ascend; 0 of those that do not hold it."""
        ...


class Term:
    """One term."""

    def __init__(self, field: WholeField, places: Sequence[Place]) -> None:
        self._field = field
        self.places = places
        self.most = sum(held.frequency(at) for _, held, at in places)
        """Deleted documents are counted as long as their segment is not merged."""
        self._worth = (math.log(field.size / (self.most + 1)) + 1.0) * (_BM25_K1 + 1)

    @property
    def docs(self) -> Array:
        return self._field.docs(self.places)

    def scores(self) -> Array:
        counts = _joined([held.counts(at) for _, held, at in self.places])
        lengths = _joined([held.lengths[held.docs(at)] for _, held, at in self.places])
        scores = self._weighed(counts, lengths)
        return scores if self._field.live is None else scores[self._field.live[_all_docs(self.places)]]

    def at(self, docs: Array) -> Array:
        found = np.zeros(len(docs))
        for part, held, at in self.places:
            first, _, own = part.own(docs)
            there, postings = _postings(held, at, own)
            found[first + there] = self._weighed(held.all_counts[postings], held.lengths[own[there]])
        return found

    def _weighed(self, counts: Array, lengths: Array) -> Array:
        """Scores by how often texts of these lengths hold the term."""
        weights = counts.astype(np.float64)
        scores: Array = weights * self._worth / (weights + self._field.norms[lengths])
        return scores


class Row:
    """Terms that stand one behind the other."""

    def __init__(self, field: WholeField, terms: Sequence[Term]) -> None:
        self._field = field
        self._terms = terms
        self.most = min(term.most for term in terms)

    @cached_property
    def docs(self) -> Array:
        by_part = [{part.base: (held, at) for part, held, at in term.places} for term in self._terms]
        bases = [base for base in by_part[0] if all(base in each for each in by_part)]
        found = [_in_a_row([each[base] for each in by_part]) + np.int64(base) for base in bases]
        return self._field.alive(np.concatenate([np.empty(0, np.int64), *found]))

    def scores(self) -> Array:
        return self._at(self.docs)

    def at(self, docs: Array) -> Array:
        found = np.zeros(len(docs))
        there = among(self.docs, docs)
        found[there] = self._at(docs[there])
        return found

    def _at(self, docs: Array) -> Array:
        """The sum of the terms' scores in documents that hold all of them."""
        scores = np.zeros(len(docs))
        for term in self._terms if len(docs) else ():
            scores += term.at(docs)
        return scores


def _all_docs(places: Sequence[Place]) -> Array:
    """The documents that hold a term, deleted ones too."""
    return _joined([held.docs(at).astype(np.int64) + part.base for part, held, at in places])


def _joined(arrays: Sequence[Array]) -> Array:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def _number(held: Field, term: str) -> int:
    """The number of a term in a segment's field; -1 where it is not in it."""
    return held.find(term.encode("utf-8", "replace"))


def _in_a_row(terms: Sequence[tuple[Field, int]]) -> Array:
    """The documents of a segment, ascending, where the terms stand one behind the other."""
    common = min((held.docs(at) for held, at in terms), key=len)
    for held, at in terms:
        common = common[_postings(held, at, common)[0]]
    places: Array | None = None
    for distance, (held, at) in enumerate(terms):
        which, positions = _positions(held, _postings(held, at, common)[1])
        there = (which << _BITS) + positions - distance
        places = there if places is None else places[among(there, places)]
    assert places is not None
    hit: Array = common[np.unique(places >> _BITS)]
    return hit


def _positions(held: Field, postings: Array) -> tuple[Array, Array]:
    """(place in ``postings``, position) of all positions of some postings."""
    lengths = held.all_counts[postings].astype(np.int64)
    positions = held.all_positions[flat(held.starts[postings].astype(np.int64), lengths)]
    return numbered(lengths), positions.astype(np.int64)


def _postings(held: Field, at: int, docs: Array) -> tuple[Array, Array]:
    """Which of some documents, which ascend, hold a term, by their places; and their postings."""
    known, begin = held.docs(at), held.begins.item(at)
    if len(known) < len(docs):
        found = np.searchsorted(docs, known)
        which = np.flatnonzero(docs.take(found, mode="clip") == known)
        return found[which], which + begin
    # NumPy would copy all that is known where it is of another type.
    found = np.searchsorted(known, docs.astype(known.dtype, copy=False))
    there = np.flatnonzero(known.take(found, mode="clip") == docs)
    return there, found[there] + begin
