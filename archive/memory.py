"""What comes back in a publication, issue after issue: headings, paragraphs, links, images."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import regex
from msgspec import field
from msgspec.structs import replace

from archive.model import Value
from archive.outline import Block
from archive.titles import emoji, letters, same


@dataclass(frozen=True, slots=True)
class Draft:
    """What learning needs to know of one file."""

    issue: str
    """The same for all editions of one issue, as far as is known by now."""
    blocks: tuple[Block, ...]
    language: str = ""


_NAME = regex.compile(r"[\p{Lu}\p{N}@_/]")
_ASCII_NAMES = re.compile(r"\S*[A-Z0-9@_/]\S*")


def _template(block: Block) -> str:
    """A paragraph without its links' words, names and numbers; empty where too little is left."""
    text = block.text
    for link in block.links:
        if link.text:
            text = text.replace(link.text, " ")
    first, _, rest = text.partition(" ")
    if rest.isascii():
        rest = _ASCII_NAMES.sub("", rest)
    else:
        rest = " ".join(word for word in rest.split() if not _NAME.search(word))
    text = letters(f"{first.casefold()} {rest}")
    return text if text.count(" ") >= 2 or (len(text) >= 6 and not text.isascii()) else ""


FEWEST = 3
"""Issues of one language from which on a heading seen once is likely no section."""
CREDIT_LENGTH = 300
"""Characters: "Thanks to … for the suggestion" takes less, a story that begins alike more."""
SHINGLE = 4
"""Words in a row (or twice as many characters of a script without spaces) that make wording alike."""


_Shingle = str | tuple[str, ...]


def _shingles(text: str) -> set[_Shingle]:
    """Runs of words, to find wording that comes back slightly changed."""
    words = same(text).split()
    if words and sum(map(len, words)) > 12 * len(words):  # no spaces between words: Chinese, Japanese
        joined = "".join(words)
        return {joined[i : i + 2 * SHINGLE] for i in range(max(1, len(joined) - 2 * SHINGLE + 1))}
    if len(words) < SHINGLE:
        return {tuple(words)} if words else set()
    return set(zip(*(words[i:] for i in range(SHINGLE)), strict=False))


def _list(block: Block) -> str:
    """The same for a list that comes back: how many entries it has, the first and the last of them."""
    ends = (*block.entries[:1], *block.entries[-1:])
    return "\n".join((str(len(block.entries)), *(same(entry.text) for entry in ends)))


