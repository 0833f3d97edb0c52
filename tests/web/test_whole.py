"""What holds for every page: checked by walking from the home page along all links."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urldefrag, urlsplit

import pytest

if TYPE_CHECKING:
    from tests.web.conftest import Fetch, Page

MOST = 4000
"""Pages to walk at most. Searches beget searches without end, so only those near the start are walked."""
ENDLESS = ("/search", "/trends", "/trends.csv")
"""Pages that lead to ever more of their kind."""
STRAY = "/no/such/thing"


@pytest.fixture(scope="module", params=["instance", "bundled"])
def walked(request: pytest.FixtureRequest, fetch_from: Callable[[Path], Fetch]) -> dict[str, Page]:
    """All pages that one comes to from the home page, by address; searches from browsed pages only."""
    fetch = fetch_from(request.getfixturevalue(request.param))
    pages: dict[str, Page] = {}
    waiting = ["/", "/search?q=refomer", "/search?q=reformer&section=tools", STRAY]
    while waiting and len(pages) < MOST:
        address = waiting.pop()
        if address not in pages:
            pages[address] = fetch(address)
            waiting += [link for link in _ways(pages[address]) if link not in pages]
    assert len(pages) < MOST
    return pages


@pytest.fixture
def pages(walked: dict[str, Page]) -> list[Page]:
    """Those that are for people: without citations and tables to take away."""
    return [page for page in walked.values() if page.source]


def _ways(page: Page) -> set[str]:
    """The pages that a page leads to in its own language; of those that a search leads to, no further
    searches."""
    ways = {urldefrag(reference).url for reference in page.references()}
    return {
        way
        for way in ways
        if _is_page(way)
        and _language(way) == _language(page.address)
        and not (urlsplit(way).path in ENDLESS and _is_search(page.address))
    }


def _language(address: str) -> list[str]:
    return parse_qs(urlsplit(address).query).get("hl", [])


def _is_page(address: str) -> bool:
    return not urlsplit(address).path.startswith(("/static/", "/media/", "/favicon"))


def _is_search(address: str) -> bool:
    """Whether a page is one of results, or tells of something that there are searches for."""
    parts = urlsplit(address)
    return parts.path.startswith(("/search", "/sections/", "/tags/", "/authors/", "/sites/")) or (
        parts.path in ENDLESS and bool(parts.query)
    )


def test_no_link_is_broken(walked: dict[str, Page]) -> None:
    """Every page that a page leads to is there, and so is every anchor."""
    for page in walked.values():
        assert page.status == (404 if page.address == STRAY else 200)
        for reference in page.references():
            address, anchor = urldefrag(reference)
            if anchor and address in walked:
                assert anchor in walked[address].ids(), f"{page.address} leads to {reference}"


def test_every_page_is_well_made(pages: list[Page]) -> None:
    """A page has one main heading, a title of its own, no id twice, and no image without alt."""
    for page in pages:
        assert len(page.all("h1")) == 1, page.address
        assert len(page.all("main")) == 1, page.address
        assert page.text("title", within="head"), page.address
        assert not {name for name, count in page.ids().items() if count > 1}, page.address
        assert all("alt" in image.attributes for image in page.all("img")), page.address


def test_headings_leave_out_no_level(pages: list[Page]) -> None:
    """A heading is at most one level below the heading before it."""
    for page in pages:
        levels = [
            int(each.tag[1]) for each in page.elements if each.tag in ("h1", "h2", "h3", "h4", "h5", "h6")
        ]
        assert all(after <= before + 1 for before, after in pairwise(levels)), page.address


def test_every_field_has_a_label(pages: list[Page]) -> None:
    """Each visible form field lies in a label, has one that points to it, or says itself what it is."""
    for page in pages:
        pointed = {label.attributes.get("for") for label in page.all("label")}
        for field in page.all("input"):
            labelled = field.attributes.get("id") in pointed or field in page.all("input", within="label")
            named = labelled or field.attributes.get("aria-label")
            assert named or field.attributes["type"] == "hidden", page.address


def test_nothing_is_written_into_pages_that_the_policy_forbids(pages: list[Page]) -> None:
    """No page has inline scripts, inline styles or handlers, which its own policy would block."""
    for page in pages:
        assert not page.all("style"), page.address
        assert all(script.attributes.get("src") and not script.raw for script in page.all("script")), (
            page.address
        )
        for element in page.elements:
            assert not any(name == "style" or name.startswith("on") for name in element.attributes), (
                page.address
            )


def test_texts_say_their_language(pages: list[Page]) -> None:
    """Every item's text on a page says its language and direction, or what it stands in does."""
    texts = [element for page in pages for element in page.all(".prose")]
    assert texts
    for text in texts:
        around = [each for each in text.ancestors if each.tag not in ("html", "main")]
        assert any({"lang", "dir"} <= each.attributes.keys() for each in (text, *around))
