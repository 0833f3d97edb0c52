"""What changed, read by what the archive taught before."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import news
from archive.config import PublicationConfig
from archive.cores import Cores
from archive.model import Issue, Reading
from archive.news import News
from archive.reader import Source, read, read_source

WORDS = ("zero", "alpha", "beta", "gamma", "delta", "epsilon")
"""What tells issues apart: numbers do not tell lists apart."""


def letter(number: int, *stories: str, language: str = "en", section: str = "Papers 📙") -> str:
    head = f"---\nnumber: {number}\ndate: 2020-01-{number:02}\nlang: {language}\n---\n\n"
    listed = "\n".join(f"- [{each}](https://a.b/{each}): {each} is told at length" for each in stories)
    tool = f"- [Loom {WORDS[number]}](https://a.b/l{number}): weaves {WORDS[number]}"
    return f"{head}# {section}\n\n{listed}\n\n# Tools\n\n{tool}\n"


@pytest.fixture
def publication(tmp_path: Path) -> PublicationConfig:
    """An archive that was read."""
    folder = tmp_path / "letters"
    folder.mkdir()
    for number in range(1, 6):
        (folder / f"{number}.md").write_text(
            letter(number, f"one-{WORDS[number]}", f"two-{WORDS[number]}"), "utf-8"
        )
    config = PublicationConfig("news", "News", path=folder, language="en")
    settled(config, tmp_path)
    return config


def settled(publication: PublicationConfig, tmp_path: Path) -> None:
    """Read the archive, so that news are told of what changes from here on."""
    source = Source(publication, tmp_path / "cache")
    with Cores() as cores:
        read_source(source, cores)
    source.settle()


def told(publication: PublicationConfig, tmp_path: Path) -> News | None:
    return news.news(Source(publication, tmp_path / "cache"))


def whole(publication: PublicationConfig, tmp_path: Path) -> Reading:
    return read(publication, tmp_path / "other")


def by_id(reading: Reading) -> dict[str, Issue]:
    return {issue.id: issue for issue in reading.issues}


def test_nothing_changed_is_no_news(publication: PublicationConfig, tmp_path: Path) -> None:
    """Where all files are as they were there is nothing to tell; nor where nothing was read before."""
    assert told(publication, tmp_path) is None
    assert told(publication, tmp_path / "elsewhere") is None


def test_a_changed_file_is_its_issue(publication: PublicationConfig, tmp_path: Path) -> None:
    """The issue of a changed file alone is read, and as the whole archive would have it."""
    (tmp_path / "letters" / "2.md").write_text(letter(2, "one-beta", "three"), "utf-8")
    found = told(publication, tmp_path)
    assert found is not None
    assert found.reading.issues == (by_id(whole(publication, tmp_path))["news/2"],)
    assert found.gone == ()


def test_a_removed_file_is_gone(publication: PublicationConfig, tmp_path: Path) -> None:
    """What is no more is told by its id."""
    (tmp_path / "letters" / "2.md").unlink()
    found = told(publication, tmp_path)
    assert found is not None
    assert (found.reading.issues, found.gone) == ((), ("news/2",))


def test_a_translation_is_read_with_its_original(publication: PublicationConfig, tmp_path: Path) -> None:
    """Editions of one issue are aligned, and sections keep their names, as in the whole archive."""
    text = letter(3, "one-gamma", "two-gamma", language="fr", section="Articles 📙")
    (tmp_path / "letters" / "3.fr.md").write_text(text, "utf-8")
    found = told(publication, tmp_path)
    assert found is not None
    there = by_id(whole(publication, tmp_path))
    assert by_id(found.reading) == {name: there[name] for name in ("news/3", "news/3.fr")}
    assert [item.story for item in there["news/3.fr"].items()][:2] == ["news/3/one-gamma", "news/3/two-gamma"]


def test_ids_are_those_of_the_whole(publication: PublicationConfig, tmp_path: Path) -> None:
    """A second issue of one number gets the id that it keeps; the first one's, where it goes, is its own."""
    second = letter(4, "late").replace("2020-01-04", "2020-02-04")
    (tmp_path / "letters" / "again.md").write_text(second, "utf-8")
    found = told(publication, tmp_path)
    assert found is not None
    assert by_id(found.reading).keys() == {"news/4", "news/2020-02-04"}
    settled(publication, tmp_path)
    (tmp_path / "letters" / "4.md").unlink()
    found = told(publication, tmp_path)
    assert found is not None
    assert by_id(found.reading).keys() == {"news/4"}
    assert found.gone == ("news/2020-02-04",)
    assert by_id(whole(publication, tmp_path))["news/4"] == by_id(found.reading)["news/4"]


@pytest.mark.parametrize("changed", ["many", "unnumbered", "settings"])
def test_only_the_whole_can_tell(
    publication: PublicationConfig, tmp_path: Path, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many changes, a translation without a number and other settings leave all to the whole."""
    folder = tmp_path / "letters"
    if changed == "many":
        monkeypatch.setattr(news, "MOST", 2)
        for number in (1, 2, 3):
            (folder / f"{number}.md").write_text(letter(number, "other"), "utf-8")
    elif changed == "unnumbered":
        text = letter(3, "one-gamma", "two-gamma", language="fr").replace("number: 3\n", "")
        (folder / "traduit.md").write_text(text.replace("date: 2020-01-03\n", ""), "utf-8")
    else:
        (folder / "2.md").write_text(letter(2, "other"), "utf-8")
        publication = PublicationConfig("news", "Other", path=folder, language="en")
    assert told(publication, tmp_path) is None


def test_news_stay_news_until_they_are_settled(publication: PublicationConfig, tmp_path: Path) -> None:
    """Reading an archive for another purpose takes away nothing of what is to be told."""
    (tmp_path / "letters" / "2.md").write_text(letter(2, "one-beta", "three"), "utf-8")
    found = told(publication, tmp_path)
    read(publication, tmp_path / "cache")
    assert told(publication, tmp_path) == found
    settled(publication, tmp_path)
    assert told(publication, tmp_path) is None


def test_a_page_that_was_kept_of_another_state_is_not_used(
    publication: PublicationConfig, tmp_path: Path
) -> None:
    """What was kept of a file is not taken for what it holds now."""
    file, cache = tmp_path / "letters" / "3.md", tmp_path / "cache"
    before = file.read_text("utf-8")
    file.write_text(letter(3, "other", section="Elsewhere"), "utf-8")
    read(publication, cache)
    file.write_text(before, "utf-8")
    (tmp_path / "letters" / "3.fr.md").write_text(letter(3, "one-gamma", language="fr"), "utf-8")
    assert told(publication, tmp_path) is None
