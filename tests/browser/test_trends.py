"""Trends, subjects and coverage in a browser, as a reader uses them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PHONE = {"width": 320, "height": 640}


def total(page: Page) -> int:
    """The number in the heading of a page of results."""
    found = re.search(r"\d+", page.get_by_role("heading", level=1).inner_text())
    assert found
    return int(found[0])


def test_words_are_compared_without_scripts(visit: Visit) -> None:
    """One types words and sees their course; a number of the table leads to just so many stories."""
    page = visit("/", java_script_enabled=False)
    page.get_by_role("link", name="Trends").click()
    page.get_by_label("with commas between them").fill("translation, model")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".legend li")).to_have_count(2)
    number = page.locator(".numbers td a").first
    count = int(number.inner_text())
    number.click()
    assert total(page) == count


def test_a_point_of_a_line_can_be_clicked(visit: Visit) -> None:
    """A point of the chart leads to the stories that it stands for."""
    page = visit("/trends?q=translation")
    point = page.locator(".plot a").first
    title = point.locator("title").text_content() or ""
    point.click()
    expect(page).to_have_url(re.compile("/search"))
    assert total(page) == int(title.rpartition(": ")[2])


def test_a_chart_keeps_its_direction(visit: Visit) -> None:
    """Where the page runs from the right, time still runs from left to right."""
    page = visit("/trends?q=translation&hl=ar")
    boxes = [text.bounding_box() for text in page.locator(".plot-area > text").all()[:2]]
    places = [box["x"] for box in boxes if box]
    assert len(places) == 2
    assert places == sorted(places)


@pytest.mark.parametrize("address", ["/coverage", "/trends?q=translation&q=model&q=corpus&q=tag:surveys"])
def test_tables_scroll_in_their_own_box(visit: Visit, address: str) -> None:
    """On a phone a wide table scrolls in a box that a keyboard can reach, and the page does not."""
    page = visit(address, viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth === document.documentElement.clientWidth")
    box = page.locator(".matrix, .numbers").first
    box.focus()
    expect(box).to_be_focused()
    expect(box).to_have_css("overflow-x", "auto")


def test_a_subject_is_searched_within(visit: Visit) -> None:
    """From the list of tags to a tag, and from there to a search among its stories."""
    page = visit("/tags?sort=count")
    page.locator(".index-list a").first.click()
    page.get_by_role("searchbox", name="Search within").fill("translation")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?tag=.*q=translation"))
    assert total(page)
