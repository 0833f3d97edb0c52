"""``flask check`` and ``flask topics suggest``, from the shell to their exit status."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app import create_app
from archive.config import DEFAULT

LETTER = """---
title: "Loom {number}"
date: 2021-02-{number:02}
lang: en
---

# Research

**{title}**

{text} See [the Kyoto Museum](https://{word}.example/{number}).

# Tools

**A {word} bobbin [new]**

The {word} turns more quietly in number {number}.
"""
ISSUES = [
    ("Silk", "Of long threads", "The silkworm spins all by itself."),
    ("Moth", "Around a lamp", "Nobody ever knew why moths circle it."),
    ("Flax", "Blue fields", "Who sows in spring will harvest in autumn."),
]


def write(folder: Path, settings: str = "") -> Path:
    """Settings beside three letters."""
    letters = folder / "letters"
    letters.mkdir()
    for number, (word, title, text) in enumerate(ISSUES, 1):
        letter = LETTER.format(number=number, word=word, title=title, text=text)
        (letters / f"loom-{number}.md").write_text(letter, "utf-8")
    file = folder / "archive.toml"
    file.write_text(f"{settings}\n[publications.loom]\nsource = 'letters'\nlanguage = 'en'\n", "utf-8")
    return file


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return write(tmp_path)


@pytest.fixture
def app(settings: Path, tmp_path: Path) -> Flask:
    return create_app(settings, tmp_path / "instance")


def run(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(args=args)


def slip(settings: Path) -> None:
    """An error: an issue without a date."""
    file = settings.parent / "letters" / "loom-2.md"
    file.write_text(file.read_text("utf-8").replace("date: 2021-02-02\n", ""), "utf-8")


def blemish(settings: Path) -> None:
    """A warning: an image without a word."""
    file = settings.parent / "letters" / "loom-2.md"
    file.write_text(file.read_text("utf-8") + "\n![](https://moth.example/wing.png)\n", "utf-8")


def test_check_shows_what_was_understood(app: Flask) -> None:
    """Sections and issues are listed with their items, and nothing is wrong."""
    result = run(app, "check")
    assert result.exit_code == 0
    assert "loom: 3 issues, 6 items, 2021-02-01 to 2021-02-03" in result.stdout
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["Research", "research", "3", "3"] in lines
    assert ["loom/2", "2021-02-02", "2", "Research", "1,", "Tools", "1"] in lines
    assert result.stdout.rstrip().endswith("Nothing to mend.")


@pytest.mark.parametrize("wanted", ["loom/2", "loom-2.md"])
def test_check_shows_one_issue(app: Flask, settings: Path, wanted: str) -> None:
    """With an issue's id or file, its items are shown, each with its line, and its problems alone."""
    slip(settings)
    (settings.parent / "letters" / "loom-3.md").write_text("", "utf-8")
    result = run(app, "check", wanted)
    assert result.exit_code == 1
    assert " 8 Around a lamp  1 link" in result.stdout
    assert "A Moth bobbin [new]" in result.stdout
    assert "Blue fields" not in result.stdout
    assert "no date" in result.stdout
    assert "empty" not in result.stdout


def test_problems_come_with_place_and_cure(app: Flask, settings: Path) -> None:
    """Each kind of problem is told with how bad it is, where it is and what mends it."""
    slip(settings)
    blemish(settings)
    shown = run(app, "check").stdout
    assert "error  no date" in shown
    assert "  loom-2.md" in shown
    assert "  → add `date:`" in shown
    assert "loom-2.md:14  https://moth.example/wing.png" in shown
    assert shown.rstrip().endswith("1 error, 1 warning")


@pytest.mark.parametrize(
    ("slips", "lenient", "strict"), [((), 0, 0), ((blemish,), 0, 1), ((slip,), 1, 1), ((slip, blemish), 1, 1)]
)
def test_exit_status(
    app: Flask, settings: Path, slips: tuple[object, ...], lenient: int, strict: int
) -> None:
    """Errors fail a check, and with --strict warnings do."""
    for each in slips:
        assert callable(each)
        each(settings)
    assert run(app, "check").exit_code == lenient
    assert run(app, "check", "--strict").exit_code == strict
    assert run(app, "check", "--json").exit_code == lenient


def test_only_some_of_many_are_shown(app: Flask, settings: Path) -> None:
    """Without --all, the newest issues and a few problems of each kind are shown, and how many are left."""
    for number in range(4, 24):
        letter = LETTER.format(number=number, word="Hemp", title=f"Rope {number}", text="Ropes " * number)
        (settings.parent / "letters" / f"loom-{number}.md").write_text(letter, "utf-8")
        (settings.parent / "letters" / f"empty-{number}.md").touch()
    brief, whole = run(app, "check").stdout, run(app, "check", "--all").stdout
    assert "11 older issues; --all" in brief
    assert "17 more; --all" in brief
    assert brief.count("empty-") == 3
    assert "--all" not in whole
    assert whole.count("empty-") == 20
    assert "loom/1 " in whole


def test_check_for_programs(app: Flask, settings: Path) -> None:
    """With --json, one object holds issues, sections, items and problems."""
    blemish(settings)
    result = run(app, "check", "--json")
    values = json.loads(result.stdout)
    assert (values["errors"], values["warnings"], values["notes"]) == (0, 1, 0)
    (publication,) = values["publications"]
    assert [issue["id"] for issue in publication["issues"]] == ["loom/1", "loom/2", "loom/3"]
    section = publication["issues"][0]["sections"][0]
    assert (section["key"], section["title"]) == ("research", "Research")
    assert section["items"][0]["id"] == "loom/1/of-long-threads"
    (problem,) = publication["problems"]
    assert problem["kind"] == "image without alternative text"
    assert (problem["severity"], problem["path"], problem["line"]) == ("warning", "loom-2.md", 15)


def test_other_settings_and_sources(app: Flask, settings: Path, tmp_path: Path) -> None:
    """--config reads another archive, --source another folder, and neither touches what the index keeps."""
    assert "Language Machines" in run(app, "check", "--config", str(DEFAULT)).stdout
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(settings.parent / "letters" / "loom-1.md", copy)
    assert "loom: 1 issue, " in run(app, "check", "--source", str(copy)).stdout
    assert not (tmp_path / "instance" / "cache").exists()


def test_one_publication_of_several(app: Flask, settings: Path) -> None:
    """--publication picks one."""
    more = "[publications.other]\ntitle = 'Another'\nsource = 'letters'\n"
    settings.write_text(settings.read_text("utf-8") + more, "utf-8")
    both, one = run(app, "check").stdout, run(app, "check", "--publication", "loom").stdout
    assert "Another: 3 issues" in both
    assert "loom: 3 issues" in one
    assert "Another" not in one


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("check", "loom/7"), 'no issue or file "loom/7" (did you mean "loom/'),
        (("check", "--publication", "lom"), 'no publication "lom" (did you mean "loom"?)'),
        (("check", "--config", "gone.toml"), "gone.toml: no such file"),
        (("check", "--source", "gone"), "no folder"),
        (("topics", "suggest", "--publication", "lom"), 'did you mean "loom"?'),
    ],
)
def test_what_cannot_be_checked_is_one_line(app: Flask, args: tuple[str, ...], says: str) -> None:
    """Wrong settings and names are one line with the cure, and exit status 2."""
    result = run(app, *args)
    assert result.exit_code == 2
    assert says in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [("index",), ("check",), ("topics", "suggest")])
