"""A thousand random searches of an archive made up at random: each answer is what counting by hand gives."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec
import pytest
from msgspec.structs import replace

from archive.model import Item, Link, Publication, Reading
from index import documents
from index.build import build_from
from index.documents import Document
from index.facets import FACETS
from index.query import SORTS, Query
from index.results import Index, Results
from index.whoosh_index import open_index
from tests.index.conftest import ADA, LI, issue, item, link

WORDS = "kalo kalmi miru tevo vond rupi gesk halu nobi yexa jorp fitu daxi zemo".split()
TAGS, SECTIONS, LANGUAGES = ("red", "green", "blue"), ("fore", "aft"), ("en", "fr", "tr")
HOSTS = (("https://one.example", "paper"), ("https://two.example", "code"), ("https://three.example", "post"))
ISSUES, SEEDS, SEARCHES = 16, 20, 50
"""Issues of the archive; a thousand searches in so many portions."""

Match = Callable[[Document], bool]


@dataclass(frozen=True)
class Asked:
    """A search, and which items have what its text asks for."""

    query: Query
    matches: Match


@dataclass(frozen=True)
class Made:
    """The archive and its items."""

    index: Index
    items: tuple[Document, ...]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    reading = _reading(random.Random(4))
    folder = tmp_path_factory.mktemp("made")
    build_from([reading], "Made up", folder)
    opened = open_index(folder)
    yield Made(opened, tuple(each for each in documents.of_reading(reading) if each.type == "item"))
    opened.close()


def _reading(luck: random.Random) -> Reading:
    """Issues of a few months, each in one to three languages, of a few stories."""
    issues = []
    for number in range(1, ISSUES + 1):
        day = date(2019, 11, 3) + timedelta(days=13 * number)
        count = luck.randint(2, 6)
        for at, language in enumerate(LANGUAGES[: luck.randint(1, 3)]):
            edition = f"made/{number}" + (f".{language}" if at else "")
            sections: dict[str, list[Item]] = defaultdict(list)
            for place in range(count):
                story = f"made/{number}/story-{place}" if at else ""
                made = item(edition, luck.choice(SECTIONS), "", _words(luck, 8), *_links(luck), story=story)
                tags = tuple(luck.sample(TAGS, luck.randint(0, 2)))
                made = msgspec.structs.replace(made, id=f"{edition}/story-{place}", tags=tags)
                sections[made.section].append(made)
            authors = luck.choice([(ADA,), (LI,), (ADA, LI)])
            later = day + timedelta(days=9 * at)
            issues.append(issue(edition, number, later, dict(sections), language, authors=authors, tags=()))
    return Reading(Publication("made", "Made up", "en"), tuple(issues), ())


def _words(luck: random.Random, most: int) -> str:
    return " ".join(luck.choices(WORDS, k=luck.randint(1, most)))


def _links(luck: random.Random) -> list[Link]:
    return [
        link(f"{host}/{luck.randint(1, 3)}", "", kind)
        for host, kind in luck.sample(HOSTS, luck.randint(0, 2))
    ]


def _body(document: Document) -> list[str]:
    return document.texts["body"].split()


def _asked(luck: random.Random, items: tuple[Document, ...]) -> Asked:
    """A random search: at most one word that counts, so that what lacks it is no result, and others that a
    result must have, or must not."""
    kinds = (_phrase, _either, _beginning, _without, _tagged)
    parts = [kind(luck) for kind in luck.sample(kinds, luck.choice([0, 1, 1, 2]))]
    if luck.random() < 0.5:
        word = luck.choice(WORDS)
        parts.append((word, lambda each: word in _body(each)))
    filters: dict[str, tuple[str, ...]] = {}
    for facet in luck.sample(FACETS, luck.choice([0, 0, 1, 2])):
        values = sorted({value for each in items for value in each.keys.get(facet.name, ())})
        picked = luck.sample(values, min(len(values), luck.choice([1, 1, 2])))
        filters[facet.name] = tuple(luck.choice(["", "", "-"]) + value for value in picked)
    during = luck.choice(["", "", "", "2019", "2020-01..2020-03"])
    text = " ".join(words for words, _ in parts)
    query = Query(text, filters, luck.choice(SORTS), size=luck.randint(1, 60), as_typed=True, during=during)
    return Asked(query, lambda each: all(match(each) for _, match in parts))


def _phrase(luck: random.Random) -> tuple[str, Match]:
    one, two = luck.choices(WORDS, k=2)
    return f'"{one} {two}"', lambda each: f" {one} {two} " in f" {' '.join(_body(each))} "


def _either(luck: random.Random) -> tuple[str, Match]:
    one, two = luck.choices(WORDS, k=2)
    return f"({one} OR {two})", lambda each: one in _body(each) or two in _body(each)


def _beginning(luck: random.Random) -> tuple[str, Match]:
    prefix = luck.choice(WORDS)[:2]
    return f"{prefix}*", lambda each: any(word.startswith(prefix) for word in _body(each))


def _without(luck: random.Random) -> tuple[str, Match]:
    word = luck.choice(WORDS)
    return f"-{word}", lambda each: word not in _body(each)


def _tagged(luck: random.Random) -> tuple[str, Match]:
    tag = luck.choice(TAGS)
    return f"tag:{tag}", lambda each: tag in each.keys["tag"]


def _kept(asked: Asked, items: tuple[Document, ...], without: str = "") -> list[Document]:
    """The items that a search finds, one of its facets, or the time, left out of account."""
    return [each for each in items if asked.matches(each) and _fits(each, asked.query, without)]


def _fits(document: Document, query: Query, without: str) -> bool:
    for facet in query.filters:
        has = set(document.keys.get(facet, ()))
        if (facet != without and query.chosen(facet) and not has & set(query.chosen(facet))) or (
            has & set(query.excluded(facet))
        ):
            return False
    day = date.fromordinal(document.numbers["when"]).isoformat()
    if without == "time" or not query.during:
        return True
    first, _, last = query.during.partition("..")
    return first <= day[: len(first)] <= (last or first)


def _stories(found: list[Document]) -> set[str]:
    return {story for each in found for story in each.keys["story"]}


def _counted(found: list[Document], facet: str) -> Mapping[str, int]:
    pairs = {
        (value, story) for each in found for value in each.keys.get(facet, ()) for story in each.keys["story"]
    }
    return Counter(value for value, _ in pairs)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_facets_totals_and_pages_agree(made: Made, seed: int) -> None:
    """Total, pages, facets and histogram of any search are those of counting the stories by hand."""
    luck = random.Random(seed)
    for _ in range(SEARCHES):
        asked = _asked(luck, made.items)
        first = made.index.search(asked.query)
        _check_pages(made, asked, first)
        _check_facets(made, asked, first)
        _check_histogram(made, asked, first)
        _check_choosing(made, asked, first, luck)


def _check_pages(made: Made, asked: Asked, first: Results) -> None:
    stories = _stories(_kept(asked, made.items))
    pages = [made.index.search(asked.query.on_page(page)) for page in range(1, first.pages + 1)]
    shown = [hit.item.story for page in pages for hit in page.hits]
    assert first.total == len(stories) == len(shown), asked.query
    assert set(shown) == stories, asked.query
    assert {page.total for page in pages} == {first.total}


def _check_facets(made: Made, asked: Asked, first: Results) -> None:
    for facet in FACETS:
        found = _kept(asked, made.items, without=facet.name)
        values = [each for each in first.facets[facet.name] if not each.excluded]
        assert {each.value: each.count for each in values if each.count} == _counted(found, facet.name), (
            asked.query
        )
        assert set(asked.query.chosen(facet.name)) <= {each.value for each in values}


def _check_histogram(made: Made, asked: Asked, first: Results) -> None:
    found = _kept(asked, made.items, without="time")
    pairs = {
        (date.fromordinal(each.numbers["when"]).isoformat()[:7], story)
        for each in found
        for story in each.keys["story"]
    }
    by_hand = Counter(month for month, _ in pairs)
    assert {step.value: step.count for step in first.histogram if step.count} == by_hand, asked.query


def _check_choosing(made: Made, asked: Asked, first: Results, luck: random.Random) -> None:
    facet = luck.choice(FACETS).name
    kept = tuple(f"-{value}" for value in asked.query.excluded(facet))
    values = [each for each in first.facets[facet] if not each.excluded]
    if values:
        value = luck.choice(values)
        chosen = replace(asked.query, filters={**asked.query.filters, facet: (*kept, value.value)}, size=1)
        assert made.index.search(chosen).total == value.count, asked.query
