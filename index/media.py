"""The issues' own images, copied beside the index so that a server needs nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from archive.model import Problem, Reading


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
