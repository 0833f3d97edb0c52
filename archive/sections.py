"""Which headings of a file are sections and which blocks boilerplate, by what the archive remembers.

No single issue tells whether a heading is a section or a story; the archive does. What comes back
issue after issue (numbers, emoji and punctuation aside) is a section or boilerplate; what is seen
once is a story. Where an archive is too small to tell, the shape of the file decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from archive.leads import NUMBERED
from archive.markdown import CJK
from archive.memory import FEWEST, Memory, tail_of
from archive.outline import Block
from archive.titles import emoji, same, without_emoji

PSEUDO_LEVEL = 7
"""Bold lines rank below all headings."""


class Role(Enum):
    """What a block is in its issue."""

    TITLE = "the issue's own title"
    SECTION = "heading of a section"
    STORY = "title of a story"
    BOILERPLATE = "comes back issue after issue"
    CREDIT = "comes back with other names in it: belongs to the story before it"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the settings state where learning fails."""

    section_level: int | None = None
    """Headings down to this level are sections, those below it stories."""
    titles: frozenset[str] = frozenset()
    """Titles and aliases of sections, as :func:`same` has them, and emoji."""


def roles(
    blocks: Sequence[Block],
    memory: Memory,
    overrides: Overrides = Overrides(),
    stated: str = "",
    language: str = "",
) -> list[Role]:
    """What each block of a file is; ``stated`` is the title that its front matter has."""
    result = [Role.CONTENT] * len(blocks)
    title = _own_title(blocks, memory, stated)
    if title is not None and not _File(blocks, memory, overrides, alone=True).named(title):
        result[title] = Role.TITLE
    _headings(_File(blocks, memory, overrides, alone=not memory.tells(language)), result)
    _boilerplate(blocks, memory, result)
    return result


def _own_title(blocks: Sequence[Block], memory: Memory, stated: str) -> int | None:
    """The position of the heading that titles the whole file, where there is one."""
    headings = [(i, block) for i, block in enumerate(blocks) if block.kind == "heading"]
    if not headings or (len(headings) == 1 and stated and same(headings[0][1].text) != same(stated)):
        return None
    position, first = headings[0]
    below = all(block.level > first.level for _, block in headings[1:])
    early = all(block.kind in ("image", "rule", "text") for block in blocks[:position]) and position < 4
    return position if below and early and memory.is_masthead(first.text) else None


@dataclass(frozen=True, slots=True)
class _File:
    """One file, and what is known of the others."""

    blocks: Sequence[Block]
    memory: Memory
    overrides: Overrides
    alone: bool
    """Too few issues are in this file's language to go by."""

    def named(self, i: int) -> bool:
        """Whether the settings name a section so."""
        title = self.blocks[i].text
        return same(title) in self.overrides.titles or emoji(title) in self.overrides.titles - {""}

    def comes_back(self, i: int) -> bool:
        return self.named(i) or self.memory.comes_back(self.blocks[i].text)

    def comes_back_often(self, i: int) -> bool:
        return self.named(i) or self.memory.comes_back_often(self.blocks[i].text)

    def below(self, i: int, level: int) -> list[Block]:
        """What stands under a heading."""
        return list(_below(i, level, self.blocks))


def _headings(file: _File, result: list[Role]) -> None:
    """Tell sections from stories."""
    blocks = file.blocks
    open_ = [i for i, b in enumerate(blocks) if b.kind == "heading" and result[i] is Role.CONTENT]
    stories_from = PSEUDO_LEVEL
    for level in sorted({blocks[i].level for i in open_}):
        here = [i for i in open_ if blocks[i].level == level]
        if level < stories_from and _are_sections(here, level, file):
            chosen = set(here)
        else:
            stories_from = min(stories_from, level)
            chosen = _sections_among(here, level, file)
        for i in here:
            result[i] = Role.SECTION if i in chosen else Role.STORY
    _bold_lines(file, result, headed=bool(open_))


