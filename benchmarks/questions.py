"""What is searched for: questions of mixed kinds, made of a newsletter's own words.

The same items give the same questions. None has a word that stock Whoosh leaves out of its index ("the",
"with"), because it would be asked less than the others are.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from whoosh.analysis import STOP_WORDS

from benchmarks.items import Item

ASKED = 240
"""Questions, of all kinds alike."""
RARE, COMMON = 1 / 4000, 1 / 80
"""A word is rare in at most this share of the items, common in at least that; between them, middling."""
_EXAMPLES = 50_000
"""Items that questions are made of, at most; words are counted in all."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_RUN = re.compile(r"[^\W\d_]{3,}(?: [^\W\d_]{3,})+")
"""Words with nothing but blanks between them."""
PREFIX_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Question:
    """All that is given is wanted; of ``either`` one is enough."""

    kind: str
    words: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    prefix: str = ""
    either: tuple[str, ...] = ()
    without: str = ""

    @property
    def all_words(self) -> tuple[str, ...]:
        """Those that a result may have."""
        return (*self.words, *self.phrase, *self.either, *([self.prefix] if self.prefix else ()))


KINDS = (
    "rare",
    "middling",
    "common",
    "two words",
    "three words",
    "four words",
    "either of two",
    "either of three",
    "phrase",
    "phrase and word",
    "prefix",
    "excluding",
)


def as_typed(question: Question) -> str:
    """As it is typed in our search box, and nearly so for the others."""
    pieces = [" OR ".join(question.either), *question.words]
    if question.phrase:
        pieces.append(f'"{" ".join(question.phrase)}"')
    if question.prefix:
        pieces.append(f"{question.prefix}*")
    if question.without:
        pieces.append(f"-{question.without}")
    return " ".join(filter(None, pieces))


def questions(items: Iterable[Item], count: int) -> list[Question]:
    """So many, one kind after another."""
    words = _Words.of(items)
    made = {
        "rare": lambda: Question("", words=(words.rare(),)),
        "middling": lambda: Question("", words=(words.middling(),)),
        "common": lambda: Question("", words=(words.common(),)),
        "two words": lambda: Question("", words=words.together(2)),
        "three words": lambda: Question("", words=words.together(3)),
        "four words": lambda: Question("", words=words.together(4)),
        "either of two": lambda: Question("", either=words.different(words.middling, words.middling)),
        "either of three": lambda: Question(
            "", either=words.different(words.middling, words.middling, words.common)
        ),
        "phrase": lambda: Question("", phrase=words.in_a_row()),
        "phrase and word": lambda: Question("", phrase=words.in_a_row(), words=(words.common(),)),
        "prefix": lambda: Question("", prefix=words.middling()[:PREFIX_LETTERS]),
        "excluding": words.excluding,
    }
    return [replace(made[kind](), kind=kind) for kind in (KINDS * count)[:count]]


def others_with(question: Question, filler: str) -> Iterator[Question]:
    """Questions that have each of its words, but none is the question itself: ``filler`` goes with each."""
    for word in question.all_words:
        yield Question("two words", words=(filler, word))


@dataclass(frozen=True)
class _Words:
    """What questions are made of. Chance decides, alike each time."""

    chance: random.Random
    texts: Sequence[Sequence[str]]
    """The words of items with at least four different ones."""
    runs: Sequence[Sequence[str]]
    """Words that stand next to one another: at least two."""
    by_frequency: Sequence[Sequence[str]]
    """Rare, middling and common ones."""

    @classmethod
    def of(cls, items: Iterable[Item]) -> _Words:
        often: Counter[str] = Counter()
        held: list[str] = []
        whole, step = 0, 1
        for number, item in enumerate(items):
            whole += 1
            text = f"{item.title}\n{item.text}".lower()
            often.update(set(_WORD.findall(text)))
            if number % step == 0:
                held.append(text)
                if len(held) > _EXAMPLES:
                    held, step = held[::2], step * 2
        for word in STOP_WORDS:
            del often[word]
        texts = [list(dict.fromkeys(word for word in _WORD.findall(text) if word in often)) for text in held]
        runs = [run for text in held for match in _RUN.finditer(text) for run in _indexed(match[0].split())]
        most_rare, least_common = max(2.0, whole * RARE), max(6.0, whole * COMMON)
        ordered = sorted(word for word, times in often.items() if times >= 2)
        parted = (
            [word for word in ordered if often[word] <= most_rare],
            [word for word in ordered if most_rare < often[word] < least_common],
            [word for word in ordered if often[word] >= least_common],
        )
        texts = [words for words in texts if len(words) >= 4]
        return cls(random.Random(20), texts, runs, [words or ordered for words in parted])

    def rare(self) -> str:
        return self.chance.choice(self.by_frequency[0])

    def middling(self) -> str:
        return self.chance.choice(self.by_frequency[1])

    def common(self) -> str:
        return self.chance.choice(self.by_frequency[2])

    def different(self, *each: Callable[[], str]) -> tuple[str, ...]:
        while True:
            found = tuple(one() for one in each)
            if len(set(found)) == len(found):
                return found

    def together(self, count: int) -> tuple[str, ...]:
        """Words of one item."""
        return tuple(self.chance.sample(self.chance.choice(self.texts), count))

    def in_a_row(self) -> tuple[str, ...]:
        run = self.chance.choice(self.runs)
        length = min(self.chance.choice((2, 2, 3)), len(run))
        start = self.chance.randrange(len(run) - length + 1)
        return tuple(run[start : start + length])

    def excluding(self) -> Question:
        wanted, unwanted = self.together(2)
        return Question("", words=(wanted,), without=unwanted)


def _indexed(run: Sequence[str]) -> Iterator[list[str]]:
    """The stretches of words that every engine indexes, of two at least."""
    for whole, stretch in groupby(run, key=lambda word: word not in STOP_WORDS):
        words = list(stretch)
        if whole and len(words) > 1:
            yield words
