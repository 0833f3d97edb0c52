"""Where the terms of a search stand in the texts of its results.

Results of one search have many words and whole texts in common, such as the names of sections: each is
looked at once, and of a text only the words that could hold a term are taken apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from index import kernels
from index.analysis import ENDING, STEM, Span, spots, stretches

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
        self._texts: dict[str, Texts] = {}

    def texts(self, language: str) -> Texts:
        """Where they stand in texts of a language, by text."""
        known = self._texts.get(language)
        if known is None:
            known = self._texts[language] = Texts(self._terms, language)
        return known


class Texts(dict[str, Sequence[Span]]):
    """Where the terms stand in texts of a language, in the order of each; found when it is asked for."""

    def __init__(self, terms: frozenset[str], language: str) -> None:
        super().__init__()
        self._words = _Words(terms, language)

    def __missing__(self, text: str) -> Sequence[Span]:
        self.look_through([text])
        return self[text]

    def look_through(self, texts: Iterable[str]) -> None:
        """Have several ready: to look at all at once takes less."""
        new = [text for text in dict.fromkeys(texts) if text not in self]
        spans = self._words.spans("\n".join(new))
        begin = at = 0
        for text in new:
            first, end = at, begin + len(text)
            while at < len(spans) and spans[at][0] < end:
                at += 1
            self[text] = [(start - begin, stop - begin, term) for start, stop, term in spans[first:at]]
            begin = end + 1


class _Words(dict[str, list[Span]]):
    """Where the terms stand in each word of a language that was looked at."""

    def __init__(self, terms: frozenset[str], language: str) -> None:
        super().__init__()
        self._sought = terms
        self._language = language
        self._likely = kernels.Pieces(tuple({_beginning(term, language) for term in terms}))

    def spans(self, text: str) -> list[Span]:
        """Where the terms stand in a text."""
        found: list[Span] = []
        for start, end in self._likely.stretches(text) if self._sought else ():
            word = text[start:end]
            if word.isascii():
                found += [(start + first, start + last, term) for first, last, term in self[word]]
            else:
                found += self._spans_within(word, start)
        return found

    def _spans_within(self, stretch: str, place: int) -> Iterator[Span]:
        """The same of a stretch that stands at a place in the text, of several words or one."""
        for match in stretches(stretch):
            start = place + match.start()
            yield from ((start + first, start + last, term) for first, last, term in self[match[0]])

    def __missing__(self, word: str) -> list[Span]:
        found = self[word] = spots(word, self._language, self._sought)
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
