"""Two editions of an issue side by side, story by story.

The order is that of the edition on the first side; what only the other one has stands where it stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from index.results import IssuePage, IssueSection, ItemPage


@dataclass(frozen=True, slots=True)
class Pair:
    """One story in both editions; None where one does not have it."""

    first: ItemPage | None
    second: ItemPage | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A section in both editions."""

    headings: tuple[str, str]
    """As they stand in each; empty where one has no such section or it has no heading."""
    pairs: tuple[Pair, ...]


def items(first: ItemPage, second: ItemPage) -> tuple[Passage, ...]:
    """One story in two editions."""
    return (Passage((first.section_title, second.section_title), (Pair(first, second),)),)


def issues(first: IssuePage, second: IssuePage) -> tuple[Passage, ...]:
    """All stories of two editions."""
    drafts = [_Draft(section.key, [section.heading, ""]) for section in first.sections]
    places: dict[str, tuple[_Draft, int]] = {}
    for draft, section in zip(drafts, first.sections, strict=True):
        for place, item in enumerate(_items(section)):
            draft.pairs[place, 0] = Pair(item, None)
            places.setdefault(item.story, (draft, place))
    _join(drafts, places, second.sections)
    return tuple(each.passage() for each in drafts)


@dataclass(slots=True)
class _Draft:
    """A passage that is being put together."""

    key: str
    headings: list[str]
    pairs: dict[tuple[int, int], Pair] = field(default_factory=dict)
    """By the place of the first edition's item, from 0, and a number for what comes after it."""

    def passage(self) -> Passage:
        pairs = tuple(pair for _, pair in sorted(self.pairs.items(), key=lambda each: each[0]))
        return Passage((self.headings[0], self.headings[1]), pairs)


def _join(
    drafts: list[_Draft], places: dict[str, tuple[_Draft, int]], sections: Iterable[IssueSection]
) -> None:
    """Put the second edition's items beside those of the first, or among them."""
    previous = -1
    for section in sections:
        home = _home(section, drafts, places)
        if home is None:
            home = _Draft(section.key, ["", ""])
            drafts.insert(previous + 1, home)
        home.headings[1] = home.headings[1] or section.heading
        previous = next(place for place, each in enumerate(drafts) if each is home)
        after = -1
        for count, item in enumerate(_items(section), 1):
            draft, place = places.pop(item.story, (None, -1))
            if draft is None:
                home.pairs[after, count] = Pair(None, item)
                continue
            draft.pairs[place, 0] = Pair(draft.pairs[place, 0].first, item)
            after = place if draft is home else after


def _home(
    section: IssueSection, drafts: list[_Draft], places: dict[str, tuple[_Draft, int]]
) -> _Draft | None:
    """Where most likely the same section is: where its first known story is, or else by its key."""
    for item in _items(section):
        if item.story in places:
            return places[item.story][0]
    return next((each for each in drafts if each.key == section.key), None)


def _items(section: IssueSection) -> Iterator[ItemPage]:
    return (part.item for part in section.parts if part.item)
