from __future__ import annotations

from datetime import date
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from index.query import Query
from index.results import FacetCount, IssueCard, Results
from web.listing import SHOWN, UNFOLDED, by_issue, by_year, chosen_values, facet_choices


def card(id: str, year: int | None = 2024) -> IssueCard:
    written = date(year, 1, 1) if year else None
    language = id.partition(".")[2] or "en"
    return IssueCard(id, "a", "A", None, written, language, id, (), (), "", "", 1, f"{id}.md")


def results(total: int = 10, **facets: tuple[FacetCount, ...]) -> Results:
    return Results(Query(), (), total, MappingProxyType(facets))


def test_editions_of_an_issue_are_one_entry() -> None:
    """Editions come together under the one in the main language, in the order of the issues."""
    listed = by_issue([card("a/2.fr"), card("a/2"), card("a/1"), card("b/2.ar"), card("a/2.ar")])
    assert [(issue.card.id, [other.id for other in issue.others]) for issue in listed] == [
        ("a/2", ["a/2.ar", "a/2.fr"]),
        ("a/1", []),
        ("b/2.ar", []),
    ]


def test_issues_without_a_date_have_a_group_of_their_own() -> None:
    """Issues are grouped by year in the order given; those without a date have no year."""
    grouped = by_year(by_issue([card("a/3", 2025), card("a/2"), card("a/1"), card("a/x", None)]))
    assert [(year, len(issues)) for year, issues in grouped] == [("2025", 1), ("2024", 2), ("", 1)]


def test_a_facet_without_a_choice_is_left_out() -> None:
    """A single value that all results have is no choice, unless it is chosen."""
    only = (FacetCount("nlp", "NLP", 10),)
    assert not facet_choices(results(publication=only))
    assert facet_choices(results(publication=(FacetCount("nlp", "NLP", 4),)))
    assert facet_choices(results(publication=(FacetCount("nlp", "NLP", 10, chosen=True),)))


def test_years_are_listed_by_date() -> None:
    """Years come newest first whatever their counts."""
    values = tuple(FacetCount(year, year, count) for year, count in (("2020", 9), ("2022", 5), ("2021", 1)))
    (choice,) = facet_choices(results(20, year=values))
    assert [value.value for value in choice.shown] == ["2022", "2021", "2020"]


@given(st.integers(0, 100), st.sets(st.integers(0, 99), max_size=5))
def test_every_value_is_shown_folded_or_counted(count: int, chosen: set[int]) -> None:
    """No value of a facet gets lost, and the chosen ones are in sight."""
    values = tuple(FacetCount(str(n), str(n), 1, chosen=n in chosen) for n in range(count))
    for choice in facet_choices(results(200, tag=values)):
        assert len(choice.shown) <= SHOWN
        assert len(choice.shown) + len(choice.folded) <= UNFOLDED
        assert len(choice.shown) + len(choice.folded) + choice.left_out == count
        assert {value.value for value in choice.shown if value.chosen} == {
            str(n) for n in chosen if n < count
        }


def test_applied_filters_are_those_chosen_and_those_left_out() -> None:
    """The applied filters are listed in the order of the facets, exclusions too."""
    found = results(
        year=(FacetCount("2020", "2020", 1, chosen=True),),
        tag=(FacetCount("a", "A", 1), FacetCount("b", "B", 0, excluded=True)),
    )
    assert [(facet.name, value.value) for facet, value in chosen_values(found)] == [
        ("tag", "b"),
        ("year", "2020"),
    ]
