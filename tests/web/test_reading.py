from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

if TYPE_CHECKING:
    from tests.web.conftest import Fetch

ITEM = "/lamp/1/a-look-into-the-reformer"


def test_an_item_offers_citations_that_are_what_it_shows(fetch: Fetch, client: FlaskClient) -> None:
    """Each citation on an item's page can be had as a file with the same text, in its own type."""
    page = fetch(ITEM)
    texts = [text.raw for text in page.all("pre", within=".cite")]
    ways = [
        link.attributes["href"] for link in page.all("a", within=".cite") if "download" in link.attributes
    ]
    assert len(texts) == len(ways) == 6
    for text, way in zip(texts, ways, strict=True):
        response = client.get(way)
        assert response.text == text
        assert response.headers["Content-Disposition"].startswith("attachment")
    assert [client.get(way).mimetype for way in ways[:3]] == [
        "application/x-bibtex",
        "application/vnd.citationstyles.csl+json",
        "text/markdown",
    ]


def test_a_citation_names_the_address_that_it_is_read_at(client: FlaskClient) -> None:
    """The address in a citation is whole, leads to the item and keeps no language of the interface."""
    text = client.get(f"/cite{ITEM}.json?hl=fr", base_url="https://news.example").text
    (found,) = json.loads(text)
    assert found["URL"] == f"https://news.example{ITEM}"


def test_the_paper_of_an_item_is_cited_by_its_identifier(client: FlaskClient) -> None:
    """With ``of`` a paper is cited; what the item does not link to is not found, nor an unknown format."""
    assert "eprint = {2001.04451}" in client.get(f"/cite{ITEM}.bib?of=arxiv:2001.04451").text
    assert client.get(f"/cite{ITEM}.bib?of=arxiv:1706.03762").status_code == 404
    assert client.get(f"/cite{ITEM}.ris").status_code == 404
    assert client.get("/cite/lamp/1/nothing.bib").status_code == 404


def test_two_editions_stand_side_by_side(fetch: Fetch) -> None:
    """An issue beside its translation: each text in its own language and direction, pairs by story."""
    page = fetch("/compare/lamp/2?with=ar")
    sides = page.all(".side")
    assert [(side.attributes["lang"], side.attributes["dir"]) for side in sides[:2]] == [
        ("en", "ltr"),
        ("ar", "rtl"),
    ]
    assert "The Reformer again" in sides[0].text
    assert "عودة Reformer" in sides[1].text
    assert len(page.all(".side-missing")) == 13


def test_a_story_stands_beside_its_translation(fetch: Fetch) -> None:
    """An item's page leads to it beside its translation, and there each title leads back."""
    (way,) = fetch("/lamp/2/the-reformer-again").addresses(".beside")
    page = fetch(way)
    assert [unquote(way) for way in page.addresses(within=".story-title")] == [
        "/lamp/2/the-reformer-again",
        "/lamp/2.ar/عودة-reformer",
    ]


@pytest.mark.parametrize("asked", ["", "?with=", "?with=xx", "?with=en", "?with=AR"])
def test_any_second_language_gives_a_comparison(fetch: Fetch, asked: str) -> None:
    """Where the language asked for is none that there is, another edition is shown."""
    assert len(fetch(f"/compare/lamp/2{asked}").all(".side")) > 1


def test_a_single_edition_says_so(fetch: Fetch) -> None:
    """Without another edition there is nothing to compare, in a sentence; what is not there is not found."""
    assert "English" in fetch("/compare/lamp/1").text(".empty")
    assert fetch(f"/compare{ITEM}").status == 200
    assert fetch("/compare/lamp/9").status == 404
    assert fetch("/compare/lamp/1/nothing").status == 404


def test_images_ask_for_no_referrer(fetch: Fetch) -> None:
    """No image on a reading page tells its host what is read; all but the first are lazy."""
    for address in ("/", "/issues", "/lamp/1"):
        for image in fetch(address).all("img"):
            assert image.attributes["referrerpolicy"] == "no-referrer"
            lead = any(ancestor.matches(".lead-card") for ancestor in image.ancestors)
            assert lead or image.attributes["loading"] == "lazy"
