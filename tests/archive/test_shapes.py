"""Newsletters laid out in many ways: each folder of ``shapes/`` is a small publication.

Its ``expected.json`` says what a person makes of each file: number, date, language, and the sections
with their items. An item's ``title`` is null where it has none and ``*`` where its first words may be
its title or its text; ``text`` is how it goes on (a number before it may stay); ``links`` is how many
addresses it leads to, null where a bare address in the text may count or not. What is
``optional`` (a boilerplate line, a heading that may be read as section or story) is neither demanded
nor punished. A file marked ``alone`` reads the same when it is the only one of its publication.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archive import config
from archive.model import Boilerplate, Issue, Item, Reading
from archive.reader import read, read_file

SHAPES = Path(__file__).parent / "shapes"
Expected = Mapping[str, Any]


@cache
def expectations(shape: str) -> Mapping[str, Expected]:
    """Path below the shape's folder -> what is expected of it."""
    found: Mapping[str, Mapping[str, Expected]] = json.loads(
        (SHAPES / shape / "expected.json").read_text("utf-8")
    )
    return found["files"]


NAMES = sorted(path.parent.name for path in SHAPES.glob("*/expected.json"))
FILES = [(shape, file) for shape in NAMES for file in expectations(shape)]
LONE_FILES = [(shape, file) for shape, file in FILES if expectations(shape)[file].get("alone")]

each_file = pytest.mark.parametrize(("shape", "file"), FILES)
each_shape = pytest.mark.parametrize("shape", NAMES)


@pytest.fixture(scope="session")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Reading]:
    """Every shape read with nothing set but where it lies."""
    folder = tmp_path_factory.mktemp("shapes")
    found = {}
    for shape in NAMES:
        settings = folder / f"{shape}.toml"
        source = json.dumps(str(SHAPES / shape))
        settings.write_text(f"[publications.{shape}]\nsource = {{ path = {source} }}\n", "utf-8")
        (publication,) = config.load(settings).publications
        found[shape] = read(publication, folder / "cache")
    return found


def issue(reading: Reading, file: str) -> Issue:
    (found,) = [each for each in reading.issues if each.path == file]
    return found


@each_shape
def test_each_file_is_one_issue(shape: str, readings: Mapping[str, Reading]) -> None:
    """Each file of a shape becomes one issue and no other file does."""
    assert sorted(each.path for each in readings[shape].issues) == sorted(expectations(shape))


@each_file
def test_number_date_and_language(shape: str, file: str, readings: Mapping[str, Reading]) -> None:
    """Number, date and language are understood from wherever the file states them."""
    found, expected = issue(readings[shape], file), expectations(shape)[file]
    stated = {
        "number": found.number,
        "date": found.date and found.date.isoformat(),
        "language": found.language,
    }
    assert stated == {key: expected[key] for key in stated}


@each_file
def test_sections_and_items(shape: str, file: str, readings: Mapping[str, Reading]) -> None:
    """Sections, items, their titles, beginnings and links are those that a person sees."""
    check(issue(readings[shape], file), expectations(shape)[file]["sections"])


@pytest.mark.parametrize(("shape", "file"), LONE_FILES)
def test_lone_file(shape: str, file: str) -> None:
    """A file whose layout speaks for itself is understood without the other issues."""
    (found,) = read_file(SHAPES / shape / file).issues
    check(found, expectations(shape)[file]["sections"])


# ---------------------------------------------------------------- what is found against what is expected


