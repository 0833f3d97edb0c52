"""What someone types as a facet's value -> the values that are meant by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.ids import slug
from index.collection import Collection
from index.labels import Labels, english_name

_NAMED = ("author", "section", "tag", "publication")
"""Facets whose values have names of several words, of which people remember one."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Understands the values of one state of an archive."""

    collection: Collection
    labels: Labels

    def of(self, facet: str, value: str) -> tuple[str, ...]:
        """The very value, or one that reads the same; where there is none, what has the typed words in its
        name, the varieties of a language, or what lies under a site."""
        known = self.collection.resolve(facet, value, self.labels.titles(facet))
        if known:
            return known
        values, typed = self.collection.columns[facet].values, value.lower()
        if facet in _NAMED:
            return tuple(self._having(facet, value))
        if facet == "site":
            return tuple(each for each in values if each.endswith(f".{typed}"))
        if facet == "language":
            names = ((each, (each.partition("-")[0].lower(), english_name(each))) for each in values)
            return tuple(each for each, called in names if typed in called)
        return ()

    def _having(self, facet: str, value: str) -> Iterator[str]:
        """The values of a facet that have all of some words in their names."""
        words = set(slug(value).split("-"))
        for known in self.collection.columns[facet].values if words != {""} else ():
            if words <= set(slug(f"{known} {self.labels.label(facet, known)}").split("-")):
                yield known
