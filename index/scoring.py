"""A word of a query -> the documents that hold it, and how well.

What many documents hold is scored for those that are asked for; what few hold, for all, and kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.adding import NONE, Adding, Scored
from index.addresses import Address
from index.bounded import Bounded
from index.codec.flatfile import Array
from index.dates import Period
from index.postings import Postings
from index.wanted import Wanted

LOOSE_WEIGHT = 0.4
"""Of unspaced text whose characters are all there, but not in a row."""
LOOSE_SHARE = 0.6
"""How many of the pairs of characters of an unspaced text must be there."""
ADDRESS_SCORE = 25.0
"""For a link that is exactly what was typed: above what words reach."""
DATE_SCORE = 1.0
"""For an issue of the year, month or day that was typed: what a word in a long text is worth."""
KEPT = 4 << 20
"""Bytes of words' documents and scores that are kept in memory, per open index; 16 for a document. More in a
large index:"""
_FREQUENT = 6
"""So many words fit that every document holds."""
_OVERHEAD = 1000
"""Bytes of a word beside these, about."""
_FEW = 4000
"""Documents: what no more of them hold costs hardly more to score for all than for some."""


class Engine(Protocol):
    """What this needs of a search engine."""

    def find(self, field: str, terms: tuple[str, ...]) -> Postings | None:
        """Where the terms stand next to one another in the field; None where one of them is nowhere in it."""
        ...

    def scores(self, field: str, terms: tuple[str, ...]) -> Scored: ...

    def with_key(self, field: str, value: str) -> Array: ...


class Scope(Protocol):
    """What is known of documents beside their words."""

    @property
    def items(self) -> Array:
        """Whether each document is an item: only these have texts and can be results."""
        ...

    def chosen(self, facet: str, value: str) -> Array:
        """Whether each document has a facet's value, however that is written."""
        ...

    def within(self, period: Period) -> Array:
        """Whether each document is of that time."""
        ...


Fields = Sequence[Sequence[tuple[float, Postings]]]
"""Of each field that has the word: what the word's ways are worth there, and where they stand."""


@dataclass(slots=True, eq=False)
class Held:
    """A word as it stands in the texts."""

    fields: Fields
    """Empty once all scores are known."""
    docs: Array
    """The documents that hold it, ascending."""
    scores: Array | None = None
    """Of all of these, once they are known."""

    @property
    def nbytes(self) -> int:
        """Bytes in memory, about, when all is known."""
        return 2 * self.docs.nbytes + _OVERHEAD


class Scorer:
    """Scores words in one state of the index. For one thread."""

    def __init__(self, engine: Engine, scope: Scope, adding: Adding) -> None:
        self._engine = engine
        self._scope = scope
        self._adding = adding
        most = max(KEPT, _FREQUENT * 16 * len(scope.items))
        self._known: Bounded[Held] = Bounded(most, lambda held: held.nbytes)

    def forget(self) -> None:
        """Keep no scores."""
        self._known.clear()

    def held(self, word: Wanted) -> Held:
        """The documents that hold a word."""
        known = self._known.get(word)
        if known is None:
            known = self._held(word)
            self._known.keep(word, known)
        return known

    def scored(self, word: Wanted) -> Scored:
        """The documents that hold a word, and their scores: in each field those of the best of its ways."""
        held = self.held(word)
        if held.scores is None:
            _, held.scores = self._adding.fields(_all(held.fields))
            held.fields = ()
        return held.docs, held.scores

    def at(self, word: Wanted, docs: Array) -> Array:
        """The scores of some documents, which ascend; 0 of those that do not hold the word."""
        held = self.held(word)
        if held.scores is None and len(held.docs) <= max(_FEW, 2 * len(docs)):
            self.scored(word)
        if held.scores is not None:
            return self._adding.at(docs, [(held.docs, held.scores)])
        found = np.zeros(len(docs))
        for ways in held.fields:
            best = [weight * postings.at(docs) for weight, postings in ways]
            found += best[0] if len(best) == 1 else np.maximum.reduce(best)
        return found

    def linking(self, address: Address) -> Scored:
        """:data:`ADDRESS_SCORE` for items that link to an address or to something that lies under it, or,
        where there are none, to what it belongs to."""
        for keys in (address.same, address.around):
            docs = self._adding.either([self._engine.with_key("link", key) for key in keys])
            docs = docs[self._scope.items[docs]]
            if len(docs):
                return docs, np.full(len(docs), ADDRESS_SCORE)
        return NONE

    def _held(self, word: Wanted) -> Held:
        linking = self.linking(word.address) if word.address else NONE
        if word.address and word.address.full and len(linking[0]):
            return Held((), *linking)
        fields = list(self._fields(word))
        others = [linking]
        if word.loose:
            others.append(self._loose(word))
        if word.period:
            docs = np.flatnonzero(self._scope.within(word.period) & self._scope.items)
            others.append((docs, np.full(len(docs), DATE_SCORE)))
        others = [each for each in others if len(each[0])]
        if others or sum(postings.most for ways in fields for _, postings in ways) <= _FEW:
            docs, scores = self._adding.best([*others, self._adding.fields(_all(fields))])
            return Held((), docs, scores)
        return Held(fields, self._adding.either([postings.docs for ways in fields for _, postings in ways]))

    def _fields(self, word: Wanted) -> Iterator[list[tuple[float, Postings]]]:
        for name, weight in word.fields:
            ways = ((way, self._engine.find(name, way.terms)) for way in word.ways)
            if found := [(weight * way.weight, postings) for way, postings in ways if postings]:
                yield found

    def _loose(self, word: Wanted) -> Scored:
        """Documents that hold most of its pairs of characters, in any fields."""
        pairs = list(dict.fromkeys(word.loose))
        gained: list[Scored] = []
        held: list[Scored] = []
        for pair in pairs:
            scored = [(weight, self._engine.scores(name, (pair,))) for name, weight in word.fields]
            gained += [(docs, LOOSE_WEIGHT * weight * scores) for weight, (docs, scores) in scored]
            there = self._adding.either([docs for _, (docs, _) in scored])
            held.append((there, np.ones(len(there))))
        docs, count = self._adding.total(held)
        enough = docs[count >= LOOSE_SHARE * len(pairs)]
        return enough, self._adding.at(enough, gained)


def _all(fields: Fields) -> Iterator[list[Scored]]:
    """The scores of all documents that hold a word, by field and way."""
    for ways in fields:
        yield [(postings.docs, weight * postings.scores()) for weight, postings in ways]
