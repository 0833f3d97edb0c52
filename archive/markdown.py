"""The one Markdown parser: text in, tokens out; tokens in, plain text, links and safe HTML out.

What people write is mended before it is parsed, and never moved to another line, so that every
token knows its line in the source.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import nh3
import regex as re
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from archive.links import mend

Remark = tuple[int, str, str]
"""(line, message, cure)"""

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
        if self.src[start] == "*" and (CJK.match(before) or CJK.match(after)):
            return Scanned(not after.isspace(), not before.isspace(), scanned.length)
        return scanned


class _CjkInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: dict, tokens: list[Token]) -> list[Token]:  # type: ignore[type-arg]
        state = _CjkState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(deflist_plugin)
    inline = _CjkInline()
    inline.ruler, inline.ruler2 = md.inline.ruler, md.inline.ruler2
    md.inline = inline
    # Addresses stay as they were written; what may be shown is decided by nh3.
    md.normalizeLink = str.strip  # type: ignore[method-assign]
    md.validateLink = lambda url: not url.strip().lower().startswith(("javascript:", "vbscript:", "data:"))  # type: ignore[method-assign]
    return md


_MD = _parser()


def parse(text: str) -> list[Token]:
    """Parse mended text (see :func:`repair`) to block tokens with inline children."""
    return _MD.parse(text)


def render(tokens: Sequence[Token]) -> str:
    """Safe HTML of some block tokens."""
    return sanitise(_MD.renderer.render(tokens, _MD.options, {}))


# ---------------------------------------------------------------- mending the source

_CODE = r"(?P<code>^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?\n)??[ ]{0,3}(?P=fence)[^\n]*$|(?<!`)(?P<tick>`{1,3})(?!`)(?:[^`\n]|(?!(?P=tick))`|\n(?!\s*\n))*?(?P=tick)(?!`))"
_COMMENT = re.compile(_CODE + r"|<!--.*?-->", re.MULTILINE | re.DOTALL)
_TEMPLATE = re.compile(
    _CODE
    + r"|\{%-?\s.*?%\}|(?<!\()\{\{[^{}\n]*\}\}(?!\S*\))"  # Liquid and Jinja, but for those inside an address
    + r"|\{:[^{}\n]*\}|(?<=\S)[ ]?\{[.#][\w -]+\}[ ]*$",  # kramdown attributes
    re.MULTILINE | re.DOTALL,
)
_LINE_LITTER = re.compile(
    r"^[ \t]*(?:\\{1,2}|@?\[+toc\]+|\{:toc\}|[*-][ ]+toc)[ \t]*$", re.IGNORECASE | re.MULTILINE
)
_LINE_BREAK = re.compile(r"(?<=\S)[ \t]*\\\\[ \t]*$", re.MULTILINE)
_LINE_LEAD = re.compile(r"^[ \t]*\\\\[ \t]+(?=\S)", re.MULTILINE)
_BOLD_LINE = re.compile(
    r"^([ \t]*)(\*{2,3})[ \t]*((?:(?!\*\*)\S)(?:(?!\*\*).)*?)[ \t]*\2[ \t]*$", re.MULTILINE
)
_SPACED_LINK = re.compile(r"(?<=\S)\][ \t]{1,2}\((?=(?:https?://|www\.))")
_CUT_LINK = re.compile(r"\]\([ ]*((?:https?://|www\.)[^\s()<>]*)[ ]*\n[ ]*([^\s()<>\"'\[\]]+)\)")
_SPLIT_LINK = re.compile(r"\]\([ ]*((?:https?://|www\.)[^\s()<>]+)[ ]+([^\s()<>\"'\[\]]+)[ ]*\)")
_OPEN_LINK = re.compile(r"(?<=\[[^\[\]\n]{1,300}\])\(((?:https?://|www\.)[^\s()<>]+)[ \t]*$", re.MULTILINE)
_NO_BRACKET = re.compile(r"\[([^\[\]()\n]{1,200})\(((?:https?://)[^\s()<>]+)\)")
_NO_OPENING = re.compile(r"^([^\[\]\n]*?)([^\s\[\]]+)\]\((?=https?://[^\s()]+\))", re.MULTILINE)


def repair(text: str, first_line: int = 1) -> tuple[str, list[Remark]]:
    """Mend what Markdown does not understand but a person does, and drop what is not for readers.

    Comments, template tags, kramdown attributes and tables of contents made by a program go;
    links that were cut, spaced or half bracketed work again. No line moves.
    """
    remarks: list[Remark] = []

    def note(match: re.Match[str], message: str, cure: str) -> None:
        line = match.string.count("\n", 0, match.start()) + first_line
        remarks.append((line, message, cure))

    def mended(pattern: re.Pattern[str], new: str, message: str, cure: str) -> Callable[[str], str]:
        def apply(source: str) -> str:
            def one(match: re.Match[str]) -> str:
                if pattern is _NO_OPENING and _opened_above(match):
                    return match[0]
                note(match, message, cure)
                return match.expand(new)

            return pattern.sub(one, source)

        return apply

    text = _without(_COMMENT, text, upto=text.rfind("-->") + 3)
    unclosed = text.find("<!--")
    if unclosed >= 0:
        line = text.count("\n", 0, unclosed) + first_line
        remarks.append((line, "comment that is not closed", "add -->"))
        text = text.replace("<!--", "")
    if "{" in text:
        text = _without(_TEMPLATE, text)
    if "\\" in text or "oc" in text.lower():
        text = _LINE_LITTER.sub("", text)
        text = _LINE_BREAK.sub("  ", text)
        text = _LINE_LEAD.sub("", text)
    text = _BOLD_LINE.sub(r"\1\2\3\2", text)
    if "](" in text or "] (" in text or "(http" in text:
        for change in (
            mended(
                _SPACED_LINK, "](", "space between a link's text and its address", "write [text](address)"
            ),
            mended(_CUT_LINK, r"](\1\2)\n", "address cut over two lines", "put it on one line"),
            mended(_SPLIT_LINK, r"](\1%20\2)", "space inside an address", "write %20"),
            mended(_OPEN_LINK, r"(\1)", "link without its closing parenthesis", "add )"),
            mended(_NO_BRACKET, r"[\1](\2)", "link without its closing bracket", "write [text](address)"),
            mended(_NO_OPENING, r"\1[\2](", "link without its opening bracket", "write [text](address)"),
        ):
            text = change(text)
    return text, remarks


def _opened_above(match: re.Match[str]) -> bool:
    """Whether the bracket that seems to be missing stands in an earlier line of the paragraph."""
    above = match.string[max(match.string.rfind("\n\n", 0, match.start()), 0) : match.start()]
    return above.count("[") > above.count("]")


def _without(pattern: re.Pattern[str], text: str, upto: int | None = None) -> str:
    """Take matches out but for code, keeping their line ends."""

    def blank(match: re.Match[str]) -> str:
        if match["code"] is not None:
            return match[0]
        return "\n" * match[0].count("\n")

    upto = len(text) if upto is None else upto
    return pattern.sub(blank, text[:upto]) + text[upto:]


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
_SPACES = re.compile(r"[ \t\u00a0]+")
_BREAK_SPACES = re.compile(r" *\n *")


def tidy(text: str) -> str:
    """Spaces made single, none at the ends; line breaks kept."""
    return _BREAK_SPACES.sub("\n", _SPACES.sub(" ", text)).strip()


def inline(children: Sequence[Token]) -> Inline:
    """Visible text, links and images of inline tokens."""
    result = Inline()
    parts: list[str] = []
    open_links: list[tuple[str, int]] = []
    for token in children:
        kind = token.type
        if kind in ("text", "code_inline"):
            parts.append(token.content)
        elif kind == "softbreak":
            parts.append(" ")
        elif kind == "hardbreak":
            parts.append("\n")
        elif kind == "link_open":
            open_links.append((str(token.attrs.get("href", "")), len(parts)))
        elif kind == "link_close":
            url, start = open_links.pop()
            result.links.append((url, tidy("".join(parts[start:]))))
        elif kind == "image":
            result.images.append((str(token.attrs.get("src", "")), inline(token.children or ()).text))
        elif kind == "html_inline":
            _inline_html(token.content, parts, open_links, result)
    result.text = tidy("".join(parts))
    return result


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


def unlitter(children: Sequence[Token]) -> None:
    """Take Markdown that did not parse (asterisks, references to nowhere) out of text tokens."""
    for token in children:
        if token.type == "text":
            if "**" in token.content:
                token.content = _STARS.sub("", token.content)
            if "][" in token.content:
                token.content = _REFERENCE.sub(r"\1", token.content)


# ---------------------------------------------------------------- HTML

_BLOCKS = {
    "p", "div", "br", "li", "ul", "ol", "tr", "table", "blockquote", "hr", "figure", "figcaption", "section",
    "h1", "h2", "h3", "h4", "h5", "h6", "pre", "details", "summary", "dl", "dt", "dd",
}  # fmt: skip


class HtmlContent(HTMLParser):
    """Visible text, links and images of raw HTML, however broken."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, str]] = []
        self.images: list[tuple[str, str]] = []
        self._parts: list[str] = []
        self._open: list[tuple[str, int]] = []
        self._hidden = 0

    @classmethod
    def of(cls, source: str) -> HtmlContent:
        content = cls()
        content.feed(source)
        content.close()
        while content._open:
            content._end_link()
        return content

    @property
    def text(self) -> str:
        return re.sub(r"\s*\n\s*", "\n", tidy(" ".join("".join(self._parts).split(" "))))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in ("script", "style", "template"):
            self._hidden += 1
        elif tag == "a" and values.get("href"):
            self._open.append((values["href"], len(self._parts)))
        elif tag == "img" and values.get("src"):
            self.images.append((values["src"], values.get("alt", "")))
        elif tag == "iframe" and values.get("src"):
            self.links.append((values["src"], values.get("title", "")))
        elif tag in _BLOCKS:
            self._parts.append("\n")
        elif tag in ("td", "th"):
            self._parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "template"):
            self._hidden = max(0, self._hidden - 1)
        elif tag == "a" and self._open:
            self._end_link()
        elif tag in _BLOCKS:
            self._parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._parts.append(data.replace("\n", " "))

    def _end_link(self) -> None:
        url, start = self._open.pop()
        self.links.append((url, tidy("".join(self._parts[start:]))))


