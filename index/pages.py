"""The pages of an archive: its editions and items, as the index keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Protocol

import numpy as np
from msgspec import structs
from rapidfuzz import fuzz, process

from archive import ids
from index import media, stored
from index.codec.flatfile import Array
from index.documents import ARCHIVE_ID
from index.results import ArchiveInfo, IssueCard, IssuePage, ItemPage


class Source(Protocol):
    """Where the documents come from."""

    def with_key(self, field: str, value: str) -> Array: ...

    def stored(self, docs: Sequence[int], name: str) -> list[memoryview]: ...


class Pages:
    """The editions and items of one state of an index."""

    def __init__(self, source: Source) -> None:
        self._engine = source
        self.info = self._read_info()

    def doc(self, id: str, kind: str) -> int | None:
        """The number of a document of that type; None where there is none."""
        docs = self._engine.with_key("id", id)
        same = np.intersect1d(docs, self._engine.with_key("type", kind))
        return int(same[0]) if len(same) else None

    @cached_property
    def cards(self) -> dict[str, IssueCard]:
        """All editions by id, newest first; those of one issue together, the main language first."""
        docs = self._engine.with_key("type", "issue")
        cards = [stored.to_card(self._text(int(doc), "card")) for doc in docs]
        cards.sort(key=lambda card: (card.language != self.main_language(card.publication), card.id))
        cards.sort(key=age, reverse=True)
        return {card.id: card for card in cards}

    def item(self, doc: int) -> ItemPage:
        """An item by the number of its document."""
        return self.items([doc], [False])[0]

    def items(self, docs: Sequence[int], alone: Iterable[bool]) -> list[ItemPage]:
        """Several; ``alone`` tells of each whether it is known to have no translation."""
        pages = self._engine.stored(docs, "page")
        return [self._shown(*each) for each in zip(pages, alone, strict=True)]

    def _shown(self, page: memoryview, alone: bool) -> ItemPage:
        translations = _no_translations if alone else self._translations
        item = stored.to_item(page, self.cards.__getitem__, translations)
        html = media.sized(item.html, self.info.images)
        return item if html is item.html else structs.replace(item, html=html)

    def _translations(self, story: str, id: str) -> tuple[tuple[str, str, str], ...]:
        docs = self._engine.with_key("story", story)
        if len(docs) < 2:
            return ()
        others = [
            stored.to_item(page, self.cards.__getitem__, _no_translations)
            for page in self._engine.stored(docs.tolist(), "page")
        ]
        return tuple(sorted((each.issue.language, each.id, each.label) for each in others if each.id != id))

    def issue(self, id: str) -> IssuePage | None:
        """An edition by its id; None for an unknown one."""
        doc = self.doc(id, "issue")
        if doc is None:
            return None
        card = self.cards[id]
        items = {each.id: each for each in map(self.item, map(int, self._engine.with_key("issue", id)))}
        editions = tuple(each for each in self.cards.values() if _number(each.id) == _number(id))
        main = self.main_language(card.publication)
        before, after = self._neighbours(card, main)
        return IssuePage(
            card=card,
            sections=stored.to_sections(self._engine.stored([doc], "page")[0], items),
            editions=tuple(sorted(editions, key=lambda each: (each.language != main, each.id))),
            previous=before,
            next=after,
        )

    def _neighbours(self, card: IssueCard, main: str) -> tuple[IssueCard | None, IssueCard | None]:
        """The issues before and after, in the same language or else the main one."""
        issues: dict[str, IssueCard] = {}
        for each in self.cards.values():
            if each.publication == card.publication and each.language in (card.language, main):
                known = issues.get(_number(each.id))
                if known is None or each.language == card.language:
                    issues[_number(each.id)] = each
        order = sorted(issues.values(), key=age)
        at = order.index(card)
        return (order[at - 1] if at else None), (order[at + 1] if at + 1 < len(order) else None)

    def nearest(self, id: str) -> str:
        """The id of what is most like one that is not found; empty where nothing is."""
        try:
            wanted = ids.parse(id)
        except ValueError:
            return ""
        issue = str(replace(wanted, item=""))
        main = self.main_language(wanted.publication)
        cards = [each for each in self.cards.values() if each.publication == wanted.publication]
        cards.sort(key=lambda card: card.language != main)
        editions = [each.id for each in cards if _number(each.id) == _number(issue)]
        if not editions:
            return _nearest_issue(wanted, cards)
        if issue not in editions:
            issue = editions[0]
        if not wanted.item:
            return issue
        items = [self.item(int(doc)).id for doc in self._engine.with_key("issue", issue)]
        return _most_like(f"{issue}/{wanted.item}", items) or issue

    def main_language(self, publication: str) -> str:
        """Of a publication by its key; empty for an unknown one."""
        return next((each.language for each in self.info.publications if each.key == publication), "")

    def _read_info(self) -> ArchiveInfo:
        doc = self.doc(ARCHIVE_ID, "archive")
        assert doc is not None
        issues, items = (len(self._engine.with_key("type", each)) for each in ("issue", "item"))
        return stored.to_archive(self._text(doc, "card"), self._text(doc, "made"), issues, items)

    def _text(self, doc: int, name: str) -> str:
        return str(self._engine.stored([doc], name)[0], "utf-8")


def _no_translations(_story: str, _id: str) -> tuple[tuple[str, str, str], ...]:
    return ()


def by_issue(cards: Iterable[IssueCard]) -> list[tuple[IssueCard, ...]]:
    """Editions of one issue joined, the main language first; issues in the order in which they come first."""
    issues: dict[str, list[IssueCard]] = {}
    for card in cards:
        issues.setdefault(_number(card.id), []).append(card)
    return [tuple(sorted(each, key=lambda card: ids.parse(card.id).language)) for each in issues.values()]


@lru_cache(maxsize=1 << 14)
def _number(id: str) -> str:
    """The id of the issue in the main language, whatever the edition's."""
    parsed = ids.parse(id)
    return str(replace(parsed, language="", item=""))


def age(card: IssueCard) -> tuple[int, int]:
    """Sorts editions by their date and number, the oldest first."""
    return (card.date.toordinal() if card.date else 0, card.number or 0)


def _nearest_issue(wanted: ids.Id, cards: list[IssueCard]) -> str:
    """The issue of the number or date next to the one that is wanted."""
    if not wanted.issue or not cards:
        return ""
    if wanted.issue.isdecimal():
        number = int(wanted.issue)
        return min(cards, key=lambda card: abs((card.number or 0) - number)).id
    return _most_like(str(wanted), [card.id for card in cards])


def _most_like(wanted: str, known: list[str]) -> str:
    best = process.extractOne(wanted, known, scorer=fuzz.WRatio)
    return str(best[0]) if best else ""
