"""What a query asks for beside words that a result may lack -> the documents that have it, and their scores.

Few documents have a phrase, and are listed; nearly all lack what is excluded, and are marked among all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from index import kernels
from index.addresses import Address, bare, read
from index.codec.flatfile import Array
from index.deadline import Deadline
from index.kernels import NONE, Scored
from index.language import AllOf, AnyOf, Chosen, Clause, Linked, Not, Phrase, Prefix, When, Word
from index.results import Notice
from index.scoring import Held, Scope, Scorer
from index.wanted import Wanted, Way, Wording, in_a_row


class There(Struct, frozen=True, eq=False, gc=False):
    """The documents that match."""

    gained: Scored
    """Scores; where nothing is marked, of all that match."""
    marked: Array | None = None
    """Whether each document of the index matches."""


class Run(Struct, gc=False):
    """What comes up while clauses are matched."""

    deadline: Deadline
    notices: list[Notice]
    asked: list[Wanted] = []
    """Phrases, prefixes and alternatives."""
    scored: bool = True
    """Whether scores matter: not those of what is excluded."""
    most: int | None = None
    """How many results need be scored; all where it is None."""


class Clauses:
    """Matches clauses against one state of the index. For one thread."""

    def __init__(self, scorer: Scorer, scope: Scope, wording: Wording) -> None:
        self._scorer = scorer
        self._scope = scope
        self._wording = wording

    def every(self, clauses: Sequence[Clause], run: Run) -> There:
        """What matches all of some clauses, as far as there is time for them."""
        parts = [self._of(clause, run) for clause in run.deadline.each(clauses)]
        if len(parts) == 1:
            return parts[0]
        listed = [part.gained for part in parts if part.marked is None]
        marked = [part.marked for part in parts if part.marked is not None]
        others = [part.gained for part in parts if part.marked is not None and len(part.gained[0])]
        if not listed:
            there = marked[0] if len(marked) == 1 else np.logical_and.reduce(marked)
            return There(kernels.total(others) if others else NONE, there)
        docs, scores = kernels.total(listed, least=len(listed))
        for there in marked:
            docs, scores = docs[there[docs]], scores[there[docs]]
        if others:
            whole, sums = kernels.total([(docs, scores), *others])
            scores = sums[np.isin(whole, docs)]
        return There((docs, scores))

    def excluded(self, clause: Not) -> Held | None:
        """The word that is excluded, looked for where it is asked for; None where it is no single one."""
        if not isinstance(clause.clause, Word):
            return None
        wanted = self._wording.wanted(clause.clause)
        return self._scorer.somewhere(wanted[0]) if len(wanted) == 1 else None

    def _any(self, clauses: Sequence[Clause], run: Run) -> There:
        """What matches one of some clauses."""
        parts = [self._of(clause, run) for clause in run.deadline.each(clauses)]
        best = kernels.highest([part.gained for part in parts])
        if all(part.marked is None for part in parts):
            return There(best)
        return There(best, np.logical_or.reduce([self._marked(part) for part in parts]))

    def _of(self, clause: Clause, run: Run) -> There:
        wanted: Sequence[Wanted]
        match clause:
            case Word():
                wanted = self._wording.wanted(clause)
            case Not(inner):
                unscored = Run(run.deadline, run.notices, scored=False)
                return There(NONE, ~self._marked(self._of(inner, unscored)))
            case AnyOf(clauses):
                return self._any(clauses, run)
            case AllOf(clauses):
                return self.every(clauses, run)
            case Chosen(facet, value):
                return There(NONE, self._scope.chosen(facet, value))
            case When(period):
                return There(NONE, self._scope.within(period))
            case Linked(address):
                return There(self._scorer.linking(read(address) or Address((bare(address),))))
            case Phrase(text, title):
                wanted = (Wanted(text, (Way(in_a_row(text)),), title),)
            case Prefix(text, title):
                wanted = self._wording.expanded(text, title, run.notices)
        run.asked += wanted
        held = [self._scorer.held(word, scored=run.scored) for word in wanted]
        scores = [each.scored() if run.scored else (each.docs, np.zeros(len(each.docs))) for each in held]
        return There(kernels.total(scores, least=len(scores)) if scores else NONE)

    def _marked(self, part: There) -> Array:
        """Whether each document matches."""
        if part.marked is not None:
            return part.marked
        there = np.zeros(len(self._scope.items), dtype=bool)
        there[part.gained[0]] = True
        return there
