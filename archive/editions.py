"""Which items are translations of one another: editions of an issue -> stories.

Items are aligned by the links they share (a translation keeps a median of 96 % of the original's, as
measured on the NLP Newsletter), then by their order within the same section, then by the names in
Latin script that they share; never by the wording of titles. What remains doubtful stays apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Protocol

import regex as re
from msgspec.structs import replace

from archive.model import Issue, Item, Section

COMMON = 20
"""Items of one edition with the same link from which on it says nothing."""
SURE = 0.5
"""Alignments of less confidence than this are left apart."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two items that are one story."""

    original: str
    """An item's id."""
    translation: str
    confidence: float
    """0 to 1: the share of links they have in common, or what order and names make likely."""
    reason: str
    """``links``, ``order`` or ``names``."""


def with_stories(issues: Sequence[Issue], main: str) -> tuple[list[Issue], list[Alignment]]:
    """The same issues with each translated item pointing to its story.

    Also the alignments, the doubtful ones (below :data:`SURE`) among them.
    """
    stories: dict[str, str] = {}
    found: list[Alignment] = []
    for original, *translations in editions(issues, main):
        for translation in translations:
            aligned = align(original, translation)
            found += aligned
            stories.update((a.translation, a.original) for a in aligned if a.confidence >= SURE)
    return [_retold(issue, stories) for issue in issues], found


class Numbered(Protocol):
    """What tells an edition's issue."""

    @property
    def number(self) -> int | None: ...

    @property
    def date(self) -> date | None: ...

    @property
    def path(self) -> str: ...


def issue_of(edition: Numbered) -> object:
    """The same for all editions of one issue: its number, or else its date; of neither, its file's path."""
    return edition.number if edition.number is not None else edition.date or edition.path


def together(issues: Iterable[Issue]) -> list[list[Issue]]:
    """Editions of one issue together, in the order of the first ones."""
    groups: dict[object, list[Issue]] = defaultdict(list)
    for issue in issues:
        groups[issue_of(issue)].append(issue)
    return list(groups.values())


def editions(issues: Sequence[Issue], main: str) -> Iterator[list[Issue]]:
    """Issues by number, or else by date: the original (in the main language, or else the oldest) first."""
    for group in together(issues):
        ordered = sorted(group, key=lambda each: (each.language != main, str(each.date), each.id))
        first = ordered[0]
        yield [first, *(each for each in ordered[1:] if each.language != first.language)]


def same_sections(issues: Sequence[Issue], main: str) -> Mapping[str, str]:
    """Section keys of translations -> that of the originals' section that their items come from.

    For sections that neither wording nor emoji join: where most of a section's items are translations
    of items of one section, and that key is not used in the main language.
    """
    sections = {item.id: item.section for issue in issues for item in issue.items()}
    originals = {section.key for issue in issues if issue.language == main for section in issue.sections}
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for issue in issues:
        for item in issue.items():
            if item.story and item.section not in originals:
                votes[item.section][sections[item.story]] += 1
    joined = {key: count.most_common(1)[0] for key, count in votes.items() if key}
    return {
        key: target
        for key, (target, most) in joined.items()
        if target and most * 10 >= votes[key].total() * 6
    }


def with_sections(issues: Sequence[Issue], keys: Mapping[str, str]) -> list[Issue]:
    """The same issues with some section keys replaced by others."""

    def keyed(section: Section) -> Section:
        key = keys.get(section.key, section.key)
        parts = (replace(part, section=key) if isinstance(part, Item) else part for part in section.parts)
        return replace(section, key=key, parts=tuple(parts))

    if not keys:
        return list(issues)
    return [replace(issue, sections=tuple(keyed(section) for section in issue.sections)) for issue in issues]


def _retold(issue: Issue, stories: Mapping[str, str]) -> Issue:
    def told(section: Section) -> Section:
        parts = (
            replace(part, story=stories[part.id]) if isinstance(part, Item) and part.id in stories else part
            for part in section.parts
        )
        return replace(section, parts=tuple(parts))

    if not any(item.id in stories for item in issue.items()):
        return issue
    return replace(issue, sections=tuple(told(section) for section in issue.sections))


