"""Memory that a search needed for a moment goes back to the system, where the C library is glibc.

By itself glibc keeps an arena of memory for each thread, and after the first large array was freed it takes
the next ones from there, too: holes of past searches stay. A worker with four threads held 15 MB of them.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

_MAPPED_FROM = -3  # M_MMAP_THRESHOLD in malloc.h
_ARENAS = -8  # M_ARENA_MAX
LARGE = 1 << 18
"""Bytes from which an array is given a mapping of its own, and the system has it back at once."""


def settle() -> None:
    """Tell the allocator of this process; once is enough, and elsewhere nothing happens."""
    with suppress(OSError, TypeError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_ARENAS, 1)
        mallopt(_MAPPED_FROM, LARGE)
