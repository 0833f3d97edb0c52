"""Stories over time, subjects and their company, and which editions there are: counted exactly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec import structs
from msgspec.structs import replace

from archive.model import Issue, Publication, Reading
from index import activity
from index.build import build_from
from index.query import Query
from index.results import GRAINS, Activity, Index
from index.whoosh_index import open_index
from tests.index.conftest import issue, item

QUERIES = tuple(
    Query(text, as_typed=True)
    for text in (
        "silkworm",
        '"weave attention"',
        "tag:moths",
        "silkworm OR knots -loom",
        "dataset",
        "nonesuch",
    )
)


def narrowed(query: Query, counted: Activity, place: int) -> Query:
    """The search for what a step counts."""
    step = counted.steps[place]
    if counted.by == "issue":
        return replace(query, filters={"issue": step.editions})
    return query.at(step.value)


@pytest.mark.parametrize("by", GRAINS)
def test_each_count_is_what_a_search_in_that_time_finds(index: Index, by: str) -> None:
    """Searching for the same in an issue, a month or a year gives as many results as were counted there."""
    counted = index.activity(QUERIES, by)
    assert counted.by == by
    assert len(counted.counts) == len(QUERIES)
    for query, counts in zip(QUERIES, counted.counts, strict=True):
        for place, count in enumerate(counts):
            assert index.search(narrowed(query, counted, place)).total == count


@pytest.mark.parametrize("by", GRAINS)
def test_a_step_knows_all_of_its_stories(index: Index, by: str) -> None:
    """The stories of a step are those that a search for nothing in particular finds there."""
    counted = index.activity([Query()], by)
    assert tuple(step.stories for step in counted.steps) == counted.counts[0]
    for place, step in enumerate(counted.steps):
        assert index.search(narrowed(Query(), counted, place)).total == step.stories


def test_issues_are_counted_with_their_translations(index: Index) -> None:
    """An issue is one step, oldest first, named by its edition in the main language."""
    counted = index.activity([Query("silkworm", as_typed=True)], "issue")
    assert [(step.value, step.label) for step in counted.steps] == [
        ("lab/1", "#1"),
        ("lab/2", "#2"),
        ("lab/3", "#3"),
    ]
    assert counted.steps[0].editions == ("lab/1", "lab/1.fr")
    assert counted.counts == ((2, 0, 1),)


def test_time_has_no_gaps(index: Index) -> None:
    """Months without an issue are steps with no story."""
    steps = index.activity([], "month").steps
    assert (steps[0].value, steps[-1].value, len(steps)) == ("2020-01", "2021-03", 15)
    assert [step.value for step in steps if step.stories] == ["2020-01", "2020-02", "2021-03"]


def test_spelling_is_not_corrected(index: Index) -> None:
    """What nothing has as typed is counted as nothing, though a search would correct it."""
    assert index.search(Query("silkwrm")).total
    assert not any(index.activity([Query("silkwrm")]).counts[0])


def letter(number: int, day: date | None, title: str) -> Issue:
    name = f"many/{number}"
    sections = {"research": [item(name, "research", title, "A text.")]}
    return structs.replace(issue(name, number, date(2000, 1, 1), sections), date=day)


Opener = Callable[[list[Issue]], Index]


@pytest.fixture
def opened(tmp_path: Path, request: pytest.FixtureRequest) -> Opener:
    """Indexes issues of a publication and opens that."""

    def opened(issues: list[Issue]) -> Index:
        build_from([Reading(Publication("many", "Many", "en"), tuple(issues), ())], "Many", tmp_path)
        index = open_index(tmp_path)
        request.addfinalizer(index.close)
        return index

    return opened


def test_a_long_run_of_issues_is_shown_by_years(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """Issues are not offered one by one where there are too many to tell apart."""
    monkeypatch.setitem(activity.MOST_STEPS, "issue", 20)
    begin = date(2015, 1, 1)
    index = opened([letter(number, begin + timedelta(60 * number), "Weekly") for number in range(1, 31)])
    counted = index.activity([Query("weekly")], "issue")
    assert (counted.by, counted.offered) == ("year", ("month", "year"))
    assert sum(counted.counts[0]) == 30


def test_issues_without_a_date_are_counted_one_by_one(opened: Opener) -> None:
    """Where no issue has a date there are no months and years, and issues follow their numbers."""
    counted = opened([letter(number, None, "Undated") for number in (2, 1)]).activity([Query("undated")])
    assert (counted.by, counted.offered) == ("issue", ("issue",))
    assert [step.label for step in counted.steps] == ["#1", "#2"]
    assert counted.counts == ((1, 1),)


def test_an_empty_archive_has_no_time(opened: Opener) -> None:
    """Nothing to count over is said by no grain at all."""
    counted = opened([]).activity([Query("anything")])
    assert (counted.offered, counted.steps, counted.counts) == ((), (), ((),))


def test_a_subject_knows_how_much_there_is_of_it(index: Index) -> None:
    """A section has its stories, the issues that have them, and the days of the first and the last."""
    found = index.subject("section", "research")
    assert found is not None
    assert (found.label, found.stories, found.issues) == ("Research", 4, 2)
    assert (found.first, found.last) == (date(2020, 1, 5), date(2020, 2, 5))


def test_a_subject_is_found_however_it_is_written(index: Index) -> None:
    """Case and punctuation make no difference; what no item has is no subject."""
    found = index.subject("section", "Tools and Data")
    assert found is not None
    assert found.value == "tools-and-data"
    assert index.subject("tag", "nonesuch") is None
    assert index.subject("tag", "") is None


@pytest.mark.parametrize(
    ("facet", "value"), [("section", "research"), ("tag", "moths"), ("site", "github.com")]
)
def test_company_is_counted_like_results(index: Index, facet: str, value: str) -> None:
    """As many stories as are named have both values, and there are more of them than by chance."""
    found = index.subject(facet, value)
    assert found is not None
    whole = index.search(Query()).total
    named = [(other, count) for other, counts in found.company.items() for count in counts]
    assert named
    for other, count in named:
        assert (other, count.value) != (facet, value)
        both = index.search(Query(filters={facet: (value,), other: (count.value,)})).total
        alone = index.search(Query(filters={other: (count.value,)})).total
        assert count.count == both > alone * found.stories / whole


def test_what_everything_has_is_no_company(index: Index) -> None:
    """A tag of all items goes with nothing in particular."""
    found = index.subject("tag", "letter")
    assert found is not None
    assert not any(found.company.values())
    research = index.subject("section", "research")
    assert research is not None
    assert "letter" not in [count.value for count in research.company["tag"]]


def test_coverage_names_every_edition(index: Index) -> None:
    """Each issue has its editions by language, with the stories that the original and they share."""
    (table,) = index.coverage()
    assert table.languages == ("en", "fr", "zh")
    assert [row.original.id for row in table.issues] == ["lab/3", "lab/2", "lab/1"]
    shared = [{name: each.shared for name, each in row.editions.items()} for row in table.issues]
    assert shared == [{"en": 1, "zh": 1}, {"en": 2}, {"en": 4, "fr": 1}]
    assert [row.stories for row in table.issues] == [1, 2, 4]


def test_one_language_needs_no_coverage(opened: Opener) -> None:
    """A publication in one language has no table."""
    assert opened([letter(1, date(2020, 1, 1), "Alone")]).coverage() == ()
