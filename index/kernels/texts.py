"""Words, and where they stand in the texts of an index: for ``texts.c``."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from ctypes import POINTER, Structure, c_char_p, c_double, c_int64, c_void_p
from functools import lru_cache
from typing import Any

import numpy as np
from msgspec import Struct

from index.documents import TEXT_FIELDS
from index.kernels.library import FIELDS, Array, Scored, declared, laid, library, some

_HEAD = c_int64.in_dll(library, "head").value
"""Numbers that a word takes before its arrays."""


class Numbers(Structure):
    """An array of unsigned numbers, which must be held elsewhere."""

    _fields_ = (("first", c_void_p), ("width", c_int64))

    @classmethod
    def of(cls, array: Array) -> Numbers:
        return cls(array.ctypes.data, array.itemsize)


class Terms(Structure):
    """The dictionary of a field, whose arrays must be held elsewhere; see :mod:`index.codec.segment`."""

    _fields_ = (
        ("terms", c_void_p),
        ("ends", Numbers),
        ("hashed", Numbers),
        ("buckets", Numbers),
        ("mask", c_int64),
    )

    @classmethod
    def of(cls, terms: Array, ends: Array, hashed: Array, buckets: Array) -> Terms:
        numbers = map(Numbers.of, (ends, hashed, buckets))
        return cls(terms.ctypes.data, *numbers, len(buckets) - 2)

    def find(self, term: bytes) -> int:
        """The number of a term, -1 for an unknown one."""
        number: int = _find(self, term, len(term))
        return number

    def first(self, count: int, term: bytes) -> int:
        """The number of the first of so many terms that is this one or comes behind it; that many where none
        does."""
        number: int = _first_term(self, count, term, len(term))
        return number


class Part(Structure):
    """All texts of a segment, whose arrays must be held elsewhere; see :mod:`index.codec.segment`."""

    _fields_ = (
        ("terms", Terms),
        ("begins", Numbers),
        ("holders", Numbers),
        ("counts", Numbers),
        ("starts", Numbers),
        ("positions", Numbers),
        ("sizes", Numbers),
        ("frequencies", Numbers),
        ("base", c_int64),
        ("size", c_int64),
    )


class Texts(Structure):
    """All texts of an index."""

    _fields_ = (
        ("parts", POINTER(Part)),
        ("count", c_int64),
        ("live", c_void_p),
        ("size", c_int64),
        ("norms", c_double * FIELDS),
    )

    @classmethod
    def of(
        cls, parts: Sequence[Part], live: Array | None, size: int, means: Array, *, of_whom: object
    ) -> Texts:
        """``live`` tells whether each of ``size`` documents is still there, None where all are; ``means`` are
        the mean lengths of the texts of each field, in words; ``of_whom`` holds the arrays, and is held as
        long as any word that is looked for in them."""
        where = None if live is None else live.ctypes.data
        made = cls((Part * len(parts))(*parts), len(parts), where, size)
        _reckon_norms(made, laid(means))
        made.held = (live, of_whom)
        return made

    def known(self, term: str) -> bool:
        """Whether any text holds a term, be it of a deleted document as long as its segment is not merged."""
        encoded = term.encode("utf-8", "replace")
        return bool(_known(self, encoded, len(encoded)))


class Way(Struct, frozen=True, gc=False):
    """One way for a word to stand in a text."""

    terms: tuple[str, ...]
    """They stand next to one another; or a single one."""
    weight: float = 1.0


class Word:
    """Where a word stands in the texts of an index, in any of some ways, and what that is worth.

    Scores are those of Whoosh's BM25F over the same segments: in each field those of the best of a word's
    ways, and their sum over fields.
    """

    __slots__ = ("_room", "_texts", "address", "most")

    def __init__(self, texts: Texts, ways: Sequence[Way], weights: Mapping[str, float]) -> None:
        """``weights`` are those of the fields where it is looked for, by name."""
        many = len(ways)
        told = ("\1".join(["\0".join(way.terms) for way in ways]) + "\1").encode("utf-8", "replace")
        terms = told.count(b"\0") + many
        each = _side_by_side(tuple([way.weight for way in ways]))
        self._texts = texts
        self._room = _room(_HEAD + 1 + many + terms * (texts.count + FIELDS))
        self.address = ctypes.addressof(self._room)
        """Where it lies in memory, for as long as this lives."""
        fields = _EVERY if weights is TEXT_FIELDS else _side_by_side(tuple(_of_fields(weights)))
        self.most: int = _prepare(texts, self.address, many, terms, told, each, fields)
        """How many documents hold it at most, deleted ones counted as long as their segment is not merged."""

    @property
    def docs(self) -> Array:
        """The documents that hold it. Raises MemoryError, as all here."""
        docs = np.empty(self.most, dtype=np.int64)
        return docs[: some(_holders(self._texts, self.address, laid(docs), None))].copy()

    def scores(self) -> Scored:
        """The documents that hold it, and their scores."""
        docs = np.empty(self.most, dtype=np.int64)
        scores = np.empty(len(docs))
        found = some(_holders(self._texts, self.address, laid(docs), laid(scores)))
        return docs[:found].copy(), scores[:found].copy()


def _of_fields(weights: Mapping[str, float]) -> Iterator[float]:
    return (weights.get(name, 0.0) for name in TEXT_FIELDS)


def _room(numbers: int) -> Any:
    """For at least so many; for each other size, ctypes would have to make a type, which takes long."""
    return (c_int64 * (1 << (numbers - 1).bit_length()))()


@lru_cache(maxsize=256)
def _side_by_side(weights: tuple[float, ...]) -> Any:
    """Weights as they are given; the same come again and again."""
    return laid(np.array(weights, dtype=np.float64))


_EVERY = _side_by_side(tuple(_of_fields(TEXT_FIELDS)))
_I, _P = c_int64, c_void_p
_find = declared("find", _I, POINTER(Terms), c_char_p, _I)
_first_term = declared("first_term", _I, POINTER(Terms), _I, c_char_p, _I)
_known = declared("known", _I, POINTER(Texts), c_char_p, _I)
_reckon_norms = declared("reckon_norms", None, POINTER(Texts), _P)
_prepare = declared("prepare", _I, POINTER(Texts), _P, _I, _I, c_char_p, _P, _P)
_holders = declared("holders", _I, POINTER(Texts), _P, _P, _P)
