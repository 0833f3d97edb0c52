from __future__ import annotations

from itertools import pairwise
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from index.periods import Periods
from index.query import Query
from index.results import Results
from web.chart import APART, chart, left, lengths, place, room, width

MONTHS = tuple(f"{2000 + month // 12}-{month % 12 + 1:02}" for month in range(300))
QUERY = Query("x")


def results(counts: list[int], query: Query = QUERY, first: int = 0) -> Results:
    months = MONTHS[first : first + len(counts)]
    chosen = [month == query.during for month in months] if query.during else []
    histogram = Periods(months, tuple(counts[: len(months)]), tuple(chosen))
    return Results(query, (), sum(counts), MappingProxyType({}), histogram=histogram)


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=200), st.integers(0, 60))
def test_a_chart_holds_every_month_with_results_in_its_place(counts: list[int], first: int) -> None:
    """Bars stand side by side within the chart, as high as their counts, and the highest fills it."""
    made = chart(results(counts, first=first))
    if sum(count > 0 for count in counts) < 2:
        assert made is None
        return
    assert made
    assert made.shown == made.counts == tuple(counts)
    bars = [tuple(map(float, lengths(count, max(counts)))) for count in sorted(counts) if count]
    heights = [height for _, height in bars]
    assert max(heights) == 100
    assert all(abs(top + height - 100) < 0.01 for top, height in bars)
    assert all(height > 0 for height in heights)
    many = len(made.times)
    assert all(
        place(at, many) <= left(at, many)
        and left(at, many) + width(many) <= place(at, many) + room(many) + 0.01
        for at in range(many)
    )
    assert made.width <= 100.1
    assert heights == sorted(heights)


@given(st.integers(2, 300), st.integers(0, 11))
def test_years_on_the_axis_do_not_meet(length: int, first: int) -> None:
    """Each label stands where its year begins, with room for it."""
    made = chart(results([1] * length, first=first))
    assert made
    places = [tick.place for tick in made.ticks]
    assert all(after - before >= APART for before, after in pairwise(places))
    many = len(made.times)
    starts = {place(at, many): time[:4] for at, time in reversed([*enumerate(made.times)])}
    assert all(starts[tick.place] == tick.year for tick in made.ticks)


def test_a_time_that_is_all_that_is_chosen_can_be_taken_away() -> None:
    """The chart knows the only stretch of time that is chosen, and none where the search has other bounds."""
    for query, whole in (
        (Query("x"), ""),
        (Query("x", during=MONTHS[1]), MONTHS[1]),
        (Query("x", during=MONTHS[1], after="1999"), ""),
    ):
        made = chart(results([3, 4], query))
        assert made
        assert made.whole == whole


def test_one_month_is_no_choice_unless_it_is_chosen() -> None:
    """A chart of a single month is left out, but never one that the search is narrowed to."""
    assert chart(results([0, 7])) is None
    assert chart(results([])) is None
    chosen = chart(results([0, 7], Query("x", during=MONTHS[0])))
    assert chosen
    assert all(chosen.shown)
