"""``kernels.c`` for Python: what a search does for every posting, document or value, on arrays.

The arrays of documents that are given and returned hold 64-bit numbers, ascending, none twice. Whoever holds
the interpreter's lock keeps it meanwhile: calls are short, and to wait for it again costs more.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from ctypes import (
    POINTER,
    Structure,
    c_char,
    c_char_p,
    c_double,
    c_int64,
    c_uint8,
    c_uint64,
    c_void_p,
    pointer,
)
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

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


Way = tuple[tuple[str, ...], float]
"""Terms that stand next to one another, or a single one; and their weight."""


class Word:
    """Where a word stands in the texts of an index, in any of some ways, and what that is worth.

    Scores are those of Whoosh's BM25F over the same segments: in each field those of the best of a word's
    ways, and their sum over fields.
    """

    __slots__ = ("_room", "_texts", "address", "most")

    def __init__(self, texts: Texts, ways: Sequence[Way], weights: Mapping[str, float]) -> None:
        """``weights`` are those of the fields where it is looked for, by name."""
        many = len(ways)
        told = ("\1".join(["\0".join(way) for way, _ in ways]) + "\1").encode("utf-8", "replace")
        terms = told.count(b"\0") + many
        each = (c_double * many)(*[weight for _, weight in ways])
        self._texts = texts
        self._room = (c_int64 * (_HEAD + 1 + many + terms * (texts.count + FIELDS)))()
        self.address = ctypes.addressof(self._room)
        """Where it lies in memory, for as long as this lives."""
        fields = _in_order(tuple(weights.items()))
        self.most: int = _prepare(texts, self.address, many, terms, told, each, fields)
        """How many texts hold it at most, deleted ones counted as long as their segment is not merged."""

    @property
    def docs(self) -> Array:
        """The documents that hold it. Raises MemoryError, as all here."""
        docs = np.empty(min(self.most, self._texts.size), dtype=np.int64)
        return docs[: _some(_holders(self._texts, self.address, _address(docs), None))].copy()

    def scores(self) -> Scored:
        """The documents that hold it, and their scores."""
        docs = np.empty(min(self.most, self._texts.size), dtype=np.int64)
        scores = np.empty(len(docs))
        found = _some(_holders(self._texts, self.address, _address(docs), _address(scores)))
        return docs[:found].copy(), scores[:found].copy()


@lru_cache(maxsize=64)
def _in_order(weights: tuple[tuple[str, float], ...]) -> Any:
    """Weights of all fields, 0 where there is none."""
    known = dict(weights)
    return (c_double * FIELDS)(*(known.get(name, 0.0) for name in TEXT_FIELDS))


class Listed(Structure):
    """Documents and scores, which must be held elsewhere; or a word, whose scores are reckoned where they are
    asked for."""

    _fields_ = (("docs", c_void_p), ("scores", c_void_p), ("count", c_int64), ("word", c_void_p))

    @classmethod
    def of(cls, docs: Array, scores: Array | None, word: Word | None = None) -> Listed:
        where = None if scores is None else _address(scores)
        return cls(_address(docs), where, len(docs), word.address if word else None)


Lists = ctypes.Array[Listed]


def lists(several: Sequence[Listed]) -> Lists:
    """Several, side by side."""
    return (Listed * len(several))(*several)


def in_any(several: Sequence[Array]) -> Array:
    """The documents that are in one of the lists."""
    docs = np.empty(sum(map(len, several)), dtype=np.int64)
    held = lists([Listed.of(each, None) for each in several])
    return docs[: _some(_combine(held, len(held), 0, 1, _address(docs), None))]


def total(parts: Sequence[Scored], least: int = 1) -> Scored:
    """The sum of the scores of each document that is in at least so many lists."""
    return parts[0] if len(parts) == 1 else _combined(parts, 0, least)


def highest(parts: Sequence[Scored]) -> Scored:
    """The highest of each document's scores."""
    return parts[0] if len(parts) == 1 else _combined(parts, 1, 1)


def _combined(parts: Sequence[Scored], best: int, least: int) -> Scored:
    held = lists([Listed.of(docs, scores) for docs, scores in parts])
    docs = np.empty(sum(len(docs) for docs, _ in parts), dtype=np.int64)
    scores = np.empty(len(docs))
    found = _some(_combine(held, len(parts), best, least, _address(docs), _address(scores)))
    return docs[:found], scores[:found]


def holding(words: Lists, docs: Array) -> Array:
    """Which of the words each document holds, as a number with a bit for each, the first one's the lowest."""
    present = np.empty(len(docs), dtype=np.uint64)
    _holding(words, len(words), _address(docs), len(docs), _address(present))
    return present


class _Wanted(Structure):
    _fields_ = (
        ("words", POINTER(Listed)),
        ("count", c_int64),
        ("telling", c_uint64),
        ("least", c_int64),
        ("among", POINTER(Listed)),
        ("allowed", c_void_p),
        ("sure", Listed),
        ("gained", Listed),
        ("rarity", POINTER(c_double)),
        ("power", c_double),
    )


class Matched(NamedTuple):
    """What is found of some words."""

    docs: Array
    scores: Array
    lacking: Array
    """How many words each lacks, of those that decide."""
    present: Array
    """Which words each holds, as :func:`holding` tells it."""

    def of(self, at: Array) -> Matched:
        """The results at some places."""
        return Matched(*(each[at] for each in self))


