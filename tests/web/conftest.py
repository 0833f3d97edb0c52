"""A small archive made by hand, indexed on disk, and what a test reads from a page of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace
from werkzeug.test import TestResponse

from app import create_app
from archive import ids, links
from archive.config import DEFAULT, load
from archive.model import (
    Author,
    Boilerplate,
    Image,
    Issue,
    Item,
    Link,
    Publication,
    Reading,
    Section,
)
from index.build import build, build_from

TITLE = "The Lamplighter's archive"
PUBLICATION = Publication(
    "lamp",
    "The Lamplighter",
    "en",
    "https://lamp.example",
    (("research", "en", "Research"), ("tools", "en", "Tools"), ("notes", "en", "Notes")),
)
IRIS = Author("iris", "Iris Ng")
OMAR = Author("omar", "Omar Haddad")


def item(issue: str, title: str, text: str, section: str, *urls: str, story: str = "") -> Item:
    return Item(
        id=f"{issue}/{ids.slug(title or ' '.join(text.split()[:3]))}",
        title=title,
        text=text,
        html=f"<p>{text}</p>",
        section=section,
        lines=(1, 2),
        links=tuple(link for url in urls if (link := made(url))),
        story=story,
    )


def made(url: str) -> Link | None:
    return links.link(url, "")


def section(key: str, heading: str, *parts: Item | Boilerplate) -> Section:
    title = heading.rstrip(" 📙⚙️🗒")
    return Section(key, title, heading, (title,) if title else (), parts)


FIRST = Issue(
    id="lamp/1",
    publication="lamp",
    path="2024-01-08-lamp-1.md",
    title="The Lamplighter #1 [EN]: Long letters",
    number=1,
    date=date(2024, 1, 8),
    language="en",
    authors=(IRIS,),
    tags=("lamp", "memory"),
    excerpt="Letters that are long.",
    cover=Image("/media/lamp/cover.svg", "A lamp"),
    sections=(
        section("", "", item("lamp/1", "", "Welcome to the first number, dear readers.", "")),
        section(
            "research",
            "Research 📙",
            item(
                "lamp/1",
                "A look into the Reformer",
                "The Reformer remembers long letters with little memory.",
                "research",
                "https://arxiv.org/abs/2001.04451",
                "https://github.com/example/reformer",
            ),
            item("lamp/1", "<script>alert(1)</script> & co", "Titles may hold anything.", "research"),
        ),
        section(
            "tools",
            "Tools ⚙️",
            item(
                "lamp/1", "Status", "A tool whose anchor is a common word.", "tools", "https://github.com/a/b"
            ),
            Boilerplate("Subscribe here", "<p>Subscribe here</p>", (90, 90)),
        ),
    ),
)
SECOND = Issue(
    id="lamp/2",
    publication="lamp",
    path="2025-02-10-lamp-2.md",
    title="The Lamplighter #2 [EN]: Lanterns",
    number=2,
    date=date(2025, 2, 10),
    language="en",
    authors=(IRIS, OMAR),
    tags=("lamp", "lanterns"),
    excerpt="",
    cover=None,
    sections=(
        section(
            "notes",
            "Notes 🗒",
            item("lamp/2", "The Reformer again", "Another letter on the Reformer and its lanterns.", "notes"),
            item("lamp/2", "", "Somebody lit seventeen lanterns in one evening.", "notes"),
        ),
        section(
            "research",
            "Research 📙",
            *(
                item("lamp/2", f"Lantern study {number}", f"Study {number} counts lanterns.", "research")
                for number in range(1, 13)
            ),
        ),
    ),
)
ARABIC = replace(
    SECOND,
    id="lamp/2.ar",
    path="2025-02-10-lamp-2-ar.md",
    title="The Lamplighter #2 [AR]: فوانيس",
    language="ar",
    authors=(OMAR,),
    sections=(
        section(
            "notes",
            "ملاحظات 🗒",
            item(
                "lamp/2.ar",
                "عودة Reformer",
                "رسالة أخرى عن الفوانيس.",
                "notes",
                story="lamp/2/the-reformer-again",
            ),
        ),
    ),
)


@pytest.fixture(scope="session")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    cover = tmp_path_factory.mktemp("source") / "cover.svg"
    cover.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    return Reading(PUBLICATION, (FIRST, SECOND, ARABIC), (), (("lamp/cover.svg", str(cover)),))


@pytest.fixture(scope="session")
def instance(reading: Reading, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with the index of the small archive; not to be changed."""
    folder = tmp_path_factory.mktemp("instance")
    build_from([reading], TITLE, folder)
    return folder


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with the index of the bundled issues; not to be changed."""
    folder = tmp_path_factory.mktemp("bundled")
    build(load(DEFAULT), folder)
    return folder


class Client(FlaskClient):
    """Reads every response to its end, so that no file stays open."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return super().open(*args, **{"buffered": True, **kwargs})


