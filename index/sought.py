"""Where the terms of a search stand in the texts of its results.

Results of one search have many words and whole texts in common, such as the names of sections: each is
looked at once, and only as far as it could hold a term.
"""

from __future__ import annotations

from index.analysis import STEM, begins, spots, stretches

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
        self._words: dict[str, _Words] = {}

    def spans(self, text: str, language: str) -> list[Span]:
        """Where the terms stand in a text of that language, in its order."""
        if not text:
            return []
        known = self._texts.get((text, language))
        if known is None:
            known = self._texts[text, language] = self._found(text, language)
        return known

    def _found(self, text: str, language: str) -> list[Span]:
        if not self._terms or (not language and self._lacks(text)):
            return []
        words = self._words.get(language)
        if words is None:
            words = self._words[language] = _Words(self._terms, language)
        return [
            (match.start() + start, match.start() + end, term)
            for match in stretches(text)
            for start, end, term in words[match[0]]
        ]

    def _lacks(self, text: str) -> bool:
        """Whether a text in no language, where words have no stems, can hold none of the terms."""
        if not text.isascii():
            return False
        letters = text.lower().translate(_JOINTS)
        return not any(map(letters.__contains__, self._plain))


class _Words(dict[str, tuple[Span, ...]]):
    """Where the terms stand in each word of a language that was looked at."""

    def __init__(self, terms: frozenset[str], language: str) -> None:
        super().__init__()
        self._sought = terms
        self._language = language
        self._begin = frozenset(["", *[term.removeprefix(STEM)[:1] for term in terms]])

    def __missing__(self, word: str) -> tuple[Span, ...]:
        if begins(word, self._language) not in self._begin:
            self[word] = ()
            return ()
        sought = self._sought
        held = [(start, end, term) for term, start, end in spots(word, self._language) if term in sought]
        found = self[word] = tuple(sorted(held))
        return found
