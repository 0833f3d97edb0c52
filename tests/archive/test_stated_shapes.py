"""Settings that say what an item is, where learning would cut otherwise."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from archive import config
from archive.model import Boilerplate, Issue, Item
from archive.reader import read

LETTER = """---
title: Weekly {number}
date: 2024-03-0{number}
---

Dear {word} friends, hello.

# News

First paragraph of {word}, with [a link](https://{word}.example/1).

- [A {word} entry](https://{word}.example/2) about lamps
- [Another {word} entry](https://{word}.example/3) about lanterns

Second paragraph of {word}, with [a link](https://{word}.example/4).

*Caption, {word}.*

# Stories

**A title for {word}**

What the {word} did.

It {word} grew.

**A list for {word}**

- [Some {word}](https://{word}.example/5)
- [More {word}](https://{word}.example/6)
"""
WORDS = ("ferns", "moss")


def understood(folder: Path, settings: str) -> Issue:
    """The first of two issues, read with these settings."""
    letters = folder / "letters"
    letters.mkdir()
    for number, word in enumerate(WORDS, 1):
        (letters / f"{number}.md").write_text(LETTER.format(number=number, word=word), "utf-8")
    file = folder / "archive.toml"
    file.write_text(f"[publications.news]\nsource = 'letters'\nlanguage = 'en'\n{settings}", "utf-8")
    (publication,) = config.load(file).publications
    return read(publication, folder / "cache").issues[0]


def said(part: Item | Boilerplate) -> str:
    """Title and first words, boilerplate in brackets."""
    if isinstance(part, Boilerplate):
        return f"[{part.text}]"
    return " | ".join(" ".join(text.split()[:2]) for text in (part.title, part.text))


def outline(issue: Issue) -> dict[str, list[str]]:
    return {section.key: [said(part) for part in section.parts] for section in issue.sections}


INTRO = [" | Dear ferns"]
TITLES = ["A title | What the", "A list | Some ferns"]


@pytest.mark.parametrize(
    ("items", "news", "stories"),
    [
        ("headings", [" | First paragraph"], TITLES),
        (
            "entries",
            [
                " | First paragraph",
                " | A ferns",
                " | Another ferns",
                " | Second paragraph",
            ],
            ["A title | What the", " | It ferns", "[A list for ferns]", "Some ferns | ", "More ferns | "],
        ),
        (
            "paragraphs",
            [" | First paragraph", " | Second paragraph"],
            ["A title | What the", " | It ferns", "A list | Some ferns"],
        ),
        ("section", [" | First paragraph"], [" | A title"]),
    ],
)
def test_items_of_a_publication(tmp_path: Path, items: str, news: list[str], stories: list[str]) -> None:
    """A publication's ``items`` say how every section is cut, and leave the introduction alone."""
    found = outline(understood(tmp_path, f'items = "{items}"'))
    assert found == {"": INTRO, "news": news, "stories": stories}


def test_items_of_a_section(tmp_path: Path) -> None:
    """A section's ``items`` come before the publication's."""
    settings = 'items = "headings"\n[publications.news.sections.news]\nitems = "section"\n'
    issue = understood(tmp_path, settings + 'title = "The News"')
    assert outline(issue) == {"": INTRO, "news": [" | First paragraph"], "stories": TITLES}


@pytest.mark.parametrize("items", config.SHAPES)
def test_no_word_is_lost_or_doubled(tmp_path: Path, items: str) -> None:
    """However items are cut, the parts of an issue hold its words and links once."""
    issue = understood(tmp_path, f'items = "{items}"')
    parts = [part for section in issue.sections for part in section.parts]
    spoken = " ".join(f"{getattr(part, 'title', '')} {part.text}" for part in parts)
    body = LETTER.format(number=1, word="ferns").partition("---\n\n")[2]
    written = re.sub(r"\(https[^)]*\)|^# .*$", " ", body, flags=re.MULTILINE)
    assert Counter(re.findall(r"\w+", spoken)) == Counter(re.findall(r"\w+", written))
    links = [link.url for item in issue.items() for link in item.links]
    assert sorted(links) == [f"https://ferns.example/{number}" for number in range(1, 7)]


def test_a_section_needs_no_title(tmp_path: Path) -> None:
    """A section that the settings know by its key alone is called what the issues call it."""
    letters = tmp_path / "letters"
    letters.mkdir()
    for number in (1, 2):
        text = f"# Long Reads\n\nRead about {WORDS[number - 1]}.\n\n# Events\n\nMeet {WORDS[number - 1]}.\n"
        (letters / f"2024-01-0{number}.md").write_text(text, "utf-8")
    file = tmp_path / "archive.toml"
    settings = (
        "source = 'letters'\nlanguage = 'en'\n[publications.news.sections.long-reads]\nitems = 'section'\n"
    )
    file.write_text(f"[publications.news]\n{settings}", "utf-8")
    (publication,) = config.load(file).publications
    reading = read(publication, tmp_path / "cache")
    assert ("long-reads", "en", "Long Reads") in reading.publication.section_titles
