"""What axe-core finds in what a search page opens and changes: nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import findings

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_opens_is_accessible(visit: Visit, scheme: str, locale: str) -> None:
    """Suggestions, the sheet of filters and the dialog of keys, light and dark, in both directions."""
    page = visit("/search", color_scheme=scheme, locale=locale, viewport={"width": 320, "height": 640})
    box = page.get_by_role("combobox")
    box.press_sequentially("reform")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(page.locator("main h1")).to_contain_text("reform")
    assert findings(page) == []
    box.press("Escape")
    page.locator(".filters-open").press("Enter")
    expect(page.locator(".filters")).to_be_visible()
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.locator("[data-keys]").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page) == []


def test_a_list_of_all_values_is_accessible(visit_real: Visit) -> None:
    """So is the dialog with all values of a filter, over the page."""
    page = visit_real("/search")
    more = page.locator("details.more:has(a[href*='/search/'])")
    if not more.count():
        pytest.skip("no list here is as long as that")
    more.first.locator("summary").click()
    more.first.get_by_role("link", name="Show all").click()
    expect(page.get_by_role("dialog").get_by_role("heading", level=1)).to_be_visible()
    assert findings(page) == []


def test_changed_results_are_as_accessible_as_those_that_were_sent(visit: Visit) -> None:
    """After narrowing in place, and where nothing is left."""
    page = visit("/search")
    page.locator(".facet-row").first.get_by_role("checkbox").check()
    expect(page.locator(".chip")).to_have_count(1)
    assert findings(page) == []
    page.get_by_role("combobox").fill("zzzz kkkk")
    expect(page.locator(".empty")).to_be_visible()
    assert findings(page) == []
