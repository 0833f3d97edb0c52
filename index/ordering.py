"""The first of many by several keys, without ordering them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from index.codec.flatfile import Array

Key = Callable[[Array], Array]
"""Places -> what they are ordered by; asked for no more places than is needed."""


def first(keys: Sequence[Key], size: int, most: int) -> Array:
    """The ``most`` smallest of the places from 0 to ``size``, the weightiest key first, in order."""
    left, wanted = np.arange(size), most
    sure: list[Array] = []
    for key in keys:
        if len(left) <= most:
            break
        values = key(left)
        last = np.partition(values, most - 1)[most - 1]
        before = left[values < last]
        sure.append(before)
        most -= len(before)
        left = left[values == last]
    found = np.concatenate([*sure, left])
    order = np.lexsort([key(found) for key in reversed(keys)])
    return found[order][:wanted]
