"""A query -> what it finds: matched, corrected, narrowed down, put in order and counted.

Answers are kept, within bounds: whoever comes back to a search, in whatever form, waits for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from operator import attrgetter

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from index import language, nearness
from index.analysis import fold
from index.bounded import Bounded
from index.codec.flatfile import Array
from index.collection import TIME, Collection
from index.deadline import Clock, Deadline, starting
from index.documents import title_key
from index.facets import BY_NAME
from index.kernels import NONE
from index.language import Not, Tree, Word
from index.matching import Holding, Matcher, Matches
from index.meaning import Meaning
from index.query import Query
from index.results import Notice
from index.vocabulary import Vocabulary

Corrections = Mapping[str, str]
"""What was meant, by what was typed."""
EVERYTHING = (*BY_NAME, TIME)
"""All that results can be counted by."""
KEPT = 4 << 20
"""Bytes of answers that are kept in memory, per open index, where nothing else is said."""
_OVERHEAD = 4000
"""Bytes of an answer beside its arrays, about."""
_LONG_TITLE = 2
"""Blanks in a title that can hardly be meant as a search that excludes its last word."""
MOST_TRIED = 3
"""Words that a misspelt one is tried as, to see which of them goes with the others."""

_bytes: Callable[[Array], int] = attrgetter("nbytes")
Keyed = Callable[[str, str], Array]
"""(field, value) -> the documents that have it, ascending."""


class Answer(Struct, frozen=True, eq=False, gc=False):
    """What a query finds."""

    query: Query
    """As asked, its filters by the values that the index has."""
    tree: Tree
    docs: tuple[int, ...]
    """The page's results, in order, each by the document that stands for its story."""
    scores: tuple[float, ...]
    total: int
    holding: Holding
    """Of these documents and the other editions of their stories."""
    languages: tuple[str, ...]
    """Those that are asked in, the likeliest first."""
    corrections: Corrections
    counts: Mapping[str, Array]
    """How many results each value of a facet would give, in the order of its column."""
    histogram: Array
    """Results in each step of time."""
    notices: tuple[Notice, ...]

    @property
    def corrected(self) -> str:
        """The text that was searched for instead; empty where that was what was typed."""
        return replaced(self.query.text, self.corrections) if self.corrections else ""

    @property
    def nbytes(self) -> int:
        """Bytes in memory, about."""
        return sum(map(_bytes, self.counts.values()), self.histogram.nbytes + _OVERHEAD)


