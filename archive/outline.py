"""One file's Markdown -> its blocks, in order.

A block is what stands between two blank lines: a heading, a paragraph, a list with its entries…
What a block *means* (section or story, boilerplate or not) is not decided here: no single file
tells, see :mod:`archive.sections`.
"""

from __future__ import annotations

import html as html_module
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Literal
from urllib.parse import urljoin

import regex as re
from markdown_it.token import Token
from msgspec.structs import replace

from archive import markdown
from archive.leads import NUMBERED, TITLE_END, TITLE_LENGTH, all_inside, bold_line, lead_of
from archive.links import link
from archive.markdown import Addresses
from archive.mending import Remark, repair
from archive.model import Image, Link, Value
from archive.safe_html import HtmlContent, sanitise

Kind = Literal[
    "heading", "title", "text", "image", "list", "table", "quote", "code", "rule", "reference", "contents"
]


class Entry(Value, frozen=True):
    """One entry of a list, one row of a table, or one term with its definitions."""

    lead: str
    """What titles it: its only link, a bold or linked beginning, a term; else empty."""
    text: str
    """All its visible text."""
    html: str
    rest: str
    """Its visible text without the lead; empty where it has none."""
    rest_html: str
    lines: tuple[int, int]
    links: tuple[Link, ...]
    images: tuple[Image, ...] = ()


class Block(Value, frozen=True):
    """One block of a file."""

    kind: Kind
    """``title`` is a pseudo-heading: a line that is wholly bold."""
    text: str
    own_html: str
    """Of a block that is more than its entries."""
    lines: tuple[int, int]
    own_links: tuple[Link, ...] = ()
    """Of a block without entries, and so its own images."""
    own_images: tuple[Image, ...] = ()
    level: int = 0
    """Of a heading, 1 to 6."""
    entries: tuple[Entry, ...] = ()
    ordered: bool = False
    slanted: bool = False
    """Wholly italic: a caption or an aside."""
    lead: Entry | None = None
    """Of a paragraph that begins with a number: what titles it, as of a list's entry."""

    @property
    def html(self) -> str:
        if self.own_html or not self.entries:
            return self.own_html
        tag = "ol" if self.ordered else "ul"
        return f"<{tag}>{''.join(f'<li>{entry.html}</li>' for entry in self.entries)}</{tag}>"

    @property
    def links(self) -> tuple[Link, ...]:
        return self.own_links or tuple(chain.from_iterable(entry.links for entry in self.entries))

    @property
    def images(self) -> tuple[Image, ...]:
        return self.own_images or tuple(chain.from_iterable(entry.images for entry in self.entries))


@dataclass(frozen=True, slots=True)
class Outline:
    """A file's blocks and what had to be mended."""

    blocks: tuple[Block, ...]
    remarks: tuple[Remark, ...]


