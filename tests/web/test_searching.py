"""A search asked for by a script, what its form keeps, and the ways out of an empty one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest
from flask.testing import FlaskClient

if TYPE_CHECKING:
    from tests.web.conftest import Fetch, Page

PART = {"HX-Request": "true"}


def main_of(source: str) -> str:
    """What stands in a page's main part."""
    return source.partition('<main id="_main"')[2].partition(">")[2].partition("</main>")[0].strip()


@pytest.mark.parametrize(
    "address",
    ["/search?q=reformer", "/search?q=zzzz", "/search?section=research&page=2", "/search/section?q=lantern"],
)
def test_a_part_is_what_the_page_has(client: FlaskClient, address: str) -> None:
    """A script gets the title and the main part of the very page, and nothing else of it."""
    whole = client.get(address).text
    part = client.get(address, headers=PART).text
    title, _, rest = part.partition("</title>")
    assert f"{title.strip()}</title>" in whole
    assert rest.strip() == main_of(whole)
    assert "<html" not in part


@pytest.mark.parametrize("address", ["/search?q=reformer", "/search/section"])
def test_a_part_is_never_taken_for_the_page(client: FlaskClient, address: str) -> None:
    """Both answers say that they depend on who asks, and have tags of their own."""
    answers = [client.get(address, headers=headers) for headers in ({}, PART)]
    assert all("HX-Request" in answer.vary for answer in answers)
    assert len({answer.headers["ETag"] for answer in answers}) == 2
    part_again = PART | {"If-None-Match": answers[1].headers["ETag"]}
    assert client.get(address, headers=part_again).status_code == 304
    assert client.get(address, headers={"If-None-Match": part_again["If-None-Match"]}).status_code == 200


def sent(page: Page) -> list[tuple[str, str]]:
    """What sending the search form of a page as it is asks for."""
    fields = [field.attributes for field in page.all("input")]
    return [
        (field["name"], field.get("value", "on"))
        for field in fields
        if (field.get("form") == "_search" or field.get("id") == "_q")
        and (field.get("type") != "checkbox" or "checked" in field)
        and field.get("value")
    ]


@pytest.mark.parametrize(
    "search",
    [
        "q=lantern",
        "q=lantern&section=research&section=-tools&tag=-oil",
        "sort=newest&size=5",
        "q=lantern&after=2024-02-01&before=2026-01-01",
        "during=2024-01",
    ],
)
def test_the_form_says_what_the_address_says(fetch: Fetch, search: str) -> None:
    """A search page that is sent as it is leads to itself, whatever it is narrowed by."""
    assert sorted(sent(fetch(f"/search?{search}"))) == sorted(parse_qsl(search))


def test_a_time_becomes_the_day_that_it_begins_with(fetch: Fetch) -> None:
    """A year or a month in an address is shown as its first day, which asks for the same."""
    page = fetch("/search?after=2024-02&before=2025")
    assert dict(sent(page)) == {"after": "2024-02-01", "before": "2025-01-01"}
    assert fetch("/search?after=2024-02-01&before=2025-01-01").results == page.results
    assert not sent(fetch("/search?after=nonsense"))


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=reformer&section=tools",
        "/search?q=reformer+section:tools&during=2024-01",
        "/search?during=1999",
    ],
)
def test_each_way_out_has_as_many_results_as_it_says(fetch: Fetch, address: str) -> None:
    """An empty search lists what taking a filter away would give, exactly, and no other."""
    page = fetch(address)
    assert page.total == 0
    ways = page.addresses(within=".plain-list")
    counts = [int(count.text.lstrip("+")) for count in page.all(".count", within=".plain-list")]
    assert ways
    assert [fetch(way).total for way in ways] == counts
    assert all(counts)
