"""A query tree and an engine -> which documents match, how well, and which words they lack.

Which ones match is found first; what they are worth is added up for these alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from msgspec import Struct

from index import kernels, nearness, scoring
from index.clauses import Clauses, Run, There
from index.codec.flatfile import Array
from index.deadline import Deadline, starting
from index.kernels import NONE, Matched, Scored
from index.language import (
    MOST_CLAUSES,
    Clause,
    Not,
    Tree,
    Word,
)
from index.results import Notice
from index.scoring import Held, Scope, Scorer
from index.wanted import Terms, Wanted, Wording

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


class Matches(Struct, frozen=True, eq=False, gc=False):
    """What a tree matches."""

    results: Matched
    """Ascending by document."""
    wanted: Sequence[Wanted]
    """The words that count: a result may lack some of them."""
    held: Sequence[Held]
    """Where these stand, in results or elsewhere."""
    rarity: Sequence[float]
    """What each word tells."""
    called: Array
    """Those results that are called exactly what was typed: they lack nothing."""
    telling: Sequence[int]
    """Which of the words tell one document from another: only these can be missing."""
    asked: Sequence[Wanted]
    """What a result must have beside them: phrases, prefixes, alternatives."""
    notices: tuple[Notice, ...]
    texts: kernels.Texts
    """Where all words stand."""

    def of(self, results: Matched, docs: Array) -> Holding:
        """What is known of some of the results, and of ``docs``: these and the other editions of their
        stories, ascending where there are any."""
        every = (1 << len(self.wanted)) - 1
        if len(docs) > len(results.docs):
            present = kernels.holding(self.texts, _lists(self.held), docs)
            holding = dict(zip(docs.tolist(), present.tolist(), strict=True))
            holding.update((doc, every) for doc in self.called.tolist() if doc in holding)
        elif results.present is None:
            holding = dict.fromkeys(results.docs.tolist(), every)
        else:
            holding = dict(zip(results.docs.tolist(), results.present.tolist(), strict=True))
        return Holding(self.wanted, holding, self.telling, self.asked)


class _Asked(Struct, frozen=True, eq=False, gc=False):
    """A tree, understood."""

    wanted: list[Wanted]
    """The words that count."""
    there: There | None
    """What else matches; None where nothing else is asked for."""
    excluded: list[Held]
    """Words that no result may hold, looked for in results alone."""


class _Found(Struct, frozen=True, eq=False, gc=False):
    """See :class:`Matches`; a single word tells all that there is to tell."""

    results: Matched
    held: list[Held]
    rarity: list[float]
    telling: list[int]


class Holding(Struct, frozen=True, eq=False, gc=False):
    """Which words some documents hold."""

    wanted: Sequence[Wanted]
    """See :class:`Matches`."""
    present: Mapping[int, int]
    """By document, with a bit for each word."""
    telling: Sequence[int]
    asked: Sequence[Wanted]

    def of(self, doc: int) -> list[Wanted]:
        """The words that a document holds, and what every result must have."""
        present = self.present[doc]
        return [*(word for row, word in enumerate(self.wanted) if present >> row & 1), *self.asked]

    def lacking(self, doc: int) -> list[Wanted]:
        """The words that a document lacks, of those that tell."""
        present = self.present[doc]
        return [self.wanted[row] for row in self.telling if not present >> row & 1]

    def has(self, doc: int, word: Wanted) -> bool:
        return bool(self.present[doc] >> self.wanted.index(word) & 1)

    @property
    def terms(self) -> frozenset[str]:
        """To be marked in texts."""
        return frozenset(term for word in (*self.wanted, *self.asked) for term in word.terms())


class Matcher:
    """Matches trees against one state of the index."""

    def __init__(
        self, engine: Engine, languages: Sequence[str], scope: Scope, kept: float | None = None
    ) -> None:
        """``languages`` are those of the archive's texts; ``kept``: see :class:`index.scoring.Scorer`."""
        self._engine = engine
        self._languages = languages
        self._scope = scope
        self._items = int(np.count_nonzero(scope.items))
        self._scorer = Scorer(engine, scope, kept)
        self._understand()

    def _understand(self) -> None:
        """Know no word yet."""
        self._wording = Wording(self._engine, self._languages)
        self._clauses = Clauses(self._scorer, self._scope, self._wording)

    def match(
        self,
        tree: Tree,
        called: Array | None = None,
        deadline: Deadline | None = None,
        most: int | None = None,
    ) -> Matches:
        """Match all clauses; ``called`` are items that are called exactly as was typed, which come first
        whatever the syntax says. Words that are not reached before the deadline are left out. ``most``: how
        many results need be scored at least, those that lack the fewest words; all where it is None."""
        called = NONE[0] if called is None else called
        run = Run(deadline or starting(), notices=list(tree.notices), most=most)
        asked = self._understood(tree, run)
        found = self._beside(asked, called) or self._found(asked, called, tree, run)
        results = self._without(asked.excluded, found.results, called)
        if len(called):
            _come_first(results, called, words=len(found.held))
        return Matches(
            results=results,
            wanted=asked.wanted[: len(found.held)],
            held=found.held,
            rarity=found.rarity,
            telling=found.telling,
            called=called,
            asked=run.asked,
            notices=tuple(dict.fromkeys(run.notices)),
            texts=self._engine.texts,
        )

    def _understood(self, tree: Tree, run: Run) -> _Asked:
        words = [clause for clause in tree.clauses if isinstance(clause, Word)]
        others = [clause for clause in tree.clauses if not isinstance(clause, Word)]
        wanted = [each for word in run.deadline.each(words) for each in self._wording.wanted(word)]
        if len(wanted) > MOST_CLAUSES:
            wanted = wanted[:MOST_CLAUSES]
            run.notices.append(Notice("many-words", limit=MOST_CLAUSES))
        excluded: dict[Clause, Held] = {}
        for clause in others if wanted else ():
            if isinstance(clause, Not) and (held := self._clauses.excluded(clause)):
                excluded[clause] = held
        others = [clause for clause in others if clause not in excluded]
        there = self._clauses.every(others, run) if others else None
        wanted = self._wording.joining(list(dict.fromkeys(wanted)))
        return _Asked(wanted, there, list(excluded.values()))

    def _beside(self, asked: _Asked, called: Array) -> _Found | None:
        """What is found of a single word beside something that few documents have, each of which is looked
        at; None where there is more to it."""
        there = asked.there
        if len(asked.wanted) != 1 or there is None or there.marked is not None or len(called):
            return None
        held = self._scorer.somewhere(asked.wanted[0])
        if held is None:
            return None
        both = kernels.also(self._engine.texts, there.gained, held.word)
        return _Found(Matched(*both), [held], [1.0], [0])

    def _found(self, asked: _Asked, called: Array, tree: Tree, run: Run) -> _Found:
        wanted, there = asked.wanted, asked.there
        held = [self._scorer.held(word, scored=len(wanted) == 1) for word in run.deadline.each(wanted)]
        if len(held) == 1 < len(wanted):  # there was no time for the others
            held = [self._scorer.held(wanted[0], scored=True)]
        if not len(called) and (only := _only(held, there)):
            return _Found(Matched(*only), held, [1.0] * len(held), [*range(len(held))])
        counts = [len(each.docs) for each in held]
        rarity = [math.log1p((self._items - count + 0.5) / (count + 0.5)) for count in counts]
        telling = _telling(rarity, counts)
        results = kernels.match(
            self._engine.texts,
            _lists(held),
            rarity,
            telling,
            least=len(telling) - may_lack(len(telling)),
            among=self._among(tree, there, words=bool(held)),
            allowed=there.marked if there else None,
            sure=called,
            gained=there.gained if there else NONE,
            power=LACK_POWER,
            most=run.most,
        )
        return _Found(results, held, rarity, telling)

    def _without(self, excluded: Sequence[Held], results: Matched, called: Array) -> Matched:
        """The results that hold none of some words, and those that are called what was typed."""
        if not excluded:
            return results
        stay = kernels.without(self._engine.texts, _lists(excluded), results.docs, called)
        return results if len(stay) == len(results.docs) else results.of(stay)

    def _among(self, tree: Tree, there: There | None, *, words: bool) -> Array | None:
        """The documents of which some may be results, where words do not tell these; ``there`` is what
        matches beside ``words``, if any are asked for."""
        if there and there.marked is None:
            return there.gained[0]
        if words:
            return None
        if there and there.marked is not None:
            return np.flatnonzero(self._scope.items & there.marked)
        return np.flatnonzero(self._scope.items) if tree.empty else NONE[0]

    def draw_near(self, matches: Matches, results: Matched) -> None:
        """Raise the scores of those of the results in which words stand near one another, among the best."""
        if len(results.docs):
            words = [each.word for each in matches.held[: nearness.MOST_WORDS]]
            telling = matches.rarity[: nearness.MOST_WORDS]
            kernels.add_near(self._engine.texts, nearness.HOW, words, telling, results)

    def forget(self) -> None:
        """Keep no scores."""
        self._scorer.forget()
        self._understand()

    def unknown(self, text: str) -> bool:
        """Whether no document holds this one word as it is written, whatever its inflections may find."""
        return self._wording.unknown(text)


def _come_first(results: Matched, called: Array, *, words: int) -> None:
    """Have those results come first that are called what was typed: they lack nothing."""
    at = results.docs.searchsorted(called)
    results.scores[at] += results.scores.max() + 1.0
    if results.lacking is not None:
        results.lacking[at] = 0
    if results.present is not None:
        results.present[at] = (1 << words) - 1


def _lists(held: Sequence[Held]) -> kernels.Lists:
    """Words as they lie in memory."""
    return kernels.lists([each.known() for each in held])


def _only(held: Sequence[Held], there: There | None) -> Scored | None:
    """The list that decides alone: of a single word, or of what else is asked for; None where several do."""
    if there is None:
        return held[0].scored() if len(held) == 1 else None
    return there.gained if not held and there.marked is None else None


def _telling(rarity: Sequence[float], counts: Sequence[int]) -> list[int]:
    """Which words tell one document from another, beside the other words; ``rarity`` is what BM25 weighs them
    by, ``counts`` how many documents hold each."""
    least = TELLING * sum(rarity) / max(1, len(rarity))
    return [row for row, tells in enumerate(rarity) if tells >= least or counts[row] <= FEW]
