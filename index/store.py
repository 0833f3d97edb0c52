"""Where an index lies, and the moment at which a new one takes the place of the old.

``index/current.json`` in the instance folder names the folder of the complete index, what it was made
of, and the sizes of its files, by which one that was cut short is told.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property, lru_cache
from importlib.metadata import version as library_version
from pathlib import Path
from uuid import uuid4

from msgspec import DecodeError
from msgspec.json import decode

from index.results import IndexMissingError

CURE = "build it with: flask index"
DAMAGED_CURE = "build it anew with: flask index --rebuild"
_POINTER = "current.json"
_FORMAT_MODULES = (
    "addresses",
    "analysis",
    "documents",
    "facets",
    "labels",
    "lexicon",
    "names",
    "patterns",
    "store",
    "stored",
    "suggestions",
    "vocabulary",
    "whoosh_index",
)


@dataclass(frozen=True)
class Pointer:
    """What ``current.json`` holds."""

    folder: str
    """Of the complete index, beside the pointer."""
    format: str
    """See :func:`format_version`."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """What the index was made of: a fingerprint by publication."""
    files: Mapping[str, int] = field(default_factory=dict)
    """Sizes in bytes, by name."""

    @cached_property
    def generation(self) -> str:
        """The folder and the newest table of contents in it: another one after every commit."""
        return "/".join((self.folder, *_contents(self.files)[-1:]))


def root(instance: Path) -> Path:
    return instance / "index"


@cache
def format_version() -> str:
    """Changes with the code and the libraries that decide what the index's files hold: an index of another
    version cannot be read, or would answer wrongly."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for file in (*(here / f"{name}.py" for name in _FORMAT_MODULES), *sorted((here / "codec").glob("*.py"))):
        digest.update(file.read_bytes())
    for library in ("whoosh-reloaded", "PyStemmer"):
        digest.update(library_version(library).encode())
    return digest.hexdigest()[:16]


def read(instance: Path) -> Pointer:
    """Raises IndexMissingError where there is no index, or none that this version can read."""
    file = _pointer(instance)
    try:
        # A build puts another file in its place, and every request asks.
        its = file.stat()
        pointer = _read(file, its.st_ino, its.st_mtime_ns, its.st_size)
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissingError(f"there is no index in {instance}; {CURE}") from None
    except (OSError, ValueError, DecodeError) as error:
        raise IndexMissingError(f"{file} cannot be read ({error}); {DAMAGED_CURE}") from None
    if pointer.format != format_version():
        raise IndexMissingError(f"the index in {instance} is of another version; {CURE}")
    return pointer


@lru_cache(maxsize=16)
def _read(file: Path, *_state: int) -> Pointer:
    return decode(file.read_bytes(), type=Pointer)


@lru_cache(maxsize=16)
def _pointer(instance: Path) -> Path:
    return root(instance) / _POINTER


def check(instance: Path, pointer: Pointer) -> bool:
    """Whether the pointer tells of the newest state of its index. Raises IndexMissingError where a file of it
    was cut short or is gone; of an index that was changed after the pointer was written, the files have other
    names."""
    folder = root(instance) / pointer.folder
    sizes = {file.name: file.stat().st_size for file in folder.glob("*")} if folder.is_dir() else {}
    if not set(_contents(sizes)) <= pointer.files.keys():
        return False
    wrong = sorted(name for name, size in pointer.files.items() if sizes.get(name) != size)
    if wrong:
        raise IndexMissingError(f"the index in {instance} is damaged ({wrong[0]}); {DAMAGED_CURE}")
    return True


def made_of(instance: Path) -> Mapping[str, str] | None:
    """What the index that is there was made of; None where there is none that can be read, or where a build
    ended after it had changed the index and before it could say so."""
    try:
        pointer = read(instance)
        return pointer.sources if check(instance, pointer) else None
    except IndexMissingError:
        return None


def new_folder(instance: Path) -> Path:
    folder = root(instance) / uuid4().hex[:12]
    folder.mkdir(parents=True)
    return folder


def point(instance: Path, folder: Path, sources: Mapping[str, str]) -> None:
    """Make ``folder`` the index; before, its files and afterwards the pointer are safely on disk."""
    files = [file for file in sorted(folder.iterdir()) if file.suffix in (".seg", ".toc")]
    for each in (*files, folder):
        _sync(each)
    pointer = Pointer(
        folder.name, format_version(), sources, {file.name: file.stat().st_size for file in files}
    )
    target = root(instance) / _POINTER
    fresh = target.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(pointer), indent=1), encoding="utf-8")
    _sync(fresh)
    fresh.replace(target)
    _sync(target.parent)


def clean(instance: Path) -> None:
    """Remove what builds that were killed, or replaced, have left behind."""
    try:
        kept = read(instance).folder
    except IndexMissingError:
        kept = ""
    for folder in root(instance).glob("*"):
        if folder.is_dir() and folder.name != kept:
            shutil.rmtree(folder, ignore_errors=True)


def _contents(files: Iterable[str]) -> list[str]:
    """Names of Whoosh's tables of contents, newest last; two for a moment while one replaces the other."""
    names = [name for name in files if name.endswith(".toc")]
    return sorted(names, key=lambda name: (len(name), name))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
