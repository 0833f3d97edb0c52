"""Suggestions, filters, time and reasons, as a reader uses them in a real browser over the bundled issues."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def typing(page: Page, text: str) -> Locator:
    """Type into the search box until there are suggestions; returns them."""
    page.get_by_role("combobox").press_sequentially(text)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    return options


def total(page: Page) -> int:
    return int(re.findall(r"\d+", page.get_by_role("heading", level=1).inner_text())[0])


def test_a_suggestion_is_chosen_with_the_keyboard(visit: Visit) -> None:
    """Arrows mark suggestions one after the other, and Enter opens the one that is marked."""
    page = visit("/issues")
    options = typing(page, "reform")
    box = page.get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id") or "none")
    box.press("ArrowUp")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    label = options.nth(0).locator("bdi").inner_text()
    box.press("Enter")
    expect(page).not_to_have_url(re.compile("/issues$"))
    expect(page.get_by_role("main")).to_contain_text(label)


def test_enter_searches_for_what_was_typed(visit: Visit) -> None:
    """Suggestions that are in sight but not marked change nothing about what Enter does."""
    page = visit("/")
    typing(page, "reform")
    page.get_by_role("combobox").press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=reform$"))


def test_escape_closes_suggestions_and_keeps_the_text(visit: Visit) -> None:
    """Escape closes the suggestions, without touching what was typed; an arrow brings them back."""
    page = visit("/")
    options = typing(page, "reform")
    box = page.get_by_role("combobox")
    box.press("ArrowDown")
    box.press("Escape")
    expect(options.first).not_to_be_visible()
    expect(box).to_have_value("reform")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowDown")
    expect(options.first).to_be_visible()


def test_past_the_last_suggestion_lies_the_box(visit: Visit) -> None:
    """Going up from the box marks the last suggestion; going down from there marks none."""
    page = visit("/")
    options = typing(page, "reform")
    box = page.get_by_role("combobox")
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)


def test_a_typing_error_still_gets_suggestions(visit: Visit) -> None:
    """A word with a letter wrong is understood."""
    expect(typing(visit("/"), "refomer").first).to_contain_text("Reformer")


def test_an_operator_and_its_value_are_completed(visit: Visit) -> None:
    """Choosing an operator and then a value fills the box, and only Enter after that searches."""
    page = visit("/")
    typing(page, "reformer sect").filter(has_text="section:").click()
    box = page.get_by_role("combobox")
    expect(box).to_have_value("reformer section:")
    expect(box).to_be_focused()
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("section:")
    expect(options.first.locator("bdi")).not_to_have_text("section:")
    name = options.first.locator("bdi").inner_text()
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value(re.compile(r"^reformer section:\S+ $"))
    expect(page).to_have_url(re.compile(r"/$"))
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=reformer\+section"))
    expect(page.get_by_role("list", name="Applied filters")).to_contain_text(f"Section: {name}")


def test_a_chip_takes_its_filter_away(visit: Visit) -> None:
    """Clicking the chip of an operator takes it out of the box and leaves the other words."""
    page = visit("/search?q=reformer+lang:en+-kind:code")
    narrowed = total(page)
    page.get_by_role("link", name="Remove the filter Language: English").click()
    expect(page.get_by_role("combobox")).to_have_value("reformer -kind:code")
    page.get_by_role("link", name="Remove the filter Not Link to: Code").click()
    expect(page.get_by_role("combobox")).to_have_value("reformer")
    expect(page.get_by_role("list", name="Applied filters")).to_have_count(0)
    assert total(page) >= narrowed


def test_a_bar_narrows_to_its_month_and_back(visit: Visit) -> None:
    """Clicking a bar narrows the results to what its tooltip says; clicking it again shows all times."""
    page = visit("/search?q=reformer")
    whole = total(page)
    bar = page.locator(".bars a").first
    month, count = re.findall(r"(.+): (\d+)", bar.locator("title").inner_html())[0]
    bar.locator(".room").click()
    expect(page.get_by_role("link", name=f"Remove the filter Time: {month}")).to_be_visible()
    assert total(page) == int(count) < whole
    page.locator(".histogram svg a.chosen .room").click()
    expect(page).to_have_url(re.compile(r"/search\?q=reformer$"))
    assert total(page) == whole


def test_the_time_is_there_as_a_table(visit: Visit) -> None:
    """Without a pointer, a table gives the same counts and leads to the same results."""
    page = visit("/search?q=reformer", java_script_enabled=False)
    page.get_by_text("Over time, as a table").click()
    row = page.get_by_role("row").nth(1)
    count = int(row.get_by_role("cell").inner_text())
    row.get_by_role("link").press("Enter")
    assert total(page) == count


def test_a_result_explains_itself_when_asked(visit: Visit) -> None:
    """The reasons of a result open in place, without JavaScript too."""
    for scripts in (True, False):
        page = visit("/search?q=reformer", java_script_enabled=scripts)
        result = page.locator(".result").first
        expect(result.locator(".why li").first).not_to_be_visible()
        result.get_by_text("Why this result?").click()
        expect(result.locator(".why li").first).to_be_visible()


def test_a_long_list_of_filters_can_be_searched(visit: Visit) -> None:
    """In a list that is opened, typing hides the values that do not have the text."""
    page = visit("/search")
    folded = page.locator("details.more:has(.find)").first
    folded.locator("summary").click()
    rows = folded.get_by_role("listitem")
    label = rows.last.locator(".facet-label").inner_text()
    assert rows.count() > 1
    folded.get_by_role("searchbox").fill(label)
    expect(rows.filter(visible=True)).to_have_count(1)
    expect(rows.filter(visible=True)).to_contain_text(label)
    folded.get_by_role("searchbox").fill("")
    expect(rows.first).to_be_visible()


def test_an_example_of_the_help_is_one_click_away(visit: Visit) -> None:
    """Following an example leads to its results, with the example in the box."""
    page = visit("/issues")
    page.get_by_role("link", name="Help").click()
    example = page.locator(".examples-list a").last
    text = example.inner_text()
    example.click()
    expect(page.get_by_role("combobox")).to_have_value(text)
    assert total(page) > 0


def test_an_item_leads_to_where_its_subject_came_up_again(visit: Visit) -> None:
    """From a found item, the timeline leads to another item, whose timeline leads back."""
    page = visit("/search?q=taking+the+reformer+apart")
    page.locator(".result-title a").first.click()
    start = page.url
    page.locator(".timeline a").first.click()
    expect(page).not_to_have_url(start)
    ways = page.locator(".timeline a").evaluate_all("links => links.map((link) => link.href)")
    assert start in ways
