"""Searching on small screens, magnified, with large text, and without colours of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
ADDRESSES = ("/search?q=reformer", "/search?q=zzzz&language=en&during=1999", "/search/tag", "/search")
LEAST = 24
"""Pixels of a target (WCAG 2.5.8)."""


def too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_filters_are_a_sheet_over_the_page(visit_real: Visit) -> None:
    """The sheet takes the focus, covers the rest, narrows while it is open, and gives the focus back."""
    page = visit_real("/search?q=Reformer", **PHONE)
    opener = page.locator(".filters-open")
    sheet = page.get_by_role("complementary", name="Filters")
    expect(sheet).not_to_be_visible()
    opener.tap()
    expect(sheet.get_by_role("heading", name="Filters")).to_be_focused()
    expect(page.locator(".finder-main")).to_have_attribute("inert", "")
    row = sheet.locator(".facet-row").first
    count = row.locator(".count").inner_text()
    row.get_by_role("checkbox").check()
    done = sheet.get_by_role("button", name=re.compile(rf"^Show {count} results?$"))
    expect(done).to_be_in_viewport(ratio=1)
    expect(row.get_by_role("checkbox")).to_be_checked()
    expect(page.locator(".finder-main")).to_have_attribute("inert", "")
    done.tap()
    expect(sheet).not_to_be_visible()
    expect(page.locator("[inert]")).to_have_count(0)
    expect(opener).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(rf"^{count} result"))


def test_escape_closes_the_sheet(visit: Visit) -> None:
    """With a keyboard, Escape leads back to the page, and the page scrolls again."""
    page = visit("/search", viewport={"width": 320, "height": 640})
    page.locator(".filters-open").press("Enter")
    sheet = page.get_by_role("complementary", name="Filters")
    expect(sheet).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).overflowY") == "hidden"
    page.keyboard.press("Escape")
    expect(sheet).not_to_be_visible()
    expect(page.locator(".filters-open")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.documentElement).overflowY") != "hidden"


def test_nothing_in_the_sheet_is_hidden_by_what_sticks(visit: Visit) -> None:
    """Going through the sheet by Tab, no stop lies under its head or its foot (WCAG 2.4.11)."""
    page = visit("/search", viewport={"width": 320, "height": 480})
    page.locator(".filters-open").press("Enter")
    for _ in range(page.locator(".filters .facet-row").count()):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            """() => {
                const focused = document.activeElement;
                if (!focused.closest(".facets")) return false;
                const { left, width, top, height } = focused.getBoundingClientRect();
                const seen = document.elementFromPoint(left + width / 2, top + height / 2);
                return !seen || Boolean(seen.closest(".filters-head, .filters-foot"));
            }"""
        )
        assert not covered


def test_the_sheet_needs_no_script(visit: Visit) -> None:
    """Without JavaScript the sheet opens all the same, and its button sends the form."""
    page = visit("/search?q=reformer", java_script_enabled=False, **PHONE)
    page.locator(".filters-open").tap()
    row = page.locator(".facet-row").first
    count = row.locator(".count").inner_text()
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="Apply filters").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(rf"^{count} result"))
    expect(page.locator(".filters-open .count")).to_have_text("1")


def test_a_wider_window_takes_the_filters_back(visit: Visit) -> None:
    """Turned to where there is room, the filters stand beside the results, and nothing stays locked."""
    page = visit("/search", viewport={"width": 600, "height": 900})
    page.locator(".filters-open").click()
    page.set_viewport_size({"width": 1000, "height": 600})
    expect(page.locator("[inert]")).to_have_count(0)
    expect(page.locator(".filters")).to_be_visible()
    beside = page.locator(".filters").bounding_box()
    results = page.locator(".finder-main").bounding_box()
    assert beside
    assert results
    assert beside["x"] + beside["width"] <= results["x"]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_wider_than_a_small_screen(visit: Visit, address: str, language: str) -> None:
    """At 320 pixels, which is also 1280 magnified four times, nothing scrolls sideways, open or closed."""
    page = visit(address, locale=language, viewport={"width": 320, "height": 256})
    assert not too_wide(page)
    if page.locator(".filters-open").count():
        page.locator(".filters-open").click()
        filters = page.locator(".filters")
        assert filters.evaluate("each => each.scrollWidth <= each.clientWidth")


@pytest.mark.parametrize("address", ADDRESSES)
def test_text_of_twice_the_size_fits(visit: Visit, address: str) -> None:
    """Who doubles the size of text loses nothing and scrolls down only."""
    for width in (1280, 640):
        page = visit(address, viewport={"width": width, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not too_wide(page), width


def too_small(page: Page, selector: str) -> list[str]:
    """What is shown of the elements and is less than :data:`LEAST` pixels wide or high."""
    found: list[str] = page.evaluate(
        """([selector, least]) => [...document.querySelectorAll(selector)].filter((each) => {
            const { width, height } = each.getBoundingClientRect();
            return width && (width < least || height < least);
        }).map((each) => each.outerHTML)""",
        [selector, LEAST],
    )
    return found


def test_targets_are_large_enough(visit: Visit) -> None:
    """What is tapped outside of running text has at least 24 pixels in both directions, or room around it."""
    page = visit("/search?q=reformer", **PHONE)
    page.locator(".filters-open").tap()
    within = ".filters button, .facet-row label, .exclude, .filters summary, .time-span input"
    assert too_small(page, within) == []
    page.locator(".close").first.tap()
    outside = ".filters-open, .chip, .clear, .sorts a, .pager a, .badge, summary, .keys-open, button"
    assert too_small(page, outside) == []


def test_colours_of_the_reader_s_own_leave_everything_there(visit: Visit) -> None:
    """With forced colours, bars, ticks, marks and the focus can still be told apart from the ground."""
    page = visit("/search?q=reformer", forced_colors="active")
    page.locator(".facet-row").first.get_by_role("checkbox").check()
    expect(page.locator(".chip")).to_have_count(1)
    told_apart = page.evaluate(
        """() => [".bars .bar", ".result mark", ".chip"].map((name) => {
            const style = getComputedStyle(document.querySelector(name));
            const ground = getComputedStyle(document.documentElement).backgroundColor;
            if (name === ".chip") return style.borderTopStyle !== "none";
            return (name === ".result mark" ? style.backgroundColor : style.fill) !== ground;
        })"""
    )
    assert told_apart == [True, True, True]


def test_who_wants_no_motion_gets_none(visit: Visit) -> None:
    """With reduced motion nothing fades or moves."""
    page = visit("/search?q=reformer", reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((each) => {
            const style = getComputedStyle(each);
            return style.transitionProperty !== "none" && style.transitionDuration !== "0s";
        }).length"""
    )
    assert moving == 0
