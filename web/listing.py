"""How lists are laid out: editions by issue, issues by year, the values of a facet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from archive import ids
from index.analysis import fold
from index.counted import Ranked
from index.facets import FACETS, Facet
from index.results import (
    FacetCount,
    IssueCard,
    IssuePage,
    IssueSection,
    ItemPage,
    Mention,
    Results,
    Timeline,
)

SHOWN = 8
"""Values of a facet that are in sight at once: with six facets, about two screens."""
DEEPEST = 5
"""Heading level that sections go down to: one is left for their items."""
MOST_LISTED = 60
"""Items that an issue's contents name one by one; longer contents name the sections only."""
MOST_FEATURED = 8
"""Entries of a timeline in sight at once; of more, those that only share a common name are folded."""
MOST_CARDS = 120
"""Issues that one page lists; of more, each year has a page."""
UNFOLDED = 40
"""Values of a facet that are offered at all; who needs another narrows down or searches for it."""


@dataclass(frozen=True, slots=True)
class IssueEditions:
    """An issue as lists show it: one card, and the other languages it can be read in."""

    card: IssueCard
    others: tuple[IssueCard, ...]

    @property
    def year(self) -> str:
        return str(self.card.date.year) if self.card.date else ""

    @property
    def month(self) -> str:
        """Such as ``2020-03``; empty without a date."""
        return f"{self.card.date:%Y-%m}" if self.card.date else ""


@dataclass(frozen=True, slots=True)
class PlacedSection:
    """A section with its place among an issue's headings."""

    section: IssueSection
    level: int
    """Of its heading, from 2; its items' titles come one below."""
    above: tuple[str, ...]
    """Headings that it lies under and that are no sections themselves, so it names them."""
    anchor: str
    titled: tuple[ItemPage, ...]
    """Its items with a title."""

    @property
    def item_level(self) -> int:
        return self.level + bool(self.section.heading)


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """A facet as the search page offers it."""

    facet: Facet
    shown: Sequence[FacetCount]
    folded: Sequence[FacetCount]
    left_out: int
    """How many more values there are."""

    @property
    def whole(self) -> int:
        """How many values there are in all."""
        return len(self.shown) + len(self.folded) + self.left_out


def by_issue(cards: Iterable[IssueCard]) -> tuple[IssueEditions, ...]:
    """Editions of one issue joined, in the order in which each issue first comes."""
    issues: dict[tuple[str, str], list[IssueCard]] = {}
    for card in cards:
        parsed = ids.parse(card.id)
        issues.setdefault((parsed.publication, parsed.issue), []).append(card)
    return tuple(_editions(editions) for editions in issues.values())


def _editions(cards: list[IssueCard]) -> IssueEditions:
    first, *others = sorted(cards, key=lambda card: ids.parse(card.id).language)
    return IssueEditions(first, tuple(others))


def by_year(issues: Iterable[IssueEditions]) -> tuple[tuple[str, tuple[IssueEditions, ...]], ...]:
    """(year, issues) in the order given; an empty year for those without a date."""
    return tuple((year, tuple(group)) for year, group in groupby(issues, key=lambda issue: issue.year))


@dataclass(frozen=True, slots=True)
class IssueList:
    """The issues that a page lists, and the years that there are."""

    years: tuple[tuple[str, tuple[IssueEditions, ...]], ...]
    """(year, issues), the newest first; an empty year for those without a date."""
    counts: tuple[tuple[str, int], ...]
    """(year, issues) of all years, also of those that have a page of their own."""

    @property
    def whole(self) -> bool:
        """Whether the page lists all issues."""
        return len(self.years) == len(self.counts)

    def around(self) -> tuple[str | None, str | None]:
        """The year after and the year before, where the page lists one of several."""
        if self.whole:
            return None, None
        every = [year for year, _ in self.counts]
        at = every.index(self.years[0][0])
        return (every[at - 1] if at else None), (every[at + 1] if at + 1 < len(every) else None)


def issue_list(issues: Iterable[IssueEditions], year: str = "") -> IssueList:
    """All issues; of a long list those of a year only: the latest where ``year`` is none that there is, those
    without a date for ``undated``."""
    years = by_year(issues)
    counts = tuple((each, len(group)) for each, group in years)
    if sum(count for _, count in counts) > MOST_CARDS and len(years) > 1:
        years = tuple(each for each in years if year == (each[0] or "undated")) or years[:1]
    return IssueList(years, counts)


