"""A query tree and an engine -> which documents match, how well, and which words they lack.

The engine scores one term or phrase in one field; everything above that is arithmetic over arrays with a
place for each document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index import nearness
from index.addresses import Address, bare, read
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
        """(document, position) of each place of a term in the field of some documents, which ascend;
        ascending by both."""
        ...


@dataclass(frozen=True, slots=True)
class Matches:
    """What a tree matches, for each document."""

    found: Array
    """Whether it is a result."""
    scores: Array
    wanted: tuple[Wanted, ...]
    """The words that count: a result may lack some of them."""
    present: Array
    """Whether it holds the word, by word and document."""
    rarity: Array
    """What each word tells."""
    telling: tuple[int, ...] = ()
    """Which of the words tell one document from another: only these can be missing."""
    asked: tuple[Wanted, ...] = ()
    """What a result must have beside them: phrases, prefixes, alternatives."""
    notices: tuple[Notice, ...] = ()

    @property
    def lacking(self) -> Array:
        """How many words each document lacks."""
        count: Array = np.count_nonzero(~self.present[list(self.telling)], axis=0)
        return count

    def missing(self, doc: int) -> tuple[str, ...]:
        return tuple(self.wanted[row].text for row in self.telling if not self.present[row, doc])

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

    def chosen(self, facet: str, value: str) -> Array:
        """Whether each document has a facet's value, however that is written."""
        ...

    def within(self, period: Period) -> Array:
        """Whether each document is of that time."""
        ...


