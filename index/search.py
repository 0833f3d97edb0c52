"""The index as pages and commands use it: :class:`index.results.Index`, over any engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from threading import RLock
from typing import Protocol

import numpy as np
from msgspec.structs import replace

from index import activity, around, completion, coverage, dates, language, matching, snippets
from index.around import Surroundings
from index.codec.flatfile import Array
from index.collection import Collection, Properties, collect
from index.company import Subjects
from index.completion import Completions
from index.counted import FacetCounts, Named
from index.deadline import Clock
from index.documents import LEXICON_ID
from index.finding import Answer, Finder
from index.labels import Labels
from index.language import Tree
from index.lexicon import Lexicon, unpack
from index.matching import Holding, Matcher
from index.meaning import Meaning
from index.pages import Pages
from index.periods import Periods
from index.query import TIMES, Query
from index.reasons import Reasons
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
    Reason,
    Results,
    Subject,
    Suggestion,
    Timeline,
    TypedFilter,
)
from index.sought import Sought
from index.wanted import Wanted


class Engine(matching.Engine, around.Engine, Properties, Protocol):
    """What a search engine must answer; see :class:`index.engine.FlatEngine`."""

    def stored(self, docs: Sequence[int], name: str) -> list[memoryview]: ...

    def close(self) -> None: ...


class SearchIndex:
    """One state of an archive. Threads take turns: what searching has at hand is for one."""

    def __init__(
        self,
        engine: Engine,
        generation: str,
        clock: Clock = time.thread_time,
        kept: float | None = None,
    ) -> None:
        """``clock`` tells the processor time of this thread, in seconds; ``kept`` are the bytes of words, and
        those of answers, that are kept at most, where it is not for the archive's size to say."""
        self._engine = engine
        self._clock = clock
        self._kept = kept
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
            found = [self.finder.documents(query) for query in queries]
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
        answer = self.finder.answer(query, self._clock)
        query = answer.query
        return Results(
            query=query,
            hits=tuple(self._hits(answer)),
            total=answer.total,
            facets=self._facets(answer.counts, query),
            corrected=answer.corrected,
            notices=(*answer.notices, *_no_times(query)),
            filters=tuple(self._typed(answer.tree, query)),
            histogram=self._histogram(answer.histogram, query),
        )

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

    def _histogram(self, counts: Array, query: Query) -> Periods:
        asked = list(language.narrowed_to(query))
        chosen = [
            all(its.first <= each.last and each.first <= its.last for each in asked)
            for _, its in (self._collection.steps if asked else ())
        ]
        return Periods(self._times, tuple(counts.tolist()), tuple(chosen))

    def _hits(self, answer: Answer) -> list[Hit]:
        alone = self._collection.tales.alone[list(answer.docs)].tolist()
        items = self._pages.items(answer.docs, alone)
        reasons = Reasons(items, Sought(answer.holding.terms), answer.corrections)
        return [
            self._hit(doc, score, item, answer, reasons)
            for doc, score, item in zip(answer.docs, answer.scores, items, strict=True)
        ]

    def _hit(self, doc: int, score: float, item: ItemPage, answer: Answer, reasons: Reasons) -> Hit:
        holding = answer.holding
        asker = next(filter(None, answer.languages), "") or self._pages.main_language(item.issue.publication)
        why = reasons.of(item, holding.of(doc), asker)
        absent = holding.lacking(doc)
        spans = reasons.sought.texts(item.issue.language)
        return Hit(
            item=item,
            score=round(score, 6),
            title_html=snippets.marked(item.label, spans[item.label]),
            snippet_html=snippets.passage(item.text, spans[item.text]),
            missing=tuple([word.text for word in absent]),
            why=(*why, *(self._elsewhere(doc, absent, holding) if item.translations else ())),
        )

    def _elsewhere(self, doc: int, absent: Sequence[Wanted], holding: Holding) -> Iterator[Reason]:
        """The words that a result lacks and another edition of its story has."""
        editions = self._collection.tales.editions(np.array([doc])).tolist()
        for word in absent:
            for other in [each for each in editions if holding.has(each, word)][:1]:
                language = self._pages.item(other).issue.language
                yield Reason(word.text, "edition", "edition", "", language)

    def _facets(self, counts: Mapping[str, Array], query: Query) -> dict[str, FacetCounts]:
        return {
            facet: FacetCounts(self._named[facet], each, query.chosen(facet), query.excluded(facet))
            if facet in query.filters
            else FacetCounts(self._named[facet], each)
            for facet, each in counts.items()
        }

    # What is read once and kept

    @cached_property
    def _collection(self) -> Collection:
        return collect(self._engine)

    @cached_property
    def _times(self) -> tuple[str, ...]:
        return tuple([name for name, _ in self._collection.steps])

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
    def finder(self) -> Finder:
        """What is found, before it becomes values for pages. Not for several threads."""
        languages = sorted({card.language.partition("-")[0] for card in self._pages.cards.values()})
        matcher = Matcher(self._engine, languages, _Scope(self._collection, self._meaning.of), self._kept)
        return Finder(
            self._collection,
            matcher,
            self._meaning,
            self._engine.with_key,
            lambda: self._lexicon.vocabulary,
            kept=self._kept,
        )

    @cached_property
    def _lexicon(self) -> Lexicon:
        doc = self._pages.doc(LEXICON_ID, "lexicon")
        assert doc is not None
        return unpack(self._engine.stored([doc], "lexicon")[0])

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
        every = self._collection.every
        counts = self._collection.counts(every, every, Query(), [facet])
        return list(self._facets(counts, Query())[facet])

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

    @property
    def items(self) -> Array:
        return self.collection.items

    def chosen(self, facet: str, value: str) -> Array:
        return self.collection.columns[facet].having(self.meant(facet, value))

    def within(self, period: dates.Period) -> Array:
        return self.collection.within(period)


def _no_times(query: Query) -> Iterator[Notice]:
    for name in TIMES:
        text = getattr(query, name)
        if text and not language.narrowed(name, text):
            yield Notice("left-out", text)
