"""One file that holds many issues."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from archive.config import PublicationConfig
from archive.model import Reading
from archive.reader import read

WEEKS = """# Reading list

- [Week of June 12](#june-12)
- [Week of June 5](#june-5)

## Papers of the week (June 12 - June 18) - 2023

| Paper | Links |
| --- | --- |
| 1) **Sand** - how it flows | [Paper](https://example.org/sand) |
| 2) **Snow** - how it falls | [Paper](https://example.org/snow) |

## Papers of the week (June 5 - June 11)

| Paper | Links |
| --- | --- |
| 1) **Rain** - how it sounds | [Paper](https://example.org/rain) |
"""


def reading(folder: Path, name: str, text: str) -> Reading:
    folder.mkdir()
    (folder / name).write_text(text, encoding="utf-8")
    return read(PublicationConfig("list", "List", path=folder), folder.parent / "cache")


def test_each_dated_heading_is_an_issue(tmp_path: Path) -> None:
    """A heading for every week makes an issue of every week, the year taken from the heading above."""
    issues = reading(tmp_path / "source", "list.md", WEEKS).issues
    assert [issue.date for issue in issues] == [date(2023, 6, 11), date(2023, 6, 18)]
    assert [[item.title for item in issue.items()] for issue in issues] == [["Rain"], ["Sand", "Snow"]]


def test_contents_of_a_compilation_are_no_items(tmp_path: Path) -> None:
    """A list of links within the page is kept with the first issue, as boilerplate."""
    issues = reading(tmp_path / "source", "list.md", WEEKS).issues
    assert not any("Week of" in item.text for issue in issues for item in issue.items())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("2023-06-12.md", WEEKS),
        (
            "12.md",
            "# Issue 12\n\n## Monday, June 12, 2023\n\nRain.\n\n## Tales\n\nSnow.\n\n## More\n\nFog.\n",
        ),
        ("one.md", "## June 12, 2023\n\nRain.\n"),
    ],
)
def test_a_dated_file_is_one_issue(tmp_path: Path, name: str, text: str) -> None:
    """A file that states its own date, or has few dated headings, is one issue."""
    assert len(reading(tmp_path / "source", name, text).issues) == 1
