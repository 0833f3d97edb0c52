"""Every file of a source -> its page: on all cores, and kept for as long as the file stays as it is."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from msgspec import msgpack

from archive import kept
from archive.config import PublicationConfig
from archive.kept import uncollected
from archive.model import Problem
from archive.page import Page, read_page
from archive.sources import Listing

Progress = Callable[[int, int], None]
"""Called with (files read, files in all)."""

PARALLEL_FROM = 48
"""Files from which on a second process pays for its start, about 0.5 s against 15 ms a file."""
_CHUNK = 4
"""Files that are handed to a process at once."""
_AHEAD = 3
"""Chunks that a process has before it, so that it never waits for this one."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file that could be opened."""

    path: str
    """Relative to the source, with forward slashes."""
    data: bytes
    hash: str


_Read = tuple[Page | None, tuple[Problem, ...]]
"""A file's page and what is wrong with it; what is wrong with a page's file the page has."""
_Reader = Callable[[Content], bytes]
"""A file -> what was read of it, packed as it goes between processes and is kept."""
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
    for path, page in _read(partial(_survive, publication=publication, root=root), unread):
        found[path] = page
        if progress:
            progress(len(found), len(files))
    if store and (unread or len(found) != len(before)):
        kept.save(store, rules, {file.path: (file.hash, found[file.path]) for file in files})
    with uncollected():
        unpack = msgpack.Decoder(_Read).decode
        results = [unpack(found[path]) for path in sorted(found)]
    pages = [page for page, _ in results if page is not None]
    problems = [problem for page, own in results for problem in (page.problems if page else own)]
    return pages, problems


def _read(one: _Reader, files: Sequence[Content]) -> Iterator[tuple[str, bytes]]:
    """(path, page) of each file, in no order; this process reads too, whatever no other has begun."""
    others = (os.cpu_count() or 1) - 1
    if len(files) < PARALLEL_FROM or not others:
        yield from _each(one, files)
        return
    left = [files[start : start + _CHUNK] for start in range(0, len(files), _CHUNK)]
    begun: deque[tuple[Future[list[tuple[str, bytes]]], Sequence[Content]]] = deque()
    with ProcessPoolExecutor(others, mp_context=get_context("spawn")) as pool, suppress(BrokenProcessPool):
        while left or begun:
            while left and len(begun) < _AHEAD * others:
                begun.append((pool.submit(_all, one, left[-1]), left[-1]))
                left.pop()
            if left and not begun[0][0].done():
                yield from _each(one, left.pop())
            else:
                yield from begun[0][0].result()
                begun.popleft()
    for chunk in (*(chunk for _, chunk in begun), *left):  # a process was killed: what it left is read here
        yield from _each(one, chunk)


def _all(one: _Reader, files: Sequence[Content]) -> list[tuple[str, bytes]]:
    return list(_each(one, files))


def _each(one: _Reader, files: Sequence[Content]) -> Iterator[tuple[str, bytes]]:
    for file in files:
        with uncollected():
            page = one(file)
        yield file.path, page


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
