from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

if TYPE_CHECKING:
    from tests.web.conftest import Fetch


def narrowed(address: str, facet: str, value: str) -> str:
    """What submitting the form of a search page with one more box ticked asks for."""
    args = parse_qs(urlsplit(address).query)
    args.setdefault(facet, []).append(value)
    return "/search?" + urlencode(args, doseq=True)


def test_home_offers_the_search_and_the_ways_in(fetch: Fetch) -> None:
    """The home page has the search form, the issues newest first, and sections with their counts."""
    page = fetch("/")
    (form,) = (form for form in page.all("form") if form.attributes.get("role") == "search")
    assert (form.attributes["action"], form.attributes.get("method", "get")) == ("/search", "get")
    assert [*page.addresses(within="h3"), *page.addresses(within="h4")] == ["/lamp/2", "/lamp/1"]
    assert {"/sections/research", "/sections/tools", "/sections/notes"} <= page.references()


def test_examples_on_the_home_page_find_something(fetch: Fetch) -> None:
    """Each example search of the home page has results."""
    examples = fetch("/").addresses(within=".examples")
    assert examples
    assert all(fetch(example).total for example in examples)


def test_results_say_what_was_searched_and_how_many_there_are(fetch: Fetch) -> None:
    """Heading and title of a search page hold the count and the query."""
    page = fetch("/search?q=Reformer")
    assert page.text("h1") == "2 results for Reformer"
    assert page.text("title", within="head") == "Reformer: 2 results · The Lamplighter's archive"


def test_a_result_leads_to_its_item(fetch: Fetch) -> None:
    """Following a result opens the page of an item with that title."""
    page = fetch("/search?q=Reformer")
    titles = dict(zip(page.results, page.all(".result-title"), strict=True))
    assert len(titles) == 2
    for address, title in titles.items():
        assert fetch(address).text("h1") == title.text


def test_a_result_says_where_it_appeared_and_what_it_links_to(fetch: Fetch) -> None:
    """A result shows section, issue, date and link kinds."""
    text = fetch("/search?q=Reformer&issue=lamp/1").text(".result")
    for part in ("Research 📙", "The Lamplighter #1", "8 January 2024", "Paper", "Code"):
        assert part in text


def test_a_result_leads_to_its_other_languages(fetch: Fetch) -> None:
    """A story in two languages is one result, with a badge that opens the other edition."""
    page = fetch("/search?q=Reformer&issue=lamp/2")
    (badge,) = page.all(".badge")
    assert page.results == ["/lamp/2/the-reformer-again"]
    assert badge.attributes["hreflang"] == "ar"
    assert fetch(badge.attributes["href"]).text("h1") == "عودة Reformer"


@pytest.mark.parametrize(
    "address", ["/search", "/search?q=reformer", "/search?q=lantern&year=2025", "/search?section=-research"]
)
def test_a_count_says_what_ticking_its_box_gives(fetch: Fetch, address: str) -> None:
    """Ticking one box gives as many results as stood beside it."""
    boxes = fetch(address).boxes
    chosen = {name for name, values in parse_qs(urlsplit(address).query).items() if values[0][0] != "-"}
    free = {box: count for box, count in boxes.items() if box[0] not in chosen}
    assert free
    for (facet, value), count in free.items():
        assert fetch(narrowed(address, facet, value)).total == count


def test_an_applied_filter_stays_and_can_be_taken_away(fetch: Fetch) -> None:
    """A chosen value keeps its box, ticked, and has a chip that leads to the search without it."""
    page = fetch("/search?q=reformer&section=tools")
    assert page.total == 0
    assert [box.attributes["value"] for box in page.all("input") if "checked" in box.attributes] == ["tools"]
    assert page.addresses(within=".chips") == ["/search?q=reformer"]


def test_a_value_can_be_left_out(fetch: Fetch) -> None:
    """The small link beside a filter leaves its items out, and the form keeps that."""
    page = fetch("/search?q=reformer")
    (without,) = (link for link in page.addresses(".exclude") if "section=-notes" in link)
    page = fetch(without)
    assert page.results == ["/lamp/1/a-look-into-the-reformer"]
    kept = [field.attributes for field in page.all("input") if field.attributes.get("type") == "hidden"]
    assert [(field["name"], field["value"]) for field in kept] == [("section", "-notes")]
    assert page.addresses(within=".chips") == ["/search?q=reformer"]


