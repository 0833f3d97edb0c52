"""The interface speaks the language that the address or the browser asks for, on every page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urldefrag, urlsplit

import pytest
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import gettext
from hypothesis import given
from hypothesis import strategies as st

from app import create_app
from archive.link_kinds import KINDS
from index.facets import FACETS
from index.query import SORTS
from looks.kinds import Kind, kinds
from web.labels import FACET_NAMES, FACET_PLURALS, KIND_NAMES, SORT_NAMES
from web.translating import LANGUAGES, day, language_field, month, number, numbers_in, percent

if TYPE_CHECKING:
    from tests.web.conftest import Fetch

ROOT = Path(__file__).parent.parent.parent
OTHERS = [language for language in LANGUAGES if language != "en"]


class Words(HTMLParser):
    """The words of a page that are the interface's: its texts and labels, but for what is quoted,
    isolated, code, or in a language that is not the page's."""

    LABELS = ("aria-label", "title", "placeholder")
    QUOTED = frozenset({"bdi", "code", "kbd", "pre", "script", "style", "svg"})
    VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        foreign = tag in self.QUOTED or ("lang" in given and tag != "html")
        if not foreign and not any(self._open):
            self.found |= {value for name in self.LABELS if (value := given.get(name))}
        if tag not in self.VOID:
            self._open.append(foreign)

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(self._open):
            self.found.add(" ".join(data.split()))


def words(source: str) -> set[str]:
    reader = Words()
    reader.feed(source)
    return reader.found


@pytest.fixture(scope="module")
def whole(bundled: Path) -> Flask:
    """The application over the bundled issues."""
    return create_app(instance=bundled)


@pytest.fixture(scope="module")
def every_kind(whole: Flask) -> tuple[Kind, ...]:
    return kinds(whole)


def in_language(address: str, language: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}hl={language}"


def translations(language: str) -> dict[str, str]:
    """Messages without placeholders whose translation differs."""
    file = ROOT / "translations" / str(LANGUAGES[language]) / "LC_MESSAGES" / "messages.po"
    with file.open("rb") as opened:
        catalogue = read_po(opened)
    return {
        str(message.id): str(message.string)
        for message in catalogue
        if message.id and not message.pluralizable and "%" not in message.id and message.id != message.string
    }


