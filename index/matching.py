"""A query tree and an engine -> which documents match, how well, and which words they lack.

Which ones match is found first; what they are worth is added up for these alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from msgspec import Struct

from index import kernels, nearness, scoring
from index.addresses import Address, bare, read
from index.codec.flatfile import Array
from index.deadline import Deadline, starting
from index.kernels import NONE, Matched, Scored
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
from index.scoring import Held, Scope, Scorer
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


class Engine(scoring.Engine, Terms, Protocol):
    """One state of an inverted index; documents are numbered from 0 to ``size``."""

    size: int

    @property
    def texts(self) -> kernels.Texts: ...


class Matches(Struct, frozen=True, eq=False):
    """What a tree matches."""

    results: Matched
    """Ascending by document."""
    wanted: tuple[Wanted, ...]
    """The words that count: a result may lack some of them."""
    held: tuple[Held, ...]
    """Where these stand, in results or elsewhere."""
    lists: kernels.Lists
    """The same as it lies in memory."""
    rarity: tuple[float, ...]
    """What each word tells."""
    called: Array
    """Those results that are called exactly what was typed: they lack nothing."""
    telling: tuple[int, ...]
    """Which of the words tell one document from another: only these can be missing."""
    asked: tuple[Wanted, ...]
    """What a result must have beside them: phrases, prefixes, alternatives."""
    notices: tuple[Notice, ...]

    def of(self, docs: Array) -> Holding:
        """What is known of some documents, which ascend, be they results or not."""
        present = kernels.holding(self.lists, docs).tolist()
        holding = dict(zip(docs.tolist(), present, strict=True))
        every = (1 << len(self.wanted)) - 1
        holding.update((doc, every) for doc in self.called.tolist() if doc in holding)
        return Holding(self.wanted, holding, self.telling, self.asked)


class Holding(Struct, frozen=True, eq=False):
    """Which words some documents hold."""

    wanted: tuple[Wanted, ...]
    """See :class:`Matches`."""
    present: Mapping[int, int]
    """By document, with a bit for each word."""
    telling: tuple[int, ...]
    asked: tuple[Wanted, ...]

    def holds(self, row: int, doc: int) -> bool:
        """Whether a document holds a word."""
        return bool(self.present[doc] >> row & 1)

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
    scored: bool = True
    """Whether scores matter: not those of what is excluded."""


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
        held = [self._scorer.held(word, scored=len(wanted) == 1) for word in run.deadline.each(wanted)]
        counts = [len(each.docs) for each in held]
        rarity = [math.log1p((self._items - count + 0.5) / (count + 0.5)) for count in counts]
        telling = _telling(rarity, counts)
        sure = called
        if not held and (tree.empty or allowed is not None):
            sure = np.flatnonzero(self._scope.items if allowed is None else allowed)
            sure = kernels.in_any([sure, called]) if len(called) else sure
        lists = kernels.lists([each.listed() for each in held])
        results = kernels.match(
            self._engine.texts,
            lists,
            rarity,
            telling,
            least=len(telling) - may_lack(len(telling)),
            allowed=allowed,
            sure=sure,
            gains=gains,
            power=LACK_POWER,
        )
        if len(called):
            at = np.searchsorted(results.docs, called)
            results.present[at] = (1 << len(held)) - 1
            results.lacking[at] = 0
            results.scores[at] += results.scores.max() + 1.0
        return Matches(
            results=results,
            wanted=tuple(wanted[: len(held)]),
            held=tuple(held),
            lists=lists,
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

    def draw_near(self, matches: Matches, results: Matched) -> None:
        """Raise the scores of those of the results in which words stand near one another, among the best."""
        if len(matches.held) > 1 and len(results.docs):
            words = [each.word for each in matches.held[: nearness.MOST_WORDS]]
            telling = matches.rarity[: nearness.MOST_WORDS]
            kernels.add_near(self._engine.texts, nearness.HOW, words, telling, results)

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
                there, _ = self._clause(inner, replace(run, asked=[], scored=False))
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
        held = [self._scorer.held(word, scored=run.scored) for word in wanted]
        run.asked += wanted
        there = np.logical_and.reduce([self._marked(each.docs) for each in held])
        return there, kernels.total([each.scored() for each in held]) if run.scored else NONE

    def _marked(self, docs: Array) -> Array:
        there = np.zeros(self._engine.size, dtype=bool)
        there[docs] = True
        return there


def _telling(rarity: Sequence[float], counts: Sequence[int]) -> list[int]:
    """Which words tell one document from another, beside the other words; ``rarity`` is what BM25 weighs them
    by, ``counts`` how many documents hold each."""
    least = TELLING * sum(rarity) / max(1, len(rarity))
    return [row for row, tells in enumerate(rarity) if tells >= least or counts[row] <= FEW]
