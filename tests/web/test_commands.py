from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from filelock import FileLock
from flask import Flask

from app import create_app
from archive.model import Problem
from index.build import BuildReport, Changes
from web.commands import SHOWN_PROBLEMS, summary

FIRST = """---
title: "Weekly Loom #1"
date: 2021-02-03
authors: [ada]
tags: [weekly]
---

# Research

***Silkworm: long threads of attention***

A model named Silkworm reads whole books. See [the paper](https://arxiv.org/abs/2101.00001).

***Moths and lamps***

Why moths circle lamps at night.

# Tools

***TinyLoom***

A loom that fits a pocket.
"""
SECOND = """---
title: "Weekly Loom #2"
date: 2021-02-10
authors: [ada]
tags: [weekly]
---

# Research

***Spiders that count***

Spiders keep count of caught moths.

***Webs in orbit***

Without weight, webs become round.

# Tools

***A better bobbin***

It turns quietly and fits a pocket, too.
"""
SETTINGS = """title = "Looms"

[publications.loom]
title = "Weekly Loom"
source = { path = "letters" }
"""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "2021-02-03-loom-1.md").write_text(FIRST, encoding="utf-8")
    (letters / "2021-02-10-loom-2.md").write_text(SECOND, encoding="utf-8")
    file = tmp_path / "archive.toml"
    file.write_text(SETTINGS, encoding="utf-8")
    return file


@pytest.fixture
def app(settings: Path, tmp_path: Path) -> Flask:
    return create_app(settings, tmp_path / "instance")


