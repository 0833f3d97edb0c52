"""The table of issues and languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive.model import Reading
from index.build import build_from
from tests.web.conftest import FIRST, PUBLICATION, TITLE

if TYPE_CHECKING:
    from tests.web.conftest import Fetch


@pytest.fixture
def fetch_english(tmp_path: Path, fetch_from: Callable[[Path], Fetch]) -> Fetch:
    """Gets a page of an archive in English alone."""
    build_from([Reading(PUBLICATION, (FIRST,), ())], TITLE, tmp_path)
    return fetch_from(tmp_path)


def test_each_cell_leads_to_its_edition(fetch: Fetch) -> None:
    """An issue's row leads to each of its editions and says how many stories of the original it has."""
    page = fetch("/coverage")
    rows = {cell.attributes["href"]: cell.text for cell in page.all("a", within="td")}
    assert rows == {
        "/lamp/2": "14 stories of the original, in English",
        "/lamp/2.ar": "1 of 14 stories, in Arabic",
        "/lamp/1": "4 stories of the original, in English",
    }
    for way in rows:
        assert fetch(way).status == 200


def test_gaps_are_shown_and_said(fetch: Fetch) -> None:
    """Where there is no translation, the cell says so."""
    (gap,) = fetch("/coverage").all("td", within="tr")[3:4]
    assert gap.classes == ["gap"]
    assert "not translated" in gap.text


def test_headers_say_what_they_are_headers_of(fetch: Fetch) -> None:
    """Languages head columns, issues head rows, and the foot counts the issues of each language."""
    page = fetch("/coverage")
    headers = [(each.attributes["scope"], each.text) for each in page.all("th")]
    assert headers == [
        ("col", "Issue"),
        ("col", "English"),
        ("col", "Arabic"),
        ("row", "#2 February 2025"),
        ("row", "#1 January 2024"),
        ("row", "Issues in all"),
    ]
    assert [cell.text for cell in page.all("td", within="tfoot")] == ["2", "1"]


def test_the_table_scrolls_in_a_box_that_a_keyboard_can_reach(fetch: Fetch) -> None:
    """The box around the table has a name and takes the focus."""
    (box,) = fetch("/coverage").all(".matrix")
    assert (box.attributes["role"], box.attributes["tabindex"]) == ("region", "0")
    assert box.attributes["aria-labelledby"]


def test_one_language_gets_a_sentence(fetch_english: Fetch) -> None:
    """An archive without translations says so in a sentence, and no page leads there."""
    page = fetch_english("/coverage")
    assert page.status == 200
    assert not page.all("table")
    assert "English" in page.text(".standfirst")
    assert "/coverage" not in fetch_english("/").addresses(within="nav")


def test_translations_are_in_the_menu_where_there_are_some(fetch: Fetch) -> None:
    """The menu of an archive with translations leads to the table."""
    assert "/coverage" in fetch("/").addresses(within="nav")
