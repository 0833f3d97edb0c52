"""The keyboard alone: keys of a single character, the dialog that lists them, and bars over time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

IN_SIGHT = """() => {
    const { top, bottom } = document.activeElement.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
}"""
"""Whether some of what has the focus can be seen."""


def box(page: Page) -> Locator:
    return page.get_by_role("combobox")


def results(page: Page) -> Locator:
    return page.locator(".result-title a")


@pytest.mark.parametrize("keys", ["/", "Control+k", "Meta+k"])
@pytest.mark.parametrize("address", ["/", "/issues", "/search?q=reformer"])
def test_a_key_leads_to_the_search_box(visit: Visit, address: str, keys: str) -> None:
    """From any page a key puts the cursor into the search box, where "/" types itself."""
    page = visit(address)
    page.keyboard.press(keys)
    expect(box(page)).to_be_focused()
    page.keyboard.type("a/b?jk")
    expect(box(page)).to_have_value("a/b?jk")


def test_a_reader_needs_no_mouse(visit_real: Visit) -> None:
    """Search, walk through the results and open one, with keys only."""
    page = visit_real("/")
    page.keyboard.press("/")
    page.keyboard.type("Reformer")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=Reformer"))
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(results(page).first).to_be_focused()
    page.keyboard.press("j")
    expect(results(page).nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(results(page).first).to_be_focused()
    page.keyboard.press("k")
    expect(results(page).first).to_be_focused()
    title = results(page).first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_walking_goes_on_from_what_lies_within_a_result(visit: Visit) -> None:
    """From a link of a result, the next result is the one after it."""
    page = visit("/search?q=model")
    page.locator(".result").first.locator(".appeared a").first.focus()
    page.keyboard.press("j")
    expect(results(page).nth(1)).to_be_focused()


def test_what_is_focused_is_never_hidden(visit: Visit) -> None:
    """However far one walks, the result that has the focus is in sight as a whole."""
    page = visit("/search", viewport={"width": 900, "height": 400})
    for _ in range(results(page).count()):
        page.keyboard.press("j")
        focused = page.locator(":focus")
        expect(focused).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("modifier", ["Alt", "Control", "Meta"])
def test_keys_of_one_character_want_no_modifier(visit: Visit, modifier: str) -> None:
    """With a modifier a key belongs to the browser."""
    page = visit("/search?q=model")
    for key in "j?":
        page.keyboard.press(f"{modifier}+{key}")
    expect(page.locator(".result a:focus")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_keys_are_explained_and_switched_off(visit: Visit) -> None:
    """A dialog lists the keys, Escape closes it; switched off there, single keys do nothing any more."""
    page = visit("/search?q=model")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(".result a:focus")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Keys").click()
    dialog.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Keys")).to_be_focused()
    page.goto("/search?q=reformer")
    for key in "/j?":
        page.keyboard.press(key)
    expect(page.locator(".result a:focus")).to_have_count(0)
    expect(box(page)).not_to_be_focused()
    expect(dialog).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(box(page)).to_be_focused()
    page.get_by_role("button", name="Keys").click()
    expect(dialog.get_by_role("checkbox")).not_to_be_checked()


def test_bars_are_one_stop_and_arrows_lead_on(visit: Visit) -> None:
    """Tab reaches one bar, arrows go along them, and Enter narrows to the one that has the focus."""
    page = visit("/search")
    bars = page.locator(".bars a")
    expect(page.locator(".bars [tabindex='0']")).to_have_count(1)
    bars.last.focus()
    page.keyboard.press("ArrowLeft")
    expect(bars.nth(bars.count() - 2)).to_be_focused()
    page.keyboard.press("Home")
    expect(bars.first).to_be_focused()
    name = bars.first.locator("title").inner_html()
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_contain_text(name.partition(":")[0])
    expect(bars.first).to_be_focused()
    expect(bars.first).to_have_class("chosen")


def test_no_suggestion_is_taken_that_was_not_chosen_for_this_text(visit: Visit) -> None:
    """Typing on, or moving in the text, takes the mark away: Enter then searches for the text."""
    page = visit("/")
    options = page.get_by_role("option")
    for keys, text in (("e", "reforme"), ("ArrowLeft", "reform"), ("Home", "reform")):
        page.goto("/issues")
        box(page).press_sequentially("reform")
        expect(options.first).to_be_visible()
        box(page).press("ArrowDown")
        expect(page.locator("[aria-selected=true]")).to_have_count(1)
        box(page).press(keys)
        box(page).press("Enter")
        expect(page).to_have_url(re.compile(rf"/search\?q={text}$"))


def test_alt_arrows_open_and_close_suggestions(visit: Visit) -> None:
    """Alt and an arrow open and close the list without marking anything."""
    page = visit("/issues")
    options = page.get_by_role("option")
    box(page).press_sequentially("reform")
    expect(options.first).to_be_visible()
    box(page).press("Alt+ArrowUp")
    expect(options.first).not_to_be_visible()
    box(page).press("Alt+ArrowDown")
    expect(options.first).to_be_visible()
    expect(page.locator("[aria-selected=true]")).to_have_count(0)


def test_all_of_a_search_page_can_be_reached(visit: Visit) -> None:
    """Tab goes through everything that is offered; each stop is in sight and shows its focus."""
    page = visit("/search?q=reformer", viewport={"width": 900, "height": 500})
    offered = page.locator("main a, main button, main input, main summary").filter(visible=True).count()
    stops = 0
    page.locator("#_main").focus()
    while True:
        page.keyboard.press("Tab")
        if not page.evaluate("document.activeElement.closest('main')"):
            break
        stops += 1
        # Within a date field it is the browser that shows which part has the focus.
        assert page.evaluate("document.activeElement.matches(':focus-visible, [type=date]')")
        assert page.evaluate(IN_SIGHT)
    bars = page.locator(".histogram svg a").count()
    assert stops >= offered - bars
