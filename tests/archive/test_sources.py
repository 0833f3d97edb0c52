from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from archive.config import NO_ISSUES, PublicationConfig
from archive.sources import SourceError, belongs, files


def plant(root: Path, *paths: str) -> Path:
    """Files in a folder, each with its own path as content."""
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)
    return root


def listed(root: Path, folders: tuple[str, ...] = ()) -> list[str]:
    publication = PublicationConfig(key="news", title="News", path=root, folders=folders)
    return [file.path for file in files(publication, root / "cache").files]


def test_names_stay_as_they_come(tmp_path: Path) -> None:
    """Every spelling of the Markdown endings is read, and no name is changed."""
    names = ["#5_[FR].Md", "b.MARKDOWN", "c.md ", "d📙.md", "简报（6）.md", "sub/e f.md"]
    plant(tmp_path, *names, "picture.png", "data.yml", "noending")
    publication = PublicationConfig(key="news", title="News", path=tmp_path)
    listing = files(publication, tmp_path / "cache")
    assert [file.path for file in listing.files] == sorted(names)
    assert [file.file.read_text() for file in listing.files] == sorted(names)
    assert listing.root == tmp_path
    assert listing.problems == ()


def test_hidden_and_foreign_folders_are_left_out(tmp_path: Path) -> None:
    """What tools keep beside a newsletter is not read."""
    plant(tmp_path, "a.md", ".git/b.md", ".hidden.md", "x/node_modules/c.md")
    assert listed(tmp_path) == ["a.md"]


def test_folders_limit_what_is_read(tmp_path: Path) -> None:
    """Only the named folders are read, a file in two of them once; paths stay relative to the source."""
    plant(tmp_path, "a.md", "posts/b.md", "posts/2020/c.md", "other/d.md")
    assert listed(tmp_path, ("posts", "posts/2020")) == ["posts/2020/c.md", "posts/b.md"]


@pytest.mark.parametrize(
    ("path", "include", "exclude", "read"),
    [
        ("a.md", [], [], True),
        ("a.txt", [], [], False),
        ("a.txt", ["*"], [], True),
        ("a.png", ["*"], [], False),
        ("a.asc", ["*.ASC"], [], True),
        ("A.Md ", ["*.md"], [], True),
        ("2020/a.md", ["2020/*"], [], True),
        ("2021/a.md", ["2020/*"], [], False),
        ("news[PT-BR].md", ["news[[]*"], [], True),
        ("Draft-1.md", [], ["draft-*"], False),
        ("drafts/old/a.md", [], ["drafts/"], False),
        ("posts/drafts/a.md", [], ["drafts"], False),
        ("README.md", [], NO_ISSUES, False),
        ("blog/readme.md", [], NO_ISSUES, False),
        ("readme-for-writers.md", [], NO_ISSUES, True),
    ],
)
def test_patterns_choose_files(
    path: str, include: tuple[str, ...], exclude: tuple[str, ...], read: bool
) -> None:
    """Patterns know names, paths and, to exclude, folders; letters may be small or capital."""
    assert belongs(path, include, exclude) is read


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    """A linked folder is entered once: one within the source never, one outside where it is linked."""
    root = plant(tmp_path / "news", "a.md", "sub/b.md")
    outside = plant(tmp_path / "outside", "c.md")
    (root / "sub" / "up").symlink_to(root)
    (root / "also").symlink_to(root / "sub")
    (root / "more").symlink_to(outside)
    (outside / "again").symlink_to(outside)
    assert listed(root) == ["a.md", "more/c.md", "sub/b.md"]


def test_a_link_that_leads_nowhere_is_a_problem(tmp_path: Path) -> None:
    """What cannot be read is reported with its path, and the rest is listed."""
    plant(tmp_path, "a.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "gone.md")
    listing = files(PublicationConfig(key="news", title="News", path=tmp_path), tmp_path)
    assert [file.path for file in listing.files] == ["a.md"]
    assert [(problem.path, problem.message) for problem in listing.problems] == [("b.md", "no file to read")]


def test_a_name_that_is_no_text_can_be_shown(tmp_path: Path) -> None:
    """A file name in a legacy encoding yields a path that any output takes."""
    name = os.fsencode(tmp_path) + b"/caf\xe9.md"
    try:
        with open(name, "wb") as file:  # noqa: PTH123 - a name that is bytes
            file.write(b"text")
    except OSError:
        pytest.skip("this file system takes no such names")
    assert listed(tmp_path) == ["caf\N{REPLACEMENT CHARACTER}.md"]


def test_a_source_without_issues_is_a_problem(tmp_path: Path) -> None:
    """An empty folder says so, with a cure."""
    plant(tmp_path, "a.png")
    listing = files(PublicationConfig(key="news", title="News", path=tmp_path), tmp_path)
    assert [str(problem) for problem in listing.problems] == [
        ".: no file is read (mend folders, include or exclude)"
    ]


def test_a_missing_folder_is_one_line(tmp_path: Path) -> None:
    """A folder that has gone is an error that names the setting."""
    with pytest.raises(SourceError, match=r"^news: no folder gone .*publications.news.folders\)$"):
        listed(tmp_path, ("gone",))
    with pytest.raises(SourceError, match="no source"):
        files(PublicationConfig(key="news", title="News"), tmp_path)


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "commit.gpgsign=false"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, env=clean)


def test_a_repository_is_read_and_kept_up(tmp_path: Path) -> None:
    """A repository is cloned once and fetched later; where it is gone, its last state is read."""
    origin = plant(tmp_path / "origin", "a.md", "b.png")
    (origin / "out.md").symlink_to("/etc/hostname")
    git(origin, "init", "--quiet", "--initial-branch", "main")
    git(origin, "add", ".")
    git(origin, "commit", "--quiet", "-m", "First issue")
    publication = PublicationConfig(key="news", title="News", git=origin.as_uri(), branch="main")
    cache = tmp_path / "cache"

    first = files(publication, cache)
    assert [file.path for file in first.files] == ["a.md"]
    assert [problem.path for problem in first.problems] == ["out.md"]

    plant(origin, "c.md")
    (origin / "a.md").unlink()
    (origin / "out.md").unlink()
    git(origin, "add", "--all")
    git(origin, "commit", "--quiet", "-m", "Second issue")
    assert [file.path for file in files(publication, cache).files] == ["c.md"]

    origin.rename(tmp_path / "moved")
    last = files(publication, cache)
    assert [file.path for file in last.files] == ["c.md"]
    assert "read as it was when last fetched" in last.problems[0].message


def test_a_repository_that_cannot_be_had_is_one_line(tmp_path: Path) -> None:
    """A wrong address is one line with what git said and the cure; nothing is left behind."""
    publication = PublicationConfig(key="news", title="News", git=(tmp_path / "none").as_uri())
    with pytest.raises(SourceError) as caught:
        files(publication, tmp_path / "cache")
    assert str(caught.value).startswith("git: ")
    assert "\n" not in str(caught.value)
    assert list((tmp_path / "cache").iterdir()) == []


def test_git_that_is_missing_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the git program, a folder is offered instead."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match=r"^git is not installed \("):
        files(PublicationConfig(key="news", title="News", git="https://a.org/n.git"), tmp_path)


def test_a_password_in_an_address_is_not_shown(tmp_path: Path) -> None:
    """What git says is repeated without the user name and password of the address."""
    publication = PublicationConfig(key="news", title="News", git="nosuch://me:secret@a.org/n.git")
    with pytest.raises(SourceError) as caught:
        files(publication, tmp_path)
    assert "secret" not in str(caught.value)
