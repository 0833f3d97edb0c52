"""Pages about tags, sections, authors and sites, and the lists of all of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from index.language import Chosen, parse
from index.results import FacetCount
from web import subjects
from web.subjects import initial, initials, typed

if TYPE_CHECKING:
    from tests.web.conftest import Fetch

LISTS = ("/sections", "/tags", "/authors", "/sites")


@pytest.fixture
def fetch_bundled(bundled: Path, fetch_from: Callable[[Path], Fetch]) -> Fetch:
    return fetch_from(bundled)


def stories(text: str) -> int:
    """The number that an introduction begins with."""
    return int(text.split(maxsplit=1)[0])


def test_lists_lead_to_what_they_list(fetch: Fetch) -> None:
    """Each value of a list has a page that tells of as many stories as its count says."""
    for address in LISTS:
        page = fetch(address)
        ways, counts = page.addresses(within=".index-list"), page.all(".count", within=".index-list")
        assert ways
        for way, count in zip(ways, counts, strict=True):
            assert stories(fetch(way).text(".standfirst")) == int(count.text.split(maxsplit=1)[0])


def test_a_page_begins_with_the_facts(fetch: Fetch) -> None:
    """A section's page is headed by its name and says how much there is of it, and when."""
    page = fetch("/sections/research")
    assert page.text("h1") == "Research"
    assert page.text(".standfirst").startswith("14 stories in 2 issues, from January 2024 to February 2025.")
    assert fetch("/tags/memory").text(".standfirst").startswith("4 stories in 1 issue, in January 2024.")


def test_what_is_not_there_is_not_found(fetch: Fetch) -> None:
    """A value that no item has is no page, and neither is one to be left out."""
    for address in ("/sections/no-such-section", "/sections/-notes", "/sites/nowhere.example", "/tags/%00"):
        assert fetch(address).status == 404


def test_the_latest_stories_come_first(fetch: Fetch) -> None:
    """A page shows a few stories, the newest first, and leads to all of them."""
    page = fetch("/authors/iris")
    assert len(page.results) == subjects.LATEST
    assert page.results[0].startswith("/lamp/2/")
    (every,) = page.addresses(within=".latest")[:1]
    assert fetch(every).total == stories(page.text(".standfirst"))


def test_numbers_lead_to_the_stories_with_both(fetch_bundled: Fetch) -> None:
    """Beside each value that goes with a tag stands how many stories have both, and a way to them."""
    page = fetch_bundled(fetch_bundled("/tags?sort=count").addresses(within=".index-list")[2])
    ways = [element for element in page.all("a", within=".company") if "count" in element.classes]
    assert ways
    for way in ways:
        assert fetch_bundled(way.attributes["href"]).total == stories(way.text)


def test_a_section_can_be_searched_within(fetch: Fetch) -> None:
    """The box on a section's page asks for that section's items only."""
    page = fetch("/sections/notes")
    fields = {
        field.attributes["name"]: field.attributes.get("value") for field in page.all("input", within="main")
    }
    assert fields == {"section": "notes", "q": None}
    (form,) = page.all("form", within="main")
    assert fetch(f"{form.attributes['action']}?section=notes&q=reformer").results == [
        "/lamp/2/the-reformer-again"
    ]


def test_another_spelling_leads_to_the_page(client: FlaskClient) -> None:
    """Case makes no second page, and topics are tags."""
    for address, target in (
        ("/tags/Memory", "/tags/memory"),
        ("/topics/memory", "/tags/memory"),
        ("/topics", "/tags"),
    ):
        answer = client.get(address)
        assert (answer.status_code, answer.location) == (301, target)


def test_a_page_leads_to_trends(fetch: Fetch) -> None:
    """From a page with a course over time one comes to its trend, beside what it goes with."""
    ways = fetch("/sections/research").addresses(within=".section-head")
    (way,) = (each for each in ways if urlsplit(each).path == "/trends")
    assert parse_qs(urlsplit(way).query)["q"][0] == "section:research"
    assert fetch(way).status == 200


