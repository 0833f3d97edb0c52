"""Where the terms of a search stand in the texts of its results.

Results of one search have many words and whole texts in common, such as the names of sections: each is
looked at once.
"""

from __future__ import annotations

from index.analysis import spots, stretches

Span = tuple[int, int, str]
"""Start, end, and the term that stands there."""


class Sought:
    """The terms of one search."""

    def __init__(self, terms: frozenset[str]) -> None:
        self._terms = terms
        self._texts: dict[tuple[str, str], list[Span]] = {}
        self._words: dict[tuple[str, str], tuple[Span, ...]] = {}

    def spans(self, text: str, language: str) -> list[Span]:
        """Where the terms stand in a text of that language, in its order."""
        known = self._texts.get((text, language))
        if known is None:
            known = self._texts[text, language] = self._found(text, language)
        return known

    def _found(self, text: str, language: str) -> list[Span]:
        if not self._terms:
            return []
        found: list[Span] = []
        words = self._words
        for word, at in stretches(text):
            inside = words.get((word, language))
            if inside is None:
                inside = words[word, language] = self._inside(word, language)
            if inside:
                found += [(at + start, at + end, term) for start, end, term in inside]
        return sorted(found)

    def _inside(self, word: str, language: str) -> tuple[Span, ...]:
        return tuple((start, end, term) for term, start, end in spots(word, language) if term in self._terms)
