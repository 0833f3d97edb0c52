from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from archive.config import PublicationConfig
from archive.model import Issue, Reading
from archive.reader import Source, read, read_file
from archive.sources import SourceError

ISSUE = "# Papers 📙\n\n- [Reformer](https://a.b/reformer): is efficient\n- [T5](https://a.b/t5): is large\n"


def plant(root: Path, files: Mapping[str, str | bytes]) -> PublicationConfig:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    return PublicationConfig("news", "News", path=root, language="en")


def steps(publication: PublicationConfig, cache: Path) -> tuple[Reading, list[tuple[int, int]]]:
    """What was read, and what was told of its progress."""
    told: list[tuple[int, int]] = []
    return read(publication, cache, lambda done, of: told.append((done, of))), told


def titles(issue: Issue) -> list[str]:
    return [item.label for item in issue.items()]


# ---------------------------------------------------------------- what is kept between readings


def test_nothing_changed_nothing_read(tmp_path: Path) -> None:
    """A second reading with nothing changed reads no file and says the same."""
    publication = plant(tmp_path / "a", {"2020-01-01-n-1.md": ISSUE, "2020-01-08-n-2.md": ISSUE})
    first, told = steps(publication, tmp_path / "cache")
    assert told == [(1, 2), (2, 2)]
    assert steps(publication, tmp_path / "cache") == (first, [])


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    """Only the file that changed is read again, even where its size and time stay the same."""
    publication = plant(tmp_path / "a", {"2020-01-01-n-1.md": ISSUE, "2020-01-08-n-2.md": ISSUE})
    read(publication, tmp_path / "cache")
    changed = tmp_path / "a" / "2020-01-08-n-2.md"
    before = changed.stat()
    changed.write_text(ISSUE.replace("Reformer", "Performer")[:-1].replace("is large", "as lar"), "utf-8")
    os.utime(changed, ns=(before.st_atime_ns, before.st_mtime_ns))
    reading, told = steps(publication, tmp_path / "cache")
    assert told == [(2, 2)]
    assert [titles(issue)[0] for issue in reading.issues] == ["Reformer", "Performer"]


def test_a_removed_file_is_forgotten(tmp_path: Path) -> None:
    """An issue whose file is gone is gone."""
    publication = plant(tmp_path / "a", {"2020-01-01-n-1.md": ISSUE, "2020-01-08-n-2.md": ISSUE})
    read(publication, tmp_path / "cache")
    (tmp_path / "a" / "2020-01-01-n-1.md").unlink()
    reading, told = steps(publication, tmp_path / "cache")
    assert ([issue.number for issue in reading.issues], told) == ([2], [])


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\x80\x05K\x01.", b"cut"])
def test_a_damaged_cache_is_survived(damage: bytes, tmp_path: Path) -> None:
    """What was kept may be cut or garbled: the files are read again."""
    publication = plant(tmp_path / "a", {"2020-01-01-n-1.md": ISSUE})
    first = read(publication, tmp_path / "cache")
    for kept in (file for file in (tmp_path / "cache").rglob("*") if file.is_file()):
        kept.write_bytes(kept.read_bytes()[:-20] if damage == b"cut" else damage)
    assert steps(publication, tmp_path / "cache") == (first, [(1, 1)])


def test_other_settings_read_anew(tmp_path: Path) -> None:
    """Pages that were kept under other settings are not used."""
    publication = plant(tmp_path / "a", {"2020-01-01-n-1.md": ISSUE})
    read(publication, tmp_path / "cache")
    other = PublicationConfig("news", "News", path=tmp_path / "a", language="fr", require_tag="nlp")
    assert read(other, tmp_path / "cache").issues == ()


