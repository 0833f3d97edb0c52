"""A query tree and an engine -> which documents match, how well, and which words they lack.

The engine scores one term or phrase in one field; everything above that is arithmetic over arrays with a
place for each document.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from archive import links
from index import analysis, dates
from index.analysis import Form
from index.dates import Period
from index.documents import TEXT_FIELDS
from index.language import (
    MOST_CLAUSES,
    AllOf,
    AnyOf,
    Chosen,
    Clause,
    Linked,
    Not,
    Phrase,
    Prefix,
    Tree,
    When,
    Word,
)

Array = NDArray[Any]

STEM_WEIGHT = 0.75
"""Of a match in another inflection, beside the word as typed."""
SPLIT_WEIGHT = 0.9
"""Of a word found as two neighbours, or of two found as one."""
LOOSE_WEIGHT = 0.4
"""Of unspaced text whose characters are all there, but not in a row."""
LOOSE_SHARE = 0.6
"""How many of the pairs of characters of an unspaced text must be there."""
ADDRESS_SCORE = 25.0
"""For a link that is exactly what was typed: above what words reach."""
DATE_SCORE = 1.0
"""For an issue of the year, month or day that was typed: what a word in a long text is worth."""
_LIKE_AN_ADDRESS = re.compile(r"\w+:[^\s:]|[^\s/]+/[^\s/]|[\w-]+(\.[\w-]+)+$", re.ASCII)
MOST_EXPANSIONS = 200
"""Words that a prefix stands for, the most frequent ones."""
TELLING = 0.6
"""A word that tells less than this share of what the query's words tell on average need not be in a result:
"with", "the", and what all of a newsletter is about."""
LACK_POWER = 2
"""A result is worth its score times this power of the share of the query's telling that it holds. Both were
measured, beside the searches as people type them, on several hundred made of words of random items."""


def may_lack(words: int) -> int:
    """How many of so many words a result may lack; measured on searches as people type them."""
    return words // 2


class Engine(Protocol):
    """One state of an inverted index; documents are numbered from 0 to ``size``."""

    size: int

    def scores(self, field: str, terms: tuple[str, ...]) -> tuple[Array, Array]: ...

    def frequency(self, field: str, term: str) -> int: ...

    def words(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]: ...

    def with_key(self, field: str, value: str) -> Array: ...


@dataclass(frozen=True, slots=True)
class Way:
    """One way for a word to stand in a text: terms next to one another."""

    terms: tuple[str, ...]
    weight: float = 1.0
    form: str = "exact"
    """One of :data:`index.results.FORMS`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word of the query with all the ways in which it may be found."""

    text: str
    """As typed."""
    ways: tuple[Way, ...]
    title: bool = False
    loose: tuple[str, ...] = ()
    """Pairs of characters of which most must be there, for unspaced text."""
    addresses: tuple[str, ...] = ()
    """What it reads as a link or an identifier, as the index keeps them."""
    period: Period | None = None
    """What it reads as a date."""

    @property
    def fields(self) -> tuple[tuple[str, float], ...]:
        return (("title", TEXT_FIELDS["title"]),) if self.title else tuple(TEXT_FIELDS.items())


@dataclass(frozen=True, slots=True)
class Matches:
    """What a tree matches, for each document."""

    found: Array
    """Whether it is a result."""
    scores: Array
    wanted: tuple[Wanted, ...]
    """The words that count: a result may lack some of them."""
    present: Array
    """Whether it holds the word, by word and document."""
    telling: tuple[int, ...] = ()
    """Which of the words tell one document from another: only these can be missing."""
    asked: tuple[Wanted, ...] = ()
    """What a result must have beside them: phrases, prefixes, alternatives."""
    notices: tuple[str, ...] = ()

    @property
    def lacking(self) -> Array:
        """How many words each document lacks."""
        count: Array = np.count_nonzero(~self.present[list(self.telling)], axis=0)
        return count

    def missing(self, doc: int) -> tuple[str, ...]:
        return tuple(self.wanted[row].text for row in self.telling if not self.present[row, doc])

    @property
    def terms(self) -> frozenset[str]:
        """To be marked in texts."""
        return frozenset(term for word in (*self.wanted, *self.asked) for term in _terms(word))


class Scope(Protocol):
    """What is known of documents beside their words."""

    def chosen(self, facet: str, value: str) -> Array:
        """Whether each document has a facet's value, however that is written."""
        ...

    def within(self, period: Period) -> Array:
        """Whether each document is of that time."""
        ...


