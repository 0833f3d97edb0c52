"""The one place that builds and parses ids.

An issue is ``publication/number`` or ``publication/date``, with ``.language`` where that is
not the publication's main language; an item is its issue's id, a slash and a slug of its title.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

SLUG_LENGTH = 80
"""Characters at most: what a browser's address line shows without cutting."""


@dataclass(frozen=True, slots=True)
class Id:
    """A parsed id. ``item`` is empty for an issue, ``issue`` too for a publication."""

    publication: str
    issue: str = ""
    """Number or date, e.g. ``6`` or ``2020-03-02``."""
    language: str = ""
    """Empty: the publication's main language."""
    item: str = ""

    def __str__(self) -> str:
        edition = f"{self.issue}.{self.language}" if self.language else self.issue
        return "/".join(part for part in (self.publication, edition, self.item) if part)


def parse(text: str) -> Id:
    """Parse an id; ``parse(str(id)) == id`` for every id.

    Raises ValueError where ``text`` is no id.
    """
    parts = text.split("/")
    if not 1 <= len(parts) <= 3 or not all(parts):
        raise ValueError(f"not an id: {text!r}; an id is publication[/issue[/item]]")
    publication, edition, item = (*parts, "", "")[:3]
    issue, _, language = edition.partition(".")
    return Id(publication, issue, language, item)


def slug(text: str) -> str:
    """A readable piece of an address: lower case, words joined by hyphens, letters of any script.

    Latin letters lose their accents; letters of other scripts stay as they are.
    """
    if "#" in text or "+" in text:
        text = _SIGNS.sub(lambda found: _SPELT[found[0]], text)
    plain = text if text.isascii() else text.translate(_PLAIN)
    words = _ASCII_WORD.findall(plain.lower().replace("'", "")) if plain.isascii() else _folded(text).split()
    result = "-".join(words)
    if len(result) > SLUG_LENGTH:
        cut = result.rfind("-", SLUG_LENGTH // 2, SLUG_LENGTH + 1)
        result = result[: cut if cut > 0 else SLUG_LENGTH]
    return result


_SIGNS = re.compile(r"(?<=[A-Za-z])(?:\+\+|#(?!\w))")
_SPELT = {"++": "-plus-plus", "#": "-sharp"}
"""What tells C++ and C# from C."""
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_PLAIN = str.maketrans("‘’“”–—…\u00a0", " '      ")
"""Punctuation that is common in titles that are else plain ASCII."""


def _folded(text: str) -> str:
    """Letters and digits in lower case, without the accents of Latin letters; blanks for the rest."""
    letters: list[str] = []
    latin = False
    for char in unicodedata.normalize("NFKD", text.casefold()):
        category = unicodedata.category(char)
        if category[0] == "M":
            if not latin:
                letters.append(char)
        elif category[0] in "LN":
            latin = char.isascii()
            letters.append(char)
        elif char not in "'’":
            letters.append(" ")
    return unicodedata.normalize("NFC", "".join(letters))


class Unique:
    """Hands out ids of one kind, telling apart those that would be the same: ``x``, ``x-2``, ``x-3``."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}

    def free(self, wanted: str) -> bool:
        return wanted not in self._taken

    def __call__(self, wanted: str) -> str:
        result, count = wanted, self._counts.get(wanted, 1)
        while result in self._taken:
            count += 1
            result = f"{wanted}-{count}"
        self._taken.add(result)
        self._counts[wanted] = count
        return result
