"""What axe-core finds on every kind of page: nothing, however the page is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

if TYPE_CHECKING:
    from looks.kinds import Kind
    from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    # Of WCAG 2.2; axe-core leaves it out unless it is asked for.
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 320, "height": 640}
WAYS = {
    "light, wide, left to right": {"color_scheme": "light", "viewport": WIDE, "locale": "en"},
    "dark, narrow, left to right": {"color_scheme": "dark", "viewport": NARROW, "locale": "en"},
    "light, narrow, right to left": {"color_scheme": "light", "viewport": NARROW, "locale": "ar"},
    "dark, wide, right to left": {"color_scheme": "dark", "viewport": WIDE, "locale": "ar"},
}
"""Four ways to look at a page: each two of light or dark, narrow or wide, and direction meet once."""
OPEN_ALL = "document.querySelectorAll('details').forEach(folded => folded.open = true)"
TO_THE_END = "scrollTo(0, document.documentElement.scrollHeight)"
"""There, nothing that sticks to the screen lies over something else, as it may while one scrolls."""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def findings(page: Page) -> list[str]:
    """What axe-core finds on a page with all that is folded opened, one line for each place."""
    page.evaluate(OPEN_ALL)
    page.evaluate(TO_THE_END)
    found: dict[str, Any] = Axe().run(page, options=RULES).response
    return [
        f"{rule['id']} ({rule['help']}): {place['html'][:160]} {place['failureSummary']}"
        for rule in found["violations"]
        for place in rule["nodes"]
    ]


def opened(
    page: Page, every_kind: tuple[Kind, ...], without_address: Mapping[str, str]
) -> Iterator[tuple[str, Page]]:
    """(name, page) of every kind of page, one after the other in the same tab."""
    for kind in every_kind:
        page.goto(kind.address)
        yield kind.name, page
    for name, html in without_address.items():
        page.route(f"**/{name}", partial(answer, html))
        page.goto(f"/{name}")
        yield name, page


def answer(html: str, route: Route) -> None:
    route.fulfill(body=html, content_type="text/html; charset=utf-8")


@pytest.mark.parametrize("way", WAYS)
def test_every_kind_of_page_is_accessible(
    visit: Visit, every_kind: tuple[Kind, ...], without_address: Mapping[str, str], way: str
) -> None:
    """axe-core finds nothing on any kind of page (WCAG 2.2 A and AA, best practices), and nothing is cut
    off or scrolls sideways."""
    page = visit(**WAYS[way])
    found: list[str] = []
    for name, shown in opened(page, every_kind, without_address):
        found += (f"{name}: {finding}" for finding in findings(shown))
        if sideways := page.evaluate(OVERFLOW):
            found.append(f"{name}: {sideways} pixels wider than the screen")
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize("way", WAYS)
def test_suggestions_are_accessible(visit: Visit, way: str) -> None:
    """axe-core finds nothing on a page that offers suggestions, one of them marked."""
    page = visit(**WAYS[way])
    page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first.fill("transformer")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    if found := findings(page):
        pytest.fail("\n".join(found), pytrace=False)
