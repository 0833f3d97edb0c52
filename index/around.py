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
from index.codec.flatfile import Array
from index.collection import Collection
from index.documents import SAME, targets
from index.results import ItemPage, Mention, Timeline

MOST_SHARING = 20
"""Stories: what more of them link to or name is no sign that two of them tell of one thing."""
COMMON = 10
"""Other stories: a name that more of them are about makes no timeline; a search shows them better."""
LONGEST = 30
"""Mentions on a timeline, the nearest in time."""
TELLING_TERMS = 12
"""Of an item's terms, so many of the rarest describe it."""
_TITLE_COUNTS = 3
"""Occurrences in the body that one in the title is worth."""
_TELLING = 1.0
"""Rarity from which on a tag tells something: fewer than a third of all items have it."""
_SHARED_TAG = 1.0
_SHARED_NAME = 1.5
_SHARED_LINK = 3.0
"""What a tag, name or link in common is worth, beside a term of the same rarity."""
_FEW, _SHARE = 3, 0.04
"""A word tells something where no more items of its language have it, in number or as a share of them; one
that stands in both titles even if twice as many have it."""
_ENOUGH = 2
"""What two items must have in common: so many words that tell something; a tag is one, a link or a name two.
In a small archive, a single word that is rare there is often a common one of its language."""
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


class _Likeness:
    """How much other documents are like one, and what they have in common with it."""

    def __init__(self, size: int) -> None:
        self.gained = np.zeros(size)
        self.telling = np.zeros(size, dtype=np.int64)
        """See :data:`_ENOUGH`."""
        self.shared: dict[int, list[str]] = defaultdict(list)

    def add(self, docs: Array, worth: Array | float) -> None:
        self.gained[docs] += worth

    def note(self, docs: Array, what: str, tells: int) -> None:
        self.telling[docs] += tells
        for other in docs.tolist():
            self.shared[other].append(what)


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
            for other in self._telling("link", SAME + address, doc) or ():
                shared.links[other].append(address)
        common = []
        for name in item.names:
            others = self._telling("about", name, doc)
            if others is None or len(np.unique(self._collection.stories[others])) > COMMON:
                common.append(name)
                continue
            for other in others:
                shared.names[other].append(name)
        when, place = self._collection.when, self._collection.place
        found = self._one_for_each_story([*shared.links, *shared.names], doc)
        found = sorted(found, key=lambda other: abs(int(when[other]) - int(when[doc])))[:LONGEST]
        found.sort(key=lambda other: (when[other], place[other], other))
        mentions = [(other, self._mention(other, shared)) for other in found]
        return Timeline(
            before=tuple(each for other, each in mentions if when[other] < when[doc]),
            later=tuple(each for other, each in mentions if when[other] >= when[doc]),
            common=tuple(common),
        )

    def related(self, doc: int, limit: int) -> tuple[Mention, ...]:
        """``doc`` is an item's."""
        item = self._page(doc)
        found = _Likeness(len(self._collection.items))
        self._compare_words(doc, item, found)
        for tag in sorted(set(item.tags) - set(item.issue.tags)):
            docs = self._engine.with_key("tag", tag)
            if (worth := self._rarity(len(docs))) >= _TELLING:
                found.add(docs, _SHARED_TAG * worth)
                found.note(docs, tag, tells=1)
        names = (("about", name, name, _SHARED_NAME) for name in item.names)
        addresses = (("link", SAME + address, address, _SHARED_LINK) for address in _targets(item))
        for kind, value, what, weight in (*names, *addresses):
            if others := self._telling(kind, value, doc):
                docs = np.array([doc, *others])
                found.add(docs, weight * self._rarity(len(docs)))
                found.note(docs, what, tells=_ENOUGH)
        likeness = found.gained * self._collection.items
        own = likeness[doc]
        likeness[~self._in_language(item)] *= _OTHER_LANGUAGE
        likeness[self._collection.stories == self._collection.stories[doc]] = 0.0
        best = np.flatnonzero((likeness > _LEAST * own) & (found.telling >= _ENOUGH))
        best = best[np.lexsort((best, -likeness[best]))]
        nearest = self._first_of_each_story(best.tolist())[:limit]
        return tuple(self._related(other, found.shared[other]) for other in nearest)

    def _compare_words(self, doc: int, item: ItemPage, found: _Likeness) -> None:
        here = self._in_language(item)
        few = max(_FEW, _SHARE * np.count_nonzero(here))
        for term, (word, worth) in self._described(item).items():
            holding = [self._engine.scores(name, (term,)) for name in ("title", "body")]
            for docs, scores in holding:
                found.add(docs, worth * scores / (1.0 + scores))
            every = np.unique(np.concatenate([docs for docs, _ in holding]))
            held = np.count_nonzero(here[every])
            found.note(every, word, tells=int(held <= few))
            titled = holding[0][0]
            if few < held <= 2 * few and doc in titled:
                found.telling[titled] += 1

    def _in_language(self, item: ItemPage) -> Array:
        """Whether each document is an item in the language of one."""
        same = self._collection.columns["language"].having([item.issue.language])
        return same & self._collection.items

    def _telling(self, name: str, value: str, doc: int) -> list[int] | None:
        """Items of other stories with a value; None where too many have it."""
        docs = self._engine.with_key(name, value)
        docs = docs[self._collection.items[docs]]
        stories = self._collection.stories
        if len(np.unique(stories[docs])) > MOST_SHARING:
            return None
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
