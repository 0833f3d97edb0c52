"""A query tree and an engine -> which documents match, how well, and which words they lack.

The engine scores one term or phrase in one field; everything above that is arithmetic over arrays of the
documents that have any score.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index import nearness
from index.adding import NONE, Adding, Scored
from index.addresses import Address, bare, read
from index.bounded import Bounded
from index.dates import Period
from index.deadline import Deadline, starting
from index.language import (
    MOST_CLAUSES,
    AllOf,
    AnyOf,
    Chosen,
    Clause,
    Linked,
    Not,
    Phrase,
    Prefix,
    Tree,
    When,
    Word,
)
from index.ordering import first
from index.results import Notice
from index.wanted import Wanted, Way, Wording, in_a_row

Array = NDArray[Any]

LOOSE_WEIGHT = 0.4
"""Of unspaced text whose characters are all there, but not in a row."""
LOOSE_SHARE = 0.6
"""How many of the pairs of characters of an unspaced text must be there."""
ADDRESS_SCORE = 25.0
"""For a link that is exactly what was typed: above what words reach."""
DATE_SCORE = 1.0
"""For an issue of the year, month or day that was typed: what a word in a long text is worth."""
TELLING = 0.6
"""A word that tells less than this share of what the query's words tell on average need not be in a result:
"with", "the", and what all of a newsletter is about."""
KEPT = 8 << 20
"""Bytes of words' scores that are kept in memory, per open index; 16 for a document."""
_OVERHEAD = 300
"""Bytes of a word's scores beside the numbers, about."""
FEW = 20
"""Documents: a word that no more of them hold tells in any case; in a small archive most words do."""
LACK_POWER = 2
"""A result is worth its score times this power of the share of the query's telling that it holds. Both were
measured, beside the searches as people type them, on several hundred made of words of random items."""


def may_lack(words: int) -> int:
    """How many of so many words a result may lack; measured on searches as people type them."""
    return words // 2


class Engine(Protocol):
    """One state of an inverted index; documents are numbered from 0 to ``size``."""

    size: int

    def scores(self, field: str, terms: tuple[str, ...]) -> tuple[Array, Array]: ...

    def frequency(self, field: str, term: str) -> int: ...

    def words(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]: ...

    def with_key(self, field: str, value: str) -> Array: ...

    def positions(self, field: str, term: str, docs: Array) -> tuple[Array, Array]:
        """(place in ``docs``, position) of each place of a term in the field of these documents, which
        ascend; ascending by both."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """What a tree matches, among the documents that come into question."""

    docs: Array
    """These documents, ascending: all that hold a word that counts, or all that match where none counts."""
    found: Array
    """Whether each is a result."""
    scores: Array
    wanted: tuple[Wanted, ...]
    """The words that count: a result may lack some of them."""
    present: Array
    """Whether it holds the word, by word and document."""
    lacking: Array
    """How many words each lacks, of those that tell."""
    rarity: Array
    """What each word tells."""
    telling: tuple[int, ...] = ()
    """Which of the words tell one document from another: only these can be missing."""
    asked: tuple[Wanted, ...] = ()
    """What a result must have beside them: phrases, prefixes, alternatives."""
    notices: tuple[Notice, ...] = ()

    @property
    def holding(self) -> Iterator[Array]:
        """The documents that hold each word."""
        for row in self.present:
            yield self.docs[row]

    def holds(self, row: int, doc: int) -> bool:
        """Whether a document holds a word."""
        at = int(np.searchsorted(self.docs, doc))
        return at < len(self.docs) and bool(self.docs[at] == doc and self.present[row, at])

    def of(self, docs: Array) -> Matches:
        """The same of those of these documents, which ascend, that come into question."""
        at = np.searchsorted(self.docs, docs)
        at = at[self.docs.take(at, mode="clip") == docs] if len(self.docs) else at[:0]
        return replace(
            self,
            docs=self.docs[at],
            found=self.found[at],
            scores=self.scores[at],
            present=self.present[:, at],
            lacking=self.lacking[at],
        )

    def missing(self, doc: int) -> tuple[str, ...]:
        return tuple(self.wanted[row].text for row in self.telling if not self.holds(row, doc))

    @property
    def terms(self) -> frozenset[str]:
        """To be marked in texts."""
        return frozenset(term for word in (*self.wanted, *self.asked) for term in word.terms())


@dataclass(slots=True)
class _Run:
    """What comes up while a tree is matched."""

    deadline: Deadline
    notices: list[Notice]
    asked: list[Wanted] = field(default_factory=list)
    """See :attr:`Matches.asked`."""


class Scope(Protocol):
    """What is known of documents beside their words."""

    @property
    def items(self) -> Array:
        """Whether each document is an item: only these can be results."""
        ...

    def chosen(self, facet: str, value: str) -> Array:
        """Whether each document has a facet's value, however that is written."""
        ...

    def within(self, period: Period) -> Array:
        """Whether each document is of that time."""
        ...


