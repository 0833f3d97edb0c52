"""The properties of all documents as arrays: narrowing, counting and ordering results.

A result is a story: its best document (edition) stands for it. Counts are of stories, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from archive.ids import slug
from index import dates
from index.codec.spans import begins_of, lengths_of, numbered
from index.dates import Period
from index.facets import FACETS
from index.language import narrowed_to
from index.matching import Array
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


class Column:
    """Which documents have which values of a facet."""

    def __init__(self, values: Sequence[str], codes: Array, begins: Array) -> None:
        """``codes`` are the documents' places in ``values``, one document after another, ``begins`` where
        each document's begin and the last one's end. Values that no document has are left out."""
        used = np.bincount(codes, minlength=len(values)) > 0
        self.values = tuple(value for value, there in zip(values, used.tolist(), strict=True) if there)
        self.codes = {value: code for code, value in enumerate(self.values)}
        self._size = len(begins) - 1
        self._docs = numbered(lengths_of(begins))
        self._values = (np.cumsum(used) - 1)[codes]

    def firsts(self) -> Array:
        """The place in ``values`` of each document's first value, -1 where it has none."""
        first = np.full(self._size, -1)
        first[self._docs[::-1]] = self._values[::-1]
        return first

    def having(self, values: Iterable[str]) -> Array:
        """Whether each document has one of the values."""
        wanted = np.zeros(len(self.values) + 1, dtype=bool)
        wanted[[self.codes[value] for value in values if value in self.codes]] = True
        there = np.zeros(self._size, dtype=bool)
        there[self._docs[wanted[self._values]]] = True
        return there

    def counts(self, among: Array, stories: Array) -> Array:
        """How many stories there are of each value, among some documents."""
        kept = among[self._docs]
        pairs = stories[self._docs[kept]] * len(self.values) + self._values[kept]
        return np.bincount(np.unique(pairs) % max(1, len(self.values)), minlength=len(self.values))


