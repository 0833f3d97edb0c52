"""The bundled sample issues, checked as plain files: without the reader that they are a sample for."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "archive" / "issues"
FILES = sorted(FOLDER.glob("*.md"))
ENGLISH = [path for path in FILES if re.search(r"-\d+$", path.stem)]
TRANSLATIONS = [path for path in FILES if path not in ENGLISH]

IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(((?:[^()\s]|\([^()\s]*\))+)\)")
"""The address may hold one pair of parentheses, as some DOIs do."""
EMOJI_HEADING = re.compile(r"^# .*?(\S+)$", re.MULTILINE)
MAX_IMAGE_BYTES = 20_000


def split(path: Path) -> tuple[dict[str, Any], str]:
    """The front matter and the text below it."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(head), body


def original(path: Path) -> Path:
    """The English issue of which ``path`` is a translation."""
    return path.with_name(path.name.rpartition("-")[0] + ".md")


def name(path: Path) -> str:
    return path.stem


each_file = pytest.mark.parametrize("path", FILES, ids=name)
each_translation = pytest.mark.parametrize("path", TRANSLATIONS, ids=name)


def test_twelve_issues() -> None:
    """There are twelve English issues, numbered in the order of their dates."""
    numbers = [int(path.stem.rpartition("-")[2]) for path in ENGLISH]
    assert numbers == list(range(1, 13))


def test_languages() -> None:
    """Two issues are also in French, and one of them in Arabic and Chinese too."""
    assert Counter(path.stem.rpartition("-")[2] for path in TRANSLATIONS) == {"fr": 2, "ar": 1, "zh": 1}


def test_dates_over_several_years() -> None:
    """The issues spread over three years, so that narrowing by year has something to show."""
    assert len({date.fromisoformat(path.name[:10]).year for path in ENGLISH}) == 3


def test_settings_name_what_is_there() -> None:
    """The settings describe one publication, whose source and authors file exist."""
    settings = tomllib.loads((FOLDER / "archive.toml").read_text(encoding="utf-8"))
    (publication,) = settings["publications"].values()
    assert (FOLDER / publication["source"]["path"]).is_dir()
    assert (FOLDER / publication["authors"]).is_file()


@each_file
def test_front_matter(path: Path) -> None:
    """The front matter says number, language, excerpt and topics, and agrees with the file name."""
    head, _ = split(path)
    number, _, language = re.sub(r"^.*-machines-", "", path.stem).partition("-")
    assert f"#{number} [{(language or 'en').upper()}]" in head["title"]
    assert head["excerpt"]
    assert "nlp-history" in head["tags"]
    assert len(head["tags"]) >= 3


@each_file
def test_authors_have_names(path: Path) -> None:
    """Every author handle has a name in the authors file."""
    authors = yaml.safe_load((FOLDER / "_data" / "authors.yml").read_text(encoding="utf-8"))
    handles = split(path)[0]["author"]
    for handle in [handles] if isinstance(handles, str) else handles:
        assert authors[handle]["name"]


@each_file
def test_images(path: Path) -> None:
    """Every image is a small file of this folder and has a text for those who do not see it."""
    head, body = split(path)
    images = IMAGE.findall(body)
    assert head["image"]["thumb"] in [address for _, address in images]
    for text, address in images:
        assert text.strip(), f"{address} has no alternative text"
        assert 0 < (FOLDER / address).stat().st_size <= MAX_IMAGE_BYTES


def test_no_image_is_left_over() -> None:
    """Every image file is shown by some issue."""
    shown = {address for path in FILES for _, address in IMAGE.findall(split(path)[1])}
    assert {path.relative_to(FOLDER).as_posix() for path in (FOLDER / "images").iterdir()} == shown


@each_file
def test_links(path: Path) -> None:
    """Every link is a complete https address."""
    _, body = split(path)
    links = LINK.findall(body)
    assert len(links) >= 10
    assert len(links) == body.count("](") - len(IMAGE.findall(body))
    for link in links:
        parts = urlsplit(link)
        assert parts.scheme == "https", link
        assert "." in parts.netloc, link


@each_translation
def test_translation_keeps_links(path: Path) -> None:
    """A translation has the links of its original, in each section the same ones."""
    sections = [re.split(r"^# ", split(each)[1], flags=re.MULTILINE) for each in (path, original(path))]
    translated, source = ([Counter(LINK.findall(part)) for part in parts] for parts in sections)
    assert translated == source


@each_translation
def test_translation_keeps_headings(path: Path) -> None:
    """The headings of a translation end with the emoji of the original, in the same order."""
    translated, source = (EMOJI_HEADING.findall(split(each)[1]) for each in (path, original(path)))
    assert translated == source


@each_translation
def test_translation_keeps_items(path: Path) -> None:
    """A translation has as many titled items and as many list entries as its original."""
    for mark in (r"^\*\*\*.+\*\*\*$", r"^- "):
        counts = {len(re.findall(mark, split(each)[1], re.MULTILINE)) for each in (path, original(path))}
        assert len(counts) == 1


def test_reformer_comes_back() -> None:
    """The Reformer occurs in at least four English issues, and among the articles of one of them."""
    texts = [split(path)[1] for path in ENGLISH]
    assert sum("Reformer" in text for text in texts) >= 4
    articles = [text.partition("# Articles and Blog posts")[2].partition("\n# ")[0] for text in texts]
    assert any("Reformer" in text for text in articles)


def test_sections_come_back() -> None:
    """Every section heading comes back in at least half of the English issues."""
    headings = Counter(
        heading for path in ENGLISH for heading in re.findall(r"^# .+$", split(path)[1], re.MULTILINE)
    )
    assert len(headings) == 7
    assert min(headings.values()) >= len(ENGLISH) / 2
