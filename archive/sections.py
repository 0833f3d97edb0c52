"""All outlines of a publication -> which headings are sections, which blocks are boilerplate.

No single issue tells whether a heading is a section or a story; the archive does. What comes back
issue after issue (numbers, emoji and punctuation aside) is a section or boilerplate; what is seen
once is a story. Where an archive is too small to tell, the shape of the file decides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import regex as re

from archive.markdown import CJK
from archive.outline import Block

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
class Draft:
    """What learning needs to know of one file."""

    issue: str
    """The same for all editions of one issue, as far as is known by now."""
    blocks: tuple[Block, ...]


# ---------------------------------------------------------------- what makes headings the same

_NUMBER = re.compile(
    r"^\s*(?:\d+(?:\.\d+)+[、.．:：)）]?(?=\s|\p{Han}|\p{L})|[(（\[【]?(?:\d+|[一二三四五六七八九十百]+|[ivxIVX]{1,4})[)）\]】]?\s*[、.．:：)）]+|[(（](?:\d+|[一二三四五六七八九十]+)[)）]"
    r"|[①-⑳]|第[一二三四五六七八九十\d]+[章节節部]|#+\s)\s*"
)
_NUMBER_START = re.compile(r"\s*[(（\[【\dIVXivx#第①-⑳一二三四五六七八九十百]")
_EMOJI = re.compile(r"[\p{Extended_Pictographic}--[\d#*©®™]]|\p{Regional_Indicator}{2}", re.V1)
_JOINERS = re.compile(r"[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff\u20e3]")
_WORDLESS = re.compile(r"[^\p{L}\p{M}]+")


def without_number(title: str) -> str:
    """A title without the number it is listed under: "1.1 T5", "2、Ethics" and "（一）新闻" lose it."""
    if not _NUMBER_START.match(title):
        return title
    rest = _NUMBER.sub("", title, count=1)
    return rest if any(char.isalnum() for char in rest) else title


def without_emoji(title: str) -> str:
    """A title without emoji at its ends or within."""
    return " ".join(_JOINERS.sub("", _EMOJI.sub(" ", title)).split())


def emoji(title: str) -> str:
    """The emoji of a title, in order: what marks a section in every language."""
    return "".join(_EMOJI.findall(_JOINERS.sub("", title)))


@lru_cache(maxsize=1 << 15)
def same(title: str) -> str:
    """What is left of a title to compare: letters, in lower case."""
    text = _WORDLESS.sub(" ", _JOINERS.sub("", without_number(title)).casefold()).strip()
    return text or without_number(title).strip()


_NAME = re.compile(r"\S*[\p{Lu}\p{N}@_/]\S*")


def _template(block: Block) -> str:
    """A paragraph without its links' words, names and numbers; empty where too little is left."""
    text = block.text
    for link in block.links:
        if link.text:
            text = text.replace(link.text, " ")
    first, _, rest = text.partition(" ")
    text = _WORDLESS.sub(" ", f"{first.casefold()} {_NAME.sub(' ', rest)}").strip()
    return text if text.count(" ") >= 2 or (len(text) >= 6 and not text.isascii()) else ""


CREDIT_LENGTH = 300
"""Characters: "Thanks to … for the suggestion" takes less, a story that begins alike more."""
SHINGLE = 4
"""Words in a row (or twice as many characters of a script without spaces) that make wording alike."""


