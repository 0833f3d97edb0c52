"""The facets, declared once: the schema, counting, addresses and pages all read this table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facet:
    """A property that results are counted and narrowed by."""

    name: str
    """In addresses, on the command line and in the index."""
    label: str
    many: bool = False
    """Whether an item may have several values."""


FACETS = (
    Facet("publication", "Publication"),
    Facet("section", "Section"),
    Facet("tag", "Tag", many=True),
    Facet("author", "Author", many=True),
    Facet("year", "Year"),
    Facet("language", "Language"),
    Facet("kind", "Link to", many=True),
    Facet("site", "Site", many=True),
    Facet("issue", "Issue"),
)
BY_NAME = {facet.name: facet for facet in FACETS}
