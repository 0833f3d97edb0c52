"""What is kept between readings: values in a file, with a stamp that says what they depend on."""

from __future__ import annotations

import gc
import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def load(file: Path, stamp: str) -> object:
    """What was kept; None where nothing was, where the stamp is another or the file is damaged."""
    try:
        with file.open("rb") as stream, uncollected():
            return pickle.load(stream) if pickle.load(stream) == stamp else None
    except Exception:
        return None


def save(file: Path, stamp: str, value: object) -> None:
    """Keep a value; whoever reads meanwhile finds what was kept before."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        with new.open("wb") as stream:
            pickle.dump(stamp, stream, pickle.HIGHEST_PROTOCOL)
            pickle.dump(value, stream, pickle.HIGHEST_PROTOCOL)
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)  # only there if something went wrong


@contextmanager
def uncollected() -> Iterator[None]:
    """Without looking for garbage meanwhile.

    Reading makes millions of values, hardly a cycle among them, and Python's search for cycles goes
    through all of them again and again: a quarter of the time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