class Finder:
    """Answers queries from one state of the index. For one thread."""

    def __init__(
        self,
        collection: Collection,
        matcher: Matcher,
        meaning: Meaning,
        keyed: Keyed,
        vocabulary: Callable[[], Vocabulary],
        *,
        kept: float | None = None,
    ) -> None:
        """``vocabulary`` is asked for when a word is misspelt; ``kept``: bytes in place of :data:`KEPT`."""
        self._collection = collection
        self._matcher = matcher
        self._meaning = meaning
        self._keyed = keyed
        self._vocabulary = vocabulary
        self._kept: Bounded[Answer] = Bounded(KEPT if kept is None else kept, lambda answer: answer.nbytes)

    def answer(self, query: Query, clock: Clock, counted: Sequence[str] = EVERYTHING) -> Answer:
        """``counted`` names the facets that are wanted, and :data:`index.collection.TIME`."""
        key = (query, tuple(counted))
        known = self._kept.get(key)
        if known:
            return known
        deadline = starting(clock)
        answer = self._answer(query, deadline, counted)
        if not deadline.missed:
            self._kept.keep(key, answer)
        return answer

    def documents(self, query: Query) -> Array:
        """The results of a search for exactly what was typed, all their editions, ascending."""
        query = self.resolved(query)
        tree = language.parse(query.text)
        matches = self._matcher.match(tree, self._called(query.text, tree), most=0)
        return self._collection.narrowed(matches.results.docs, query)

    def values(self, facet: str) -> Sequence[str]:
        """What the counts of a facet are of."""
        return self._collection.columns[facet].values

    def forget(self) -> None:
        """Keep nothing of what was asked so far."""
        self._kept.clear()
        self._matcher.forget()

    def resolved(self, query: Query) -> Query:
        """With filters by the values that the index has; unknown ones stay, and match nothing."""
        filters: dict[str, tuple[str, ...]] = {}
        for facet, values in query.filters.items():
            for value in values:
                sign = "-" if value.startswith("-") else ""
                known = self._meaning.of(facet, value.removeprefix("-")) or (value.removeprefix("-"),)
                filters[facet] = (*filters.get(facet, ()), *(sign + each for each in known))
        return replace(query, filters=filters) if filters else query

    def _answer(self, query: Query, deadline: Deadline, counted: Sequence[str]) -> Answer:
        query = self.resolved(query)
        tree = language.parse(query.text)
        most = self._most_scored(query)
        matches = self._matcher.match(tree, self._called(query.text, tree), deadline, most)
        corrections: Corrections = {}
        if not query.as_typed and _least_lacking(matches) and deadline.kept():
            corrections, matches = self._corrected(query, tree, matches, deadline)
        passing = self._collection.passing(query)
        every = matches.results.docs
        found = matches.results if passing is None else matches.results.of(np.flatnonzero(passing[every]))
        if len(matches.held) > 1 and deadline.kept():
            self._matcher.draw_near(matches, found)
        asked_in = self._collection.asked_in(each.docs for each in matches.held)
        languages = (asked_in, *query.prefer)
        found = self._collection.weighted(found, asked_in)
        end = query.page * query.size
        shown, total = self._collection.ranked(found, query.sort, languages, end)
        if query.page > 1:
            shown = shown.of(slice(end - query.size, end))
        facets = [*counted]
        months = NONE[0]
        if TIME in counted:
            facets.remove(TIME)
            months = self._collection.histogram(every, found.docs, query)
        counts = self._collection.counts(every, found.docs, query, facets)
        return Answer(
            query=query,
            tree=tree,
            docs=tuple(shown.docs.tolist()),
            scores=tuple(shown.scores.tolist()),
            total=total,
            holding=matches.of(shown, self._collection.tales.editions(shown.docs)),
            languages=languages,
            corrections=corrections,
            counts=counts,
            histogram=months,
            notices=(*matches.notices, *deadline.notices()),
        )

    def _called(self, text: str, tree: Tree) -> Array:
        """Documents that are called exactly so. Where the text excludes something it must be long enough not
        to be a title by chance, and an operator is no part of a title."""
        key = title_key(text)
        if not key or tree.operators:
            return NONE[0]
        short = "-" in text and key.count(" ") < _LONG_TITLE
        if short and any(isinstance(clause, Not) for clause in tree.clauses):
            return NONE[0]
        return self._keyed("called", key)

    def _most_scored(self, query: Query) -> int | None:
        """How many results must have scores: of a list that is not narrowed down, those that may be on the
        page and those among which neighbours are looked for. Whatever lacks more words comes behind them, but
        for another edition of the same story. None for all."""
        if query.narrows or query.sort != "relevance" or not self._collection.tales.all_alone:
            return None
        return max(query.page * query.size, nearness.MOST)

    def _corrected(
        self, query: Query, tree: Tree, matches: Matches, deadline: Deadline
    ) -> tuple[Corrections, Matches]:
        """What unknown words were probably meant to be and what these match, where that is better."""
        text, most = query.text, self._most_scored(query)
        meant: dict[str, list[str]] = {}
        for clause in tree.clauses:
            if isinstance(clause, Word) and not clause.title and self._matcher.unknown(clause.text):
                meant[clause.text] = self._near(clause.text)
        ways = zip(*(near for near in meant.values() if near), strict=False)
        tried: list[tuple[Corrections, Matches]] = []
        for way in deadline.each(list(islice(ways, MOST_TRIED))):
            corrections = dict(zip((typed for typed, near in meant.items() if near), way, strict=True))
            better = language.parse(replaced(text, corrections))
            tried.append((corrections, self._matcher.match(better, None, deadline, most)))
        best = min(tried, key=lambda way: _least_lacking(way[1]), default=None)
        return best if best and _least_lacking(best[1]) < _least_lacking(matches) else ({}, matches)

    def _near(self, word: str) -> list[str]:
        """The words that a misspelt one may have been meant to be, the likeliest first."""
        vocabulary = self._vocabulary()
        return [vocabulary.words[place] for _, place in vocabulary.near(fold(word))]


def replaced(text: str, corrections: Corrections) -> str:
    """A text with what was meant instead of what was typed."""
    for typed, meant in corrections.items():
        text = text.replace(typed, meant, 1)
    return text


def _least_lacking(matches: Matches) -> int:
    """How many words the most complete result lacks; more than there can be where there is no result."""
    docs, _, lacking, _ = matches.results
    if not len(docs):
        return len(matches.wanted) + 1
    return 0 if lacking is None else int(lacking.min())
