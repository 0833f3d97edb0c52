"""What results are worth by words that are near one another, and which come first: for ``nearness.c`` and
``order.c``."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import POINTER, Structure, c_double, c_int64, c_uint8, c_void_p
from typing import Any

import numpy as np

from index.documents import TEXT_FIELDS
from index.kernels.library import FIELDS, Array, address, declared, laid, some
from index.kernels.lists import Matched
from index.kernels.texts import Texts, Word


class Nearness(Structure):
    """How much words count that are near one another."""

    _fields_ = (
        ("most", c_int64),
        ("window", c_int64),
        ("worth", c_double),
        ("fields", c_uint8 * FIELDS),
    )

    @classmethod
    def of(cls, most: int, window: int, worth: float, fields: Sequence[str]) -> Nearness:
        """Among the best ``most`` results, in a text of some fields: for each two words ``worth`` times what
        the lesser of them tells, by their distance in words, which is ``window`` at most."""
        return cls(most, window, worth, (c_uint8 * FIELDS)(*(name in fields for name in TEXT_FIELDS)))


def add_near(
    texts: Texts, how: Nearness, words: Sequence[Word], telling: Sequence[float], results: Matched
) -> None:
    """Add to the scores of the best results what they gain by words that are near one another; ``telling`` is
    what each word tells."""
    pointers = (c_void_p * len(words))(*(word.address for word in words))
    told = (c_double * len(words))(*telling)
    docs, scores, lacking, present = map(_laid, results)
    many = len(results.docs)
    some(_near(texts, how, pointers, told, len(words), docs, many, lacking, present, scores))


class Position(Structure):
    """What orders results that are equal else, by document: day, edition (odd: a translation), issue, place.
    The arrays must be held elsewhere."""

    _fields_ = (("when", c_void_p), ("edition", c_void_p), ("issue", c_void_p), ("place", c_void_p))

    @classmethod
    def of(cls, when: Array, edition: Array, issue: Array, place: Array) -> Position:
        return cls(*map(address, (when, edition, issue, place)))


def first(most: int, results: Matched, by: Position, newest: int, *, relevant: bool = True) -> Array:
    """The places of the first of some results, in order: by fewest words lacking and highest score (to nine
    digits behind the point), unless it is not for them to be ``relevant``, then newest issue (-1: oldest) and
    position."""
    docs, scores, lacking, _ = results
    found = np.empty(min(most, len(docs)), dtype=np.int64)
    by_words, by_score = (_laid(lacking), laid(scores)) if relevant else (None, None)
    some(_first(by, laid(docs), by_words, by_score, newest, len(docs), len(found), laid(found)))
    return found


def _laid(array: Array | None) -> Any:
    return None if array is None else laid(array)


_I, _P = c_int64, c_void_p
_near = declared("near", _I, POINTER(Texts), POINTER(Nearness), _P, _P, _I, _P, _I, _P, _P, _P)
_first = declared("first", _I, POINTER(Position), _P, _P, _P, _I, _I, _I, _P)