@pytest.mark.parametrize(
    ("browser", "chosen"),
    [
        ("fr", "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.5", "fr"),
        ("pt", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("zh-TW,zh;q=0.8", "zh"),
        ("de,es;q=0.4", "es"),
        ("fr;q=0,tr;q=0.1", "tr"),
        ("fr;q=0", "en"),
        ("de", "en"),
        ("*", "en"),
        ("", "en"),
        ("nonsense;q=x,,;", "en"),
    ],
)
def test_the_browser_chooses(client: FlaskClient, browser: str, chosen: str) -> None:
    """Without a language in the address the best one that the browser likes is spoken, else English."""
    page = client.get("/", headers={"Accept-Language": browser}).text
    assert f'<html lang="{chosen}" ' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_decides(client: FlaskClient, language: str) -> None:
    """The address has the last word, whatever the browser likes, and says which way the page runs."""
    page = client.get(f"/?hl={language}", headers={"Accept-Language": "es"}).text
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page


@pytest.mark.parametrize("asked", ["xx", "", "en-US-x", "../../etc", "<b>", "FR "])
def test_a_language_that_there_is_not_is_as_none(client: FlaskClient, asked: str) -> None:
    """A language that the interface does not speak changes nothing, and no link keeps it."""
    answer = client.get("/", query_string={"hl": asked})
    assert answer.status_code == 200
    assert '<html lang="en" ' in answer.text
    assert "hl=xx" not in answer.text


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_on_any_page(whole: Flask, every_kind: tuple[Kind, ...], language: str) -> None:
    """On every kind of page, nothing that has a translation stands there in English."""
    translated = translations(language)
    client = whole.test_client()
    for kind in every_kind:
        english = words(client.get(in_language(kind.address, "en")).text) & translated.keys()
        assert english, f"{kind.address}: nothing of it is known to be the interface's"
        shown = words(client.get(in_language(kind.address, language)).text)
        # A word may be the archive's, too: a section that is called "Publications".
        foreign = {word for word in english & shown if word not in translated.values()}
        assert foreign <= {"Publications"}, f"{kind.address} in {language}"


@pytest.mark.parametrize("language", OTHERS)
def test_links_and_forms_keep_the_language(whole: Flask, every_kind: tuple[Kind, ...], language: str) -> None:
    """What a page leads to within the archive, and what its forms ask for, is in the page's language."""
    client = whole.test_client()
    for kind in every_kind:
        source = client.get(in_language(kind.address, language)).text
        for link in re.findall(r'<a\b[^>]*?\bhref="([^"]*)"', source):
            parts = urlsplit(link.replace("&amp;", "&"))
            if link.startswith("/") and not parts.path.startswith(("/static/", "/media/")):
                neutral = parts.path.startswith("/cite") or parts.path.endswith((".csv", ".bib"))
                assert parse_qs(parts.query).get("hl") == [language] or neutral, f"{kind.address}: {link}"
        for form in re.findall(r"<form\b.*?</form>", source, re.DOTALL):
            keeps = f'<input type="hidden" name="hl" value="{language}">' in form
            assert keeps or 'method="dialog"' in form, f"{kind.address}: {form[:200]}"


def test_a_walk_in_french_stays_french(fetch: Fetch) -> None:
    """Following every link from a French home page one comes to French pages only."""
    for page in walk(fetch, "/?hl=fr"):
        assert page.split()[:4] == ["<!doctype", "html>", "<html", 'lang="fr"']


def walk(fetch: Fetch, start: str, most: int = 60) -> Iterator[str]:
    waiting, seen = [start], {start}
    while waiting and len(seen) < most:
        page = fetch(waiting.pop(0))
        yield page.source
        menu = {element.attributes["href"] for element in page.all("a", within=".languages")}
        for way in sorted(page.references()):
            address = urldefrag(way).url
            leaves = any(address.endswith(each) for each in menu)
            if address not in seen and not leaves and fetch(address).source:
                seen.add(address)
                waiting.append(address)


def test_the_menu_leads_to_this_page_in_every_language(fetch: Fetch) -> None:
    """The menu of languages keeps the search, and marks the language that is spoken."""
    menu = fetch("/search?q=reformer&tag=memory&hl=fr").all("a", within=".languages")
    assert [link.attributes["lang"] for link in menu] == list(LANGUAGES)
    assert [link.attributes["lang"] for link in menu if "aria-current" in link.attributes] == ["fr"]
    for link in menu:
        args = parse_qs(urlsplit(link.attributes["href"]).query)
        assert args == {"q": ["reformer"], "tag": ["memory"], "hl": [link.attributes["lang"]]}


def test_answers_are_kept_apart_by_language(client: FlaskClient) -> None:
    """A page varies with the browser's language, and what is kept of one is not given for another."""
    french, english = (client.get("/", headers={"Accept-Language": each}) for each in ("fr", "en"))
    assert french.headers["ETag"] != english.headers["ETag"]
    assert "Accept-Language" in french.headers["Vary"]
    kept = {"If-None-Match": french.headers["ETag"]}
    assert client.get("/", headers={"Accept-Language": "fr", **kept}).status_code == 304
    assert client.get("/", headers={"Accept-Language": "en", **kept}).status_code == 200
    assert "Accept-Language" in client.get("/no/such/page").headers["Vary"]


def test_what_has_no_words_does_not_vary(client: FlaskClient) -> None:
    """Images and files are the same in every language."""
    for address in ("/static/style.css", "/media/lamp/cover.svg", "/robots.txt", "/healthz?hl=fr"):
        assert "Accept-Language" not in client.get(address).headers.get("Vary", "")


def test_help_is_not_kept_in_the_language_of_whoever_came_first(client: FlaskClient) -> None:
    """The examples are searched for once, and told in the language of each reader."""
    assert "Bon à savoir" in client.get("/help?hl=fr").text
    turkish = client.get("/help?hl=tr").text
    assert "Bilmekte yarar var" in turkish
    assert "başlıktaki bir sözcük" in turkish
    assert "title:" in turkish


def test_suggestions_are_called_in_the_language_of_the_page(client: FlaskClient) -> None:
    """What a suggestion is, and where it leads, is in the language that the box asks for."""
    found = client.get("/suggest?q=sec&hl=es").json
    assert found
    assert any(each["what"].startswith("una sección") for each in found)
    items = client.get("/suggest?q=look&hl=es").json
    assert items
    assert all("hl=es" in each["address"] for each in items if each["address"])


def test_lasting_addresses_name_no_language(client: FlaskClient) -> None:
    """The canonical address of an issue or an item is that of every language."""
    for address in ("/lamp/1", "/lamp/1/status"):
        page = client.get(f"{address}?hl=fr").text
        (canonical,) = re.findall(r'<link rel="canonical" href="([^"]*)"', page)
        assert canonical.endswith(address)


def test_a_reader_gets_the_edition_in_the_language_of_the_page(fetch: Fetch) -> None:
    """Of a story in several languages, results show the one that the page is in."""
    assert any(way.startswith("/lamp/2.ar/") for way in fetch("/search?q=reformer&hl=ar").results)
    assert not any(way.startswith("/lamp/2.ar/") for way in fetch("/search?q=reformer&hl=fr").results)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ("4 July 2020", "July 2020", "75,000", "35%")),
        ("pt-BR", ("4 de julho de 2020", "julho de 2020", "75.000", "35%")),
        ("fr", ("4 juillet 2020", "juillet 2020", "75\u202f000", "35\xa0%")),
        ("es", ("4 de julio de 2020", "julio de 2020", "75.000", "35\xa0%")),
        ("tr", ("4 Temmuz 2020", "Temmuz 2020", "75.000", "%35")),
        ("ar", ("4 يوليو 2020", "يوليو 2020", "75,000", "35%")),
        ("zh", ("2020年7月4日", "2020年7月", "75,000", "35%")),
    ],
)
def test_dates_and_numbers_are_written_as_the_language_does(
    app: Flask, language: str, written: tuple[str, ...]
) -> None:
    """A day, a month, a number and a share follow the language of the page."""
    with app.test_request_context(f"/?hl={language}"):
        found = (day(date(2020, 7, 4)), month(date(2020, 7, 4)), number(75_000), percent(0.35))
    marks = str.maketrans("", "", "\u200e\u200f\u061c")
    assert tuple(text.translate(marks) for text in found) == written


