"""A value of a facet as a subject of its own: how much there is of it, when, and in what company.

Two values keep company where more stories have both than chance would have it; what nearly all stories have
(a newsletter's own name as a tag) keeps company with none.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property

import numpy as np

from archive import ids
from index.codec.flatfile import Array
from index.collection import Collection
from index.results import FacetCount, Subject

KEEPING = ("tag", "section", "author", "site")
"""The facets whose values can keep company."""
NOTABLY = 1.25
"""Times what chance would give: less is no company."""
MOST = 8
"""Values of each facet that are named."""


class Subjects:
    """Tells of the values of facets of one state of an index."""

    def __init__(self, collection: Collection, label: Callable[[str, str], str]) -> None:
        """``label`` names a facet's value."""
        self._collection = collection
        self._label = label

    def of(self, facet: str, value: str) -> Subject | None:
        """``value`` is as the index has it; None where no story has it."""
        columns = self._collection.columns
        there = np.flatnonzero(columns[facet].having([value]))
        if not len(there):
            return None
        days = self._collection.when[there]
        days = days[days > 0]
        return Subject(
            facet=facet,
            value=value,
            label=self._label(facet, value),
            stories=self._stories(there),
            issues=self._issues(there),
            first=date.fromordinal(int(days.min())) if len(days) else None,
            last=date.fromordinal(int(days.max())) if len(days) else None,
            company={other: tuple(self._company(other, there, facet, value)) for other in KEEPING},
        )

    def _issues(self, there: Array) -> int:
        column = self._collection.columns["issue"]
        counts = column.counts(there, self._collection.tales)
        editions = (ids.parse(column.values[code]) for code in np.flatnonzero(counts))
        return len({(edition.publication, edition.issue) for edition in editions})

    def _company(self, other: str, there: Array, facet: str, value: str) -> list[FacetCount]:
        """The most telling values of the facet ``other`` among the documents ``there`` of a value."""
        column = self._collection.columns[other]
        both = column.counts(there, self._collection.tales)
        expected = self._counts[other] * self._stories(there) / self._stories(self._collection.every)
        more = np.flatnonzero(both > NOTABLY * expected)
        # What a value adds to the likelihood ratio (Dunning 1993): frequent, and more so than by chance.
        telling = both[more] * np.log(both[more] / expected[more])
        ranked = more[np.lexsort((more, -telling))].tolist()
        named = [column.values[code] for code in ranked if (other, column.values[code]) != (facet, value)]
        counts = [
            FacetCount(each, self._label(other, each), int(both[column.codes[each]])) for each in named[:MOST]
        ]
        return sorted(counts, key=lambda each: -each.count)

    def _stories(self, among: Array) -> int:
        return self._collection.tales.count(among)

    @cached_property
    def _counts(self) -> dict[str, Array]:
        """How many stories have each value of each facet, in the order of its column."""
        every, stories = self._collection.every, self._collection.tales
        return {facet: self._collection.columns[facet].counts(every, stories) for facet in KEEPING}
