"""Arithmetic on arrays that hold runs: run ``n`` reaches from ``begins[n]`` to ``begins[n + 1]``."""

from __future__ import annotations

import numpy as np

from index.codec.flatfile import Array


def begins_of(counts: Array) -> Array:
    """Where runs of these lengths begin that follow one another, and where the last ends."""
    begins = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=begins[1:])
    return begins


def lengths_of(begins: Array) -> Array:
    """The lengths of runs that begin there."""
    whole = begins.astype(np.int64)
    lengths: Array = whole[1:] - whole[:-1]
    return lengths


def differs(values: Array) -> Array:
    """Whether each value differs from the one before: where runs of one value begin."""
    return np.concatenate(([True], values[1:] != values[:-1])) if len(values) else np.empty(0, dtype=bool)


def distinct(values: Array) -> Array:
    """Each value once, ascending."""
    ordered = np.sort(values)
    return ordered[differs(ordered)]


def flat(starts: Array, counts: Array) -> Array:
    """The places of all that is in runs of these starts and lengths, run by run."""
    ends = np.cumsum(counts, dtype=np.int64)
    whole = int(ends[-1]) if len(ends) else 0
    return np.arange(whole) + np.repeat(starts - (ends - counts), counts)


def numbered(counts: Array) -> Array:
    """For each member of runs of these lengths, the number of its run."""
    return np.repeat(np.arange(len(counts)), counts)
