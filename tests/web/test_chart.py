from __future__ import annotations

from itertools import pairwise
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from index.query import Query
from index.results import PeriodCount, Results
from web.chart import APART, Bar, chart

MONTHS = tuple(f"{2000 + month // 12}-{month % 12 + 1:02}" for month in range(300))
QUERY = Query("x")


def results(counts: list[int], query: Query = QUERY, first: int = 0) -> Results:
    histogram = tuple(
        PeriodCount(month, count, month == query.during)
        for month, count in zip(MONTHS[first:], counts, strict=False)
    )
    return Results(query, (), sum(counts), MappingProxyType({}), histogram=histogram)


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=200), st.integers(0, 60))
def test_a_chart_holds_every_month_in_its_place(counts: list[int], first: int) -> None:
    """Bars stand side by side within the chart, as high as their counts, and the highest fills it."""
    made = chart(results(counts, first=first))
    if sum(count > 0 for count in counts) < 2:
        assert made is None
        return
    assert made
    assert [bar.count.count for bar in made.bars] == counts
    assert max(bar.height for bar in made.bars) == 100
    assert all(bar.height > 0 for bar in made.bars if bar.count.count)
    assert all(
        bar.place <= bar.left and bar.left + bar.width <= bar.place + bar.room + 0.01 for bar in made.bars
    )
    assert made.width <= 100.1
    order = sorted(made.bars, key=lambda bar: bar.count.count)
    assert [bar.height for bar in order] == sorted(bar.height for bar in order)


@given(st.integers(2, 300), st.integers(0, 11))
def test_years_on_the_axis_do_not_meet(length: int, first: int) -> None:
    """Each label stands where its year begins, with room for it."""
    made = chart(results([1] * length, first=first))
    assert made
    places = [tick.place for tick in made.ticks]
    assert all(after - before >= APART for before, after in pairwise(places))
    starts = {bar.place: bar.count.value[:4] for bar in reversed(made.bars)}
    assert all(starts[tick.place] == tick.year for tick in made.ticks)


def _bar(made_for: Query) -> Bar:
    made = chart(results([3, 4], made_for))
    assert made
    return made.bars[1]


def test_a_bar_leads_to_its_time_and_back() -> None:
    """Following a bar narrows the search to its month; following the only one chosen takes that away."""
    query = Query("x", {"tag": ("a",)}, page=4)
    narrowed = _bar(query).query
    assert narrowed == Query("x", {"tag": ("a",)}, during=MONTHS[1])
    assert _bar(narrowed).query == Query("x", {"tag": ("a",)})


def test_one_month_is_no_choice_unless_it_is_chosen() -> None:
    """A chart of a single month is left out, but never one that the search is narrowed to."""
    assert chart(results([0, 7])) is None
    assert chart(results([])) is None
    assert chart(results([0, 7], Query("x", during=MONTHS[1])))
