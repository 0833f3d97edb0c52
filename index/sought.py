"""Where the terms of a search stand in the texts of its results.

Results of one search have many words and whole texts in common, such as the names of sections: each is
looked at once, and only as far as it could hold a term.
"""

from __future__ import annotations

from index.analysis import STEM, spots, stretches

Span = tuple[int, int, str]
"""Start, end, and the term that stands there."""

_JOINTS = str.maketrans("", "", "-_.'&")
"""What stands between the parts of an ASCII word that is also looked for in one piece."""


class Sought:
    """The terms of one search."""

    def __init__(self, terms: frozenset[str]) -> None:
        self._terms = terms
        self._plain = tuple({term.translate(_JOINTS) for term in terms if not term.startswith(STEM)})
        self._texts: dict[tuple[str, str], list[Span]] = {}
        self._words: dict[tuple[str, str], tuple[Span, ...]] = {}

    def spans(self, text: str, language: str) -> list[Span]:
        """Where the terms stand in a text of that language, in its order."""
        known = self._texts.get((text, language))
        if known is None:
            known = self._texts[text, language] = self._found(text, language)
        return known

    def _found(self, text: str, language: str) -> list[Span]:
        if not (self._terms and text) or (not language and self._lacks(text)):
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
        # Addresses are full of words that no other text has: to take one apart costs more than to look at it.
        if not language and self._lacks(word):
            return ()
        terms = self._terms
        return tuple((start, end, term) for term, start, end in spots(word, language) if term in terms)

    def _lacks(self, text: str) -> bool:
        """Whether a text in no language, where words have no stems, can hold none of the terms."""
        if not text.isascii():
            return False
        letters = text.lower().translate(_JOINTS)
        return not any(term in letters for term in self._plain)
