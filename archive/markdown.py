"""The one Markdown parser: mended text in, tokens out; tokens in, plain text, links and safe HTML out."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import regex as re
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from archive import shortcuts
from archive.links import mend
from archive.plain_html import plain_blocks
from archive.safe_html import HtmlContent, sanitise, tidy

CJK = re.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\u3000-\u303f\uff00-\uffef]")


class _CjkState(StateInline):
    """Emphasis beside Chinese, Japanese and Korean text.

    CommonMark wants a space or punctuation beside ``**``; those scripts have no spaces, so
    ``中文**「粗体」**中文`` would keep its asterisks.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        scanned = super().scanDelims(start, canSplitWord)
        before = self.src[start - 1] if start else " "
        end = start + scanned.length
        after = self.src[end] if end < len(self.src) else " "
        if (self.src[start] == "*" or scanned.length > 1) and (CJK.match(before) or CJK.match(after)):
            return Scanned(not after.isspace(), not before.isspace(), scanned.length)
        return scanned


class _CjkInline(ParserInline):
    def parse(
        self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]
    ) -> list[Token]:
        state = _CjkState(src, md, env, tokens)
        self.tokenize(state)
        if shortcuts.PAIRED.search(src):
            for rule in self.ruler2.getRules(""):
                rule(state)
        return state.tokens


def parser() -> MarkdownIt:
    """A parser of our Markdown, without shortcuts."""
    md = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(deflist_plugin)
    inline = _CjkInline()
    inline.ruler, inline.ruler2 = md.inline.ruler, md.inline.ruler2
    md.inline = inline
    # Addresses stay as they were written; what may be shown is decided by nh3.
    md.normalizeLink = lambda url: url.strip()  # type: ignore[method-assign]
    md.validateLink = lambda url: not url.strip().lower().startswith(("javascript:", "vbscript:", "data:"))  # type: ignore[method-assign]
    return md


_MD = parser()
shortcuts.install(_MD)


def parse(text: str) -> list[Token]:
    """Parse mended text (see :mod:`archive.mending`) to block tokens with inline children."""
    return _MD.parse(text)


def render(tokens: Sequence[Token]) -> str:
    """Safe HTML of some block tokens."""
    html = plain_blocks(tokens)
    return (sanitise(_MD.renderer.render(tokens, _MD.options, {})) if html is None else html).strip()


# ---------------------------------------------------------------- tokens to text and links


@dataclass(slots=True)
class Inline:
    """What a run of inline tokens says."""

    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    """(address as written, text)"""
    images: list[tuple[str, str]] = field(default_factory=list)
    """(address as written, alt text)"""


_STARS = re.compile(r"\*{2,}")
_REFERENCE = re.compile(r"\[([^\[\]]+)\](?:\[[^\[\]]*\])")


def inline(children: Sequence[Token], addresses: Addresses | None = None) -> Inline:
    """Visible text, links and images of inline tokens.

    With ``addresses`` the tokens are made fit to be shown: Markdown that did not parse (asterisks,
    references to nowhere) is taken out, links and images get the addresses that a page shows.
    """
    result = Inline()
    parts: list[str] = []
    open_links: list[tuple[str, int]] = []
    for token in children:
        kind = token.type
        if kind == "text":
            if addresses and ("**" in token.content or "][" in token.content):
                token.content = _unlittered(token.content)
            parts.append(token.content)
        elif kind == "code_inline":
            parts.append(token.content)
        elif kind == "softbreak":
            parts.append(" ")
        elif kind == "hardbreak":
            parts.append("\n")
        elif kind == "link_open":
            url = str(token.attrs.get("href", ""))
            open_links.append((url, len(parts)))
            if addresses:
                shown = addresses.link(url)
                token.attrs = _link_attributes(shown, token.attrs) if shown else {}
        elif kind == "link_close":
            url, start = open_links.pop() if open_links else ("", len(parts))
            result.links.append((url, tidy("".join(parts[start:]))))
        elif kind == "image":
            url = str(token.attrs.get("src", ""))
            result.images.append((url, said(token.children or ())))
            if addresses:
                token.attrs = {"src": addresses.image(url), **_IMAGE_ATTRIBUTES}
        elif kind == "html_inline":
            _inline_html(token.content, parts, open_links, result)
    result.text = tidy("".join(parts))
    return result


def said(children: Sequence[Token]) -> str:
    """The visible text of inline tokens alone."""
    parts: list[str] = []
    for token in children:
        kind = token.type
        if kind in ("text", "code_inline"):
            parts.append(token.content)
        elif kind == "softbreak":
            parts.append(" ")
        elif kind == "hardbreak" or (kind == "html_inline" and token.content[:3].lower() == "<br"):
            parts.append("\n")
    return tidy("".join(parts))


WITHIN_PAGE = re.compile(r"""#(?:(?<=[\s(<"'=\\&]#)|(?<=\./#))(?![#\s])""")
"""Where an address may begin that leads to a place in the page."""


def leads_within_page(tokens: Sequence[Token]) -> bool:
    """Whether all that is said are links within the page: a table of contents, a way back to the top."""
    if not any(_within_page(child) for token in tokens for child in token.children or ()):
        return False
    linked = spoken = 0
    for token in tokens:
        inside = False
        for child in token.children or () if token.type == "inline" else ():
            if child.type == "link_open":
                inside = _within_page(child)
            elif child.type == "link_close":
                inside = False
            elif child.type in ("text", "code_inline"):
                words = sum(map(str.isalnum, child.content))
                spoken += words
                linked += words * inside
    return spoken > 0 and linked * 10 >= spoken * 9


def _within_page(token: Token) -> bool:
    return token.type == "link_open" and str(token.attrs.get("href", "")).removeprefix("./").startswith("#")


_IMAGE_ATTRIBUTES = {"alt": "", "loading": "lazy", "referrerpolicy": "no-referrer"}


def _link_attributes(url: str, written: Mapping[str, str | int | float]) -> dict[str, str | int | float]:
    return {"href": url, "title": written["title"]} if "title" in written else {"href": url}


def _unlittered(text: str) -> str:
    return _REFERENCE.sub(r"\1", _STARS.sub("", text))


def _inline_html(tag: str, parts: list[str], open_links: list[tuple[str, int]], result: Inline) -> None:
    lowered = tag[:5].lower()
    if lowered.startswith("<br"):
        parts.append("\n")
    elif lowered.startswith(("<a ", "<img", "</a")):
        found = HtmlContent.of(tag)
        result.images += found.images
        if lowered == "</a>" and open_links:
            url, start = open_links.pop()
            result.links.append((url, tidy("".join(parts[start:]))))
        elif lowered.startswith("<a "):
            open_links.append((found.links[0][0] if found.links else "", len(parts)))


@dataclass(frozen=True, slots=True)
class Addresses:
    """How addresses of one source file become those that a page shows."""

    link: Callable[[str], str]
    """An address as written -> one to show, or an empty text: show the words alone."""
    image: Callable[[str], str]
    """The same for images."""
    base: str = ""
    """Where the newsletter was first published."""


def shown_link(url: str, base: str) -> str:
    """The address that a page shows for a link as written; empty where it leads nowhere.

    ``base`` is where the newsletter was first published, for links within that site.
    """
    address = mend(html.unescape(url)) or ""
    if not address or address.startswith(("https://", "http://")) or _ABSOLUTE.match(address):
        return address
    return urljoin(base.rstrip("/") + "/", address) if base else ""


_ABSOLUTE = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