class Matcher:
    """Matches trees against one state of the index."""

    def __init__(self, engine: Engine, languages: Sequence[str], scope: Scope) -> None:
        """``languages`` are those of the archive's texts."""
        self._engine = engine
        self._languages = languages
        self._scope = scope

    def match(self, tree: Tree, base: Array) -> Matches:
        """Match all clauses; ``base`` are the documents that can be results."""
        size = self._engine.size
        found = base.copy()
        scores = np.zeros(size)
        asked: list[Wanted] = []
        notices: list[str] = list(tree.notices)
        wanted: list[Wanted] = []
        for clause in tree.clauses:
            if isinstance(clause, Word):
                wanted += self._wanted(clause)
            else:
                there, gained = self._clause(clause, asked, notices)
                found &= there
                scores += gained
        if len(wanted) > MOST_CLAUSES:
            wanted = wanted[:MOST_CLAUSES]
            notices.append(f"Only the first {MOST_CLAUSES} words were searched.")
        wanted = self._joining(wanted)
        present = np.zeros((len(wanted), size), dtype=bool)
        for row, word in enumerate(wanted):
            gained = self._score(word)
            present[row] = gained > 0
            scores += gained
        rarity = self._rarity(present, base)
        telling = self._telling(rarity)
        held = np.count_nonzero(present[telling], axis=0)
        found &= held >= len(telling) - may_lack(len(telling))
        if len(wanted):
            scores *= (rarity @ present / rarity.sum()) ** LACK_POWER
        if not tree.empty and not wanted and all(isinstance(clause, Word) for clause in tree.clauses):
            found[:] = False
        notices = list(dict.fromkeys(notices))
        return Matches(found, scores, tuple(wanted), present, tuple(telling), tuple(asked), tuple(notices))

    @staticmethod
    def _rarity(present: Array, base: Array) -> Array:
        """How much each word tells, as BM25 has it: the logarithm of how few documents hold it."""
        held = np.count_nonzero(present & base, axis=1)
        rarity: Array = np.log1p((np.count_nonzero(base) - held + 0.5) / (held + 0.5))
        return rarity

    @staticmethod
    def _telling(rarity: Array) -> list[int]:
        """Which words tell one document from another, beside the other words."""
        return [int(row) for row in np.flatnonzero(rarity >= TELLING * rarity.mean())] if len(rarity) else []

    def unknown(self, text: str) -> bool:
        """Whether no document holds this word in any form."""
        return all(not self._score(word).any() for word in self._wanted(Word(text)))

    def _clause(self, clause: Clause, asked: list[Wanted], notices: list[str]) -> tuple[Array, Array]:
        """(whether it matches, score), for each document; the words that it asks for go into ``asked``."""
        size = self._engine.size
        match clause:
            case Not(inner):
                there, _ = self._clause(inner, [], notices)
                return ~there, np.zeros(size)
            case AnyOf(clauses):
                parts = [self._clause(each, asked, notices) for each in clauses]
                return (
                    np.logical_or.reduce([there for there, _ in parts]),
                    np.maximum.reduce([gained for _, gained in parts]),
                )
            case AllOf(clauses):
                parts = [self._clause(each, asked, notices) for each in clauses]
                return (
                    np.logical_and.reduce([there for there, _ in parts]),
                    np.sum([gained for _, gained in parts], axis=0),
                )
            case Chosen(facet, value):
                return self._scope.chosen(facet, value), np.zeros(size)
            case When(period):
                return self._scope.within(period), np.zeros(size)
            case Linked(address):
                there = self._linking(_addresses(address) or (_bare_address(address),))
                return there, np.where(there, ADDRESS_SCORE, 0.0)
            case Phrase(text, title):
                wanted = [Wanted(text, (Way(_in_a_row(text)),), title)]
            case Prefix(text, title):
                wanted = self._expanded(text, title, notices)
            case Word():
                wanted = self._wanted(clause)
        if not wanted:
            return np.zeros(size, dtype=bool), np.zeros(size)
        gained = np.array([self._score(word) for word in wanted])
        asked += wanted
        return np.all(gained > 0, axis=0), np.sum(gained, axis=0)

    def _wanted(self, word: Word) -> list[Wanted]:
        """The words that a piece of typed text holds, an address counting as one."""
        forms = analysis.forms(word.text, self._languages)
        addresses = _addresses(word.text)
        period = None if word.title else dates.plain(word.text)
        if len(forms) > 1 and addresses:
            parts = _in_a_row(_bare_address(word.text))
            return [Wanted(word.text, (Way(parts),), word.title, addresses=addresses, period=period)]
        wanted = [self._of_form(form, word.title, addresses) for form in forms]
        return [replace(each, period=period) for each in wanted]

    def _linking(self, addresses: Iterable[str]) -> Array:
        """Whether each document links to one of the addresses, or to something that lies under it."""
        there = np.zeros(self._engine.size, dtype=bool)
        for address in addresses:
            there[self._engine.with_key("link", address)] = True
        return there

    def _of_form(self, form: Form, title: bool, addresses: tuple[str, ...] = ()) -> Wanted:
        ways: dict[tuple[str, ...], Way] = {}
        if form.whole:
            ways[form.whole,] = Way((form.whole,))
        if form.parts:
            ways.setdefault(form.parts, Way(form.parts, form="exact" if form.run else "compound"))
        for stem in form.stems:
            ways.setdefault(stem, Way(stem, STEM_WEIGHT, "inflected"))
        if form.whole and not form.run and not self._known(form.whole):
            for split in self._splits(form.whole):
                ways[split] = Way(split, SPLIT_WEIGHT, "compound")
        loose = form.parts if form.run and len(form.parts) > 1 else ()
        return Wanted(form.text, tuple(ways.values()), title, loose, addresses)

    def _joining(self, wanted: list[Wanted]) -> list[Wanted]:
        """Neighbours that the archive writes as one word ("deep speed") may be found as that."""
        ways = [list(word.ways) for word in wanted]
        for at, (left, right) in enumerate(itertools.pairwise(wanted)):
            joined = analysis.fold(left.text + right.text)
            if joined.isalnum() and not left.loose and not right.loose and self._known(joined):
                for each in (ways[at], ways[at + 1]):
                    each.append(Way((joined,), SPLIT_WEIGHT, "compound"))
        return [replace(word, ways=tuple(found)) for word, found in zip(wanted, ways, strict=True)]

    def _splits(self, word: str) -> Iterator[tuple[str, str]]:
        for at in range(2, len(word) - 1):
            if self._known(word[:at]) and self._known(word[at:]):
                yield word[:at], word[at:]

    def _known(self, term: str) -> bool:
        return any(self._engine.frequency(field, term) for field in TEXT_FIELDS)

    def _expanded(self, text: str, title: bool, notices: list[str]) -> list[Wanted]:
        forms = analysis.forms(text, ())
        prefix = analysis.fold(text)
        if len(forms) != 1 or forms[0].whole != prefix:
            return [self._of_form(form, title) for form in forms]
        names = ("title",) if title else tuple(TEXT_FIELDS)
        counts: dict[str, int] = {}
        for field in names:
            for word, count in self._engine.words(field, prefix):
                counts[word] = counts.get(word, 0) + count
        words = sorted(counts, key=lambda word: (-counts[word], word))
        if len(words) > MOST_EXPANSIONS:
            notices.append(
                f"“{text}*” begins more than {MOST_EXPANSIONS} words; the most frequent were searched."
            )
        ways = tuple(Way((word,), form="prefix") for word in words[:MOST_EXPANSIONS])
        return [Wanted(f"{text}*", ways, title)]

    def _score(self, word: Wanted) -> Array:
        """How well each document matches a word, by the best of its ways; 0 where it does not."""
        best = np.zeros(self._engine.size)
        for way in word.ways:
            gained = np.zeros(self._engine.size)
            for field, weight in word.fields:
                docs, scores = self._engine.scores(field, way.terms)
                gained[docs] += weight * way.weight * scores
            np.maximum(best, gained, out=best)
        if word.loose:
            np.maximum(best, self._loose(word), out=best)
        if word.addresses and not word.title:
            np.maximum(best, np.where(self._linking(word.addresses), ADDRESS_SCORE, 0.0), out=best)
        if word.period:
            np.maximum(best, np.where(self._scope.within(word.period), DATE_SCORE, 0.0), out=best)
        return best

    def _loose(self, word: Wanted) -> Array:
        gained = np.zeros(self._engine.size)
        held = np.zeros(self._engine.size, dtype=np.int64)
        for pair in dict.fromkeys(word.loose):
            there = np.zeros(self._engine.size, dtype=bool)
            for field, weight in word.fields:
                docs, scores = self._engine.scores(field, (pair,))
                gained[docs] += LOOSE_WEIGHT * weight * scores
                there[docs] = True
            held += there
        return np.where(held >= LOOSE_SHARE * len(set(word.loose)), gained, 0.0)


def _terms(word: Wanted) -> Iterator[str]:
    for way in word.ways:
        yield from way.terms
    yield from word.loose


def _in_a_row(text: str) -> tuple[str, ...]:
    """Terms that stand next to one another where the text does."""
    terms: list[str] = []
    for form in analysis.forms(text, ()):
        terms += form.parts or (form.whole,)
        if form.run and len(form.parts[-1]) > 1:
            terms.append(form.parts[-1][-1])
    return tuple(terms)


def _addresses(text: str) -> tuple[str, ...]:
    """What a piece of typed text reads as a link, in the forms that the index keeps; none for a mere word."""
    if not _LIKE_AN_ADDRESS.match(text):
        return ()
    link = links.link(text, "")
    return tuple(filter(None, dict.fromkeys((link.canonical, *link.identifiers, _bare_address(text)))))


def _bare_address(text: str) -> str:
    """Without scheme, ``www.`` and slash at the end."""
    address = text.partition("://")[2] or text
    return address.removeprefix("www.").rstrip("/").casefold()
