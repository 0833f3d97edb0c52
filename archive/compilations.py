"""One file that holds many issues: a README with a heading for every week.

A file is a compilation where one level of its headings says, nearly every time, which issue begins:
a date, a week or a number, and the file itself has neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from archive.dates import find_date
from archive.metadata import date_in_name, marked_number
from archive.outline import Block
from archive.page import Page

FEWEST = 2
"""Headings of issues that make a compilation."""


def split(page: Page) -> list[Page]:
    """The issues that a file holds: itself alone, or one for each of its dated headings.

    What stands before the first of them goes with it.
    """
    starts = _starts(page.blocks)
    if not starts or date_in_name(page.path):
        return [page]
    first = page.blocks[starts[0]].text
    if page.date not in (None, find_date(first)) or page.number not in (None, marked_number(first)):
        return [page]
    bounds = [0, *starts[1:], len(page.blocks)]
    parts = []
    for start, begin, end in zip(starts, bounds, bounds[1:], strict=False):
        heading = page.blocks[start]
        blocks = (*page.blocks[begin:start], *page.blocks[start + 1 : end])
        parts.append(
            replace(
                page,
                title=heading.text,
                number=marked_number(heading.text),
                date=find_date(heading.text),
                cover=next((image.url for block in blocks for image in block.images), ""),
                blocks=blocks,
            )
        )
    return parts


def _starts(blocks: Sequence[Block]) -> list[int]:
    """Positions of the headings that begin an issue, all of one level; empty where there are none."""
    headings = [(i, block) for i, block in enumerate(blocks) if block.kind == "heading"]
    for level in sorted({block.level for _, block in headings}):
        here = [(i, block) for i, block in headings if block.level == level]
        telling = [i for i, block in here if _issue(block.text) is not None]
        if len(telling) >= FEWEST and len(telling) * 10 >= len(here) * 8:
            return telling if len({_issue(blocks[i].text) for i in telling}) == len(telling) else []
    return []


def _issue(heading: str) -> int | date | None:
    number = marked_number(heading)
    return number if number is not None else find_date(heading)