def test_fingerprint(tmp_path: Path) -> None:
    """The fingerprint changes with a file or a setting, and with nothing else."""
    publication = plant(tmp_path / "a", {"2020-01-01-n-1.md": ISSUE})
    first = Source(publication, tmp_path / "cache").fingerprint
    read(publication, tmp_path / "cache")
    assert Source(publication, tmp_path / "cache").fingerprint == first
    plant(tmp_path / "a", {"2020-01-08-n-2.md": ISSUE})
    second = Source(publication, tmp_path / "cache").fingerprint
    (tmp_path / "a" / "2020-01-08-n-2.md").write_text(ISSUE + "More.\n", "utf-8")
    third = Source(publication, tmp_path / "cache").fingerprint
    fourth = Source(PublicationConfig("news", "Other", path=tmp_path / "a"), tmp_path / "cache").fingerprint
    assert len({first, second, third, fourth}) == 4


# ---------------------------------------------------------------- files that are wrong


def test_one_broken_file_stops_no_other(tmp_path: Path) -> None:
    """Files that are empty, no text, or not to be opened are reported; the others are served."""
    publication = plant(
        tmp_path / "a",
        {"2020-01-01-n-1.md": ISSUE, "2020-01-08-n-2.md": " \n", "2020-01-15-n-3.md": bytes(range(256)) * 40},
    )
    (tmp_path / "a" / "2020-01-22-n-4.md").symlink_to(tmp_path / "gone.md")
    reading = read(publication, tmp_path / "cache")
    assert "news/1" in [issue.id for issue in reading.issues]
    said = {problem.path: str(problem) for problem in reading.problems}
    assert said["2020-01-08-n-2.md"] == (
        "2020-01-08-n-2.md: the file is empty (write the issue or remove the file)"
    )
    assert {"2020-01-15-n-3.md", "2020-01-22-n-4.md"} <= set(said)
    assert all("\n" not in text for text in said.values())


