"""``kernels.c`` for Python: what a search does for every posting, document or value, on arrays.

The arrays of documents that are given and returned hold 64-bit numbers, ascending, none twice. Whoever holds
the interpreter's lock keeps it meanwhile: calls are short, and to wait for it again costs more.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from ctypes import POINTER, Structure, byref, c_char, c_char_p, c_double, c_int64, c_void_p
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.compiling import compiled
from index.documents import TEXT_FIELDS

Array = NDArray[Any]
Scored = tuple[Array, Array]
"""Documents, ascending, and the score of each, above 0; the others have none."""

NONE: Scored = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float64))
FIELDS = len(TEXT_FIELDS)
_B, _K1 = 0.75, 1.2
"""The parameters of BM25F, as in ``kernels.c``."""

_Nothing = c_char * 0


def _address(array: Array) -> int:
    """Where an array that may be written lies in memory; several times as fast as ``array.ctypes``."""
    return ctypes.addressof(_Nothing.from_buffer(array.data))


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


class Part(Structure):
    """All texts of a segment, whose arrays must be held elsewhere; see :mod:`index.codec.segment`."""

    _fields_ = (
        ("terms", Terms),
        ("begins", Numbers),
        ("holders", Numbers),
        ("counts", Numbers),
        ("starts", Numbers),
        ("positions", Numbers),
        ("lengths", Numbers),
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
    def of(cls, parts: Sequence[Part], live: Array | None, size: int, means: Array) -> Texts:
        """``live`` tells whether each of ``size`` documents is still there, None where all are, and must be
        held elsewhere; ``means`` are the mean lengths of the texts of each field, in words."""
        norms = (c_double * FIELDS)(*(_K1 * _B / means).tolist())
        where = None if live is None else live.ctypes.data
        return cls((Part * len(parts))(*parts), len(parts), where, size, norms)

    def known(self, term: str) -> bool:
        """Whether any text holds a term, be it of a deleted document as long as its segment is not merged."""
        encoded = term.encode("utf-8", "replace")
        return bool(_known(self, encoded, len(encoded)))


class _Word(Structure):
    _fields_ = (
        ("ways", c_int64),
        ("terms", c_int64),
        ("texts", c_char_p),
        ("ends", POINTER(c_int64)),
        ("begins", POINTER(c_int64)),
        ("weights", POINTER(c_double)),
        ("fields", POINTER(c_double)),
        ("numbers", POINTER(c_int64)),
        ("worth", POINTER(c_double)),
    )


Way = tuple[tuple[str, ...], float]
"""Terms that stand next to one another, or a single one; and their weight."""


class Word:
    """Where a word stands in the texts of an index, in any of some ways, and what that is worth.

    Scores are those of Whoosh's BM25F over the same segments: in each field those of the best of a word's
    ways, and their sum over fields.
    """

    __slots__ = ("_texts", "_word", "most")

    def __init__(self, texts: Texts, ways: Sequence[Way], weights: Mapping[str, float]) -> None:
        """``weights`` are those of the fields where it is looked for, by name."""
        terms = [term.encode("utf-8", "replace") for way, _ in ways for term in way]
        many, places = len(terms), texts.count * len(terms)
        self._texts = texts
        self._word = _Word(
            len(ways),
            many,
            b"".join(terms),
            (c_int64 * many)(*accumulate(map(len, terms))),
            (c_int64 * (len(ways) + 1))(0, *accumulate(len(way) for way, _ in ways)),
            (c_double * len(ways))(*(weight for _, weight in ways)),
            (c_double * FIELDS)(*(weights.get(name, 0.0) for name in TEXT_FIELDS)),
            (c_int64 * places)(),
            (c_double * (many * FIELDS))(),
        )
        self.most: int = _prepare(texts, self._word)
        """How many texts hold it at most, deleted ones counted as long as their segment is not merged."""

    @property
    def docs(self) -> Array:
        """The documents that hold it. Raises MemoryError, as all here."""
        docs = self._room()
        return docs[: _some(_holders(self._texts, self._word, _address(docs), None))].copy()

    def scores(self) -> Scored:
        """The documents that hold it, and their scores."""
        docs = self._room()
        scores = np.empty(len(docs))
        found = _some(_holders(self._texts, self._word, _address(docs), _address(scores)))
        return docs[:found].copy(), scores[:found].copy()

    def add(self, docs: Array, sums: Array, present: Array) -> None:
        """Add its scores of some documents to ``sums``, and tell in ``present`` which of them hold it."""
        where = (_address(docs), len(docs), _address(sums), _address(present))
        _some(_add_word(self._texts, self._word, *where))

    def _room(self) -> Array:
        return np.empty(min(self.most, self._texts.size), dtype=np.int64)


def near(
    texts: Texts,
    words: Sequence[Word],
    telling: Sequence[float],
    docs: Array,
    *,
    fields: Sequence[str],
    window: int,
    worth: float,
) -> Array:
    """What each document gains by words that are near one another in a text of these fields: for each two
    ``worth`` times what the lesser of them tells, by their distance in words, which is ``window`` at most."""
    gains = np.zeros(len(docs))
    pointers = (POINTER(_Word) * len(words))(*(ctypes.pointer(word._word) for word in words))
    counting = bytes(name in fields for name in TEXT_FIELDS)
    told = (c_double * len(words))(*telling)
    where = (_address(docs), len(docs), counting, window, worth, _address(gains))
    _some(_near(texts, pointers, told, len(words), *where))
    return gains


def in_some(lists: Sequence[Array], least: int = 1, allowed: Array | None = None) -> Array:
    """The documents that are in at least so many of the lists, and that ``allowed`` says yes to."""
    return _combined(lists, None, least, 0, allowed)[0]


def total(parts: Sequence[Scored]) -> Scored:
    """The sum of each document's scores."""
    return parts[0] if len(parts) == 1 else _of_scores(parts, 0)


