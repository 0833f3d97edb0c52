"""One file -> a page: its front matter understood and its body outlined.

This is the part of reading that needs one file alone, so it can be done for many files at once and
kept for those that did not change.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote, unquote, urljoin

from archive import metadata
from archive.config import PublicationConfig
from archive.dates import find_date, read_date
from archive.frontmatter import front_matter
from archive.markdown import Addresses, shown_link
from archive.model import Problem, Value
from archive.outline import Block, outline
from archive.references import resolved
from archive.text import decode


class Page(Value, frozen=True):
    """What one file says, before the archive as a whole is looked at."""

    path: str
    """Relative to the source, with forward slashes."""
    title: str
    """As the front matter has it; empty where it has none."""
    number: int | None
    date: date | None
    language: str
    authors: tuple[str, ...]
    """Handles."""
    tags: tuple[str, ...]
    excerpt: str
    cover: str
    """The address that a page shows it by; empty where none is stated or found."""
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]
    media: tuple[tuple[str, str], ...]
    """(address below /media/, file) of the local images it shows."""

    @property
    def issue(self) -> str:
        """The same for all editions of one issue, as far as one file can tell."""
        return str(self.number or self.date or self.path)


def read_page(data: bytes, path: str, publication: PublicationConfig, root: Path | None) -> Page | None:
    """Read one file; None where the publication's required tag is not among its tags.

    ``root`` is the folder that ``path`` is relative to: local images are looked for in it.
    """
    decoded = decode(data)
    matter = front_matter(decoded.text)
    values = matter.values
    tags = metadata.names(_first(values, "tags", "tag", "keywords", "categories", "category"))
    marker = publication.require_tag.casefold()
    if marker and marker not in map(str.casefold, tags):
        return None
    tags = tuple(tag for tag in tags if tag.casefold() != marker)  # on every issue, so it tells none apart
    problems = [Problem(path, *problem) for problem in matter.problems]
    if decoded.doubt or decoded.repaired:
        problems.append(
            Problem(path, None, decoded.doubt or "text that was garbled", "save the file as UTF-8")
        )
    addresses = _Addresses(path, publication, root, problems)
    outlined = outline(matter.body, addresses.pair(), matter.body_line)
    blocks = resolved(outlined.blocks)
    problems += [Problem(path, *remark) for remark in outlined.remarks]
    title = " ".join(html.unescape(_text(_first(values, "title", "headline", "subject"))).split())
    name = posixpath.basename(path)
    stated = metadata.language_tag(_text(_first(values, "lang", "language", "locale")))
    return Page(
        path,
        title,
        _number(values, title, path, blocks),
        _date(values, title, path, blocks),
        stated or metadata.tagged_language(title, name) or _written(blocks, publication.language),
        metadata.names(_first(values, "authors", "author", "editors", "editor", "by")),
        tags,
        " ".join(_text(_first(values, "excerpt", "description", "summary", "subtitle")).split()),
        _cover(values, blocks, addresses),
        blocks,
        tuple(problems),
        tuple(addresses.media.items()),
    )


def _number(values: Mapping[str, object], title: str, path: str, blocks: Sequence[Block]) -> int | None:
    stated = _first(values, "number", "issue", "issue_number", "num")
    name = posixpath.basename(path)
    opening = _opening(blocks)
    heading = opening[0].text if opening and opening[0].kind == "heading" else ""
    number = metadata.number_of(title or heading, "" if metadata.dated_by_folders(path) else name, stated)
    lines = [line for block in blocks[:5] if len(line := _headline(block)) < 60]
    marked = (metadata.marked_number(line) for line in lines[:3])
    return number if number is not None else next((each for each in marked if each is not None), None)


def _date(values: Mapping[str, object], title: str, path: str, blocks: Sequence[Block]) -> date | None:
    lines = [title, *(block.text for block in _opening(blocks))]
    return (
        read_date(_first(values, "date", "published", "pubdate", "publish_date"))
        or metadata.date_in_name(path)
        or next((day for line in lines if (day := find_date(line))), None)
    )


def _headline(block: Block) -> str:
    """What a block begins with, up to a dash or the end of a sentence: "The Letter #214 - …"."""
    return re.split(r"\s[-–—|:]\s|[.!?。！？]\s|\n", block.text, maxsplit=1)[0]


def _opening(blocks: Sequence[Block]) -> list[Block]:
    """The first lines of a file: where a title, a number and a date stand that the front matter lacks."""
    lines = [block for block in blocks[:5] if block.kind in ("heading", "title", "text")]
    return [block for block in lines[:3] if len(block.text) < 120]


def _first(values: Mapping[str, object], *keys: str) -> object:
    return next((values[key] for key in keys if values.get(key) not in (None, "", [], {})), None)


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) else ""


def _written(blocks: tuple[Block, ...], likely: str) -> str:
    return metadata.written_language("\n".join(block.text for block in blocks), likely)


def _cover(values: Mapping[str, object], blocks: tuple[Block, ...], addresses: _Addresses) -> str:
    stated = _first(values, "cover", "image", "thumbnail", "hero", "banner")
    if isinstance(stated, Mapping):
        stated = _first(stated, "thumb", "feature", "cover", "path", "src", "url", "teaser")
    if isinstance(stated, str) and (address := addresses.find(stated)):
        return address
    return next((image.url for block in blocks for image in block.images if image.url), "")


class _Addresses:
    """Addresses in one file -> those that a page shows; notes what leads nowhere."""

    def __init__(
        self, path: str, publication: PublicationConfig, root: Path | None, problems: list[Problem]
    ) -> None:
        self._path = path
        self._publication = publication
        self._root = root.resolve() if root else None
        self._problems = problems
        self._reported: set[str] = set()
        self.media: dict[str, str] = {}

    def pair(self) -> Addresses:
        return Addresses(self._link, self._image, self._publication.url)

    def _link(self, url: str) -> str:
        if url.startswith("#"):
            return ""
        shown = shown_link(url, self._publication.url)
        if not shown and url.strip():
            cure = "only https, http and mailto can be shown" if "://" in url else "give the whole address"
            self._report(f"link that leads nowhere: {url[:80]}", cure)
        return shown

    def _image(self, url: str) -> str:
        found = self.find(url)
        if not found and url.strip():
            self._report(f"image that is not there: {url[:80]}", "put the file there or mend the address")
        return found

    def find(self, url: str) -> str:
        """Where a page finds an image: on the web, or in the source; empty where it is in neither."""
        url = html.unescape(url.strip())
        if url.startswith("//"):
            return f"https:{url}"
        if "://" in url or url.startswith("/media/"):
            return url if url.startswith(("http://", "https://", "/media/")) else ""
        local = self._local(unquote(url.partition("?")[0].partition("#")[0]))
        if local:
            return local
        return (
            urljoin(self._publication.url.rstrip("/") + "/", url)
            if self._publication.url and "/" in url
            else ""
        )

    def _local(self, name: str) -> str:
        if self._root is None or not name or "\0" in name:
            return ""
        below = [name.lstrip("/"), posixpath.join(posixpath.dirname(self._path), name)]
        for candidate in dict.fromkeys(
            posixpath.normpath(way) for way in (below[::-1] if name[0] != "/" else below[:1])
        ):
            file = self._root / candidate
            try:
                inside = file.resolve().is_relative_to(self._root) and file.is_file()
            except OSError:  # a name that is too long
                inside = False
            if inside and not candidate.startswith(".."):
                address = f"{self._publication.key}/{candidate}"
                self.media[address] = str(file)
                return f"/media/{quote(address)}"
        return ""

    def _report(self, message: str, cure: str) -> None:
        if message not in self._reported:
            self._reported.add(message)
            self._problems.append(Problem(self._path, None, message, cure))
