"""Spelling correction from the archive's own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA

from index.analysis import STEM

SHORTEST = 4
"""Letters: shorter words are one slip away from too many others."""


class Vocabulary:
    """The words of an archive and in how many documents each is."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        counts: dict[str, int] = defaultdict(int)
        for word, count in words:
            if len(word) >= SHORTEST and not word.startswith(STEM) and word.isalpha():
                counts[word] += count
        self._by_length: Mapping[int, list[str]] = _by_length(counts)
        self._counts = counts

    def correct(self, word: str) -> str:
        """The likeliest word that was meant; empty where none is near. ``word`` is folded.

        One slip (a letter missing, too many, wrong, or two swapped), or two from eight letters on.
        """
        if len(word) < SHORTEST:
            return ""
        slips = 2 if len(word) >= 8 else 1
        near = [
            (OSA.distance(word, known, score_cutoff=slips), known)
            for length in range(len(word) - slips, len(word) + slips + 1)
            for known in self._by_length.get(length, ())
        ]
        likely = [
            (distance, known[0] != word[0], -self._counts[known], known)
            for distance, known in near
            if 0 < distance <= slips
        ]
        return min(likely)[-1] if likely else ""


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for word in words:
        found[len(word)].append(word)
    return found