# ---------------------------------------------------------------- aligning two editions

_NAME = re.compile(r"[A-Z][\w.+-]*\w|\w*[a-z][A-Z]\w*|\w*\d\w*|[A-Z]")
_LATIN = re.compile(r"[A-Za-z][\w.+-]*\w")
_OWN_SCRIPT = re.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Arabic}\p{Hebrew}\p{Cyrillic}\p{Greek}]"
)


@dataclass(slots=True)
class _Side:
    """An item's evidence, and where it stands."""

    item: Item
    links: frozenset[str]
    names: frozenset[str]
    place: int


def align(original: Issue, translation: Issue) -> list[Alignment]:
    """Pair the items of two editions of one issue, each at most once."""
    ours, theirs = _sides(original), _sides(translation)
    matched: dict[int, tuple[int, float, str]] = {}
    """Position in the translation -> position in the original, confidence, reason."""
    _by_links(ours, theirs, matched)
    _by_order(ours, theirs, matched)
    _by_names(ours, theirs, matched)
    _by_neighbours(ours, theirs, matched)
    return [
        Alignment(ours[i].item.id, theirs[j].item.id, round(confidence, 3), reason)
        for j, (i, confidence, reason) in sorted(matched.items())
    ]


def _sides(issue: Issue) -> list[_Side]:
    items = list(issue.items())
    return [_Side(item, _evidence(item), _names(item), place) for place, item in enumerate(items)]


def _evidence(item: Item) -> frozenset[str]:
    links = {link.canonical for link in item.links if link.url and link.kind != "mail"}
    return frozenset(links | {image.url.rpartition("/")[2] for image in item.images})


def _names(item: Item) -> frozenset[str]:
    text = f"{item.title} {item.text}"
    own = len(_OWN_SCRIPT.findall(text)) * 4 > len(text)
    return frozenset(name.casefold() for name in (_LATIN if own else _NAME).findall(text))


def _weights(sides: Sequence[_Side], kind: str) -> Mapping[str, float]:
    """What each link or name says: the fewer items have it, the more."""
    counts = Counter(each for side in sides for each in getattr(side, kind))
    return {each: 1 / count for each, count in counts.items()}


