"""How lists are laid out: editions by issue, issues by year, the values of a facet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from archive import ids
from index.facets import FACETS, Facet
from index.results import FacetCount, IssueCard, IssuePage, ItemPage, Results

SHOWN = 8
"""Values of a facet that are in sight at once: with six facets, about two screens."""
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


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """A facet as the search page offers it."""

    facet: Facet
    shown: tuple[FacetCount, ...]
    folded: tuple[FacetCount, ...]
    left_out: int
    """How many more values there are."""


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


def facet_choices(results: Results) -> tuple[FacetChoice, ...]:
    """The facets that results can be narrowed by: those with a choice to make or one made."""
    choices = (_choice(facet, results.facets.get(facet.name, ())) for facet in FACETS)
    return tuple(choice for choice in choices if _useful(choice, results))


def chosen_values(results: Results) -> tuple[tuple[Facet, FacetCount], ...]:
    """The filters that are applied, in the order of the facets."""
    return tuple(
        (facet, value)
        for facet in FACETS
        for value in results.facets.get(facet.name, ())
        if value.chosen or value.excluded
    )


def _choice(facet: Facet, values: tuple[FacetCount, ...]) -> FacetChoice:
    # An excluded value has its own place among the applied filters.
    values = tuple(value for value in values if not value.excluded)
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
    if not values or any(value.chosen for value in values):
        return bool(values)
    return len(values) > 1 or values[0].count < results.total


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
