"""Results that change in place: what stays, what is said, what the browser's buttons do, and what fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, Route, expect

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def box(page: Page) -> Locator:
    return page.get_by_role("combobox")


def heading(page: Page) -> Locator:
    return page.locator("main h1")


def total(page: Page) -> int:
    return int(re.findall(r"\d+", heading(page).inner_text().replace(",", ""))[0])


def stay(page: Page) -> None:
    """Mark the page, so that :func:`stayed` knows another one."""
    page.evaluate("window.stayed = true")


def stayed(page: Page) -> bool:
    return bool(page.evaluate("window.stayed === true"))


def never(route: Route) -> None:
    """Leave a request without an answer."""


def test_results_follow_what_is_typed(visit_real: Visit) -> None:
    """While one types, heading, title, address and results follow, in the same page; no letter is lost."""
    page = visit_real("/search")
    everything = total(page)
    stay(page)
    box(page).press_sequentially("Reformer")
    expect(heading(page)).to_contain_text("Reformer")
    expect(page).to_have_title(re.compile("^Reformer: "))
    expect(page).to_have_url(re.compile(r"/search\?q=Reformer$"))
    expect(box(page)).to_have_value("Reformer")
    expect(box(page)).to_be_focused()
    expect(page.locator(".result-title").first).to_contain_text("Reformer", ignore_case=True)
    assert 0 < total(page) < everything
    assert stayed(page)


def test_a_reader_finds_narrows_opens_and_copies_in_place(visit_real: Visit) -> None:
    """On a whole newsletter: search, tick a section, open the item, copy its link, and open that again."""
    page = visit_real("/search", permissions=["clipboard-read", "clipboard-write"])
    box(page).press_sequentially("Reformer")
    expect(heading(page)).to_contain_text("Reformer")
    row = page.get_by_role("group", name="Section").get_by_role("listitem").first
    count = int(row.locator(".count").inner_text())
    row.get_by_role("checkbox").check()
    expect(page).to_have_url(re.compile(r"\?q=Reformer&section="))
    assert total(page) == count
    result = page.locator(".result-title a").first
    title = result.inner_text()
    result.click()
    expect(heading(page)).to_have_text(title)
    page.get_by_role("link", name="Copy link").click()
    expect(page.get_by_role("status")).to_have_text("Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    expect(heading(visit_real(copied))).to_have_text(title)


def test_a_misspelt_word_is_corrected_while_it_is_typed(visit_real: Visit) -> None:
    """Typed with an error, a word still finds; what was typed stays in the box."""
    page = visit_real("/search")
    box(page).press_sequentially("Refromer")
    expect(page.locator(".notice")).to_contain_text("Refromer")
    expect(page.locator(".result-title").first).to_contain_text("Reformer", ignore_case=True)
    expect(box(page)).to_have_value("Refromer")


@pytest.mark.parametrize("settings", [{}, {"color_scheme": "dark"}, {"locale": "ar"}])
def test_it_works_in_every_dress(visit: Visit, settings: dict[str, str]) -> None:
    """In the dark and in Arabic, typing and ticking narrow in place all the same."""
    page = visit("/search", **settings)
    stay(page)
    box(page).press_sequentially("model")
    expect(page).to_have_url(re.compile("q=model"))
    row = page.locator(".facet-row").first
    row.get_by_role("checkbox").check()
    expect(page.locator(".chip")).to_have_count(1)
    assert stayed(page)


def test_what_is_said_is_said_once(visit: Visit) -> None:
    """Each change of the results is announced by one line: the heading; the suggestions stay silent."""
    page = visit("/search")
    page.evaluate(
        """() => {
            window.said = [];
            const live = document.querySelectorAll("[role=status], [aria-live]");
            const note = (changes) => window.said.push(changes[0].target.textContent);
            for (const each of live) new MutationObserver(note).observe(each, { childList: true });
        }"""
    )
    box(page).press_sequentially("reformer")
    expect(heading(page)).to_contain_text("reformer")
    page.get_by_role("link", name="Newest").click()
    expect(page).to_have_url(re.compile("sort=newest"))
    expect(page.get_by_role("status")).to_contain_text("Newest")
    said = page.evaluate("window.said")
    assert said[-2] == heading(page).inner_text().replace("“", "").replace("”", "")
    assert said[-1] == f"{said[-2]}, Newest"
    assert len(set(said)) == len(said)


def test_back_leads_to_before_the_typing(visit: Visit) -> None:
    """However many letters were typed, going back leads to what was there before them, and forth again."""
    page = visit("/search?q=reformer")
    before = heading(page).inner_text()
    stay(page)
    box(page).fill("")
    for letters in ("mod", "els"):
        box(page).press_sequentially(letters)
        expect(page).to_have_url(re.compile(f"{letters}$"))
    after = heading(page).inner_text()
    page.go_back()
    expect(heading(page)).to_have_text(before)
    expect(box(page)).to_have_value("reformer")
    expect(page).to_have_url(re.compile(r"\?q=reformer$"))
    page.go_forward()
    expect(heading(page)).to_have_text(after)
    expect(box(page)).to_have_value("models")
    assert stayed(page)


def test_back_brings_back_filters(visit: Visit) -> None:
    """Ticking is a step of the history: going back unticks, going forth ticks."""
    page = visit("/search?q=model")
    ticked = page.locator(".facet-row :checked")
    page.locator(".facet-row").first.get_by_role("checkbox").check()
    expect(page.locator(".chip")).to_have_count(1)
    page.go_back()
    expect(page.locator(".chip")).to_have_count(0)
    expect(ticked).to_have_count(0)
    page.go_forward()
    expect(ticked).to_have_count(1)
    expect(page.locator(".chip")).to_have_count(1)


def test_back_from_an_item_finds_the_results_as_they_were(visit: Visit) -> None:
    """Back from a result lies the narrowed list, not a part of a page."""
    page = visit("/search")
    box(page).press_sequentially("reformer")
    expect(heading(page)).to_contain_text("reformer")
    found = heading(page).inner_text()
    page.locator(".result-title a").first.click()
    expect(page.locator(".result")).to_have_count(0)
    page.go_back()
    expect(heading(page)).to_have_text(found)
    expect(page.get_by_role("banner")).to_be_visible()
    expect(box(page)).to_have_value("reformer")


def test_focus_stays_on_what_was_ticked(visit: Visit) -> None:
    """A filter keeps the focus while the list around it is put in another order."""
    page = visit("/search")
    tick = page.get_by_role("group", name="Tag").get_by_role("checkbox").nth(5)
    value = tick.get_attribute("value")
    tick.focus()
    page.keyboard.press("Space")
    expect(page.locator(".chip")).to_have_count(1)
    focused = page.locator("input:focus")
    expect(focused).to_have_attribute("value", value or "")
    expect(focused).to_be_checked()
    page.keyboard.press("Space")
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator(".facet-row :checked")).to_have_count(0)


def test_the_last_chip_leaves_the_focus_to_the_heading(visit: Visit) -> None:
    """When what had the focus is gone, it is the heading that has it, not the top of the page."""
    page = visit("/search?section=notable&language=en")
    stay(page)
    page.locator(".chip").last.press("Enter")
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator(".chip")).to_be_focused()
    page.locator(".chip").press("Enter")
    expect(page.locator(".chip")).to_have_count(0)
    expect(heading(page)).to_be_focused()
    assert stayed(page)


def test_another_page_begins_at_its_top(visit: Visit) -> None:
    """Paging shows the first of the next results, says which page it is, and the focus is above them."""
    page = visit("/search", viewport={"width": 1000, "height": 500})
    stay(page)
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile("page=2"))
    expect(heading(page)).to_be_focused()
    expect(heading(page)).to_be_in_viewport()
    expect(page.get_by_role("status")).to_contain_text("Page 2 of")
    assert stayed(page)


def test_a_day_narrows_the_results(visit: Visit) -> None:
    """A day to begin with is a filter like the others; without it, all is there again."""
    page = visit("/search")
    everything = total(page)
    stay(page)
    page.get_by_label("From").fill("2024-03-01")
    expect(page).to_have_url(re.compile("after=2024-03-01"))
    assert total(page) < everything
    page.locator(".chip").click()
    expect(page.get_by_label("From")).to_have_value("")
    assert total(page) == everything
    assert stayed(page)


def test_a_request_that_is_overtaken_is_cancelled(visit: Visit) -> None:
    """An answer that comes late changes nothing: the browser has given it up for the next question."""
    page = visit("/search")
    given_up: list[str] = []
    page.on("requestfailed", lambda request: given_up.append(request.url))
    page.route(re.compile(r"/search\?q=re$"), never)
    with page.expect_request(re.compile(r"/search\?q=re$")):
        box(page).press_sequentially("re")
    box(page).press_sequentially("former")
    expect(heading(page)).to_contain_text("reformer")
    assert [address.partition("?")[2] for address in given_up] == ["q=re"]
    expect(box(page)).to_have_value("reformer")


def test_a_failed_request_says_so_and_the_form_still_works(visit: Visit) -> None:
    """Where nothing comes back, a notice says so; sending the form then loads the page as ever."""
    for failing in (
        lambda route: route.abort(),
        lambda route: route.fulfill(status=500, body="<p>Broken</p>"),
    ):
        page = visit("/search")
        stay(page)
        page.route(re.compile(r"/search\?q=reformer"), failing)
        box(page).press_sequentially("reformer")
        notice = page.locator(".notice")
        expect(notice).to_contain_text("could not be updated")
        expect(page.get_by_role("status")).to_contain_text("could not be updated")
        expect(page.get_by_text("Broken")).to_have_count(0)
        expect(notice.get_by_role("link")).to_have_attribute("href", "/search?q=reformer")
        page.unroute_all()
        box(page).press("Enter")
        expect(heading(page)).to_contain_text("reformer")
        assert not stayed(page)


def test_without_htmx_a_filter_sends_the_form(visit: Visit) -> None:
    """Where a script cannot be had, ticking loads the page of the narrowed search."""
    page = visit("/issues")
    page.route("**/htmx*", lambda route: route.abort())
    page.goto("/search?q=model")
    page.locator(".facet-row").first.get_by_role("checkbox").check()
    expect(page.locator(".chip")).to_have_count(1)


def test_all_values_of_a_filter_are_chosen_in_place(visit_real: Visit) -> None:
    """All values open over the page, can be searched, keep their ticks and narrow what lies behind."""
    page = visit_real("/search")
    if not page.get_by_role("link", name="Show all", include_hidden=True).count():
        pytest.skip("no list here is as long as that")
    stay(page)
    folded = page.locator("details.more:has(a[href*='/search/'])").first
    folded.locator("summary").click()
    folded.get_by_role("link", name="Show all").click()
    dialog = page.get_by_role("dialog")
    ticks = dialog.get_by_role("checkbox")
    everything = ticks.count()
    first = ticks.first.get_attribute("value") or ""
    ticks.first.check()
    label = dialog.locator(".facet-label").last.inner_text()
    dialog.get_by_role("searchbox").press_sequentially(label)
    expect(ticks.last).to_be_visible()
    expect(ticks).not_to_have_count(everything)
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    ticks.last.check()
    dialog.get_by_role("button", name="Show the results").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".chip")).to_have_count(2)
    expect(page).to_have_url(re.compile(re.escape(first)))
    assert stayed(page)


def test_no_results_lead_on_by_exact_numbers(visit: Visit) -> None:
    """Each way out of an empty search says how many results it has, and has them."""
    for at in range(2):
        page = visit("/search?q=reformer&language=en&during=1999")
        ways = page.locator(".empty li")
        expect(ways.first).to_be_visible()
        if at >= ways.count():
            break
        count = int(ways.nth(at).locator(".count").inner_text().lstrip("+"))
        ways.nth(at).get_by_role("link").click()
        expect(page.locator(".empty")).to_have_count(0)
        assert total(page) == count > 0
