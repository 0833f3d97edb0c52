"""Which segments are merged after a change.

Segments lie in the order in which they were written. One stays as it is while it holds at least
:data:`TIMES` as many documents as all behind it together, and few of its own were deleted; otherwise it
becomes one with all behind it. So there are at most some six segments for a million documents whatever the
number of changes, and a document is copied about :data:`TIMES` times for each of these.
"""

from __future__ import annotations

from collections.abc import Sequence

TIMES = 4
DELETED = 0.25
"""The share of a segment's documents from which on it is written anew."""


def first_to_merge(sizes: Sequence[tuple[int, int]]) -> int:
    """From which place on segments become one, of (documents, of these deleted) of each; the number of
    segments where all stay as they are."""
    behind = 0
    first = len(sizes)
    for place in range(len(sizes) - 1, -1, -1):
        size, deleted = sizes[place]
        if size < TIMES * behind or deleted > DELETED * size:
            first = place
        behind += size - deleted
    return first
