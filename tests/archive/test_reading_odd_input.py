"""Whatever a file holds, it is read: no exception, no endless loop, nothing unsafe."""

from __future__ import annotations

import random
import re
import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.config import PublicationConfig
from archive.model import Reading
from archive.page import read_page
from archive.reader import read, read_file

BUNDLED = sorted((Path(__file__).parents[2] / "archive" / "issues").glob("*.md"))
SHAPES = sorted(path for path in (Path(__file__).parent / "shapes").rglob("*.m*") if path.is_file())
PUBLICATION = PublicationConfig("odd", "Odd")

CPU_SECONDS = 6
"""The claim is 2 seconds a file; starting a process and a slow machine may take as long twice over."""

# ---------------------------------------------------------------- inputs that make parsers slow

ENGLISH = "---\nlang: en\n---\n"
"""Saves each process from loading the model that tells languages apart."""

LONG = {
    **{f"{char!r} many times": char * 50_000 for char in "`*_~<>{}\\|$#-=:&([!\0 \n\"'@%a中ا📙"},
    **{
        f"{text!r} many times": text * 8_000
        for text in (
            "` ",
            "`a",
            "``a ",
            "**a ",
            "*a **a ",
            "*_",
            "~~a ",
            "中**文",
            "[a](",
            "![a](",
            "[a](http://a.b ",
            "[a(http://a.b ",
            "a](http://a.b) ",
            "[a] (http://a.b) ",
            "[a](http://a.b c) ",
            "[a] ",
            "[a][b] ",
            "<a ",
            '<a href="',
            "<a href=x>",
            "x <b>",
            "<h1>",
            "<!",
            "<?",
            "<![CDATA[",
            "<script>",
            "<http://a.b ",
            "{% ",
            "{{ a ",
            "{: a ",
            "x {#a ",
            "&amp;",
            "&#",
            "&a",
            "A1_/@",
            "Ab ",
            "a. ",
            "[1] ",
            "[^1]",
            "http://a.b/c ",
            "\u202e\u202d",
            "👩‍💻",
            "a\u0301",
            "한국어 ",
            "مرحبا ",
        )
    },
    **{
        f"{text!r} line after line": text * 6_000
        for text in (
            "```\n",
            "~~~ x\n",
            "<!-- a b\n",
            "-->\n",
            "<div>\n",
            "<div>\n\n",
            "<h2>\n",
            "{% \n",
            "a \\\\\n",
            "[a](http://a.b\n",
            "[a(http://a.b\n",
            "a](http://a.b)\n",
            "**a b\n",
            "**a b**\n\n",
            "[a]: \n",
            "[a]: b '\n",
            "[a]: http://a.b\n",
            "a|b\n",
            "|\n",
            "---\n",
            "a\n===\n",
            "# a b\n",
            "- a b\n",
            "1. a\n",
            "> a\n\n",
            "a\n: b\n\n",
            "- [a](http://a.b) c\n",
            "[a](b)\n\n",
            "a\r\n",
            "a\r",
            "**a b**  \n",
        )
    },
}
NESTED = {
    "quotes": ">" * 2_000 + " a",
    "spaced quotes": "> " * 2_000 + "a",
    "brackets": "[" * 2_000 + "a" + "]" * 2_000,
    "links": "[" * 2_000 + "a" + "](b)" * 2_000,
    "images": "![" * 2_000 + "a" + "](b)" * 2_000,
    "lists": "\n".join("  " * depth + "- a" for depth in range(2_000)),
    "lists in a line": "- " * 2_000 + "a",
    "numbered lists in a line": "1. " * 2_000 + "a",
    "quoted lists": "> - " * 1_000 + "a",
    **{
        f"<{tag}>": f"<{tag}>" * 2_000 + "a" + f"</{tag}>" * 2_000
        for tag in ("div", "blockquote", "b", "table")
    },
    "HTML lists": "<ul><li>" * 2_000 + "a",
    "HTML headings": "<div>\n" + "<h1>a<h2>b" * 2_000,
}
LINES = {
    "a link after a long word": "a" * 100_000 + " [x](http://a.b)",
    "a long word before a lost bracket": "a" * 50_000 + "](http://a.b)",
    "spaces before a lost bracket": "x" + " " * 50_000 + "](http://a.b)",
    "bold with spaces in it": ("**a" + " " * 3_000 + "b\n") * 10,
    "a long bold line": "**" + "a* " * 20_000,
    "spaces before a line break": "x" + " " * 50_000 + "\\\\ x",
    "a long title": "# a" + " " * 30_000 + "b",
    "a numbered title": "# " + "1." * 20_000 + " a",
    "a title numbered in Chinese": "# " + "一" * 20_000 + "、a",
    "a lead in brackets": "- " + "[x] " * 5_000 + "**a** b",
    "a lead after signs": "- " + "!? " * 8_000 + "**a** b",
    "a wide table": "|" + "a|" * 2_000 + "\n|" + "-|" * 2_000 + "\n" + "b\n" * 500,
    "growing fences": "\n".join("`" * length for length in range(3, 400)),
    "many references": "\n\n".join(f"[{number}] http://a.b/{number}" for number in range(1, 2_000)),
    "many headings": "".join(f"{'#' * (n % 6 + 1)} head {n}\n\ntext {n}\n" for n in range(4_000)),
    "many links in a line": "".join(f"[a{n}](http://a.b/{n})" for n in range(4_000)),
    "images in one block": "<p>\n" + "".join(f'<img src="http://a.b/{n}">\n' for n in range(2_000)),
    "a letter as image": "<p>\n" + '<img src="a">\n' * 300,
    **{f"an address of {part!r}": f"[a](http://a.b/{part * 20_000})" for part in "c(%/&.:@-?#"},
    **{
        f"an address that begins {part!r}": f"[a]({part * 8_000}://a.b)"
        for part in ("h", "https:", "www.", ":")
    },
}
MATTER = {
    "a title that is one word": "title: " + "a" * 50_000,
    "a title that is one number": "title: " + "1" * 50_000,
    "a title in Chinese numerals": "title: 第" + "一" * 20_000,
    "a title of brackets": "title: '" + "[FR" * 20_000 + "'",
    "a title of issues": "title: '" + "issue " * 10_000 + "'",
    "spaces in tags": "tags: 'a" + " " * 20_000 + "b'",
    "deep lists": "a: " + "[" * 1_000 + "]" * 1_000,
    "deep mappings": "a: " + "{a: " * 1_000,
    "a list in itself": "tags: &a [*a]\nauthors: &b [{name: *b}]\nauthor: &c {name: *c}",
    "aliases of aliases": "a: &a [x,x,x,x,x,x,x,x]\n"
    + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 8)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True))
    + "title: *h\ntags: *h",
    "a number too long": "number: " + "9" * 5_000,
    "many keys": "".join(f"k{number}: v\n" for number in range(2_000)),
}
FILES = {
    **{name: ENGLISH + text for group in (LONG, NESTED, LINES) for name, text in group.items()},
    **{name: f"---\nlang: en\n{text}\n---\n# a\n\nb\n" for name, text in MATTER.items()},
}