def outline(body: str, addresses: Addresses, first_line: int = 1) -> Outline:
    """Read one file's body; ``first_line`` is the line of the source that it begins on."""
    text, remarks = repair(body, first_line)
    tokens = markdown.parse(text)
    builder = _Builder(addresses, first_line, markdown.WITHIN_PAGE.search(text) is not None)
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
    def __init__(self, addresses: Addresses, first_line: int, within_page: bool) -> None:
        """``within_page``: whether there may be links within the page."""
        self._addresses = addresses
        self._first = first_line
        self._within_page = within_page

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
                said = markdown.inline(token.children, self._addresses)
                texts.append(said.text)
                links += said.links
                images += [self._image(url, alt) for url, alt in said.images]
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
        kind = "contents" if kind == "text" and self._is_contents(part) else kind
        content = self._content(part)
        return Block(kind, content.text, markdown.render(part), lines, content.links, content.images)

    def _heading(self, part: Sequence[Token], lines: tuple[int, int]) -> Iterator[Block]:
        block = self._plain("heading", part, lines)
        level = int(part[0].tag[1])
        if part[0].markup == "-" and (len(block.text) > TITLE_LENGTH or TITLE_END.search(block.text)):
            # A paragraph with a rule right below it, which Markdown takes for a heading.
            inline = [token for token in part if token.type == "inline"]
            html = f"<p>{markdown.render(inline)}</p>"
            yield replace(block, kind="text", own_html=html, lines=(lines[0], lines[1] - 1))
            yield Block("rule", "", "<hr>", (lines[1], lines[1]))
        elif block.text or block.images:
            yield replace(block, level=level)

    def _paragraph(self, part: Sequence[Token], lines: tuple[int, int]) -> Iterator[Block]:
        inline = part[1]
        children = list(inline.children or ())
        while children:
            cut = bold_line(children)
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
        slanted = kind == "text" and all_inside("em_open", children)
        block = self._plain(kind, part, lines)
        if slanted:
            block = replace(block, slanted=True)
        if kind == "text" and block.images and not block.text:
            return replace(block, kind="image")
        if kind == "text" and NUMBERED.match(block.text):
            return replace(block, lead=self._numbered(part, block))
        return block

    def _numbered(self, part: Sequence[Token], block: Block) -> Entry | None:
        """What titles a paragraph that begins with a number, where a link or bold words do."""
        lead, left = lead_of(part[1].children or [], numbered=True)
        if not lead:
            return None
        rest = markdown.said(left)
        html = markdown.render([part[0], _copy(part[1], left), part[2]]) if rest or block.images else ""
        return Entry(lead, block.text, block.html, rest, html, block.lines, block.links, block.images)

    def _html(self, source: str, lines: tuple[int, int]) -> Iterator[Block]:
        """Raw HTML: read as Markdown where it has headings, lists, tables or paragraphs; else as it is."""
        if _STRUCTURED.search(source) and (text := _as_markdown(source)):
            for block in self.blocks(markdown.parse(text)):
                entries = tuple(replace(entry, lines=lines) for entry in block.entries)
                yield replace(block, lines=lines, entries=entries)
            return
        found = HtmlContent.of(source)
        if found.text or found.images or found.links:
            html = sanitise(self._html_shown(source, found))
            images = tuple(self._image(url, alt) for url, alt in found.images)
            kind: Kind = "text" if found.text else "image"
            yield Block(kind, found.text, html, lines, _kept(found.links, self._addresses.base), images)

    def _is_contents(self, part: Sequence[Token]) -> bool:
        return self._within_page and markdown.leads_within_page(part)

    # ------------------------------------------------------------ lists and tables

    def _list(self, part: Sequence[Token], lines: tuple[int, int]) -> Block:
        kind: Kind = "contents" if self._is_contents(part) else "list"
        entries = tuple(self._entry(item[1:-1], item[0]) for item in _top_level(part[1:-1]))
        ordered = part[0].type == "ordered_list_open"
        return _with_entries(kind, entries, lines, ordered)

    def _entry(self, tokens: Sequence[Token], opening: Token) -> Entry:
        first, last = opening.map or (0, 1)
        content = self._content(tokens)
        html = markdown.render(tokens)
        lead, rest, rest_html = "", "", ""
        if len(tokens) > 1 and tokens[1].type == "inline" and tokens[1].children:
            lead, left = lead_of(tokens[1].children)
        if lead:
            without = [tokens[0], _copy(tokens[1], left), *tokens[2:]]
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
            return replace(block, own_html=content_html, text="\n".join(filter(None, (header, block.text))))
        return self._plain("table", part, lines)

    def _row(self, row: Sequence[Token], lines: tuple[int, int]) -> Entry:
        content = self._content(row)
        cells = [token for token in row if token.type == "inline"]
        if len(cells) > 1 and re.fullmatch(r"\W*\d{0,4}\W*", cells[0].content):  # a row's number
            cells = cells[1:]
        lead, left = lead_of(cells[0].children or [], loose=True) if cells else ("", [])
        said = [markdown.said(left), *(_said(cell) for cell in cells[1:])]
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


_STRUCTURED = re.compile(r"(?is)<(?:h[1-6]|li|tr)\b|<p\b.*<p\b")


def _as_markdown(source: str) -> str:
    """Raw HTML as Markdown; empty where it is nested too deep to follow."""
    from markdownify import markdownify  # noqa: PLC0415 - few files have such HTML, and loading it takes long

    try:
        return markdownify(source, heading_style="ATX")
    except RecursionError:
        return ""


def _with_entries(kind: Kind, entries: tuple[Entry, ...], lines: tuple[int, int], ordered: bool) -> Block:
    text = "\n".join(entry.text for entry in entries if entry.text)
    return Block(kind, text, "", lines, entries=entries, ordered=ordered)


def _kept(links: Sequence[tuple[str, str]], base: str) -> tuple[Link, ...]:
    """Links that lead out of the page; those within the newsletter's own site made whole."""
    kept = []
    for written, text in links:
        if written and not written.removeprefix("./").startswith("#"):
            whole = urljoin(base, written) if base and written.startswith("/") else written
            kept.append(link(html_module.unescape(whole), text, written))
    return tuple(kept)


def _rows(part: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for position, token in enumerate(part):
        if token.type == "tr_open":
            start = position
        elif token.type == "tr_close":
            yield part[start : position + 1]


def _said(token: Token) -> str:
    if token.children:
        return markdown.said(token.children)
    return token.content if token.type == "fence" else ""


def _copy(token: Token, children: list[Token]) -> Token:
    return Token(token.type, token.tag, token.nesting, children=children, content=token.content)


def _captioned(blocks: list[Block]) -> Iterator[Block]:
    """Give images the caption that stands right below them."""
    for block, below in zip_longest(blocks, blocks[1:]):
        if block.kind == "image" and below is not None and below.slanted:
            *others, last = block.images
            yield replace(block, own_images=(*others, replace(last, caption=below.text)))
        else:
            yield block