def test_pages_of_results_lead_to_one_another(fetch: Fetch) -> None:
    """Following "next" from the first page shows every result once, and "previous" leads back."""
    address = "/search?q=study&sort=oldest"
    page = fetch(address)
    seen = page.results
    (following,) = [link.attributes["href"] for link in page.all("a") if link.attributes.get("rel") == "next"]
    second = fetch(following)
    seen += second.results
    assert len(seen) == len(set(seen)) == page.total == 12
    (back,) = [link.attributes["href"] for link in second.all("a") if link.attributes.get("rel") == "prev"]
    assert fetch(back).results == page.results


def test_a_page_behind_the_last_one_leads_to_it(fetch: Fetch) -> None:
    """Asking for a page that does not exist offers the last that does."""
    page = fetch("/search?q=study&page=9")
    assert page.status == 200
    assert page.addresses(within=".empty") == ["/search?q=study&page=2"]


def test_results_can_be_sorted(fetch: Fetch) -> None:
    """The links for sorting change the order and keep the query and its filters."""
    page = fetch("/search?q=reformer&language=en")
    newest, oldest = (fetch(link).results for link in page.addresses(within=".sorts")[1:])
    assert newest == oldest[::-1]
    assert newest[0] == "/lamp/2/the-reformer-again"


def test_nothing_found_offers_to_drop_each_filter_and_to_browse(fetch: Fetch) -> None:
    """A search without results has a link for each filter that is in the way, and to the lists."""
    ways = fetch("/search?q=reformer&section=tools&year=2024").addresses(within=".empty")
    assert {"/search?q=reformer&year=2024", "/search?q=reformer"} < set(ways)
    assert "/search?q=reformer&section=tools" not in ways
    assert {"/issues", "/sections", "/tags"} < set(ways)


def test_a_corrected_search_says_so(fetch: Fetch) -> None:
    """A misspelt word is corrected, and the page says what was typed and offers it."""
    page = fetch("/search?q=refomer")
    assert "reformer" in page.text("h1").lower()
    assert "refomer" in page.text(".notice")
    assert page.results
    typed = page.addresses(within=".notice")[-1]
    assert fetch(typed).total == 0


def test_what_is_typed_and_what_is_written_never_become_markup(client: FlaskClient) -> None:
    """Neither a query nor a title with tags in it reaches a page as tags."""
    for address in ("/search?q=<script>alert(1)</script>", "/lamp/1", "/search?q=alert", "/<script>/x"):
        assert "<script>alert" not in client.get(address).text


@pytest.mark.parametrize(
    "address", ["/search?q=%00%ff\"'&page=-1&size=zzz&sort=?", "/search?section=&tag=-&q=" + "x(" * 3000]
)
def test_any_search_is_answered(fetch: Fetch, address: str) -> None:
    """Whatever the address says, a search page answers."""
    assert fetch(address).status == 200


def test_an_issue_shows_its_sections_and_items_at_their_anchors(fetch: Fetch) -> None:
    """An issue's page has headings in order, each item at its anchor, and a table of contents to them."""
    page = fetch("/lamp/1")
    assert page.text("h1") == "Long letters"
    assert [heading.text for heading in page.all("h2", within="main")] == ["Research 📙", "Tools ⚙️"]
    assert [story.attributes["id"] for story in page.all(".story")] == [
        "welcome-to-the",
        "a-look-into-the-reformer",
        "script-alert-1-script-co",
        "status",
    ]
    assert "#a-look-into-the-reformer" in page.addresses(within=".contents")
    assert page.text(".boilerplate") == "Subscribe here"


def test_an_issue_leads_to_its_neighbours_and_languages(fetch: Fetch) -> None:
    """An issue's page leads to the issues before and after it and to its other editions."""
    assert fetch("/lamp/1").addresses(within=".neighbours") == ["/lamp/2"]
    assert fetch("/lamp/2").addresses(within=".neighbours") == ["/lamp/1"]
    assert fetch("/lamp/2").addresses(within=".editions") == ["/lamp/2", "/lamp/2.ar"]


