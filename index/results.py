"""What a search answers, and what a page shows: values, ready for a template or for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol, get_args

from msgspec import Struct

from archive.model import Problem, Publication
from index.periods import Periods
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
    images: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Width and height of the issues' own images, by address."""


class FacetCount(Struct, frozen=True):
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


class ItemPage(Struct, frozen=True):
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
    names: tuple[str, ...] = ()
    """The named things that it is about, as they are most often written."""
    captions: tuple[str, ...] = ()
    """What is said of its images: captions, and texts for who does not see them."""
    translations: tuple[tuple[str, str, str], ...] = ()
    """(language, item id, label) of the other editions of this story."""
    addresses: tuple[str, ...] = ()
    """Of its links, in their order and canonical form."""


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


class Reason(Struct, frozen=True):
    """Why a result is one: a word of the query, where it was found and in which form."""

    word: str
    """As typed."""
    field: str
    """Where: ``title``, ``links`` (words that carry a link), ``section``, ``author``, ``tag``, ``body``,
    ``captions``, ``address`` (a link's address), ``date`` (of the issue), or ``edition``: not here, but in
    this story's edition in ``language``."""
    form: FoundAs
    found: str
    """As it stands there, e.g. ``Recognized``; empty where it is no text (a date, another edition)."""
    language: str = ""
    """A BCP 47 tag: of the edition, or, of a word in another language's form, the one that inflects it so."""


FoundAs = Literal[
    "exact",
    "folded",
    "inflected",
    "foreign",
    "compound",
    "prefix",
    "corrected",
    "parts",
    "link",
    "date",
    "edition",
]
"""The forms in which a word may be found: as typed; with other letters (accents, case); in another
inflection; in one that is none in the asker's language; joined or split; as what begins like it; with its
spelling corrected; in parts, of unspaced text; as what a link leads to; as the date of the issue; in another
edition."""
FORMS: tuple[FoundAs, ...] = get_args(FoundAs)


NoticeCode = Literal[
    "long",
    "many-words",
    "deep",
    "no-word",
    "no-field",
    "no-time",
    "left-out",
    "wide-prefix",
    "late",
]
"""What a search may have to say of itself: only the first ``limit`` characters, or words, were searched; only
``limit`` levels of parentheses were followed; there is no word to search for; ``text`` is no field, so it was
searched as a word; ``text`` is no time, so it was searched as a word, or, chosen as a filter, left out of
account; more than ``limit`` words begin with ``text``, of which the most frequent were searched; it took
longer than ``limit`` seconds, so that something was left out."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What the reader should know of an answer; what to call it is for who shows it."""

    code: NoticeCode
    text: str = ""
    """The part of the query that it is about."""
    limit: int = 0
    """The bound that was hit."""


class Hit(Struct, frozen=True):
    """One result."""

    item: ItemPage
    score: float
    title_html: str
    """The label, escaped, with <mark> around what matched."""
    snippet_html: str
    """Passages of the text, escaped, with <mark> around what matched."""
    missing: tuple[str, ...] = ()
    """Words of the query that this result lacks."""
    why: tuple[Reason, ...] = ()
    """In the order of the words, at most one for each word and field; empty for a search without words."""


@dataclass(frozen=True, slots=True)
class TypedFilter:
    """An operator that stands in the text of a query, such as ``tag:audio``, as a filter to remove."""

    name: str
    """A facet's name, or ``title``, ``link``, ``arxiv``, ``doi``, ``during``, ``before`` or ``after``."""
    label: str
    """What it asks for, for people: the label of the facet's value, or the value as typed."""
    text: str
    """As it stands in the query's text."""
    excluded: bool
    """Whether a minus stands before it."""
    without: Query
    """The query without it, from the first page on."""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query."""

    query: Query
    hits: tuple[Hit, ...]
    total: int
    """Exact, over all pages."""
    facets: Mapping[str, Sequence[FacetCount]]
    """Facet name -> values, most frequent first; chosen values are never left out."""
    corrected: str = ""
    """The corrected text that was searched instead, where the typed one found nothing."""
    notices: tuple[Notice, ...] = ()
    """What the reader should know: a bound that was hit, an unknown field searched as words."""
    filters: tuple[TypedFilter, ...] = ()
    """Operators in the text, in its order; what was chosen as a facet's value is in ``facets``."""
    histogram: Periods = field(default_factory=Periods)
    """Every month from the archive's first to its last (years where there would be too many months),
    counted like a facet's values: the query's own time is left out of account. Empty without dates."""

    @property
    def complete(self) -> bool:
        """Whether all was searched in time; if not, there may be other results, and in a better order."""
        return all(notice.code != "late" for notice in self.notices)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.query.size))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to offer while typing."""

    kind: str
    """``item``; a facet: ``section``, ``tag`` or ``author``; ``name``, a name that items are about;
    or the text of the box with its last word completed, to an ``operator`` or to an operator's value
    (``text``)."""
    label: str
    """For people; of an operator its name."""
    value: str
    """An item's id, the facet's value, or the text to search for."""
    count: int = 0
    """How many results it gives; 0 for an item and where it is not known."""
    language: str = ""
    """Of an item."""
    example: str = ""
    """Of an operator: one that finds something in this archive, e.g. ``tag:audio``."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Another item that has to do with one."""

    id: str
    label: str
    issue: IssueCard
    because: str
    """``link``: both link to the same thing; ``name``: both are about the same named thing;
    ``words``: they have rare words in common."""
    shared: tuple[str, ...]
    """What they have in common, as it can be shown: links as canonical addresses, names, tags or words."""

    @property
    def date(self) -> date | None:
        return self.issue.date

    @property
    def language(self) -> str:
        return self.issue.language


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where else a story comes up: items that link to the same thing or are about the same named thing."""

    before: tuple[Mention, ...] = ()
    """Featured before, oldest first."""
    later: tuple[Mention, ...] = ()
    """Featured later (or elsewhere in the same issue), oldest first."""
    common: tuple[str, ...] = ()
    """Names that it is about and that too many stories are about for a timeline: to be searched for."""


Grain = Literal["issue", "month", "year"]
GRAINS: tuple[Grain, ...] = get_args(Grain)
"""What time is counted by, the finest first."""


@dataclass(frozen=True, slots=True)
class Step:
    """An issue, a month or a year on a line of time."""

    value: str
    """An issue's id, a month such as ``2020-03``, or a year."""
    stories: int = 0
    """How many there are in all."""
    label: str = ""
    """Of an issue."""
    day: date | None = None
    """Of an issue."""
    editions: tuple[str, ...] = ()
    """The ids of an issue's editions."""


