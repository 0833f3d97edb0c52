from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace

from app import create_app
from archive.model import Reading
from index.build import build_from
from index.results import Results
from web.releases import release


@pytest.mark.parametrize(
    "address", ["/", "/search?q=x", "/no/such/thing", "/static/style.css", "/suggest?q=a"]
)
def test_every_response_says_what_it_may_load(client: FlaskClient, address: str) -> None:
    """Scripts and styles come from the archive alone, and nothing is guessed or framed."""
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "img-src * data:" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_newsletters_file_runs_nothing(client: FlaskClient) -> None:
    """An image that is opened by itself may not run scripts."""
    policy = client.get("/media/lamp/cover.svg").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy


def test_a_page_that_did_not_change_is_not_sent_again(client: FlaskClient) -> None:
    """Asking again with the tag of the first answer gets 304 and no body."""
    first = client.get("/lamp/1")
    again = client.get("/lamp/1", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "Content-Security-Policy" in again.headers


def test_static_files_are_kept_as_long_as_they_are_the_same(client: FlaskClient) -> None:
    """Pages name static files with a fingerprint, under which they may be kept for good."""
    page = client.get("/").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert "?v=" in address
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/style.css").headers["Cache-Control"]


def test_a_running_server_shows_what_a_build_changed(reading: Reading, tmp_path: Path) -> None:
    """After a build, the same process serves the new index, and pages get new tags."""
    build_from([reading], "Before", tmp_path)
    client = create_app(instance=tmp_path).test_client()
    before = client.get("/")
    assert client.get("/lamp/2").status_code == 200
    fewer = replace(reading, issues=reading.issues[:1])
    for title in ("After", "Afterwards", "At last"):
        build_from([fewer], title, tmp_path)
        after = client.get("/", headers={"If-None-Match": before.headers["ETag"]})
        assert after.status_code == 200
        assert f"<h1>{title}</h1>" in after.text
        assert client.get("/lamp/2").status_code == 404


PAGES = (
    "/",
    "/search?q=reformer",
    "/search/section?q=lantern",
    "/lamp/2",
    "/lamp/1/status",
    "/issues",
    "/help",
)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_a_page_costs_no_search(client: FlaskClient, address: str, method: str) -> None:
    """The answer to who has the page already is made without a search and without a template."""
    first = client.open(address, method=method)
    again = client.open(address, method=method, headers={"If-None-Match": f'"x", {first.headers["ETag"]}'})
    assert again.status_code == 304
    assert "render" not in again.headers["Server-Timing"]
    for name in ("ETag", "Cache-Control"):
        assert again.headers[name] == first.headers[name]
    assert set(again.vary) == set(first.vary)


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/search?q=lantern", {}),
        ("/search?q=reformer&page=2", {}),
        ("/search?q=reformer&hl=fr", {}),
        ("/search?q=reformer", {"Accept-Language": "ar"}),
        ("/search?q=reformer", {"HX-Request": "true"}),
        ("/search?q=reformer", {"Host": "elsewhere.example"}),
        ("/search%3Fq=reformer", {}),
    ],
)
def test_another_page_has_another_tag(client: FlaskClient, address: str, headers: dict[str, str]) -> None:
    """What was asked is in the tag: words, page, language, whether a part is wanted, host."""
    tag = client.get("/search?q=reformer").headers["ETag"]
    assert client.get(address, headers={**headers, "If-None-Match": tag}).status_code in (200, 404)


def test_another_day_is_another_page(app: Flask) -> None:
    """What was this week in earlier years changes without a build."""
    client = app.test_client()
    app.config["BACKISSUES_TODAY"] = lambda: date(2026, 2, 10)
    tag = client.get("/").headers["ETag"]
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
    app.config["BACKISSUES_TODAY"] = lambda: date(2026, 2, 11)
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_a_star_does_not_make_a_page(client: FlaskClient) -> None:
    """Whoever has any version need not be sent one, of a page that there is."""
    headers = {"If-None-Match": "*"}
    assert client.get("/lamp/1", headers=headers).status_code == 304
    assert client.get("/lamp/none", headers=headers).status_code == 404


@pytest.mark.parametrize("wanted", ['"', "W/", 'W/"x', "\x7f", ",,,", '"*"', "a" * 5000])
def test_a_garbled_tag_is_no_tag(client: FlaskClient, wanted: str) -> None:
    """The page is sent."""
    assert client.get("/lamp/1", headers={"If-None-Match": wanted}).status_code == 200


def test_a_page_without_an_index_is_not_kept(tmp_path: Path) -> None:
    """Once there is an index, nobody is left with the page that says how to make one."""
    client = create_app(instance=tmp_path).test_client()
    answer = client.get("/", headers={"If-None-Match": "*"})
    assert answer.status_code == 503
    assert "ETag" not in answer.headers


def test_results_that_were_cut_short_are_not_kept(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks again, when there is less to do, gets all of them."""
    with monkeypatch.context() as hurrying:
        hurrying.setattr(Results, "complete", False)
        cut = client.get("/search?q=lantern")
    whole = client.get("/search?q=lantern")
    assert "no-store" in cut.headers["Cache-Control"]
    assert "no-store" not in whole.headers["Cache-Control"]
    assert cut.headers.get("ETag") != whole.headers["ETag"]


def test_another_release_has_other_pages(tmp_path: Path) -> None:
    """A program whose files are others is another one; what else lies there does not matter."""
    releases_of = []
    for name, text in (("one", "a"), ("two", "a"), ("three", "b")):
        root = tmp_path / name
        (root / "templates").mkdir(parents=True)
        (root / "templates" / "home.html").write_text(text)
        (root / "templates" / "home.html~").write_text(name)
        (root / "app.py").write_text("")
        releases_of.append(release(str(root)))
    assert releases_of[0] == releases_of[1] != releases_of[2]