_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption",
    "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "small", "span", "strong",
    "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height", "loading", "referrerpolicy", "decoding"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan"},
    "ol": {"start"},
    "*": {"lang", "dir"},
}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    clean_content_tags={"script", "style", "template", "iframe"},
    link_rel="noopener noreferrer",
)


def sanitise(source: str) -> str:
    """HTML that is safe to show: known tags and attributes, known kinds of address."""
    return _CLEANER.clean(source).strip()


@dataclass(frozen=True, slots=True)
class Addresses:
    """How addresses of one source file become those that a page shows."""

    link: Callable[[str], str]
    """An address as written -> one to show, or an empty text: show the words alone."""
    image: Callable[[str], str]
    """The same for images."""
    base: str = ""
    """Where the newsletter was first published."""


def readdress(children: Sequence[Token], addresses: Addresses) -> None:
    """Give links and images in inline tokens the addresses that a page shows."""
    for token in children:
        if token.type == "link_open":
            url = addresses.link(str(token.attrs.get("href", "")))
            token.attrs = (
                {"href": url, **{k: v for k, v in token.attrs.items() if k == "title"}} if url else {}
            )
        elif token.type == "image":
            token.attrs = {
                "src": addresses.image(str(token.attrs.get("src", ""))),
                "alt": "",
                "loading": "lazy",
                "referrerpolicy": "no-referrer",
            }


def shown_link(url: str, base: str) -> str:
    """The address that a page shows for a link as written; empty where it leads nowhere.

    ``base`` is where the newsletter was first published, for links within that site.
    """
    address = mend(html.unescape(url)) or ""
    if not address or _ABSOLUTE.match(address):
        return address
    return urljoin(base.rstrip("/") + "/", address) if base else ""


_ABSOLUTE = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
