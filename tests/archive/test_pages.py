from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive import pages
from archive.config import PublicationConfig
from archive.cores import Cores
from archive.pages import Content, contents, read_pages
from archive.sources import Listing, SourceFile


def issues(count: int) -> list[Content]:
    return [
        Content(f"2020-{n:03}.md", f"# Papers\n\n- [T{n}](https://a.b/{n}): is [large](/no)".encode(), str(n))
        for n in range(count)
    ]


def test_all_processes_read_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two processes make the pages and find the problems that one does, in the same order."""
    publication = PublicationConfig("news", "News", path=tmp_path, language="en")
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    with Cores() as cores:
        alone = read_pages(publication, issues(pages.PARALLEL_FROM), tmp_path, cores)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    told: list[tuple[int, int]] = []
    with Cores() as cores:
        together = read_pages(
            publication,
            issues(pages.PARALLEL_FROM),
            tmp_path,
            cores,
            progress=lambda done, of: told.append((done, of)),
        )
    assert together == alone
    assert [page.path for page in together[0]] == [file.path for file in issues(pages.PARALLEL_FROM)]
    assert len(together[1]) == pages.PARALLEL_FROM
    assert told == [(done, pages.PARALLEL_FROM) for done in range(1, pages.PARALLEL_FROM + 1)]


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    """A file that is gone by the time it is opened is reported, the others are read."""
    (tmp_path / "a.md").write_bytes(b"# A")
    there, gone = (SourceFile(name, tmp_path / name) for name in ("a.md", "b.md"))
    found, problems = contents(Listing(tmp_path, (there, gone), ()))
    assert [(file.path, file.data) for file in found] == [("a.md", b"# A")]
    assert [str(problem) for problem in problems] == [
        "b.md: cannot be opened: No such file or directory (mend its rights)"
    ]