def test_counts_are_written_as_the_language_does(app: Flask) -> None:
    """A count within a sentence has the language's marks, and takes the language's plural."""
    with app.test_request_context("/?hl=es"):
        template = app.jinja_env.from_string('{{ ngettext("%(num)s item", "%(num)s items", n) }}')
        assert [template.render(n=n) for n in (1, 2, 75_000)] == [
            "1 artículo",
            "2 artículos",
            "75.000 artículos",
        ]


def test_outside_of_a_page_the_interface_is_english(app: Flask) -> None:
    """Commands, which no browser asks for, speak English."""
    with app.app_context():
        assert gettext("Issues") == "Issues"
        assert number(75_000) == "75,000"
    with app.test_request_context("/?hl=fr"):
        assert gettext("Issues") == "Numéros"


def test_a_language_without_translations_is_shown_in_english(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a translators' file is missing the pages say it in English, and none fails."""
    monkeypatch.setattr("web.translating.TRANSLATIONS", str(tmp_path))
    answer = create_app(instance=instance).test_client().get("/?hl=fr")
    assert answer.status_code == 200
    assert "Latest issue" in answer.text


def test_languages_and_kinds_are_named_in_the_language_of_the_page(fetch_bundled: Fetch) -> None:
    """The filters by language, kind of link and section are worded in the language of the page."""
    labels = {each.text for each in fetch_bundled("/search?q=reformer&hl=fr").all(".facet-label")}
    assert {"Anglais", "Chinois", "Article scientifique", "Articles et billets de blog"} <= labels


@pytest.fixture(scope="module")
def fetch_bundled(bundled: Path, fetch_from: Callable[[Path], Fetch]) -> Fetch:
    return fetch_from(bundled)


def test_everything_has_a_name() -> None:
    """Each facet, order and kind of link that the index knows has words that can be translated."""
    assert FACET_NAMES.keys() == FACET_PLURALS.keys() == {facet.name for facet in FACETS}
    assert {kind: str(name) for kind, name in KIND_NAMES.items()} == KINDS
    assert SORT_NAMES.keys() == set(SORTS)
    assert {facet.name: facet.label for facet in FACETS} == {
        key: str(name) for key, name in FACET_NAMES.items()
    }


def test_a_field_is_kept_only_where_the_address_has_the_language(app: Flask) -> None:
    """A form asks for a language only where the page was asked for in one."""
    with app.test_request_context("/?hl=PT_br"):
        assert str(language_field()) == '<input type="hidden" name="hl" value="pt-BR">'
    with app.test_request_context("/", headers={"Accept-Language": "fr"}):
        assert str(language_field()) == ""


@given(st.integers(0, 10**9), st.sampled_from(list(LANGUAGES)))
def test_counts_are_written_as_the_library_writes_them(number: int, language: str) -> None:
    """Also a number that was never written before, of as many digits as another one or more."""
    assert numbers_in(language)[number] == format_decimal(number, locale=LANGUAGES[language])
