"""Lists of documents, several as one, and what a query matches: for ``lists.c``.

The arrays of documents that are given and returned hold 64-bit numbers, ascending, none twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import POINTER, Structure, c_double, c_int64, c_uint64, c_void_p, pointer
from ctypes import Array as Several
from typing import NamedTuple

import numpy as np

from index.kernels.library import NONE, Array, Scored, address, declared, laid, some
from index.kernels.texts import Texts, Word


class Listed(Structure):
    """Documents and scores; or a word, whose scores, or documents and scores, are looked for where they are
    asked for."""

    _fields_ = (("docs", c_void_p), ("scores", c_void_p), ("count", c_int64), ("word", c_void_p))

    @classmethod
    def of(cls, docs: Array, scores: Array | None = None) -> Listed:
        made = cls(*_where(docs, scores))
        made.held = (docs, scores)
        return made


def _where(docs: Array | None, scores: Array | None, word: Word | None = None) -> tuple[int | None, ...]:
    return (
        None if docs is None else address(docs),
        None if scores is None else address(scores),
        0 if docs is None else len(docs),
        word.address if word else None,
    )


_NO_LIST = Listed.of(*NONE)
Lists = Several[Listed]


def lists(several: Sequence[tuple[Array | None, Array | None, Word | None]]) -> Lists:
    """Several, side by side: the documents, scores and word of each, as far as they are known."""
    made = (Listed * len(several))(*[_where(*each) for each in several])  # type: ignore[misc]
    made.held = several  # type: ignore[attr-defined]
    return made


def in_any(several: Sequence[Array]) -> Array:
    """The documents that are in one of the lists."""
    docs = np.empty(sum(map(len, several)), dtype=np.int64)
    held = lists([(each, None, None) for each in several])
    return docs[: some(_combine(held, len(held), 0, 1, laid(docs), None))]


def total(parts: Sequence[Scored], least: int = 1) -> Scored:
    """The sum of the scores of each document that is in at least so many lists."""
    return parts[0] if len(parts) == 1 else _combined(parts, 0, least)


def highest(parts: Sequence[Scored]) -> Scored:
    """The highest of each document's scores."""
    return parts[0] if len(parts) == 1 else _combined(parts, 1, 1)


def _combined(parts: Sequence[Scored], best: int, least: int) -> Scored:
    held = lists([(*part, None) for part in parts])
    docs = np.empty(sum(len(docs) for docs, _ in parts), dtype=np.int64)
    scores = np.empty(len(docs))
    found = some(_combine(held, len(parts), best, least, laid(docs), laid(scores)))
    return docs[:found], scores[:found]


def holding(texts: Texts, words: Lists, docs: Array) -> Array:
    """Which of the words each document holds, as a number with a bit for each, the first one's the lowest."""
    present = np.empty(len(docs), dtype=np.uint64)
    some(_holding(texts, words, len(words), laid(docs), len(docs), laid(present)))
    return present


def without(texts: Texts, words: Lists, docs: Array, sure: Array) -> Array:
    """The places of those documents that hold none of the words, and of those that are ``sure``."""
    places = np.empty(len(docs), dtype=np.int64)
    count = len(words)
    return places[
        : some(_without(texts, words, count, laid(docs), len(docs), laid(sure), len(sure), laid(places)))
    ]


def also(texts: Texts, of: Scored, word: Word) -> Scored:
    """Those of some documents that hold a word, too, its scores added to theirs."""
    docs, scores = of
    there, sums = np.empty(len(docs), dtype=np.int64), np.empty(len(docs))
    found = some(_also(texts, word.address, laid(docs), laid(scores), len(docs), laid(there), laid(sums)))
    return there[:found], sums[:found]


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
        ("most", c_int64),
    )


class Matched(NamedTuple):
    """What is found of some words."""

    docs: Array
    scores: Array
    lacking: Array | None = None
    """How many words each lacks, of those that decide; None where none lacks any."""
    present: Array | None = None
    """Which words each holds, as :func:`holding` tells it; None where each holds all."""

    def of(self, at: Array | slice) -> Matched:
        """The results at some places, or those for which it is said."""
        docs, scores, lacking, present = self
        return Matched(
            docs[at],
            scores[at],
            None if lacking is None else lacking[at],
            None if present is None else present[at],
        )

    def and_others(self, others: Matched) -> Matched:
        """These, and others of the same search behind them."""
        return Matched(
            np.concatenate((self.docs, others.docs)),
            np.concatenate((self.scores, others.scores)),
            _both(self.lacking, others.lacking),
            _both(self.present, others.present),
        )


def _both(one: Array | None, other: Array | None) -> Array | None:
    return None if one is None or other is None else np.concatenate((one, other))


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
    most: int | None = None,
) -> Matched:
    """The documents ``among`` some, or all, that hold ``least`` of the words at the places ``telling``, and
    that ``allowed`` says yes to; and those that are ``sure``. There may be 64 words.

    A score is the sum of what was ``gained`` and what the words (``rarity`` is what each tells) give, times
    that power of the share of what all words tell that the document holds. ``most``: only so many results, at
    least, need be scored, those that lack the fewest words and those that are sure; the score of the others
    is 0, and it is not told which words they hold that do not decide.
    """
    several = sum([words[row].count for row in telling]) // max(1, least) if among is None else len(among)
    room = len(sure) + several
    docs, lacking = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    scores, present = np.empty(room), np.empty(room, dtype=np.uint64)
    wanted = _Wanted(
        words,
        len(words),
        sum([1 << row for row in telling]),
        least,
        None if among is None else pointer(Listed.of(among)),
        None if allowed is None else address(allowed),
        Listed.of(sure) if len(sure) else _NO_LIST,
        _NO_LIST if gained is NONE else Listed.of(*gained),
        (c_double * len(words))(*rarity),
        power,
        room if most is None else most,
    )
    found = some(_match(texts, wanted, *map(laid, (docs, scores, lacking, present))))
    return Matched(docs[:found], scores[:found], lacking[:found], present[:found])


_I, _P = c_int64, c_void_p
_combine = declared("combine", _I, _P, _I, _I, _I, _P, _P)
_holding = declared("holding", _I, POINTER(Texts), _P, _I, _P, _I, _P)
_without = declared("without", _I, POINTER(Texts), _P, _I, _P, _I, _P, _I, _P)
_also = declared("also", _I, POINTER(Texts), _P, _P, _P, _I, _P, _P)
_match = declared("match", _I, POINTER(Texts), POINTER(_Wanted), _P, _P, _P, _P)
