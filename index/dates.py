"""Times as people write them -> days: ``2020``, ``2020-03``, ``2020-03-02``, ``2020-summer``, ``2019..2020``.

Days are counted like :meth:`datetime.date.toordinal`, as the index has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple


class Period(NamedTuple):
    """A stretch of time."""

    first: int
    """Its first day."""
    last: int
    """Its last day."""


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PARTS: Mapping[str, tuple[int, int]] = {
    "spring": (3, 3),
    "summer": (6, 3),
    "autumn": (9, 3),
    "fall": (9, 3),
    "winter": (12, 3),
    **{f"q{quarter}": (3 * quarter - 2, 3) for quarter in range(1, 5)},
    **{f"h{half}": (6 * half - 5, 6) for half in (1, 2)},
}
"""Part of a year -> its first month and how many months it has. Seasons are those of the northern half of the
earth, by whole months; a winter belongs to the year that it begins in."""
_DIGITS = re.compile(r"(?a:(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?)")
_NAMED = re.compile(r"(?a:(?P<year>\d{4})[-/ ](?P<part>[a-z]+\d?)|(?P<part2>[a-z]+\d?)[-/ ](?P<year2>\d{4}))")
_PLAIN = re.compile(r"(?a:(?:19|20)\d\d(?:-\d\d){0,2})")
_RANGE = re.compile(r"\s*\.\.\.?\s*")


def period(text: str) -> Period | None:
    """The days that a time as typed stands for; None where it is none. From and to may be left open
    (``2019..``)."""
    ends = _RANGE.split(text.strip().lower())
    if len(ends) == 1:
        return _period(ends[0])
    if len(ends) != 2 or not any(ends):
        return None
    first = _period(ends[0]) if ends[0] else Period(1, 1)
    last = _period(ends[1]) if ends[1] else Period(date.max.toordinal(), date.max.toordinal())
    return Period(first.first, last.last) if first and last else None


def plain(text: str) -> Period | None:
    """The same for a bare word that reads as a date: a year from 1900 on, a month or a day of one."""
    return _period(text) if _PLAIN.fullmatch(text) else None


def month(day: int) -> str:
    """The month that a day lies in, e.g. ``2020-03``."""
    return date.fromordinal(day).isoformat()[:7]


def months(first: str, last: str) -> Iterator[str]:
    """All months from one to another, such as ``2020-03``."""
    year, number = map(int, first.split("-"))
    while (step := f"{year:04}-{number:02}") <= last:
        yield step
        year, number = (year, number + 1) if number < 12 else (year + 1, 1)


def _period(text: str) -> Period | None:
    if found := _DIGITS.fullmatch(text):
        year, its_month, day = (int(each) if each else 0 for each in found.groups())
        if found[3]:
            return _days(year, its_month, day)
        return _months(year, its_month, 1) if found[2] else _months(year, 1, 12)
    if found := _NAMED.fullmatch(text):
        year, part = int(found["year"] or found["year2"]), found["part"] or found["part2"]
        if part in _PARTS:
            return _months(year, *_PARTS[part])
        if len(part) >= 3 and part[:3] in _MONTHS:
            return _months(year, _MONTHS.index(part[:3]) + 1, 1)
    return None


def _days(year: int, its_month: int, day: int) -> Period | None:
    try:
        only = date(year, its_month, day).toordinal()
    except ValueError:
        return None
    return Period(only, only)


def _months(year: int, first: int, count: int) -> Period | None:
    """So many months from one on; None outside of the calendar."""
    try:
        begin = date(year, first, 1)
        years, following = divmod(first - 1 + count, 12)
        end = date(year + years, following + 1, 1) - timedelta(days=1)
    except ValueError:
        return None
    return Period(begin.toordinal(), end.toordinal())
