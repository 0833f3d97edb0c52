"""The index as pages and commands use it: :class:`index.results.Index`, over any engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice
from threading import RLock
from typing import Any, Protocol

import numpy as np

from index import activity, completion, coverage, dates, language, matching, reasons, snippets
from index.analysis import fold
from index.around import Surroundings
from index.collection import Collection, Found, Properties, collect
from index.company import Subjects
from index.completion import Completions
from index.counted import FacetCounts, Named
from index.deadline import Clock, Deadline, starting
from index.documents import LEXICON_ID, title_key
from index.labels import Labels
from index.language import Not, Tree, Word
from index.lexicon import Lexicon, unpack
from index.matching import Array, Matcher, Matches
from index.meaning import Meaning
from index.pages import Pages
from index.query import TIMES, Query
from index.results import (
    Activity,
    ArchiveInfo,
    Coverage,
    FacetCount,
    Hit,
    IssueCard,
    IssuePage,
    ItemPage,
    Mention,
    Notice,
    PeriodCount,
    Reason,
    Results,
    Subject,
    Suggestion,
    Timeline,
    TypedFilter,
)
from index.sought import Sought

Corrections = Mapping[str, str]
"""What was meant, by what was typed."""
_LONG_TITLE = 2
"""Blanks in a title that can hardly be meant as a search that excludes its last word."""
MOST_TRIED = 3
"""Words that a misspelt one is tried as, to see which of them goes with the others."""


class Engine(matching.Engine, Properties, Protocol):
    """What a search engine must answer; see :class:`index.engine.FlatEngine`."""

    def stored(self, doc: int) -> Mapping[str, Any]: ...

    def close(self) -> None: ...


class SearchIndex:
    """One state of an archive. Threads take turns: reading shares one place in each file."""

    def __init__(self, engine: Engine, generation: str, clock: Clock = time.thread_time) -> None:
        """``clock`` tells the processor time of this thread, in seconds."""
        self._engine = engine
        self._clock = clock
        self._generation = generation
        self._lock = RLock()
        self._pages = Pages(engine)

    def generation(self) -> str:
        return self._generation

    def close(self) -> None:
        with self._lock:
            self._engine.close()

    def info(self) -> ArchiveInfo:
        return self._pages.info

    def search(self, query: Query) -> Results:
        with self._lock:
            return self._search(query)

    def suggest(self, text: str, limit: int = 8, prefer: tuple[str, ...] = ()) -> tuple[Suggestion, ...]:
        with self._lock:
            return self._suggested(text[: language.MOST_CHARACTERS], limit, prefer)

    def get(self, id: str) -> ItemPage | None:
        with self._lock:
            doc = self._pages.doc(id, "item")
            return None if doc is None else self._pages.item(doc)

    def timeline(self, id: str) -> Timeline:
        with self._lock:
            doc = self._pages.doc(id, "item")
            return Timeline() if doc is None else self._surroundings.timeline(doc)

    def related(self, id: str, limit: int = 6) -> tuple[Mention, ...]:
        with self._lock:
            doc = self._pages.doc(id, "item")
            return () if doc is None else self._surroundings.related(doc, limit)

    def issue(self, id: str) -> IssuePage | None:
        with self._lock:
            return self._pages.issue(id)

    def issues(self, publication: str = "") -> tuple[IssueCard, ...]:
        with self._lock:
            cards = self._pages.cards.values()
            return tuple(card for card in cards if publication in ("", card.publication))

    def activity(self, queries: Sequence[Query], by: str = "") -> Activity:
        with self._lock:
            found = [self._found(query) for query in queries]
            cards = tuple(self._pages.cards.values())
            return activity.activity(self._collection, found, cards, partial(self._labels.label, "issue"), by)

    def subject(self, facet: str, value: str) -> Subject | None:
        with self._lock:
            known = self._collection.resolve(facet, value, self._labels.titles(facet))
            return self._subjects.of(facet, known[0]) if known else None

    def coverage(self) -> tuple[Coverage, ...]:
        with self._lock:
            cards = tuple(self._pages.cards.values())
            return coverage.coverage(self._collection, self._pages.info.publications, cards)

    def nearest(self, id: str) -> str:
        with self._lock:
            return self._pages.nearest(id)

    # Searching

    def _search(self, query: Query) -> Results:
        query = replace(query, filters=self._resolved(query))
        tree = language.parse(query.text)
        deadline = starting(self._clock)
        called = self._called(query.text, tree)
        matches = self._matcher.match(tree, self._collection.items, called, deadline)
        corrections: Corrections = {}
        if not query.as_typed and _least_lacking(matches) and deadline.kept():
            corrections, matches = self._corrected(query.text, tree, matches, deadline)
        there = matches.docs[matches.found]
        found = self._collection.narrowed(there, query)
        at = np.searchsorted(matches.docs, found)
        scores = self._matcher.nearer(matches, found) if deadline.kept() else matches.scores[at]
        asked_in = self._collection.asked_in(matches.holding)
        languages = (asked_in, *query.prefer)
        ranked, worth, total = self._collection.ranked(
            Found(found, self._collection.weighted(found, scores, asked_in), matches.lacking[at]),
            query.sort,
            languages,
            query.page * query.size,
        )
        shown = slice((query.page - 1) * query.size, query.page * query.size)
        sought = Sought(matches.terms)
        return Results(
            query=query,
            hits=tuple(
                self._hit(doc, score, matches, sought, corrections, languages)
                for doc, score in zip(ranked[shown].tolist(), worth[shown].tolist(), strict=True)
            ),
            total=total,
            facets=self._facets(there, query),
            corrected=_replaced(query.text, corrections) if corrections else "",
            notices=(*matches.notices, *deadline.notices(), *_no_times(query)),
            filters=tuple(self._typed(tree, query)),
            histogram=self._histogram(there, query),
        )

    def _found(self, query: Query) -> Array:
        """The results of a search for exactly what was typed, all their editions."""
        query = replace(query, filters=self._resolved(query))
        tree = language.parse(query.text)
        matches = self._matcher.match(tree, self._collection.items, self._called(query.text, tree))
        return self._collection.narrowed(matches.docs[matches.found], query)

    def _resolved(self, query: Query) -> dict[str, tuple[str, ...]]:
        """The filters with values as the index has them; unknown ones stay, and match nothing."""
        resolved: dict[str, tuple[str, ...]] = {}
        for facet, values in query.filters.items():
            for value in values:
                sign = "-" if value.startswith("-") else ""
                known = self._meaning.of(facet, value.removeprefix("-")) or (value.removeprefix("-"),)
                resolved[facet] = (*resolved.get(facet, ()), *(sign + each for each in known))
        return resolved

    def _called(self, text: str, tree: Tree) -> Array:
        """Documents that are called exactly so. Where the text excludes something it must be long enough not
        to be a title by chance, and an operator is no part of a title."""
        key = title_key(text)
        excludes = any(isinstance(clause, Not) for clause in tree.clauses)
        if not key or tree.operators or (excludes and key.count(" ") < _LONG_TITLE):
            return np.empty(0, dtype=np.int64)
        return self._engine.with_key("called", key)

    def _typed(self, tree: Tree, query: Query) -> Iterator[TypedFilter]:
        """The operators in the text of a query."""
        for each in tree.operators:
            facet = language.BY_OPERATOR[each.name].facet
            known = self._meaning.of(facet, each.value) if facet else ()
            left = " ".join((query.text[: each.start] + query.text[each.end :]).split())
            yield TypedFilter(
                name=facet or each.name,
                label=" or ".join(self._labels.label(facet, value) for value in known) or each.value,
                text=query.text[each.start : each.end],
                excluded=each.excluded,
                without=replace(query, text=left, page=1),
            )

    def _histogram(self, docs: Array, query: Query) -> tuple[PeriodCount, ...]:
        asked = list(language.narrowed_to(query))

        def chosen(its: dates.Period) -> bool:
            return bool(asked) and all(its.first <= each.last and each.first <= its.last for each in asked)

        counts = self._collection.histogram(docs, query).tolist()
        return tuple(
            PeriodCount(name, count, chosen(its))
            for (name, its), count in zip(self._collection.steps, counts, strict=True)
        )

    def _corrected(
        self, text: str, tree: Tree, matches: Matches, deadline: Deadline
    ) -> tuple[Corrections, Matches]:
        """What unknown words were probably meant to be and what these match, where that is better."""
        meant: dict[str, list[str]] = {}
        for clause in tree.clauses:
            if isinstance(clause, Word) and not clause.title and self._matcher.unknown(clause.text):
                meant[clause.text] = self._near(clause.text)
        ways = zip(*(near for near in meant.values() if near), strict=False)
        tried: list[tuple[Corrections, Matches]] = []
        for way in deadline.each(islice(ways, MOST_TRIED)):
            corrections = dict(zip((typed for typed, near in meant.items() if near), way, strict=True))
            better = language.parse(_replaced(text, corrections))
            tried.append((corrections, self._matcher.match(better, self._collection.items, None, deadline)))
        best = min(tried, key=lambda way: _least_lacking(way[1]), default=None)
        return best if best and _least_lacking(best[1]) < _least_lacking(matches) else ({}, matches)

    def _near(self, word: str) -> list[str]:
        """The words that a misspelt one may have been meant to be, the likeliest first."""
        vocabulary = self._lexicon.vocabulary
        return [vocabulary.words[place] for _, place in vocabulary.near(fold(word))]

    def _hit(
        self,
        doc: int,
        score: float,
        matches: Matches,
        sought: Sought,
        corrections: Corrections,
        languages: Sequence[str],
    ) -> Hit:
        """``languages`` are those that are asked in, the likeliest first."""
        item = self._pages.item(doc)
        main = {each.key: each.language for each in self._pages.info.publications}
        asker = next(filter(None, languages), main.get(item.issue.publication, ""))
        return Hit(
            item=item,
            score=round(score, 6),
            title_html=snippets.marked(item.label, sought.spans(item.label, item.issue.language)),
            snippet_html=snippets.passage(item.text, sought.spans(item.text, item.issue.language)),
            missing=matches.missing(doc),
            why=(
                *reasons.reasons(item, (*matches.wanted, *matches.asked), sought, corrections, asker),
                *self._elsewhere(doc, matches),
            ),
        )

    def _elsewhere(self, doc: int, matches: Matches) -> Iterator[Reason]:
        """The words that a result lacks and another edition of its story has."""
        tales = self._collection.tales
        absent = [row for row in matches.telling if not matches.holds(row, doc)]
        if not absent or tales.alone[doc]:
            return
        editions = np.flatnonzero(tales.of == tales.of[doc]).tolist()
        for row in absent:
            for other in [each for each in editions if matches.holds(row, each)][:1]:
                language = self._pages.item(other).issue.language
                yield Reason(matches.wanted[row].text, "edition", "edition", "", language)

    def _facets(self, docs: Array, query: Query) -> dict[str, FacetCounts]:
        return {
            facet: FacetCounts(self._named[facet], counts, query.chosen(facet), query.excluded(facet))
            for facet, counts in self._collection.counts(docs, query).items()
        }

    # What is read once and kept

    @cached_property
    def _collection(self) -> Collection:
        return collect(self._engine)

    @cached_property
    def _subjects(self) -> Subjects:
        return Subjects(self._collection, self._labels.label)

    @cached_property
    def _surroundings(self) -> Surroundings:
        return Surroundings(self._engine, self._collection, self._pages.item)

    @cached_property
    def _labels(self) -> Labels:
        return Labels(self._pages.info.publications, tuple(self._pages.cards.values()))

    @cached_property
    def _meaning(self) -> Meaning:
        return Meaning(self._collection, self._labels)

    @cached_property
    def _matcher(self) -> Matcher:
        languages = sorted({card.language.partition("-")[0] for card in self._pages.cards.values()})

        return Matcher(self._engine, languages, _Scope(self._collection, self._meaning.of))

    @cached_property
    def _lexicon(self) -> Lexicon:
        doc = self._pages.doc(LEXICON_ID, "lexicon")
        assert doc is not None
        return unpack(self._engine.stored(doc)["lexicon"])

    @cached_property
    def _completions(self) -> Completions:
        return Completions(self._values)

    @cached_property
    def _named(self) -> dict[str, Named]:
        """What the values of each facet are called."""
        columns = self._collection.columns
        return {facet: Named(columns[facet], partial(self._labels.label, facet)) for facet in columns}

    def _values(self, facet: str) -> list[FacetCount]:
        """All values of a facet, the most frequent first."""
        return list(self._facets(self._collection.every, Query())[facet])

    def _suggested(self, text: str, limit: int, prefer: tuple[str, ...]) -> tuple[Suggestion, ...]:
        if completed := self._completions.like(text, limit):
            return completed
        operators = tuple(completion.operators(text, self._values))
        named = self._lexicon.suggestions.like(text, limit - len(operators), prefer)
        return (*named, *operators)[: max(0, limit)]


@dataclass(frozen=True, slots=True)
class _Scope:
    """See :class:`index.matching.Scope`."""

    collection: Collection
    meant: Callable[[str, str], tuple[str, ...]]

    def chosen(self, facet: str, value: str) -> Array:
        return self.collection.columns[facet].having(self.meant(facet, value))

    def within(self, period: dates.Period) -> Array:
        return self.collection.within(period)


def _replaced(text: str, corrections: Corrections) -> str:
    for typed, meant in corrections.items():
        text = text.replace(typed, meant, 1)
    return text


def _no_times(query: Query) -> Iterator[Notice]:
    for name in TIMES:
        text = getattr(query, name)
        if text and not language.narrowed(name, text):
            yield Notice("left-out", text)


def _least_lacking(matches: Matches) -> int:
    """How many words the most complete result lacks; more than there can be where there is no result."""
    lacking = matches.lacking[matches.found]
    return int(lacking.min()) if len(lacking) else len(matches.wanted) + 1
