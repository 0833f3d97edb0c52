"""The blocks of one section -> items.

The rules are those of the design: titles first, then lists of stories, then paragraphs; what merely
follows a story (an image, a caption, a quote) belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import regex as re

from archive.leads import NUMBERED
from archive.model import Image, Link
from archive.outline import Block, Entry
from archive.sections import PSEUDO_LEVEL, Role, is_numbered
from archive.titles import without_number

Placed = tuple[Block, Role]


@dataclass(slots=True)
class Piece:
    """An item, or boilerplate, before it has an id."""

    title: str = ""
    boilerplate: bool = False
    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    lines: list[tuple[int, int]] = field(default_factory=list)

    def add(self, block: Block | Entry) -> Piece:
        self._take(block, block.text, block.html)
        return self

    def add_entry(self, entry: Entry) -> Piece:
        self.title = without_number(entry.lead)
        self._take(
            entry, entry.rest if entry.lead else entry.text, entry.rest_html if entry.lead else entry.html
        )
        return self

    def _take(self, block: Block | Entry, text: str, html: str) -> None:
        if text:
            self.texts.append(text)
        if html:
            self.htmls.append(html)
        self.links += block.links
        self.images += block.images
        self.lines.append(block.lines)


@dataclass(frozen=True, slots=True)
class Habits:
    """How a section is laid out in the issues of a publication."""

    briefs: bool = False
    """Its paragraphs are stories of their own."""
    shape: str = ""
    """What the settings say its items are: one of :data:`archive.config.SHAPES`; empty: nothing."""


def pieces(content: Sequence[Placed], intro: bool, habits: Habits = Habits()) -> Iterator[Piece]:
    """Cut what stands in one section into items and boilerplate, in order.

    ``intro``: it stands before the first section, where plain paragraphs are one item whatever is stated.
    """
    if habits.shape in ("entries", "paragraphs", "section") and not intro:
        yield from _cut(*_stated(content, habits.shape))
        return
    head: list[Placed] = []
    story: Piece | None = None
    aside: list[Piece] = []
    level = 0
    for placed in content:
        block, role = placed
        if role is Role.STORY and (
            story is None or (block.kind == "heading" and block.level <= level) or level == PSEUDO_LEVEL
        ):
            if story is None:
                yield from _untitled(head, intro, habits)
            else:
                yield from (story, *aside)
            aside = []
            level = block.level if block.kind == "heading" else PSEUDO_LEVEL
            story = _titled(block)
        elif story is None:
            head.append(placed)
        elif role is Role.BOILERPLATE:
            aside.append(Piece(boilerplate=True).add(block))
        elif block.kind != "rule":
            story.add(block)
    if story is not None:
        yield from (story, *aside)
    else:
        yield from _untitled(head, intro, habits)


def _titled(block: Block) -> Piece:
    piece = Piece(title=without_number(block.text).strip())
    piece.links += block.links
    piece.images += block.images
    piece.lines.append(block.lines)
    return piece


def _untitled(content: Sequence[Placed], intro: bool, habits: Habits) -> Iterator[Piece]:
    plain = [block for block, role in content if role in (Role.CONTENT, Role.CREDIT) and block.kind != "rule"]
    return _cut(content, _starts(plain, intro, habits))


def _cut(content: Sequence[Placed], starts: _Starts) -> Iterator[Piece]:
    current: Piece | None = None
    for block, role in content:
        if role is Role.BOILERPLATE or role is Role.TITLE:
            if current is not None:
                yield current
            yield Piece(boilerplate=True).add(block)
            current = None
            continue
        if block.kind == "rule":
            continue
        if id(block) in starts.lists:
            if current is not None:
                yield current
            *done, current = [Piece().add_entry(entry) for entry in block.entries]
            yield from done
        elif current is None:
            current = _opening(block, role)
        elif role is Role.CREDIT or id(block) not in starts.openings:
            current.add(block)
        else:
            yield current
            current = _opening(block, role)
    if current is not None:
        yield current


def _opening(block: Block, role: Role) -> Piece:
    if role is Role.STORY:
        return _titled(block)
    if block.lead:
        return Piece().add_entry(block.lead)
    if _is_link(block):
        return _titled(block)
    piece = Piece().add(block)
    if is_numbered(block):
        piece.texts = [text for text in (NUMBERED.sub("", block.text),) if text]
    return piece


CAPTION = 60
"""Characters: a longer line in italics, with no image above it, is an aside of its own."""


def _is_link(block: Block) -> bool:
    """Whether a paragraph is one link and so a title."""
    if len(block.links) != 1 or block.slanted or block.kind != "text" or not block.links[0].text:
        return False
    return block.text.strip(" .。:：") == block.links[0].text.strip(" .。:：")


@dataclass(slots=True)
class _Starts:
    """Which blocks (by identity) begin stories: lists entry by entry, others as they stand."""

    lists: set[int]
    openings: set[int]


def _stated(content: Sequence[Placed], shape: str) -> tuple[Sequence[Placed], _Starts]:
    """What to cut and where, if the settings say that items are entries, paragraphs or the whole section."""
    aside = (Role.BOILERPLATE, Role.TITLE)
    if shape == "section":
        kept = [(block, Role.CONTENT) for block, role in content if role not in aside]
        return [*kept, *(placed for placed in content if placed[1] in aside)], _Starts(set(), set())
    told = [(block, role) for block, role in content if role not in aside and block.kind != "rule"]
    openings = {id(block) for block in _paragraphs([block for block, _ in told])}
    headings: set[int] = set()
    for (block, role), (below, _) in pairwise([*told, (_NOTHING, Role.CONTENT)]):
        if role is Role.STORY and shape == "entries" and below.entries:
            headings.add(id(block))
        elif role is Role.STORY:
            openings = (openings | {id(block)}) - {id(below)}
    lists = {id(block) for block, _ in told if block.entries and shape == "entries"}
    # A title above a list of stories is none of them: it is shown where it stands.
    placed = [(block, Role.BOILERPLATE if id(block) in headings else role) for block, role in content]
    return placed, _Starts(lists, openings)


_NOTHING = Block("rule", "", "", (0, 0))


def _starts(blocks: Sequence[Block], intro: bool, habits: Habits) -> _Starts:
    if habits.shape == "headings":
        return _Starts(set(), set())
    lists = {id(block) for block in _story_lists(blocks, intro)}
    paragraphs = _paragraphs(blocks)
    if intro and not lists:
        return _Starts(lists, set())
    numbered = [block for block in paragraphs if is_numbered(block)]
    if len(numbered) >= 2:
        return _Starts(lists, {id(block) for block in numbered})
    titles = [block for block in paragraphs if _is_link(block)]
    if titles and titles[0] is paragraphs[0] and len(titles) < len(paragraphs):
        return _Starts(lists, {id(block) for block in titles})
    quotes = [block for block in blocks if block.kind == "quote"]
    if quotes and not lists and blocks[0].kind == "quote":
        return _Starts(lists, _quote_starts(blocks))
    if lists:
        return _Starts(lists, {id(block) for block in paragraphs})
    if len(paragraphs) > 1 and _mostly_linked(paragraphs):
        return _Starts(lists, {id(block) for block in paragraphs if block.links})
    return _Starts(lists, {id(block) for block in paragraphs} if habits.briefs else set())


def is_briefs(content: Sequence[Placed]) -> bool | None:
    """Whether a section's paragraphs each tell a story; None where it says nothing about that."""
    blocks = [block for block, role in content if role is Role.CONTENT and block.kind != "rule"]
    if any(role is Role.STORY for _, role in content) or any(block.entries for block in blocks):
        return None
    paragraphs = _paragraphs(blocks)
    return _mostly_linked(paragraphs) if len(paragraphs) > 1 else None