def match(
    texts: Texts,
    words: Lists,
    rarity: Sequence[float],
    telling: Sequence[int],
    least: int,
    *,
    among: Array | None,
    allowed: Array | None,
    sure: Array,
    gained: Scored,
    power: float,
) -> Matched:
    """The documents ``among`` some, or all, that hold ``least`` of the words at the places ``telling``, and
    that ``allowed`` says yes to; and those that are ``sure``. There may be 64 words.

    A score is the sum of what was ``gained`` and what the words (``rarity`` is what each tells) give, times
    that power of the share of what all words tell that the document holds.
    """
    several = sum([words[row].count for row in telling]) // max(1, least) if among is None else len(among)
    most = len(sure) + several
    docs, lacking = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    scores, present = np.empty(most), np.empty(most, dtype=np.uint64)
    wanted = _Wanted(
        words,
        len(words),
        sum([1 << row for row in telling]),
        least,
        None if among is None else pointer(Listed.of(among, None)),
        None if allowed is None else _address(allowed),
        Listed.of(sure, None),
        Listed.of(*gained),
        (c_double * len(words))(*rarity),
        power,
    )
    found = _some(_match(texts, wanted, *map(_address, (docs, scores, lacking, present))))
    return Matched(docs[:found], scores[:found], lacking[:found], present[:found])


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
    docs, scores, lacking, present = map(_address, results)
    many = len(results.docs)
    _some(_near(texts, how, pointers, told, len(words), docs, many, lacking, present, scores))


class Position(Structure):
    """What orders results that are equal else, by document: day, edition (odd: a translation), issue, place.
    The arrays must be held elsewhere."""

    _fields_ = (("when", c_void_p), ("edition", c_void_p), ("issue", c_void_p), ("place", c_void_p))

    @classmethod
    def of(cls, when: Array, edition: Array, issue: Array, place: Array) -> Position:
        return cls(*map(_address, (when, edition, issue, place)))


def first(most: int, docs: Array, relevance: tuple[Array, Array] | None, by: Position, newest: int) -> Array:
    """The places of the first of some results, in order: by fewest words lacking and highest score, which are
    given for each (to nine digits behind the point), then newest issue (-1: oldest) and position."""
    lacking, scores = map(_address, relevance) if relevance else (None, None)
    found = np.empty(min(most, len(docs)), dtype=np.int64)
    _first(by, _address(docs), lacking, scores, newest, len(docs), len(found), _address(found))
    return found


class Column(Structure):
    """The values of a facet, whose arrays must be held elsewhere."""

    _fields_ = (("begins", Numbers), ("codes", Numbers), ("size", c_int64))

    @classmethod
    def of(cls, begins: Array | None, codes: Array, size: int) -> Column:
        """``codes`` are the places of all documents' values among ``size``, one document after another, from
        where ``begins`` says; or one for each, ``size`` where it has none."""
        return cls(Numbers() if begins is None else Numbers.of(begins), Numbers.of(codes), size)


class Columns:
    """Some facets, side by side."""

    def __init__(self, columns: Sequence[Column]) -> None:
        """The arrays of the columns must be held elsewhere."""
        self._columns = (Column * len(columns))(*columns)
        self._ends = list(accumulate([column.size + 1 for column in columns], initial=0))

    def counts(self, docs: Array, kind: np.dtype[Any]) -> list[Array]:
        """How many of some documents have each value of each facet, as numbers of that kind."""
        found = np.zeros(self._ends[-1], dtype=np.int64)
        _count(_address(docs), len(docs), self._columns, len(self._columns), _address(found))
        narrow = found.astype(kind)
        return [narrow[begin : end - 1] for begin, end in pairwise(self._ends)]


def _some(found: int) -> int:
    if found < 0:
        raise MemoryError("a search needs more memory than there is")
    return found


_library = ctypes.PyDLL(str(compiled()))
_HEAD = c_int64.in_dll(_library, "head").value
"""Numbers that a word takes before its arrays."""


def _declared(name: str, result: Any, *arguments: Any) -> Any:
    function = getattr(_library, name)
    function.restype, function.argtypes = result, arguments
    return function


_P, _I = c_void_p, c_int64
_find = _declared("find", _I, POINTER(Terms), c_char_p, _I)
_known = _declared("known", _I, POINTER(Texts), c_char_p, _I)
_prepare = _declared("prepare", _I, POINTER(Texts), _P, _I, _I, c_char_p, _P, _P)
_holders = _declared("holders", _I, POINTER(Texts), _P, _P, _P)
_combine = _declared("combine", _I, _P, _I, _I, _I, _P, _P)
_holding = _declared("holding", None, _P, _I, _P, _I, _P)
_match = _declared("match", _I, POINTER(Texts), POINTER(_Wanted), _P, _P, _P, _P)
_near = _declared("near", _I, POINTER(Texts), POINTER(Nearness), _P, _P, _I, _P, _I, _P, _P, _P)
_first = _declared("first", None, POINTER(Position), _P, _P, _P, _I, _I, _I, _P)
_count = _declared("count", None, _P, _I, _P, _I, _P)
