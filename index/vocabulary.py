"""The words of an archive, made when it is built: what a misspelt word was meant to be, what begins like one.

Near words are found by the pairs of neighbouring letters that they share, so that only a few of all words
are ever compared.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from index.codec.spans import distinct, numbered
from index.unread import Unread

SHORTEST = 4
"""Letters: shorter words are one slip away from too many others."""
TWO_SLIPS_FROM = 8
"""Letters from which on two slips are forgiven."""
_MOST_COMPARED = 400
"""Words that are compared letter by letter: those that share most pairs."""
_PAIRS_OF_A_SLIP = 3
"""Pairs that one slip can spoil: two letters that are swapped."""
_LINE_END = ord("\n")
_LETTER = 21
"""Bits that the number of a letter takes."""
_EDGE = "\0"
"""Stands before and behind a word, so that its ends make pairs, too."""

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Words in order, and where each pair of letters occurs."""

    words: Sequence[str]
    """Folded, ascending."""
    counts: Numbers
    """In how many items each word is."""
    pairs: Mapping[str, int]
    """The place of each pair of letters in ``begins``."""
    begins: Numbers
    """Where in ``places`` the words with a pair begin; one more than there are pairs."""
    places: Numbers
    """The places of words in ``words``, pair by pair."""

    def near(self, word: str, *, begin: bool = False) -> list[tuple[int, int]]:
        """(slips, place) of the words that ``word`` may have been meant to be, or, with ``begin``, that may
        begin like it; the likeliest first. A slip is a letter missing, too many, wrong, or two swapped."""
        if len(word) < SHORTEST or not self.words:
            return []
        slips = 2 if len(word) >= TWO_SLIPS_FROM else 1
        found = []
        for place in self._sharing(word, slips, begin=begin):
            known = self.words[place]
            distance = _distance(word, known, slips, begin=begin)
            if distance <= slips and _digits(known) == _digits(word):
                found.append((distance, known[0] != word[0], -int(self.counts[place]), place))
        return [(distance, place) for distance, _, _, place in sorted(found)]

    def beginning(self, prefix: str) -> range:
        """The places of the words that begin like this."""
        first = bisect_left(self.words, prefix)
        return range(first, bisect_left(self.words, prefix + chr(0x10FFFF), lo=first))

    def _sharing(self, word: str, slips: int, *, begin: bool) -> list[int]:
        """The places of the words that share enough pairs with ``word`` to be near."""
        pairs = _pairs(word)
        if begin:
            pairs.discard(word[-1] + _EDGE)
        known = [self.pairs[pair] for pair in pairs if pair in self.pairs]
        if not known:
            return []
        shared = np.bincount(
            np.concatenate([self.places[self.begins[at] : self.begins[at + 1]] for at in known]),
            minlength=len(self.words),
        )
        enough = max(1, len(pairs) - _PAIRS_OF_A_SLIP * slips)
        places = np.flatnonzero(shared >= enough)
        if len(places) > _MOST_COMPARED:
            order = np.lexsort((-self.counts[places], -shared[places]))
            places = places[order[:_MOST_COMPARED]]
        return [int(place) for place in places]

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """All of it as arrays, to be kept; see :meth:`from_arrays`."""
        return {
            "words": _bytes("\n".join(self.words)),
            "pairs": _bytes("\n".join(self.pairs)),
            "counts": self.counts,
            "begins": self.begins,
            "places": self.places,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Vocabulary:
        counts, begins, places = (arrays[name].astype(np.int32) for name in ("counts", "begins", "places"))
        by_pair = {pair: at for at, pair in enumerate(_lines(arrays["pairs"]))}
        return cls(_lines(arrays["words"]), counts, by_pair, begins, places)


def learn(counts: Mapping[str, int]) -> Vocabulary:
    """The vocabulary of words and in how many items each is."""
    words = sorted(counts)
    letters = np.frombuffer(_EDGE.join(["", *words, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)
    word = numbered(np.fromiter((len(each) + 1 for each in words), np.int64, len(words)))
    pair = letters[:-1].astype(np.int64) << _LETTER | letters[1:]
    pairs = distinct(pair)
    held = distinct(np.searchsorted(pairs, pair) * len(words) + word)  # each pair of a word once
    named = [chr(each >> _LETTER) + chr(each & ((1 << _LETTER) - 1)) for each in pairs.tolist()]
    return Vocabulary(
        words=words,
        counts=np.array([counts[word] for word in words], dtype=np.int32),
        pairs={each: at for at, each in enumerate(named)},
        begins=np.searchsorted(held, np.arange(len(pairs) + 1) * len(words)).astype(np.int32),
        places=(held % max(1, len(words))).astype(np.int32),
    )


def _pairs(word: str) -> set[str]:
    whole = _EDGE + word + _EDGE
    return {whole[at : at + 2] for at in range(len(whole) - 1)}


def _distance(word: str, known: str, slips: int, *, begin: bool) -> int:
    if not begin:
        return int(OSA.distance(word, known, score_cutoff=slips))
    # A letter too few or too many was typed: the beginning meant is that much longer or shorter.
    ends = range(max(1, len(word) - slips), len(word) + slips + 1)
    return min(int(OSA.distance(word, known[:end], score_cutoff=slips)) for end in ends)


def _digits(word: str) -> str:
    return "".join(filter(str.isdecimal, word))


def _bytes(text: str) -> NDArray[np.generic]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _lines(text: NDArray[np.generic]) -> Unread[str]:
    """The words of a text in UTF-8 that has one in each line."""
    ends = np.append(np.flatnonzero(text == _LINE_END), len(text)).astype(np.int32)
    return Unread(text, ends[: None if len(text) else 0], partial(str, encoding="utf-8"), gap=1)
