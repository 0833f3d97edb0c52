from __future__ import annotations

from datetime import date
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from index.query import Query
from index.results import FacetCount, IssueCard, IssueSection, Mention, Results, Timeline
from web.listing import (
    MOST_FEATURED,
    SHOWN,
    UNFOLDED,
    by_issue,
    by_year,
    facet_choices,
    holding,
    placed,
    unfolded,
)


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


def test_a_list_is_searched_by_name_and_keeps_what_is_chosen() -> None:
    """A value is found by any part of its name, accents or not; a chosen one stays in the list."""
    values = (FacetCount("é", "Élan vital", 1), FacetCount("b", "Brio", 1), FacetCount("c", "Chic", 1, True))
    assert [value.value for value in holding(values, "elan")] == ["é", "c"]
    assert holding(values, "") == values


def test_a_section_lies_below_the_one_that_it_belongs_to() -> None:
    """Headings go one level down under a section that is shown; a heading without one is named above."""
    sections = [
        IssueSection("", "", (), ()),
        IssueSection("news", "News", ("News",), ()),
        IssueSection("local", "Local", ("News", "Local"), ()),
        IssueSection("", "Street", ("News", "Local", "Street"), ()),
        IssueSection("art", "Art", ("Culture", "Art"), ()),
    ]
    found = placed(sections)
    assert [(each.level, each.item_level, each.above) for each in found] == [
        (2, 2, ()),
        (2, 3, ()),
        (3, 4, ()),
        (4, 5, ()),
        (2, 3, ("Culture",)),
    ]
    assert len({each.anchor for each in found}) == len(found)


def test_headings_have_six_levels() -> None:
    """However deep sections lie, their items' titles are headings that HTML has."""
    path = tuple("abcdefgh")
    sections = [IssueSection(name, name, path[: depth + 1], ()) for depth, name in enumerate(path)]
    assert max(each.item_level for each in placed(sections)) == 6


def mention(id: str, because: str, *shared: str) -> Mention:
    return Mention(id, id, card("a/1"), because, shared)


def test_a_short_timeline_is_all_in_sight() -> None:
    """Up to so many entries nothing is folded."""
    few = Timeline((mention("x", "name", "Lamp"),), (mention("y", "link", "a.example"),))
    assert unfolded(few) == (few, ())


def test_a_long_timeline_shows_what_says_most() -> None:
    """Of many entries, those that share a link or a rare name are in sight, and no name is shown in part."""
    link, rare = mention("y", "link", "a.example"), mention("z", "name", "Lamp", "Astrolabe")
    common = tuple(mention(str(number), "name", "Lamp") for number in range(MOST_FEATURED))
    assert unfolded(Timeline((*common, rare), (link,))) == (Timeline((rare,), (link,)), common)