def test_an_item_leads_to_its_subjects(fetch: Fetch) -> None:
    """An item's page leads to the pages of its section, authors, tags and of the sites that it links to."""
    ways = set(fetch("/lamp/1/a-look-into-the-reformer").addresses())
    assert {"/sections/research", "/authors/iris", "/tags/memory", "/sites/arxiv.org"} <= ways


def test_a_list_is_narrowed_by_name(fetch_bundled: Fetch) -> None:
    """A form finds values by a part of their name, and says so where there is none."""
    every = fetch_bundled("/sites").addresses(within=".index-list")
    found = fetch_bundled("/sites?find=GITHUB").addresses(within=".index-list")
    assert set(found) == {way for way in every if "github" in way}
    page = fetch_bundled("/sites?find=%3Cb%3Enothing")
    assert "<b>nothing" in page.text(".empty")
    assert page.addresses(within=".empty") == ["/sites"]


def test_a_list_is_ordered_by_name_or_by_count(fetch_bundled: Fetch) -> None:
    """Both orders list the same; one is the alphabet's, the other falls."""
    by_name, by_count = (fetch_bundled(f"/tags{order}") for order in ("", "?sort=count"))
    names = [label.text for label in by_name.all("bdi", within=".index-list")]
    assert names == sorted(names, key=lambda name: (not name[0].isalpha(), name.casefold()))
    counts = [int(count.text.split(maxsplit=1)[0]) for count in by_count.all(".count", within=".index-list")]
    assert counts == sorted(counts, reverse=True)
    assert set(by_name.addresses(within=".index-list")) == set(by_count.addresses(within=".index-list"))


def test_letters_lead_to_their_part_of_the_list(fetch_bundled: Fetch) -> None:
    """A long list has an anchor for each letter that something begins with."""
    page = fetch_bundled("/tags")
    anchors = [way.removeprefix("#") for way in page.addresses(within=".letters")]
    assert len(anchors) == len(page.all("h2", within="main"))
    assert set(anchors) <= page.ids().keys()


def test_a_very_long_list_has_a_page_for_each_letter(
    bundled: Path, fetch_from: Callable[[Path], Fetch], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not fit on one page is found by its letter; the page says how much it leaves out."""
    every = set(fetch_from(bundled)("/tags").addresses(within=".index-list"))
    monkeypatch.setattr(subjects, "MOST_LISTED", 40)
    fetch = fetch_from(bundled)
    page = fetch("/tags")
    assert len(page.addresses(within=".index-list")) == 40
    assert str(len(every) - 40) in page.text(".hint")
    lettered = [
        way
        for each in page.addresses(within=".letters")
        for way in fetch(each).addresses(within=".index-list")
    ]
    assert len(lettered) == len(set(lettered))
    assert set(lettered) <= every
    assert len(every - set(lettered)) <= 3


def test_initials_follow_any_script() -> None:
    """Letters of any alphabet part a list, without accents and capitals; signs and ideographs come last."""
    assert [initial(label) for label in ("élan", "Zebra", "обзор", "عربي", "3D", "中文", "")] == [
        "E",
        "Z",
        "О",
        "ع",
        "",
        "",
        "",
    ]
    values = [
        FacetCount(f"{letter}{number}", f"{letter}{number}", 1) for letter in "9ba" for number in range(12)
    ]
    assert [(group.letter, len(group.values)) for group in initials(values)] == [
        ("A", 12),
        ("B", 12),
        ("", 12),
    ]
    assert [group.letter for group in initials(values[:5])] == [""]
    assert initials([]) == ()


@pytest.mark.parametrize(
    "value", ["audio", "question-answering", "distill.pub", "two words", "c++", "(odd) OR", "日本語"]
)
def test_a_value_can_be_typed(value: str) -> None:
    """What stands for a value in the search box is read as that value."""
    assert parse(typed("tag", value)).clauses == (Chosen("tag", value),)
    assert parse(typed("language", value)).clauses == (Chosen("language", value),)
