"""Raw HTML, however broken -> its visible text, links and images; or HTML that is safe to show."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

_SPACES = re.compile(r"[ \t\u00a0]+")
_BREAK_SPACES = re.compile(r" *\n *")


def tidy(text: str) -> str:
    """Spaces made single, none at the ends; line breaks kept."""
    if "  " not in text and "\n" not in text and "\t" not in text and "\u00a0" not in text:
        return text.strip()
    return _BREAK_SPACES.sub("\n", _SPACES.sub(" ", text)).strip()


_BLOCKS = frozenset(
    "p div br li ul ol tr table blockquote hr figure figcaption section h1 h2 h3 h4 h5 h6 pre details summary"
    " dl dt dd".split()
)


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
        return re.sub(r"\s*\n\s*", "\n", tidy("".join(self._parts)))

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


_TAGS = set(
    "a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6"
    " hr i img ins kbd li mark ol p pre q s small span strong sub summary sup table tbody td th thead tr"
    " u ul".split()
)
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
    # Raw HTML may show images, too: lazily, and without telling their hosts who reads what.
    set_tag_attribute_values={"img": {"loading": "lazy", "referrerpolicy": "no-referrer"}},
    clean_content_tags={"script", "style", "template", "iframe"},
    link_rel="noopener noreferrer",
)


_IMAGE = re.compile(r'<img (?:[^">]|"[^"]*")*>')
_IN_ANY_ORDER = ' referrerpolicy="no-referrer" loading="lazy"'
_IN_ORDER = ' loading="lazy" referrerpolicy="no-referrer"'


def sanitise(source: str) -> str:
    """HTML that is safe to show: known tags and attributes, known kinds of address. The same source gives
    the same HTML."""
    html = _CLEANER.clean(source).strip()
    # The cleaner adds attributes in an order that differs from process to process.
    return _IMAGE.sub(_in_order, html) if _IN_ANY_ORDER in html else html


def _in_order(image: re.Match[str]) -> str:
    return image[0].replace(_IN_ANY_ORDER, _IN_ORDER)
