from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive.__main__ import main


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def issues(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """The settings of a newsletter of two issues, one of them without a date."""
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "2020-01-01-news-1.md").write_text(
        "# Papers\n\n- [Reformer](https://a.b/c)\n", "utf-8"
    )
    (tmp_path / "posts" / "news-2.md").write_text("# Papers\n\n- [Longformer](https://a.b/d)\n", "utf-8")
    settings = tmp_path / "archive.toml"
    settings.write_text('[publications.news]\nsource = { path = "posts" }\nlanguage = "en"\n', "utf-8")
    return settings


def test_one_issue_a_line(archive: Path) -> None:
    """Each issue is one line of JSON with its path relative to the source, ids and section keys."""
    result = run("--config", archive)
    assert result.exit_code == 0
    first, second = issues(result)
    assert (first["path"], second["path"]) == ("2020-01-01-news-1.md", "news-2.md")
    assert (first["id"], first["number"], first["date"]) == ("news/1", 1, "2020-01-01")
    (section,) = first["sections"]
    (item,) = section["items"]
    assert (section["key"], item["id"], item["title"]) == ("papers", "news/1/reformer", "Reformer")
    assert item["links"] == ["https://a.b/c"]


def test_problems_go_to_standard_error(archive: Path) -> None:
    """Problems stand on standard error, one a line with the file, and a count of both kinds ends them."""
    problem, count = run("--config", archive).stderr.splitlines()
    assert problem.startswith("news-2.md: no date")
    assert count == "2 issues, 1 problems"


def test_another_source(archive: Path, tmp_path: Path) -> None:
    """--source reads with the same settings from elsewhere."""
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "2021-05-05-news-9.md").write_text("# Papers\n\nOne.\n", "utf-8")
    assert [issue["id"] for issue in issues(run("--config", archive, "--source", tmp_path / "copy"))] == [
        "news/9"
    ]


def test_one_file(archive: Path) -> None:
    """A file's name prints that issue alone."""
    (issue,) = issues(run(archive.parent / "posts" / "2020-01-01-news-1.md"))
    assert (issue["path"], issue["number"]) == ("2020-01-01-news-1.md", 1)


def test_the_bundled_issues_are_read_by_default() -> None:
    """Without arguments the bundled issues are shown."""
    assert len(issues(run())) == 16


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("[publications.news]\nsorce = 1\n", "sorce"),
        ("[publications.news]\nsource = { path = 'gone' }\n", "gone"),
        ("publications = [", "archive.toml"),
        ("", "archive.toml"),
    ],
)
def test_wrong_settings(settings: str, says: str, tmp_path: Path) -> None:
    """Wrong settings end it with one line that names the file and what is wrong in it."""
    file = tmp_path / "archive.toml"
    file.write_text(settings, "utf-8")
    assert_one_line(run("--config", file), says)


@pytest.mark.parametrize("arguments", [["--config", "gone.toml"], ["gone.md"]])
def test_missing_files(arguments: list[str]) -> None:
    """A file that is not there ends it with a line that names it."""
    result = run(*arguments)
    assert result.exit_code != 0
    assert result.stdout == ""
    assert arguments[-1] in result.stderr
    assert "Traceback" not in result.stderr


def test_a_source_that_is_gone(archive: Path, tmp_path: Path) -> None:
    """A source that is not there ends it with one line."""
    assert_one_line(run("--config", archive, "--source", tmp_path / "gone"), "gone")


def assert_one_line(result: Result, says: str) -> None:
    assert result.exit_code != 0
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert says in line
