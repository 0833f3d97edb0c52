"""What a search answers, and what a page shows: values, ready for a template or for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from archive.model import Problem, Publication
from index.query import Query


class IndexMissingError(Exception):
    """There is no index in that folder, or none that this version can read; build it."""


@dataclass(frozen=True, slots=True)
class ArchiveInfo:
    """What the index holds, as the home page and the summaries show it."""

    title: str
    publications: tuple[Publication, ...]
    built: datetime
    """With time zone."""
    issues: int
    """Editions."""
    items: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class FacetCount:
    """One value of a facet and how many results choosing it would give."""

    value: str
    label: str
    count: int
    chosen: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class IssueCard:
    """An edition as lists show it."""

    id: str
    publication: str
    publication_title: str
    number: int | None
    date: date | None
    language: str
    title: str
    authors: tuple[tuple[str, str], ...]
    """(handle, name)"""
    tags: tuple[str, ...]
    excerpt: str
    cover: str
    """Address of the cover image; empty where there is none."""
    items: int
    """How many items it has."""
    path: str
    """Source file, relative to the publication's folder."""


@dataclass(frozen=True, slots=True)
class ItemPage:
    """An item in full, with where it appeared."""

    id: str
    title: str
    """Empty for an untitled item: show ``label``."""
    label: str
    text: str
    html: str
    """Safe to show as it is."""
    section: str
    section_title: str
    """As it stands in that edition, emoji included; empty for the introduction."""
    issue: IssueCard
    tags: tuple[str, ...]
    kinds: tuple[str, ...]
    links: tuple[tuple[str, str, str], ...]
    """(address, text, kind)"""
    story: str
    translations: tuple[tuple[str, str, str], ...] = ()
    """(language, item id, label) of the other editions of this story."""


@dataclass(frozen=True, slots=True)
class SectionPart:
    """An item's place in an issue, or boilerplate between items."""

    item: ItemPage | None
    html: str = ""
    """The boilerplate's safe HTML where ``item`` is None."""


@dataclass(frozen=True, slots=True)
class IssueSection:
    """A section as the issue page shows it."""

    key: str
    heading: str
    path: tuple[str, ...]
    parts: tuple[SectionPart, ...]


@dataclass(frozen=True, slots=True)
class IssuePage:
    """A whole edition."""

    card: IssueCard
    sections: tuple[IssueSection, ...]
    editions: tuple[IssueCard, ...]
    """All editions of this issue, this one included, the main language first."""
    previous: IssueCard | None
    next: IssueCard | None
    """Neighbours in time in the same language, or else in the main one."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One result."""

    item: ItemPage
    score: float
    title_html: str
    """The label, escaped, with <mark> around what matched."""
    snippet_html: str
    """Passages of the text, escaped, with <mark> around what matched."""
    missing: tuple[str, ...] = ()
    """Words of the query that this result lacks."""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query."""

    query: Query
    hits: tuple[Hit, ...]
    total: int
    """Exact, over all pages."""
    facets: Mapping[str, tuple[FacetCount, ...]]
    """Facet name -> values, most frequent first; chosen values are never left out."""
    corrected: str = ""
    """The corrected text that was searched instead, where the typed one found nothing."""
    notices: tuple[str, ...] = ()
    """What the reader should know: a bound that was hit, an unknown field searched as words."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.query.size))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to offer while typing."""

    kind: str
    """``item``, ``section``, ``tag`` or ``author``."""
    label: str
    value: str
    """An item's id, or the facet's value."""


class Index(Protocol):
    """An open index. Everything a page shows comes from here."""

    def info(self) -> ArchiveInfo: ...

    def search(self, query: Query) -> Results: ...

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]: ...

    def get(self, id: str) -> ItemPage | None:
        """An item by its id."""
        ...

    def issue(self, id: str) -> IssuePage | None:
        """An edition by its id."""
        ...

    def issues(self, publication: str = "") -> tuple[IssueCard, ...]:
        """All editions, newest first; of one publication where its key is given."""
        ...

    def nearest(self, id: str) -> str:
        """The id of the item or issue most like one that is not found; empty where none is."""
        ...

    def generation(self) -> str:
        """Changes whenever the content does."""
        ...

    def close(self) -> None: ...
