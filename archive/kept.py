"""What is kept between readings: values in a file, with a stamp that says what they depend on."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from msgspec import MsgspecError, msgpack, to_builtins

_Kept = TypeVar("_Kept")


def load(file: Path, stamp: str, kind: type[_Kept]) -> _Kept | None:
    """What was kept; None where nothing was, where the stamp is another or the file is damaged."""
    try:
        with file.open("rb") as stream, uncollected():
            if stream.readline() == _first_line(stamp):
                return msgpack.decode(stream.read(), type=kind)
    except (OSError, MsgspecError):
        pass
    return None


def save(file: Path, stamp: str, value: object) -> None:
    """Keep a value; whoever reads meanwhile finds what was kept before."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        with new.open("wb") as stream:
            stream.write(_first_line(stamp))
            stream.write(packed(value))
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)  # only there if something went wrong


def packed(value: object) -> bytes:
    """A value as bytes; halves of characters, as in names of files that are no UTF-8, are spelt out in it."""
    try:
        return msgpack.encode(value)
    except UnicodeEncodeError:
        return msgpack.encode(_well_formed(to_builtins(value, builtin_types=(bytes,))))


def code(package: Path) -> str:
    """Changes with the files of a package that decide what it makes: its modules and data."""
    digest = hashlib.sha256()
    for file in sorted(package.glob("*.[pt][yo]*")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _well_formed(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, list | tuple):
        return [_well_formed(each) for each in value]
    if isinstance(value, dict):
        return {_well_formed(key): _well_formed(each) for key, each in value.items()}
    return value


def _first_line(stamp: str) -> bytes:
    return packed(stamp).replace(b"\n", b" ") + b"\n"


_MANY = 1 << 21
"""Values that are made before Python looks for cycles among them."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Hardly looking for garbage meanwhile.

    Reading makes millions of values, hardly a cycle among them, and Python's search for cycles goes
    through all of them again and again: a quarter of the time.
    """
    before = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        if before[0] < _MANY and not gc.get_freeze_count():
            # What was made is as good as looked through: it goes to the old, not to those looked at next.
            gc.freeze()
            gc.unfreeze()
        gc.set_threshold(*before)


def collect_seldom() -> None:
    """The same for as long as this process lives."""
    gc.set_threshold(_MANY)
