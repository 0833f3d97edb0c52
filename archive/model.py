"""The values that reading a newsletter yields.

Everything here is frozen and knows nothing of files, search or the web.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

import msgspec


class Value(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What there is in great numbers: made, kept and sent at a tenth of what a dataclass costs.

    None holds itself, so the search for cycles can leave them out.
    """


class Author(Value, frozen=True):
    """Who wrote an issue: the handle in the front matter and the name to show."""

    handle: str
    name: str


class Link(Value, frozen=True):
    """One link of an item."""

    url: str
    """The whole address, mended where it was mistyped; empty where it cannot be understood."""
    text: str
    """The words that carry the link, without markup; may be empty (a linked image)."""
    canonical: str
    """The same for all addresses of one thing: see :func:`archive.links.canonical`."""
    kind: str
    """What the link leads to: one of :data:`archive.links.KINDS`, e.g. ``paper``."""
    identifiers: tuple[str, ...] = ()
    """Such as ``arxiv:2002.12327``, ``doi:10.1000/182``, ``github:huggingface/transformers``."""
    written: str = ""
    """The address as it stands in the source."""

    @property
    def site(self) -> str:
        """The host of the canonical address, e.g. ``distill.pub``; empty for ``mailto:``."""
        return self.canonical.partition("/")[0] if "/" in self.canonical else ""


class Image(Value, frozen=True):
    """An image with what describes it."""

    url: str
    alt: str = ""
    caption: str = ""


class Item(Value, frozen=True, tag=True):
    """One story in one section of one edition."""

    id: str
    """Such as ``nlp/6/a-deep-dive-into-the-reformer``."""
    title: str
    """Without markup; empty for an item that has none (see :attr:`label`)."""
    text: str
    """The item's visible text without its title, as plain text; blocks are lines."""
    html: str
    """The item's content without its title, safe to show as it is."""
    section: str
    """The section key, e.g. ``publications``; empty for the introduction."""
    lines: tuple[int, int]
    """First and last source line, counted from 1."""
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    tags: tuple[str, ...] = ()
    """Tags of this item beyond those of its issue."""
    story: str = ""
    """The id of the story: that of the item in the original edition; empty: this item's own."""

    @property
    def label(self) -> str:
        """What to call the item: its title, or else its first words."""
        return self.title or first_words(self.text)


class Boilerplate(Value, frozen=True, tag=True):
    """What comes back issue after issue: shown with the issue, left out of items and search."""

    text: str
    html: str
    lines: tuple[int, int]


class Section(Value, frozen=True):
    """A named part of an issue that groups items."""

    key: str
    """The same whatever the wording or language; empty for the introduction."""
    title: str
    """As it stands in this edition, without numbering, emoji and markup."""
    heading: str
    """As it stands in this edition, emoji included: "Publications 📙"."""
    path: tuple[str, ...]
    """The titles of the headings it lies under, its own last."""
    parts: tuple[Item | Boilerplate, ...]
    """In the order of the source."""

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(part for part in self.parts if isinstance(part, Item))


class Issue(Value, frozen=True):
    """One number of a publication in one language (an edition)."""

    id: str
    """Such as ``nlp/6`` or, in French, ``nlp/6.fr``."""
    publication: str
    """The publication's key, e.g. ``nlp``."""
    path: str
    """The source file, relative to the publication's source, with forward slashes."""
    title: str
    number: int | None
    date: date | None
    language: str
    """A BCP 47 tag, e.g. ``en``, ``pt-BR``."""
    authors: tuple[Author, ...]
    tags: tuple[str, ...]
    excerpt: str
    cover: Image | None
    sections: tuple[Section, ...]

    def items(self) -> Iterator[Item]:
        """All items, in the order of the source."""
        for section in self.sections:
            yield from section.items


Severity = Literal["error", "warning", "note"]
"""How bad a problem is: ``error``, the archive lacks something or says something wrong; ``warning``, somebody
should mend it; ``note``, odd, perhaps on purpose."""


class Problem(Value, frozen=True):
    """Something wrong in a source file that reading survived."""

    path: str
    """Relative to the publication's source; the settings file where that is at fault."""
    line: int | None
    """Counted from 1; None where the whole file is meant."""
    message: str
    """What is wrong; if that is a kind of problem, the kind and after a colon the one that is meant."""
    cure: str = ""
    """What would probably mend it."""
    severity: Severity = "warning"

    @property
    def kind(self) -> str:
        """The same for problems of one kind: "image without alternative text"."""
        return self.message.partition(": ")[0]

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.message}" + (f" ({self.cure})" if self.cure else "")


class Publication(Value, frozen=True):
    """A newsletter, as its settings and its files describe it."""

    key: str
    title: str
    language: str
    """Its main language, a BCP 47 tag; editions in it carry no language suffix in their id."""
    url: str = ""
    """Where it was first published; empty where unknown."""
    section_titles: tuple[tuple[str, str, str], ...] = ()
    """(section key, language, title): how each section is called in each language."""
    tag_labels: tuple[tuple[str, str], ...] = ()
    """(tag, name): what the tags of the topics are called."""


class Reading(Value, frozen=True):
    """What reading one publication yielded."""

    publication: Publication
    issues: tuple[Issue, ...]
    """Oldest first; editions of one issue together, the main language first."""
    problems: tuple[Problem, ...]
    media: tuple[tuple[str, str], ...] = ()
    """(address, file): local images that the issues show as ``/media/<address>``, and where
    they lie. Building the index copies them beside it."""
    folder: str = ""
    """The folder that the paths of issues are relative to; empty where there is none."""


def first_words(text: str, limit: int = 80) -> str:
    """The first words of a text, at most ``limit`` characters, cut between words with "…"."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = line[: limit + 1]
    cut = head.rfind(" ")
    return head[: cut if cut > limit // 2 else limit].rstrip(" ,;:.-–—") + "…"
