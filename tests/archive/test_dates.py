from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import read_date


@pytest.mark.parametrize(
    "value",
    [
        date(2013, 6, 7),
        datetime(2013, 6, 7, 18, 46),
        "2013-06-07",
        "2013-6-7",
        "'2013-06-07'",
        "2013/06/07",
        "2013.06.07",
        20130607,
        "2013-06-07 18:46",
        "2013-06-07T18:46:00+02:00",
        "2013-06-07 18:46:00 -0700",
        "June 7, 2013",
        "Jun. 7th, 2013",
        "7 June 2013",
        "the 7th of June, 2013",
        "7-Jun-2013",
        "Fri, 07 Jun 2013 18:46:00 GMT",
        "Friday, June 7, 2013",
        "2013 June 7",
        "7 juin 2013",
        "7 de junho de 2013",
        "7 de junio del 2013",
        "7. Juni 2013",
        "7 Haziran 2013",
        "7 июня 2013",
        "2013年6月7日",
        "2013 年 6 月 7 日",
        "07.06.2013",
    ],
)
def test_a_date_is_read_in_many_shapes(value: object) -> None:
    """However an editor writes the seventh of June 2013, it is that day."""
    assert read_date(value) == date(2013, 6, 7)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1er août 2020", date(2020, 8, 1)),
        ("13/06/2020", date(2020, 6, 13)),
        ("06/13/2020", date(2020, 6, 13)),
        ("06/06/2020", date(2020, 6, 6)),
        ("9 décembre 2020", date(2020, 12, 9)),
        ("3. März 2020", date(2020, 3, 3)),
    ],
)
def test_a_date_that_can_be_meant_only_once_is_read(value: str, expected: date) -> None:
    """Where just one reading is a day of the calendar, it is taken."""
    assert read_date(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        *("", None, True, 7, "soon", "07/06/2013", "2013-13-01", "2013-02-30", "June 2013", "2013", "June 7"),
        *("7 Foo 2013", "Issue 20130607a", "12:30", "1.2.3", "99999999", ["2013-06-07"]),
    ],
)
def test_what_is_no_certain_date_is_none(value: object) -> None:
    """A date is not guessed: not between day and month, not without a day."""
    assert read_date(value) is None


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    """Every day is read from what it is written as."""
    assert read_date(day.isoformat()) == day
    assert read_date(day.strftime("%B %d, %Y")) == day
    assert read_date(day.strftime("%a, %d %b %Y %H:%M:%S GMT")) == day


@given(st.text(max_size=40))
def test_any_text_is_survived(text: str) -> None:
    """No text makes an error."""
    read_date(text)
