"""Every file of a source -> its page, which is kept for as long as the file stays as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec import msgpack

from archive import kept
from archive.config import PublicationConfig
from archive.cores import Cores
from archive.model import Problem, Value
from archive.page import Page, read_page
from archive.sources import Listing

Progress = Callable[[int, int], None]
"""Called with (files read, files in all)."""

PARALLEL_FROM = 48
"""Files from which on a second process pays for its start, about 0.5 s against 15 ms a file."""
_CHUNK = 4
"""Files that are handed to a process at once."""


class Content(Value, frozen=True):
    """A file that could be opened."""

    path: str
    """Relative to the source, with forward slashes."""
    data: bytes
    hash: str


_Read = tuple[Page | None, tuple[Problem, ...]]
"""A file's page and what is wrong with it; what is wrong with a page's file the page has."""
_Kept = dict[str, tuple[str, bytes]]
"""Path -> hash of the file and what was read of it."""


def contents(listing: Listing) -> tuple[list[Content], list[Problem]]:
    """The files of a listing, and what cannot be opened."""
    found, problems = [], []
    for source in listing.files:
        try:
            data = source.file.read_bytes()
        except OSError as error:
            problems.append(
                Problem(source.path, None, f"cannot be opened: {error.strerror}", "mend its rights", "error")
            )
        else:
            found.append(Content(source.path, data, hashlib.sha256(data).hexdigest()))
    return found, problems


def read_pages(
    publication: PublicationConfig,
    files: Sequence[Content],
    root: Path,
    cores: Cores,
    *,
    store: Path | None = None,
    rules: str = "",
    progress: Progress | None = None,
) -> tuple[list[Page], list[Problem]]:
    """The pages of files, by path, and what is wrong with them.

    ``root``: the folder that paths are relative to. ``store``: where pages are kept for the next time,
    ``rules``: what they depend on beside their files.
    """
    before = (kept.load(store, rules, _Kept) if store else None) or {}
    found = {
        file.path: before[file.path][1]
        for file in files
        if file.path in before and before[file.path][0] == file.hash
    }
    unread = [file for file in files if file.path not in found]
    survive = partial(_survive, publication=publication, root=root)
    for place, page in cores.each(survive, unread, Content, bytes, chunk=_CHUNK, fewest=PARALLEL_FROM):
        found[unread[place].path] = page
        if progress:
            progress(len(found), len(files))
    if store and (unread or len(found) != len(before)):
        kept.save(store, rules, {file.path: (file.hash, found[file.path]) for file in files})
    unpack = msgpack.Decoder(_Read).decode
    results = [unpack(found.pop(path)) for path in sorted(found)]
    pages = [page for page, _ in results if page is not None]
    problems = [problem for page, own in results for problem in (page.problems if page else own)]
    return pages, problems


def kept_pages(store: Path, rules: str, hashes: Mapping[str, str]) -> list[Page]:
    """Those of some files that were kept, by path; ``hashes``: of what the files hold."""
    before = kept.load(store, rules, _Kept) or {}
    unpack = msgpack.Decoder(_Read).decode
    found = (
        before[path] for path in sorted(hashes.keys() & before.keys()) if before[path][0] == hashes[path]
    )
    pages = (unpack(packed)[0] for _, packed in found)
    return [page for page in pages if page is not None]


def _survive(file: Content, publication: PublicationConfig, root: Path) -> bytes:
    """What can be read of a file whatever it holds, packed."""
    found: _Read
    if file.data.strip():
        try:
            page = read_page(file.data, file.path, publication, root)
            found = page, ()
        except Exception as error:
            message = f"cannot be read: {type(error).__name__}: {error}"
            found = None, (Problem(file.path, None, message, "simplify the file", "error"),)
    else:
        cure = "write the issue or remove the file"
        found = None, (Problem(file.path, None, "the file is empty", cure, "error"),)
    return kept.packed(found)