def _shingles(text: str) -> set[str]:
    """Runs of words, to find wording that comes back slightly changed."""
    words = same(text).split()
    if words and sum(map(len, words)) > 12 * len(words):  # no spaces between words: Chinese, Japanese
        joined = "".join(words)
        return {joined[i : i + 2 * SHINGLE] for i in range(max(1, len(joined) - 2 * SHINGLE + 1))}
    return (
        {" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))}
        if words
        else set()
    )


# ---------------------------------------------------------------- what the archive knows


class Memory:
    """How often headings, paragraphs and links come back over the issues of a publication."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.issues = len({draft.issue for draft in drafts})
        headings: dict[str, set[str]] = defaultdict(set)
        exact: dict[str, set[str]] = defaultdict(set)
        marks: dict[str, set[str]] = defaultdict(set)
        shingles: dict[str, set[str]] = defaultdict(set)
        lists: dict[str, set[str]] = defaultdict(set)
        templates: dict[str, set[str]] = defaultdict(set)
        variants: dict[str, set[str]] = defaultdict(set)
        images: dict[str, set[str]] = defaultdict(set)
        for draft in drafts:
            for block in draft.blocks:
                if block.kind in ("heading", "title"):
                    headings[same(block.text)].add(draft.issue)
                    exact[block.text.strip().casefold()].add(draft.issue)
                    if block.kind == "heading" and (mark := emoji(block.text)):
                        marks[mark].add(draft.issue)
                if block.kind == "list":
                    lists[same(block.text)].add(draft.issue)
                if block.kind in ("text", "quote"):
                    for shingle in _shingles(block.text):
                        shingles[shingle].add(draft.issue)
                if block.kind == "text" and len(block.text) < CREDIT_LENGTH:
                    template = _template(block)
                    templates[template].add(draft.issue)
                    variants[template].add(block.text)
                for image in block.images:
                    images[image.url].add(draft.issue)
        templates.pop("", None)
        self._headings = {key: len(found) for key, found in headings.items()}
        self._exact = {key: len(found) for key, found in exact.items()}
        self._marks = {key: len(found) for key, found in marks.items()}
        self._often = 2 if self.issues < 12 else 3
        self._shingles = {key for key, found in shingles.items() if len(found) >= self._often}
        self._lists = {
            key for key, found in lists.items() if len(found) >= max(self._often, self.issues // 5)
        }
        self._credits = {
            key
            for key, found in templates.items()
            if len(found) >= max(3, self.issues // 50) and len(variants[key]) * 2 >= len(found)
        }
        self._images = {key: len(found) for key, found in images.items()}
        self._links = self._boilerplate_links(drafts)
        self.tail = self._learn_tail(drafts)

    def heading(self, title: str) -> int:
        """In how many issues a heading comes up, by its words or by its emoji."""
        return max(self._headings.get(same(title), 0), self._marks.get(emoji(title), 0))

    def comes_back(self, title: str) -> bool:
        return self.heading(title) >= min(self._often, 2 if emoji(title) else 3)

    def comes_back_often(self, title: str) -> bool:
        """For headings among stories and for bold lines, which now and then come twice by chance."""
        return self.heading(title) >= max(self._often, self.issues // 5, 2)

    def is_masthead(self, title: str) -> bool:
        """Whether a heading is the same in issues but for its number or what follows."""
        return self._exact.get(title.strip().casefold(), 0) < self._often

    def _text_returns(self, block: Block) -> bool:
        if block.kind == "list":
            return same(block.text) in self._lists
        shingles = _shingles(block.text)
        if not any(map(str.isalpha, block.text)):  # a number alone
            return False
        return sum(each in self._shingles for each in shingles) * 10 >= len(shingles) * 6

    def _boilerplate_links(self, drafts: Sequence[Draft]) -> set[str]:
        seen: dict[str, set[str]] = defaultdict(set)
        for draft in drafts:
            for block in draft.blocks:
                if block.kind == "text" and block.links and self._text_returns(block):
                    for link in block.links:
                        seen[link.canonical].add(draft.issue)
        return {url for url, found in seen.items() if len(found) >= max(3, self.issues // 5)}

    def _learn_tail(self, drafts: Sequence[Draft]) -> bool:
        """Whether what follows the last rule of a file is boilerplate in this publication."""
        tails = [tail for draft in drafts if (tail := tail_of(draft.blocks))]
        returning = sum(any(self._text_returns(block) for block in tail) for tail in tails)
        return bool(tails) and returning * 2 >= len(tails) and returning >= 2

    def is_boilerplate(self, block: Block) -> bool:
        """Whether a block's words come back, or it is a short line about a link that does."""
        if block.kind == "image":
            return all(self._images.get(image.url, 0) >= self._often for image in block.images)
        if block.kind not in ("text", "quote", "list"):
            return False
        if self._text_returns(block):
            return True
        return (
            block.kind == "text"
            and len(block.links) > 0
            and len(block.text) < 250
            and all(link.canonical in self._links for link in block.links)
        )

    def is_credit(self, block: Block) -> bool:
        """Whether a paragraph is one that comes back with other names and links in it."""
        return block.kind == "text" and len(block.text) < CREDIT_LENGTH and _template(block) in self._credits


def tail_of(blocks: Sequence[Block]) -> Sequence[Block]:
    """What follows the last rule of a file, if it is short and has no heading."""
    rules = [position for position, block in enumerate(blocks) if block.kind == "rule"]
    tail = blocks[rules[-1] + 1 :] if rules else ()
    plain = all(block.kind in ("text", "image", "quote") for block in tail)
    return tail if plain and len(tail) <= 6 else ()


# ---------------------------------------------------------------- roles


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the settings state where learning fails."""

    section_level: int | None = None
    """Headings down to this level are sections, those below it stories."""
    titles: frozenset[str] = frozenset()
    """Titles and aliases of sections, as :func:`same` has them, and emoji."""


def roles(
    blocks: Sequence[Block], memory: Memory, overrides: Overrides = Overrides(), stated: str = ""
) -> list[Role]:
    """What each block of a file is; ``stated`` is the title that its front matter has."""
    result = [Role.CONTENT] * len(blocks)
    title = _own_title(blocks, memory, stated)
    if title is not None:
        result[title] = Role.TITLE
    _headings(blocks, memory, overrides, result)
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


def _headings(blocks: Sequence[Block], memory: Memory, overrides: Overrides, result: list[Role]) -> None:
    levels = sorted(
        {
            b.level
            for b, role in zip(blocks, result, strict=True)
            if b.kind == "heading" and role is Role.CONTENT
        }
    )
    stories_from = PSEUDO_LEVEL
    for level in levels:
        here = [
            i
            for i, b in enumerate(blocks)
            if b.kind == "heading" and b.level == level and result[i] is Role.CONTENT
        ]
        if _are_sections(here, level, blocks, memory, overrides) and level < stories_from:
            chosen = here
        else:
            stories_from = min(stories_from, level)
            chosen = [
                i for i in here if _named(blocks[i], overrides) or memory.comes_back_often(blocks[i].text)
            ]
        for i in here:
            result[i] = Role.SECTION if i in chosen else Role.STORY
    pseudo = [i for i, block in enumerate(blocks) if block.kind == "title"]
    groups = not levels and len(pseudo) > 1 and _group(pseudo, PSEUDO_LEVEL, blocks)
    for i in pseudo:
        often = memory.comes_back_often(blocks[i].text) or _named(blocks[i], overrides)
        result[i] = Role.SECTION if often or groups else Role.STORY


def _named(block: Block, overrides: Overrides) -> bool:
    return same(block.text) in overrides.titles or (
        bool(mark := emoji(block.text)) and mark in overrides.titles
    )


def _are_sections(
    here: Sequence[int], level: int, blocks: Sequence[Block], memory: Memory, overrides: Overrides
) -> bool:
    """Whether the headings of one level in one file are sections: most of them come back."""
    if overrides.section_level is not None:
        return level <= overrides.section_level
    returning = sum(memory.comes_back(blocks[i].text) or _named(blocks[i], overrides) for i in here)
    if returning * 2 >= len(here):
        return True
    return _group(here, level, blocks) and (memory.issues < 3 or returning * 5 >= len(here) or len(here) == 1)


def _group(here: Sequence[int], level: int, blocks: Sequence[Block]) -> bool:
    """Whether most headings have titles or lists of stories below them."""
    grouping = sum(_holds_stories(list(_below(i, level, blocks)), level) for i in here)
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


_ENUMERATED = re.compile(r"^\s*(?:\d{1,3}\s*[、.．)）]|[(（]\d{1,3}[)）]|[①-⑳])(?!\d)")


def is_numbered(block: Block) -> bool:
    """Whether a paragraph begins with a number that lists it: "1、", "（2）", "③"."""
    return bool(_ENUMERATED.match(block.text))


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
        if block.kind == "reference":
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
    _empty_bold_lines(blocks, memory, result)


def _captions(blocks: Sequence[Block], i: int) -> bool:
    """Whether a block stands below an image or its caption."""
    before = [block for block in blocks[max(0, i - 2) : i] if block.kind != "rule"]
    return any(block.images or block.kind in ("quote", "code") for block in before)


def _is_short(text: str) -> bool:
    """Whether a line says so little ("Source:") that its coming back means nothing."""
    words = same(text)
    return words.count(" ") < 2 and len(words) < (6 if CJK.search(words) else 12)


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
    return len(lines) >= 3 and sum(same(line) in known for line in lines) * 10 >= len(lines) * 6
