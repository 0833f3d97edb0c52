from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import pytest
from flask import Flask
from msgspec.structs import replace

from index.query import Query
from index.results import FacetCount, Results, TypedFilter
from web.applied import applied, cleared, ways_out

QUERY = Query(
    "lamps tag:oil -site:a.example", {"section": ("news", "-art")}, "newest", page=3, during="2024-02"
)
FOUND = Results(
    QUERY,
    (),
    5,
    MappingProxyType(
        {
            "section": (
                FacetCount("news", "News", 5, chosen=True),
                FacetCount("art", "Art", 0, excluded=True),
            ),
            "tag": (FacetCount("oil", "Oil", 5), FacetCount("wax", "Wax", 0)),
        }
    ),
    filters=(
        TypedFilter("tag", "Oil", "tag:oil", False, replace(QUERY, text="lamps -site:a.example", page=1)),
        TypedFilter(
            "site", "a.example", "-site:a.example", True, replace(QUERY, text="lamps tag:oil", page=1)
        ),
    ),
)


@pytest.fixture(autouse=True)
def in_english(app: Flask) -> Iterator[None]:
    """What filters are called, and how dates are written, depends on the language of a page."""
    with app.test_request_context():
        yield


def test_every_filter_is_applied_however_it_was_chosen() -> None:
    """Ticked values, times and typed operators are all listed, with their meaning."""
    assert [(each.label, each.value, each.excluded) for each in applied(FOUND)] == [
        ("Section", "News", False),
        ("Section", "Art", True),
        ("Time", "February 2024", False),
        ("Tag", "Oil", False),
        ("Site", "a.example", True),
    ]


def test_taking_a_filter_away_keeps_the_others() -> None:
    """Each filter leads to the first page of the same search with all but that filter."""
    news, art, time, tag, _ = (each.without for each in applied(FOUND))
    assert news == replace(QUERY, filters={"section": ("-art",)}, page=1)
    assert art == replace(QUERY, filters={"section": ("news",)}, page=1)
    assert time == replace(QUERY, during="", page=1)
    assert tag.text == "lamps -site:a.example"


def test_clearing_leaves_the_words_and_their_order() -> None:
    """Without its filters a search is its words, sorted as before."""
    assert cleared(FOUND) == Query("lamps", sort="newest")


def test_an_operator_that_has_no_name_is_called_by_itself() -> None:
    """Labels are known for facets, times and links; another operator is shown as typed."""
    filters = tuple(
        TypedFilter(name, "x", f"{name}:x", False, Query())
        for name in ("language", "before", "arxiv", "title", "mood")
    )
    found = Results(Query("x"), (), 0, MappingProxyType({}), filters=filters)
    assert [each.label for each in applied(found)] == ["Language", "Before", "arXiv", "Title", "mood"]


def test_what_is_no_way_out_is_not_offered() -> None:
    """Of the filters, those are listed whose absence has results, with how many; at last, all of them."""
    query = Query("x", {"section": ("news", "art")}, during="2024")
    counts = (FacetCount("news", "News", 0, chosen=True), FacetCount("art", "Art", 0, chosen=True))
    nothing = Results(query, (), 0, MappingProxyType({"section": counts}))

    def search(asked: Query) -> Results:
        return Results(asked, (), 7 if not asked.during else 0, MappingProxyType({}))

    ways = ways_out(nothing, search)
    assert [(way.filter.value if way.filter else "", way.total) for way in ways] == [("2024", 7), ("", 7)]
    assert ways[-1].query == Query("x")
