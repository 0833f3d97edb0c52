"""What an editor is told of issues: each slip, once, and nothing where there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import pytest

from archive import config
from archive.check import check
from archive.model import Problem
from archive.reader import read

ISSUES = 14
FRUITS = "apple pear plum cherry quince fig date grape melon olive lemon peach".split()
SETTINGS = "[publications.news]\nsource = 'letters'\nlanguage = 'en'\nurl = 'https://news.example'\n"


def words(about: str, count: int) -> str:
    """Words that no other text has."""
    made = Random(about)
    return " ".join(
        "".join(made.choices("bdfgklmnprstvz", k=2) + made.choices("aeiou")) * 2 for _ in range(count)
    )


def entry(number: int, section: str, fruit: str) -> str:
    said = words(f"{number} {section} {fruit}", 12)
    link = f"[{fruit}](https://{fruit}.example/{number}/{section})"
    return f"**{said[:20].title()}**\n\n{said[20:].capitalize()} {link}."


def letter(number: int) -> str:
    """An issue as they all should be: two sections of four items each, a link in every item."""
    sections = {
        "Trees": [entry(number, "trees", fruit) for fruit in FRUITS[:4]],
        "Cellar": [entry(number, "cellar", fruit) for fruit in FRUITS[4:8]],
    }
    body = "\n\n".join(f"# {title}\n\n" + "\n\n".join(items) for title, items in sections.items())
    return f"---\ntitle: 'News {number}'\ndate: 2024-01-{number:02}\nlang: en\n---\n\n{body}\n"


LETTERS: Mapping[str, str] = {f"news-{number}.md": letter(number) for number in range(1, ISSUES + 1)}
Check = Callable[[Mapping[str, str]], list[Problem]]


@pytest.fixture
def checked(tmp_path: Path) -> Check:
    """Writes an archive's files, reads them and says what is wrong."""

    def checked(files: Mapping[str, str]) -> list[Problem]:
        for name, text in files.items():
            path = tmp_path / "letters" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        settings = tmp_path / "archive.toml"
        settings.write_text(SETTINGS, "utf-8")
        (publication,) = config.load(settings).publications
        return list(check(read(publication, tmp_path / "cache")))

    return checked


def changed(name: str, old: str, new: str) -> dict[str, str]:
    """The files, one of them changed."""
    assert old in LETTERS[name]
    return {**LETTERS, name: LETTERS[name].replace(old, new, 1)}


def without(*names: str) -> dict[str, str]:
    return {name: text for name, text in LETTERS.items() if name not in names}


def test_nothing_is_wrong(checked: Check) -> None:
    """An archive whose issues are all alike has no problems."""
    assert checked(LETTERS) == []


PLUM = "[plum](https://plum.example/5/trees)."
SLIPS: list[tuple[Mapping[str, str], str, str]] = [
    (changed("news-5.md", "date: 2024-01-05\n", ""), "error", "news-5.md: no date"),
    (changed("news-5.md", "News 5", "News 4"), "error", "number 4 is also that of news-4.md (served as"),
    (without("news-4.md"), "warning", "news-5.md: gap in the numbers: no issue 4 ("),
    (without("news-4.md", "news-5.md"), "warning", "news-6.md: gap in the numbers: no issue 4 to 5 ("),
    (
        changed("news-5.md", "2024-01-05", "2023-01-05"),
        "warning",
        "date before that of an earlier number: 2023-01-05, but news/4 is of 2024-01-04",
    ),
    (
        changed("news-5.md", PLUM, "[plum](https://pear.example/5/trees)."),
        "warning",
        "news-5.md:17: link twice in one issue: pear.example/5/trees (line 13 has it too",
    ),
    (
        changed("news-5.md", PLUM, PLUM + " See [before](https://news.example/2024/news-77.html)."),
        "error",
        "news-5.md:17: link to a page of the newsletter that is not there: https://news.example/2024/news-77.html",
    ),
    (
        changed("news-5.md", PLUM, PLUM + " See [the map](/files/map.pdf)."),
        "error",
        "news-5.md:17: link to a page of the newsletter that is not there: /files/map.pdf",
    ),
    (
        changed("news-5.md", PLUM, PLUM + "\n\n![](https://plum.example/tree.png)"),
        "warning",
        "news-5.md:17: image without alternative text: https://plum.example/tree.png",
    ),
    (
        changed("news-5.md", "# Cellar", "# Cellars"),
        "note",
        'section in this issue alone: Cellars (if it is "Cellar": [publications.news.sections.cellar]'
        ' aliases = ["Cellars"])',
    ),
    (
        changed("news-5.md", "# Cellar", "# Kitchen"),
        "note",
        "section in this issue alone: Kitchen (a story's title at the level of sections",
    ),
    (
        changed("news-5.md", "# Cellar", "# Kitchen"),
        "note",
        "news-5.md: section missing that issues near it have: Cellar",
    ),
    (
        {**LETTERS, "news-5.md": LETTERS["news-5.md"].partition("/5/trees).")[0] + ")."},
        "note",
        "news-5.md: far fewer items than usual: 1, issues near it have 8",
    ),
    (changed("news-5.md", PLUM, "plum"), "note", "news-5.md:17: item without a link: “"),
    (
        changed("news-5.md", PLUM, PLUM + "\n\n" + words("grew", 900)),
        "note",
        "news-5.md:17: item far longer than others: “",
    ),
]


