"""What an archive as a whole teaches: what comes back in it, what its sections are and how they are laid out,
what its issues are called. Kept from one reading to the next, so that a changed file can be read at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import field

from archive import ids
from archive.assembly import Place
from archive.config import PublicationConfig
from archive.items import Habits, is_briefs
from archive.memory import Memory
from archive.model import Publication, Value
from archive.page import Page
from archive.section_keys import Heading, SectionNames, section_names


class Sketch(Value, frozen=True):
    """What one issue teaches beside what comes back in it, and what it is called by."""

    path: str
    number: int | None
    date: date | None
    language: str
    headings: tuple[str, ...]
    """Of its sections, as they stand."""
    briefs: tuple[tuple[str, bool], ...]
    """(kind of place, whether its paragraphs each tell a story), of places that say something about that."""


class Lessons(Value, frozen=True):
    """What was learned when an archive was last read as a whole."""

    publication: Publication
    memory: Memory
    joined: dict[str, str]
    """Keys of sections that are parts of others, see :func:`archive.editions.same_sections`."""
    issues: tuple[tuple[str, Sketch], ...]
    """(id, sketch), in the order of :func:`age`."""
    hashes: dict[str, str] = field(default_factory=dict)
    """The files that were read, by path."""


def sketch(page: Page, layout: Sequence[Place]) -> Sketch:
    """``layout``: the sections of the page."""
    votes = ((place.kind, is_briefs(place.content)) for place in layout)
    return Sketch(
        page.path,
        page.number,
        page.date,
        page.language,
        tuple(place.heading.text for place in layout if place.heading),
        tuple((kind, vote) for kind, vote in votes if vote is not None),
    )


def age(issue: Page | Sketch) -> tuple[date, str]:
    """What issues are called by in turn: the oldest first."""
    return issue.date or date.max, issue.path


def habits(sketches: Iterable[Sketch]) -> Mapping[str, Habits]:
    """How each section is mostly laid out over the issues."""
    votes: dict[str, Counter[bool]] = defaultdict(Counter)
    for each in sketches:
        for kind, vote in each.briefs:
            votes[kind][vote] += 1
    return {kind: Habits(briefs=count[True] > count[False]) for kind, count in votes.items()}


def sections(sketches: Iterable[Sketch], publication: PublicationConfig, main: str) -> SectionNames:
    """What the headings of sections mean; ``main``: the publication's main language."""
    headings = [Heading(text, each.language, each.path) for each in sketches for text in each.headings]
    return section_names(headings, main, publication.sections)


def issue_ids(sketches: Sequence[Sketch], publication: str, main: str) -> Iterator[str]:
    """What issues are called, given in the order of :func:`age`."""
    taken = ids.Unique()
    for each in sketches:
        yield taken(_wanted_id(each, publication, main, taken))


def _wanted_id(issue: Sketch, publication: str, main: str, taken: ids.Unique) -> str:
    """By its number, or else its date, or else its file's name.

    The date tells apart issues of one number.
    """
    language = "" if issue.language == main else issue.language
    names = [str(issue.number) if issue.number is not None else "", str(issue.date or "")]
    stem = issue.path.rpartition("/")[2].partition(".")[0]
    wanted = [str(ids.Id(publication, each, language)) for each in names if each]
    wanted.append(str(ids.Id(publication, ids.slug(stem) or "issue", language)))
    return next((each for each in wanted if taken.free(each)), wanted[0])