class Matcher:
    """Matches trees against one state of the index."""

    def __init__(self, engine: Engine, languages: Sequence[str], scope: Scope) -> None:
        """``languages`` are those of the archive's texts."""
        self._engine = engine
        self._wording = Wording(engine, languages)
        self._scope = scope

    def match(
        self, tree: Tree, base: Array, called: Array | None = None, deadline: Deadline | None = None
    ) -> Matches:
        """Match all clauses; ``base`` are the documents that can be results, ``called`` those that are called
        exactly as was typed, which come first whatever the syntax says. Words that are not reached before
        the deadline are left out."""
        size = self._engine.size
        found = base.copy()
        scores = np.zeros(size)
        run = _Run(deadline or starting(), notices=list(tree.notices))
        notices = run.notices
        wanted: list[Wanted] = []
        for clause in run.deadline.each(tree.clauses):
            if isinstance(clause, Word):
                wanted += self._wording.wanted(clause)
            else:
                there, gained = self._clause(clause, run)
                found &= there
                scores += gained
        if len(wanted) > MOST_CLAUSES:
            wanted = wanted[:MOST_CLAUSES]
            notices.append(Notice("many-words", limit=MOST_CLAUSES))
        wanted = self._wording.joining(list(dict.fromkeys(wanted)))
        present = np.zeros((len(wanted), size), dtype=bool)
        reached = 0
        for reached, word in enumerate(run.deadline.each(wanted), 1):
            gained = self._score(word)
            present[reached - 1] = gained > 0
            scores += gained
        wanted, present = wanted[:reached], present[:reached]
        counts = np.count_nonzero(present & base, axis=1)
        rarity = np.log1p((np.count_nonzero(base) - counts + 0.5) / (counts + 0.5))
        telling = _telling(rarity, counts)
        held = np.count_nonzero(present[telling], axis=0)
        found &= held >= len(telling) - may_lack(len(telling))
        if len(wanted):
            scores *= (rarity @ present / rarity.sum()) ** LACK_POWER
        if not tree.empty and not wanted and all(isinstance(clause, Word) for clause in tree.clauses):
            found[:] = False
        if called is not None and len(called):
            present[:, called] = True
            scores[called] += scores.max() + 1.0
            found[called] = base[called]
        notices = list(dict.fromkeys(notices))
        return Matches(
            found, scores, tuple(wanted), present, rarity, tuple(telling), tuple(run.asked), tuple(notices)
        )

    def nearer(self, matches: Matches, found: Array) -> Array:
        """The scores, higher where words stand near one another; of the best of the documents ``found``."""
        docs = np.flatnonzero(found)
        if len(matches.wanted) < 2 or not len(docs):
            return matches.scores
        best = np.lexsort((-matches.scores[docs], matches.lacking[docs]))[: nearness.MOST]
        docs = np.sort(docs[best])
        scores = matches.scores.copy()
        scores[docs] += nearness.gained(self._engine, matches.wanted, matches.rarity.tolist(), docs)
        return scores

    def unknown(self, text: str) -> bool:
        """Whether no document holds this one word as it is written, whatever its inflections may find."""
        return self._wording.unknown(text)

    def _clause(self, clause: Clause, run: _Run) -> tuple[Array, Array]:
        """(whether it matches, score), for each document."""
        size = self._engine.size
        match clause:
            case Not(inner):
                there, _ = self._clause(inner, replace(run, asked=[]))
                return ~there, np.zeros(size)
            case AnyOf(clauses):
                parts = [self._clause(each, run) for each in run.deadline.each(clauses)]
                return (
                    np.logical_or.reduce([there for there, _ in parts]),
                    np.maximum.reduce([gained for _, gained in parts]),
                )
            case AllOf(clauses):
                parts = [self._clause(each, run) for each in run.deadline.each(clauses)]
                return (
                    np.logical_and.reduce([there for there, _ in parts]),
                    np.sum([gained for _, gained in parts], axis=0),
                )
            case Chosen(facet, value):
                return self._scope.chosen(facet, value), np.zeros(size)
            case When(period):
                return self._scope.within(period), np.zeros(size)
            case Linked(address):
                gained = self._linking(read(address) or Address((bare(address),)))
                return gained > 0, gained
            case Phrase(text, title):
                wanted = [Wanted(text, (Way(in_a_row(text)),), title)]
            case Prefix(text, title):
                wanted = self._wording.expanded(text, title, run.notices)
            case Word():
                wanted = self._wording.wanted(clause)
        if not wanted:
            return np.zeros(size, dtype=bool), np.zeros(size)
        gained = np.array([self._score(word) for word in wanted])
        run.asked += wanted
        return np.all(gained > 0, axis=0), np.sum(gained, axis=0)

    def _linking(self, address: Address) -> Array:
        """:data:`ADDRESS_SCORE` for documents that link to an address or to something that lies under it, or,
        where there are none, to what it belongs to; 0 for the others."""
        gained = np.zeros(self._engine.size)
        for keys in (address.same, address.around):
            for key in keys:
                gained[self._engine.with_key("link", key)] = ADDRESS_SCORE
            if gained.any():
                break
        return gained

    def _score(self, word: Wanted) -> Array:
        """How well each document matches a word, in each field by the best of its ways; 0 where in none."""
        best = self._linking(word.address) if word.address else np.zeros(self._engine.size)
        if word.address and word.address.full and best.any():
            return best
        whole = np.zeros(self._engine.size)
        for name, weight in word.fields:
            gained = np.zeros(self._engine.size)
            for way in word.ways:
                docs, scores = self._engine.scores(name, way.terms)
                gained[docs] = np.maximum(gained[docs], weight * way.weight * scores)
            whole += gained
        np.maximum(best, whole, out=best)
        if word.loose:
            np.maximum(best, self._loose(word), out=best)
        if word.period:
            np.maximum(best, np.where(self._scope.within(word.period), DATE_SCORE, 0.0), out=best)
        return best

    def _loose(self, word: Wanted) -> Array:
        gained = np.zeros(self._engine.size)
        held = np.zeros(self._engine.size, dtype=np.int64)
        for pair in dict.fromkeys(word.loose):
            there = np.zeros(self._engine.size, dtype=bool)
            for name, weight in word.fields:
                docs, scores = self._engine.scores(name, (pair,))
                gained[docs] += LOOSE_WEIGHT * weight * scores
                there[docs] = True
            held += there
        return np.where(held >= LOOSE_SHARE * len(set(word.loose)), gained, 0.0)


def _telling(rarity: Array, counts: Array) -> list[int]:
    """Which words tell one document from another, beside the other words; ``rarity`` is what BM25 weighs them
    by, ``counts`` how many documents hold each."""
    if not len(rarity):
        return []
    return [int(row) for row in np.flatnonzero((rarity >= TELLING * rarity.mean()) | (counts <= FEW))]
