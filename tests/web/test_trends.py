"""Searches side by side over time: the page, its numbers, and the same as CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient

from archive.model import Reading
from index.build import build_from
from tests.web.conftest import PUBLICATION, TITLE
from web.trends import harmless, search_for, split

if TYPE_CHECKING:
    from tests.web.conftest import Fetch, Page


@pytest.fixture
def fetch_bundled(bundled: Path, fetch_from: Callable[[Path], Fetch]) -> Fetch:
    return fetch_from(bundled)


def numbers(page: Page) -> list[list[str]]:
    """The table, without its head."""
    rows = page.all("tr", within="tbody")
    return [
        [cell.text for cell in page.elements if cell.tag in ("th", "td") and row in cell.ancestors]
        for row in rows
    ]


def table(client: FlaskClient, address: str) -> list[list[str]]:
    return list(csv.reader(client.get(address).text.splitlines()))


@pytest.mark.parametrize("by", ["issue", "month", "year"])
def test_each_number_leads_to_as_many_results(fetch: Fetch, by: str) -> None:
    """A number of the table is a link to a search that finds just so many."""
    page = fetch(f"/trends?q=reformer&q=tag:lanterns&q=counts+lanterns&by={by}")
    ways = page.all("a", within="td")
    assert ways
    for way in ways:
        assert fetch(way.attributes["href"]).total == int(way.text)


def test_each_point_leads_where_its_number_leads(fetch_bundled: Fetch) -> None:
    """The points of the lines lead where the table does, and are left out of the way of keyboards."""
    page = fetch_bundled("/trends?q=model&q=data&q=tag:datasets")
    points = page.all("a", within="svg")
    assert points
    assert {point.attributes["href"] for point in points} == {
        way.attributes["href"] for way in page.all("a", within="td")
    }
    assert {point.attributes["tabindex"] for point in points} == {"-1"}
    assert page.all(".plot")[0].attributes["aria-hidden"] == "true"


def test_counts_are_of_stories_in_each_issue(fetch: Fetch) -> None:
    """The table has a row for each issue, the oldest first, with all of its stories beside."""
    assert numbers(fetch("/trends?q=reformer&q=lanterns")) == [
        ["#1 January 2024", "1", "0", "4"],
        ["#2 February 2025", "1", "14", "14"],
    ]


def test_shares_are_of_the_stories_of_that_time(fetch: Fetch) -> None:
    """As shares, the numbers say how much of an issue it is; no share is rounded to nothing."""
    assert numbers(fetch("/trends?q=reformer&as=share")) == [
        ["#1 January 2024", "25%", "4"],
        ["#2 February 2025", "7%", "14"],
    ]


def test_months_without_an_issue_have_no_number(fetch: Fetch) -> None:
    """Where nothing was published there is nothing to count, which is not the same as none."""
    rows = numbers(fetch("/trends?q=reformer&by=month"))
    assert len(rows) == 14
    assert rows[1] == ["February 2024", "–no stories", "0"]


def test_words_may_stand_in_one_list(fetch: Fetch) -> None:
    """A list with commas is the same as several words, and what is quoted stays whole."""
    several, listed = fetch("/trends?q=reformer&q=lantern"), fetch("/trends?words=reformer,+lantern,,")
    assert numbers(several) == numbers(listed)
    assert split('a b, "c, d"، e；f') == ["a b", ' "c, d"', " e；f"]
    (box,) = (field for field in listed.all("input") if field.attributes.get("name") == "words")
    assert box.attributes["value"] == "reformer, lantern"


def test_several_plain_words_are_a_phrase() -> None:
    """Words in a row are looked for as they stand; what has an operator is left as it is."""
    assert search_for("deep learning").text == '"deep learning"'
    for text in (
        "learning",
        "tag:audio",
        "deep OR wide",
        '"deep learning"',
        "deep -learning",
        "title:deep nets",
        "",
    ):
        assert search_for(text).text == text


def test_more_than_five_are_cut_and_named(fetch: Fetch) -> None:
    """Of more than five words the first five are shown, and the page says which it left out."""
    page = fetch("/trends?" + "&".join(f"q=word{number}" for number in range(7)))
    assert "word5, word6" in page.text(".notice")
    assert len(page.all("li", within=".legend")) == 5


def test_the_same_twice_is_one_line(fetch: Fetch) -> None:
    """Words that differ in nothing but case and blanks are compared once."""
    assert len(fetch("/trends?q=Reformer&q=+reformer&words=REFORMER").all("li", within=".legend")) == 1


def test_a_value_is_called_by_its_name(fetch: Fetch) -> None:
    """An operator for a section is shown as the section, with what it is."""
    page = fetch("/trends?q=section:research&q=reformer")
    assert [entry.text.split(" 1")[0] for entry in page.all("a", within=".legend")][:1] == [
        "Section Research"
    ]


def test_a_line_can_be_taken_away(fetch: Fetch) -> None:
    """Each of several lines has a link to the chart without it."""
    page = fetch("/trends?q=reformer&q=lantern&as=share&by=year")
    (first, _) = page.addresses(".exclude")
    assert parse_qs(urlsplit(first).query) == {"q": ["lantern"], "by": ["year"], "as": ["share"]}
    assert not fetch(first).all(".exclude")


def test_misspelt_words_find_what_was_meant(fetch: Fetch) -> None:
    """What nothing has as typed is shown as none, with a link to what was probably meant."""
    page = fetch("/trends?q=refomer&q=lantern")
    assert "0 stories" in page.all("li", within=".legend")[0].text
    (meant,) = page.addresses(within=".meant")
    assert parse_qs(urlsplit(meant).query)["q"] == ["reformer", "lantern"]


def test_the_start_has_examples_that_work(fetch_bundled: Fetch) -> None:
    """Without words, the page shows a comparison of this archive's own and leads to others."""
    page = fetch_bundled("/trends")
    ways = page.addresses(within=".comparisons")
    assert ways
    for way in ways:
        assert fetch_bundled(way).addresses(within="td")
    assert page.addresses(within="td")


