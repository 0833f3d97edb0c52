"""The properties of all documents as arrays: narrowing, counting and ordering results.

A result is a story: its best document (edition) stands for it. Counts are of stories, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from msgspec.structs import replace

from archive.ids import slug
from index import dates, kernels
from index.codec.flatfile import Array
from index.codec.spans import begins_of, lengths_of
from index.columns import Column, Columns, Stories
from index.dates import Period
from index.facets import FACETS
from index.kernels import Matched
from index.language import narrowed_to
from index.query import Query

TRANSLATED = 0.65
"""What a match in an edition that is not in the main language is worth: a text and its translations
match a name alike, and by chance the shortest would win."""
MOST_MONTHS = 240
"""Months that a histogram shows at most; a longer time is shown by years."""
_PLAINLY = 2.5
"""How much likelier the words of a query must be in one language than in the next to be taken for it."""


TIME = "time"
"""Names what a query asks for by ``during``, ``after`` and ``before``, beside the names of facets."""


class Properties(Protocol):
    """Where the properties come from: see :class:`index.engine.FlatEngine`."""

    size: int

    def column(self, field: str) -> tuple[list[str], Array, Array]: ...

    def with_key(self, field: str, value: str) -> Array: ...

    def numbers(self, field: str) -> Array: ...


@dataclass(frozen=True, eq=False)
class Collection:
    """All documents' properties; build one with :func:`collect`. Where documents are taken or given, they are
    numbers, ascending."""

    items: Array
    """Whether each document is an item."""
    every: Array
    """All documents that are."""
    originals: Array
    """Whether it is its story's original edition."""
    tales: Stories
    when: Array
    edition: Array
    issue: Array
    place: Array
    language: Array
    """The place of its language in that column's values; -1 where it has none."""
    columns: Mapping[str, Column]

    @property
    def stories(self) -> Array:
        """The number of each document's story."""
        return self.tales.of

    def resolve(self, facet: str, value: str, labels: Mapping[str, str]) -> tuple[str, ...]:
        """The values of a facet that someone may mean by ``value``: the very value, one that reads the same
        but for case and punctuation, or those whose label does."""
        codes = self.columns[facet].codes
        if value in codes:
            return (value,)
        wanted = slug(value)
        if not wanted:
            return ()
        return tuple(known for known in codes if wanted in (slug(known), slug(labels.get(known, ""))))

    def narrowed(self, docs: Array, query: Query, without: str = "") -> Array:
        """``docs`` without what the filters leave out; of the facet ``without``, only what it excludes."""
        passing = self.passing(query, without)
        return docs if passing is None else docs[passing[docs]]

    def passing(self, query: Query, without: str = "") -> Array | None:
        """Whether each document is left by the filters; None where there are none."""
        if not query.narrows:
            return None
        kept = []
        for facet in query.filters:
            chosen, excluded = query.chosen(facet), query.excluded(facet)
            if chosen and facet != without:
                kept.append(self.columns[facet].having(chosen))
            if excluded:
                kept.append(~self.columns[facet].having(excluded))
        if without != TIME:
            kept += [self.within(period) for period in narrowed_to(query)]
        return np.logical_and.reduce(kept) if kept else None

    def within(self, period: Period) -> Array:
        """Whether each document's issue is of that time."""
        there: Array = (self.when >= max(1, period.first)) & (self.when <= period.last)
        return there

    def counts(self, docs: Array, left: Array, query: Query, facets: Iterable[str]) -> dict[str, Array]:
        """How many results each value of some facets would give, in the order of its column: chosen instead
        of its facet's choice, or no longer excluded. ``left`` is what the filters leave of ``docs``."""
        names, most = tuple(facets), len(docs)
        result = dict(zip(names, self._counted(names, left, most), strict=True))
        for facet in names if query.filters else ():
            if query.chosen(facet):
                result[facet] = self._counted((facet,), self.narrowed(docs, query, facet), most)[0]
            for value in query.excluded(facet):
                code = self.columns[facet].codes.get(value)
                if code is not None:
                    result[facet][code] = self._if_not_excluded(docs, query, facet, value)
        return result

    def _counted(self, facets: tuple[str, ...], docs: Array, most: int) -> list[Array]:
        """How many stories some documents tell of each value of some facets, in numbers up to ``most``."""
        if len(docs) == len(self.every):
            return [self._totals(facet) for facet in facets]
        together = self._together.get(facets)
        if together is None:
            together = self._together[facets] = Columns([self.columns[facet] for facet in facets])
        return together.counts(docs, self.tales, most)

    @cached_property
    def _together(self) -> dict[tuple[str, ...], Columns]:
        """Facets that were counted together."""
        return {}

    def _totals(self, facet: str) -> Array:
        """How many stories there are of each value of a facet, among all."""
        if facet not in self._known_totals:
            self._known_totals[facet] = self.columns[facet].counts(self.every, self.tales)
        return self._known_totals[facet].copy()

    @cached_property
    def _known_totals(self) -> dict[str, Array]:
        return {}

    def _if_not_excluded(self, docs: Array, query: Query, facet: str, value: str) -> int:
        others = replace(query, filters={name: kept for name, kept in query.filters.items() if name != facet})
        among = self.narrowed(docs, others)
        return self.tales.count(among[self.columns[facet].having([value])[among]])

    def histogram(self, docs: Array, left: Array, query: Query) -> Array:
        """Results in each of :attr:`steps`, whatever time the query asks for. ``left`` are those of ``docs``
        that its filters and that time leave."""
        timed = query.during or query.after or query.before
        return self._by_step.counts(self.narrowed(docs, query, TIME) if timed else left, self.tales)

    @cached_property
    def steps(self) -> tuple[tuple[str, Period], ...]:
        """All months (years where there would be too many) from the archive's first to its last."""
        days = self.when[self.every]
        days = days[days > 0]
        if not len(days):
            return ()
        names = list(dates.months(*(dates.month(int(day)) for day in (days.min(), days.max()))))
        if len(names) > MOST_MONTHS:
            names = list(dict.fromkeys(name[:4] for name in names))
        return tuple((name, period) for name in names if (period := dates.period(name)))

    @cached_property
    def _by_step(self) -> Column:
        """The step of each document that is of a time."""
        begins = np.array([period.first for _, period in self.steps], dtype=np.int64)
        dated = self.items & (self.when > 0)
        at = np.searchsorted(begins, self.when[dated], side="right") - 1
        return Column([name for name, _ in self.steps], at, begins_of(dated), every=True)

    def asked_in(self, holding: Iterable[Array]) -> str:
        """The language that a query's words are plainly of, empty where they are of none or of several.

        ``holding`` are the documents that hold each word. Only the editions of a same story are compared: a
        name stands in all of them, a word of a language in that one.
        """
        languages = self.columns["language"].values
        if len(languages) < 2:
            return ""
        likely = np.zeros(len(languages))
        for docs in holding:
            found = docs[self.items[docs]]
            stories = np.zeros(self.tales.size, dtype=bool)
            stories[self.stories[found]] = True
            editions = self.every[stories[self.stories[self.every]]]
            there, whole = (
                np.bincount(self.language[each], minlength=len(languages)) for each in (found, editions)
            )
            likely += np.log((there + 0.5) / (whole + 1.0))
        best, second = np.argsort(-likely, kind="stable")[:2]
        return languages[best] if likely[best] - likely[second] > np.log(_PLAINLY) else ""

    def liked(self, languages: Sequence[str]) -> Array:
        """How far down a list of languages, the best first, each of the archive's is; one past the end if it
        is not there; behind them that of documents without one. A language stands for its varieties."""
        known = self.columns["language"].values
        ranks = [
            next((at for at, each in enumerate(languages) if _same_language(each, value)), len(languages))
            for value in known
        ]
        return np.array([*ranks, len(languages)])

    def weighted(self, found: Matched, asked_in: str) -> Matched:
        """With scores of words matched as scores of documents, which the edition has a say in: ``asked_in``
        is the language of the query."""
        if self._translated is None:
            return found
        other = self.liked([asked_in])[self.language[found.docs]] > 0
        worth = np.where(other & self._translated[found.docs], TRANSLATED, 1.0)
        return found._replace(scores=worth * found.scores)

    @cached_property
    def _translated(self) -> Array | None:
        """Whether each document is of an edition in another than the main language; None where none is."""
        translated = self.edition % 2 > 0
        return translated if translated.any() else None

    def ranked(self, found: Matched, sort: str, languages: Sequence[str], most: int) -> tuple[Matched, int]:
        """The first results in order, each by the document that stands for it, and how many there are in all.

        A story counts as much as its best edition. Of the editions that lack the fewest words, it is shown in
        the first of ``languages`` that there is, or else in its original. Equal results: newest first,
        then by issue and position; the same for any page.
        """
        found = self._one_for_each_story(found, languages)
        newest, relevant = -1 if sort == "oldest" else 1, sort == "relevance"
        order = kernels.first(most, found, self._position, newest, relevant=relevant)
        return found.of(order), len(found.docs)

    @cached_property
    def _position(self) -> kernels.Position:
        return kernels.Position.of(self.when, self.edition, self.issue, self.place)

    def _one_for_each_story(self, found: Matched, languages: Sequence[str]) -> Matched:
        several = self.tales.several(found.docs)
        if several is None or not several.any():
            return found
        some = found.of(several)
        docs, scores, lacking, _ = some
        stories = self.stories[docs]
        liked = self.liked(languages)[self.language[docs]]
        other = ~self.originals[docs]
        least = (liked,) if lacking is None else (liked, lacking)
        order = np.lexsort((self.place[docs], -scores, other, self.edition[docs] % 2, *least, stories))
        begins = np.flatnonzero(np.diff(stories[order], prepend=-1))
        best = np.maximum.reduceat(scores[order], begins)
        return found.of(~several).and_others(some.of(order[begins])._replace(scores=best))


def collect(source: Properties) -> Collection:
    items = np.zeros(source.size, dtype=bool)
    items[source.with_key("type", "item")] = True
    columns = {facet.name: _of_items(*source.column(facet.name), items) for facet in FACETS}
    return Collection(
        items=items,
        every=np.flatnonzero(items),
        originals=source.numbers("original") > 0,
        tales=Stories(source.numbers("tale"), items),
        when=source.numbers("when").astype(np.int32),
        edition=source.numbers("edition"),
        issue=np.maximum(columns["issue"].firsts(), 0),
        place=source.numbers("place").astype(np.int32),
        language=columns["language"].firsts(),
        columns=columns,
    )


def _of_items(values: Sequence[str], codes: Array, begins: Array, items: Array) -> Column:
    """A column without what is not an item."""
    counts = lengths_of(begins)
    return Column(values, codes[np.repeat(items, counts)], begins_of(np.where(items, counts, 0)))


def _same_language(one: str, other: str) -> bool:
    """Whether one language tag is the other's, or its variety's: ``pt`` and ``pt-BR``."""
    return one.partition("-")[0].lower() == other.partition("-")[0].lower() if one and other else False