def plain(text: str | None) -> str:
    """A text for comparing: one script variant, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text or "").split())


def check(found: Issue, sections: Sequence[Expected]) -> None:
    """Fail with a readable difference unless the issue is made of these sections and items."""
    wanted, got = list(lines(sections, found)), list(shown(found))
    optional = {i for i, (_, may_lack) in enumerate(wanted) if may_lack}
    want = [line for line, _ in wanted]
    if not fits(want, optional, got):
        diff = difflib.unified_diff(want, got, "expected", "found", lineterm="", n=30)
        pytest.fail("\n".join(diff), pytrace=False)


def lines(sections: Sequence[Expected], found: Issue) -> Iterator[tuple[str, bool]]:
    """The expected outline, one line a section or item, each with whether it may be lacking.

    Lines name what was found where that is as good: the same beginning, a free choice of title.
    """
    items = [(plain(item.title), plain(item.text), len(item.links)) for item in found.items()]
    for section in sections:
        if section["title"]:
            yield f"# {plain(section['title'])}", section.get("optional", False)
        for item in section["items"]:
            yield line(item, items), item.get("optional", False)


def line(item: Expected, found: Sequence[tuple[str, str, int]]) -> str:
    """The line of the found item that is as expected; else one that no found item has."""
    for title, text, links in found:
        if item["links"] in (links, None) and matches(item, title, text):
            return f"  {title or '-'} | {text[:40]} | {links}"
    kind = "optional" if item.get("optional") else "expected"
    return f"  {plain(item['title']) or '-'} | {plain(item['text'])} | {item['links']} ({kind})"


NUMBER = re.compile(r"^\(?\d+[、.)]\s*")


def matches(item: Expected, title: str, text: str) -> bool:
    words = plain(item["text"])
    text = text if title else NUMBER.sub("", text)
    if item["title"] == "*":
        return f"{title} {text}".strip().startswith(words) or squeezed(title + text).startswith(
            squeezed(words)
        )
    return title == plain(item["title"]) and text.startswith(words)


def squeezed(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def shown(found: Issue) -> Iterator[str]:
    for section in found.sections:
        if section.title and section.items:
            yield f"# {plain(section.title)}"
        for item in section.items:
            yield f"  {plain(item.title) or '-'} | {plain(item.text)[:40]} | {len(item.links)}"


def fits(wanted: Sequence[str], optional: set[int], got: Sequence[str]) -> bool:
    """Whether ``got`` is ``wanted`` in order, some of the optional lines aside."""
    reachable = {0}
    for i, want in enumerate(wanted):
        step = {j + 1 for j in reachable if j < len(got) and got[j] == want}
        reachable = step | reachable if i in optional else step
    return len(got) in reachable


# ---------------------------------------------------------------- what holds for every shape

IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)|<img\b[^>]*>")
UNSEEN = re.compile(
    r"\A(?:---\n.*?\n---|\+\+\+\n.*?\n\+\+\+)\n"
    r"|<!--.*?-->|\{% comment %\}.*?\{% endcomment %\}|\{%.*?%\}|\{\{.*?\}\}|\{:.*?\}",
    re.DOTALL,
)
HEAD = re.compile(r"\A(?:[A-Z]\w*: .*\n)+\n")
ADDRESS = re.compile(r"\b(?:https?|mailto):(?:\([^\s()]*\)|[^\s()>\]\"'|])+")


def source(shape: str, file: str) -> str:
    """A file without front matter, comments, template tags and images."""
    text = (SHAPES / shape / file).read_text("utf-8").replace("\r\n", "\n")
    return IMAGE.sub(" ", UNSEEN.sub(" ", HEAD.sub("", text)))


def parts(found: Issue) -> Iterator[Item | Boilerplate]:
    for section in found.sections:
        yield from section.parts


@each_file
def test_every_link_once(shape: str, file: str, readings: Mapping[str, Reading]) -> None:
    """Every address of the source leads out of exactly one item or piece of boilerplate."""
    everything = list(parts(issue(readings[shape], file)))
    wrong = {}
    for address in set(ADDRESS.findall(source(shape, file))):
        owners = [part for part in everything if owns(part, address)]
        if len(owners) != 1:
            wrong[address] = len(owners)
    assert wrong == {}


def owns(part: Item | Boilerplate, address: str) -> bool:
    if isinstance(part, Item) and any(address in (link.written, link.url) for link in part.links):
        return True
    shown_address = address.replace("&", "&amp;")
    return f'"{shown_address}"' in part.html or shown_address in part.text


WORD = re.compile(r"[^\W\d_]{4,}")


@each_file
def test_no_text_lost_or_doubled(shape: str, file: str, readings: Mapping[str, Reading]) -> None:
    """Headings, items and boilerplate together hold the words of the source, each as often as it does."""
    found = issue(readings[shape], file)
    said = Counter(WORD.findall(" ".join(spoken(found))))
    written = Counter(WORD.findall(visible(source(shape, file))))
    named = Counter(WORD.findall(found.title))
    assert (said - written, written - said - named) == (Counter(), Counter())


def visible(text: str) -> str:
    """The words of Markdown without addresses and tags."""
    text = re.sub(r"^ {0,3}\[[^\]]+\]:.*$", " ", text, flags=re.MULTILINE)
    text = re.sub(r"^.*\|.*\n(?=[ |:]*-{3}[-| :]*$)", " ", text, flags=re.MULTILINE)  # names of columns
    text = re.sub(r"\] ?\((?:\([^()\n]*\)|[^()\n])*\)?|\]\[[^\]]*\]|\[", "", text)
    return ADDRESS.sub(" ", re.sub(r"<[^>]*>|[*`~]|(?<!\w)_|_(?!\w)", "", text))


def spoken(found: Issue) -> Iterator[str]:
    for section in found.sections:
        yield section.heading
        for part in section.parts:
            yield ADDRESS.sub(" ", f"{part.title} {part.text}" if isinstance(part, Item) else part.text)


LITTER = re.compile(r"\{[%{:]|[%}]\}|<!--|-->|\]\(|\*\*|&[a-z]+;|</?[a-z]+>")


@each_file
def test_no_litter(shape: str, file: str, readings: Mapping[str, Reading]) -> None:
    """No template tag, comment or Markdown syntax is left in what people read."""
    texts = [text for item in issue(readings[shape], file).items() for text in (item.title, item.text)]
    assert [text for text in texts if LITTER.search(text)] == []


@each_shape
def test_ids_are_unique(shape: str, readings: Mapping[str, Reading]) -> None:
    """No two items or issues of a publication share an id."""
    ids = [each.id for each in readings[shape].issues]
    ids += [item.id for each in readings[shape].issues for item in each.items()]
    assert [each for each, count in Counter(ids).items() if count > 1] == []