@dataclass(frozen=True, slots=True)
class Collection:
    """All documents' properties; build one with :func:`collect`."""

    items: Array
    """Whether each document is an item."""
    originals: Array
    """Whether it is its story's original edition."""
    stories: Array
    """The number of its story."""
    when: Array
    edition: Array
    issue: Array
    place: Array
    language: Array
    """The place of its language in that column's values; -1 where it has none."""
    columns: Mapping[str, Column]

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

    def narrowed(self, found: Array, query: Query, without: str = "") -> Array:
        """``found`` without what the filters leave out; of the facet ``without``, only what it excludes."""
        kept = found
        for facet in query.filters:
            chosen, excluded = query.chosen(facet), query.excluded(facet)
            if chosen and facet != without:
                kept = kept & self.columns[facet].having(chosen)
            if excluded:
                kept = kept & ~self.columns[facet].having(excluded)
        for period in narrowed_to(query) if without != TIME else ():
            kept = kept & self.within(period)
        return kept

    def within(self, period: Period) -> Array:
        """Whether each document's issue is of that time."""
        there: Array = (self.when >= max(1, period.first)) & (self.when <= period.last)
        return there

    def counts(self, found: Array, query: Query) -> dict[str, dict[str, int]]:
        """How many results each value of each facet would give, chosen instead of its facet's choice."""
        whole = self.narrowed(found, query)
        result = {}
        for facet in FACETS:
            column = self.columns[facet.name]
            among = self.narrowed(found, query, facet.name) if query.chosen(facet.name) else whole
            counts = dict(zip(column.values, column.counts(among, self.stories).tolist(), strict=True))
            for value in query.excluded(facet.name):
                counts[value] = self._if_not_excluded(found, query, facet.name, value)
            result[facet.name] = counts
        return result

    def _if_not_excluded(self, found: Array, query: Query, facet: str, value: str) -> int:
        others = replace(query, filters={name: kept for name, kept in query.filters.items() if name != facet})
        among = self.narrowed(found, others) & self.columns[facet].having([value])
        return len(np.unique(self.stories[among]))

    def histogram(self, found: Array, query: Query) -> list[tuple[str, int]]:
        """(month, results) from the archive's first month to its last, whatever time the query asks for; by
        years where there would be too many months."""
        dated = self.items & (self.when > 0)
        if not dated.any():
            return []
        first, last = (dates.month(int(day)) for day in (self.when[dated].min(), self.when[dated].max()))
        steps = list(dates.months(first, last))
        if len(steps) > MOST_MONTHS:
            steps = list(dict.fromkeys(step[:4] for step in steps))
        begins = [period.first for step in steps if (period := dates.period(step))]
        docs = np.flatnonzero(self.narrowed(found, query, TIME) & dated)
        at = np.searchsorted(begins, self.when[docs], side="right") - 1
        pairs = np.unique(self.stories[docs] * len(steps) + at) % len(steps)
        return list(zip(steps, np.bincount(pairs, minlength=len(steps)).tolist(), strict=True))

    def asked_in(self, present: Array) -> str:
        """The language that a query's words are plainly of, empty where they are of none or of several.

        ``present`` tells which documents hold each word. Only the editions of a same story are compared: a
        name stands in all of them, a word of a language in that one.
        """
        languages = self.columns["language"].values
        if len(languages) < 2:
            return ""
        likely = np.zeros(len(languages))
        for row in present:
            stories = np.zeros(self.stories.max(initial=0) + 1, dtype=bool)
            stories[self.stories[row & self.items]] = True
            editions = self.language[stories[self.stories] & self.items]
            holding = self.language[row & self.items]
            there, whole = (np.bincount(each, minlength=len(languages)) for each in (holding, editions))
            likely += np.log((there + 0.5) / (whole + 1.0))
        best, second = np.argsort(-likely, kind="stable")[:2]
        return languages[best] if likely[best] - likely[second] > np.log(_PLAINLY) else ""

    def liked(self, languages: Sequence[str]) -> Array:
        """How far down a list of languages, the best first, each document's is; one past the end if it is not
        there. A language stands for its varieties."""
        known = self.columns["language"].values
        ranks = [
            next((at for at, each in enumerate(languages) if _same_language(each, value)), len(languages))
            for value in known
        ]
        return np.array([*ranks, len(languages)])[self.language]

    def weighted(self, scores: Array, asked_in: str) -> Array:
        """Scores of words matched -> scores of documents, which the edition has a say in: ``asked_in`` is the
        language of the query."""
        translated = (self.edition % 2 > 0) & (self.liked([asked_in]) > 0)
        return np.where(translated, TRANSLATED, 1.0) * scores

    def ranked(
        self, found: Array, scores: Array, lacking: Array, sort: str, languages: Sequence[str] = ()
    ) -> tuple[Array, Array]:
        """The results in order, each by the document that stands for it, and their scores.

        A story counts as much as its best edition. Of the editions that lack the fewest words, it is shown in
        the first of ``languages`` that there is, or else in its original. Equal results: newest first,
        then by issue and position; the same for any page.
        """
        docs = np.flatnonzero(found)
        best = np.zeros(self.stories.max(initial=0) + 1)
        np.maximum.at(best, self.stories[docs], scores[docs])
        order = np.lexsort(
            (
                self.place[docs],
                -scores[docs],
                ~self.originals[docs],
                self.edition[docs] % 2,
                self.liked(languages)[docs],
                lacking[docs],
            )
        )
        docs = docs[order]
        _, first = np.unique(self.stories[docs], return_index=True)
        docs = docs[first]
        worth = np.round(best[self.stories[docs]], 9)
        if sort == "relevance":
            keys = (*self._position(docs, 1), -worth, lacking[docs])
        else:
            keys = self._position(docs, -1 if sort == "oldest" else 1)
        order = np.lexsort(keys)
        return docs[order], worth[order]

    def _position(self, docs: Array, newest: int) -> tuple[Array, ...]:
        """Keys to sort by, the last one first: newest issues first (1) or oldest (-1), then by position."""
        number, translated = np.divmod(self.edition[docs], 2)
        return self.place[docs], self.issue[docs], translated, newest * number, -newest * self.when[docs]


def collect(source: Properties) -> Collection:
    items = np.zeros(source.size, dtype=bool)
    items[source.with_key("type", "item")] = True
    _, stories = np.unique(source.numbers("tale"), return_inverse=True)
    columns = {facet.name: _of_items(*source.column(facet.name), items) for facet in FACETS}
    return Collection(
        items=items,
        originals=source.numbers("original") > 0,
        stories=stories,
        when=source.numbers("when"),
        edition=source.numbers("edition"),
        issue=np.maximum(columns["issue"].firsts(), 0),
        place=source.numbers("place"),
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
