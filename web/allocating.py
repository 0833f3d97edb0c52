"""Memory that a search needed for a moment goes back to the system, where the C library is glibc.

By itself glibc keeps an arena of memory for each thread, and after the first large array was freed it takes
the next ones from there, too: holes of past searches stay. A worker with four threads held 15 MB of them.

Python looks for objects that only hold one another whenever a few hundred more are there. A page leaves
hardly any, and to look through all that an index and its pages keep takes 50 ms: that is done far less often,
and never among what the program itself is made of.
"""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

_TRIMMED_FROM = -1  # M_TRIM_THRESHOLD in malloc.h
_MAPPED_FROM = -3  # M_MMAP_THRESHOLD
_ARENAS = -8  # M_ARENA_MAX
LARGE = 1 << 20
"""Bytes from which an array is given a mapping of its own, and the system has it back at once: with a quarter
of that, what a search of 70,000 items needs was given back and asked for again, a fifth of its time."""
SPARE = 4 << 20
"""Bytes at the end of the heap that are not given back either."""

_OBJECTS = (10_000, 20, 50)
"""After how many more the young are looked through, and after how many times those that stayed."""


def settle() -> None:
    """Tell the allocator of this process, when the program is loaded; once is enough."""
    gc.freeze()
    gc.set_threshold(*_OBJECTS)
    with suppress(OSError, TypeError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_ARENAS, 1)
        mallopt(_MAPPED_FROM, LARGE)
        mallopt(_TRIMMED_FROM, SPARE)