@dataclass(frozen=True, slots=True)
class Activity:
    """How many stories each of several searches finds over time."""

    by: Grain
    offered: tuple[Grain, ...]
    """What it could be counted by here; empty where there is no time at all."""
    steps: tuple[Step, ...]
    """Without a gap, the oldest first."""
    counts: tuple[tuple[int, ...], ...]
    """A row for each search, with a count for each step."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A value of a facet as something to read about."""

    facet: str
    value: str
    label: str
    stories: int
    issues: int
    """In how many issues, whatever their editions, there are such stories."""
    first: date | None
    """The day of the first issue with such a story; None where no such issue has a date."""
    last: date | None
    company: Mapping[str, tuple[FacetCount, ...]]
    """Facet name -> the values that most tell what goes with this one, the most frequent first; the counts
    are of stories with both."""


@dataclass(frozen=True, slots=True)
class EditionCoverage:
    """How much of an issue an edition has."""

    card: IssueCard
    shared: int
    """Stories of the original that it has too."""


@dataclass(frozen=True, slots=True)
class IssueCoverage:
    """The languages that an issue can be read in."""

    original: IssueCard
    """The edition in the main language, or else the first there is."""
    stories: int
    """Of the original."""
    editions: Mapping[str, EditionCoverage]
    """By language, the original's included."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What can be read in which language of a publication that has several."""

    publication: Publication
    languages: tuple[str, ...]
    """The main language first."""
    issues: tuple[IssueCoverage, ...]
    """Newest first."""


class Index(Protocol):
    """An open index. Everything a page shows comes from here."""

    def info(self) -> ArchiveInfo: ...

    def search(self, query: Query) -> Results: ...

    def suggest(self, text: str, limit: int = 8, prefer: tuple[str, ...] = ()) -> tuple[Suggestion, ...]:
        """What is called like it; ``prefer`` are the languages that the asker likes best, the best first."""
        ...

    def get(self, id: str) -> ItemPage | None:
        """An item by its id."""
        ...

    def timeline(self, id: str) -> Timeline:
        """Where else an item's story comes up; empty for an unknown id. Boilerplate links do not count."""
        ...

    def related(self, id: str, limit: int = 6) -> tuple[Mention, ...]:
        """Items like one, the nearest first: never of its own story; each story once, in the item's
        language where it has that. None for an unknown id."""
        ...

    def issue(self, id: str) -> IssuePage | None:
        """An edition by its id."""
        ...

    def issues(self, publication: str = "") -> tuple[IssueCard, ...]:
        """All editions, newest first; of one publication where its key is given."""
        ...

    def activity(self, queries: Sequence[Query], by: str = "") -> Activity:
        """How many stories each query finds over time, without correcting its spelling, by a grain of
        :data:`GRAINS` or, where that is not offered, by the one that suits the archive best."""
        ...

    def subject(self, facet: str, value: str) -> Subject | None:
        """A value of a facet, however it is written; None where no item has it."""
        ...

    def coverage(self) -> tuple[Coverage, ...]:
        """Of each publication that can be read in several languages."""
        ...

    def nearest(self, id: str) -> str:
        """The id of the item or issue most like one that is not found; empty where none is."""
        ...

    def generation(self) -> str:
        """Changes whenever the content does."""
        ...

    def close(self) -> None: ...
