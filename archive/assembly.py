"""Pages and what the archive taught -> issues with sections and items."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from archive import ids
from archive.items import Habits, Piece, Placed, pieces
from archive.model import Author, Boilerplate, Image, Issue, Item, Link, Section, Value, first_words
from archive.outline import Block
from archive.page import Page
from archive.section_keys import SectionNames, name
from archive.sections import PSEUDO_LEVEL, Role
from archive.titles import same
from archive.topics import Vocabulary


@dataclass(frozen=True, slots=True)
class Learned:
    """What the archive as a whole taught about a publication."""

    publication: str
    title: str
    """Of the publication."""
    habits: Mapping[str, Habits]
    sections: SectionNames
    authors: Mapping[str, str]
    """Handle -> name."""
    shapes: Mapping[str, str] = field(default_factory=dict)
    """Section key -> what its items are, where the settings say so; "" -> the same for all others."""
    topics: Vocabulary = field(default_factory=lambda: Vocabulary(()))
    """What tags items."""

    def of(self, place: Place, key: str) -> Habits:
        """The habits of a place that is the section of that key."""
        learned = self.habits.get(place.kind, Habits())
        return replace(learned, shape=self.shapes.get(key) or self.shapes.get("", ""))


@dataclass(slots=True)
class Place:
    """A section of one page: its heading (none: the introduction) and what stands under it."""

    heading: Block | None
    above: tuple[Block, ...]
    """The headings of sections it lies under, outermost first."""
    content: list[Placed] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The same for this section in every issue, as far as its wording goes."""
        return same(name(self.heading.text)) if self.heading else ""


def places(blocks: Sequence[Block], roles: Sequence[Role]) -> list[Place]:
    """Cut a page at the headings of its sections."""
    result = [Place(None, ())]
    open_: list[Block] = []
    for block, role in zip(blocks, roles, strict=True):
        if role is Role.SECTION:
            while open_ and _level(open_[-1]) >= _level(block):
                open_.pop()
            result.append(Place(block, tuple(open_)))
            open_.append(block)
        else:
            result[-1].content.append((block, role))
    return result


def _level(block: Block) -> int:
    return block.level or PSEUDO_LEVEL


class Plan(Value, frozen=True):
    """A page of which it is known what each block is."""

    page: Page
    roles: tuple[Role, ...]
    id: str
    """Of the issue that it becomes."""


def issue(plan: Plan, lessons: bytes) -> Issue:
    """Put one issue together; ``lessons``: what :class:`Learned` is as :func:`packed_lessons`."""
    return _issue(plan.page, places(plan.page.blocks, plan.roles), _unpacked(lessons), plan.id)


def packed_lessons(learned: Learned) -> bytes:
    """What was learned, to be sent to other processes."""
    return pickle.dumps(learned)


@lru_cache(maxsize=1)
def _unpacked(lessons: bytes) -> Learned:
    learned: Learned = pickle.loads(lessons)
    return learned


def _issue(page: Page, layout: Sequence[Place], learned: Learned, id: str) -> Issue:
    unique = ids.Unique()
    sections = []
    for place in layout:
        heading = place.heading.text if place.heading else ""
        key = learned.sections.key(heading) if place.heading else ""
        intro = place.heading is None and len(layout) > 1
        parts = tuple(
            _part(piece, id, key, unique, learned.topics)
            for piece in pieces(place.content, intro, learned.of(place, key))
        )
        if place.heading is None and not parts:
            continue
        path = tuple(name(block.text) for block in place.above)
        own = name(heading) if heading else ""
        sections.append(Section(key, own, heading, (*path, own) if own else (), parts))
    return Issue(
        id=id,
        publication=learned.publication,
        path=page.path,
        title=page.title or _stated_title(layout) or _made_title(page, learned.title),
        number=page.number,
        date=page.date,
        language=page.language,
        authors=tuple(Author(handle, learned.authors.get(handle, handle)) for handle in page.authors),
        tags=page.tags,
        excerpt=page.excerpt,
        cover=Image(page.cover) if page.cover else None,
        sections=tuple(sections),
    )


def _made_title(page: Page, publication: str) -> str:
    """The publication's title with the issue's number or date, where the file states none."""
    stem = page.path.rpartition("/")[2].partition(".")[0]
    return f"{publication} {f'#{page.number}' if page.number is not None else page.date or stem}"


def _stated_title(layout: Sequence[Place]) -> str:
    return next((b.text for place in layout for b, role in place.content if role is Role.TITLE), "")


def _part(
    piece: Piece, issue: str, section: str, unique: ids.Unique, topics: Vocabulary
) -> Item | Boilerplate:
    text, html = "\n".join(piece.texts), "\n".join(piece.htmls)
    lines = piece.lines[0]
    if len(piece.lines) > 1:
        lines = (min(first for first, _ in piece.lines), max(last for _, last in piece.lines))
    if piece.boilerplate or not (piece.title or text):  # an image alone tells no story
        return Boilerplate(text, html, lines)
    slug = ids.slug(piece.title) or ids.slug(first_words(text)) or "item"
    return Item(
        id=f"{issue}/{unique(slug)}",
        title=piece.title,
        text=text,
        html=html,
        section=section,
        lines=lines,
        links=_once(piece.links),
        images=tuple(piece.images),
        tags=topics.tags(piece.title, text),
    )


def _once(links: Sequence[Link]) -> tuple[Link, ...]:
    """Each address once, with the first words that carry it."""
    found: dict[str, Link] = {}
    for link in links:
        if not (known := found.get(link.written)) or not known.text:
            found[link.written] = link
    return tuple(found.values())
