from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from index.deadline import SECONDS, Deadline, starting
from index.query import Query
from index.results import Index, Notice
from index.search import SearchIndex
from index.whoosh_index import current_generation, open_engine

LATE = Notice("late", limit=SECONDS)


@pytest.fixture
def hurried(instance: Path) -> Iterator[Index]:
    """An index whose clock goes on by an hour whenever it is looked at."""
    hours = count(0, 3600)
    opened = SearchIndex(open_engine(instance), current_generation(instance), lambda: next(hours))
    yield opened
    opened.close()


def test_what_is_not_reached_in_time_is_left_out_and_said_to_be(hurried: Index) -> None:
    """Late, a search answers with what it has: its first word."""
    found = hurried.search(Query("lamps moths knots threads"))
    assert found.notices == (LATE,)
    assert not found.complete
    assert {hit.item.title for hit in found.hits} == {"Moths and lamps"}


@pytest.mark.parametrize(
    "text", ["moths OR knots OR threads", "-(moths knots threads)", '"moths" -lamps', "mohts"]
)
def test_any_search_may_be_late(hurried: Index, text: str) -> None:
    """Alternatives, exclusions, phrases and corrections that take too long make no error."""
    assert not hurried.search(Query(text)).complete


def test_a_search_in_time_is_complete(index: Index) -> None:
    """Where the clock stands still, nothing is left out."""
    assert index.search(Query("moths lamps")).complete


def test_a_deadline_remembers_that_it_was_missed() -> None:
    """Once something was left out, nothing more is begun."""
    seconds = iter([0.0, SECONDS, SECONDS + 1.0, 0.0])
    deadline = starting(lambda: next(seconds))
    assert deadline.kept()
    assert not deadline.kept()
    assert not deadline.kept()
    assert deadline.notices() == (LATE,)
    assert not Deadline(lambda: 0.0, 1.0).notices()