def _mostly_linked(paragraphs: Sequence[Block]) -> bool:
    """Whether six in ten paragraphs have links, as stories told in a paragraph do."""
    return sum(bool(block.links) for block in paragraphs) * 10 >= len(paragraphs) * 6


def _paragraphs(blocks: Sequence[Block]) -> list[Block]:
    """The paragraphs that do not merely follow something."""
    return [
        block
        for before, block in zip([None, *blocks], blocks, strict=False)
        if block.kind in ("text", "title") and not _follows(block, before)
    ]


def _follows(block: Block, before: Block | None) -> bool:
    """Whether a paragraph can only follow another: a caption, a source, a signature."""
    if block.slanted and (before is None or before.images or before.slanted or len(block.text) < CAPTION):
        return True
    if _DASHED.match(block.text):
        return True
    if not block.links or block.text[:1] not in "([（":
        return False
    words = re.sub(r"\W", "", block.text)
    linked = re.sub(r"\W", "", "".join(link.text for link in block.links))
    return len(linked) >= len(words) and len(words) <= 40


_DASHED = re.compile(r"^\s*(?:[-–—―]{1,2}\s?|——)")


def _story_lists(blocks: Sequence[Block], intro: bool) -> list[Block]:
    """The lists and tables whose entries are stories, and not part of a paragraph's story."""
    lists = [block for block in blocks if block.entries]
    if not lists:
        return []
    entries = [entry for block in lists for entry in block.entries]
    others = [block for block in blocks if block.kind == "text"]
    listed, said = sum(len(block.text) for block in lists), sum(len(block.text) for block in others)
    linked = sum(bool(entry.links) for entry in entries)
    telling = sum(bool(block.links) for block in others)
    if intro and not (len(entries) >= 3 and listed > said):
        return []
    if listed >= said or blocks[0].entries:
        return lists
    if linked * 2 >= len(entries) and telling * 2 < len(entries):
        return lists
    return []


def _quote_starts(blocks: Sequence[Block]) -> set[int]:
    """Quotes one after another: each begins a story, unless it goes on right after the last."""
    starts: set[int] = set()
    previous: Block | None = None
    for block in blocks:
        if block.kind == "quote" and (previous is None or previous.kind != "quote"):
            starts.add(id(block))
        previous = block
    return starts
