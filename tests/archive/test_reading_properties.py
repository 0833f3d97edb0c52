"""What holds for every file, however it is written.

Texts are compared with a rendering of their own: the tokens of the plain parser, and Python's HTML parser.
"""

from __future__ import annotations

import html
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import regex as re
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from archive import ids
from archive.config import PublicationConfig
from archive.markdown import shown_link
from archive.mending import repair
from archive.model import Boilerplate, Issue, Item
from archive.reader import read
from archive.text import decode, front_matter

if TYPE_CHECKING:
    from tests.archive.conftest import Corpus

PLAIN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(deflist_plugin)
PLAIN.normalizeLink = lambda url: url.strip()  # type: ignore[method-assign]

WORD = re.compile(r"[\p{L}\p{M}]{2,}")
INLINE = frozenset("a b code del em font i ins kbd mark s small span strong sub sup u".split())
NUMBERING = re.compile(r"[一二三四五六七八九十百第章节節部]+|[ivx]+", re.IGNORECASE)
"""What a title may lose with its number."""


class Rendering(HTMLParser):
    """The words and links of Markdown, as a browser would show them, from the plain parser's tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.columns: list[str] = []
        """Names of a table's columns: said with the table as a whole, not with a story that is a row."""
        self.links: Counter[tuple[str, str]] = Counter()
        """How often each (address, text) stands there."""
        self._open: list[tuple[str, int]] = []
        self._hidden = 0
        self._naming = False
        self._tokens(tokens)

    def _tokens(self, tokens: Iterable[Token]) -> None:
        for token in tokens:
            if token.type in ("thead_open", "thead_close"):
                self._naming = token.type == "thead_open"
            elif token.type == "inline":
                self._tokens(token.children or ())
                self.texts.append("\n")
            elif token.type in ("text", "code_inline", "fence", "code_block"):
                self.handle_data(token.content)
            elif token.type in ("softbreak", "hardbreak"):
                self.texts.append("\n")
            elif token.type == "link_open":
                self._open.append((str(token.attrs["href"]), len(self.texts)))
            elif token.type == "link_close":
                self._close_link()
            elif token.type in ("html_inline", "html_block"):
                self.feed(token.content)
                if token.type == "html_block":
                    self.close()
                    self.reset()
                    self.texts.append("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "template"):
            self._hidden += 1
        elif tag not in INLINE:
            self.texts.append("\n")
        if tag == "a" and (href := dict(attrs).get("href")):
            self._open.append((href.strip(), len(self.texts)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open:
            self._close_link()
        if tag in ("script", "style", "template"):
            self._hidden -= 1
        elif tag not in INLINE:
            self.texts.append("\n")

    def _close_link(self) -> None:
        url, start = self._open.pop()
        if url:
            self.links[url, " ".join("".join(self.texts[start:]).split())] += 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            (self.columns if self._naming else self.texts).append(data)


LITTER = re.compile(r"\*{2,}|(?<=\])\[[^\[\]]*\]")
"""Markdown that did not parse and that nobody is meant to see: asterisks, names of references to nowhere."""


@cache
def rendered(file: Path) -> Rendering:
    text, _ = repair(front_matter(decode(file.read_bytes()).text).body)
    return Rendering(PLAIN.parse(text))


def parts(issue: Issue) -> Iterator[Item | Boilerplate]:
    for section in issue.sections:
        yield from section.parts


def spoken(issue: Issue) -> Iterator[str]:
    """All that an issue says: headings, items and boilerplate."""
    for section in issue.sections:
        yield section.heading
        for part in section.parts:
            yield from (part.title, part.text) if isinstance(part, Item) else (part.text,)


def words(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in WORD.findall(LITTER.sub("", text)))


def test_no_text_lost_or_doubled(corpus: Corpus) -> None:
    """Headings, items and boilerplate of an issue together hold all its visible text, once."""
    wrong = {}
    for issue in corpus.reading.issues:
        rendering = rendered(corpus.root / issue.path)
        written, said = words(["".join(rendering.texts)]), words(spoken(issue))
        lost = {word: n for word, n in (written - said).items() if not NUMBERING.fullmatch(word)}
        doubled = said - written - words(rendering.columns)
        if lost or doubled:
            wrong[issue.path] = (lost, dict(doubled))
    assert wrong == {}


def test_every_link_in_one_place(corpus: Corpus) -> None:
    """Every link of the source is in an item (or in boilerplate), and in no more items than it stands in."""
    wrong = {}
    for issue in corpus.reading.issues:
        rendering = rendered(corpus.root / issue.path)
        headings = " ".join(section.heading for section in issue.sections)
        times = Counter(url for url, _ in rendering.links.elements())
        leading = {url for url, text in rendering.links if text not in headings and url[0] != "#"}
        for url, often in times.items():
            owners = sum(link.written == url for item in issue.items() for link in item.links)
            shown = shown_link(url, corpus.settings.url) if url in leading else ""
            if owners > often or (shown and not owners and not stands_in_boilerplate(shown, issue)):
                wrong[issue.path, url] = f"in {owners} items, {often} times in the source"
    assert wrong == {}


def stands_in_boilerplate(url: str, issue: Issue) -> bool:
    written = f'"{html.escape(url, quote=False)}"'
    return any(written in part.html for part in parts(issue) if isinstance(part, Boilerplate))


MIXTURES = [
    *"""
# {w}
§## 1.1 {w} {w}
§{w}
===
§**{w} {w}**
§**{w}**
{w} {w}
§***{w}*** {w}
§- {w} [{w}](http://a.b/{n})
§- **{w}** {w}
§- {w}
  - {w} [{w}](http://a.b/{n})
§* [{w}](http://a.b/{n}) - {w}
§1. {w} [{w}](http://a.b/{n})
§1、{w} {w}
§{w} [{w}](http://a.b/{n}) {w}
§{w}:
§> {w}
>
> {w} [{w}](http://a.b/{n})
§```
{w}
```
§| {w} | {w} |
|---|---|
| {w} | [{w}](http://a.b/{n}) |
§---
§![](http://a.b/{n}.png)

*{w}*
§<p>{w} <a href="http://a.b/{n}">{w}</a></p>
§<div>
<h2>{w}</h2>
<p>{w}</p></div>
§<ul><li>{w}</li><li>{w}</li></ul>
§{w}
: {w}
§{w} `{w}` **{w}** _{w}_ <b>{w}</b> <br> {w}
§<http://a.b/{n}>
§— {w}
§([{w}](http://a.b/{n}))
§    {w}
§<details><summary>{w}</summary>

{w}

</details>
§[![](http://a.b/{n}.png)](http://a.b/{n})
§<blockquote>{w}</blockquote>
§<!-- {n} -->""".split("§"),
    "",
]


@settings(max_examples=300, deadline=None)
@given(
    pieces=st.lists(st.sampled_from(MIXTURES), min_size=1, max_size=15), gap=st.sampled_from(["\n", "\n\n"])
)
def test_any_mixture_keeps_words_and_links(pieces: list[str], gap: str, mixture: Path) -> None:
    """Whatever stands beside whatever, each word and each link is in the issue once."""
    count = itertools.count(100)
    text = re.sub(r"\{[wn]\}", lambda found: filled(found[0], next(count)), gap.join(pieces))
    mixture.write_text(f"---\nlang: en\n---\n{text}\n", "utf-8")
    publication = PublicationConfig("mixture", "Mixture", path=mixture.parent, topics=None)
    (issue,) = read(publication, mixture.parent / "cache").issues
    rendering = rendered.__wrapped__(mixture)
    written, said = words(["".join(rendering.texts)]), words(spoken(issue))
    assert written - said == Counter()
    assert said - written <= words(rendering.columns)
    for url, often in Counter(url for url, _ in rendering.links.elements()).items():
        owners = sum(link.written == url for item in issue.items() for link in item.links)
        assert owners == often or stands_in_boilerplate(url, issue)


def filled(gap: str, number: int) -> str:
    """A number, or a word of letters that no other number makes."""
    return str(number) if gap == "{n}" else "q" + "".join("abcdefghij"[int(digit)] for digit in str(number))


@pytest.fixture(scope="module")
def mixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that each example is written to."""
    return tmp_path_factory.mktemp("mixture") / "2020-01-01-a.md"


def test_ids_are_unique_and_parse(corpus: Corpus) -> None:
    """Every issue and item has an id of its own that its parts can be read from."""
    found = [each.id for each in corpus.reading.issues]
    found += [item.id for issue in corpus.reading.issues for item in issue.items()]
    assert [one for one, count in Counter(found).items() if count > 1] == []
    assert [str(ids.parse(one)) for one in found] == found


ALLOWED = frozenset(
    "a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6"
    " hr i img ins kbd li mark ol p pre q s small span strong sub summary sup table tbody td th thead tr"
    " u ul".split()
)
HARMLESS = frozenset(
    "href title rel src alt width height loading referrerpolicy decoding align colspan rowspan start lang"
    " dir".split()
)


class Suspicions(HTMLParser):
    """What in a piece of HTML a page must not show."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            address = name in ("href", "src")
            if name not in HARMLESS or (address and not ADDRESS.match(value or "")):
                self.found.append(f"{name}={value}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}-->")


ADDRESS = re.compile(r"https?://|mailto:|/media/|$", re.IGNORECASE)


def test_html_is_safe(corpus: Corpus) -> None:
    """What a page shows has no element, attribute or address beyond those that are known to be harmless."""
    found = {
        issue.path: suspicious
        for issue in corpus.reading.issues
        for part in parts(issue)
        if (suspicious := Suspicions(part.html).found)
    }
    assert found == {}


def test_lines_lie_in_the_file(corpus: Corpus) -> None:
    """Every part names lines of its file, and items come in the order of their lines."""
    for issue in corpus.reading.issues:
        last = decode((corpus.root / issue.path).read_bytes()).text.count("\n") + 1
        starts = [item.lines[0] for item in issue.items()]
        assert starts == sorted(starts), issue.path
        assert all(1 <= part.lines[0] <= part.lines[1] <= last for part in parts(issue)), issue.path
