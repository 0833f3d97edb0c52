"""A query tree and an engine -> which documents match, how well, and which words they lack.

Which ones match is found first; what they are worth is added up for these alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from index import kernels, nearness, scoring
from index.addresses import Address, bare, read
from index.codec.flatfile import Array
from index.deadline import Deadline, starting
from index.kernels import NONE, Scored, among
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
from index.scoring import Scope, Scorer
from index.wanted import Terms, Wanted, Way, Wording, in_a_row

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


class Engine(scoring.Engine, nearness.Engine, Terms, Protocol):
    """One state of an inverted index; documents are numbered from 0 to ``size``."""

    size: int


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """What a tree matches."""

    docs: Array
    """The results, ascending."""
    scores: Array
    lacking: Array
    """How many words each lacks, of those that tell."""
    wanted: tuple[Wanted, ...]
    """The words that count: a result may lack some of them."""
    words: tuple[kernels.Word, ...]
    """Where these stand."""
    holding: tuple[Array, ...]
    """The documents that hold each word, ascending, be they results or not."""
    present: Array
    """Whether a result has the word, by word and result."""
    rarity: tuple[float, ...]
    """What each word tells."""
    called: Array
    """Those results that are called exactly what was typed: they lack nothing."""
    telling: tuple[int, ...] = ()
    """Which of the words tell one document from another: only these can be missing."""
    asked: tuple[Wanted, ...] = ()
    """What a result must have beside them: phrases, prefixes, alternatives."""
    notices: tuple[Notice, ...] = ()

    def of(self, docs: Array) -> Matches:
        """The same of some documents, which ascend, and of no others."""
        at = np.searchsorted(self.docs, docs[among(self.docs, docs)])
        return replace(
            self,
            docs=self.docs[at],
            scores=self.scores[at],
            lacking=self.lacking[at],
            holding=tuple(docs[among(each, docs)] for each in self.holding),
            present=self.present[:, at],
            called=docs[among(self.called, docs)],
        )

    def holds(self, row: int, doc: int) -> bool:
        """Whether a document holds a word."""
        return _is_in(doc, self.holding[row]) or _is_in(doc, self.called)

    def held(self, doc: int) -> Iterator[Wanted]:
        """The words that a document holds."""
        return (word for row, word in enumerate(self.wanted) if self.holds(row, doc))

    def missing(self, doc: int) -> tuple[str, ...]:
        """The words that a document lacks, of those that tell."""
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


class Matcher:
    """Matches trees against one state of the index."""

    def __init__(self, engine: Engine, languages: Sequence[str], scope: Scope) -> None:
        """``languages`` are those of the archive's texts."""
        self._engine = engine
        self._languages = languages
        self._wording = Wording(engine, languages)
        self._scope = scope
        self._items = int(np.count_nonzero(scope.items))
        self._scorer = Scorer(engine, scope)

    def match(self, tree: Tree, called: Array | None = None, deadline: Deadline | None = None) -> Matches:
        """Match all clauses; ``called`` are items that are called exactly as was typed, which come first
        whatever the syntax says. Words that are not reached before the deadline are left out."""
        called = NONE[0] if called is None else called
        run = _Run(deadline or starting(), notices=list(tree.notices))
        wanted, allowed, gains = self._understood(tree, run)
        alone = len(wanted) == 1
        held = [self._scorer.held(word, scored=alone) for word in run.deadline.each(wanted)]
        wanted = wanted[: len(held)]
        holding = [each.docs for each in held]
        counts = [len(docs) for docs in holding]
        rarity = [math.log1p((self._items - count + 0.5) / (count + 0.5)) for count in counts]
        telling = _telling(rarity, counts)
        if wanted:
            least = len(telling) - may_lack(len(telling))
            docs = kernels.in_some([holding[row] for row in telling], least, allowed)
        elif tree.empty or allowed is not None:
            docs = np.flatnonzero(self._scope.items if allowed is None else allowed)
        else:
            docs = NONE[0]
        docs = kernels.in_some([docs, called]) if len(called) else docs
        scores, present = np.zeros(len(docs)), np.empty((len(held), len(docs)), dtype=bool)
        for gained in gains:
            kernels.add(gained, docs, scores, np.empty(len(docs), dtype=bool))
        for each, there in zip(held, present, strict=True):
            each.add(docs, scores, there)
        if not present.all():
            scores *= (np.array(rarity) @ present / sum(rarity)) ** LACK_POWER
        if len(called):
            at = np.searchsorted(docs, called)
            present[:, at] = True
            scores[at] += scores.max() + 1.0
        return Matches(
            docs=docs,
            scores=scores,
            lacking=len(telling) - np.count_nonzero(present[telling], axis=0),
            wanted=tuple(wanted),
            words=tuple(each.word for each in held),
            holding=tuple(holding),
            present=present,
            rarity=tuple(rarity),
            telling=tuple(telling),
            called=called,
            asked=tuple(run.asked),
            notices=tuple(dict.fromkeys(run.notices)),
        )

    def _understood(self, tree: Tree, run: _Run) -> tuple[list[Wanted], Array | None, list[Scored]]:
        """The words that count; whether each document has what else it must, None where that is nothing; and
        what documents gain by that."""
        wanted: list[Wanted] = []
        allowed: Array | None = None
        gains: list[Scored] = []
        for clause in run.deadline.each(tree.clauses):
            if isinstance(clause, Word):
                wanted += self._wording.wanted(clause)
            else:
                there, gained = self._clause(clause, run)
                allowed = (self._scope.items if allowed is None else allowed) & there
                gains.append(gained)
        if len(wanted) > MOST_CLAUSES:
            wanted = wanted[:MOST_CLAUSES]
            run.notices.append(Notice("many-words", limit=MOST_CLAUSES))
        return self._wording.joining(list(dict.fromkeys(wanted))), allowed, gains

    def nearer(self, matches: Matches, at: Array) -> Array:
        """The scores of those of the documents that stand at some places, ascending: higher where words stand
        near one another, among the best."""
        scores: Array = matches.scores[at]
        if len(matches.wanted) > 1 and len(at):
            best = np.arange(len(at))
            if len(at) > nearness.MOST:
                best = np.sort(kernels.first(nearness.MOST, at, (matches.lacking[at], scores)))
            best = best[np.count_nonzero(matches.present[:, at[best]], axis=0) > 1]
            docs = matches.docs[at[best]]
            scores[best] += nearness.gained(self._engine, matches.words, matches.rarity, docs)
        return scores

    def forget(self) -> None:
        """Keep no scores."""
        self._scorer.forget()
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
                best = kernels.highest([gained for _, gained in parts])
                return np.logical_or.reduce([there for there, _ in parts]), best
            case AllOf(clauses):
                parts = [self._clause(each, run) for each in run.deadline.each(clauses)]
                whole = kernels.total([gained for _, gained in parts])
                return np.logical_and.reduce([there for there, _ in parts]), whole
            case Chosen(facet, value):
                return self._scope.chosen(facet, value), NONE
            case When(period):
                return self._scope.within(period), NONE
            case Linked(address):
                gained = self._scorer.linking(read(address) or Address((bare(address),)))
                return self._marked(gained[0]), gained
            case Phrase(text, title):
                wanted = [Wanted(text, (Way(in_a_row(text)),), title)]
            case Prefix(text, title):
                wanted = self._wording.expanded(text, title, run.notices)
            case Word():
                wanted = list(self._wording.wanted(clause))
        if not wanted:
            return self._marked(NONE[0]), NONE
        held = [self._scorer.held(word, scored=True) for word in wanted]
        run.asked += wanted
        return (
            np.logical_and.reduce([self._marked(each.docs) for each in held]),
            kernels.total([each.scored() for each in held]),
        )

    def _marked(self, docs: Array) -> Array:
        there = np.zeros(self._engine.size, dtype=bool)
        there[docs] = True
        return there


def _is_in(doc: int, docs: Array) -> bool:
    at = int(np.searchsorted(docs, doc))
    return at < len(docs) and int(docs[at]) == doc


def _telling(rarity: Sequence[float], counts: Sequence[int]) -> list[int]:
    """Which words tell one document from another, beside the other words; ``rarity`` is what BM25 weighs them
    by, ``counts`` how many documents hold each."""
    least = TELLING * sum(rarity) / max(1, len(rarity))
    return [row for row, tells in enumerate(rarity) if tells >= least or counts[row] <= FEW]
