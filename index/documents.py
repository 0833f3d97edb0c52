"""FIELDS, declared once; issues and items -> flat documents, which any search engine can take.

There is a document for each item, each edition of an issue, and one for the archive as a whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Literal

from msgspec.structs import replace

from archive import kept, links
from archive.model import Author, Issue, Item, Link, Problem, Publication, Reading, Section
from index import names, stored
from index.addresses import names_all_of
from index.analysis import TERM_LENGTH, fold, main_terms
from index.facets import FACETS

ARCHIVE_ID = "archive:"
"""The id of the archive's own document; no issue or item has a colon in the first piece of its id."""
LEXICON_ID = "lexicon:"
"""The id of the document that keeps the archive's words: see :mod:`index.lexicon`."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the index."""

    name: str
    kind: Literal["text", "key", "number", "stored", "packed"]
    """``text`` is analysed into terms; ``key`` values are looked up and counted as they stand;
    ``number`` orders results; ``stored`` is text and ``packed`` bytes, for pages."""
    weight: float = 0.0
    """Of a match in this text, beside one in another: measured on words, passages and titles of random
    items, beside the searches as people type them."""


FIELDS = (
    Field("id", "key"),
    Field("type", "key"),
    Field("hash", "key"),
    Field("title", "text", weight=4.0),
    Field("links", "text", weight=1.5),
    Field("names", "text", weight=0.7),
    Field("body", "text", weight=1.5),
    Field("captions", "text", weight=0.5),
    Field("address", "text", weight=0.8),
    Field("link", "key"),
    Field("story", "key"),
    Field("about", "key"),
    Field("called", "key"),
    *(Field(facet.name, "key") for facet in FACETS),
    Field("when", "number"),
    Field("place", "number"),
    Field("edition", "number"),
    Field("tale", "number"),
    Field("original", "number"),
    Field("card", "stored"),
    Field("page", "packed"),
    Field("made", "stored"),
    Field("lexicon", "packed"),
)
TEXT_FIELDS = {each.name: each.weight for each in FIELDS if each.kind == "text"}


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to find, flat; ``texts``, ``keys`` and so on are by field name."""

    id: str
    type: Literal["item", "issue", "archive", "lexicon"]
    label: str = ""
    """What an item is called."""
    terms: tuple[str, ...] = ()
    """The words of its label, as they are indexed."""
    language: str = ""
    """A BCP 47 tag; texts are analysed in it."""
    texts: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    stored: Mapping[str, str] = field(default_factory=dict)
    packed: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """The same for documents of the same content, whenever they were made."""
        stored = {name: text for name, text in self.stored.items() if name != "made"}
        content = (self.type, self.language, self.texts, self.keys, self.numbers, stored, self.packed)
        return hashlib.blake2b(kept.packed(content), digest_size=12).hexdigest()


def of_reading(reading: Reading) -> Iterator[Document]:
    """The documents of a publication's issues and items."""
    called = names.learn(reading.issues)
    known = handles(reading.issues)
    for issue in reading.issues:
        yield from of_whole(with_one_handle_each(issue, known), reading.publication, called)


def of_whole(issue: Issue, publication: Publication, called: names.Names) -> Iterator[Document]:
    """The documents of an issue and its items; ``called`` are the names that items can be about."""
    yield of_issue(issue, publication)
    shared = _Shared.of(issue, publication)
    place = 0
    for section in issue.sections:
        for item in section.items:
            yield of_item(item, section, shared, place, about=called.of(item))
            place += 1


def ids_of(issue: Issue) -> Iterator[str]:
    """The ids of the same documents, in the same order."""
    yield issue.id
    for item in issue.items():
        yield item.id


def handles(issues: Iterable[Issue], known: Mapping[str, str] | None = None) -> dict[str, str]:
    """The first handle of each person, by name; ``known``: those of earlier issues."""
    found = dict(known or {})
    for issue in issues:
        for each in issue.authors:
            found.setdefault(each.name, each.handle)
    return found