@pytest.mark.parametrize(("files", "severity", "says"), SLIPS, ids=[says for *_, says in SLIPS])
def test_slips(checked: Check, files: Mapping[str, str], severity: str, says: str) -> None:
    """Each slip is told once, with its file and how bad it is."""
    (problem,) = [each for each in checked(files) if says in str(each)]
    assert problem.severity == severity
    assert problem.path in files


FINE: list[Mapping[str, str]] = [
    {f"news-{n}.md": letter(n).replace(f"News {n}", f"News {n * n}") for n in range(1, ISSUES + 1)},
    {f"news-{n}.md": letter(n).replace(f"date: 2024-01-{n:02}\n", "") for n in range(1, ISSUES + 1)},
    changed("news-5.md", PLUM, PLUM + " See [before](https://news.example/2024/news-4.html)."),
    changed("news-5.md", PLUM, PLUM + " See [us](https://news.example/about)."),
    changed("news-5.md", PLUM, PLUM + " See [the map](/files/map.pdf).") | {"docs/map.pdf": "%PDF"},
    changed("news-5.md", PLUM, PLUM + "\n\n![A tree](https://plum.example/tree.png)"),
    {name: text.replace("Nothing", "") for name, text in list(LETTERS.items())[:3]},
]


@pytest.mark.parametrize("files", FINE)
def test_false_alarms(checked: Check, files: Mapping[str, str]) -> None:
    """Numbers that are no sequence, archives without dates and links that lead somewhere are no slips."""
    assert {each.kind for each in checked(files)} <= {"no date"}
    assert not [each for each in checked(files) if each.severity == "error"]


FRENCH = """---
title: 'News 5 [FR]'
date: 2024-01-05
---

# Arbres

**La pomme des arbres**

Tout sur la [pomme](https://apple.example/5/trees).

**La poire des arbres**

Tout sur la [poire](https://pear.example/5/trees).

# Recettes

**Une tarte**

Une recette de [tarte](https://tarte.example/5), que l'original n'a pas.
"""


def test_translations(checked: Check) -> None:
    """Of a translation it is told which items it lacks and which sections no original has."""
    said = [str(each) for each in checked({**LETTERS, "news-5-fr.md": FRENCH})]
    (lacking,) = [each for each in said if "translation lacks items" in each]
    assert lacking.startswith("news-5-fr.md: translation lacks items: ")
    assert "of 8 in news/5: “" in lacking
    assert any("section in translations alone: Recettes, in 1 of them" in each for each in said)
    assert not any("Arbres" in each or "gap" in each or "fewer" in each for each in said)


def test_a_lost_file_is_an_error(checked: Check) -> None:
    """A file that yields no issue is an error: the archive lacks it."""
    (problem,) = checked({**LETTERS, "news-15.md": "\n"})
    assert (problem.path, problem.severity) == ("news-15.md", "error")
