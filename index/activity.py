"""How many stories there are of something over time: by issues, months or years.

Like a search: a story counts wherever one of its editions does, so each count is what searching for the same
in that issue, month or year finds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index import dates
from index.codec.flatfile import Array
from index.collection import Collection
from index.pages import age, by_issue
from index.results import GRAINS, Activity, Grain, IssueCard, Step

MOST_STEPS = {"issue": 120, "month": 240, "year": 1000}
"""What can still be told apart, and shown, on one page."""
MOST_ISSUES = 40
"""Issues that are shown one by one unless something else is asked for."""
LEAST_STEPS = 3
"""Months or years that show a course; fewer are shown by what is finer."""


@dataclass(frozen=True, slots=True)
class _Course:
    """Steps of time, and the place among them of each document, -1 where it has none."""

    steps: tuple[Step, ...]
    places: Array


def activity(
    collection: Collection,
    found: Sequence[Array],
    cards: Sequence[IssueCard],
    label: Callable[[str], str],
    by: str = "",
) -> Activity:
    """Count the documents that each search ``found`` over the grain ``by``, or the one that suits the archive
    best.

    ``cards`` are all editions; ``label`` names one.
    """
    courses: dict[Grain, _Course] = {"issue": _issues(collection, cards, label), **_times(collection)}
    offered = tuple(grain for grain in GRAINS if 0 < len(courses[grain].steps) <= MOST_STEPS[grain])
    if not offered:
        return Activity("issue", (), (), tuple(() for _ in found))
    chosen = next((grain for grain in offered if grain == by), _best(courses, offered))
    course = courses[chosen]
    totals = _counts(collection, course, collection.every)
    steps = tuple(replace(step, stories=total) for step, total in zip(course.steps, totals, strict=True))
    return Activity(chosen, offered, steps, tuple(_counts(collection, course, row) for row in found))


def _best(courses: dict[Grain, _Course], offered: Sequence[Grain]) -> Grain:
    if "issue" in offered and len(courses["issue"].steps) <= MOST_ISSUES:
        return "issue"
    coarse = [grain for grain in reversed(offered) if grain != "issue"]
    telling = [grain for grain in coarse if len(courses[grain].steps) >= LEAST_STEPS]
    return (*telling, *coarse, *offered)[0]


def _counts(collection: Collection, course: _Course, found: Array) -> tuple[int, ...]:
    """The stories at each step; a story once at each."""
    size = len(course.steps)
    docs = found[course.places[found] >= 0]
    pairs = np.unique(collection.stories[docs] * size + course.places[docs]) % size
    return tuple(np.bincount(pairs, minlength=size).tolist())


def _issues(collection: Collection, cards: Sequence[IssueCard], label: Callable[[str], str]) -> _Course:
    """Every issue by itself, the oldest first, its editions taken together."""
    ordered = sorted(by_issue(cards), key=lambda editions: age(editions[0]))
    column = collection.columns["issue"]
    place_of = np.full(len(column.values) + 1, -1)
    for place, editions in enumerate(ordered):
        for card in editions:
            if card.id in column.codes:
                place_of[column.codes[card.id]] = place
    steps = (
        Step(
            value=editions[0].id,
            label=label(editions[0].id),
            day=editions[0].date,
            editions=tuple(card.id for card in editions),
        )
        for editions in ordered
    )
    # The last place stands for documents without an issue, whose code is -1.
    return _Course(tuple(steps), place_of[column.firsts()])


def _times(collection: Collection) -> dict[Grain, _Course]:
    """All months and all years from the archive's first to its last."""
    dated = collection.items & (collection.when > 0)
    months: list[str] = []
    if dated.any():
        days = collection.when[dated]
        months = list(dates.months(*(dates.month(int(day)) for day in (days.min(), days.max()))))
    years = list(dict.fromkeys(month[:4] for month in months))
    return {
        "month": _calendar(collection, dated, months),
        "year": _calendar(collection, dated, years),
    }


def _calendar(collection: Collection, dated: Array, values: Sequence[str]) -> _Course:
    begins = [period.first for value in values if (period := dates.period(value))]
    places = np.searchsorted(begins, collection.when, side="right") - 1
    return _Course(tuple(Step(value=value) for value in values), np.where(dated, places, -1))