def test_an_item_says_where_it_appeared(fetch: Fetch) -> None:
    """An item's page names publication, issue, section, date and authors, and lists its links."""
    page = fetch("/lamp/1/a-look-into-the-reformer")
    about = page.text(".about")
    for part in (
        "The Lamplighter #1 [EN]: Long letters",
        "Research 📙",
        "8 January 2024",
        "Iris Ng",
        "English",
    ):
        assert part in about
    assert page.addresses(within=".links") == [
        "https://arxiv.org/abs/2001.04451",
        "/sites/arxiv.org",
        "https://github.com/example/reformer",
        "/sites/github.com",
    ]
    assert "Paper, arxiv.org" in page.text(".links")


def test_an_item_leads_to_the_items_around_it(fetch: Fetch) -> None:
    """From an issue's first item, "next" leads through all of its items."""
    visited = ["/lamp/1/welcome-to-the"]
    while following := [
        link.attributes["href"]
        for link in fetch(visited[-1]).all("a", within=".neighbours")
        if link.attributes["rel"] == "next"
    ]:
        visited += following
    assert visited == fetch("/lamp/1").addresses(".permalink")


def test_an_untitled_item_is_shown_by_its_text(fetch: Fetch) -> None:
    """An item without a title has its first words as heading and in the page's title."""
    page = fetch("/lamp/2/somebody-lit-seventeen")
    assert page.text("h1") == "Somebody lit seventeen lanterns in one evening."
    assert page.text("title", within="head").startswith(
        "Somebody lit seventeen lanterns in one evening. · The Lamplighter #2"
    )


@pytest.mark.parametrize("address", ["/lamp/2.ar", "/lamp/2.ar/عودة-reformer"])
def test_arabic_runs_from_right_to_left(fetch: Fetch, address: str) -> None:
    """The page of an Arabic edition is laid out from the right, and its texts say their language."""
    page = fetch(address)
    (main,) = page.all("main")
    assert main.attributes["dir"] == "rtl"
    for element in (*page.all("h1"), *page.all(".prose")):
        assert (element.attributes["lang"], element.attributes["dir"]) == ("ar", "rtl")


def test_issues_are_listed_by_year(fetch: Fetch) -> None:
    """The list of issues has a heading for each year, the newest first."""
    for address in ("/issues", "/lamp"):
        page = fetch(address)
        assert [heading.text for heading in page.all("h2", within="main")] == ["2025", "2024"]
        assert page.addresses(within="h3") == ["/lamp/2", "/lamp/1"]


def test_suggestions_lead_somewhere(client: FlaskClient) -> None:
    """Each suggestion has a label and an address that answers."""
    found = client.get("/suggest?q=refor").get_json()
    assert found
    assert all(
        suggestion["label"] and client.get(suggestion["address"]).status_code == 200 for suggestion in found
    )


def test_media_come_from_the_instance_folder_and_nowhere_else(client: FlaskClient) -> None:
    """A newsletter's image is served; an address that climbs out of the folder is not found."""
    assert client.get("/media/lamp/cover.svg").mimetype == "image/svg+xml"
    assert client.get("/media/../index/current.json").status_code == 404
    assert client.get("/media/%2e%2e/index/current.json").status_code == 404


def test_machines_are_answered(client: FlaskClient) -> None:
    """Health, robots.txt and the icon answer in their own types."""
    assert client.get("/healthz").get_json()["status"] == "ok"
    assert client.get("/robots.txt").mimetype == "text/plain"
    assert client.get("/favicon.ico").mimetype == "image/svg+xml"


def test_a_trailing_slash_does_no_harm(client: FlaskClient) -> None:
    """An address with a slash at its end is answered like the one without."""
    assert client.get("/lamp/1/").status_code == 200
    assert client.get("/sections/").status_code == 200


def test_images_of_the_bundled_issues_are_served(bundled: Path, fetch_from: Callable[[Path], Fetch]) -> None:
    """The covers on the home page and the images within an issue are there."""
    fetch = fetch_from(bundled)
    home = fetch("/")
    images = [*home.all("img"), *fetch(home.addresses(within="h3")[0]).all("img")]
    assert images
    for image in images:
        assert fetch(image.attributes["src"]).status == 200
