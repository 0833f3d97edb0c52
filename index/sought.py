"""Where the terms of a search stand in the texts of its results.

Results of one search have many words and whole texts in common, such as the names of sections: each is
looked at once, and only as far as it could hold a term.
"""

from __future__ import annotations

from index.analysis import ENDING, STEM, begins, spots, stretches

Span = tuple[int, int, str]
"""Start, end, and the term that stands there."""

_JOINTS = str.maketrans("", "", "-_.'&")
"""What stands between the parts of an ASCII word that is also looked for in one piece."""
_INSIDE = frozenset(["de", "fi"])
"""Languages of :data:`index.analysis.ENDING` where only the first letter is sure to stay: to German stemmers
"bluetooth" is "blutooth", to Finnish ones "array" is "aray"."""
_CHANGED = 3
"""Letters at the end of a stem that its word may have otherwise ("dying" is "die"), and one more."""


class Sought:
    """The terms of one search."""

    def __init__(self, terms: frozenset[str]) -> None:
        self._terms = terms
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
        if not self._terms:
            return []
        words = self._words.get(language)
        if words is None:
            words = self._words[language] = _Words(self._terms, language)
        if words.lacks(text):
            return []
        return [
            (match.start() + start, match.start() + end, term)
            for match in stretches(text)
            for start, end, term in words[match[0]]
        ]


class _Words(dict[str, tuple[Span, ...]]):
    """Where the terms stand in each word of a language that was looked at."""

    def __init__(self, terms: frozenset[str], language: str) -> None:
        super().__init__()
        self._sought = terms
        self._language = language
        self._begin = tuple({_beginning(term, language) for term in terms})
        self._telling = min(map(len, self._begin), default=0) > 1

    def lacks(self, text: str) -> bool:
        """Whether a text, or one word, can be seen to hold none of the terms before it is taken apart. A
        single letter is somewhere in most: these are not looked through for it."""
        if not (self._telling and text.isascii()):
            return False
        return not any(map(text.lower().translate(_JOINTS).__contains__, self._begin))

    def __missing__(self, word: str) -> tuple[Span, ...]:
        if not word.lower().startswith(self._begin) and (begins(word, "") or self.lacks(word)):
            self[word] = ()
            return ()
        sought = self._sought
        held = [(start, end, term) for term, start, end in spots(word, self._language) if term in sought]
        found = self[word] = tuple(sorted(held))
        return found


def _beginning(term: str, language: str) -> str:
    """What the parts of ASCII words begin with in which a term stands, in a text in that language: in small
    letters and without joints; empty where that cannot be told before they are taken apart."""
    if not term.startswith(STEM):
        return term.translate(_JOINTS)
    code, stem = language.partition("-")[0], term.removeprefix(STEM)
    if code not in ENDING:
        # Without a language there are no stems.
        return "" if code else term
    return stem[:1] if code in _INSIDE else stem[: max(1, len(stem) - _CHANGED)]
