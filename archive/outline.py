"""One file's Markdown -> its blocks, in order.

A block is what stands between two blank lines: a heading, a paragraph, a list with its entries…
What a block *means* (section or story, boilerplate or not) is not decided here: no single file
tells, see :mod:`archive.sections`.
"""

from __future__ import annotations

import html as html_module
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urljoin

import regex as re
from markdown_it.token import Token

from archive import markdown
from archive.links import link
from archive.markdown import Addresses, HtmlContent, Remark
from archive.model import Image, Link

Kind = Literal["heading", "title", "text", "image", "list", "table", "quote", "code", "rule"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list, one row of a table, or one term with its definitions."""

    lead: str
    """What titles it: its only link, a bold or linked beginning, a term; else empty."""
    text: str
    """All its visible text."""
    html: str
    rest: str
    """Its visible text without the lead."""
    rest_html: str
    lines: tuple[int, int]
    links: tuple[Link, ...]
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a file."""

    kind: Kind
    """``title`` is a pseudo-heading: a line that is wholly bold."""
    text: str
    html: str
    lines: tuple[int, int]
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    level: int = 0
    """Of a heading, 1 to 6."""
    entries: tuple[Entry, ...] = ()
    ordered: bool = False
    slanted: bool = False
    """Wholly italic: a caption or an aside."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A file's blocks and what had to be mended."""

    blocks: tuple[Block, ...]
    remarks: tuple[Remark, ...]


TITLE_LENGTH = 200
"""A bold line longer than this is a paragraph; the longest title of a paper has about 180."""
_TITLE_END = re.compile(r"[。，,;；]$|[.!]$(?<=.{100})|[.。!！?？]\s+\S.*[.。!！]$")
_EMPTY_TITLE = re.compile(r"^[\W_]*$")


def outline(body: str, addresses: Addresses, first_line: int = 1) -> Outline:
    """Read one file's body; ``first_line`` is the line of the source that it begins on."""
    text, remarks = markdown.repair(body, first_line)
    tokens = markdown.parse(text)
    builder = _Builder(addresses, first_line)
    blocks = tuple(_captioned(list(builder.blocks(tokens))))
    return Outline(blocks, tuple(remarks))


def _top_level(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Slices of tokens, one for each block of the outermost level."""
    start, depth = 0, 0
    for position, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : position + 1]
            start = position + 1


@dataclass(slots=True)
class _Content:
    """Text, links and images of a slice of tokens."""

    text: str
    links: tuple[Link, ...]
    images: tuple[Image, ...]


class _Builder:
    def __init__(self, addresses: Addresses, first_line: int) -> None:
        self._addresses = addresses
        self._first = first_line

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        lines = (self._first, self._first)
        for part in _top_level(tokens):
            if part[0].map:
                lines = (part[0].map[0] + self._first, part[0].map[1] + self._first - 1)
            match part[0].type:
                case "heading_open":
                    yield from self._heading(part, lines)
                case "paragraph_open":
                    yield from self._paragraph(part, lines)
                case "bullet_list_open" | "ordered_list_open":
                    yield self._list(part, lines)
                case "table_open":
                    yield self._table(part, lines)
                case "dl_open":
                    yield self._definitions(part, lines)
                case "blockquote_open":
                    yield self._plain("quote", part, lines)
                case "fence" | "code_block":
                    yield self._plain("code", part, lines)
                case "html_block":
                    yield from self._html(part[0].content, lines)
                case "hr":
                    yield Block("rule", "", "<hr>", lines)

    # ------------------------------------------------------------ pieces

    def _content(self, tokens: Sequence[Token]) -> _Content:
        """Read a slice once: afterwards its tokens carry the addresses that a page shows."""
        texts: list[str] = []
        links: list[tuple[str, str]] = []
        images: list[Image] = []
        for token in tokens:
            if token.type == "inline" and token.children:
                markdown.unlitter(token.children)
                said = markdown.inline(token.children)
                texts.append(said.text)
                links += said.links
                images += [self._image(url, alt) for url, alt in said.images]
                markdown.readdress(token.children, self._addresses)
            elif token.type in ("fence", "code_block"):
                texts.append(token.content.rstrip("\n"))
            elif token.type == "html_block":
                found = HtmlContent.of(token.content)
                texts.append(found.text)
                links += found.links
                images += [self._image(url, alt) for url, alt in found.images]
                token.content = self._html_shown(token.content, found)
        return _Content("\n".join(filter(None, texts)), _kept(links, self._addresses.base), tuple(images))

    def _image(self, url: str, alt: str) -> Image:
        return Image(self._addresses.image(url), alt)

    def _html_shown(self, source: str, found: HtmlContent) -> str:
        for url, _ in found.images:
            source = source.replace(url, html_module.escape(self._addresses.image(url)))
        return source

    def _plain(self, kind: Kind, part: Sequence[Token], lines: tuple[int, int]) -> Block:
        content = self._content(part)
        return Block(kind, content.text, markdown.render(part), lines, content.links, content.images)

    def _heading(self, part: Sequence[Token], lines: tuple[int, int]) -> Iterator[Block]:
        block = self._plain("heading", part, lines)
        level = int(part[0].tag[1])
        if part[0].markup == "-" and (len(block.text) > TITLE_LENGTH or _TITLE_END.search(block.text)):
            # A paragraph with a rule right below it, which Markdown takes for a heading.
            inline = [token for token in part if token.type == "inline"]
            html = f"<p>{markdown.render(inline)}</p>"
            yield replace(block, kind="text", html=html, lines=(lines[0], lines[1] - 1))
            yield Block("rule", "", "<hr>", (lines[1], lines[1]))
        elif block.text or block.images:
            yield replace(block, level=level)

    def _paragraph(self, part: Sequence[Token], lines: tuple[int, int]) -> Iterator[Block]:
        inline = part[1]
        children = list(inline.children or ())
        while children:
            cut = _bold_line(children)
            if cut is None:
                break
            head, rest = children[:cut], children[cut + 1 :]
            below = lines[0] + 1 if rest else lines[1]
            yield self._run(part, head, (lines[0], lines[0] if rest else lines[1]), "title")
            children, lines = rest, (min(below, lines[1]), lines[1])
        if children:
            block = self._run(part, children, lines, "text")
            if block.text or block.images or block.links:
                yield block

    def _run(self, part: Sequence[Token], children: list[Token], lines: tuple[int, int], kind: Kind) -> Block:
        part[1].children = children
        slanted = kind == "text" and _all_inside("em_open", children)
        block = replace(self._plain(kind, part, lines), slanted=slanted)
        if kind == "text" and block.images and not block.text:
            return replace(block, kind="image")
        return block

    def _html(self, source: str, lines: tuple[int, int]) -> Iterator[Block]:
        """Raw HTML, cut at the headings in it."""
        line = lines[0]
        for piece in _HTML_HEADING.split(source):
            first, line = line, line + piece.count("\n")
            found = HtmlContent.of(piece)
            if not (found.text or found.images or found.links):
                continue
            last = min(max(first, line), lines[1])
            heading = _HTML_HEADING.fullmatch(piece)
            html = markdown.sanitise(self._html_shown(piece, found))
            images = tuple(self._image(url, alt) for url, alt in found.images)
            yield Block(
                "heading" if heading else "text" if found.text else "image",
                found.text,
                html,
                (first, last),
                _kept(found.links, self._addresses.base),
                images,
                level=int(heading["level"]) if heading else 0,
            )

    # ------------------------------------------------------------ lists and tables

    def _list(self, part: Sequence[Token], lines: tuple[int, int]) -> Block:
        entries = tuple(self._entry(item[1:-1], item[0]) for item in _top_level(part[1:-1]))
        ordered = part[0].type == "ordered_list_open"
        return _with_entries("list", entries, lines, ordered)

    def _entry(self, tokens: Sequence[Token], opening: Token) -> Entry:
        first, last = opening.map or (0, 1)
        content = self._content(tokens)
        html = markdown.render(tokens)
        lead, without = "", list(tokens)
        if len(tokens) > 1 and tokens[1].type == "inline" and tokens[1].children:
            lead, left = _lead(tokens[1].children)
            without[1] = _copy(tokens[1], left)
        rest, rest_html = content.text, html
        if lead:
            rest = "\n".join(filter(None, (_said(token) for token in without)))
            rest_html = markdown.render(without) if rest or content.images else ""
        span = (first + self._first, max(first, last - 1) + self._first)
        return Entry(lead, content.text, html, rest, rest_html, span, content.links, content.images)

    def _table(self, part: Sequence[Token], lines: tuple[int, int]) -> Block:
        entries: list[Entry] = []
        head = True
        for row in _rows(part):
            if head:
                head = False
                continue
            entries.append(self._row(row, lines))
        if entries:
            content_html = markdown.render(part)
            header = " ".join(_said(token) for token in next(iter(_rows(part))) if token.type == "inline")
            block = _with_entries("table", tuple(entries), lines, ordered=False)
            return replace(block, html=content_html, text="\n".join(filter(None, (header, block.text))))
        return self._plain("table", part, lines)

    def _row(self, row: Sequence[Token], lines: tuple[int, int]) -> Entry:
        content = self._content(row)
        cells = [token for token in row if token.type == "inline"]
        lead, left = _lead(cells[0].children or [], loose=True) if cells else ("", [])
        said = [markdown.inline(left).text, *(_said(cell) for cell in cells[1:])]
        shown = [markdown.render([_copy(cells[0], left)])] if cells else []
        shown += [markdown.render([cell]) for cell in cells[1:]]
        rest_html = "".join(f"<p>{cell}</p>" for cell in shown if cell)
        full = "".join(f"<p>{markdown.render([cell])}</p>" for cell in cells)
        first, last = row[0].map or (lines[0] - self._first, lines[1] - self._first + 1)
        span = (first + self._first, max(first, last - 1) + self._first)
        rest = "\n".join(filter(None, said))
        return Entry(lead, content.text, full, rest, rest_html, span, content.links, content.images)

    def _definitions(self, part: Sequence[Token], lines: tuple[int, int]) -> Block:
        entries: list[Entry] = []
        term: Sequence[Token] = ()
        for piece in _top_level(part[1:-1]):
            if piece[0].type == "dt_open":
                term = piece
                continue
            about, said = self._content(term), self._content(piece[1:-1])
            first, last = (piece[0].map or (0, 1)) if not term else (term[0].map or (0, 1))
            last = (piece[0].map or (first, last))[1]
            html = markdown.render(piece[1:-1])
            full = f"<p><strong>{html_module.escape(about.text)}</strong></p>{html}" if term else html
            entries.append(
                Entry(
                    about.text,
                    "\n".join(filter(None, (about.text, said.text))),
                    full,
                    said.text,
                    html,
                    (first + self._first, max(first, last - 1) + self._first),
                    about.links + said.links,
                    about.images + said.images,
                )
            )
            term = ()
        return _with_entries("list", tuple(entries), lines, ordered=False)


_HTML_HEADING = re.compile(r"(?is)(<h(?P<level>[1-6])\b[^>]*>.*?</h(?P=level)\s*>)")


def _with_entries(kind: Kind, entries: tuple[Entry, ...], lines: tuple[int, int], ordered: bool) -> Block:
    tag = "ol" if ordered else "ul"
    body = "".join(f"<li>{entry.html}</li>" for entry in entries)
    return Block(
        kind,
        "\n".join(entry.text for entry in entries if entry.text),
        f"<{tag}>{body}</{tag}>",
        lines,
        tuple(link for entry in entries for link in entry.links),
        tuple(image for entry in entries for image in entry.images),
        entries=entries,
        ordered=ordered,
    )


def _kept(links: Sequence[tuple[str, str]], base: str) -> tuple[Link, ...]:
    """Links that lead out of the page; those within the newsletter's own site made whole."""
    kept = []
    for written, text in links:
        if written and not written.startswith("#"):
            whole = urljoin(base, written) if base and written.startswith("/") else written
            kept.append(replace(link(html_module.unescape(whole), text), written=written))
    return tuple(kept)


def _rows(part: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for position, token in enumerate(part):
        if token.type == "tr_open":
            start = position
        elif token.type == "tr_close":
            yield part[start : position + 1]


def _said(token: Token) -> str:
    return (
        markdown.inline(token.children).text
        if token.children
        else token.content
        if token.type == "fence"
        else ""
    )


def _copy(token: Token, children: list[Token]) -> Token:
    return token.copy(children=children)


def _captioned(blocks: list[Block]) -> Iterator[Block]:
    """Give images the caption that stands right below them."""
    for block, below in zip(blocks, [*blocks[1:], None], strict=True):
        if block.kind == "image" and below is not None and below.slanted:
            *others, last = block.images
            yield replace(block, images=(*others, replace(last, caption=below.text)))
        else:
            yield block


# ---------------------------------------------------------------- bold lines and leads


def _wordless(text: str) -> bool:
    return not any(char.isalnum() for char in text)


def _all_inside(opening: str, children: Sequence[Token]) -> bool:
    """Whether every word is inside such an element (and there is a word)."""
    closing, depth, words = opening.replace("open", "close"), 0, False
    for token in children:
        if token.type == opening:
            depth += 1
        elif token.type == closing:
            depth -= 1
        elif token.type in ("text", "code_inline") and not _wordless(token.content):
            if not depth:
                return False
            words = True
    return words


def _bold_line(children: Sequence[Token]) -> int | None:
    """Where the first line ends, if it is wholly bold and short enough for a title."""
    end = next((i for i, t in enumerate(children) if t.type in ("softbreak", "hardbreak")), len(children))
    line = children[:end]
    depth = 0
    for token in line:
        depth += token.nesting
    if depth or any(token.type == "image" for token in line) or not _all_inside("strong_open", line):
        return None
    text = markdown.inline(line).text
    if len(text) > TITLE_LENGTH or _TITLE_END.search(text) or _EMPTY_TITLE.match(text):
        return None
    return end


_PREFIX = re.compile(r"^(?:\s*[\[(【（][^\[\]()]{1,40}[\])】）]|\s*[^\w\s\[(]{1,3})*\s*$")
_SEPARATOR = re.compile(r"^\s*(?:[-–—:：|·•]+\s|[.,;。，；!]*\s*$|[:：])")
_TRIM = re.compile(r"^\s*[-–—:：|·•,.;。，；]+\s*")


def _lead(children: Sequence[Token], loose: bool = False) -> tuple[str, list[Token]]:
    """What titles an entry, and the entry's inline tokens without it.

    A lead is a bold beginning, or a link that is all there is (after tags like "[video]") or that a
    dash, colon or bar separates from the rest. ``loose``: any number before it is passed over.
    """
    start = 0
    before = ""
    for start, token in enumerate(children):  # noqa: B007
        if token.type != "text":
            break
        before += token.content
    else:
        return "", list(children)
    opening = children[start]
    if opening.type not in ("link_open", "strong_open", "em_open"):
        return "", list(children)
    if not (_PREFIX.match(before) or (loose and len(before) < 8)):
        return "", list(children)
    end = _closing(children, start)
    inside = children[start : end + 1]
    after = list(children[end + 1 :])
    said = markdown.inline(inside).text
    following = markdown.inline(after).text
    bold = any(token.type == "strong_open" for token in inside) and _all_inside("strong_open", inside)
    linked = opening.type == "link_open" or any(token.type == "link_open" for token in inside)
    ended = not following or bool(_SEPARATOR.match(following))
    if not said or len(said) > TITLE_LENGTH or not (bold or (linked and ended)):
        return "", list(children)
    if linked and bold and not ended and not said.endswith((":", "：", ".")):
        return "", list(children)
    if after and after[0].type == "text":
        trimmed = _TRIM.sub("", after[0].content)
        after[0] = after[0].copy(content=trimmed)
        if not trimmed:
            after = after[1:]
    left = [token for token in children[:start] if token.content.strip()] if not loose else []
    return said.rstrip(" :："), [*left, *after]


def _closing(children: Sequence[Token], start: int) -> int:
    depth = 0
    for position in range(start, len(children)):
        depth += children[position].nesting
        if depth == 0:
            return position
    return len(children) - 1
