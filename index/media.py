"""The issues' own images, copied beside the index so that a server needs nothing else; their sizes, so that
a page keeps their place free until they are there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import quote

import imagesize

from archive.model import Problem, Reading

Sizes = Mapping[str, tuple[int, int]]
"""Width and height in pixels of images, by the address that pages show them under."""


def folder(instance: Path) -> Path:
    return instance / "media"


def copy(readings: Sequence[Reading], instance: Path) -> list[Problem]:
    """Copy what is new or has changed; what cannot be copied is reported.

    Each file is replaced at one moment, so that none is ever served half.
    """
    problems = []
    for address, source in _wanted(readings):
        target = _target(instance, address)
        if target is None:
            problems.append(
                Problem(address, None, "leads out of the folder of images", "correct the address")
            )
            continue
        try:
            if not _same(source, target):
                target.parent.mkdir(parents=True, exist_ok=True)
                fresh = target.with_name(f".{target.name}.new")
                shutil.copy2(source, fresh)
                fresh.replace(target)
        except OSError as error:
            reason = error.strerror or str(error)
            problems.append(Problem(address, None, f"cannot be copied: {reason}", f"check {source.name}"))
    return problems


def sizes(readings: Sequence[Reading], instance: Path) -> dict[str, tuple[int, int]]:
    """Those of the images that were copied; of a file that is no image that is known, none."""
    found = {}
    for address, _ in _wanted(readings):
        target = _target(instance, address)
        if target and (size := _size(target)):
            found[f"/media/{quote(address)}"] = size
    return found


def _size(file: Path) -> tuple[int, int] | None:
    try:
        width, height = imagesize.get(file)
    except (OSError, ValueError, IndexError):
        return None
    return (round(width), round(height)) if width > 0 and height > 0 else None


_WITHIN = r'(?:[^">]|"[^"]*")*?\b'
"""In front of an attribute, within a tag."""
_IMAGE = re.compile(rf'<img (?!{_WITHIN}(?:width|height)=)(?={_WITHIN}src="(/media/[^"]+)")')


def sized(html: str, known: Sizes) -> str:
    """Safe HTML with the sizes of images for which it states none."""
    if not known or "/media/" not in html:
        return html

    def stated(found: re.Match[str]) -> str:
        size = known.get(found[1].replace("&amp;", "&"))
        return f'<img width="{size[0]}" height="{size[1]}" ' if size else found[0]

    return _IMAGE.sub(stated, html)


def remove_stale(readings: Sequence[Reading], instance: Path) -> None:
    """Remove what no issue shows any more."""
    root = folder(instance)
    kept = {_target(instance, address) for address, _ in _wanted(readings)}
    for path in sorted(root.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in kept:
            path.unlink()


def _wanted(readings: Iterable[Reading]) -> Iterator[tuple[str, Path]]:
    for reading in readings:
        for address, file in reading.media:
            yield address, Path(file)


def _target(instance: Path, address: str) -> Path | None:
    """Where the file for an address belongs; None for one that leads elsewhere."""
    parts = PurePosixPath(address).parts
    if not parts or ".." in parts or address.startswith("/") or "\0" in address:
        return None
    return folder(instance).joinpath(*parts)


def _same(source: Path, target: Path) -> bool:
    try:
        there = target.stat()
    except FileNotFoundError:
        return False
    wanted = source.stat()
    return (wanted.st_size, wanted.st_mtime_ns) == (there.st_size, there.st_mtime_ns)
