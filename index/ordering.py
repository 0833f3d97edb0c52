"""The first of many by several keys, without ordering them all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.codec.flatfile import Array


def first(keys: Sequence[Array], most: int) -> Array:
    """The places of the ``most`` smallest by ``keys``, the weightiest key first, in order."""
    left, wanted = np.arange(len(keys[0])), most
    sure: list[Array] = []
    for key in keys:
        if len(left) <= most:
            break
        values = key[left]
        last = np.partition(values, most - 1)[most - 1]
        before = left[values < last]
        sure.append(before)
        most -= len(before)
        left = left[values == last]
    found = np.concatenate([*sure, left])
    order = np.lexsort([key[found] for key in reversed(keys)])
    return found[order][:wanted]