def _sections_among(here: Sequence[int], level: int, file: _File) -> set[int]:
    """The few headings of a level of stories that are sections: known ones, and lists beside them."""
    known = {i for i in here if file.comes_back_often(i) or _heads_links(file.below(i, level))}
    if not known or file.overrides.section_level is not None:
        return known
    return known | {i for i in here if _lists_stories(file.below(i, level))}


def _heads_links(below: Sequence[Block]) -> bool:
    """Whether headings stand below that are links: stories under a section."""
    children = [block for block in below if block.kind == "heading"]
    return len(children) > 1 and sum(bool(block.links) for block in children) * 2 >= len(children)


def _lists_stories(below: Sequence[Block]) -> bool:
    entries = [entry for block in below for entry in block.entries]
    listed = sum(len(block.text) for block in below if block.entries)
    titled = sum(bool(entry.lead) for entry in entries)
    return len(entries) > 1 and titled * 2 >= len(entries) and listed * 2 >= sum(len(b.text) for b in below)


def _bold_lines(file: _File, result: list[Role], headed: bool) -> None:
    blocks = file.blocks
    pseudo = [i for i, block in enumerate(blocks) if block.kind == "title"]
    groups = not headed and len(pseudo) > 1 and _group(pseudo, PSEUDO_LEVEL, file)
    for i in pseudo:
        if _in_a_story(i, file, result):
            result[i] = Role.CONTENT
        elif groups or file.comes_back_often(i):
            result[i] = Role.SECTION
        elif NUMBERED.match(blocks[i].text) and _in_an_essay(i, file, result):
            result[i] = Role.CONTENT
        else:
            result[i] = Role.STORY


def _in_a_story(i: int, file: _File, result: Sequence[Role]) -> bool:
    """Whether a bold line lies under a heading that titles a story, and so belongs to it."""
    above = (j for j in range(i - 1, -1, -1) if file.blocks[j].kind == "heading")
    return any(result[j] is Role.STORY for j in islice(above, 1))


def _in_an_essay(i: int, file: _File, result: Sequence[Role]) -> bool:
    """Whether a numbered bold line lies under a heading that only this issue has."""
    above = next((j for j in range(i - 1, -1, -1) if result[j] is Role.SECTION), None)
    if above is None or file.memory.issues < FEWEST:
        return False
    return file.memory.heading(file.blocks[above].text) < 2


def _are_sections(here: Sequence[int], level: int, file: _File) -> bool:
    """Whether the headings of one level in one file are sections: most of them come back."""
    if file.overrides.section_level is not None:
        return level <= file.overrides.section_level
    returning = sum(file.comes_back(i) for i in here)
    if returning * 2 >= len(here):
        return True
    return _group(here, level, file) and (
        file.alone or returning * 5 >= len(here) or len(here) == 1 or file.memory.returns(level)
    )


def _group(here: Sequence[int], level: int, file: _File) -> bool:
    """Whether most headings have titles or lists of stories below them."""
    grouping = sum(_holds_stories(file.below(i, level), level) for i in here)
    return grouping * 2 >= len(here)


def _holds_stories(below: Sequence[Block], level: int) -> bool:
    """Whether what stands under a heading is several stories rather than one."""
    headings = sum(block.kind == "heading" for block in below)
    titles = sum(block.kind == "title" for block in below)
    if level < PSEUDO_LEVEL and (headings or titles > 1):
        return True
    said = sum(len(block.text) for block in below)
    listed = sum(len(block.text) for block in below if block.entries)
    if listed * 2 >= said > 0:
        return True
    paragraphs = [block for block in below if block.kind == "text"]
    if sum(is_numbered(block) for block in paragraphs) > 1:
        return True
    linked = sum(bool(block.links) for block in paragraphs)
    return level == PSEUDO_LEVEL and linked > 1 and linked == len(paragraphs)


