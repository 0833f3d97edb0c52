"""Numbers that translations borrow."""

from __future__ import annotations

from pathlib import Path

from archive.config import PublicationConfig
from archive.model import Reading
from archive.reader import read

LINKS = [f"https://example.org/story-{n}" for n in range(8)]


def issue(title: str, links: list[str], word: str) -> str:
    items = "\n".join(f"- [{word} {n}]({link}) {word}" for n, link in enumerate(links))
    return f"---\ntitle: {title}\nlang: {'fr' if word == 'nouvelle' else 'en'}\n---\n\n## {word}\n\n{items}\n"


def reading(folder: Path, files: dict[str, str]) -> Reading:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read(PublicationConfig("letter", "Letter", path=folder, language="en"), folder.parent / "cache")


def test_a_translation_takes_the_number_of_the_issue_it_shares_links_with(tmp_path: Path) -> None:
    """A translation that states no number becomes an edition of the issue whose links it has."""
    files = {
        "2024-01-01-a.md": issue("Letter 1", LINKS[:4], "news"),
        "2024-02-01-b.md": issue("Letter 2", LINKS[4:], "news"),
        "2024-03-01-c.md": issue("La lettre", LINKS[4:], "nouvelle"),
    }
    assert [each.id for each in reading(tmp_path / "source", files).issues] == [
        "letter/1",
        "letter/2",
        "letter/2.fr",
    ]


def test_a_file_with_links_of_its_own_keeps_its_date(tmp_path: Path) -> None:
    """Nothing is borrowed from an issue that has other links."""
    files = {
        "2024-01-01-a.md": issue("Letter 1", LINKS[:4], "news"),
        "2024-03-01-c.md": issue("La lettre", LINKS[4:], "nouvelle"),
    }
    ids = {each.id for each in reading(tmp_path / "source", files).issues}
    assert ids == {"letter/1", "letter/2024-03-01.fr"}
