"""What a reader does, in a real browser against a real server, over the bundled issues."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PHONE = {"width": 320, "height": 640}


def box(page: Page) -> Locator:
    return page.get_by_label("Search the archive")


def search(page: Page, text: str) -> None:
    box(page).fill(text)
    box(page).press("Enter")
    expect(page).to_have_url(re.compile(rf"/search\?q={text}"))


def first_section(page: Page) -> tuple[str, int]:
    """The name of the first section that results can be narrowed to, and its count."""
    row = page.get_by_role("group", name="Section").get_by_role("listitem").first
    return row.locator(".facet-label").inner_text(), int(row.locator(".count").inner_text())


def heading_count(page: Page) -> int:
    return int(re.findall(r"\d+", page.get_by_role("heading", level=1).inner_text())[0])


def test_a_reader_finds_narrows_opens_and_copies(visit: Visit) -> None:
    """From the home page: search, tick a section, open the item, copy its link, and open that again."""
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    search(page, "Reformer")
    found = heading_count(page)
    section, count = first_section(page)
    page.get_by_role("checkbox", name=section).check()
    expect(page).to_have_url(re.compile("section="))
    assert heading_count(page) == count <= found
    expect(page.get_by_role("checkbox", name=section)).to_be_checked()
    result = page.locator(".result-title a").first
    title = result.inner_text()
    result.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("link", name="Copy link").click()
    expect(page.get_by_role("status")).to_have_text("Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url
    again = visit(copied)
    expect(again.get_by_role("heading", level=1)).to_have_text(title)


def test_it_all_works_without_scripts(visit: Visit) -> None:
    """Without JavaScript: search, tick and apply, open the item, follow its permanent link."""
    page = visit(java_script_enabled=False)
    search(page, "Reformer")
    section, count = first_section(page)
    page.get_by_role("checkbox", name=section).check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile("section="))
    assert heading_count(page) == count
    page.locator(".result-title a").first.click()
    page.get_by_role("link", name="Permanent link").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/search?q=Reformer",
        "/search/tag?q=model",
        "/help",
        "/issues",
        "/sections",
        "/nothing/here/at/all",
    ],
)
def test_a_phone_never_scrolls_sideways(visit: Visit, address: str) -> None:
    """At 320 pixels no page is wider than the screen; nor are the issues and items that it leads to."""
    page = visit(address, viewport=PHONE)
    assert not _too_wide(page)
    for selector in (".issue-card h3 a", ".result-title a"):
        for way in [link.get_attribute("href") or "" for link in page.locator(selector).all()[:3]]:
            page.goto(way)
            assert not _too_wide(page), way
            page.go_back()


def _too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_filters_are_a_sheet_on_a_phone(visit: Visit) -> None:
    """On a phone the filters open when asked for; where there is room they are simply there."""
    box = visit("/search?q=Reformer", viewport=PHONE).get_by_role("checkbox").first
    expect(box).not_to_be_visible()
    box.page.get_by_role("button", name="Filters").click()
    expect(box).to_be_visible()
    expect(visit("/search?q=Reformer").get_by_role("checkbox").first).to_be_visible()


def test_targets_are_large_enough_for_a_finger(visit: Visit) -> None:
    """On a phone, everything to tap outside of running text is at least 24 pixels high."""
    page = visit("/search?q=Reformer", viewport=PHONE)
    page.get_by_role("button", name="Filters").click()
    heights = page.evaluate(
        """() => [...document.querySelectorAll(
            ".menu a, .brand, .search-box button, .facet-row label, .exclude, .sorts a, .badge, summary"
        )].map((each) => each.getBoundingClientRect().height).filter((height) => height && height < 24)"""
    )
    assert heights == []


def test_dark_is_dark(visit: Visit) -> None:
    """Who prefers dark gets light text on a dark page."""
    for scheme, dark in (("dark", True), ("light", False)):
        page = visit("/", color_scheme=scheme)
        ground, ink = page.evaluate(
            "() => { const style = getComputedStyle(document.documentElement);"
            " return [style.backgroundColor, style.color].map((each) =>"
            " each.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0)); }"
        )
        assert (ground < ink) is dark
        assert abs(ground - ink) > 400


def test_an_arabic_issue_runs_from_right_to_left(visit: Visit) -> None:
    """An Arabic edition's text begins at the right, and its contents lie to the right of it."""
    page = visit("/search?language=ar")
    page.locator(".result .appeared a").last.click()
    main = page.get_by_role("main")
    expect(main).to_have_attribute("dir", "rtl")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_attribute("lang", "ar")
    expect(title).to_have_css("direction", "rtl")
    contents = page.locator(".reader-side").bounding_box()
    text = page.locator(".reader-main").bounding_box()
    assert contents
    assert text
    assert contents["x"] > text["x"]


def test_the_contents_stay_in_sight(visit: Visit) -> None:
    """Where there is room, an issue's contents are still there at the end of the issue."""
    page = visit("/issues")
    page.locator(".issue-card h3 a").first.click()
    page.get_by_role("link", name="Previous issue").scroll_into_view_if_needed()
    expect(page.get_by_role("navigation", name="Contents")).to_be_in_viewport()


def test_the_keyboard_reaches_the_content_first(visit: Visit) -> None:
    """The first stop of the tab key skips the header."""
    page = visit("/issues")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    skip.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
