"""What a search page says about itself: filters, reasons, time, and how to search."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient

if TYPE_CHECKING:
    from tests.web.conftest import Fetch, Page


@pytest.fixture(scope="module")
def fetch_bundled(bundled: Path, fetch_from: Callable[[Path], Fetch]) -> Fetch:
    """Gets a page of the bundled issues."""
    return fetch_from(bundled)


def times(page: Page) -> dict[str, int]:
    """Address and count of each row of the table over time."""
    ways = page.addresses(within="table")
    return dict(zip(ways, (int(cell.text) for cell in page.all("td")), strict=True))


def test_operators_become_chips_that_take_them_away(fetch: Fetch) -> None:
    """An operator in the box is an applied filter; removing it leaves the other words in the box."""
    page = fetch("/search?q=reformer+section:notes+-tag:memory")
    chips = page.all(".chip", within=".chips")
    assert [chip.text.removesuffix(" ×") for chip in chips] == [
        "Remove the filter Section: Notes",
        "Remove the filter Not Tag: memory",
    ]
    left = [parse_qs(urlsplit(chip.attributes["href"]).query)["q"] for chip in chips]
    assert left == [["reformer -tag:memory"], ["reformer section:notes"]]


def test_all_filters_can_be_cleared_at_once(fetch: Fetch) -> None:
    """One link leaves the words alone, whatever was typed, ticked and chosen of time."""
    page = fetch("/search?q=lantern+section:research&year=2025&during=2025-02")
    assert page.total == 12
    (link,) = page.addresses(".clear")
    assert link == "/search?q=lantern"


def test_what_is_typed_ticked_or_written_in_the_address_means_the_same(fetch: Fetch) -> None:
    """A section in the box, as a box and as its own page gives the same results."""
    found = [
        fetch(address).results
        for address in (
            "/search?q=reformer+section:notes",
            "/search?q=reformer&section=notes",
            "/sections/notes?q=reformer",
        )
    ]
    assert found[0] == found[1] == found[2] == ["/lamp/2/the-reformer-again"]


@pytest.mark.parametrize("address", ["/search", "/search?q=reformer", "/search?q=reformer&section=notes"])
def test_a_bar_says_what_choosing_its_time_gives(fetch: Fetch, address: str) -> None:
    """Each time in the table over the results has as many results as it says, and keeps the other filters."""
    page = fetch(address)
    for way, count in times(page).items():
        assert fetch(way).total == count
    if times(page):
        assert sum(times(page).values()) == page.total


def test_bars_and_table_say_the_same(fetch_bundled: Fetch) -> None:
    """The bars lead where the table leads, and are left out of the way of keyboards and screen readers."""
    page = fetch_bundled("/search?q=reformer")
    bars = [link for link in page.all("a", within="svg") if "2" in link.attributes["href"]]
    assert set(times(page)) <= {bar.attributes["href"] for bar in bars}
    assert {bar.attributes["tabindex"] for bar in bars} == {"-1"}
    (outer, _) = page.all("svg")
    assert outer.attributes["aria-hidden"] == "true"


def test_a_chosen_time_is_a_filter_that_stays(fetch: Fetch) -> None:
    """A time is a chip, is kept by the form, and its bar leads back to all times."""
    page = fetch("/search?q=reformer&during=2024-01")
    assert page.results == ["/lamp/1/a-look-into-the-reformer"]
    assert page.addresses(within=".chips") == ["/search?q=reformer"]
    kept = [field.attributes for field in page.all("input") if field.attributes.get("type") == "hidden"]
    assert [(field["name"], field["value"]) for field in kept] == [("during", "2024-01")]
    assert "/search?q=reformer" in times(page)


def test_a_result_says_why_it_is_one(fetch: Fetch) -> None:
    """Each word of a search is explained, with where it was found, or named as missing."""
    page = fetch("/search?q=letters+reformer+lanterns")
    reasons = {way: why.text for way, why in zip(page.results, page.all(".why"), strict=True)}
    again = reasons["/lamp/2/the-reformer-again"]
    assert "“" not in again, "quotes come from the style sheet"
    assert "Why this result?" in again
    assert "reformer is in the title" in again
    assert "lanterns is in a tag; in the text" in again
    assert "lanterns is not in it" in reasons["/lamp/1/a-look-into-the-reformer"]


def test_a_search_without_words_needs_no_reasons(fetch: Fetch) -> None:
    """Where nothing was searched for, no result is explained."""
    assert not fetch("/search?section=research").all(".why")


def test_a_correction_can_be_undone(fetch: Fetch) -> None:
    """The link to what was typed leads to a search that corrects nothing."""
    page = fetch("/search?q=refomer")
    (typed,) = page.addresses(within=".notice")
    assert "as_typed=1" in typed
    exact = fetch(typed)
    assert "refomer" in exact.text("h1")
    assert not exact.all(".notice")


def test_a_bound_that_was_hit_is_said(fetch: Fetch) -> None:
    """A text that is too long is searched in part, and the page says so."""
    assert fetch("/search?q=" + "lamp+" * 300).all(".notice")


def test_every_example_of_the_help_finds_what_it_says(fetch: Fetch, fetch_bundled: Fetch) -> None:
    """Each example on the help page leads to as many results as stand beside it."""
    for get, least in ((fetch, 8), (fetch_bundled, 18)):
        page = get("/help")
        ways = page.addresses(within=".examples-list")
        counts = [int(count.text) for count in page.all(".count", within=".examples-list")]
        assert len(ways) >= least
        for way, count in zip(ways, counts, strict=True):
            assert count > 0
            assert get(way).total == count


def test_all_values_of_a_facet_can_be_listed_searched_and_chosen(fetch: Fetch) -> None:
    """The list of values has every value with its count; it can be searched, and keeps the search."""
    page = fetch("/search/tag?q=reformer&section=notes&page=2")
    boxes = {box.attributes["value"] for box in page.all("input") if box.attributes["type"] == "checkbox"}
    assert boxes == {"lamp", "lanterns"}
    hidden = {
        (box.attributes["name"], box.attributes["value"])
        for box in page.all("input", within=".values")
        if box.attributes["type"] == "hidden"
    }
    assert hidden == {("q", "reformer"), ("section", "notes")}
    found = fetch("/search/tag?q=reformer&within=LANT")
    assert [label.text for label in found.all(".facet-label")] == ["lanterns"]
    assert fetch("/search/tag?within=zzz").all(".empty")
    assert fetch("/search/nonsense").status == 404


def test_a_list_of_values_keeps_what_was_left_out(fetch: Fetch) -> None:
    """What a search excludes stays excluded when values are chosen from the list."""
    page = fetch("/search/section?section=-tools")
    kept = [box.attributes["value"] for box in page.all("input", within=".values")]
    assert "-tools" in kept


def test_a_story_has_a_timeline(fetch: Fetch) -> None:
    """An item leads to where its subject was featured later, and that one back."""
    first, later = "/lamp/1/a-look-into-the-reformer", "/lamp/2/the-reformer-again"
    assert later in fetch(first).addresses(within=".around")
    assert first in fetch(later).addresses(within=".around")


def test_the_browsers_language_decides_which_edition_is_shown(client: FlaskClient) -> None:
    """A story is shown in the language that the browser prefers, and caches are told that it matters."""
    address = "/search?q=Reformer&issue=lamp/2&issue=lamp/2.ar"
    arabic, english = "lamp/2.ar/عودة-reformer", "lamp/2/the-reformer-again"
    for language, shown in (("ar,en;q=0.5", arabic), ("en", english), ("ar;q=0", english)):
        response = client.get(address, headers={"Accept-Language": language})
        assert f'class="result-title"><a href="/{quote(shown)}"' in response.text
        assert "Accept-Language" in response.vary


def test_suggestions_for_the_box_have_no_address(client: FlaskClient) -> None:
    """Completing an operator gives texts for the box; what is not a text leads somewhere."""
    for typed in ("sec", "section:", "section:re", "reformer", "lantern"):
        for found in client.get("/suggest", query_string={"q": typed}).get_json():
            assert bool(found["address"]) == (found["kind"] not in ("text", "operator"))
            if found["address"]:
                assert client.get(found["address"]).status_code == 200