def is_numbered(block: Block) -> bool:
    """Whether a paragraph begins with a number that lists it: "1、", "（2）", "③"."""
    return bool(NUMBERED.match(block.text))


def _below(i: int, level: int, blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks[i + 1 :]:
        if (block.kind == "heading" and block.level <= level) or (
            block.kind == "title" and level == PSEUDO_LEVEL
        ):
            return
        yield block


def _boilerplate(blocks: Sequence[Block], memory: Memory, result: list[Role]) -> None:
    titles = {same(block.text) for block in blocks if block.kind in ("heading", "title")}
    twice = {
        text
        for text, n in Counter(same(b.text) for b in blocks if b.kind == "text" and b.links).items()
        if n > 1
    }
    tail = {id(block) for block in tail_of(blocks)} if memory.tail else set()
    for i, block in enumerate(blocks):
        if result[i] is not Role.CONTENT:
            continue
        if block.kind in ("reference", "contents"):
            result[i] = Role.BOILERPLATE
        elif block.kind == "text" and _is_short(block.text) and _captions(blocks, i):
            continue
        elif memory.is_credit(block):
            # In italics it is an aside of the editors, a sponsor say, and not about the story.
            result[i] = Role.BOILERPLATE if block.slanted else Role.CREDIT
        elif (
            id(block) in tail
            or memory.is_boilerplate(block)
            or _is_contents(block, titles)
            or (block.kind == "text" and same(block.text) in twice)
        ):
            result[i] = Role.BOILERPLATE
    _contents(blocks, result)
    _empty_bold_lines(blocks, memory, result)


def _captions(blocks: Sequence[Block], i: int) -> bool:
    """Whether a block stands below an image or its caption."""
    before = [block for block in blocks[max(0, i - 2) : i] if block.kind != "rule"]
    return any(block.images or block.kind in ("quote", "code") for block in before)


def _is_short(text: str) -> bool:
    """Whether a line says so little ("Source:") that its coming back means nothing."""
    words = same(text)
    return words.count(" ") < 2 and len(words) < (6 if CJK.search(words) else 12)


CONTENTS = frozenset(
    "contents|table of contents|toc|in this issue|目录|目錄|目次|もくじ|차례|목차|sommaire|table des matières"
    "|índice|sumário|inhalt|inhaltsverzeichnis|indice|içindekiler|المحتويات|содержание".split("|")
)
"""Headings of tables of contents, as :func:`same` has them."""


def _contents(blocks: Sequence[Block], result: list[Role]) -> None:
    """What stands under a heading "Contents" is no story."""
    for i, block in enumerate(blocks):
        if block.kind == "heading" and same(without_emoji(block.text)) in CONTENTS:
            for j in range(i + 1, i + 1 + len(list(_below(i, 6, blocks)))):
                if result[j] in (Role.CONTENT, Role.STORY):
                    result[j] = Role.BOILERPLATE


def _empty_bold_lines(blocks: Sequence[Block], memory: Memory, result: list[Role]) -> None:
    """A bold line that comes back with nothing but boilerplate below it is boilerplate too."""
    for i, block in enumerate(blocks):
        if block.kind != "title" or memory.heading(block.text) < 2:
            continue
        below = [result[j] for j in range(i + 1, i + 1 + len(list(_below(i, PSEUDO_LEVEL, blocks))))]
        if all(role is Role.BOILERPLATE for role in below):
            result[i] = Role.BOILERPLATE


def _is_contents(block: Block, titles: Iterable[str]) -> bool:
    """Whether a list repeats the headings of its file: a table of contents."""
    if block.kind != "list":
        return False
    lines = [line for line in block.text.splitlines() if line.strip()]
    known = set(titles)
    others = (line for line in lines if same(line) not in known)
    enough = len(lines) * 4 // 10 + 1  # others that make it no table of contents
    return len(lines) >= 3 and len(list(islice(others, enough))) < enough
