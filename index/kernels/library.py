"""The compiled functions, and how arrays are given to them.

Whoever holds the interpreter's lock keeps it meanwhile: calls are short, and to wait for it again costs more.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.documents import TEXT_FIELDS
from index.kernels.compiling import compiled

Array = NDArray[Any]
Scored = tuple[Array, Array]
"""Documents, ascending, and the score of each, above 0; the others have none."""

NONE: Scored = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float64))
FIELDS = len(TEXT_FIELDS)
"""How many texts a document has."""

library = ctypes.PyDLL(str(compiled()))


def declared(name: str, result: Any, *arguments: Any) -> Any:
    """A function that takes and gives what is said."""
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments
    return function


laid: Any = (ctypes.c_char * 0).from_buffer
"""An array that may be written, as functions take it; several times as fast as ``array.ctypes``. Raises
BufferError, TypeError or ValueError for one that does not lie in memory in one piece."""


def address(array: Array) -> int:
    """Where such an array lies in memory."""
    return ctypes.addressof(laid(array))


def some(found: int) -> int:
    """How many were found. Raises MemoryError where there was no room to look for them."""
    if found < 0:
        raise MemoryError("a search needs more memory than there is")
    return found
