"""Where words stand in the texts of the index, in any of several ways, and what that is worth.

Scores are those of Whoosh's BM25F over the same segments: in each field those of the best of a word's ways,
and their sum over fields. They are those of all documents, or of some: what is asked of few documents costs
little, however many hold a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.adding import NONE, Scored
from index.codec.flatfile import Array
from index.codec.segment import PER_DOCUMENT
from index.codec.spans import differs, flat
from index.postings import Texts, in_a_row, joined, postings_of

_BM25_B, _BM25_K1 = 0.75, 1.2
"""The parameters of BM25F that Whoosh uses unless told otherwise."""
_FEW = 16
"""One document in so many texts: fewer are looked up among them, more are marked in a row of all."""
_AT_ONCE = 1 << 14
"""Texts that are scored at once."""

Way = tuple[tuple[str, ...], float]
"""Terms that stand next to one another, or a single one; and their weight."""


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
        worth = _worth(frequencies, texts.size) * weights
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
        docs = joined([NONE[0], *(each.docs() for each in self._places)])
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
        self._norms = _BM25_K1 * _BM25_B / texts.mean_lengths
        """What each word that a text is long puts in the way of counts, by field."""
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
            texts = in_a_row(self._held, row.numbers)
            scores = np.zeros(len(texts))
            for at, worth in zip(row.numbers, row.worth, strict=True):
                scores += self._weighed(
                    texts, self._held.all_counts[postings_of(self._held, at, texts)[1]], worth
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


def _worth(frequencies: Array, size: int) -> Array:
    """What terms tell that so many texts hold, of so many documents."""
    worth: Array = (np.log(size / (frequencies + 1)) + 1.0) * (_BM25_K1 + 1)
    return worth