def test_a_file_without_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be opened is reported with the reason."""
    publication = plant(tmp_path / "a", {"2020-01-01-n-1.md": ISSUE, "2020-01-08-n-2.md": ISSUE})
    opened = Path.read_bytes

    def refused(path: Path) -> bytes:  # a superuser may open everything, so that rights alone do not show it
        if path.name == "2020-01-08-n-2.md":
            raise PermissionError(13, "Permission denied")
        return opened(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    reading = read(publication, tmp_path / "cache")
    assert [issue.id for issue in reading.issues] == ["news/1"]
    assert "2020-01-08-n-2.md: cannot be opened: Permission denied (mend its rights)" in map(
        str, reading.problems
    )


def test_front_matter_alone(tmp_path: Path) -> None:
    """A file that has a front matter and no text yet is an issue without items."""
    file = tmp_path / "2020-01-01-n-1.md"
    file.write_text("---\ntitle: Soon\n---\n", "utf-8")
    (issue,) = read_file(file).issues
    assert (issue.title, titles(issue)) == ("Soon", [])


def test_a_date_is_missed(tmp_path: Path) -> None:
    """An issue without a date is served and reported."""
    reading = read(plant(tmp_path / "a", {"news-7.md": ISSUE}), tmp_path / "cache")
    assert [issue.id for issue in reading.issues] == ["news/7"]
    assert [problem.message for problem in reading.problems] == ["no date"]


def test_no_source(tmp_path: Path) -> None:
    """Where there is no source, that is said."""
    with pytest.raises(SourceError, match="no folder"):
        read(PublicationConfig("news", "News", path=tmp_path / "gone"), tmp_path / "cache")


# ---------------------------------------------------------------- issues as they come


@pytest.mark.parametrize(
    "name",
    [
        "2020-01-01-[FR]_#6.md",
        "2020-01-01-简报.md",
        "2020-01-01-a.md ",
        "2020-01-01-📙 ‘a’&b?.Md",
        "2020-01-01-%20.markdown",
    ],
)
def test_names_are_kept(name: str, tmp_path: Path) -> None:
    """A file keeps its name, whatever is in it, and its date is understood."""
    (issue,) = read(plant(tmp_path / "a", {name: ISSUE}), tmp_path / "cache").issues
    assert (issue.path, issue.date) == (name, date(2020, 1, 1))
    assert titles(issue) == ["Reformer", "T5"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, end: str, tmp_path: Path) -> None:
    """An issue reads the same in every Unicode encoding and with the line ends of any system."""
    text = "---\ntitle: 'Nº 5: été'\n---\n" + ISSUE
    publication = plant(tmp_path / "a", {"2020-01-01-a.md": text.replace("\n", end).encode(encoding)})
    (issue,) = read(publication, tmp_path / "cache").issues
    assert (issue.title, titles(issue)) == ("Nº 5: été", ["Reformer", "T5"])
    assert [item.lines for item in issue.items()] == [(6, 6), (7, 7)]


def test_order_of_issues(tmp_path: Path) -> None:
    """Issues come oldest first, the editions of one together, the main language first."""
    head = "---\ntitle: 'News #{} [{}]'\n---\n"
    publication = plant(
        tmp_path / "a",
        {
            "2020-03-01-a.md": head.format(2, "FR") + ISSUE,
            "2020-02-01-b.md": head.format(2, "EN") + ISSUE,
            "2020-05-01-c.md": head.format(1, "ZH") + ISSUE,
            "2020-01-01-d.md": head.format(1, "EN") + ISSUE,
            "2020-04-01-e.md": head.format(2, "AR") + ISSUE,
        },
    )
    reading = read(publication, tmp_path / "cache")
    assert [issue.id for issue in reading.issues] == [
        "news/1",
        "news/1.zh",
        "news/2",
        "news/2.ar",
        "news/2.fr",
    ]
    assert all(item.story for issue in reading.issues if "." in issue.id for item in issue.items())


def test_local_images_are_listed(tmp_path: Path) -> None:
    """An image beside the issue is shown by an address of its own, and where it lies is told."""
    text = "# Papers\n\n**Reformer**\n\nText.\n\n![a chart](pictures/a%20b.png)\n\n*How it works*\n"
    publication = plant(tmp_path / "a", {"posts/2020-01-01-a.md": text, "posts/pictures/a b.png": b"png"})
    reading = read(publication, tmp_path / "cache")
    ((image,),) = (item.images for issue in reading.issues for item in issue.items())
    assert (image.url, image.alt, image.caption) == (
        "/media/news/posts/pictures/a%20b.png",
        "a chart",
        "How it works",
    )
    assert reading.media == (("news/posts/pictures/a b.png", str(tmp_path / "a" / "posts/pictures/a b.png")),)


@pytest.mark.parametrize(
    "address", ["../secret.png", "/../secret.png", "pictures/../../secret.png", "link.png"]
)
def test_images_outside_the_source_stay_there(address: str, tmp_path: Path) -> None:
    """No address, and no link in the folder, leads to a file outside the source."""
    publication = plant(tmp_path / "a", {"2020-01-01-a.md": f"# Papers\n\nText.\n\n![x]({address})\n"})
    (tmp_path / "secret.png").write_bytes(b"png")
    (tmp_path / "a" / "link.png").symlink_to(tmp_path / "secret.png")
    assert read(publication, tmp_path / "cache").media == ()


def test_names_of_authors(tmp_path: Path) -> None:
    """Handles become names by the file of authors; where that is broken, it is reported."""
    text = "---\nauthor: [ada, grace]\n---\n" + ISSUE
    files = {"2020-01-01-a.md": text, "authors.yml": "ada: {name: Ada Lovelace}\n"}
    publication = plant(tmp_path / "a", files)
    with_authors = PublicationConfig("news", "News", path=publication.path, authors="authors.yml")
    (issue,) = read(with_authors, tmp_path / "cache").issues
    assert [author.name for author in issue.authors] == ["Ada Lovelace", "grace"]
    (tmp_path / "a" / "authors.yml").write_text("ada: [", "utf-8")
    problems = read(with_authors, tmp_path / "cache").problems
    assert [problem.path for problem in problems] == ["authors.yml"]
