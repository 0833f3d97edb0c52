"""Numbers that a translation does not state: those of the issue it shares its links with."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from archive.page import Page

SHARED = 0.3
"""The share of links that makes two pages editions of one issue. Translations share 96 % (median, NLP
Newsletter); different issues of one newsletter share some 5 %, their boilerplate."""
FEWEST = 3
"""Links that a page must have for that to mean anything."""


def numbered(pages: Sequence[Page], main: str) -> list[Page]:
    """The same pages, translations without a number given that of their original."""
    if all(page.language == main for page in pages):
        return list(pages)
    originals = [(page, _links(page)) for page in pages if page.language == main and page.number is not None]
    return [_like_its_original(page, originals) if page.language != main else page for page in pages]


def _like_its_original(page: Page, originals: Sequence[tuple[Page, frozenset[str]]]) -> Page:
    links = _links(page)
    if page.number is not None or len(links) < FEWEST:
        return page
    shares = [(len(links & theirs) / min(len(links), len(theirs) or 1), other) for other, theirs in originals]
    share, original = max(shares, key=lambda pair: pair[0], default=(0.0, page))
    return replace(page, number=original.number) if share >= SHARED else page


def _links(page: Page) -> frozenset[str]:
    return frozenset(link.canonical for block in page.blocks for link in block.links if link.canonical)
