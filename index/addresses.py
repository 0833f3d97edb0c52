"""Typed text that reads as a link or an identifier -> the forms in which the index keeps links."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive import links

_LIKE_ONE = re.compile(r"\w+:[^\s:]|[^\s/]+/[^\s/]|[\w-]+(\.[\w-]+)+$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Address:
    """What a piece of text reads as a link."""

    same: tuple[str, ...]
    """Keys of that very thing, and of what lies under it."""
    around: tuple[str, ...] = ()
    """Keys of what it belongs to, e.g. the repository of a file."""
    full: bool = False
    """Whether it can hardly be anything but a link: more than a host, which may be a name ("fast.ai")."""


def read(text: str) -> Address | None:
    """The address that a piece of typed text reads as; None for a mere word."""
    if not _LIKE_ONE.match(text):
        return None
    same = {bare(text): None}
    around: dict[str, None] = {}
    full = "://" in text or "/" in bare(text)
    for url in (text, *links.find(text)):
        canonical = links.canonical(url)
        same[canonical] = None
        for name in links.identifiers(url):
            full = True
            (same if names_all_of(name, canonical) else around)[name] = None
    return Address(tuple(filter(None, same)), tuple(around), full)


def names_all_of(identifier: str, canonical: str) -> bool:
    """Whether an identifier names what the address leads to rather than what that is a part of: a repository
    and not one of its files."""
    return canonical.lower().endswith(identifier.rpartition(":")[2].rpartition("/")[2].lower())


def bare(text: str) -> str:
    """Without scheme, ``www.`` and slash at the end."""
    address = text.partition("://")[2] or text
    return address.removeprefix("www.").rstrip("/").casefold()