def problems_of_reading(reading: Reading) -> list[str]:
    return [problem.message for problem in reading.problems if problem.message.startswith("cannot be read")]


@pytest.mark.parametrize("name", FILES)
def test_no_file_takes_long(name: str, tmp_path: Path) -> None:
    """A file made to be slow is read, by a process that may use a few seconds and no more."""
    file = tmp_path / "2020-01-01.md"
    file.write_text(FILES[name], "utf-8", "surrogatepass")
    context = get_context("forkserver")
    context.set_forkserver_preload(["archive.reader"])
    limit = (resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    with ProcessPoolExecutor(1, context, initializer=resource.setrlimit, initargs=limit) as pool:
        assert problems_of_reading(pool.submit(read_file, file).result()) == []


# ---------------------------------------------------------------- arbitrary input


def alone(file: Path) -> Reading:
    """A file read as a publication of its own, without the topics that take a moment to load."""
    publication = PublicationConfig("odd", "Odd", path=file.parent, topics=None)
    return read(publication, file.parent / "cache")


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that each example is written to."""
    return tmp_path_factory.mktemp("odd") / "2020-01-01-odd-7.md"


PIECES = [
    *r"""
# News 📙§## 1.1 Reformer [paper](https://arxiv.org/abs/2001.04451)§Setext
===§***A story***§**Bold lead** and text§- [a link](http://a.b/c)§* **lead**: text
    1. nested§1、新闻 [x](http://a.b)§[cut](http://a.b/
c)§[open](http://a.b
§[no bracket(http://a.b)§lost](http://a.b)§[empty]()§<!-- a comment -->§<!-- open§-->§```
code
```
§```
open§`tick§| a | b |
|---|---|
| c | [d](e) |§> a quote§---§![alt](a.png)
*caption*§<a href="javascript:alert(1)" onclick="x()">bad</a>§<script>alert(1)</script>§<div style="x">
<h2>raw</h2>
<ul><li>one</ul>§{% include x %}§{{ y }}§{: .class}§[TOC]§\\§[^1]: note§[ref]: http://a.b§[a][ref]§[1] http://a.b/1

[2] http://a.b/2

[3] x§term
: definition§**中文**「粗体」§مرحبا [رابط](http://a.b)§&amp;&#x0;&nbsp;§👩‍💻§word §<https://a.b>§https://a.b/c§ttps://a.b
§[x] (https://a.b)§~~gone~~§*§_§<b>§</div>""".split("§"),
    *("\n", "\n\n", "  ", "\t", "\r\n", "\u202e", "\0"),
]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=40).map("".join))
def test_fragments_in_any_order(file: Path, text: str) -> None:
    """Pieces of Markdown put together at random are read."""
    file.write_text(text, "utf-8", "surrogatepass", newline="")
    reading = alone(file)
    assert problems_of_reading(reading) == []
    shown = "".join(part.html for each in reading.issues for s in each.sections for part in s.parts)
    assert not UNSAFE.search(shown)


UNSAFE = re.compile(r"<script|<style|<[^>]*\s(?:on\w+|style)\s*=|<[^>]*=\s*\"?\s*javascript:", re.IGNORECASE)


@settings(max_examples=200, deadline=None)
@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes(data: bytes) -> None:
    """Whatever bytes a file holds, it is a page."""
    assert read_page(data, "x.md", PUBLICATION, None) is not None


MATTER_PIECES = [
    *"""--- +++ title date tags authors number lang cover : [ ] { } ' " - &a *a | > ? ! % = #6 2020-01-01
    1e999 !!python/object:os.system fr a.png 99999999999 -1 .inf null true 第三期""".split(),
    *(" ", "\n", "\n", ": ", "- ", "\t"),
]
FENCES = ["---\n", "+++\n", ""]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(MATTER_PIECES), max_size=30).map("".join), st.sampled_from(FENCES))
def test_any_front_matter(text: str, fence: str) -> None:
    """A front matter of any make is read, or reported."""
    assert read_page(f"{fence}{text}\n{fence}\nText.\n".encode(), "x.md", PUBLICATION, None) is not None


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_name(name: str) -> None:
    """Whatever a file is called, it is a page."""
    assert read_page(b"# a\n\nText.\n", name or "x", PUBLICATION, None) is not None


def cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def beheaded(data: bytes, dice: random.Random) -> bytes:
    return data[dice.randrange(len(data)) :]


def doubled(data: bytes, dice: random.Random) -> bytes:
    return data * 2


def flipped(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(max(1, len(data) // 200)):
        changed[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(changed)


def shuffled(data: bytes, dice: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    dice.shuffle(lines)
    return b"".join(lines)


def in_one_line(data: bytes, dice: random.Random) -> bytes:
    return data.replace(b"\n", b" ")


@pytest.mark.parametrize("change", [cut, beheaded, doubled, flipped, shuffled, in_one_line])
@pytest.mark.parametrize("source", [*BUNDLED, *SHAPES], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_damaged_issues(source: Path, change: Callable[[bytes, random.Random], bytes], file: Path) -> None:
    """An issue that is cut, doubled or damaged is still an issue."""
    file.write_bytes(change(source.read_bytes(), random.Random(source.name)))
    reading = alone(file)
    assert problems_of_reading(reading) == []
    assert len(reading.issues) == 1