def test_wrong_topics_are_one_line(app: Flask, settings: Path, command: tuple[str, ...]) -> None:
    """Every command that reads tells a wrong topics file in one line."""
    (settings.parent / "words.toml").write_text("[[topic]]\nname = 'Looms'\n", "utf-8")
    settings.write_text("topics = 'words.toml'\n" + settings.read_text("utf-8"), "utf-8")
    result = run(app, *command)
    assert result.exit_code == 2
    assert 'words.toml: topic 1 "Looms": has no words (add: words = ' in result.stderr.splitlines()[-1]


def test_topics_are_suggested(app: Flask) -> None:
    """Frequent phrases without a topic are proposed, ready to paste into a topics file."""
    shown = run(app, "topics", "suggest").stdout
    assert "Nothing" not in shown
    table, _, toml = shown.partition("\n# ")
    assert table.splitlines()[1].split()[:3] == ["Kyoto", "Museum", "3"]
    assert tomllib.loads("# " + toml)["topic"] == [{"name": "Kyoto Museum", "words": ["Kyoto Museum"]}]


def test_topics_for_programs(app: Flask) -> None:
    """With --json, each proposal has its phrase, how many items have it, and passages."""
    (proposal,) = json.loads(run(app, "topics", "suggest", "--limit", "1", "--json").stdout)
    assert (proposal["phrase"], proposal["count"], len(proposal["examples"])) == ("Kyoto Museum", 3, 3)


def test_covered_topics_are_not_suggested(app: Flask, settings: Path) -> None:
    """What has become a topic is no longer proposed."""
    topic = '[[topic]]\nname = "Museums"\nwords = ["Kyoto Museum", "Kyoto", "Museum"]\n'
    (settings.parent / "words.toml").write_text(topic, "utf-8")
    settings.write_text("topics = 'words.toml'\n" + settings.read_text("utf-8"), "utf-8")
    assert "No frequent phrase lacks a topic." in run(app, "topics", "suggest").stdout
