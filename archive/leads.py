"""Bold lines that title what follows, and beginnings that title a list's entry."""

from __future__ import annotations

from collections.abc import Sequence

import regex as re
from markdown_it.token import Token

from archive import markdown

TITLE_LENGTH = 200
"""A bold line longer than this is a paragraph; the longest title of a paper has about 180."""
TITLE_END = re.compile(r"[。，,;；]$|[.!]$(?<=.{100})|[.。!！?？]\s+\S.*[.。!！]$")
_EMPTY_TITLE = re.compile(r"^[\W_]*$")


def _wordless(text: str) -> bool:
    return not any(char.isalnum() for char in text)


def all_inside(opening: str, children: Sequence[Token]) -> bool:
    """Whether every word is inside such an element (and there is a word)."""
    closing, depth, words = opening.replace("open", "close"), 0, False
    for token in children:
        if token.type == opening:
            depth += 1
        elif token.type == closing:
            depth -= 1
        elif token.type in ("text", "code_inline") and not _wordless(token.content):
            if not depth:
                return False
            words = True
    return words


def bold_line(children: Sequence[Token]) -> int | None:
    """Where the first line ends, if it is wholly bold and short enough for a title."""
    end = next((i for i, t in enumerate(children) if t.type in ("softbreak", "hardbreak")), len(children))
    line = children[:end]
    depth = 0
    for token in line:
        depth += token.nesting
    if depth or any(token.type == "image" for token in line) or not all_inside("strong_open", line):
        return None
    text = markdown.said(line)
    if len(text) > TITLE_LENGTH or TITLE_END.search(text) or _EMPTY_TITLE.match(text):
        return None
    return end


NUMBERED = re.compile(r"^\s*(?:\d{1,3}\s*(?:[、．)）]|\.(?!\d))|[(（]\d{1,3}[)）]|[①-⑳])\s*")
"""A number that lists a paragraph: "1、", "（2）", "③"."""
_PREFIX = re.compile(r"^(?:\s*[\[(【（［][^\[\]()]{1,40}[\])】）］]|\s*[^\w\s\[(]{1,3})*\s*$")
_SEPARATOR = re.compile(
    r"^\s*(?:(?:[(（][^()（）]{1,80}[)）]\s*)+(?:$|[,，.。:：–—-])|[-–—:：|·•]+\s|[.,;。，；!]*\s*$|[:：])"
)
_TRIM = re.compile(r"^\s*[-–—:：|·•,.;。，；]+\s*")


def lead_of(
    children: Sequence[Token], loose: bool = False, numbered: bool = False
) -> tuple[str, list[Token]]:
    """What titles an entry, and the entry's inline tokens without it.

    A lead is a bold beginning, or a link that is all there is (after tags like "[video]") or that a
    dash, colon or bar separates from the rest, or a line end. ``loose``: any number before it is passed
    over; ``numbered``: one that lists it.
    """
    start = 0
    before = ""
    for start, token in enumerate(children):  # noqa: B007
        if token.type != "text":
            break
        before += token.content
    else:
        return "", list(children)
    opening = children[start]
    if opening.type not in ("link_open", "strong_open", "em_open"):
        return "", list(children)
    before = NUMBERED.sub("", before) if numbered else before
    if not (_PREFIX.match(before) or (loose and len(before) < 8)):
        return "", list(children)
    end = _closing(children, start)
    inside = children[start : end + 1]
    after = list(children[end + 1 :])
    said = markdown.said(inside)
    following = markdown.said(after)
    kinds = {token.type for token in inside}
    bold = "strong_open" in kinds and all_inside("strong_open", inside)
    linked = "link_open" in kinds
    ended = not following or bool(_SEPARATOR.match(following)) or after[0].type in ("softbreak", "hardbreak")
    if not said or len(said) > TITLE_LENGTH or not (bold or (linked and ended)):
        return "", list(children)
    if linked and bold and not ended and not said.endswith((":", "：", ".")):
        return "", list(children)
    if after and after[0].type == "text":
        trimmed = _TRIM.sub("", after[0].content)
        after[:1] = [after[0].copy(content=trimmed)] if trimmed else []
    left = [token for token in children[:start] if not _wordless(token.content)] if not loose else []
    if numbered and left:
        left[0] = left[0].copy(content=NUMBERED.sub("", left[0].content))
        left = [token for token in left if not _wordless(token.content)]
    return said.rstrip(" :："), [*left, *after]


def _closing(children: Sequence[Token], start: int) -> int:
    depth = 0
    for position in range(start, len(children)):
        depth += children[position].nesting
        if depth == 0:
            return position
    return len(children) - 1