def with_one_handle_each(issue: Issue, known: Mapping[str, str]) -> Issue:
    """A person who writes under several handles is known by the first, so that a facet lists a name once."""
    authors = (Author(known[each.name], each.name) for each in issue.authors)
    return replace(issue, authors=tuple(dict.fromkeys(authors)))


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the items of an issue have in common."""

    issue: Issue
    titles: Mapping[str, tuple[str, ...]]
    """How sections are called in all languages, by key."""
    authors: tuple[str, ...]
    keys: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]

    @classmethod
    def of(cls, issue: Issue, publication: Publication) -> _Shared:
        titles: dict[str, tuple[str, ...]] = {}
        for key, _, title in publication.section_titles:
            titles[key] = (*titles.get(key, ()), title)
        return cls(
            issue,
            titles,
            tuple([author.name for author in issue.authors]),
            {
                "publication": (issue.publication,),
                "author": tuple(dict.fromkeys([author.handle for author in issue.authors])),
                "year": (str(issue.date.year),) if issue.date else (),
                "language": (issue.language,),
                "issue": (issue.id,),
            },
            _order(issue, publication),
        )


def of_item(
    item: Item, section: Section, shared: _Shared, place: int, *, about: tuple[str, ...] = ()
) -> Document:
    """``place`` is the item's position in its issue, from 0; ``about`` are the names that it is about."""
    issue, keys = shared.issue, shared.keys
    story, label = item.story or item.id, item.label
    terms = tuple(main_terms(label))
    tags = tuple(dict.fromkeys((*issue.tags, *item.tags)))
    called = (section.title, *shared.titles.get(item.section, ()), *shared.authors, *tags)
    followed = [link for link in item.links if link.url]
    addresses = [" ".join((link.canonical, *link.identifiers)) for link in followed]
    return Document(
        id=item.id,
        type="item",
        label=label,
        terms=terms,
        language=issue.language,
        texts={
            "title": item.title,
            "links": _lines([link.text for link in item.links]),
            "names": _lines(dict.fromkeys(called)),
            "body": item.text,
            "captions": _lines([text for image in item.images for text in (image.alt, image.caption)]),
            "address": _lines(dict.fromkeys(addresses)),
        },
        keys={
            "link": _sorted(chain.from_iterable(map(_link_keys, followed))),
            "story": (story,),
            "about": about,
            "called": (fold(" ".join(terms)),) if terms else (),
            "publication": keys["publication"],
            "section": (item.section,) if item.section else (),
            "tag": tags,
            "author": keys["author"],
            "year": keys["year"],
            "language": keys["language"],
            "kind": _sorted([link.kind for link in followed if link.kind]),
            "site": _sorted([site for link in followed if (site := link.site)]),
            "issue": keys["issue"],
        },
        numbers={
            **shared.numbers,
            "place": place,
            "original": int(story == item.id),
            "tale": int.from_bytes(hashlib.blake2b(story.encode(), digest_size=8).digest(), signed=True),
        },
        packed={"page": stored.item(item, section, issue, tags, about)},
    )


def of_issue(issue: Issue, publication: Publication) -> Document:
    return Document(
        id=issue.id,
        type="issue",
        language=issue.language,
        keys={"publication": (issue.publication,)},
        numbers=_order(issue, publication),
        stored={"card": stored.card(issue, publication)},
        packed={"page": stored.sections(issue)},
    )


def of_archive(
    title: str,
    publications: Sequence[Publication],
    problems: Sequence[Problem],
    built: datetime,
    images: Mapping[str, tuple[int, int]] | None = None,
) -> Document:
    """What is true of the whole; ``images`` are the sizes of the issues' own, see :mod:`index.media`."""
    return Document(
        id=ARCHIVE_ID,
        type="archive",
        stored={
            "card": stored.archive(title, publications, problems, images or {}),
            "made": built.isoformat(),
        },
    )


def _order(issue: Issue, publication: Publication) -> dict[str, int]:
    """When: days since the year 1, 0 if unknown. Edition: what orders editions of one day, ascending."""
    when = issue.date.toordinal() if issue.date else 0
    translated = issue.language != publication.language
    return {"when": when, "edition": 2 * -(issue.number or 0) + translated}


def title_key(title: str) -> str:
    """The same for titles that differ in nothing but case, accents and punctuation."""
    if _PLAIN_TITLE.fullmatch(title):
        return title.lower()
    return fold(" ".join(main_terms(title)))


_PLAIN_TITLE = re.compile(f"(?=.{{1,{TERM_LENGTH}}}$)W(?: W)*".replace("W", "(?:[A-Z]+[a-z]*|[a-z]+)"))
"""Words as most people type them: where a capital follows a small letter, a term ends."""


SAME = "="
"""In front of what a link leads to, where that very thing is meant and not what lies under it."""


def targets(url: str) -> tuple[str, ...]:
    """What an address leads to: what its identifiers name, and the page itself where it is a part of that.

    None for a whole site, which is where things are and no thing.
    """
    return _targets(links.canonical(url), links.identifiers(url))


def _targets(address: str, names: tuple[str, ...]) -> tuple[str, ...]:
    if not address.partition("/")[2]:
        return ()
    return names if any(names_all_of(name, address) for name in names) else (*names, address)


def _link_keys(link: Link) -> Iterator[str]:
    """An address and all that it lies under: ``distill.pub``, ``distill.pub/2020``…; what it leads to."""
    end = link.canonical.find("/")
    while end >= 0:
        yield link.canonical[:end]
        end = link.canonical.find("/", end + 1)
    yield link.canonical
    yield from link.identifiers
    for target in _targets(link.canonical, link.identifiers):
        yield SAME + target


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    """Each once."""
    return tuple(sorted(set(values)))


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(filter(None, texts))