def highest(parts: Sequence[Scored]) -> Scored:
    """The highest of each document's scores."""
    return parts[0] if len(parts) == 1 else _of_scores(parts, 1)


def _of_scores(parts: Sequence[Scored], best: int) -> Scored:
    docs, scores = _combined([docs for docs, _ in parts], [scores for _, scores in parts], 1, best, None)
    assert scores is not None
    return docs, scores


def _combined(
    lists: Sequence[Array], scores: Sequence[Array] | None, least: int, best: int, allowed: Array | None
) -> tuple[Array, Array | None]:
    many = len(lists)
    lengths = [len(each) for each in lists]
    docs = np.empty(sum(lengths) // max(1, least), dtype=np.int64)
    values = None if scores is None else np.empty(len(docs))
    found = _some(
        _combine(
            (c_void_p * many)(*map(_address, lists)),
            None if scores is None else (c_void_p * many)(*map(_address, scores)),
            (c_int64 * many)(*lengths),
            many,
            least,
            best,
            None if allowed is None else _address(allowed),
            _address(docs),
            None if values is None else _address(values),
        )
    )
    return docs[:found], None if values is None else values[:found]


def add(part: Scored, docs: Array, sums: Array, present: Array) -> None:
    """Add to ``sums`` the scores that are known of some documents, and tell in ``present`` of which."""
    known, scores = part
    where = (_address(docs), len(docs), _address(sums), _address(present))
    _add_list(_address(known), _address(scores), len(known), *where)


def among(known: Array, values: Array) -> Array:
    """Whether each of the values is among those known; both are such lists."""
    present = np.empty(len(values), dtype=bool)
    _add_list(_address(known), None, len(known), _address(values), len(values), None, _address(present))
    return present


class Ranking(Structure):
    """What results are ordered by, the weightiest first: fewest words lacking, highest score (to nine digits
    behind the point), newest issue or oldest, edition, issue, place."""

    _fields_ = (
        ("docs", c_void_p),
        ("lacking", c_void_p),
        ("scores", c_void_p),
        ("when", c_void_p),
        ("edition", c_void_p),
        ("issue", c_void_p),
        ("place", c_void_p),
        ("newest", c_int64),
    )


def first(
    most: int,
    docs: Array,
    relevance: tuple[Array, Array] | None,
    position: tuple[Array, Array, Array, Array] | None = None,
    newest: int = 1,
) -> Array:
    """The places of the first of some results, in order; ``relevance`` is (words lacking, score) by result,
    ``position`` (day, edition, issue, place) by document, ``newest`` 1 or, for the oldest first, -1."""
    kept = (*(relevance or (None, None)), *(position or (None,) * 4))
    addresses = [None if each is None else _address(each) for each in kept]
    found = np.empty(min(most, len(docs)), dtype=np.int64)
    _first(Ranking(_address(docs), *addresses, newest), len(docs), most, _address(found))
    return found


def counts(docs: Array, begins: Numbers, codes: Numbers, size: int) -> Array:
    """How many documents have each of so many values: ``codes`` are those of all documents, one after
    another, from where ``begins`` says."""
    found = np.zeros(size, dtype=np.int64)
    _count(_address(docs), len(docs), byref(begins), byref(codes), _address(found))
    return found


def _some(found: int) -> int:
    if found < 0:
        raise MemoryError("a search needs more memory than there is")
    return found


_library = ctypes.PyDLL(str(compiled()))


def _declared(name: str, result: Any, *arguments: Any) -> Any:
    function = getattr(_library, name)
    function.restype, function.argtypes = result, arguments
    return function


_P, _I = c_void_p, c_int64
_find = _declared("find", _I, POINTER(Terms), c_char_p, _I)
_known = _declared("known", _I, POINTER(Texts), c_char_p, _I)
_prepare = _declared("prepare", _I, POINTER(Texts), POINTER(_Word))
_holders = _declared("holders", _I, POINTER(Texts), POINTER(_Word), _P, _P)
_add_word = _declared("add_word", _I, POINTER(Texts), POINTER(_Word), _P, _I, _P, _P)
_combine = _declared("combine", _I, _P, _P, _P, _I, _I, _I, _P, _P, _P)
_add_list = _declared("add_list", None, _P, _P, _I, _P, _I, _P, _P)
_near = _declared("near", _I, POINTER(Texts), _P, _P, _I, _P, _I, c_char_p, _I, c_double, _P)
_first = _declared("first", _I, POINTER(Ranking), _I, _I, _P)
_count = _declared("count", None, _P, _I, POINTER(Numbers), POINTER(Numbers), _P)
