"""Words that stand near one another in a text, and what that is worth beside their scores.

Someone who remembers several words of a story mostly remembers them from one place. Only the documents that
may reach the first pages are looked at: each can only gain, so that what was not looked at stays behind them.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.codec.spans import differs, distinct
from index.wanted import Wanted

Array = NDArray[Any]

MOST = 300
"""Documents that are looked at: the best ones by their scores."""
MOST_WORDS = 8
"""Words of a query that are looked at, the first ones; each is compared with each."""
WINDOW = 8
"""Positions: words further apart are not near."""
WORTH = 0.6
"""What two neighbours are worth beside what the more frequent of them tells; half of it with a word between
them, a third with two, and so on.

These, and that titles count no more than bodies here, were measured on words, passages and titles of some
hundred random items; titles count more by their scores already."""
FIELDS = ("title", "body")
"""In the other texts, which are lists, neighbours have little to do with one another."""
_ROOM = 1 << 32
"""More positions than a text can have: a place is a text times this, and a position."""


class Engine(Protocol):
    """What this needs of a search engine."""

    def positions(self, fields: Sequence[str], terms: Sequence[str], docs: Array) -> tuple[Array, Array]:
        """(place of the text, position) of each place of any of some terms in the texts of some fields of
        these documents, which ascend: texts lie document by document. In no order."""
        ...


def gained(engine: Engine, wanted: Sequence[Wanted], telling: Sequence[float], docs: Array) -> Array:
    """What each of ``docs``, which ascend, gains by words that are near one another; ``telling`` is what each
    word tells."""
    gain = np.zeros(len(docs) * len(FIELDS))
    words = list(zip(wanted, telling, strict=True))[: MOST_WORDS if len(docs) else 0]
    places = [(_places(engine, word, docs), told) for word, told in words]
    for (one, told), (other, other_told) in itertools.combinations(places, 2):
        texts, gaps = _gaps(one, other)
        gain[texts] += WORTH * min(told, other_told) / gaps
    by_document: Array = gain.reshape(len(docs), len(FIELDS)).sum(axis=1)
    return by_document


def _places(engine: Engine, word: Wanted, docs: Array) -> Array:
    """Where a word begins, in any of its ways, ascending."""
    ways = [_places_of(engine, [way.terms[0] for way in word.ways if len(way.terms) == 1], docs)]
    for way in word.ways:
        if len(way.terms) > 1:
            ways.append(_in_a_row(engine, way.terms, docs))
    return distinct(np.concatenate(ways))


def _places_of(engine: Engine, terms: Sequence[str], docs: Array) -> Array:
    which, positions = engine.positions(FIELDS, terms, docs)
    return which * _ROOM + positions


def _in_a_row(engine: Engine, terms: Sequence[str], docs: Array) -> Array:
    """Where terms begin that stand one behind the other."""
    begins = _places_of(engine, terms[:1], docs)
    for offset, term in enumerate(terms[1:], 1):
        if len(begins):
            others = _places_of(engine, [term], docs) - offset
            begins = np.intersect1d(begins, others, assume_unique=True)
    return begins


def _gaps(one: Array, other: Array) -> tuple[Array, Array]:
    """The texts in which two words are near one another, and their least distance there, 1 or more."""
    if len(one) > len(other):
        one, other = other, one
    after = np.searchsorted(other, one)
    # Places of different texts are never near.
    distances = np.minimum(
        np.abs(other.take(after, mode="clip") - one), np.abs(other.take(after - 1, mode="clip") - one)
    )
    near = np.flatnonzero(distances <= WINDOW)
    texts = one[near] // _ROOM
    begins = np.flatnonzero(differs(texts))
    if not len(begins):
        return texts, distances[near]
    return texts[begins], np.minimum.reduceat(np.maximum(distances[near], 1), begins)
