"""Reading, in a real browser against a real server, over the bundled issues."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

COPYING = {"permissions": ["clipboard-read", "clipboard-write"]}
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def latest_issue(page: Page) -> str:
    """Where the latest issue is."""
    page.goto("/")
    return page.locator(".lead-card h3 a").get_attribute("href") or ""


def translated_issue(page: Page) -> str:
    """Where an issue is that has another edition."""
    page.goto("/issues")
    return (
        page.locator(".issue-card", has=page.locator(".badge")).locator("h3 a").first.get_attribute("href")
        or ""
    )


def to_the_end(page: Page) -> None:
    """Scrolls down as a reader does, a screen at a time."""
    page.evaluate(
        """async () => {
          for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
            scrollTo(0, y);
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          }
        }"""
    )


def test_the_contents_follow_the_reading(visit: Visit) -> None:
    """Whichever story is brought to the top is the one that the contents mark, in sight."""
    page = visit()
    page.goto(latest_issue(page))
    links = page.locator(".contents a")
    for place in (0, links.count() // 2, links.count() - 3):
        target = unquote((links.nth(place).get_attribute("href") or "")[1:])
        page.evaluate("id => document.getElementById(id).scrollIntoView()", target)
        expect(links.nth(place)).to_have_attribute("aria-current", "true")
        expect(links.nth(place)).to_be_in_viewport()
        expect(page.locator(".contents [aria-current]")).to_have_count(1)


def test_the_contents_lead_to_the_stories_without_scripts(visit: Visit) -> None:
    """Without JavaScript the contents are links to the stories, on a phone in a sheet that opens."""
    page = visit(java_script_enabled=False, viewport={"width": 360, "height": 640})
    page.goto(latest_issue(page))
    page.get_by_text("Contents", exact=True).click()
    link = page.locator(".contents ol ol a").last
    title = link.inner_text()
    link.click()
    expect(page.locator(":target")).to_contain_text(title)
    expect(page.locator(":target")).to_be_in_viewport()


def test_a_story_s_link_is_copied(visit: Visit) -> None:
    """The sign behind a title copies the story's own address."""
    page = visit(**COPYING)
    page.goto(latest_issue(page))
    sign = page.locator(".story .permalink").nth(1)
    address = sign.evaluate("link => link.href")
    sign.click()
    expect(page.get_by_role("status")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == address
    assert page.url != address


def test_a_citation_is_copied_and_downloaded(visit: Visit) -> None:
    """What is copied, what is shown and what is downloaded are one text."""
    page = visit(**COPYING)
    page.goto(latest_issue(page))
    page.goto(page.locator(".story .permalink").nth(1).get_attribute("href") or "")
    page.get_by_text("BibTeX", exact=True).first.click()
    shown = page.locator(".citation pre").first
    page.get_by_role("button", name="Copy", exact=True).first.click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").first.click()
    assert waiting.value.suggested_filename.endswith(".bib")
    downloaded = Path(waiting.value.path()).read_text("utf-8")
    assert downloaded == shown.text_content() == page.evaluate("navigator.clipboard.readText()")


def test_editions_stand_beside_each_other_where_there_is_room(visit: Visit) -> None:
    """Wide, the two sides of a pair begin at one height; on a phone one is below the other."""
    page = visit()
    page.goto(translated_issue(page))
    page.get_by_role("link", name="Two languages side by side").click()
    pair = page.locator(".pair", has=page.locator(".side + .side")).first

    def tops() -> list[float]:
        return [box["y"] for side in pair.locator(".side").all() if (box := side.bounding_box())]

    first, second = tops()
    assert abs(first - second) < 1
    page.set_viewport_size({"width": 360, "height": 640})
    first, second = tops()
    assert second > first + 20
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, {"width": 360, "height": 640}])
def test_nothing_moves_while_images_come(visit: Visit, viewport: dict[str, int]) -> None:
    """Reading home, the issues and an issue to their ends, the text stays where it is."""
    page = visit(viewport=viewport)
    issue = latest_issue(page)
    page.context.add_init_script(SHIFTS)
    for address in ("/", "/issues", issue):
        page.goto(address, wait_until="networkidle")
        to_the_end(page)
        assert page.evaluate("window.shifted") < 0.01, address


def test_an_image_that_is_gone_leaves_the_text_in_place(visit: Visit) -> None:
    """Where no image can be had, the page says so quietly: nothing moves, no number or caption is hidden."""
    page = visit(viewport={"width": 1280, "height": 800})
    issue = latest_issue(page)
    page.context.add_init_script(SHIFTS)
    page.context.route(re.compile("/media/"), lambda route: route.abort())
    for address in ("/", issue):
        page.goto(address, wait_until="networkidle")
        to_the_end(page)
        assert page.evaluate("window.shifted") < 0.01, address
    page.goto("/")
    expect(page.locator(".lead-card .cover-number")).to_be_visible()
    expect(page.locator(".lead-card img")).not_to_be_visible()


def test_paper_shows_the_text_and_where_it_leads(visit: Visit) -> None:
    """Printed, an issue is its text: no navigation, and the address of each link behind its words."""
    page = visit()
    page.goto(latest_issue(page))
    page.emulate_media(media="print")
    for hidden in (".masthead", ".colophon", ".contents", ".neighbours", ".permalink"):
        expect(page.locator(hidden).first).not_to_be_visible()
    link = page.locator('.prose a[href^="https"]:not(:has(img))').first
    after = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert after.strip('"') == f" ({link.get_attribute('href')})"
    expect(page.get_by_text(page.url, exact=True)).to_be_visible()


def test_a_mark_on_the_timeline_opens_its_issue(visit: Visit) -> None:
    """By keyboard or pointer, a mark leads to the issue that it names, and is large enough for a finger."""
    page = visit(viewport={"width": 320, "height": 640})
    mark = page.locator(".mark").last
    box = mark.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24
    title = mark.get_attribute("title") or ""
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
