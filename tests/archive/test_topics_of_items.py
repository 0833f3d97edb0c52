"""Where topics come from, and that items and filters show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import config
from archive.model import Reading
from archive.reader import Source, read
from archive.settings_file import ConfigError
from index.build import build_from
from index.query import Query
from index.whoosh_index import open_index

LETTER = """---
title: News 1
date: 2024-01-01
lang: en
---

# Garden

**A heron at the pond**

It fished all day.

**All about transformers**

Attention, again.
"""
TOPICS = '[[topic]]\nname = "Wading birds"\nwords = ["heron", "stork"]\n'


def settings(folder: Path, topics: str, *letters: str) -> config.PublicationConfig:
    (folder / "letters").mkdir(exist_ok=True)
    for number, letter in enumerate(letters or (LETTER,), 1):
        (folder / "letters" / f"news-{number}.md").write_text(letter, "utf-8")
    (folder / "words.toml").write_text(TOPICS, "utf-8")
    file = folder / "archive.toml"
    file.write_text(f"{topics}\n[publications.news]\nsource = 'letters'\nlanguage = 'en'\n", "utf-8")
    (publication,) = config.load(file).publications
    return publication


def tags(reading: Reading) -> list[tuple[str, ...]]:
    return [item.tags for issue in reading.issues for item in issue.items()]


@pytest.mark.parametrize(
    ("topics", "expected"),
    [
        ("", [(), ("transformers",)]),
        ("topics = 'words.toml'", [("wading-birds",), ()]),
        ("topics = false", [(), ()]),
    ],
)
def test_items_are_tagged(tmp_path: Path, topics: str, expected: list[tuple[str, ...]]) -> None:
    """Items have the topics of the bundled file, of the archive's own, or none."""
    assert tags(read(settings(tmp_path, topics), tmp_path / "cache")) == expected


def test_translations_are_tagged(tmp_path: Path) -> None:
    """A translated item is tagged by its own words."""
    french = LETTER.replace("News 1", "News 1 [FR]").replace("lang: en", "lang: fr").replace("stork", "x")
    french = french.replace("A heron at the pond", "Un stork au bord")
    reading = read(settings(tmp_path, "topics = 'words.toml'", LETTER, french), tmp_path / "cache")
    assert [issue.language for issue in reading.issues] == ["en", "fr"]
    assert tags(reading) == [("wading-birds",), (), ("wading-birds",), ()]


def test_filters_show_names(tmp_path: Path) -> None:
    """The tag filter calls a topic by its name, and takes that name for the tag."""
    reading = read(settings(tmp_path, "topics = 'words.toml'"), tmp_path / "cache")
    build_from([reading], "News", tmp_path / "instance")
    index = open_index(tmp_path / "instance")
    try:
        (count,) = index.search(Query()).facets["tag"]
        assert (count.value, count.label, count.count) == ("wading-birds", "Wading birds", 1)
        assert index.search(Query(filters={"tag": ("Wading Birds",)})).total == 1
    finally:
        index.close()


def test_a_changed_topics_file_is_noticed(tmp_path: Path) -> None:
    """Changing the topics changes the fingerprint, and what is read."""
    publication = settings(tmp_path, "topics = 'words.toml'")
    before = Source(publication, tmp_path / "cache").fingerprint
    assert tags(read(publication, tmp_path / "cache"))[0] == ("wading-birds",)
    (tmp_path / "words.toml").write_text(TOPICS.replace("Wading birds", "Fishers"), "utf-8")
    assert Source(publication, tmp_path / "cache").fingerprint != before
    assert tags(read(publication, tmp_path / "cache"))[0] == ("fishers",)


def test_a_wrong_topics_file_stops_reading(tmp_path: Path) -> None:
    """A topics file that is wrong, or gone since the settings were read, is one clear line."""
    publication = settings(tmp_path, "topics = 'words.toml'")
    (tmp_path / "words.toml").write_text("[[topic]]\nwords = ['a']", "utf-8")
    with pytest.raises(ConfigError, match=r"words.toml: topic 1: has no name \(add"):
        read(publication, tmp_path / "cache")
    (tmp_path / "words.toml").unlink()
    with pytest.raises(ConfigError, match=r"words.toml: no such file"):
        read(publication, tmp_path / "cache")
