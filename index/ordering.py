"""The first of many by several keys, without ordering them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from index.codec.flatfile import Array

Key = Callable[[Array | slice], Array]
"""Places -> what they are ordered by; asked for no more places than is needed."""
_ALL = slice(None)


def first(keys: Sequence[Key], size: int, most: int) -> Array:
    """The ``most`` smallest of the places from 0 to ``size``, the weightiest key first, in order."""
    left: Array | slice = _ALL
    count, wanted = size, most
    sure: list[Array] = []
    for key in keys:
        if count <= most:
            break
        values = key(left)
        last = values.min()
        equal = np.count_nonzero(values == last)
        if equal == count:
            continue
        if equal < most:
            last = np.partition(values, most - 1)[most - 1]
            before = _those(left, values < last)
            sure.append(before)
            most -= len(before)
        left = _those(left, values == last)
        count = len(left)
    found = np.arange(size) if isinstance(left, slice) else np.concatenate([*sure, left])
    order = np.lexsort([key(found) for key in reversed(keys)])
    return found[order][:wanted]


def _those(places: Array | slice, wanted: Array) -> Array:
    return np.flatnonzero(wanted) if isinstance(places, slice) else places[wanted]
