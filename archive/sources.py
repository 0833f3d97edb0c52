"""Where files come from: a folder, or a git repository of which a copy is kept.

A file's path is relative to the source, has forward slashes and is otherwise left as it is;
it names the file in ids, problems and results, so it must be the same on every machine.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from archive.config import NO_ISSUES, PublicationConfig
from archive.model import Problem

MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkdown", ".mkdn", ".mdwn", ".mkd", ".mdx"})
"""Endings of Markdown files, as GitHub and the static site generators know them."""
TEXT = MARKDOWN | {".txt", ".text", ".rst"}
"""Endings that a pattern like ``*`` takes in; for others it must name the ending: ``*.asc``."""
FOREIGN = frozenset({"node_modules"})
"""Folders with other people's Markdown; hidden folders are left out too."""


class SourceError(Exception):
    """A source that cannot be had; as text, one line with the cure."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that may be an issue."""

    path: str
    """Relative to the source, with forward slashes."""
    file: Path


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source holds."""

    root: Path
    """The folder that paths are relative to."""
    files: tuple[SourceFile, ...]
    """Sorted by path."""
    problems: tuple[Problem, ...]


def files(publication: PublicationConfig, cache: Path) -> Listing:
    """The files of a publication; a repository is fetched into a folder of ``cache`` first.

    Raises SourceError where there is no source to read.
    """
    problems: list[Problem] = []
    root = _fetch(publication, cache, problems) if publication.git else publication.path
    if root is None:
        raise SourceError(
            f"{publication.key}: there is no source (set publications.{publication.key}.source)"
        )
    found = _found(publication, root, publication.exclude, problems)
    if not found and publication.exclude == NO_ISSUES:
        found = _found(publication, root, (), [])  # a newsletter kept in its README
    if not found:
        problems.append(Problem(".", None, "no file is read", "mend folders, include or exclude", "error"))
    return Listing(root, tuple(found[path] for path in sorted(found)), tuple(problems))


def _found(
    publication: PublicationConfig, root: Path, exclude: Sequence[str], problems: list[Problem]
) -> dict[str, SourceFile]:
    """The files that belong, by path."""
    found: dict[str, SourceFile] = {}
    for folder in publication.folders or ("",):
        if not (root / folder).is_dir():
            raise SourceError(
                f"{publication.key}: no folder {folder or root} in the source"
                f" (mend publications.{publication.key}.folders)"
            )
        for file in _walk(root / folder, root, problems):
            path = _path(file, root)
            if not belongs(path, publication.include, exclude):
                continue
            if not file.is_file():
                problems.append(Problem(path, None, "no file to read", "a link that leads nowhere?", "error"))
            elif publication.git and not file.resolve().is_relative_to(root.resolve()):
                problems.append(
                    Problem(path, None, "leads out of the repository", "put the file there", "error")
                )
            else:
                found[path] = SourceFile(path, file)
    return found


def belongs(path: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    """Whether a file is read: Markdown, or what the patterns say.

    A pattern is matched, whatever the case, against the file's name and path and, to exclude,
    also against the folders that it lies in.
    """
    pure = PurePosixPath(path)
    ending = _ending(path)
    chosen = ending in MARKDOWN
    if include:
        chosen = any(
            _matches(pattern, (pure.name, path)) and ending in {*TEXT, _ending(pattern)}
            for pattern in include
        )
    above = [name for parent in pure.parents for name in (parent.name, str(parent))]
    return chosen and not any(_matches(pattern, (pure.name, path, *above)) for pattern in exclude)


def _ending(name: str) -> str:
    """Such as ``.md``, of ``x.Md`` and of ``x.md `` too."""
    return PurePosixPath(name.rstrip()).suffix.casefold()


def _matches(pattern: str, names: Sequence[str]) -> bool:
    wanted = pattern.casefold().rstrip().rstrip("/").removeprefix("./")
    return any(fnmatchcase(name.casefold().rstrip(), wanted) for name in names)


def _path(file: Path, root: Path) -> str:
    # A name in another encoding than UTF-8 must not break what prints or stores it.
    return os.fsencode(file.relative_to(root).as_posix()).decode("utf-8", "replace")


def _walk(top: Path, root: Path, problems: list[Problem]) -> Iterator[Path]:
    """All files below ``top``. A linked folder is entered once, and not where it is seen anyway."""

    def unreadable(error: OSError) -> None:
        path = _path(Path(error.filename), root)
        message = f"cannot be read: {error.strerror}"
        problems.append(Problem(path, None, message, "check its permissions", "error"))

    home = top.resolve()
    entered = {home}
    for place, folders, names in os.walk(top, onerror=unreadable, followlinks=True):
        keep = []
        for name in folders:
            folder = Path(place, name)
            if name.startswith(".") or name in FOREIGN:
                continue
            if folder.is_symlink():
                target = folder.resolve()
                if target in entered or target.is_relative_to(home) or home.is_relative_to(target):
                    continue
                entered.add(target)
            keep.append(name)
        folders[:] = sorted(keep)
        yield from (Path(place, name) for name in names if not name.startswith("."))


def _fetch(publication: PublicationConfig, cache: Path, problems: list[Problem]) -> Path:
    """The folder with a copy of the repository as it is now; as it was, where it cannot be reached."""
    address, branch = publication.git, publication.branch
    print_of_it = hashlib.sha256(f"{address}\n{branch}".encode()).hexdigest()[:12]
    copy = cache / f"{publication.key}-{print_of_it}"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        if (copy / ".git").is_dir():
            try:
                _git("-C", str(copy), "fetch", "--quiet", "--depth", "1", "origin", branch or "HEAD")
            except SourceError as error:
                problems.append(Problem(".", None, f"read as it was when last fetched: {error}"))
            else:
                _git("-C", str(copy), "reset", "--quiet", "--hard", "FETCH_HEAD")
            return copy
        # Cloned elsewhere and moved, so that a broken clone is never taken for a copy.
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            choice = ["--branch", branch] if branch else []
            _git("clone", "--quiet", "--depth", "1", *choice, "--", address, f"{folder}/copy")
            shutil.move(f"{folder}/copy", copy)
    except OSError as error:
        raise SourceError(f"{cache}: cannot be written: {error.strerror} (choose another folder)") from None
    return copy


def _git(*arguments: str) -> None:
    """Run git, asking nobody for a password. Raises SourceError with what git said last."""
    # A surrounding git, in a hook say, must not make its own repository the one worked on.
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    surroundings |= {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", *arguments], env=surroundings, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise SourceError("git is not installed (install it, or give a folder as source)") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        reason = next((line for line in said if line.startswith("fatal:")), said[-1])
        reason = re.sub(r"://[^/@\s]*@", "://", reason.removeprefix("fatal: "))
        raise SourceError(f"git: {reason} (check address, branch and network, or give a folder as source)")
