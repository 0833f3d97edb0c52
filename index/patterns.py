"""Patterns that find words in any script, in plain ASCII, which most texts are, in a third of the time."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

Match = re.Match[str] | regex.Match[str]

_CLASSES = {
    "L": (r"\p{L}", "A-Za-z"),
    "Ll": (r"\p{Ll}", "a-z"),
    "M": (r"\p{M}", ""),
    "N": (r"\p{N}", "0-9"),
}
"""Letters, small ones, marks and numbers: in any script, in ASCII."""


class Pattern:
    """A pattern in two spellings that find the same in ASCII: ``regex`` reads the one, which knows all
    scripts, the standard library the other, which is faster."""

    def __init__(self, pattern: str, **also: tuple[str, str]) -> None:
        """``pattern`` is verbose. ``%(L)s``, ``%(Ll)s``, ``%(M)s`` and ``%(N)s`` in it
        stand for classes of characters, to be put between brackets; ``also`` are pieces of its own, each
        (for any script, for ASCII)."""
        pieces = _CLASSES | also
        any_, plain = (pattern % {name: each[at] for name, each in pieces.items()} for at in (0, 1))
        self._any = regex.compile(any_, regex.VERSION1 | regex.VERBOSE)
        self._plain = re.compile(plain, re.VERBOSE)

    def findall(self, text: str) -> list[str]:
        found: list[str] = (self._plain if text.isascii() else self._any).findall(text)
        return found

    def search(self, text: str) -> Match | None:
        return (self._plain if text.isascii() else self._any).search(text)

    def finditer(self, text: str) -> Iterator[Match]:
        return (self._plain if text.isascii() else self._any).finditer(text)
