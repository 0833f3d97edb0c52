"""The date of an issue, in the many shapes that front matter has it.

What could be two dates is none: a wrong date would put an issue in the wrong place for ever.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime

LINE = 300
"""Characters of a line that are looked at for a date."""
_MONTHS = (
    ("jan", "ene", "gen", "oca", "янв"),
    ("feb", "fev", "fév", "şub", "фев"),
    ("mar", "mär", "mrt", "maa", "мар"),
    ("apr", "avr", "abr", "nis", "апр"),
    ("may", "mai", "maj", "mag", "mei", "мая", "май"),
    ("jun", "juin", "giu", "haz", "июн"),
    ("jul", "juil", "lug", "tem", "июл"),
    ("aug", "aoû", "aou", "ago", "ağu", "авг"),
    ("sep", "set", "eyl", "сен"),
    ("oct", "okt", "out", "ott", "eki", "окт"),
    ("nov", "kas", "ноя"),
    ("dec", "déc", "dez", "dic", "ara", "дек"),
)
"""How the names of the months begin, in the languages newsletters are written in."""
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_BEGINNINGS = "|".join(sorted(_NUMBERS, key=len, reverse=True))

_MONTH = rf"(?P<name>{_BEGINNINGS})[^\W\d]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|[º°ª.])?"
_YEAR = r"(?P<year>\d{4})"
_WEEKDAY = r"(?:[^\W\d]+[.,]*\s+)?"
_GAP = r"(?:\s*[-/,.]\s*|\s+)"
_OF = r"(?:(?:of|de|del|di)\s+|d['’]\s*)?"
_TIME = r"(?:[t\s,]+\d.*)?"
_WRITTEN = (
    rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})",
    rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d)",
    rf"{_YEAR}\s*[年년]\s*(?P<month>\d{{1,2}})\s*[月월]\s*(?P<day>\d{{1,2}})\s*[日号號일]?",
    rf"{_WEEKDAY}{_DAY}{_GAP}{_OF}{_MONTH}{_GAP}{_OF}{_YEAR}",
    rf"{_WEEKDAY}{_MONTH}{_GAP}{_DAY}{_GAP}{_YEAR}",
    rf"{_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}",
    r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?" + _YEAR,
)
_SHAPES = tuple(re.compile(shape + _TIME, re.IGNORECASE) for shape in _WRITTEN)
_WITHIN = tuple(re.compile(rf"(?<![\w.-]){shape}(?!\d)", re.IGNORECASE) for shape in _WRITTEN)
_EITHER = re.compile(r"(?P<one>\d{1,2})([-/])(?P<two>\d{1,2})\2" + _YEAR + _TIME, re.IGNORECASE)
"""Day first in most of the world, month first in the United States."""


def read_date(value: object) -> date | None:
    """The day that a value of a front matter states; None where it states none for certain.

    A time and its zone are left out of account: an issue belongs to the day its editor wrote.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = " ".join(str(value).strip("\"' \n").split())
    for shape in _SHAPES:
        if found := shape.fullmatch(text):
            return _stated(found)
    if found := _EITHER.fullmatch(text):
        year, one, two = (int(found[name]) for name in ("year", "one", "two"))
        days = {_date(year, two, one), _date(year, one, two)} - {None}
        return days.pop() if len(days) == 1 else None
    return None


def find_date(text: str) -> date | None:
    """The first day that a line of text states with day, month and year; None where it states none."""
    text = text[:LINE]
    for shape in _WITHIN:
        if (found := shape.search(text)) and (day := _stated(found)):
            return day
    years = _YEARS.findall(text)
    month_day = find_day(text) if len(years) == 1 else None
    return _date(int(years[0]), *month_day) if month_day else None


def find_day(text: str) -> tuple[int, int] | None:
    """The last month and day that a line states, with or without a year: "(June 12 - June 18)"."""
    found = [match for shape in _DAYS for match in shape.finditer(text[:LINE])]
    last = max(found, key=lambda match: match.start(), default=None)
    return (_NUMBERS[last["name"].lower()[:3]], int(last["day"])) if last else None


def in_row(month_day: tuple[int, int], before: date | None) -> date | None:
    """The latest such day before another: the year of a heading in a list, newest first, that states none."""
    for year in (before.year, before.year - 1) if before else ():
        day = _date(year, *month_day)
        if day and before and day < before:
            return day
    return None


def without_dates(text: str) -> str:
    """A line without the days it states, with or without their year: what is left may hold a number."""
    text = text[:LINE]
    for shape in (*_WITHIN, *_DAYS):
        text = shape.sub(" ", text)
    return text


_ENGLISH = "|".join((*calendar.month_name[1:], *calendar.month_abbr[1:]))
_DAYS = tuple(
    re.compile(rf"(?<!\w){shape}(?!\w)", re.IGNORECASE)
    for shape in (rf"(?P<name>{_ENGLISH})\.?\s+{_DAY}", rf"{_DAY}\s+{_OF}(?P<name>{_ENGLISH})")
)
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def _stated(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    month = int(parts["month"]) if "month" in parts else _NUMBERS[parts["name"].lower()]
    return _date(int(parts["year"]), month, int(parts["day"]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2200 else None
    except ValueError:
        return None
