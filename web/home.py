"""What the home page shows: ways into an archive, chosen from what it holds.

All of it stays the same until the index or the day changes, so it is put together once for each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby, islice

from index.query import Query
from index.results import FacetCount, Index, IssueCard, IssuePage, ItemPage, Results
from web.current import current_index, for_each_generation
from web.listing import IssueEditions, by_issue, telling
from web.wording import headline

LATEST = 4
"""Issues that are shown with their covers, the first of them large."""
HIGHLIGHTS = 6
"""Items named of the latest issue."""
EXAMPLES = 5
"""Example searches."""
EXAMPLE_LENGTHS = range(3, 25)
"""Characters: up to about three words, what people type."""
MOST_TRIED = 20
"""Searches tried to find those examples."""
TELLING = 0.25
"""Of all items: a search that finds more shows little of what searching is good for."""
MOST_MARKED = 160
"""Issues that have a mark each on the timeline; of more, each month has one."""
LEAST_MARK = 8.0
"""Percent of the height: an issue of one item is to be seen beside one of a hundred."""
REMEMBERED = 4
"""Earlier years whose issue of this week is shown."""
REMEMBERED_ITEMS = 3
"""Items named of each of them."""

Read = Callable[[str], IssuePage | None]
"""An edition by its id."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An issue on the timeline, or a month of issues."""

    height: float
    """Percent of the highest mark; 0 where there is nothing."""
    items: int
    issues: int
    card: IssueCard | None
    """None for a month."""
    month: str = ""
    """Such as ``2020-03``; empty for an issue, and for issues without a date."""

    @property
    def label(self) -> str:
        """What stands below it: the issue's number, or else month and day of its date, or the month."""
        if self.card is None:
            return self.month[5:].lstrip("0")
        if self.card.number is not None:
            return str(self.card.number)
        return f"{self.card.date:%m-%d}" if self.card.date else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A year of the timeline."""

    year: str
    """Empty for issues without a date."""
    marks: tuple[Mark, ...]
    """Oldest first; twelve where they are months."""


@dataclass(frozen=True, slots=True)
class Anniversary:
    """An issue of this week in an earlier year."""

    years: int
    """How many years ago."""
    card: IssueCard
    items: tuple[ItemPage, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """The home page."""

    total: int
    """Stories."""
    issues: int
    facets: Mapping[str, Sequence[FacetCount]]
    examples: tuple[str, ...]
    latest: tuple[IssueEditions, ...]
    highlights: tuple[ItemPage, ...]
    """Of the latest issue."""
    timeline: tuple[Row, ...]
    monthly: bool
    """Whether its marks are months."""
    remembered: tuple[Anniversary, ...]


@for_each_generation(1)
def front(today: date) -> Front:
    """That of the archive at hand."""
    return compose(current_index(), today)


def compose(index: Index, today: date) -> Front:
    """That of any archive."""
    everything = index.search(Query(size=1))
    issues = by_issue(index.issues())
    read = cache(index.issue)
    latest = read(issues[0].card.id) if issues else None
    return Front(
        total=everything.total,
        issues=len(issues),
        facets=everything.facets,
        examples=_examples(index, read, everything, issues[:LATEST]),
        latest=issues[:LATEST],
        highlights=_highlights(latest, HIGHLIGHTS) if latest else (),
        timeline=timeline(issues),
        monthly=len(issues) > MOST_MARKED,
        remembered=tuple(_remembered(read, issues, today)),
    )


# Examples


def _examples(
    index: Index, read: Read, everything: Results, latest: Sequence[IssueEditions]
) -> tuple[str, ...]:
    """Searches that work and show what one can ask for: names and topics, by turns."""
    pages = [page for issue in latest if (page := read(issue.card.id))]
    names = Counter(name for page in pages for item in _titled(page) for name in item.names)
    tags = [tag.label for tag in telling(everything, "tag")]
    headlines = [
        topic.strip()
        for issue in latest
        for topic in headline(issue.card).split(",")
        if issue.card.publication_title not in topic
    ]
    turns = _by_turns([name for name, _ in names.most_common()], tags, headlines)
    short = {text.casefold(): text for text in turns if len(text) in EXAMPLE_LENGTHS}
    several: list[str] = []
    others: list[str] = []
    for text in islice(short.values(), MOST_TRIED):
        count = _found(index, text)
        if 1 < count < everything.total * TELLING:
            several.append(text)
        elif count:
            others.append(text)
        if len(several) == EXAMPLES:
            break
    return tuple((*several, *others)[:EXAMPLES])


def _by_turns(*lists: Sequence[str]) -> Iterator[str]:
    for place in range(max(map(len, lists), default=0)):
        yield from (each[place] for each in lists if place < len(each))


def _found(index: Index, text: str) -> int:
    """How many results a search has as it stands; 0 where its spelling has to be corrected."""
    results = index.search(Query(text=text, size=1))
    return 0 if results.corrected else results.total


# The latest issue


def _highlights(page: IssuePage, count: int) -> tuple[ItemPage, ...]:
    """Items of an issue, of each section its first before any's second."""
    sections = [
        [part.item for part in section.parts if part.item and any(map(str.isalpha, part.item.title))]
        for section in page.sections
    ]
    ranked = sorted(
        ((place, number, item) for number, items in enumerate(sections) for place, item in enumerate(items)),
        key=lambda each: each[:2],
    )
    chosen = {item.id for _, _, item in ranked[:count]}
    return tuple(item for items in sections for item in items if item.id in chosen)


def _titled(page: IssuePage) -> Iterator[ItemPage]:
    return (part.item for section in page.sections for part in section.parts if part.item and part.item.title)


# The timeline


def timeline(issues: Sequence[IssueEditions]) -> tuple[Row, ...]:
    """All issues by year, the newest year first; ``issues`` come newest first."""
    years = [(year, list(group)[::-1]) for year, group in groupby(issues, key=lambda issue: issue.year)]
    if len(issues) <= MOST_MARKED:
        most = max((issue.card.items for issue in issues), default=0)
        return tuple(Row(year, tuple(_mark(issue, most) for issue in group)) for year, group in years)
    counts: dict[str, tuple[int, int]] = {}
    for issue in issues:
        items, found = counts.get(issue.month, (0, 0))
        counts[issue.month] = (items + issue.card.items, found + 1)
    most = max(items for items, _ in counts.values())
    return tuple(Row(year, tuple(_months(year, counts, most))) for year, _ in years)


def _mark(issue: IssueEditions, most: int) -> Mark:
    return Mark(_height(issue.card.items, most), issue.card.items, 1, issue.card)


def _months(year: str, counts: Mapping[str, tuple[int, int]], most: int) -> Iterator[Mark]:
    for month in (f"{year}-{number:02}" for number in range(1, 13)) if year else ("",):
        items, issues = counts.get(month, (0, 0))
        yield Mark(_height(items, most) if issues else 0.0, items, issues, None, month)


def _height(items: int, most: int) -> float:
    return round(max(100 * items / most if most else 0, LEAST_MARK), 1)


# On this week


def _remembered(read: Read, issues: Sequence[IssueEditions], today: date) -> Iterator[Anniversary]:
    """Issues of this week in earlier years, the newest first. Weeks are those of ISO 8601."""
    now = today.isocalendar()
    found = (
        (now.year - then.year, issue.card)
        for issue in issues
        if issue.card.date
        for then in (issue.card.date.isocalendar(),)
        if then.week == now.week and then.year < now.year
    )
    for years, card in islice(found, REMEMBERED):
        page = read(card.id)
        yield Anniversary(years, card, _highlights(page, REMEMBERED_ITEMS) if page else ())
