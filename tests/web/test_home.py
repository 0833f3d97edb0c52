from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from index.results import IssueCard
from web.home import MOST_MARKED, timeline
from web.listing import MOST_CARDS, IssueEditions, IssueList, issue_list

if TYPE_CHECKING:
    from tests.web.conftest import Fetch


def weekly(count: int, first: date = date(2015, 1, 5)) -> list[IssueEditions]:
    """So many issues, a week apart, the newest first."""
    return [
        IssueEditions(
            IssueCard(
                f"w/{number}", "w", "Weekly", number, first + timedelta(weeks=number), "en", f"#{number}",
                (), (), "", "", number % 50, "",
            ),
            (),
        )
        for number in reversed(range(1, count + 1))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("today", "remembered"),
    [
        (date(2026, 1, 7), ["/lamp/1"]),
        (date(2030, 2, 14), ["/lamp/2"]),
        (date(2025, 2, 12), []),
        (date(2024, 1, 10), []),
        (date(2026, 6, 1), []),
    ],
)
def test_home_remembers_this_week(app: Flask, fetch: Fetch, today: date, remembered: list[str]) -> None:
    """Issues of this week in earlier years are shown, of this year none; without any, nothing is."""
    app.config["BACKISSUES_TODAY"] = lambda: today
    page = fetch("/")
    links = page.addresses(within=".memories")
    assert [link for link in links if link.count("/") == 2] == remembered
    assert any("years ago" in heading.text for heading in page.all("h2")) is bool(remembered)


def test_home_shows_what_is_in_the_latest_issue(fetch: Fetch) -> None:
    """Beside the latest issue stand items of it, from each of its sections."""
    page = fetch("/")
    assert page.addresses(within=".lead-card")[0] == "/lamp/2"
    links = page.addresses(within=".front-highlights")
    assert "/lamp/2/the-reformer-again" in links
    assert any("lantern-study" in link for link in links)


def test_every_issue_has_a_mark_on_the_timeline(fetch: Fetch) -> None:
    """The timeline of a short archive leads to each of its issues, oldest first within a year."""
    page = fetch("/")
    assert page.addresses(within=".years") == ["/lamp/2", "/lamp/1"]
    assert page.all(".mark")[0].attributes["aria-label"] == "The Lamplighter #2, 14 items"


def test_months_stand_for_the_issues_of_a_long_archive() -> None:
    """Of very many issues each month has a mark, and together they count all issues and items."""
    issues = weekly(700)
    rows = timeline(issues)
    marks = [mark for row in rows for mark in row.marks]
    assert all(len(row.marks) == 12 for row in rows)
    assert sum(mark.issues for mark in marks) == 700
    assert sum(mark.items for mark in marks) == sum(issue.card.items for issue in issues)
    assert max(mark.height for mark in marks) == 100


def test_an_archive_without_dates_has_a_timeline() -> None:
    """Issues without a date are in a row of their own, however many they are."""
    for count in (3, MOST_MARKED + 1):
        undated = [
            IssueEditions(IssueCard(f"u/{n}", "u", "U", n, None, "en", "", (), (), "", "", 0, ""), ())
            for n in range(count)
        ]
        (row,) = timeline(undated)
        assert row.year == ""
        assert sum(mark.issues for mark in row.marks) == count


def test_a_long_list_of_issues_has_a_page_for_each_year() -> None:
    """All pages of years together list every issue once; a year that there is not gives the latest."""
    issues = weekly(MOST_CARDS * 3)
    pages = [issue_list(issues, year) for year, _ in issue_list(issues).counts]
    listed = [issue for page in pages for _, group in page.years for issue in group]
    assert listed == issues
    assert issue_list(issues, "1900") == issue_list(issues)
    assert [page.around()[0] for page in pages[1:]] == [year for year, _ in pages[0].counts][:-1]
    assert pages[0].around()[0] is None
    assert pages[-1].around()[1] is None


def test_a_short_list_is_one_page() -> None:
    """A list that is no longer than a page is whole, whatever year is asked for."""
    found = issue_list(weekly(60), "2015")
    assert found.whole
    assert found == IssueList(found.years, tuple((year, len(group)) for year, group in found.years))


def test_years_are_jumped_to(fetch: Fetch) -> None:
    """The list of issues begins with links to its years."""
    page = fetch("/issues")
    ways = page.addresses(within=".jump")
    assert ways == ["#_2025", "#_2024"]
    assert {way[1:] for way in ways} <= set(page.ids())


def test_home_is_light(bundled: Path, fetch_from: Callable[[Path], Fetch]) -> None:
    """The home page of the bundled archive has fewer than a thousand elements."""
    assert len(fetch_from(bundled)("/").elements) < 1000
