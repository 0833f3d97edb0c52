"""What to put into the addresses of pages: the richest issue and item of an index, and its odd ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.query import Query
from index.results import Index, IssueCard, ItemPage
from web.addresses import item_slug
from web.wording import direction

LOOKED_AT = 40
"""Issues among which the richest is looked for: a large archive has plenty of them."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Something of everything that an index has, so that each part of each page has something to show."""

    index: Index
    card: IssueCard
    """The issue in most languages, then with most items, in its main language."""
    item: ItemPage
    """The item of that issue that most others have to do with."""

    @property
    def word(self) -> str:
        """A word that finds the item."""
        return max(self.item.label.split(), key=len)

    def facet_value(self, facet: str) -> str:
        """The value of that facet that most items have."""
        return self.index.search(Query(size=1)).facets[facet][0].value

    def argument(self, name: str, facet: str) -> str:
        """What stands for ``<name>`` in an address about ``facet``; raises KeyError where nothing does."""
        if name == "value":
            return self.facet_value(facet)
        publication, issue = self.card.id.split("/")
        return {
            "ending": "bib",
            "facet": facet,
            "publication": publication,
            "issue": issue,
            "item": item_slug(self.item.id),
        }[name]

    def odd_issues(self) -> Iterator[tuple[str, str]]:
        """(what it shows, id) of issues that put a page to the test."""
        cards = self.index.issues()
        yield "longest", max(cards, key=lambda card: card.items).id
        yield "long-title", max(cards, key=lambda card: len(card.title)).id
        for language in sorted({card.language for card in cards} - {self.card.language}):
            yield language, next(card.id for card in cards if card.language == language)

    def odd_items(self) -> Iterator[tuple[str, str]]:
        """(what it shows, id) of items that put a page to the test."""
        items = list(_items(self.index, self.card))
        mirrored = [item for card in self._mirrored() for item in _items(self.index, card)]
        yield "long", max(items, key=lambda item: len(item.html)).id
        yield "long-title", max(items, key=lambda item: len(item.title)).id
        yield from [("untitled", item.id) for item in items if not item.title][:1]
        yield from [("mirrored", item.id) for item in mirrored][:1]

    def _mirrored(self) -> list[IssueCard]:
        """The newest issue that is written the other way."""
        own = direction(self.card.language)
        return [card for card in self.index.issues() if direction(card.language) != own][:1]


def samples(index: Index) -> Samples:
    """The samples of an index that has at least one item."""
    largest = sorted(index.issues(), key=lambda card: card.items, reverse=True)[:LOOKED_AT]
    pages = (page for card in largest if (page := index.issue(card.id)))
    editions = max((page.editions for page in pages), key=lambda editions: (len(editions), editions[0].items))
    item = max(_items(index, editions[0]), key=lambda item: (_surroundings(index, item), item.id))
    return Samples(index, editions[0], item)


def _items(index: Index, card: IssueCard) -> Iterable[ItemPage]:
    page = index.issue(card.id)
    return (part.item for section in page.sections for part in section.parts if part.item) if page else ()


def _surroundings(index: Index, item: ItemPage) -> int:
    """How much a page about that item has to show beside it."""
    timeline = index.timeline(item.id)
    around = len(timeline.before) + len(timeline.later) + len(index.related(item.id))
    return around + len(item.translations) + len(item.links)
