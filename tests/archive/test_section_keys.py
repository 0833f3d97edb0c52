from __future__ import annotations

from collections.abc import Iterable

import pytest

from archive.config import SectionConfig
from archive.section_keys import Heading, SectionNames, name, section_names


def learned(
    editions: Iterable[tuple[str, Iterable[str]]],
    settings: Iterable[SectionConfig] = (),
    unions: Iterable[tuple[str, str]] = (),
) -> SectionNames:
    """What is learned from editions, each a language and its headings."""
    headings = [
        Heading(text, language, f"{number}.md")
        for number, (language, texts) in enumerate(editions)
        for text in texts
    ]
    return section_names(headings, "en", settings, unions)


@pytest.mark.parametrize(
    ("heading", "title"),
    [("1. Publications 📙:", "Publications"), ("（二）新闻", "新闻"), ("⭐️", "⭐️"), ("2020", "2020")],
)
def test_names(heading: str, title: str) -> None:
    """A section is called by its heading without number, emoji and colon; by the emoji where that is all."""
    assert name(heading) == title


def test_wording_does_not_matter() -> None:
    """Numbering, case, emoji and punctuation do not make another section."""
    found = learned([("en", ["1. Tools & Data"]), ("en", ["Tools, data ⚙️"]), ("en", ["TOOLS DATA"])])
    assert set(found.keys.values()) == {"tools-data"}


def test_emoji_join_languages() -> None:
    """Headings with the same emoji are one section in every language, titled in each."""
    found = learned(
        [
            ("en", ["Publications 📙", "Tools ⚙️"]),
            ("fr", ["Articles 📙", "Outils ⚙"]),
            ("ar", ["المنشورات 📙"]),
        ]
    )
    assert [found.key(text) for text in ("Articles 📙", "المنشورات 📙", "Outils ⚙")] == [
        "publications",
        "publications",
        "tools",
    ]
    assert set(found.titles) == {
        ("publications", "en", "Publications"),
        ("publications", "fr", "Articles"),
        ("publications", "ar", "المنشورات"),
        ("tools", "en", "Tools"),
        ("tools", "fr", "Outils"),
    }


def test_an_emoji_for_two_sections_joins_nothing() -> None:
    """An emoji that two sections of one edition carry says nothing."""
    found = learned([("en", ["Papers 📙", "Books 📙"]), ("fr", ["Articles 📙"])])
    assert len(set(found.keys.values())) == 3


def test_settings_come_first() -> None:
    """The settings' key, title and aliases hold, an emoji among the aliases too."""
    research = SectionConfig("research", "Research", ("Papers", "📙"))
    found = learned([("en", ["Papers", "News"]), ("pt", ["Publicações 📙"])], [research])
    assert (found.key("Papers"), found.key("Publicações 📙"), found.key("News")) == (
        "research",
        "research",
        "news",
    )
    assert ("research", "en", "Research") in found.titles


def test_settings_keep_sections_apart() -> None:
    """Two sections of the settings stay two, though their headings share an emoji."""
    settings = [SectionConfig("tools", "Tools"), SectionConfig("data", "Data")]
    found = learned([("en", ["Tools 📙"]), ("en", ["Data 📙"])], settings)
    assert (found.key("Tools 📙"), found.key("Data 📙")) == ("tools", "data")


def test_what_is_known_from_elsewhere_joins() -> None:
    """Headings known to be the same become one section."""
    found = learned([("en", ["Tools"]), ("fr", ["Outils"])], unions=[("Tools", "Outils")])
    assert found.key("Outils") == "tools"


def test_keys_stay_as_issues_are_added() -> None:
    """The key is the shortest wording that was used more than once; a new wording does not change it."""
    before = learned([("en", ["Tools and Data ⚙️"]), ("en", ["Tools and Data ⚙️"])])
    after = learned([("en", ["Tools and Data ⚙️"]), ("en", ["Tools and Data ⚙️"]), ("en", ["Kit ⚙️"])])
    assert (before.key("Tools and Data ⚙️"), after.key("Kit ⚙️")) == ("tools-and-data", "tools-and-data")


def test_every_heading_has_a_key() -> None:
    """Whatever stands in a heading, its section has a key of its own that an address can hold."""
    odd = ["???", "📙", "⭐️", "1.", "新闻", "a/b"]
    found = learned([("en", odd)])
    assert len({found.key(text) for text in odd}) == len(odd)
    assert all(key and "/" not in key and " " not in key for key in found.keys.values())
