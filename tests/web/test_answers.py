"""Pages that are kept as they were sent: the same as when they are made, never those of another reader."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from werkzeug.test import TestResponse

from app import create_app
from archive.model import Reading
from index.build import build_from
from looks.kinds import kinds
from web import answers
from web.answers import Answer, Answers

ANSWERED = {"zstd": "zstd", "gzip": "gzip", "identity": None}
"""What a browser accepts -> what a page is sent in."""


def serving(instance: Path, monkeypatch: pytest.MonkeyPatch, megabytes: str) -> FlaskClient:
    monkeypatch.setenv(answers.SETTING, megabytes)
    return create_app(instance=instance).test_client()


def was_kept(answer: TestResponse) -> bool:
    return "kept;" in answer.headers["Server-Timing"]


def sent(answer: TestResponse) -> tuple[int, bytes, dict[str, object]]:
    """All that a browser gets, save for when and in how long; what an answer varies by is a set."""
    timely = ("Date", "Server-Timing", "Vary")
    headers: dict[str, object] = {name: value for name, value in answer.headers.items() if name not in timely}
    return answer.status_code, answer.data, {**headers, "Vary": set(answer.vary)}


@pytest.mark.parametrize("part", [False, True])
def test_a_kept_page_is_the_page(bundled: Path, monkeypatch: pytest.MonkeyPatch, *, part: bool) -> None:
    """Of every kind of page, in every encoding, whole or a part: byte for byte what is made without."""
    making, keeping = (serving(bundled, monkeypatch, megabytes) for megabytes in ("0", "64"))
    whole = {"HX-Request": "true"} if part else {}
    addresses = [kind.address for kind in kinds(create_app(instance=bundled))]
    assert len(addresses) > 20
    for address in [*addresses, "/suggest?q=a"]:
        for name, encoding in ANSWERED.items():
            headers = {"Accept-Encoding": name, **whole}
            made, first, again = (each.get(address, headers=headers) for each in (making, keeping, keeping))
            assert sent(made) == sent(first) == sent(again), address
            assert not was_kept(made)
            assert not was_kept(first)
            assert was_kept(again) == (made.status_code == 200), address
            assert again.headers.get("Content-Encoding") in (encoding, None)


def test_a_kept_page_costs_no_search(client: FlaskClient) -> None:
    """Nothing is rendered or compressed, and the answer says where it is from."""
    client.get("/search?q=reformer")
    told = client.get("/search?q=reformer").headers["Server-Timing"]
    assert "kept;dur=" in told
    assert "render" not in told
    assert "compress" not in told


def test_a_reader_who_has_a_kept_page_is_not_sent_it(client: FlaskClient) -> None:
    """That a page is kept changes nothing of its tag."""
    tag = client.get("/search?q=reformer").headers["ETag"]
    assert client.get("/search?q=reformer").headers["ETag"] == tag
    assert client.get("/search?q=reformer", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/search?q=reformer", headers={"If-None-Match": "*"}).status_code == 304


OTHERS = (
    {"headers": {"Accept-Language": "ar"}},
    {"headers": {"Accept-Language": "en, fr"}},
    {"headers": {"HX-Request": "true"}},
    {"headers": {"Accept-Encoding": "gzip"}},
    {"headers": {"Host": "elsewhere.example"}},
    {"headers": {"Transfer-Encoding": "chunked"}},
    {"base_url": "http://localhost/below"},
    {"path": "/search?q=reformer&hl=fr"},
    {"path": "/search?q=reformer&page=2"},
    {"path": "/search?q=lantern"},
    {"method": "HEAD"},
    {"data": b"x"},
)


@pytest.mark.parametrize("other", OTHERS)
def test_another_page_is_made_anew(client: FlaskClient, other: dict[str, object]) -> None:
    """Another address, language, encoding, host, root, part or way to ask finds nothing of what was kept."""
    asked: dict[str, object] = {"path": "/search?q=reformer", "method": "GET"}
    client.open(**asked)  # type: ignore[arg-type]
    assert not was_kept(client.open(**{**asked, **other}))  # type: ignore[arg-type]
    assert was_kept(client.open(**asked))  # type: ignore[arg-type]


@pytest.mark.parametrize("length", ["", "0"])
def test_who_sends_nothing_along_gets_what_is_kept(client: FlaskClient, length: str) -> None:
    """However a server says that there is nothing."""
    client.get("/search?q=reformer")
    assert was_kept(client.get("/search?q=reformer", environ_overrides={"CONTENT_LENGTH": length}))


def test_a_build_makes_all_pages_anew(reading: Reading, tmp_path: Path) -> None:
    """Whatever was kept before it, what is sent is what the index has now."""
    client = create_app(instance=tmp_path).test_client()
    for title in ("Before", "After"):
        build_from([replace(reading, issues=reading.issues[:1])], title, tmp_path)
        first, again = client.get("/"), client.get("/")
        assert not was_kept(first)
        assert was_kept(again)
        assert f"<h1>{title}</h1>" in again.text


def test_another_day_makes_all_pages_anew(app: Flask) -> None:
    """What was this week in earlier years is another thing tomorrow."""
    client = app.test_client()
    for day in (10, 11):
        app.config["BACKISSUES_TODAY"] = lambda day=day: date(2026, 2, day)
        assert not was_kept(client.get("/"))
        assert was_kept(client.get("/"))


@pytest.mark.parametrize("address", ["/no/such/thing", "/healthz", "/static/style.css", "/robots.txt"])
def test_what_is_no_page_is_not_kept(client: FlaskClient, address: str) -> None:
    """Neither what is not there nor files."""
    client.get(address)
    assert not was_kept(client.get(address))


def test_the_page_that_says_how_to_build_is_not_kept(reading: Reading, tmp_path: Path) -> None:
    """Once there is an index, there are pages."""
    client = create_app(instance=tmp_path).test_client()
    assert client.get("/").status_code == client.get("/").status_code == 503
    build_from([reading], "Now", tmp_path)
    assert client.get("/").status_code == 200


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 40_000)), max_size=60),
    st.integers(0, 100_000),
)
def test_what_is_kept_fits(pages: list[tuple[str, int]], most: int) -> None:
    """However pages come, they take no more bytes than they may; each is there at first if it fits at all."""
    kept = Answers(most)
    for tag, length in pages:
        known = kept.get((tag, ""))
        answer = known or Answer(b"x" * length, ())
        kept.keep((tag, ""), answer)
        assert (kept.get((tag, "")) is answer) == (answer.size <= most)
        assert sum(each.size for tag in "abcdef" if (each := kept.get((tag, "")))) <= most


def test_who_is_asked_for_stays() -> None:
    """Of more than fits, the page goes that was not asked for the longest."""
    kept = Answers(2.5 * Answer(b"", ()).size)
    for tag in "aba":
        if not kept.get((tag, "")):
            kept.keep((tag, ""), Answer(b"", ()))
    kept.keep(("c", ""), Answer(b"", ()))
    assert [tag for tag in "abc" if kept.get((tag, ""))] == ["a", "c"]


@pytest.mark.parametrize("setting", ["much", "1,5"])
def test_a_size_that_is_no_number_is_said(
    instance: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, setting: str
) -> None:
    """The archive is served all the same, with the usual room."""
    client = serving(instance, monkeypatch, setting)
    (line,) = (record.getMessage() for record in caplog.records)
    assert answers.SETTING in line
    assert repr(setting) in line
    client.get("/")
    assert was_kept(client.get("/"))