def run(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(args=args)


def found(app: Flask, *args: str) -> list[str]:
    return [each["id"] for each in json.loads(run(app, "search", *args, "--json").stdout)["results"]]


def test_index_reports_what_it_did(app: Flask) -> None:
    """A first build adds all items and issues; a second one reads nothing."""
    first = run(app, "index")
    assert first.exit_code == 0
    assert "6 added" in first.stdout
    assert "2 files read" in first.stdout
    assert "Indexing" in first.stderr
    second = run(app, "index")
    assert "6 unchanged" in second.stdout
    assert "nothing read" in second.stdout
    assert "6 added" in run(app, "index", "--rebuild").stdout


def test_a_changed_file_is_indexed(app: Flask, settings: Path) -> None:
    """After an edit, building again changes that one item, and it is found."""
    run(app, "index")
    letter = settings.parent / "letters" / "2021-02-10-loom-2.md"
    letter.write_text(SECOND.replace("fits a pocket", "fits a thimble"), encoding="utf-8")
    assert "1 changed, 0 removed, 5 unchanged" in run(app, "index").stdout
    assert len(found(app, "thimble")) == 1


def test_search_for_programs(app: Flask) -> None:
    """With --json, results are one object with everything that a program needs."""
    run(app, "index")
    answer = json.loads(run(app, "search", "silkworm", "books", "--json").stdout)
    (result,) = [each for each in answer["results"] if "Silkworm" in each["title"]]
    assert (answer["query"], answer["total"]) == ("silkworm books", len(answer["results"]))
    assert result["title"] == "Silkworm: long threads of attention"
    assert result["text"].startswith("Silkworm: long threads of attention\nA model named Silkworm")
    assert result["file"] == "letters/2021-02-03-loom-1.md".partition("/")[2]
    assert result["url"] == "/" + result["id"]
    assert result["id"].startswith(result["issue"] + "/")
    assert result["section"]
    assert result["score"] > 0


def test_search_for_people(app: Flask) -> None:
    """Without --json, results are a table with titles, ids and the total."""
    run(app, "index")
    answer = run(app, "search", "moths")
    assert answer.exit_code == 0
    assert "Moths and lamps" in answer.stdout
    assert "2 of 2 results" in answer.stdout
    assert "Nothing found" in run(app, "search", "zzyzx").stdout


def test_a_correction_is_told_aside(app: Flask) -> None:
    """What was searched instead of a misspelt word goes to standard error."""
    run(app, "index")
    assert "silkworm" in run(app, "search", "silkwrom").stderr


def test_facets_narrow(app: Flask) -> None:
    """Options of one name mean either, different ones both, and a minus excludes."""
    run(app, "index")
    everything = set(found(app))
    tools = set(found(app, "--section", "tools"))
    assert tools < everything
    assert set(found(app, "--section", "tools", "--section", "research")) == everything
    assert set(found(app, "--section", "-tools")) == everything - tools
    assert set(found(app, "--section", "Tools", "--issue", "loom/1")) == {
        each for each in tools if "/1/" in each
    }


def test_limit_and_order(app: Flask) -> None:
    """--limit bounds the results, not the total, and --sort orders them."""
    run(app, "index")
    answer = json.loads(run(app, "search", "moths", "--limit", "1", "--sort", "oldest", "--json").stdout)
    assert (answer["total"], len(answer["results"])) == (2, 1)
    assert answer["results"][0]["issue"] == "loom/1"


def one_line(result: Result) -> str:
    assert result.exit_code == 2
    assert not result.stdout
    (line,) = result.stderr.splitlines()
    return line


def test_a_missing_index_is_one_line(app: Flask) -> None:
    """Searching without an index names the cure."""
    assert "flask index" in one_line(run(app, "search", "moths"))


def test_a_damaged_index_is_one_line(app: Flask, tmp_path: Path) -> None:
    """Searching a damaged index names the cure."""
    run(app, "index")
    shutil.rmtree(next(path for path in (tmp_path / "instance" / "index").iterdir() if path.is_dir()))
    assert "--rebuild" in one_line(run(app, "search", "moths"))


def test_a_second_builder_is_one_line(app: Flask, tmp_path: Path) -> None:
    """A build beside another is refused."""
    run(app, "index")
    with FileLock(tmp_path / "instance" / "build.lock"):
        assert "another build" in one_line(run(app, "index"))


@pytest.mark.parametrize("text", [SETTINGS.replace("letters", "nowhere"), "title = 3", ""])
def test_a_wrong_setting_is_one_line(app: Flask, settings: Path, text: str) -> None:
    """What is wrong in the settings is said with the file's name."""
    settings.write_text(text, encoding="utf-8")
    assert "archive.toml" in one_line(run(app, "index"))


def test_problems_are_counted_and_the_first_are_listed(app: Flask, settings: Path) -> None:
    """Files that cannot be read are listed on standard error; the others are indexed."""
    for number in range(SHOWN_PROBLEMS + 5):
        (settings.parent / "letters" / f"2021-03-{number + 1:02}-empty.md").write_text("", encoding="utf-8")
    brief = run(app, "index")
    assert brief.exit_code == 0
    assert "5 more; --problems" in brief.stderr
    assert run(app, "index", "--problems").stderr.count("the file is empty") == SHOWN_PROBLEMS + 5


def test_the_summary_counts() -> None:
    """The summary says what was added, changed, removed and left, and how long it took."""
    report = BuildReport(Changes(1, 2, 3, 4), Changes(5, 6, 7, 8), 9, 1.25, (Problem("a.md", 1, "x"),))
    assert summary(report) == [
        "Items:  1 added, 2 changed, 3 removed, 4 unchanged",
        "Issues: 5 added, 6 changed, 7 removed, 8 unchanged",
        "9 files read, 1.2 seconds",
    ]
    assert summary(replace(report, searchable=0.4))[-1] == (
        "9 files read, 1.2 seconds; what changed was searchable after 0.4"
    )


def test_times_and_spelling_are_options_too(app: Flask) -> None:
    """What an address can ask for can be asked for from the shell: times, and words as typed."""
    run(app, "index")
    assert {each.split("/")[1] for each in found(app, "--during", "2021-02-10")} == {"2"}
    assert found(app, "--before", "2021-02-10") == found(app, "before:2021-02-10")
    assert not found(app, "silkwrom", "--as-typed")


def test_searches_of_a_file_are_answered_for_scoring(app: Flask, tmp_path: Path) -> None:
    """Each line of a file of searches is answered by the files and texts that a reader sees, best first."""
    run(app, "index")
    asked, answered = tmp_path / "asked.jsonl", tmp_path / "answered.jsonl"
    lines = [
        {"id": "a", "query": "silkworm books"},
        {"id": "b", "query": "", "filters": {"section": "tools"}},
    ]
    asked.write_text("\n\n".join(map(json.dumps, lines)), encoding="utf-8")
    told = run(app, "search", "--queries", str(asked), "--run", str(answered))
    assert told.exit_code == 0, told.stderr
    one, other = map(json.loads, answered.read_text(encoding="utf-8").splitlines())
    assert one["id"] == "a"
    assert one["results"][0]["file"] == "2021-02-03-loom-1.md"
    assert one["results"][0]["text"].startswith("Silkworm: long threads of attention\nA model")
    assert len(other["results"]) == 2


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"id": 1, "query": "a", "filters": 3}'])
def test_a_line_that_is_no_search_is_named(app: Flask, tmp_path: Path, line: str) -> None:
    """What is wrong in a file of searches is said with its line."""
    run(app, "index")
    asked = tmp_path / "asked.jsonl"
    asked.write_text('{"id": 1, "query": "moths"}\n' + line, encoding="utf-8")
    told = one_line(run(app, "search", "--queries", str(asked), "--run", str(tmp_path / "answered.jsonl")))
    assert "line 2" in told