def _likeness(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    """The weight of what two sets share, over that of the smaller one; 0 to 1."""
    smaller = min(sum(weights[each] for each in one), sum(weights[each] for each in other))
    return sum(weights[each] for each in one & other) / smaller if smaller else 0.0


def _by_links(ours: list[_Side], theirs: list[_Side], matched: dict[int, tuple[int, float, str]]) -> None:
    weights = _weights([*ours, *theirs], "links")
    names = _weights([*ours, *theirs], "names")
    pairs = [
        (_likeness(a.links, b.links, weights), _likeness(a.names, b.names, names), a, b)
        for a, b in _sharing(ours, theirs)
    ]
    pairs.sort(
        key=lambda p: (-p[0], p[2].item.section != p[3].item.section, -p[1], abs(p[2].place - p[3].place))
    )
    taken: set[int] = set()
    for likeness, _, a, b in pairs:
        if a.place not in taken and b.place not in matched and likeness >= 0.2:
            taken.add(a.place)
            # One shared link of several is weak evidence, all of them are proof.
            matched[b.place] = (a.place, 0.4 + 0.6 * likeness, "links")


def _sharing(ours: list[_Side], theirs: list[_Side]) -> list[tuple[_Side, _Side]]:
    """Pairs of items that share a link which tells items apart."""
    holders: dict[str, list[_Side]] = defaultdict(list)
    for b in theirs:
        for link in b.links:
            holders[link].append(b)
    pairs = {
        (a.place, b.place): (a, b)
        for a in ours
        for link in a.links
        if len(holders.get(link, ())) <= COMMON
        for b in holders.get(link, ())
    }
    return list(pairs.values())


def _by_order(ours: list[_Side], theirs: list[_Side], matched: dict[int, tuple[int, float, str]]) -> None:
    """Between two pairs that are known, items of one section in equal number pair in order."""
    names = _weights([*ours, *theirs], "names")
    for mine, yours in _gaps(ours, theirs, matched):
        if len(mine) != len(yours):
            continue
        for a, b in zip(mine, yours, strict=True):
            likeness = _likeness(a.names, b.names, names) if a.names and b.names else 0.25
            # Names that are all different contradict the order.
            apart = bool(a.links and b.links)  # with none in common, or links would have paired them
            confidence = 0.55 + 0.45 * likeness if (likeness > 0 or len(mine) == 1) and not apart else 0.4
            matched[b.place] = (a.place, confidence, "order")


def _gaps(
    ours: list[_Side], theirs: list[_Side], matched: Mapping[int, tuple[int, float, str]]
) -> Iterator[tuple[list[_Side], list[_Side]]]:
    """Runs of unmatched items of one section, between the same matched neighbours."""
    sections = {side.item.section for side in ours} & {side.item.section for side in theirs}
    for section in sections:
        mine = [side for side in ours if side.item.section == section]
        yours = [side for side in theirs if side.item.section == section]
        partner = {i: j for j, (i, *_) in matched.items()}
        anchors = [(a.place, partner[a.place]) for a in mine if a.place in partner]
        anchors = [(a, b) for a, b in anchors if any(side.place == b for side in yours)]
        bounds = [(-1, -1), *_rising(anchors), (len(ours), len(theirs))]
        for (low, below), (high, above) in pairwise(bounds):
            free = [a for a in mine if low < a.place < high and a.place not in partner]
            loose = [b for b in yours if below < b.place < above and b.place not in matched]
            if free and loose:
                yield free, loose


def _rising(anchors: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Anchors in the order of both editions; one that crosses others is passed over."""
    rising: list[tuple[int, int]] = []
    for anchor in sorted(anchors):
        if not rising or anchor[1] > rising[-1][1]:
            rising.append(anchor)
    return rising


def _by_names(ours: list[_Side], theirs: list[_Side], matched: dict[int, tuple[int, float, str]]) -> None:
    """What is left: items that share the names that few others have."""
    names = _weights([*ours, *theirs], "names")
    taken = {i for i, *_ in matched.values()}
    pairs = [
        (likeness, a, b)
        for a in ours
        for b in theirs
        if a.place not in taken
        and b.place not in matched
        and (likeness := _likeness(a.names, b.names, names)) > 0.3
        and len(a.names & b.names) > 1
    ]
    pairs.sort(key=lambda p: (-p[0], p[1].item.section != p[2].item.section, abs(p[1].place - p[2].place)))
    for likeness, a, b in pairs:
        if a.place not in taken and b.place not in matched:
            taken.add(a.place)
            same_section = a.item.section == b.item.section
            matched[b.place] = (a.place, likeness if same_section else 0.8 * likeness, "names")


def _by_neighbours(
    ours: list[_Side], theirs: list[_Side], matched: dict[int, tuple[int, float, str]]
) -> None:
    """A lone item between the same neighbours in both editions, whatever its section: an introduction."""
    partner = {i: j for j, (i, *_) in matched.items()}
    bounds = [(-1, -1), *_rising(list(partner.items())), (len(ours), len(theirs))]
    for (low, below), (high, above) in pairwise(bounds):
        free = [a for a in ours[low + 1 : high] if a.place not in partner]
        loose = [b for b in theirs[below + 1 : above] if b.place not in matched]
        if free and loose and (low == -1 or len(free) == len(loose) == 1):
            a, b = free[0], loose[0]
            if bool(a.item.title) == bool(b.item.title):
                matched[b.place] = (a.place, SURE if low == -1 or a.names & b.names else 0.4, "order")
