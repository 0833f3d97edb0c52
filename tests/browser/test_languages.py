"""The interface in other languages, in a real browser: mirrored, narrow, and while one types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from looks.kinds import Kind

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def across(place: Locator) -> tuple[float, float]:
    """Where an element begins and ends, in pixels from the left."""
    box = place.bounding_box()
    assert box
    return box["x"], box["x"] + box["width"]


def in_language(kind: Kind, language: str) -> str:
    return f"{kind.address}{'&' if '?' in kind.address else '?'}hl={language}"


def sideways(page: Page) -> int:
    """By how many pixels the page can be scrolled sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_arabic_pages_are_mirrored(visit: Visit) -> None:
    """What stands at the left of an English page stands as far from the right of an Arabic one."""
    width = 1280
    places = {}
    for language in ("en", "ar"):
        page = visit(f"/search?q=reformer&hl={language}", viewport={"width": width, "height": 900})
        places[language] = [
            across(page.locator(each)) for each in (".brand", ".masthead form", ".filters", ".finder-main")
        ]
    for (english, _), (_, arabic) in zip(places["en"], places["ar"], strict=True):
        if english < 200:
            assert abs(english - (width - arabic)) < 2
    (_, side_end), (main_begin, _) = places["en"][2:]
    assert side_end <= main_begin
    (side_begin, _), (_, main_end) = places["ar"][2:]
    assert main_end <= side_begin


def test_an_english_text_in_an_arabic_page_keeps_its_direction(visit: Visit) -> None:
    """The page runs from right to left, an English story in it from left to right."""
    page = visit("/search?q=reformer&hl=ar&language=en")
    title = page.locator(".result").filter(has=page.locator(":scope[lang=en]")).first
    assert title.evaluate("(element) => getComputedStyle(element).direction") == "ltr"
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"


def test_a_label_stands_beside_its_box_in_both_directions(visit: Visit) -> None:
    """A filter's English label is next to its box, also where the page runs from right to left."""
    page = visit("/search?q=reformer&hl=ar", viewport={"width": 1280, "height": 900})
    row = page.locator(".facet-row").filter(has=page.locator("[name=tag]")).first
    (box_begin, _), (_, label_end) = across(row.locator("input")), across(row.locator(".facet-label"))
    assert 0 <= box_begin - label_end < 20


@pytest.mark.parametrize("language", ["pt-BR", "fr", "es", "tr", "ar", "zh"])
def test_nothing_scrolls_sideways_at_320_pixels(
    visit: Visit, every_kind: tuple[Kind, ...], language: str
) -> None:
    """Every kind of page fits a narrow screen in every language, whatever the length of its words."""
    page = visit("/healthz", viewport={"width": 320, "height": 640})
    wide = []
    for kind in every_kind:
        page.goto(in_language(kind, language), wait_until="domcontentloaded")
        if sideways(page) > 0:
            wide.append((kind.name, sideways(page)))
    assert wide == []


def test_results_that_follow_typing_stay_in_their_language(visit: Visit) -> None:
    """Typing changes results in place in the language of the page, and links go on in it."""
    page = visit("/search?hl=fr")
    page.get_by_role("combobox").press_sequentially("Reformer")
    expect(page.locator("main h1")).to_contain_text(re.compile(r"résultats? pour"))
    expect(page).to_have_url(re.compile(r"hl=fr"))
    page.locator(".result-title a").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page).to_have_url(re.compile(r"hl=fr"))


def test_suggestions_speak_the_language_of_the_page(visit: Visit) -> None:
    """What is offered while one types is called by French names, and leads to French pages."""
    page = visit("/?hl=fr")
    page.get_by_role("combobox").press_sequentially("sec")
    expect(page.get_by_role("option").filter(has_text="une rubrique")).to_be_visible()
    page.get_by_role("combobox").fill("reformer")
    option = page.get_by_role("option").filter(has_text="Article").first
    option.click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_the_menu_of_languages_keeps_what_was_typed(visit: Visit) -> None:
    """After results have changed in place the menu leads to these results in another language."""
    page = visit("/search")
    page.get_by_role("combobox").press_sequentially("Reformer")
    expect(page).to_have_url(re.compile(r"q=Reformer"))
    page.locator(".languages").get_by_text("Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("combobox")).to_have_value("Reformer")
    expect(page.locator("main h1")).to_contain_text("resultados")


def test_a_copied_link_is_for_every_reader(visit: Visit) -> None:
    """A permanent link that is copied from a French page lets the next reader's browser choose."""
    page = visit("/search?q=reformer&hl=fr", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".result-title a").first.click()
    page.get_by_text("Copier le lien").click()
    expect(page.locator("#_status")).to_have_text("Lien copié")
    assert "hl=" not in str(page.evaluate("navigator.clipboard.readText()"))
    assert "hl=fr" in page.url


def test_without_a_script_the_language_is_kept_too(visit: Visit) -> None:
    """The plain form asks in the language of the page, and the menu changes it."""
    page = visit("/?hl=tr", java_script_enabled=False)
    page.get_by_role("searchbox").fill("Reformer")
    page.get_by_role("button", name="Ara", exact=True).click()
    assert "hl=tr" in page.url
    assert "sonuç" in page.locator("main h1").inner_text()
    page.locator(".languages").get_by_text("العربية").click()
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert "q=Reformer" in page.url


def test_the_browser_chooses_where_the_address_does_not(visit: Visit) -> None:
    """A Brazilian browser gets Portuguese, with addresses that name no language."""
    page = visit("/", locale="pt-BR")
    expect(page.locator("html")).to_have_attribute("lang", "pt-BR")
    page.locator(".menu a").first.click()
    expect(page.locator("main h1")).to_have_text("Edições")
    assert "hl=" not in page.url
