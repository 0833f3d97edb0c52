"""Which sections are the same whatever their wording or language, and what each is called.

Sections are one where the settings say so, where their titles are the same, and where they carry the
same emoji, as long as no issue uses that emoji for two sections.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.config import SectionConfig
from archive.ids import slug
from archive.titles import emoji, same, without_emoji, without_number


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading in one edition."""

    text: str
    language: str
    edition: str
    """The file it stands in."""


@dataclass(frozen=True, slots=True)
class SectionNames:
    """The sections of a publication."""

    keys: Mapping[str, str]
    """Heading as it stands -> section key."""
    titles: tuple[tuple[str, str, str], ...]
    """(section key, language, title)"""

    def key(self, heading: str) -> str:
        return self.keys[heading]


@lru_cache(maxsize=1 << 12)
def name(heading: str) -> str:
    """A section's title: its heading without numbering and emoji."""
    title = without_emoji(without_number(heading)).strip(" :：")
    return title or without_number(heading).strip(" :：")


def section_names(
    headings: Sequence[Heading],
    main: str,
    settings: Iterable[SectionConfig] = (),
    unions: Iterable[tuple[str, str]] = (),
) -> SectionNames:
    """Group the headings of a publication into sections.

    A section's key comes from the settings, or else is the slug of its shortest title in the main
    language that is used more than once: it does not change when issues are added.
    ``unions`` are pairs of headings known to be the same from elsewhere.
    """
    groups = _Groups()
    stated: dict[str, SectionConfig] = {}
    for setting in settings:
        for wording in setting.names:
            groups.join(_setting(setting), _node(wording))
        stated[_setting(setting)] = setting
    telling = _telling_emoji(headings)
    for heading in headings:
        node = _node(heading.text)
        groups.join(node, node)
        if (mark := emoji(heading.text)) in telling and _ours(stated, groups, node, f"emoji {mark}"):
            groups.join(node, f"emoji {mark}")
    for one, other in unions:
        groups.join(_node(one), _node(other))

    members: dict[str, list[Heading]] = defaultdict(list)
    for heading in headings:
        members[groups.of(_node(heading.text))].append(heading)
    chosen = {groups.of(node): setting for node, setting in stated.items()}
    keys: dict[str, str] = {}
    titles: list[tuple[str, str, str]] = []
    taken: set[str] = {setting.key for setting in stated.values()}
    for group, found in members.items():
        owner = chosen.get(group)
        key = owner.key if owner else _new_key(found, main, taken)
        taken.add(key)
        keys.update((heading.text, key) for heading in found)
        titles += _titles(key, found, owner, main)
    return SectionNames(keys, tuple(sorted(set(titles))))


def _setting(setting: SectionConfig) -> str:
    return f"setting {setting.key}"


def _node(text: str) -> str:
    """What stands for a wording: its letters; for an emoji alone, the emoji."""
    if not any(char.isalnum() for char in text) and (mark := emoji(text)):
        return f"emoji {mark}"
    return f"title {same(name(text))}"


def _ours(stated: Mapping[str, SectionConfig], groups: _Groups, one: str, other: str) -> bool:
    """Whether two groups may become one: not where the settings keep them apart."""
    owners = {groups.of(node) for node in stated}
    return not ({groups.of(one), groups.of(other)} <= owners) or groups.of(one) == groups.of(other)


def _telling_emoji(headings: Sequence[Heading]) -> set[str]:
    """Emoji that mark one section: in no edition do two sections carry them."""
    used: dict[tuple[str, str], set[str]] = defaultdict(set)
    for heading in headings:
        if mark := emoji(heading.text):
            used[heading.edition, mark].add(same(heading.text))
    shared = {mark for (_, mark), titles in used.items() if len(titles) > 1}
    return {mark for _, mark in used} - shared


def _new_key(found: Sequence[Heading], main: str, taken: set[str]) -> str:
    counts = Counter(name(h.text) for h in found if h.language == main) or Counter(
        name(h.text) for h in found
    )
    often = [title for title, count in counts.items() if count > 1] or list(counts)
    wanted = slug(min(often, key=lambda title: (len(title), title))) or "section"
    key, count = wanted, 1
    while key in taken:
        count += 1
        key = f"{wanted}-{count}"
    return key


def _titles(
    key: str, found: Sequence[Heading], setting: SectionConfig | None, main: str
) -> Iterable[tuple[str, str, str]]:
    """What a section is mostly called in each language; the settings' title in the main one."""
    by_language: dict[str, Counter[str]] = defaultdict(Counter)
    for heading in found:
        by_language[heading.language][name(heading.text)] += 1
    for language, titles in by_language.items():
        if not (setting and setting.title and language == main):
            yield key, language, max(titles, key=lambda title: (titles[title], -len(title), title))
    if setting and setting.title:
        yield key, main, setting.title


class _Groups:
    """Things known to be the same (disjoint sets)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def of(self, one: str) -> str:
        root = one
        while self._parent.setdefault(root, root) != root:
            root = self._parent[root]
        self._parent[one] = root
        return root

    def join(self, one: str, other: str) -> None:
        first, second = self.of(one), self.of(other)
        if first != second:
            self._parent[second] = first
