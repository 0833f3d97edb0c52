"""What to offer while someone types: stories, names, sections, tags and authors that are called like it.

Made when the archive is built. Labels are found by the beginnings of their words, in arrays: the words lie
in order, and beside each the labels that have it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from msgspec import msgpack
from numpy.typing import NDArray

from archive import kept
from archive.model import Value
from index import vocabulary
from index.analysis import fold, main_terms
from index.codec.spans import begins_of, numbered
from index.results import Suggestion
from index.unread import Unread
from index.vocabulary import Numbers, Vocabulary

_MOST_WORDS = 8
"""Words typed that count: with more, the results themselves are the better offer."""
_MOST_COMPARED = 400
"""Labels that are compared, those first that begin with what was typed."""
_MOST_NEAR = 12
"""Words that a misspelt one is taken for at most."""


_Named = tuple[str, str, str, int, str]
"""The values of a suggestion."""


_named = msgpack.Decoder(_Named).decode


@dataclass(frozen=True, slots=True, eq=False)
class Suggestions:
    """Labels that can be looked up by the beginnings of their words."""

    named: Sequence[_Named]
    """The values of suggestions, the worthiest first."""
    stories: Numbers
    """The place in ``named`` of the edition that stands for each one's story: of an item, its original, or
    else the first; of anything else, its own."""
    words: Vocabulary
    begins: Numbers
    """Where in ``places`` the labels with a word begin; one more than there are words."""
    places: Numbers
    """Places in ``named``, word by word."""
    firsts: Numbers
    """The place of each label's first word in the vocabulary."""

    def like(self, text: str, limit: int, prefer: Sequence[str] = ()) -> tuple[Suggestion, ...]:
        """At most ``limit``, those first that begin with what was typed; none for no word.

        Half of them, or more where few items fit, are not items. A story is offered once: by an edition that
        begins with what was typed, in the first of the languages ``prefer`` that there is, or the original.
        """
        typed = _words(text)[:_MOST_WORDS]
        if not typed or limit < 1 or not self.named:
            return ()
        found = np.ones(len(self.named), dtype=bool)
        for word in typed:
            found &= self._with(self._meant(word))
        first = self._meant(typed[0])
        places = np.flatnonzero(found)
        leading = np.isin(self.firsts[places], first)
        ordered = np.lexsort((places, ~leading))[:_MOST_COMPARED]
        best: dict[int, tuple[tuple[bool, int, bool], int]] = {}
        for place, leads in zip(places[ordered].tolist(), leading[ordered].tolist(), strict=True):
            story = int(self.stories[place])
            worth = (not leads, liked(self.named[place][4], prefer), place != story)
            if story not in best or worth < best[story][0]:
                best[story] = (worth, place)
        chosen = [place for _, place in best.values()]
        others = [place for place in chosen if self.named[place][0] != "item"]
        stories = [place for place in chosen if self.named[place][0] == "item"]
        kept = others[: max(limit - len(stories), -(-limit // 2))]
        return tuple(Suggestion(*self.named[place]) for place in [*kept, *stories][:limit])

    def _meant(self, word: str) -> list[int]:
        """The places of the words that begin like one; where there are none, of those that nearly do."""
        beginning = list(self.words.beginning(word))
        return beginning or [place for _, place in self.words.near(word, begin=True)[:_MOST_NEAR]]

    def _with(self, words: list[int]) -> NDArray[np.bool_]:
        """Whether each label has one of the words."""
        there = np.zeros(len(self.named), dtype=bool)
        for first, last in _stretches(words):
            there[self.places[self.begins[first] : self.begins[last + 1]]] = True
        return there

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """All of it as arrays, to be kept; see :meth:`from_arrays`."""
        rows = list(map(kept.packed, self.named))
        words = {f"word_{name}": array for name, array in self.words.to_arrays().items()}
        return {
            **words,
            "named": np.frombuffer(b"".join(rows), dtype=np.uint8),
            "ends": np.cumsum([len(row) for row in rows], dtype=np.int64),
            "stories": self.stories,
            "begins": self.begins,
            "places": self.places,
            "firsts": self.firsts,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Suggestions:
        words = {
            name.removeprefix("word_"): array for name, array in arrays.items() if name.startswith("word_")
        }
        names = ("stories", "begins", "places", "firsts")
        stories, begins, places, firsts = (arrays[name].astype(np.int32) for name in names)
        named = Unread(arrays["named"], arrays["ends"].astype(np.int64), _named)
        return cls(named, stories, Vocabulary.from_arrays(words), begins, places, firsts)


class Label(Value, frozen=True):
    """What suggestions are found and told apart by."""

    words: tuple[str, ...]
    folded: str

    @classmethod
    def of(cls, text: str) -> Label:
        return cls(tuple(_words(text)), fold(text))


def learn(
    offered: Iterable[Suggestion], stories: Mapping[str, str], apart: Mapping[str, Label] | None = None
) -> Suggestions:
    """What to offer; the worthiest first. ``stories`` tells that of each item by its id, ``apart`` are
    labels that were taken apart before.

    Of two of one kind that are called the same, the first stays; so do both where they are editions of
    one story.
    """
    named: list[_Named] = []
    labels: list[tuple[str, ...]] = []
    seen: dict[tuple[str, str], str] = {}
    told: list[str] = []
    for each in offered:
        label = (apart or {}).get(each.label) or Label.of(each.label)
        story = stories.get(each.value, each.value) if each.kind == "item" else f"{each.kind} {each.value}"
        if not label.words or seen.setdefault((each.kind, label.folded), story) != story:
            continue
        told.append(story)
        labels.append(label.words)
        named.append((each.kind, each.label, each.value, each.count, each.language))
    known = vocabulary.learn(Counter(chain.from_iterable(labels)))
    at = {word: place for place, word in enumerate(known.words)}
    lengths = np.fromiter(map(len, labels), np.int64, len(labels))
    words = np.fromiter(map(at.__getitem__, chain.from_iterable(labels)), np.int32, int(lengths.sum()))
    return Suggestions(
        named=named,
        stories=_standing_for(told, [value for _, _, value, _, _ in named]),
        words=known,
        begins=begins_of(known.counts).astype(np.int32),
        places=numbered(lengths)[np.argsort(words, kind="stable")].astype(np.int32),
        firsts=words[begins_of(lengths)[:-1]],
    )


def _standing_for(stories: list[str], values: list[str]) -> Numbers:
    """For each place, that of the original of the same story, or else the first."""
    first: dict[str, int] = {}
    for place, (story, value) in enumerate(zip(stories, values, strict=True)):
        if story not in first or value == story:
            first[story] = place
    return np.array([first[story] for story in stories], dtype=np.int32)


def liked(language: str, prefer: Sequence[str]) -> int:
    """How far down a list of languages one is, or a variety of it; one past the end if it is not there."""
    main = language.partition("-")[0].lower()
    ranks = (place for place, each in enumerate(prefer) if each.partition("-")[0].lower() == main)
    return next(ranks, len(prefer))


def _stretches(places: list[int]) -> Iterable[tuple[int, int]]:
    """(first, last) of what follows one another without a gap."""
    ordered = sorted(places)
    first = 0
    for at in range(1, len(ordered) + 1):
        if at == len(ordered) or ordered[at] != ordered[at - 1] + 1:
            yield ordered[first], ordered[at - 1]
            first = at


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(main_terms(text)))
