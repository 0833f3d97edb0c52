"""Where words stand in the texts of the whole index, and what that is worth.

Texts are numbered document by document, see :mod:`index.codec.segment`: what the fields of a document hold
of a term lies side by side. Scores are those of Whoosh's BM25F over the same segments: in each field those of
the best of a word's ways, and their sum over fields. They are those of all documents, or of some: what is
asked of few documents costs little, however many hold a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.adding import NONE, Scored, among
from index.codec.flatfile import Array
from index.codec.segment import PER_DOCUMENT, TEXTS, Field, SegmentFile
from index.codec.spans import differs, distinct, flat, numbered

_BM25_B, _BM25_K1 = 0.75, 1.2
"""The parameters of BM25F that Whoosh uses unless told otherwise."""
_BITS = 32
"""Of a position: a place is a text, shifted by these, plus a position."""
_FEW = 16
"""One document in so many texts: fewer are looked up among them, more are marked in a row of all."""
_AT_ONCE = 1 << 14
"""Texts that are scored at once."""

Way = tuple[tuple[str, ...], float]
"""Terms that stand next to one another, or a single one; and their weight."""


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
        self._size = max(1, sum(part.segment.size for part in parts))

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
            found = [_postings(held, its[place], texts) for its in numbers if its and its[place] >= 0]
            if found:
                owner, its = _positions(held, _joined([postings for _, postings in found]))
                which.append(_joined([there for there, _ in found])[owner] + first * len(fields))
                positions.append(its)
        return _joined(which[1:] or which), _joined(positions[1:] or positions)

    def worth(self, frequencies: Array) -> Array:
        """What terms tell that so many texts hold."""
        worth: Array = (np.log(self._size / (frequencies + 1)) + 1.0) * (_BM25_K1 + 1)
        return worth

    @cached_property
    def norms(self) -> Array:
        """What each word that a text is long puts in the way of counts, by field."""
        lengths = np.zeros(PER_DOCUMENT, dtype=np.int64)
        for _, held in self.parts:
            lengths += held.lengths.reshape(-1, PER_DOCUMENT).sum(axis=0, dtype=np.int64)
        means = np.where(lengths, lengths, self._size) / self._size
        norms: Array = _BM25_K1 * _BM25_B / means
        return norms


class Word:
    """A word in the texts, in any of some ways."""

    def __init__(self, texts: Texts, ways: Sequence[Way], weights: Array) -> None:
        """``weights`` are those of the fields, 0 of one that does not count."""
        self._live = texts.live
        self._places: list[_Placed] = []
        self.most = 0
        """How many texts hold it at most, deleted ones counted as long as their segment is not merged."""
        every = {term for terms, _ in ways for term in terms}
        known = {term: numbers for term in every if (numbers := texts.numbers(term))}
        there = [way for way in ways if way[0] and known.keys() >= {*way[0]}]
        if not there:
            return
        row = {term: at for at, term in enumerate(known)}
        frequencies = texts.frequencies(list(known.values()))
        worth = texts.worth(frequencies) * weights
        texts_of = frequencies.sum(axis=1).tolist()
        self.most = sum(min(texts_of[row[term]] for term in terms) for terms, _ in there)
        single = [(terms[0], weight) for terms, weight in there if len(terms) == 1]
        single_weights = np.array([weight for _, weight in single])
        its_worth = worth[[row[term] for term, _ in single]] * single_weights[:, np.newaxis]
        several = [
            (terms, worth[[row[term] for term in terms]] * weight)
            for terms, weight in there
            if len(terms) > 1
        ]
        for place in range(len(texts.parts)):
            here = _Terms([known[term][place] for term, _ in single], its_worth).known()
            rows = [_Terms([known[term][place] for term in terms], each) for terms, each in several]
            rows = [each for each in rows if min(each.numbers) >= 0]
            if here.numbers or rows:
                self._places.append(_Placed(texts, place, weights, here, rows))

    @property
    def docs(self) -> Array:
        """The documents that hold it, ascending. Whoever needs them for long keeps them."""
        docs = _joined([NONE[0], *(each.docs() for each in self._places)])
        return docs if self._live is None else docs[self._live[docs]]

    def scores(self) -> Scored:
        """The documents that hold it, ascending, and their scores."""
        docs, scores = _side_by_side([each.scores() for each in self._places] or [NONE])
        if self._live is None:
            return docs, scores
        alive = self._live[docs]
        return docs[alive], scores[alive]

    def at(self, docs: Array) -> Array:
        """The scores of some documents, which ascend; 0 of those that do not hold it."""
        found = np.zeros(len(docs))
        for each in self._places:
            there, scores = each.scores(docs)
            found[np.searchsorted(docs, there)] = scores
        return found


@dataclass(frozen=True, slots=True, eq=False)
class _Terms:
    """Terms of one segment."""

    numbers: Sequence[int]
    """-1 for one that is not in it."""
    worth: Array
    """By term and field."""

    def known(self) -> _Terms:
        """Without those that are not in it."""
        rows = [row for row, at in enumerate(self.numbers) if at >= 0]
        if len(rows) == len(self.numbers):
            return self
        return _Terms([self.numbers[row] for row in rows], self.worth[rows])


class _Placed:
    """A word in the texts of one segment."""

    def __init__(
        self, texts: Texts, place: int, weights: Array, terms: _Terms, rows: Sequence[_Terms]
    ) -> None:
        """``place`` is that of the segment; ``terms`` are ways by themselves, ``rows`` ways of several."""
        self._part, self._held = texts.parts[place]
        self._norms = texts.norms
        self._terms, self._rows = terms, rows
        self._counting = None if weights.all() else weights > 0
        """Whether each field counts; None where all do."""

    def docs(self) -> Array:
        """The documents of the segment that hold it, ascending, by their numbers in the index."""
        there = np.zeros(self._part.segment.size, dtype=bool)
        for texts, _ in self._found():
            counting = texts if self._counting is None else texts[self._counting[texts % PER_DOCUMENT]]
            there[(counting // PER_DOCUMENT).astype(np.int64)] = True
        return there.nonzero()[0] + self._part.base

    def scores(self, docs: Array | None = None) -> Scored:
        """The same, or those of them that are among some documents; and their scores."""
        found = self._found()
        if docs is not None:
            own = self._part.own(docs)[1]
            places = [_of_documents(texts, own, self._part.segment.size) for texts, _ in found]
            found = [(texts[at], its[at]) for (texts, its), at in zip(found, places, strict=True)]
        pieces = _pieces(found, self._part.segment.size)
        docs, scores = _side_by_side([self._summed(piece) for piece in pieces])
        return docs + self._part.base, scores

    def _found(self) -> list[tuple[Array, Array]]:
        """The texts that hold each term, and how often; the texts that hold each row, and their scores."""
        held = self._held
        return [*((held.holders(at), held.counts(at)) for at in self._terms.numbers), *self._in_rows]

    @cached_property
    def _in_rows(self) -> list[Scored]:
        found = []
        for row in self._rows:
            texts = _in_a_row(self._held, row.numbers)
            scores = np.zeros(len(texts))
            for at, worth in zip(row.numbers, row.worth, strict=True):
                scores += self._weighed(
                    texts, self._held.all_counts[_postings(self._held, at, texts)[1]], worth
                )
            found.append((texts, scores))
        return found

    def _summed(self, found: Sequence[tuple[Array, Array]]) -> Scored:
        """What is found of each term and row -> documents, by the segment's numbers, and their scores."""
        terms, scored = found[: len(self._terms.numbers)], list(found[len(self._terms.numbers) :])
        if terms:
            texts, counts = _side_by_side(terms)
            term = np.repeat(np.arange(len(terms)), [len(each) for each, _ in terms]) if len(terms) > 1 else 0
            scored.append((texts, self._weighed(texts, counts, self._terms.worth, term)))
        texts, scores = _side_by_side(scored)
        if self._counting is not None:
            counting = scores > 0
            texts, scores = texts[counting], scores[counting]
        if len(found) > 1:
            order = texts.argsort(kind="stable")
            texts, scores = _by_runs(np.maximum, texts[order], scores[order])
        return _by_runs(np.add, (texts // PER_DOCUMENT).astype(np.int64), scores)

    def _weighed(self, texts: Array, counts: Array, worth: Array, term: Array | int = 0) -> Array:
        """The scores of texts that hold terms so often; ``worth`` is by ``term`` and field."""
        # Arrays of other numbers would be turned into these for each place that is looked up by them.
        fields = (texts % PER_DOCUMENT).astype(np.int64)
        lengths = np.maximum(self._held.lengths.take(texts.astype(np.int64)), 1)
        scores = counts.astype(np.float64)
        hampered = self._norms.take(fields)
        hampered *= lengths
        hampered += scores
        hampered += _BM25_K1 * (1 - _BM25_B)
        scores *= worth.take(fields + term * PER_DOCUMENT)
        scores /= hampered
        return scores


def _pieces(found: Sequence[tuple[Array, Array]], size: int) -> Iterator[Sequence[tuple[Array, Array]]]:
    """What is found, some documents of so many after others: what is at work at one time should stay in the
    processor's nearest memory."""
    count = sum(len(texts) for texts, _ in found) // _AT_ONCE + 1
    if count == 1:
        yield found
        return
    ends = np.linspace(0, size, count + 1, dtype=np.int64) * PER_DOCUMENT
    borders = [np.searchsorted(texts, ends.astype(texts.dtype)).tolist() for texts, _ in found]
    for at in range(count):
        yield [
            (texts[its[at] : its[at + 1]], values[its[at] : its[at + 1]])
            for (texts, values), its in zip(found, borders, strict=True)
        ]


def _by_runs(combined: np.ufunc, keys: Array, values: Array) -> tuple[Array, Array]:
    """Keys, which ascend, each once, and its values, which are above 0, combined."""
    begun = differs(keys)
    begins = begun.nonzero()[0]
    if len(begins) == len(keys):
        return keys, values
    found = np.zeros(len(begins))
    # Several times as fast as to reduce run by run.
    combined.at(found, begun.cumsum() - 1, values)
    return keys[begins], found


def _of_documents(texts: Array, docs: Array, size: int) -> Array:
    """The places of those of some texts that are of some documents, of so many; all ascend."""
    if len(docs) * _FEW < len(texts):
        # NumPy would copy all texts where they are of another type.
        first, last = (
            np.searchsorted(texts, (each * PER_DOCUMENT).astype(texts.dtype)) for each in (docs, docs + 1)
        )
        return flat(first, last - first)
    wanted = np.zeros(size, dtype=bool)
    wanted[docs] = True
    return np.flatnonzero(wanted[texts // PER_DOCUMENT])


def _side_by_side(pairs: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Pairs of arrays as one pair."""
    if len(pairs) == 1:
        return pairs[0]
    one, other = zip(*pairs, strict=True)
    return np.concatenate(one), np.concatenate(other)


def _joined(arrays: Sequence[Array]) -> Array:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def _in_a_row(held: Field, terms: Sequence[int]) -> Array:
    """The texts, ascending, where the terms stand one behind the other."""
    common = min((held.holders(at) for at in terms), key=len)
    for at in terms:
        common = common[_postings(held, at, common)[0]]
    places: Array | None = None
    for distance, at in enumerate(terms):
        which, positions = _positions(held, _postings(held, at, common)[1])
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


def _postings(held: Field, at: int, texts: Array) -> tuple[Array, Array]:
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
