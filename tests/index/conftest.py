"""A small newsletter of two publications' worth of values, made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive.ids import slug
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
from index.build import build_from
from index.results import Index
from index.whoosh_index import open_index

ADA = Author("ada", "Ada Brontë")
LI = Author("li", "Li Wei")
TITLES = (
    ("research", "en", "Research"),
    ("research", "fr", "Recherche"),
    ("tools-and-data", "en", "Tools and Data"),
)


def link(url: str, text: str, kind: str = "post", *identifiers: str) -> Link:
    return Link(url, text, url.partition("://")[2].removeprefix("www.").rstrip("/"), kind, identifiers)


def item(issue: str, section: str, title: str, text: str, *links: Link, story: str = "") -> Item:
    name = slug(title) or slug(text)[:30]
    html = f"<p>{text}</p>"
    return Item(f"{issue}/{name}", title, text, html, section, (1, 2), links, story=story)


def issue(
    id: str, number: int, day: date, sections: dict[str, list[Item]], language: str = "en", **more: object
) -> Issue:
    made = Issue(
        id=id,
        publication=id.partition("/")[0],
        path=f"posts/{day}-{number}-{language}.md",
        title=f"Letter {number}",
        number=number,
        date=day,
        language=language,
        authors=(ADA,),
        tags=("letter",),
        excerpt=f"What number {number} tells.",
        cover=Image("/media/cover.png"),
        sections=tuple(
            Section(key, key.title(), f"{key.title()} 📙", (key.title(),), tuple(items))
            for key, items in sections.items()
        ),
    )
    return replace(made, **more)


def newsletter() -> Reading:
    """Three issues in English, the first also in French, the last also in Chinese."""
    paper = link("https://arxiv.org/abs/2004.56789", "the paper", "paper", "arxiv:2004.56789")
    first = {
        "research": [
            item("lab/1", "research", "Silkworm: attention without tears", "It reads long books.", paper),
            item("lab/1", "research", "Weaving networks", "Silkworm models weave attention."),
        ],
        "tools-and-data": [
            item(
                "lab/1",
                "tools-and-data",
                "TinyLoom for C++",
                "A small loom, embedded in .NET and C++ alike.",
                link("https://github.com/loom/tiny-loom", "source", "code", "github:loom/tiny-loom"),
            ),
            item("lab/1", "tools-and-data", "", "An untitled note on spinning wheels & <b>bold</b> claims."),
        ],
    }
    french = {
        "research": [
            item(
                "lab/1.fr",
                "research",
                "Silkworm : l'attention sans larmes",
                "Un modèle qui lit des livres entiers, évalué à l’école.",
                paper,
                story="lab/1/silkworm-attention-without-tears",
            )
        ]
    }
    second = {
        "research": [
            item("lab/2", "research", "Moths and lamps", "Why moths circle lamps, recognizing light."),
            item("lab/2", "research", "Deep threads", "Knitting deep learning; GPT-2 and word2vec."),
        ],
    }
    third = {
        "tools-and-data": [
            item("lab/3", "tools-and-data", "A dataset of knots", "Ten thousand knots, photographed twice."),
        ],
    }
    chinese = {
        "tools-and-data": [
            item(
                "lab/3.zh",
                "tools-and-data",
                "绳结数据集",
                "一万个绳结的照片，由Silkworm模型标注。",
                story="lab/3/a-dataset-of-knots",
            )
        ]
    }
    issues = (
        issue("lab/1", 1, date(2020, 1, 5), first),
        issue("lab/1.fr", 1, date(2020, 1, 19), french, "fr", authors=(ADA, LI)),
        issue("lab/2", 2, date(2020, 2, 5), second, tags=("letter", "moths")),
        issue("lab/3", 3, date(2021, 3, 5), third),
        issue("lab/3.zh", 3, date(2021, 3, 9), chinese, "zh", authors=(LI,)),
    )
    footer = Boilerplate("Subscribe!", "<p>Subscribe!</p>", (90, 91))
    last = issues[0].sections[-1]
    sections = (issues[0].sections[0], replace(last, parts=(*last.parts, footer)))
    with_footer = replace(issues[0], sections=sections)
    publication = Publication("lab", "Lab Letter", "en", "https://lab.example", TITLES)
    return Reading(publication, (with_footer, *issues[1:]), ())


@pytest.fixture
def reading() -> Reading:
    return newsletter()


@pytest.fixture
def instance(tmp_path: Path, reading: Reading) -> Path:
    """An instance folder with the newsletter's index."""
    folder = tmp_path / "instance"
    build_from([reading], "An archive", folder)
    return folder


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The newsletter's index, open; for tests that only read."""
    folder = tmp_path_factory.mktemp("instance")
    build_from([newsletter()], "An archive", folder)
    opened = open_index(folder)
    yield opened
    opened.close()