@pytest.fixture
def app(instance: Path) -> Flask:
    return create_app(instance=instance)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.test_client_class = Client
    return app.test_client()


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    ancestors: tuple[Element, ...]
    raw: str = ""

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        return " ".join(self.raw.split())

    def matches(self, selector: str) -> bool:
        """Whether it is an element of that tag, or of that class where it begins with a dot."""
        return selector[1:] in self.classes if selector.startswith(".") else selector == self.tag


@dataclass
class Page:
    """A page as a test reads it: its elements in order, each with the text in it."""

    address: str
    status: int
    source: str
    elements: list[Element] = field(default_factory=list)

    def all(self, selector: str, *, within: str = "") -> list[Element]:
        """Elements of a tag or ``.class``; with ``within``, those that lie in one such element."""
        return [
            element
            for element in self.elements
            if element.matches(selector)
            and (not within or any(ancestor.matches(within) for ancestor in element.ancestors))
        ]

    def text(self, selector: str, *, within: str = "") -> str:
        """The text of the only such element."""
        (element,) = self.all(selector, within=within)
        return element.text

    def addresses(self, selector: str = "a", *, within: str = "") -> list[str]:
        """Where the links lead, as the page writes it."""
        return [element.attributes["href"] for element in self.all(selector, within=within)]

    def references(self) -> set[str]:
        """Addresses within the archive that the page leads to or loads, fragments included."""
        found = {
            urljoin(self.address, element.attributes[name])
            for element in self.elements
            for name in ("href", "src", "action")
            if name in element.attributes
        }
        return {address for address in found if not urlsplit(address).netloc and address.startswith("/")}

    def ids(self) -> Counter[str]:
        return Counter(element.attributes["id"] for element in self.elements if "id" in element.attributes)

    @property
    def total(self) -> int:
        """How many results its heading gives."""
        return next(int(word) for word in self.text("h1").split() if word.isdigit())

    @property
    def results(self) -> list[str]:
        """Where its results lead."""
        return self.addresses(within=".result-title")

    @property
    def boxes(self) -> dict[tuple[str, str], int]:
        """(facet, value) and the count beside each filter that can be ticked and is not."""
        counts = [int(element.text) for element in self.all(".count", within="label")]
        boxes = [element.attributes for element in self.all("input", within="label")]
        return {
            (box["name"], box["value"]): count
            for box, count in zip(boxes, counts, strict=True)
            if "checked" not in box
        }


class _Reader(HTMLParser):
    VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self._open))
        # What is closed, or only a pattern, is not there for who reads the page.
        if not any(each.tag in ("dialog", "template") for each in (element, *self._open)):
            self._page.elements.append(element)
        if tag not in self.VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing at {self._page.address}"
        opened = self._open.pop().tag
        assert opened == tag, f"<{opened}> is closed by </{tag}> at {self._page.address}"

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.raw += data

    def finish(self) -> None:
        self.close()
        assert not self._open, f"<{self._open[-1].tag}> is never closed at {self._page.address}"


Fetch = Callable[[str], Page]


@pytest.fixture
def fetch(client: FlaskClient) -> Fetch:
    """Gets a page of the small archive and reads it."""
    return _fetching(client)


@pytest.fixture(scope="session")
def fetch_from() -> Callable[[Path], Fetch]:
    """The same for the archive of any instance folder."""

    def fetch_from(instance: Path) -> Fetch:
        app = create_app(instance=instance)
        app.test_client_class = Client
        return _fetching(app.test_client())

    return fetch_from


def _fetching(client: FlaskClient) -> Fetch:
    """A page that is no well-formed HTML fails the test."""

    def fetch(address: str) -> Page:
        response = client.get(address)
        if response.mimetype != "text/html":
            return Page(address, response.status_code, "")
        page = Page(address, response.status_code, response.text)
        reader = _Reader(page)
        reader.feed(page.source)
        reader.finish()
        return page

    return fetch
