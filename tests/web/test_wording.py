from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from index.query import Query
from index.results import IssueCard
from web.addresses import address, search_address, search_like
from web.translating import day
from web.wording import direction, headline, host, issue_name


def card(title: str, number: int | None = 6, written: date | None = None) -> IssueCard:
    return IssueCard("n/6", "n", "The News", number, written, "en", title, (), (), "", "", 1, "n.md")


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("The News #6 [EN]: Lamps, Oil", "Lamps, Oil"),
        ("the news 6: Lamps", "Lamps"),
        ("Issue 6 - Lamps", "Lamps"),
        ("新闻 #6 [ZH]：灯", "灯"),
        ("Lamps", "Lamps"),
        ("The News #6", "The News #6"),
        ("The News #60: Lamps", "The News #60: Lamps"),
        ("Six things: #6: the last", "Six things: #6: the last"),
        ("6 ways to light a lamp", "6 ways to light a lamp"),
    ],
)
def test_a_headline_is_a_title_without_the_issues_name(title: str, rest: str) -> None:
    """Publication, number and language tag are dropped from the front where a headline follows them."""
    assert headline(card(title)) == rest


def test_an_issue_is_called_by_its_number_or_its_date() -> None:
    """A short name has the number, without one the date, without either the publication alone."""
    assert issue_name(card("x")) == "The News #6"
    assert issue_name(card("x", None, date(2020, 3, 2))) == "The News, 2 March 2020"
    assert issue_name(card("x", None)) == "The News"


@pytest.mark.parametrize(
    ("language", "way"),
    [
        ("ar", "rtl"),
        ("he", "rtl"),
        ("fa", "rtl"),
        ("ur", "rtl"),
        ("en", "ltr"),
        ("zh", "ltr"),
        ("x!", "ltr"),
        ("", "ltr"),
    ],
)
def test_a_language_has_a_direction(language: str, way: str) -> None:
    """Arabic, Hebrew, Persian and Urdu run from the right; what is unknown runs from the left."""
    assert direction(language) == way


def test_hosts_are_named_without_www() -> None:
    """The host of an address is shown; a mail address or nonsense has none."""
    assert [host(url) for url in ("https://www.x.org/a", "mailto:a@b.c", "http://[bad", "")] == [
        "x.org",
        "",
        "",
        "",
    ]


def test_dates_are_written_out() -> None:
    """A date is unmistakable: the month is a word."""
    assert day(date(2020, 3, 2)) == "2 March 2020"


def test_ids_have_addresses(app: Flask) -> None:
    """An address is the id behind a slash, with a prefix where the archive is served below one."""
    with app.test_request_context():
        assert [address(each) for each in ("n", "n/6.fr", "n/6/a-b")] == ["/n", "/n/6.fr", "/n/6/a-b"]
    with app.test_request_context(base_url="http://x.org/archive"):
        assert address("n/6") == "/archive/n/6"


def test_a_search_has_an_address(app: Flask) -> None:
    """The address of a search holds all of it; changing something goes back to its first page."""
    query = Query("a b", {"tag": ("x", "-y")}, sort="newest", page=3)
    with app.test_request_context():
        assert search_address(query) == "/search?q=a+b&tag=x&tag=-y&sort=newest&page=3"
        assert search_like(query, sort="oldest") == "/search?q=a+b&tag=x&tag=-y&sort=oldest"
