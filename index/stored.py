"""What is stored for pages: values -> bytes when the index is built, and back when a page is shown.

Pages are MessagePack: whoever wants an item's title passes over its markup without looking at it. Cards, of
which there are few, are JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct, msgpack, to_builtins
from msgspec.json import decode, encode
from msgspec.structs import asdict

from archive.model import Boilerplate, Issue, Item, Problem, Publication, Section
from index.results import ArchiveInfo, IssueCard, IssueSection, ItemPage, SectionPart


class _StoredItem(Struct, array_like=True, gc=False):
    """An item as it is kept: what :class:`index.results.ItemPage` has, its issue by id alone."""

    id: str
    title: str
    label: str
    text: str
    html: str
    section: str
    section_title: str
    issue: str
    tags: tuple[str, ...]
    kinds: tuple[str, ...]
    links: tuple[tuple[str, str, str], ...]
    addresses: tuple[str, ...]
    names: tuple[str, ...]
    captions: tuple[str, ...]
    story: str


_STORED_ITEM = msgpack.Decoder(_StoredItem)


def item(
    item: Item, section: Section, issue: Issue, tags: tuple[str, ...], names: tuple[str, ...] = ()
) -> bytes:
    """``tags`` are those of the issue and the item, ``names`` what the item is about.

    An address that cannot be understood is not shown as a link.
    """
    followed = [link for link in item.links if link.url]
    stored = _StoredItem(
        id=item.id,
        title=item.title,
        label=item.label,
        text=item.text,
        html=item.html,
        section=item.section,
        section_title=section.heading,
        issue=issue.id,
        tags=tags,
        kinds=tuple(sorted({link.kind for link in followed if link.kind})),
        links=tuple((link.url, link.text, link.kind) for link in followed),
        addresses=tuple(link.canonical for link in followed),
        names=names,
        captions=tuple(text for image in item.images for text in (image.alt, image.caption) if text),
        story=item.story or item.id,
    )
    return _packed(stored)


def to_item(
    page: memoryview,
    card: Callable[[str], IssueCard],
    translations: Callable[[str, str], tuple[tuple[str, str, str], ...]],
) -> ItemPage:
    """``card`` finds an issue's card by id, ``translations`` those of (story, item id)."""
    its = _STORED_ITEM.decode(page)
    return ItemPage(
        id=its.id,
        title=its.title,
        label=its.label,
        text=its.text,
        html=its.html,
        section=its.section,
        section_title=its.section_title,
        issue=card(its.issue),
        tags=its.tags,
        kinds=its.kinds,
        links=its.links,
        addresses=its.addresses,
        story=its.story,
        names=its.names,
        captions=its.captions,
        translations=translations(its.story, its.id),
    )


def card(issue: Issue, publication: Publication) -> str:
    return _dump(
        {
            "id": issue.id,
            "publication": issue.publication,
            "publication_title": publication.title,
            "number": issue.number,
            "date": issue.date.isoformat() if issue.date else None,
            "language": issue.language,
            "title": issue.title,
            "authors": [(author.handle, author.name) for author in issue.authors],
            "tags": issue.tags,
            "excerpt": issue.excerpt,
            "cover": issue.cover.url if issue.cover else "",
            "items": sum(1 for _ in issue.items()),
            "path": issue.path,
        }
    )


def to_card(text: str) -> IssueCard:
    value = json.loads(text)
    written = value["date"]
    return IssueCard(
        **{
            **value,
            "date": date.fromisoformat(written) if written else None,
            "authors": tuple((handle, name) for handle, name in value["authors"]),
            "tags": tuple(value["tags"]),
        }
    )


def sections(issue: Issue) -> bytes:
    """An issue's layout; its items by their ids."""
    return _packed(
        [
            {
                "key": section.key,
                "heading": section.heading,
                "path": section.path,
                "parts": [
                    {"html": part.html} if isinstance(part, Boilerplate) else {"item": part.id}
                    for part in section.parts
                ],
            }
            for section in issue.sections
        ]
    )


def to_sections(page: memoryview, items: Mapping[str, ItemPage]) -> tuple[IssueSection, ...]:
    """``items`` are the issue's, by id."""
    return tuple(
        IssueSection(
            key=section["key"],
            heading=section["heading"],
            path=tuple(section["path"]),
            parts=tuple(
                SectionPart(items[part["item"]]) if "item" in part else SectionPart(None, part["html"])
                for part in section["parts"]
                if "html" in part or part["item"] in items
            ),
        )
        for section in msgpack.decode(page)
    )


def archive(
    title: str,
    publications: Sequence[Publication],
    problems: Sequence[Problem],
    images: Mapping[str, tuple[int, int]],
) -> str:
    return _dump(
        {
            "title": title,
            "publications": [asdict(publication) for publication in publications],
            "problems": [asdict(problem) for problem in problems],
            "images": images,
        }
    )


def to_archive(text: str, built: str, issues: int, items: int) -> ArchiveInfo:
    """``built`` in ISO format, with time zone."""
    value = json.loads(text)
    return ArchiveInfo(
        title=value["title"],
        publications=tuple(
            Publication(
                **{
                    **publication,
                    "section_titles": tuple((*names,) for names in publication["section_titles"]),
                    "tag_labels": tuple((*names,) for names in publication["tag_labels"]),
                }
            )
            for publication in value["publications"]
        ),
        built=datetime.fromisoformat(built),
        issues=issues,
        items=items,
        problems=tuple(Problem(**problem) for problem in value["problems"]),
        images={address: (width, height) for address, (width, height) in value["images"].items()},
    )


def _dump(value: object) -> str:
    try:
        return encode(value).decode()
    except UnicodeEncodeError:  # half a character, as in a file's name that is no UTF-8
        return json.dumps(to_builtins(value), ensure_ascii=False)


def _packed(value: object) -> bytes:
    try:
        return msgpack.encode(value)
    except UnicodeEncodeError:
        return msgpack.encode(decode(_dump(value).encode("utf-8", "replace")))
