"""One file that holds many issues: a README with a heading for every week.

A file is a compilation where one level of its headings says, nearly every time, which issue begins:
a date, a week or a number, and the file itself has neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from archive.dates import find_date, find_day, in_row
from archive.metadata import date_in_name, marked_number
from archive.outline import Block
from archive.page import Page

FEWEST = 2
"""Headings of issues that make a compilation."""


def split(page: Page) -> list[Page]:
    """The issues that a file holds: itself alone, or one for each of its dated headings.

    What stands before the first of them goes with it.
    """
    starts = [] if date_in_name(page.path) else _starts(page.blocks)
    if not starts:
        return [page]
    first = page.blocks[starts[0]].text
    if page.date not in (None, find_date(first)) or page.number not in (None, marked_number(first)):
        return [page]
    bounds = [0, *starts[1:], len(page.blocks)]
    parts = []
    last: date | None = None
    for start, begin, end in zip(starts, bounds, bounds[1:], strict=False):
        heading = page.blocks[start]
        last = _day(heading.text, last)
        blocks = (*page.blocks[begin:start], *page.blocks[start + 1 : end])
        parts.append(
            replace(
                page,
                title=heading.text,
                number=marked_number(heading.text),
                date=last,
                cover=next((image.url for block in blocks for image in block.images), ""),
                blocks=blocks,
            )
        )
    return parts


def _starts(blocks: Sequence[Block]) -> list[int]:
    """Positions of the headings that begin an issue, all of one level; empty where there are none."""
    headings = [(i, block) for i, block in enumerate(blocks) if block.kind == "heading"]
    for level in sorted({block.level for _, block in headings}):
        here = [(i, block) for i, block in headings if block.level == level and not _is_year(block.text)]
        telling = [i for i, block in here if _issue(block.text) is not None]
        if len(telling) >= FEWEST and len(telling) * 10 >= len(here) * 8:
            return telling if len({_issue(blocks[i].text) for i in telling}) == len(telling) else []
    return []


def _is_year(heading: str) -> bool:
    return heading.strip().isdecimal() and len(heading.strip()) == 4


def _day(heading: str, above: date | None) -> date | None:
    """The day that a heading states; without a year, the one that follows from the heading above."""
    month_day = find_day(heading)
    return find_date(heading) or (in_row(month_day, above) if month_day else None)


def _issue(heading: str) -> object:
    """What tells an issue: its number or its day; None where a heading states neither."""
    number = marked_number(heading)
    return number if number is not None else find_date(heading) or find_day(heading)
