"""The facets, declared once: the schema, counting, addresses and pages all read this table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facet:
    """A property that results are counted and narrowed by."""

    name: str
    """In addresses, on the command line and in the index."""
    label: str


FACETS = (
    Facet("publication", "Publication"),
    Facet("section", "Section"),
    Facet("tag", "Tag"),
    Facet("author", "Author"),
    Facet("year", "Year"),
    Facet("language", "Language"),
    Facet("kind", "Link to"),
    Facet("site", "Site"),
    Facet("issue", "Issue"),
)
BY_NAME = {facet.name: facet for facet in FACETS}