class Matcher:
    """Matches trees against one state of the index."""

    def __init__(self, engine: Engine, languages: Sequence[str], scope: Scope, kept: int = KEPT) -> None:
        """``languages`` are those of the texts; ``kept``: bytes of scores that are kept. Items alone
        have texts."""
        self._engine = engine
        self._languages = languages
        self._wording = Wording(engine, languages)
        self._scope = scope
        self._items = int(np.count_nonzero(scope.items))
        self._adding = Adding(engine.size)
        self._known: Bounded[Scored] = Bounded(kept, _bytes)

    def match(self, tree: Tree, called: Array | None = None, deadline: Deadline | None = None) -> Matches:
        """Match all clauses; ``called`` are documents that are called exactly as was typed, which come first
        whatever the syntax says. Words that are not reached before the deadline are left out."""
        called = NONE[0] if called is None else called
        allowed = self._scope.items
        gains: list[Scored] = []
        run = _Run(deadline or starting(), notices=list(tree.notices))
        wanted: list[Wanted] = []
        for clause in run.deadline.each(tree.clauses):
            if isinstance(clause, Word):
                wanted += self._wording.wanted(clause)
            else:
                there, gained = self._clause(clause, run)
                allowed = allowed & there
                gains.append(gained)
        if len(wanted) > MOST_CLAUSES:
            wanted = wanted[:MOST_CLAUSES]
            run.notices.append(Notice("many-words", limit=MOST_CLAUSES))
        wanted = self._wording.joining(list(dict.fromkeys(wanted)))
        scored = [self._score(word) for word in run.deadline.each(wanted)]
        wanted = wanted[: len(scored)]
        holding = [docs for docs, _ in scored]
        counts = np.array([len(docs) for docs in holding], dtype=np.int64)
        rarity = np.log1p((self._items - counts + 0.5) / (counts + 0.5))
        telling = _telling(rarity, counts)
        nothing = not tree.empty and not wanted and all(isinstance(clause, Word) for clause in tree.clauses)
        questioned = holding if wanted or nothing else [np.flatnonzero(allowed)]
        docs = self._adding.either([*questioned, called])
        present = self._adding.present(docs, holding)
        scores = self._adding.at(docs, [*gains, *scored])
        lacking = len(telling) - np.count_nonzero(present[telling], axis=0)
        found = allowed[docs] & (lacking <= may_lack(len(telling)))
        if not present.all():
            scores *= (rarity @ present / rarity.sum()) ** LACK_POWER
        if len(called):
            at = np.searchsorted(docs, called)
            present[:, at] = True
            lacking[at] = 0
            scores[at] += scores.max() + 1.0
            found[at] = self._scope.items[called]
        return Matches(
            docs=docs,
            found=found,
            scores=scores,
            wanted=tuple(wanted),
            present=present,
            lacking=lacking,
            rarity=rarity,
            telling=tuple(telling),
            asked=tuple(run.asked),
            notices=tuple(dict.fromkeys(run.notices)),
        )

    def nearer(self, matches: Matches, at: Array) -> Array:
        """The scores of those of the documents that stand at some places, ascending: higher where words stand
        near one another, among the best."""
        scores: Array = matches.scores[at]
        if len(matches.wanted) > 1 and len(at):
            best = np.sort(
                first((matches.lacking[at].__getitem__, (-scores).__getitem__), len(at), nearness.MOST)
            )
            best = best[np.count_nonzero(matches.present[:, at[best]], axis=0) > 1]
            telling = matches.rarity.tolist()
            scores[best] += nearness.gained(self._engine, matches.wanted, telling, matches.docs[at[best]])
        return scores

    def forget(self) -> None:
        """Keep no scores."""
        self._known.clear()
        self._wording = Wording(self._engine, self._languages)

    def unknown(self, text: str) -> bool:
        """Whether no document holds this one word as it is written, whatever its inflections may find."""
        return self._wording.unknown(text)

    def _clause(self, clause: Clause, run: _Run) -> tuple[Array, Scored]:
        """(whether each document matches, scores)."""
        match clause:
            case Not(inner):
                there, _ = self._clause(inner, replace(run, asked=[]))
                return ~there, NONE
            case AnyOf(clauses):
                parts = [self._clause(each, run) for each in run.deadline.each(clauses)]
                best = self._adding.best([gained for _, gained in parts])
                return np.logical_or.reduce([there for there, _ in parts]), best
            case AllOf(clauses):
                parts = [self._clause(each, run) for each in run.deadline.each(clauses)]
                whole = self._adding.total([gained for _, gained in parts])
                return np.logical_and.reduce([there for there, _ in parts]), whole
            case Chosen(facet, value):
                return self._scope.chosen(facet, value), NONE
            case When(period):
                return self._scope.within(period), NONE
            case Linked(address):
                gained = self._linking(read(address) or Address((bare(address),)))
                return self._marked(gained[0]), gained
            case Phrase(text, title):
                wanted = [Wanted(text, (Way(in_a_row(text)),), title)]
            case Prefix(text, title):
                wanted = self._wording.expanded(text, title, run.notices)
            case Word():
                wanted = list(self._wording.wanted(clause))
        if not wanted:
            return self._marked(NONE[0]), NONE
        scored = [self._score(word) for word in wanted]
        run.asked += wanted
        return (
            np.logical_and.reduce([self._marked(docs) for docs, _ in scored]),
            self._adding.total(scored),
        )

    def _marked(self, docs: Array) -> Array:
        there = np.zeros(self._engine.size, dtype=bool)
        there[docs] = True
        return there

    def _linking(self, address: Address) -> Scored:
        """:data:`ADDRESS_SCORE` for documents that link to an address or to something that lies under it, or,
        where there are none, to what it belongs to."""
        for keys in (address.same, address.around):
            docs = self._adding.either([self._engine.with_key("link", key) for key in keys])
            docs = docs[self._scope.items[docs]]
            if len(docs):
                return docs, np.full(len(docs), ADDRESS_SCORE)
        return NONE

    def _score(self, word: Wanted) -> Scored:
        """How well documents match a word, in each field by the best of its ways."""
        known = self._known.get(word)
        if known is None:
            known = self._scored(word)
            self._known.keep(word, known)
        return known

    def _scored(self, word: Wanted) -> Scored:
        linking = self._linking(word.address) if word.address else NONE
        if word.address and word.address.full and len(linking[0]):
            return linking
        best = [linking, self._adding.fields(self._by_field(word))]
        if word.loose:
            best.append(self._loose(word))
        if word.period:
            docs = np.flatnonzero(self._scope.within(word.period) & self._scope.items)
            best.append((docs, np.full(len(docs), DATE_SCORE)))
        return self._adding.best([each for each in best if len(each[0])] or [NONE])

    def _by_field(self, word: Wanted) -> Iterator[list[Scored]]:
        """In each field, how well documents match each of the word's ways that is found there."""
        for name, weight in word.fields:
            ways = ((way, self._engine.scores(name, way.terms)) for way in word.ways)
            yield [(docs, weight * way.weight * scores) for way, (docs, scores) in ways if len(docs)]

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


def _bytes(scored: Scored) -> int:
    return sum(each.nbytes for each in scored) + _OVERHEAD


def _telling(rarity: Array, counts: Array) -> list[int]:
    """Which words tell one document from another, beside the other words; ``rarity`` is what BM25 weighs them
    by, ``counts`` how many documents hold each."""
    if not len(rarity):
        return []
    return [int(row) for row in np.flatnonzero((rarity >= TELLING * rarity.mean()) | (counts <= FEW))]
