"""A word of a query -> the documents that hold it, and how well.

What many documents hold is scored for those that are asked for; what few hold, for all, and kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from msgspec import Struct

from index import kernels
from index.addresses import Address
from index.bounded import Bounded
from index.codec.flatfile import Array
from index.dates import Period
from index.kernels import NONE, Scored, Way, Word
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
"""Bytes of words' documents and scores that are kept in memory, per open index, where nothing else is said;
8 for each document, and 8 for its score where all scores of a word were wanted. More in a large index:"""
_FREQUENT = 6
"""So many words fit that every document holds."""
_OVERHEAD = 1000
"""Bytes of a word beside these, about."""
_FEW = 4000
"""Documents: what no more of them hold costs hardly more to score for all than for some."""


class Engine(Protocol):
    """What this needs of a search engine."""

    def find(self, ways: Sequence[Way], fields: Mapping[str, float]) -> Word: ...

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


class Held(Struct, eq=False, gc=False):
    """A word as it stands in the texts; of which documents it stands in, and how well, is looked for when it
    is asked for."""

    word: Word
    """Where it stands."""
    _docs: Array | None = None
    _scores: Array | None = None
    """Of all of these."""

    @property
    def docs(self) -> Array:
        """The documents that hold it, ascending."""
        if self._docs is None:
            self._docs = self.word.docs
        return self._docs

    def scored(self) -> Scored:
        """The documents, and the scores of all of them."""
        if self._scores is None:
            self._docs, self._scores = self.word.scores()
        return self.docs, self._scores

    @property
    def is_scored(self) -> bool:
        """Whether all scores are known."""
        return self._scores is not None

    def known(self) -> tuple[Array | None, Array | None, Word]:
        """The documents and the scores, as far as they were looked for, and the word."""
        return self._docs, self._scores, self.word


def _bytes(held: Held) -> int:
    """In memory, about."""
    return sum([each.nbytes for each in held.known()[:2] if each is not None], _OVERHEAD)


class Scorer:
    """Scores words in one state of the index. For one thread."""

    def __init__(self, engine: Engine, scope: Scope, kept: float | None) -> None:
        """``kept``: bytes in place of :data:`KEPT`, however large the index is."""
        self._engine = engine
        self._scope = scope
        most = max(KEPT, _FREQUENT * 16 * len(scope.items)) if kept is None else kept
        self._known: Bounded[Held] = Bounded(most, _bytes)

    def forget(self) -> None:
        """Keep no scores."""
        self._known.clear()

    def held(self, word: Wanted, *, scored: bool = False) -> Held:
        """The documents that hold a word; ``scored`` tells that all their scores are wanted, too."""
        known = self._known.get(word)
        if known is None:
            known = self._held(word, scored)
            # A frequent word beside a neighbour is put together anew each time: what it has without that one,
            # nearly all that there is, is kept.
            if not word.alone or known.is_scored:
                self._known.keep(word, known)
        elif scored and not known.is_scored:
            known.scored()
            self._known.keep(word, known)
        return known

    def somewhere(self, word: Wanted) -> Held | None:
        """The same of a word of which only those documents matter that hold something else, too; None where
        it stands for more than its terms."""
        if word.is_more:
            return None
        return self._known.get(word) or Held(self._engine.find(word.ways, word.fields))

    def linking(self, address: Address) -> Scored:
        """:data:`ADDRESS_SCORE` for items that link to an address or to something that lies under it, or,
        where there are none, to what it belongs to."""
        for keys in (address.same, address.around):
            docs = kernels.in_any([self._engine.with_key("link", key) for key in keys])
            docs = docs[self._scope.items[docs]]
            if len(docs):
                return docs, np.full(len(docs), ADDRESS_SCORE)
        return NONE

    def _held(self, word: Wanted, scored: bool) -> Held:
        postings = self._engine.find(word.ways, word.fields)
        if word.is_more:
            others = self._others(word)
            if word.address and word.address.full and len(others[0][0]):
                return Held(postings, *others[0])
            if others := [each for each in others if len(each[0])]:
                return Held(postings, *kernels.highest([*others, postings.scores()]))
        if scored or postings.most <= _FEW:
            return Held(postings, *postings.scores())
        return Held(postings, self._docs(word, postings))

    def _docs(self, word: Wanted, postings: Word) -> Array:
        """The documents that hold a word, by what is known of it without its neighbours."""
        if not word.alone:
            return postings.docs
        without = self.held(word.alone).docs
        joined = self._engine.find(word.ways[len(word.alone.ways) :], word.fields).docs
        at = without.searchsorted(joined[joined <= without[-1]]) if len(without) else joined[:0]
        if len(at) == len(joined) and np.array_equal(without[at], joined):
            return without
        return kernels.in_any([without, joined])

    def _others(self, word: Wanted) -> list[Scored]:
        """What else than terms a word may stand for: first a link, where it reads as one."""
        others = [self.linking(word.address)] if word.address else []
        if word.loose:
            others.append(self._loose(word))
        if word.period:
            docs = np.flatnonzero(self._scope.within(word.period) & self._scope.items)
            others.append((docs, np.full(len(docs), DATE_SCORE)))
        return others

    def _loose(self, word: Wanted) -> Scored:
        """Documents that hold most of its pairs of characters, in any fields."""
        pairs = list(dict.fromkeys(word.loose))
        gained = [self._engine.find([Way((pair,), LOOSE_WEIGHT)], word.fields).scores() for pair in pairs]
        docs, times = kernels.total([(docs, np.ones(len(docs))) for docs, _ in gained])
        _, scores = kernels.total(gained)
        enough = times >= LOOSE_SHARE * len(pairs)
        return docs[enough], scores[enough]
