"""The names that a newsletter's items are about: people, projects, models, places.

Learned from the archive itself, in any language that has capitals: a word is a name where it is written
with a capital within sentences too, and hardly ever without; so is one that mixes capitals or digits in
("spaCy", "GPT-2"). Titles may capitalise every word, so what is a name is learned from running text alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from archive.model import Issue, Item, Value
from index.analysis import TERM_LENGTH, fold
from index.patterns import Pattern

MOST = 12
"""Names that one item can be about: with more, it is a list."""
LONGEST = 3
"""Words that make up one name at most: "Hugging Face", "Natural Language Toolkit"."""
_SEEN = 2
"""How often a name is found in running text before it is one, at least."""
_UNCAPITALISED = 0.2
"""A name is written without its capital in at most this share of its places: as a command, in an address."""
_ALL_NOUNS = ("de", "lb")
"""Languages that give every noun a capital."""

_WORD_PATTERN = r"[%(L)s][%(L)s%(M)s%(N)s]*(?:[-+][%(L)s%(N)s]+|(?<=[%(L)s])\+\+)*"
_WORD = Pattern(_WORD_PATTERN)
_END = "\0"
"""Stands between texts: no name goes on from one to the next, and no text holds it."""
_WORD_OR_END = Pattern(rf"{_WORD_PATTERN}|\0")
_MIXED = regex.compile(r".+\p{Lu}|(?=.*\p{L}).*\p{Nd}")
_STARTS = regex.compile(r"(?:^|[.!?:…。！？\n\"“”«»•*|–—-])\s*[\"“«(\[]*$")
"""What stands before a word that begins a sentence, a quotation or an entry."""
_BEFORE = 4
"""Characters before a word that tell whether it begins a sentence."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a newsletter calls by name."""

    known: Mapping[str, str]
    """The name as it is most often written, by its folded words; of several, each is a name, too."""

    def of(self, item: Item) -> tuple[str, ...]:
        """The names in an item's title and in the words of its links, the longest where several overlap."""
        # What is hardly ever written without its capital is that name also where it is, for once.
        words = _words(_END.join(_calling(item)))
        if self.known.keys().isdisjoint(words):
            return ()
        return tuple(dict.fromkeys(self._among(words)))[:MOST]

    def _among(self, words: Sequence[str]) -> Iterator[str]:
        end = 0
        for at, word in enumerate(words):
            if at < end or word not in self.known:
                continue
            for length in range(min(LONGEST, len(words) - at), 0, -1):
                if name := self.known.get(" ".join(words[at : at + length])):
                    yield name
                    end = at + length
                    break


def _calling(item: Item) -> Iterator[str]:
    """The texts that an item's names stand in."""
    yield item.title
    for link in item.links:
        yield link.text


class Count(Value, frozen=True):
    """What one issue teaches about names."""

    written: dict[str, int]
    """How often there are words that look like a name, as they are written."""
    plain: dict[str, int]
    """How often words, folded, are written without a capital."""
    called: frozenset[str]
    """The words, folded, that its titles and links could be called by."""


def count(issue: Issue) -> Count:
    written: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    called: set[str] = set()
    nouns = issue.language.partition("-")[0] in _ALL_NOUNS
    for item in issue.items():
        called.update(_WORD.findall("\n".join(_calling(item))))
        if not nouns:
            _count(item.text, written, plain)
    return Count(written, plain, frozenset(map(fold, called)))


def learn(issues: Iterable[Issue]) -> Names:
    """The names of a newsletter's issues."""
    return learn_from(map(count, issues))


def learn_from(counts: Iterable[Count]) -> Names:
    """The names of a newsletter, from what each of its issues teaches."""
    written: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    for each in counts:
        written.update(each.written)
        plain.update(each.plain)
    ways: dict[str, Counter[str]] = defaultdict(Counter)
    for way, times in written.items():
        ways[" ".join(map(fold, way.split(" ")))][way] = times
    known: dict[str, str] = {}
    for key, its in ways.items():
        seen = its.total()
        if seen >= _SEEN and plain[key] <= _UNCAPITALISED * seen:
            known[key] = max(its, key=lambda way: (its[way], way))
    # A name of several words is one only where each of them is.
    return Names({key: name for key, name in known.items() if all(word in known for word in key.split())})


def by_issue(names: Names, counts: Iterable[Count]) -> Iterator[Names]:
    """For each issue, the names that can stand in its titles and links."""
    beginning: dict[str, list[str]] = defaultdict(list)
    for key in names.known:
        beginning[key.partition(" ")[0]].append(key)
    first = frozenset(beginning)
    for each in counts:
        keys = (key for word in each.called & first for key in beginning[word])
        found = sorted(key for key in keys if each.called.issuperset(key.split()))
        yield Names({key: names.known[key] for key in found})


def _words(texts: str) -> list[str]:
    """The words of texts, folded, and what stands between the texts."""
    if texts.isascii():
        return [word[:TERM_LENGTH] for word in _WORD_OR_END.findall(texts.lower())]
    return list(map(fold, _WORD_OR_END.findall(texts)))


def _count(text: str, written: Counter[str], plain: Counter[str]) -> None:
    """Count names as they are written, and the words that stand there without a capital."""
    small = _UNCAPITALISED_WORD.findall(text)
    plain.update([word[:TERM_LENGTH] for word in small] if text.isascii() else map(fold, small))
    for run in _runs(text):
        for width in range(1, LONGEST + 1):
            for at in range(len(run) - width + 1):
                written[" ".join(run[at : at + width])] += 1


_UNCAPITALISED_WORD = Pattern("(?<![%(L)s%(N)s])[%(Ll)s]{2,}(?![%(L)s%(N)s])")


def _runs(text: str) -> Iterator[list[str]]:
    """Words that look like names, neighbours together; not those with a capital because a sentence begins."""
    run: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match.group()
        if word.islower() and word.isalpha():  # what most words are, told at once; it parts its neighbours
            continue
        mixed = _MIXED.match(word)
        capital = mixed or word[0].isupper()
        if run and (not capital or text[end : match.start()] != " "):
            yield run
            run = []
        start = match.start()
        if capital and len(word) > 1 and (mixed or not _STARTS.search(text, max(0, start - _BEFORE), start)):
            run.append(word)
        end = match.end()
    if run:
        yield run
