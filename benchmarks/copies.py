"""A larger newsletter made of a smaller one, for measuring what no newsletter at hand is large enough for."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import islice
from zlib import crc32

from msgspec.structs import replace

from archive.model import Boilerplate, Issue, Item, Reading, Section

_OTHER = 0.1
"""The share of an item's words that give place to others in a copy."""
_POOL = 500_000
"""Words that these are drawn from, at most."""


def of_size(reading: Reading, size: int) -> Reading:
    """A reading of about so many items, made of this one: its first issues, or all of them several times.

    Each copy comes out on another day, as if a weekly letter were a daily one: years and months hold as much
    more as the whole, and there are as many more issues. Every tenth word or so of an item's title and text
    is another one of the newsletter's, as often as that occurs, so no two copies are the same text but any
    word is as frequent as before. What it is not: an archive of that size that people wrote. There are hardly
    more different words, the same links come back in every copy, and so an item has many that are like it.

    The copies share the HTML and the links of their original, so that a million items fit into a gigabyte.
    """
    copies = _Copies(reading.issues)
    times, left = divmod(size, max(1, copies.items))
    issues = [copies.issue(issue, number) for number in range(times) for issue in reading.issues]
    for issue in reading.issues:
        if left <= 0:
            break
        issues.append(copies.issue(issue, times))
        left -= sum(1 for _ in issue.items())
    return replace(reading, issues=tuple(issues))


@dataclass(frozen=True)
class _Copies:
    issues: Sequence[Issue]

    @cached_property
    def items(self) -> int:
        return sum(1 for issue in self.issues for _ in issue.items())

    @cached_property
    def words(self) -> list[str]:
        """The newsletter's, each as often as it occurs in what was looked at."""
        return list(islice(self._words(), _POOL))

    def _words(self) -> Iterator[str]:
        # Every seventh issue first: a newsletter's words change with the years.
        for issue in sorted(self.issues, key=lambda issue: crc32(issue.id.encode()) % 7):
            for item in issue.items():
                yield from item.title.split()
                yield from item.text.split()

    def issue(self, issue: Issue, number: int) -> Issue:
        """The copy of that number; 0 is the issue itself."""
        if not number:
            return issue
        sections = tuple(self._section(section, number) for section in issue.sections)
        date = issue.date and issue.date + timedelta(days=number)
        return replace(issue, id=_id(issue.id, number), date=date, sections=sections)

    def _section(self, section: Section, number: int) -> Section:
        parts = (
            part if isinstance(part, Boilerplate) else self._item(part, number) for part in section.parts
        )
        return replace(section, parts=tuple(parts))

    def _item(self, item: Item, number: int) -> Item:
        chance = random.Random(crc32(f"{number} {item.id}".encode()))
        return replace(
            item,
            id=_id(item.id, number),
            title=self._reworded(item.title, chance),
            text=self._reworded(item.text, chance),
            story=item.story and _id(item.story, number),
        )

    def _reworded(self, text: str, chance: random.Random) -> str:
        """The lines stay."""
        lines = [line.split(" ") for line in text.split("\n")]
        for words in lines:
            for _ in range(int(len(words) * _OTHER + chance.random())):
                words[int(chance.random() * len(words))] = self.words[int(chance.random() * len(self.words))]
        return "\n".join(map(" ".join, lines))


def _id(id: str, number: int) -> str:
    """``nlp/6`` -> ``nlp/1-6``."""
    publication, _, rest = id.partition("/")
    return f"{publication}/{number}-{rest}"
