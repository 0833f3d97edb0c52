"""What is around an item: where else its story comes up, and what is like it.

Two items tell of one thing where they link to it or are about the same named thing. What too many
stories have in common (a project's home page, a term of the whole field) says nothing of any of them.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import numpy as np
from stopwordsiso import langs, stopwords

from index.analysis import STEM, fold, tokens
from index.collection import Collection
from index.documents import SAME, targets
from index.matching import Array
from index.results import ItemPage, Mention, Timeline

MOST_SHARING = 20
"""Stories: what more of them link to or name is no sign that two of them tell of one thing."""
LONGEST = 30
"""Mentions on a timeline, the nearest in time."""
TELLING_TERMS = 12
"""Of an item's terms, so many of the rarest describe it."""
_TITLE_COUNTS = 3
"""Occurrences in the body that one in the title is worth."""
_TELLING = 1.0
"""Rarity from which on a tag tells something: fewer than a third of all items have it."""
_SHARED_TAG = 1.0
_SHARED_LINK = 3.0
"""What a tag or link in common is worth, beside a term of the same rarity."""
_OTHER_LANGUAGE = 0.5
"""What an item in another language is worth to who reads this one."""
_LEAST = 0.12
"""Of an item's likeness to itself: what is less like it is not related."""


class Engine(Protocol):
    """What this needs of a search engine."""

    def scores(self, field: str, terms: tuple[str, ...]) -> tuple[Array, Array]: ...

    def frequency(self, field: str, term: str) -> int: ...

    def with_key(self, field: str, value: str) -> Array: ...


@dataclass(slots=True)
class _Shared:
    """What other documents have in common with one: by document."""

    links: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    names: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))


class Surroundings:
    """Finds what is around the items of one state of an index."""

    def __init__(self, engine: Engine, collection: Collection, page: Callable[[int], ItemPage]) -> None:
        self._engine = engine
        self._collection = collection
        self._page = page

    def timeline(self, doc: int) -> Timeline:
        """``doc`` is an item's."""
        item = self._page(doc)
        shared = _Shared()
        for address in _targets(item):
            for other in self._telling("link", SAME + address, doc):
                shared.links[other].append(address)
        for name in item.names:
            for other in self._telling("about", name, doc):
                shared.names[other].append(name)
        when, place = self._collection.when, self._collection.place
        found = self._one_for_each_story([*shared.links, *shared.names], doc)
        found = sorted(found, key=lambda other: abs(int(when[other]) - int(when[doc])))[:LONGEST]
        found.sort(key=lambda other: (when[other], place[other], other))
        mentions = [(other, self._mention(other, shared)) for other in found]
        return Timeline(
            before=tuple(each for other, each in mentions if when[other] < when[doc]),
            later=tuple(each for other, each in mentions if when[other] >= when[doc]),
        )

    def related(self, doc: int, limit: int) -> tuple[Mention, ...]:
        """``doc`` is an item's."""
        item = self._page(doc)
        gained = np.zeros(len(self._collection.items))
        shared: dict[int, list[str]] = defaultdict(list)

        def add(docs: Array, worth: Array | float, what: str) -> None:
            gained[docs] += worth
            for other in docs.tolist():
                shared[other].append(what)

        for term, (word, worth) in self._described(item).items():
            for name in ("title", "body"):
                docs, scores = self._engine.scores(name, (term,))
                add(docs, worth * scores / (1.0 + scores), word)
        for tag in item.tags:
            docs = self._engine.with_key("tag", tag)
            if (worth := self._rarity(len(docs))) >= _TELLING:
                add(docs, _SHARED_TAG * worth, tag)
        for address in _targets(item):
            if others := self._telling("link", SAME + address, doc):
                add(np.array([doc, *others]), _SHARED_LINK * self._rarity(len(others) + 1), address)
        likeness = gained * self._collection.items
        own = likeness[doc]
        other_language = ~self._collection.columns["language"].having([item.issue.language])
        likeness[other_language] *= _OTHER_LANGUAGE
        likeness[self._collection.stories == self._collection.stories[doc]] = 0.0
        best = np.flatnonzero(likeness > _LEAST * own)
        best = best[np.lexsort((best, -likeness[best]))]
        nearest = self._first_of_each_story(best.tolist())[:limit]
        return tuple(self._related(other, shared[other]) for other in nearest)

    def _telling(self, name: str, value: str, doc: int) -> list[int]:
        """Items of other stories with a value, where few have it."""
        docs = self._engine.with_key(name, value)
        docs = docs[self._collection.items[docs]]
        stories = self._collection.stories
        if len(np.unique(stories[docs])) > MOST_SHARING:
            return []
        others: list[int] = docs[stories[docs] != stories[doc]].tolist()
        return others

    def _one_for_each_story(self, docs: Iterable[int], doc: int) -> list[int]:
        """Each story by its edition in the language of ``doc``, or else by its original."""
        language = self._collection.columns["language"]
        same = language.having([self._page(doc).issue.language])
        originals = self._collection.originals
        ordered = sorted(set(docs), key=lambda other: (not same[other], not originals[other], other))
        return self._first_of_each_story(ordered)

    def _first_of_each_story(self, docs: Iterable[int]) -> list[int]:
        first: dict[int, int] = {}
        for doc in docs:
            first.setdefault(int(self._collection.stories[doc]), doc)
        return list(first.values())

    def _described(self, item: ItemPage) -> dict[str, tuple[str, float]]:
        """The terms that tell an item from others: (a word that has it, worth)."""
        common = _common(item.issue.language.partition("-")[0])
        counts: Counter[str] = Counter()
        words: dict[str, str] = {}
        texts = ((item.title, _TITLE_COUNTS), (item.text, 1))
        for text, times in texts:
            standing: dict[int, str] = {}
            for token in tokens(text, item.issue.language):
                # A word counts once at its place: by its stem, which follows it there.
                if token.term.startswith(STEM):
                    counts[standing.get(token.position, "")] -= times
                elif not token.main:
                    continue
                standing[token.position] = token.term
                counts[token.term] += times
                words.setdefault(token.term, text[token.start : token.end])
        worth = {
            term: math.log1p(count) * self._rarity(there)
            for term, count in counts.items()
            if term and count > 0 and (there := self._engine.frequency("body", term)) > 1
            if fold(words[term]) not in common
        }
        best = sorted(worth, key=lambda term: (-worth[term], term))[:TELLING_TERMS]
        return {term: (words[term], worth[term]) for term in best}

    def _rarity(self, documents: int) -> float:
        """0 for what all items have, more the fewer have it."""
        return math.log(max(1.0, np.count_nonzero(self._collection.items) / max(1, documents)))

    def _mention(self, doc: int, shared: _Shared) -> Mention:
        item = self._page(doc)
        if doc in shared.links:
            return Mention(item.id, item.label, item.issue, "link", _distinct(shared.links[doc]))
        return Mention(item.id, item.label, item.issue, "name", _distinct(shared.names[doc]))

    def _related(self, doc: int, shared: list[str]) -> Mention:
        item = self._page(doc)
        return Mention(item.id, item.label, item.issue, "words", _distinct(shared))


@cache
def _common(language: str) -> frozenset[str]:
    """Words that say nothing of a text, folded."""
    return frozenset(map(fold, stopwords(language))) if language in langs() else frozenset()


def _targets(item: ItemPage) -> list[str]:
    return list(dict.fromkeys(target for url, _, _ in item.links for target in targets(url)))


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple({value.casefold(): value for value in values}.values())
