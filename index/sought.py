"""Where the terms of a search stand in the texts of its results.

Results of one search have many words and whole texts in common, such as the names of sections: each is
looked at once, and of a text only the words that could hold a term are taken apart.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from index import kernels
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
        if not (text and self._terms):
            return []
        if (text, language) not in self._texts:
            self._look_through([text], language)
        return self._texts[text, language]

    def look_through(self, texts: Mapping[str, Iterable[str]]) -> None:
        """Have the :meth:`spans` of texts ready, by their language: to look at many at once takes less."""
        for language, its in texts.items() if self._terms else ():
            self._look_through(its, language)

    def _look_through(self, texts: Iterable[str], language: str) -> None:
        new = dict.fromkeys(text for text in texts if (text, language) not in self._texts)
        words = self._words.get(language)
        if words is None:
            words = self._words[language] = _Words(self._terms, language)
        found = deque(words.spans("\n".join(new)))
        begin = 0
        for text in new:
            spans = self._texts[text, language] = []
            end = begin + len(text)
            while found and found[0][0] < end:
                first, last, term = found.popleft()
                spans.append((first - begin, last - begin, term))
            begin = end + 1


class _Words(dict[str, tuple[Span, ...]]):
    """Where the terms stand in each word of a language that was looked at."""

    def __init__(self, terms: frozenset[str], language: str) -> None:
        super().__init__()
        self._sought = terms
        self._language = language
        self._begin = tuple({_beginning(term, language) for term in terms})
        self._likely = kernels.Pieces(self._begin)

    def spans(self, text: str) -> list[Span]:
        """Where the terms stand in a text, in its order."""
        return [
            (place + start, place + end, term)
            for place, word in self._likely_in(text)
            for start, end, term in self[word]
        ]

    def _likely_in(self, text: str) -> Iterator[tuple[int, str]]:
        """The words that may hold a term, before they are taken apart, and where each stands."""
        for start, end in self._likely.stretches(text):
            if (piece := text[start:end]).isascii():
                yield start, piece
            else:
                yield from ((start + match.start(), match[0]) for match in stretches(piece))

    def __missing__(self, word: str) -> tuple[Span, ...]:
        if not word.lower().startswith(self._begin) and begins(word, ""):
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
