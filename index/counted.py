"""The values of a facet with their counts, made into objects as far as someone looks at them.

There may be tens of thousands of values, of which a page shows the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import overload

import numpy as np

from index import kernels
from index.codec.flatfile import Array
from index.columns import Column
from index.results import FacetCount


class Named:
    """A facet's values with what they are called."""

    def __init__(self, column: Column, label: Callable[[str], str]) -> None:
        self.codes = column.codes
        self.label = label
        labelled = [(label(value), value, code) for code, value in enumerate(column.values)]
        labelled.sort()
        self.ordered = [(value, label) for label, value, _ in labelled]
        """(value, label), in the order of their labels."""
        self.ranks = np.empty(len(labelled), dtype=np.int64)
        """The place of each value in that order."""
        self.ranks[[code for _, _, code in labelled]] = np.arange(len(labelled))


class Ranked(Sequence[FacetCount]):
    """Values of a facet of which none was chosen or excluded."""

    __slots__ = ("counts", "named")

    def __init__(self, named: Sequence[tuple[str, str]], counts: Sequence[int]) -> None:
        self.named = named
        """(value, label)."""
        self.counts = counts
        """How many results there are of each."""

    def __len__(self) -> int:
        return len(self.named)

    @overload
    def __getitem__(self, at: int) -> FacetCount: ...

    @overload
    def __getitem__(self, at: slice) -> Ranked: ...

    def __getitem__(self, at: int | slice) -> FacetCount | Ranked:
        if isinstance(at, slice):
            return Ranked(self.named[at], self.counts[at])
        return FacetCount(*self.named[at], self.counts[at])

    def latest(self) -> Ranked:
        """Years, the last one first."""
        if not self.named:
            return self
        named, counts = zip(*sorted(zip(self.named, self.counts, strict=True), reverse=True), strict=True)
        return Ranked(named, counts)


class FacetCounts(Sequence[FacetCount]):
    """The values that have a count or were chosen or excluded: the most frequent first, then by label."""

    def __init__(
        self, named: Named, counts: Array, chosen: Sequence[str] = (), excluded: Sequence[str] = ()
    ) -> None:
        """``counts`` are those of all values, in the order of their column."""
        self._named = named
        self._counts = counts
        self._chosen, self._excluded = chosen, excluded
        self._asked = tuple(dict.fromkeys((*chosen, *excluded)))
        without = [value for value in self._asked if self._count(value) == 0]
        self._without = sorted(without, key=lambda value: (named.label(value), value))
        """What was chosen or excluded although it counts nothing."""

    def __len__(self) -> int:
        return int(np.count_nonzero(self._counts)) + len(self._without)

    @overload
    def __getitem__(self, at: int) -> FacetCount: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[FacetCount]: ...

    def __getitem__(self, at: int | slice) -> FacetCount | Sequence[FacetCount]:
        if isinstance(at, slice):
            places = range(len(self))[at]
            head = self._head(max(places[0], places[-1]) + 1 if places else 0)
            return head if places == range(len(head)) else [head[place] for place in places]
        place = range(len(self))[at]
        return self._head(place + 1)[place]

    def __iter__(self) -> Iterator[FacetCount]:
        return iter(self._head(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def asked(self) -> tuple[FacetCount, ...]:
        """What was chosen or excluded, in the same order."""
        made = map(self._made, self._asked)
        return tuple(sorted(made, key=lambda each: (-each.count, each.label, each.value)))

    def _head(self, most: int) -> Sequence[FacetCount]:
        ranks, counts = kernels.frequent(self._counts, self._named.ranks, most)
        named = [*map(self._named.ordered.__getitem__, ranks)]
        if not self._asked:
            return Ranked(named, counts)
        return [*(self._made(value) for value, _ in named), *map(self._made, self._without)][:most]

    def _made(self, value: str) -> FacetCount:
        code = self._named.codes.get(value)
        label = self._named.label(value) if code is None else self._named.ordered[self._named.ranks[code]][1]
        return FacetCount(value, label, self._count(value), value in self._chosen, value in self._excluded)

    def _count(self, value: str) -> int:
        code = self._named.codes.get(value)
        return 0 if code is None else int(self._counts[code])
