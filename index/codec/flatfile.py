"""A file of named arrays that is read through a memory map: opening it reads nothing but its directory.

    8 bytes     MAGIC
    arrays      each begins at a multiple of ALIGNMENT bytes; numbers are little-endian
    directory   JSON: {name: [dtype, offset in bytes, count]}
    8 bytes     where the directory begins (unsigned)
    8 bytes     MAGIC

Arrays larger than memory are written through a memory map, too, so that they can be filled piece by piece.
"""

from __future__ import annotations

import json
import mmap
import struct
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]

MAGIC = b"flatfil1"
ALIGNMENT = 64
_FOOTER = struct.Struct("<Q8s")


class DamagedFileError(Exception):
    """A file is no file of arrays, or was cut short."""


class FlatFile:
    """A file of arrays, open for reading. The memory map lasts as long as any of its arrays."""

    def __init__(self, path: Path) -> None:
        """Raises DamagedFileError, or OSError where it cannot be opened."""
        with path.open("rb") as file:
            size = file.seek(0, 2)
            if size < len(MAGIC) + _FOOTER.size:
                raise DamagedFileError(f"{path.name} was cut short")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        start, magic = _FOOTER.unpack_from(self._map, size - _FOOTER.size)
        if magic != MAGIC or start > size:
            raise DamagedFileError(f"{path.name} was cut short")
        self._directory: dict[str, tuple[str, int, int]] = json.loads(self._map[start : size - _FOOTER.size])
        self._arrays: dict[str, Array] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def names(self) -> list[str]:
        return list(self._directory)

    def array(self, name: str) -> Array:
        """An array, read only. Raises KeyError for an unknown name."""
        if name not in self._arrays:
            dtype, offset, count = self._directory[name]
            self._arrays[name] = np.frombuffer(self._map, dtype=dtype, count=count, offset=offset)
        return self._arrays[name]


class FlatWriter:
    """Writes a file of arrays; it is complete when the ``with`` block has ended without an error."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._directory: dict[str, tuple[str, int, int]] = {}
        self._end = len(MAGIC)

    def __enter__(self) -> FlatWriter:
        self._file = self._path.open("w+b")
        self._file.write(MAGIC)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        with self._file as file:
            if kind is None:
                file.seek(self._end)
                file.write(json.dumps(self._directory, separators=(",", ":")).encode())
                file.write(_FOOTER.pack(self._end, MAGIC))
        if kind is not None:
            self._path.unlink(missing_ok=True)

    def reserve(self, name: str, dtype: DTypeLike, count: int) -> Array:
        """Room for an array of so many numbers, to be filled by the caller."""
        stored, offset = self._placed(name, dtype, count)
        self._file.truncate(self._end)
        if not count:
            return np.empty(0, dtype=stored)
        return np.memmap(self._file, dtype=stored, mode="r+", offset=offset, shape=(count,))

    def add(self, name: str, values: Array) -> None:
        stored, offset = self._placed(name, values.dtype, len(values))
        self._file.seek(offset)
        self._file.write(np.ascontiguousarray(values, dtype=stored).data)

    def _placed(self, name: str, dtype: DTypeLike, count: int) -> tuple[np.dtype[Any], int]:
        """How and from where on an array lies in the file."""
        stored = np.dtype(dtype).newbyteorder("<")
        offset = -(-self._end // ALIGNMENT) * ALIGNMENT
        self._directory[name] = (stored.str, offset, count)
        self._end = offset + count * stored.itemsize
        return stored, offset


def smallest(most: int) -> np.dtype[Any]:
    """The smallest unsigned type that holds numbers from 0 to ``most``."""
    return np.min_scalar_type(most)


def narrowed(values: Array) -> Array:
    """Whole numbers in the smallest type that holds them all."""
    if not len(values):
        return values.astype(np.uint8)
    low, high = int(values.min()), int(values.max())
    wanted = smallest(high) if low >= 0 else np.result_type(np.min_scalar_type(low), np.min_scalar_type(high))
    return values.astype(wanted)