def placed(sections: Iterable[IssueSection]) -> tuple[PlacedSection, ...]:
    """An issue's sections, those under another one a level below it."""
    shown: set[tuple[str, ...]] = set()
    result = []
    for place, section in enumerate(sections, 1):
        over = [section.path[:length] for length in range(1, len(section.path))]
        level = 2 + sum(path in shown for path in over)
        result.append(
            PlacedSection(
                section,
                min(level, DEEPEST),
                tuple(path[-1] for path in over if path not in shown),
                # ":" is in no item's anchor, so that the two never meet.
                f"section:{place}" + (f"-{section.key}" if section.key else ""),
                tuple(part.item for part in section.parts if part.item and part.item.title),
            )
        )
        if section.heading:
            shown.add(section.path)
    return tuple(result)


def names_items(sections: Iterable[PlacedSection]) -> bool:
    """Whether an issue's contents name its items too."""
    return sum(len(each.titled) for each in sections) <= MOST_LISTED


def facet_choices(results: Results) -> tuple[FacetChoice, ...]:
    """The facets that results can be narrowed by: those with a choice to make or one made."""
    choices = (_choice(facet, results.facets.get(facet.name, ())) for facet in FACETS)
    return tuple(choice for choice in choices if _useful(choice, results))


def holding(values: Iterable[FacetCount], text: str) -> tuple[FacetCount, ...]:
    """The values of a facet whose label or value has that text in it; chosen ones whatever they hold."""
    wanted = fold(text)
    return tuple(
        value
        for value in values
        if value.chosen or wanted in fold(value.label) or wanted in value.value.casefold()
    )


def telling(results: Results, facet: str) -> Iterator[FacetCount]:
    """The values of a facet that several results have, but not most: they tell one from another."""
    return (each for each in results.facets.get(facet, ()) if 1 < each.count < results.total / 2)


def _choice(facet: Facet, listed: Sequence[FacetCount]) -> FacetChoice:
    """Of a facet with nothing chosen or excluded, no more values are looked at than are shown."""
    first = listed[: UNFOLDED if facet.name != "year" else None]
    if isinstance(first, Ranked):
        first = first.latest()[:UNFOLDED] if facet.name == "year" else first
        return FacetChoice(facet, first[:SHOWN], first[SHOWN:], len(listed) - len(first))
    # An excluded value has its own place among the applied filters.
    values = tuple(value for value in listed if not value.excluded)
    if facet.name == "year":
        values = tuple(sorted(values, key=lambda value: value.value, reverse=True))
    ranked = sorted(values, key=lambda value: not value.chosen) if len(values) > SHOWN else list(values)
    return FacetChoice(
        facet,
        shown=tuple(ranked[:SHOWN]),
        folded=tuple(ranked[SHOWN:UNFOLDED]),
        left_out=max(0, len(ranked) - UNFOLDED),
    )


def _useful(choice: FacetChoice, results: Results) -> bool:
    values = choice.shown
    if not values:
        return False
    return len(values) > 1 or values[0].chosen or values[0].count < results.total


def neighbours(page: IssuePage, id: str) -> tuple[ItemPage | None, ItemPage | None]:
    """The items before and after one in its issue."""
    items = [part.item for section in page.sections for part in section.parts if part.item]
    place = next((place for place, item in enumerate(items) if item.id == id), None)
    if place is None:
        return None, None
    return (
        items[place - 1] if place else None,
        items[place + 1] if place + 1 < len(items) else None,
    )


def unfolded(timeline: Timeline) -> tuple[Timeline, tuple[Mention, ...]]:
    """The part of a timeline that is in sight at once, and the rest, oldest first."""
    every = (*timeline.before, *timeline.later)
    if len(every) <= MOST_FEATURED:
        return timeline, ()
    names = Counter(name for other in every if other.because != "link" for name in other.shared)
    # To link to the same thing says more than to name it, and a rare name more than one often heard.
    kept = {other.id for other in every if other.because == "link"}
    for name, _ in reversed(names.most_common()):
        group = {other.id for other in every if name in other.shared}
        if len(kept | group) > MOST_FEATURED:
            break
        kept |= group
    shown = replace(
        timeline,
        before=tuple(other for other in timeline.before if other.id in kept),
        later=tuple(other for other in timeline.later if other.id in kept),
    )
    return shown, tuple(other for other in every if other.id not in kept)