def test_lines_can_be_told_apart_without_colour(fetch: Fetch) -> None:
    """Each line has a mark of its own, and a name at its end."""
    page = fetch("/trends?q=reformer&q=lantern&q=study")
    assert len({mark.attributes["href"] for mark in page.all("use", within=".plot")}) == 3
    assert [name.text for name in page.all("text", within=".plot-names")] == ["reformer", "lantern", "study"]


def test_the_language_of_the_page_stays(fetch: Fetch) -> None:
    """Links and the form of a page in French keep to French."""
    page = fetch("/trends?q=reformer&hl=fr")
    assert all("hl=fr" in way for way in page.addresses(within=".tabs"))
    assert [
        field.attributes["value"]
        for field in page.all("input", within="main")
        if field.attributes["name"] == "hl"
    ] == ["fr"]


@pytest.mark.parametrize(
    "address",
    [
        "/trends?q=%00%ff&by=zzz&as=?",
        "/trends?q=" + "x(" * 3000,
        "/trends?words=" + quote(",;\"'=<script>alert(1)</script>"),
        "/trends?q=tag:&q=-&q=*&q=during:never",
    ],
)
def test_anything_is_answered(fetch: Fetch, client: FlaskClient, address: str) -> None:
    """Whatever the address says, page and table answer, and nothing of it becomes markup."""
    page = fetch(address)
    assert page.status == 200
    assert "<script>alert" not in page.source
    assert client.get(address.replace("/trends", "/trends.csv")).status_code == 200


def test_an_empty_archive_has_nothing_to_show(tmp_path: Path, fetch_from: Callable[[Path], Fetch]) -> None:
    """Without issues the page says so."""
    build_from([Reading(PUBLICATION, (), ())], TITLE, tmp_path)
    fetch = fetch_from(tmp_path)
    for address in ("/trends", "/trends?q=anything"):
        assert fetch(address).all(".empty")


def test_the_numbers_are_there_as_csv(client: FlaskClient) -> None:
    """The table for programs has a row for each step, with the same numbers."""
    answer = client.get("/trends.csv?q=reformer&q=lanterns")
    assert answer.mimetype == "text/csv"
    assert answer.mimetype_params["charset"] == "utf-8"
    assert "trends.csv" in answer.headers["Content-Disposition"]
    assert table(client, "/trends.csv?q=reformer&q=lanterns") == [
        ["issue", "date", "stories", "reformer", "lanterns"],
        ["#1", "2024-01-08", "4", "1", "0"],
        ["#2", "2025-02-10", "14", "1", "14"],
    ]


def test_shares_as_csv_are_of_one(client: FlaskClient) -> None:
    """Shares are written as fractions, and what cannot be counted is left empty."""
    rows = table(client, "/trends.csv?q=reformer&as=share&by=month")
    assert rows[1] == ["2024-01", "", "4", "0.2500"]
    assert rows[2] == ["2024-02", "", "0", ""]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", '=HYPERLINK("http://x")'])
def test_no_cell_is_a_formula(client: FlaskClient, text: str) -> None:
    """What was typed cannot run in a spreadsheet: it is marked as text."""
    (head, *_) = table(client, f"/trends.csv?q={quote(text)}")
    assert head[3] == harmless(text) == f"'{text}"
    assert harmless("plain-text") == "plain-text"
