"""A word of a query -> the ways in which it may stand in a text, as far as the archive knows them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from index import analysis, dates, kernels
from index.addresses import Address, bare, read
from index.analysis import Form
from index.dates import Period
from index.documents import TEXT_FIELDS
from index.language import Word
from index.results import FoundAs, Notice

STEM_WEIGHT = 0.75
"""Of a match in another inflection, beside the word as typed."""
SPLIT_WEIGHT = 0.9
"""Of a word found as two neighbours, or of two found as one."""
_PLAIN = re.compile(f"[a-z]{{1,{analysis.TERM_LENGTH}}}")
_KEPT = 1024
"""Words typed whose ways are kept in memory."""
MOST_EXPANSIONS = 200
"""Words that a prefix stands for, the most frequent ones."""


class Way(kernels.Way, frozen=True, gc=False):
    """One way for a word to stand in a text, and what to say of it."""

    form: FoundAs = "exact"


class Wanted(Struct, frozen=True, gc=False, cache_hash=True):
    """A word of the query with all the ways in which it may be found."""

    text: str
    """As typed."""
    ways: tuple[Way, ...]
    title: bool = False
    loose: tuple[str, ...] = ()
    """Pairs of characters of which most must be there, for unspaced text."""
    address: Address | None = None
    """What it reads as a link or an identifier."""
    period: Period | None = None
    """What it reads as a date."""
    alone: Wanted | None = None
    """The same without its neighbours, where it may be found as one word with these: that way comes last."""

    @property
    def is_more(self) -> bool:
        """Whether it may stand for something else than its terms, too."""
        return bool(self.address or self.loose or self.period)

    @property
    def fields(self) -> Mapping[str, float]:
        """Where it is looked for, and what that weighs."""
        return {"title": TEXT_FIELDS["title"]} if self.title else TEXT_FIELDS

    def terms(self) -> Iterator[str]:
        """All terms that it may be found by."""
        for way in self.ways:
            yield from way.terms
        yield from self.loose


class Terms(Protocol):
    """What is known of an archive's terms."""

    def known(self, term: str) -> bool: ...

    def words(self, fields: Sequence[str], prefix: str) -> Sequence[tuple[str, int]]: ...


class Wording:
    """Finds the ways in which the words of queries may stand in an archive's texts."""

    def __init__(self, terms: Terms, languages: Sequence[str]) -> None:
        """``languages`` are those of the texts."""
        self._terms = terms
        self._languages = languages
        self.wanted = lru_cache(maxsize=_KEPT)(self._wanted)
        self._beginning = lru_cache(maxsize=_KEPT)(self._expanded)
        self._known = lru_cache(maxsize=4 * _KEPT)(terms.known)

    def _wanted(self, word: Word) -> tuple[Wanted, ...]:
        """The words that a piece of typed text holds, an address counting as one."""
        if _PLAIN.fullmatch(word.text):
            return (self._plain(word),)
        forms = analysis.forms(word.text, self._languages)
        address = None if word.title else read(word.text)
        period = None if word.title else dates.plain(word.text)
        if len(forms) > 1 and address:
            parts = in_a_row(bare(word.text))
            return (Wanted(word.text, (Way(parts),), address=address, period=period),)
        wanted = [self._of_form(form, word.title, address) for form in forms]
        return tuple([replace(each, period=period) for each in wanted] if period else wanted)

    def _plain(self, word: Word) -> Wanted:
        """The same of a word in small letters, which is neither a link nor a date: what :meth:`_of_form`
        gives, in half of the steps."""
        text = word.text
        stems = analysis.plain_stems(text, self._languages)
        others = dict.fromkeys([*stems, *[stem[1:] for stem in stems], analysis.STEM + text])
        others.pop(text, None)
        ways = [Way((text,)), *[Way((other,), STEM_WEIGHT, "inflected") for other in others]]
        if not self._known(text):
            ways += [Way(split, SPLIT_WEIGHT, "compound") for split in self._splits(text)]
        return Wanted(text, tuple(ways), word.title)

    def _of_form(self, form: Form, title: bool, address: Address | None = None) -> Wanted:
        ways: dict[tuple[str, ...], Way] = {}
        if form.whole:
            ways[form.whole,] = Way((form.whole,))
        if form.parts and form.parts not in ways:
            ways[form.parts] = Way(form.parts, form="exact" if form.run else "compound")
        for other in (*form.stems, *_beside(form)):
            if other not in ways:
                ways[other] = Way(other, STEM_WEIGHT, "inflected")
        if form.whole and not form.run and not self._known(form.whole):
            for split in self._splits(form.whole):
                ways[split] = Way(split, SPLIT_WEIGHT, "compound")
        loose = form.parts if form.run and len(form.parts) > 1 else ()
        return Wanted(form.text, tuple(ways.values()), title, loose, address)

    def joining(self, wanted: list[Wanted]) -> list[Wanted]:
        """Neighbours that the archive writes as one word ("deep speed") may be found as that."""
        found = list(wanted)
        for at, (left, right) in enumerate(itertools.pairwise(wanted)):
            joined = analysis.fold(left.text + right.text)
            if joined.isalnum() and not left.loose and not right.loose and self._known(joined):
                for place in (at, at + 1):
                    ways = (*found[place].ways, Way((joined,), SPLIT_WEIGHT, "compound"))
                    found[place] = replace(found[place], ways=ways, alone=wanted[place])
        return found

    def _splits(self, word: str) -> Iterator[tuple[str, str]]:
        for at in range(2, len(word) - 1):
            if self._known(word[:at]) and self._known(word[at:]):
                yield word[:at], word[at:]

    def expanded(self, text: str, title: bool, notices: list[Notice]) -> list[Wanted]:
        """The words that begin so, as one that may be any of them."""
        wanted, many = self._beginning(text, title)
        if many > MOST_EXPANSIONS:
            notices.append(Notice("wide-prefix", text, MOST_EXPANSIONS))
        return wanted

    def _expanded(self, text: str, title: bool) -> tuple[list[Wanted], int]:
        """The same, and how many there are."""
        forms = analysis.forms(text, ())
        prefix = analysis.fold(text)
        if len(forms) != 1 or forms[0].whole != prefix:
            return [self._of_form(form, title) for form in forms], 0
        names = ("title",) if title else tuple(TEXT_FIELDS)
        words = sorted(self._terms.words(names, prefix), key=itemgetter(1), reverse=True)
        ways = tuple([Way((word,), 1.0, "prefix") for word, _ in words[:MOST_EXPANSIONS]])
        return [Wanted(f"{text}*", ways, title)], len(words)

    def unknown(self, text: str) -> bool:
        """Whether no document holds this one word as it is written, whatever its inflections may find."""
        forms = analysis.forms(text, ())
        return len(forms) == 1 and forms[0].whole.isalnum() and not self._known(forms[0].whole)


def _beside(form: Form) -> list[tuple[str, ...]]:
    """What a stemmer keeps apart from a word because it takes a base form for an inflection ("embed" for a
    past tense, so that "embedding" has another stem): the stem as a word, and the word as a stem."""
    if len(form.parts) != 1 or form.run:
        return []
    words = [(stem.removeprefix(analysis.STEM),) for stems in form.stems for stem in stems]
    return [*words, (analysis.STEM + form.parts[0],)]


def in_a_row(text: str) -> tuple[str, ...]:
    """Terms that stand next to one another where the text does."""
    terms: list[str] = []
    for form in analysis.forms(text, ()):
        terms += form.parts or (form.whole,)
        if form.run and len(form.parts[-1]) > 1:
            terms.append(form.parts[-1][-1])
    return tuple(terms)
