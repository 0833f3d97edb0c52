"""Loops that must close over whole archives: what is in is found, what is counted is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archive import reader
from archive.config import DEFAULT, load
from archive.model import Reading
from index import documents
from index.build import build_from
from index.documents import Document, title_key
from index.facets import FACETS
from index.query import SORTS, Query
from index.results import Index
from index.whoosh_index import open_index

SETTINGS = """title = "Loops"
[publications.{key}]
title = "Loops"
source = {{ path = "{folder}" }}
"""
CORPORA = {
    "dair": ('folders = ["posts/_posts"]\nrequire_tag = "nlp_newsletter"\n', ["*"]),
    "twir": ("", ["2020-01-*", "2015-0[78]-*"]),
}

Archive = tuple[Index, Reading]


def read(settings_file: Path, cache: Path) -> Reading:
    (publication,) = load(settings_file).publications
    return reader.read(publication, cache, lambda done, whole: None)


def indexed(reading: Reading, folder: Path) -> Archive:
    build_from([reading], "Loops", folder)
    return open_index(folder), reading


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("bundled")
    archive = indexed(read(DEFAULT, folder), folder)
    yield archive
    archive[0].close()


@pytest.fixture(scope="module", params=["bundled", *CORPORA])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The bundled archive, and real ones where they are there."""
    if request.param == "bundled":
        yield request.getfixturevalue("bundled")
        return
    shared: Path = request.getfixturevalue("shared")
    more, include = CORPORA[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    file = folder / "archive.toml"
    text = SETTINGS.format(key=request.param, folder=shared / "corpora" / request.param)
    file.write_text(f"{text}{more}include = {include}\n", encoding="utf-8")
    archive = indexed(read(file, folder), folder)
    yield archive
    archive[0].close()


def test_every_item_is_found_first_by_its_exact_title(archive: Archive) -> None:
    """What is typed like an item is called finds it first, or among others that are called the same."""
    index, reading = archive
    missed = []
    for issue in reading.issues:
        for item in issue.items():
            hits = index.search(Query(item.label, as_typed=True)).hits
            stories = [hit.item.story for hit in hits if title_key(hit.item.label) == title_key(item.label)]
            editions = [language for hit in hits[:1] for language, _, _ in hit.item.translations]
            first = hits[0].item.story if hits else ""
            own = item.story or item.id
            if first != own and first not in stories and not (own == first and issue.language in editions):
                missed.append((item.id, item.label, first))
    assert not missed


PIECES = 'the|model|bert|language|attention|-learning|"neural network"|trans*|OR|kind:paper|2020|title:a|data'
WORDS = st.sampled_from(PIECES.split("|"))
TEXTS = st.lists(WORDS, max_size=4).map(" ".join)


def values_of(reading: Reading) -> Mapping[str, list[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for document in documents.of_reading(reading):
        for facet in FACETS:
            found[facet.name].update(document.keys.get(facet.name, ()))
    return {name: sorted(values) for name, values in found.items()}


def drawn(draw: Callable[..., object], values: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """A few values of a few facets, some excluded."""
    names = draw(st.lists(st.sampled_from(sorted(values)), max_size=2, unique=True))
    assert isinstance(names, list)
    one = {name: st.tuples(st.sampled_from(["", "", "-"]), st.sampled_from(values[name])) for name in names}
    picked = {name: draw(st.lists(one[name], min_size=1, max_size=2)) for name in names}
    return {name: tuple(minus + value for minus, value in some) for name, some in picked.items()}  # type: ignore[attr-defined]


def fits(document: Document, query: Query, without: str = "") -> bool:
    for facet in query.filters:
        has = set(document.keys.get(facet, ()))
        if query.chosen(facet) and facet != without and not has & set(query.chosen(facet)):
            return False
        if has & set(query.excluded(facet)):
            return False
    return True


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_counts_are_those_of_counting_by_hand(bundled: Archive, data: st.DataObject) -> None:
    """A facet's counts, and the total, are what counting the stories of all items one by one gives."""
    index, reading = bundled
    query = Query(filters=drawn(data.draw, values_of(reading)))
    results = index.search(query)
    items = [each for each in documents.of_reading(reading) if each.type == "item"]
    assert results.total == len({each.keys["story"] for each in items if fits(each, query)})
    for facet in FACETS:
        stories: dict[str, set[str]] = defaultdict(set)
        for each in items:
            if fits(each, query, without=facet.name):
                for value in each.keys.get(facet.name, ()):
                    stories[value].update(each.keys["story"])
        shown = {
            each.value: each.count for each in results.facets[facet.name] if not each.excluded and each.count
        }
        assert shown == {value: len(found) for value, found in stories.items()}


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), text=TEXTS)
def test_a_count_is_what_choosing_the_value_gives(bundled: Archive, data: st.DataObject, text: str) -> None:
    """For any text and filters, a value's count is how many results choosing it instead gives."""
    index, reading = bundled
    query = Query(text, drawn(data.draw, values_of(reading)), as_typed=True)
    results = index.search(query)
    facet = data.draw(st.sampled_from(FACETS)).name
    kept = tuple(f"-{value}" for value in query.excluded(facet))
    for each in results.facets[facet][:8]:
        if not each.excluded:
            chosen = replace(query, filters={**query.filters, facet: (*kept, each.value)})
            assert index.search(chosen).total == each.count


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), text=TEXTS, sort=st.sampled_from(SORTS), size=st.integers(1, 50))
def test_pages_are_the_whole_without_repeats(
    bundled: Archive, data: st.DataObject, text: str, sort: str, size: int
) -> None:
    """The pages of any result one after the other are its total, each story once."""
    index, reading = bundled
    query = Query(text, drawn(data.draw, values_of(reading)), sort, size=size)
    first = index.search(query)
    pages = [index.search(query.on_page(page)) for page in range(1, min(first.pages, 8) + 1)]
    stories = [hit.item.story for page in pages for hit in page.hits]
    assert len(stories) == len(set(stories)) == min(first.total, 8 * size)
    assert {page.total for page in pages} == {first.total}
    assert not index.search(query.on_page(first.pages + 1)).hits
