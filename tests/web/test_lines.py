"""Values as lines to be drawn."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.lines import APART, ROOM, draw, labels, roof, spread

ROWS = st.integers(1, 60).flatmap(
    lambda steps: st.lists(
        st.lists(st.none() | st.integers(0, 5000), min_size=steps, max_size=steps), min_size=1, max_size=5
    )
)


@given(ROWS)
def test_every_value_is_drawn_within_the_frame_and_in_its_order(rows: list[list[int | None]]) -> None:
    """Points go from left to right, a greater value stands higher, and nothing leaves the frame."""
    drawing = draw(rows, 1.0)
    points = [point for line in drawing.lines for point in line.points]
    assert len(points) == sum(value is not None for row in rows for value in row)
    assert all(0 <= point.x <= 100 and 0 <= point.y <= 100 for point in points)
    for line in drawing.lines:
        assert all(left.x < right.x for left, right in pairwise(line.points))
    ordered = sorted(points, key=lambda point: point.value)
    assert all(lower.y >= higher.y for lower, higher in pairwise(ordered))


@given(ROWS)
def test_the_last_point_of_a_line_is_marked(rows: list[list[int | None]]) -> None:
    """A line with points has marks, the one at its end among them, and not too many."""
    for line in draw(rows, 1.0).lines:
        if line.points:
            assert line.points[-1].marked
        assert sum(point.marked for point in line.points) <= 16


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, 1), (1, 1), (3, 4), (5, 6), (9, 10), (11, 20), (21, 30), (45, 50), (51, 60), (99, 100), (101, 200)],
)
def test_the_top_is_a_round_number(value: float, expected: float) -> None:
    """The top of a chart is a number whose half is round, too."""
    assert roof(value, 1.0) == expected


def test_shares_never_go_beyond_the_whole() -> None:
    """The top of shares of nearly everything is all."""
    assert [roof(share, 0.01) for share in (0, 0.004, 0.07, 0.81, 1.0)] == [0.01, 0.01, 0.08, 1.0, 1.0]


@given(st.lists(st.floats(0, 100), max_size=5))
def test_names_do_not_meet(heights: list[float]) -> None:
    """Names beside the ends of lines keep their order and their distance, within the frame."""
    placed = spread(heights, APART)
    assert len(placed) == len(heights)
    order = sorted(range(len(heights)), key=lambda place: (heights[place], place))
    for upper, lower in pairwise(order):
        assert placed[lower] - placed[upper] >= APART - 0.02
    assert all(-0.02 <= height <= 100.02 for height in placed)


@given(st.lists(st.sampled_from(["2019", "2020", "2021", ""]), min_size=1, max_size=80))
def test_labels_find_room(texts: list[str]) -> None:
    """Labels below the axis do not meet, and each names what stands there."""
    found = labels(texts)
    assert all(right.x - left.x >= ROOM for left, right in pairwise(found))
    assert {label.text for label in found} <= set(filter(None, texts))
