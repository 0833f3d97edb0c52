"""What is odd in an issue beside the others of its publication: perhaps on purpose, perhaps read wrongly.

An issue is compared with those before and after it, because newsletters change over the years.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from statistics import median, quantiles

from rapidfuzz import fuzz, process

from archive.model import Issue, Item, Problem, Section

NEAR = 6
"""Issues before and after one that it is compared with."""
FEW = 1 / 3
"""Of the items that issues near it have in the middle: fewer than this are odd."""
LIKE = 85
"""Likeness of titles, of 100, from which one may be the other misspelt."""
LONG = 4
"""Times the length that 98 of 100 items of the archive keep to."""
LONG_FROM = 3000
"""Characters: no item shorter than this is odd for its length."""
LINKED = 0.98
"""Share of a section's items with links above which one without is odd."""
ITEMS = 50
"""Of a section, or twice as many of the archive, before an item is odd beside the others."""


def odd(issues: Sequence[Issue]) -> Iterator[Problem]:
    """``issues``: the originals, oldest first."""
    yield from _few_items(issues)
    yield from _sections(issues)
    yield from _long_items(issues)
    yield from _items_without_links(issues)


def _near(issues: Sequence[Issue], place: int) -> list[Issue]:
    """The issues around one, without it; at the ends of the archive more on the other side."""
    start = max(0, min(place - NEAR, len(issues) - 2 * NEAR - 1))
    return [each for i, each in enumerate(issues[start : start + 2 * NEAR + 1], start) if i != place]


def _few_items(issues: Sequence[Issue]) -> Iterator[Problem]:
    for place, issue in enumerate(issues):
        near = _near(issues, place)
        if len(near) < NEAR:
            return
        usual = median(_count(each) for each in near)
        if _count(issue) < usual * FEW:
            yield Problem(
                issue.path,
                None,
                f"far fewer items than usual: {_count(issue)}, issues near it have {usual:.0f}",
                "is a heading or a list not what it should be?",
                "note",
            )


def _count(issue: Issue) -> int:
    return sum(1 for _ in issue.items())


# ---------------------------------------------------------------- sections


def _sections(issues: Sequence[Issue]) -> Iterator[Problem]:
    """Sections that one issue alone has, or lacks, while those around it are laid out alike."""
    seen = Counter(key for issue in issues for key in _keys(issue))
    titles = {s.title: s.key for issue in issues for s in issue.sections if seen[s.key] > 1}
    for place, issue in enumerate(issues):
        near = _near(issues, place)
        if len(near) < NEAR:
            return
        counts = Counter(key for each in near for key in _keys(each))
        returning = sum(count for key, count in counts.items() if seen[key] > 2)
        if returning * 10 >= counts.total() * 9:
            yield from (
                _alone(issue, section, titles) for section in issue.sections if seen[section.key] == 1
            )
        for key, count in counts.items():
            if count == len(near) and key not in _keys(issue):
                title = next(s.title for each in near[::-1] for s in each.sections if s.key == key)
                yield Problem(
                    issue.path,
                    None,
                    f"section missing that issues near it have: {title}",
                    "is its heading written in another way?",
                    "note",
                )


def _keys(issue: Issue) -> Mapping[str, None]:
    """Each of its sections' keys once, in order."""
    return dict.fromkeys(section.key for section in issue.sections if section.key)


def _alone(issue: Issue, section: Section, titles: Mapping[str, str]) -> Problem:
    like = process.extractOne(section.title, list(titles), scorer=fuzz.token_sort_ratio, score_cutoff=LIKE)
    cure = "a story's title at the level of sections, or another wording of one?"
    if like:
        key = titles[like[0]]
        cure = f'if it is "{like[0]}": [publications.{issue.publication}.sections.{key}] '
        cure += f'aliases = ["{section.title}"]'
    line = section.items[0].lines[0] if section.items else None
    return Problem(issue.path, line, f"section in this issue alone: {section.title}", cure, "note")


def untold_sections(originals: Sequence[Issue], translations: Sequence[Issue]) -> Iterator[Problem]:
    """Sections that only translations have: another wording of one, which only a person can tell."""
    known = {key for issue in originals for key in _keys(issue)}
    found: dict[str, list[tuple[Issue, Section]]] = defaultdict(list)
    for issue in translations:
        for section in issue.sections:
            if section.items and section.key and section.key not in known:
                found[section.key].append((issue, section))
    for key, places in found.items():
        issue, section = places[0]
        yield Problem(
            issue.path,
            section.items[0].lines[0],
            f"section in translations alone: {section.title}, in {len(places)} of them",
            f"is it one of the original's? Then [publications.{issue.publication}.sections.{key}] "
            f'title = "…" with the title there, aliases = ["{section.title}"]',
            "note",
        )


# ---------------------------------------------------------------- items


def _long_items(issues: Sequence[Issue]) -> Iterator[Problem]:
    lengths = [len(item.text) for issue in issues for item in issue.items()]
    if len(lengths) < 2 * ITEMS:
        return
    limit = max(LONG_FROM, LONG * quantiles(lengths, n=50)[-1])
    for issue in issues:
        for item in issue.items():
            if len(item.text) > limit:
                yield Problem(
                    issue.path,
                    item.lines[0],
                    f"item far longer than others: “{item.label}” has {len(item.text)} characters",
                    "does a heading within it go unnoticed?",
                    "note",
                )


def _items_without_links(issues: Sequence[Issue]) -> Iterator[Problem]:
    """Items that lack a link where nearly every item of their section has one."""
    items: dict[str, list[tuple[Issue, Item]]] = defaultdict(list)
    for issue in issues:
        for item in issue.items():
            items[item.section].append((issue, item))
    for section, found in items.items():
        without = [(issue, item) for issue, item in found if not item.links]
        if not section or len(found) < ITEMS or len(without) > len(found) * (1 - LINKED):
            continue
        said = Counter(item.label for _, item in without)
        # What is said again and again ("none this week") is meant to have none.
        for issue, item in (each for each in without if said[each[1].label] == 1):
            message = f"item without a link: “{item.label}”"
            yield Problem(issue.path, item.lines[0], message, "nearly all of its section have one", "note")
