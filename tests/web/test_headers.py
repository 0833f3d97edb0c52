from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from app import create_app
from archive.model import Reading
from index.build import build_from


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
