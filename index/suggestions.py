"""What to offer while someone types: items, sections, tags and authors whose names begin like it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from index.analysis import fold, tokens
from index.results import Suggestion

_MOST_WORDS = 8
"""Words typed that count: with more, the results themselves are the better offer."""


class Suggestions:
    """Names that can be looked up by the beginnings of their words."""

    def __init__(self, named: Iterable[tuple[Suggestion, int]]) -> None:
        """``named`` are suggestions and their worth; of equal ones the first stays."""
        self._named: list[tuple[Suggestion, int]] = []
        places: dict[str, set[int]] = defaultdict(set)
        seen: set[tuple[str, str]] = set()
        for suggestion, worth in named:
            key = (suggestion.kind, fold(suggestion.label))
            if key in seen or not suggestion.label:
                continue
            seen.add(key)
            for word in _words(suggestion.label):
                places[word].add(len(self._named))
            self._named.append((suggestion, worth))
        self._words = sorted(places)
        self._places = [places[word] for word in self._words]

    def begin_like(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """At most ``limit``, the worthiest first; none for no word."""
        words = _words(text)[:_MOST_WORDS]
        if not words or limit < 1:
            return ()
        found = set.intersection(*(self._beginning(word) for word in words))
        typed = fold(text.strip())

        def order(at: int) -> tuple[bool, int, int, str]:
            suggestion, worth = self._named[at]
            label = fold(suggestion.label)
            return (not label.startswith(typed), -worth, len(label), suggestion.value)

        return tuple(self._named[at][0] for at in sorted(found, key=order)[:limit])

    def _beginning(self, prefix: str) -> set[int]:
        found: set[int] = set()
        for at in range(bisect_left(self._words, prefix), len(self._words)):
            if not self._words[at].startswith(prefix):
                break
            found |= self._places[at]
        return found


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(token.term for token in tokens(text) if token.main))
