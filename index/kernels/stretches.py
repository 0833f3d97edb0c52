"""The words of a text that may hold a term: for ``stretches.c``."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import c_char_p, c_int64, c_void_p

import numpy as np

from index.kernels.library import declared, laid, some


class Pieces:
    """Of which one must stand in a word of plain ASCII."""

    def __init__(self, pieces: tuple[str, ...]) -> None:
        """In small letters, and without what joins the parts of a word."""
        self._told = "\0".join(pieces).encode("utf-8", "replace")

    def stretches(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the words begin and end, in characters, that begin with one of the pieces or, where they have
        several parts, have one in them, their joints left out; and stretches between blanks and the like that
        are no plain ASCII, whatever is in them."""
        told = text.encode("utf-8", "replace")
        found = np.empty(len(text) + 2, dtype=np.int32)
        count = some(_stretches(told, len(told), self._told, len(self._told), laid(found)))
        each = iter(found[: 2 * count].tolist())
        return zip(each, each, strict=True)


_stretches = declared("stretches", c_int64, c_char_p, c_int64, c_char_p, c_int64, c_void_p)
