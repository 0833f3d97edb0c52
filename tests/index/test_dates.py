from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import month, months, period, plain


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020-2", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020/12/24", date(2020, 12, 24), date(2020, 12, 24)),
        ("2020-summer", date(2020, 6, 1), date(2020, 8, 31)),
        ("Summer-2020", date(2020, 6, 1), date(2020, 8, 31)),
        ("winter 2020", date(2020, 12, 1), date(2021, 2, 28)),
        ("2020-q3", date(2020, 7, 1), date(2020, 9, 30)),
        ("2020-h2", date(2020, 7, 1), date(2020, 12, 31)),
        ("march 2020", date(2020, 3, 1), date(2020, 3, 31)),
        ("2019..2020-03", date(2019, 1, 1), date(2020, 3, 31)),
        ("..2019", date(1, 1, 1), date(2019, 12, 31)),
        ("2019..", date(2019, 1, 1), date.max),
    ],
)
def test_times_are_days(text: str, first: date, last: date) -> None:
    """A year, a part of one, a month, a day and what lies between two of them."""
    assert period(text) == (first.toordinal(), last.toordinal())


@pytest.mark.parametrize(
    "text", ["", "..", "soon", "2020-13", "2020-02-30", "20", "0000", "2020-bert", "1..2..3"]
)
def test_what_is_no_time_is_none(text: str) -> None:
    """Words, and days that no calendar has, are no times."""
    assert period(text) is None


@pytest.mark.parametrize(
    ("text", "read"), [("2020", True), ("2020-03", True), ("1066", False), ("2020-summer", False)]
)
def test_a_bare_date_is_a_recent_year_or_a_part_of_it(text: str, read: bool) -> None:
    """Among words, only what looks like a date of our time is taken for one."""
    assert bool(plain(text)) == read


@given(st.dates(), st.dates())
def test_months_follow_one_another(one: date, other: date) -> None:
    """Between two days lie all months, each once, in order, and each is a time that can be asked for."""
    first, last = sorted((one, other))
    steps = list(months(month(first.toordinal()), month(last.toordinal())))
    assert len(steps) == (last.year - first.year) * 12 + last.month - first.month + 1
    periods = [period(step) for step in (*steps[:3], *steps[-3:])]
    assert all(each and each.first <= each.last for each in periods)
    assert (first.isoformat()[:7], last.isoformat()[:7]) == (steps[0], steps[-1])


@given(st.text())
def test_any_text_may_be_asked_for_as_a_time(text: str) -> None:
    """Whatever stands behind ``during:`` is a time or none."""
    found = period(text)
    assert found is None or found.first
