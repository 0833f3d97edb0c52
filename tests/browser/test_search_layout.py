"""Pages stand still: nothing shifts while they load, nor while results change in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

WATCH = """
    window.shifts = [];
    let changed = -Infinity;
    document.addEventListener("htmx:after:swap", () => { changed = performance.now(); });
    new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) {
            if (!shift.hadRecentInput && shift.startTime - changed > 500) {
                const moved = shift.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? "");
                window.shifts.push([shift.value, ...moved]);
            }
        }
    }).observe({ type: "layout-shift", buffered: true });
"""
"""Notes every shift that does not follow at once on what somebody did, or on the results that it brought:
on a busy machine those come too late for the browser to know that they were asked for."""


def shifts(page: Page) -> list[object]:
    """What has shifted since the page began to load, once it is drawn."""
    drawn = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    page.evaluate(drawn)
    return list(page.evaluate("window.shifts"))


def top(page: Page) -> float:
    """Where the heading begins."""
    return float(page.evaluate("document.querySelector('main h1').getBoundingClientRect().top"))


def watched(page: Page, address: str) -> Page:
    page.add_init_script(WATCH)
    page.goto(address, wait_until="load")
    return page


@pytest.mark.parametrize("size", [(1280, 900), (360, 740)])
@pytest.mark.parametrize("address", ["/", "/search?q=reformer", "/search?q=zzzz", "/search/tag"])
def test_nothing_shifts_while_a_page_loads(visit: Visit, address: str, size: tuple[int, int]) -> None:
    """From the first drawing on, everything stays where it is."""
    page = visit("/healthz", viewport={"width": size[0], "height": size[1]})
    assert shifts(watched(page, address)) == []


@pytest.mark.parametrize("size", [(1280, 900), (360, 740)])
def test_nothing_shifts_while_an_issue_loads(visit: Visit, size: tuple[int, int]) -> None:
    """An issue's images have their room before they come."""
    page = visit("/issues", viewport={"width": size[0], "height": size[1]})
    issue = page.locator(".issue-card h2 a, .issue-card h3 a").first.get_attribute("href")
    assert issue
    assert shifts(watched(page, issue)) == []


def test_what_stays_does_not_move_while_results_change(visit: Visit) -> None:
    """Typing, ticking and sorting leave the search box and the heading where they are."""
    page = watched(visit("/healthz"), "/search")
    box = page.get_by_role("combobox")
    places = [box.bounding_box(), top(page)]
    box.press_sequentially("model")
    expect(page.locator("main h1")).to_contain_text("model")
    box.press("Escape")
    page.locator(".facet-row").first.get_by_role("checkbox").check()
    expect(page.locator(".chip")).to_have_count(1)
    page.get_by_role("link", name="Newest").click()
    expect(page.get_by_role("link", name="Newest")).to_have_attribute("aria-current", "true")
    assert [box.bounding_box(), top(page)] == places
    assert shifts(page) == []


def test_typing_does_not_scroll(visit: Visit) -> None:
    """A page that was scrolled stays where it is while results follow the typing."""
    page = visit("/search", viewport={"width": 1000, "height": 400})
    box = page.get_by_role("combobox")
    box.focus()
    page.evaluate("window.scrollTo(0, 30)")
    box.press_sequentially("model")
    expect(page.locator("main h1")).to_contain_text("model")
    assert page.evaluate("window.scrollY") == 30