class Memory(Value, frozen=True):
    """How often headings, paragraphs and links come back over the issues of a publication."""

    issues: int
    often: int
    """In how many issues a paragraph comes back that is boilerplate."""
    languages: dict[str, int]
    """How many files are in each."""
    headings: dict[str, int]
    """In how many issues each is, without what does not tell titles apart; as in the following, what only
    one issue has is left out."""
    exact: dict[str, int]
    """The same for headings as they stand."""
    marks: dict[str, int]
    """The same for the emoji of headings."""
    images: dict[str, int]
    """The same for addresses of images."""
    shingles: set[_Shingle]
    """Wording that comes back."""
    lists: set[str]
    credits: set[str]
    """Paragraphs that come back with other names in them, as :func:`_template` has them."""
    levels: set[int] = field(default_factory=set)
    """Levels whose headings mostly come back."""
    links: set[str] = field(default_factory=set)
    """What is linked by paragraphs that come back."""
    tail: bool = False
    """Whether what follows the last rule of a file is boilerplate in this publication."""

    def heading(self, title: str) -> int:
        """In how many issues a heading comes up, by its words or by its emoji; 0 for one alone."""
        return max(self.headings.get(same(title), 0), self.marks.get(emoji(title), 0))

    def comes_back(self, title: str) -> bool:
        return self.heading(title) >= min(self.often, 2 if emoji(title) else 3)

    def comes_back_often(self, title: str) -> bool:
        """For headings among stories and for bold lines, which now and then come twice by chance."""
        return self.heading(title) >= max(self.often, self.issues // 5, 2)

    def returns(self, level: int) -> bool:
        """Whether headings of that level are mostly sections in this publication."""
        return level in self.levels

    def tells(self, language: str) -> bool:
        """Whether there are issues enough in a language to tell by what comes back."""
        return self.languages.get(language, 0) >= FEWEST

    def is_masthead(self, title: str) -> bool:
        """Whether a heading is the same in issues but for its number or what follows."""
        return self.exact.get(title.strip().casefold(), 0) < self.often

    def text_returns(self, block: Block) -> bool:
        """Whether a list or the wording of a paragraph comes back."""
        if block.kind == "list":
            alike = any(key.startswith(f"{len(block.entries)}\n") for key in self.lists)
            return alike and _list(block) in self.lists
        if not any(map(str.isalpha, block.text)):  # a number alone
            return False
        shingles = _shingles(block.text)
        return len(shingles & self.shingles) * 10 >= len(shingles) * 6

    def is_boilerplate(self, block: Block) -> bool:
        """Whether a block's words come back, or it is a short line about a link that does."""
        if block.kind == "image":
            return all(self.images.get(image.url, 0) >= self.often for image in block.images)
        if block.kind not in ("text", "quote", "list"):
            return False
        if self.text_returns(block):
            return True
        return (
            block.kind == "text"
            and len(block.links) > 0
            and len(block.text) < 250
            and all(link.canonical in self.links for link in block.links)
        )

    def is_credit(self, block: Block) -> bool:
        """Whether a paragraph is one that comes back with other names and links in it."""
        likely = self.credits and block.kind == "text" and len(block.text) < CREDIT_LENGTH
        return bool(likely) and _template(block) in self.credits


def learn(drafts: Sequence[Draft]) -> Memory:
    """What comes back in these files."""
    issues = len({draft.issue for draft in drafts})
    often = 2 if issues < 12 else 3
    headings: dict[str, set[str]] = defaultdict(set)
    exact: dict[str, set[str]] = defaultdict(set)
    marks: dict[str, set[str]] = defaultdict(set)
    shingles: dict[str, set[_Shingle]] = defaultdict(set)
    """Issue -> the wording of its paragraphs."""
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
                lists[_list(block)].add(draft.issue)
            if block.kind in ("text", "quote"):
                shingles[draft.issue] |= _shingles(block.text)
            if block.kind == "text" and len(block.text) < CREDIT_LENGTH:
                template = _template(block)
                templates[template].add(draft.issue)
                variants[template].add(block.text)
            for image in block.images:
                images[image.url].add(draft.issue)
    templates.pop("", None)
    spread = Counter(chain.from_iterable(shingles.values()))
    memory = Memory(
        issues=issues,
        often=often,
        languages=Counter(draft.language for draft in drafts),
        headings=_counted(headings),
        exact=_counted(exact),
        marks=_counted(marks),
        images=_counted(images),
        shingles={shingle for shingle, count in spread.items() if count >= often},
        lists={key for key, found in lists.items() if len(found) >= max(often, issues // 5)},
        credits={
            key
            for key, found in templates.items()
            if len(found) >= max(3, issues // 50) and len(variants[key]) * 2 >= len(found)
        },
    )
    return replace(
        memory,
        levels=_levels(drafts, memory),
        links=_boilerplate_links(drafts, memory),
        tail=_tail_returns(drafts, memory),
    )


def _counted(found: Mapping[str, set[str]]) -> dict[str, int]:
    return {key: len(issues) for key, issues in found.items() if len(issues) > 1}


def _levels(drafts: Sequence[Draft], memory: Memory) -> set[int]:
    seen: dict[int, Counter[bool]] = defaultdict(Counter)
    for draft in drafts:
        for block in draft.blocks:
            if block.kind == "heading":
                seen[block.level][memory.heading(block.text) >= 2] += 1
    return {level for level, count in seen.items() if count[True] >= count[False]}


def _boilerplate_links(drafts: Sequence[Draft], memory: Memory) -> set[str]:
    seen: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        for block in draft.blocks:
            if block.kind == "text" and block.links and memory.text_returns(block):
                for link in block.links:
                    seen[link.canonical].add(draft.issue)
    return {url for url, found in seen.items() if len(found) >= max(3, memory.issues // 5)}


def _tail_returns(drafts: Sequence[Draft], memory: Memory) -> bool:
    tails = [tail for draft in drafts if (tail := tail_of(draft.blocks))]
    returning = sum(any(memory.text_returns(block) for block in tail) for tail in tails)
    return bool(tails) and returning * 2 >= len(tails) and returning >= 2


def tail_of(blocks: Sequence[Block]) -> Sequence[Block]:
    """What follows the last rule of a file, if it is short and has no heading."""
    rules = [position for position, block in enumerate(blocks) if block.kind == "rule"]
    tail = blocks[rules[-1] + 1 :] if rules else ()
    plain = all(block.kind in ("text", "image", "quote") for block in tail)
    return tail if plain and len(tail) <= 6 else ()
