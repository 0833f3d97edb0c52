from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Callable, Mapping

import pytest
import zstandard
from flask import Flask, Response
from flask.testing import FlaskClient

from web.compressing import ENCODINGS

UNPACK: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "zstd": lambda content: zstandard.ZstdDecompressor().decompressobj().decompress(content),
}
PAGE = "/search?q=lantern"
STYLE = "/static/style.css"
VENDORED = "/static/vendor/htmx-4.0.1.min.js"
SUGGESTIONS = "/suggest?q=l"
LARGE = b"<svg/>" * 500


@pytest.fixture
def app(app: Flask) -> Flask:
    """With a view for each thing that the archive's own may send and the small archive has none of."""

    @app.get("/drawing")
    def drawing() -> Response:
        return Response(LARGE, mimetype="image/svg+xml")

    @app.get("/photograph")
    def photograph() -> Response:
        return Response(LARGE, mimetype="image/png")

    @app.get("/stream")
    def stream() -> Response:
        return Response((LARGE for _ in range(3)), mimetype="text/csv")

    return app


@pytest.mark.parametrize("name", UNPACK)
@pytest.mark.parametrize("address", [PAGE, STYLE, VENDORED, SUGGESTIONS, "/drawing"])
def test_a_compressed_answer_says_the_same(client: FlaskClient, address: str, name: str) -> None:
    """Pages, styles, scripts and data are smaller on the way and the same at its end."""
    plain = client.get(address)
    small = client.get(address, headers={"Accept-Encoding": name})
    assert small.headers["Content-Encoding"] == name
    assert UNPACK[name](small.data) == plain.data
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data)
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize("name", ["", *UNPACK])
@pytest.mark.parametrize("address", [PAGE, STYLE, VENDORED, SUGGESTIONS])
def test_caches_are_told_that_the_encoding_decides(client: FlaskClient, address: str, name: str) -> None:
    """``Vary`` names it whether or not this answer is compressed, and when nothing is sent."""
    headers = {"Accept-Encoding": name}
    answer = client.get(address, headers=headers)
    assert "Accept-Encoding" in answer.vary
    again = client.get(address, headers={**headers, "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "Accept-Encoding" in again.vary
    assert "Content-Encoding" not in again.headers


@pytest.mark.parametrize("address", [STYLE, VENDORED])
def test_the_tag_of_a_compressed_file_is_weak(client: FlaskClient, address: str) -> None:
    """Two encodings are the same to who shows them, not byte for byte: no part of one completes the other."""
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.get_etag()[1] is True
    assert "Accept-Ranges" not in answer.headers


@pytest.mark.parametrize("address", [PAGE, STYLE, VENDORED])
def test_asking_for_the_headers_alone_gets_those_of_the_page(client: FlaskClient, address: str) -> None:
    """HEAD answers as GET does, without a body."""
    headers = {"Accept-Encoding": "zstd"}
    whole, head = client.get(address, headers=headers), client.head(address, headers=headers)
    assert head.data == b""
    for name in ("Content-Encoding", "Content-Length", "ETag", "Vary"):
        assert head.headers[name] == whole.headers[name]


def test_a_part_of_a_file_is_sent_as_it_is(client: FlaskClient) -> None:
    """Bytes that were asked for by their place are those of the file."""
    part = client.get(VENDORED, headers={"Range": "bytes=10-29", "Accept-Encoding": "gzip"})
    assert part.status_code == 206
    assert "Content-Encoding" not in part.headers
    assert part.data == client.get(VENDORED).data[10:30]


@pytest.mark.parametrize("address", ["/photograph", "/stream", "/robots.txt"])
def test_what_would_not_gain_is_sent_as_it_is(client: FlaskClient, address: str) -> None:
    """Pictures are compressed already, a stream would have to wait, and a few words fit into a packet."""
    assert "Content-Encoding" not in client.get(address, headers={"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "gzip"),
        ("gzip;q=1, zstd;q=0.5", "gzip"),
        ("*", "zstd"),
        ("zstd;q=0, *", "gzip"),
        ("gzip;q=0", None),
        ("*;q=0", None),
        ("identity, gzip;q=0.5", None),
        ("br", None),
        ("gzip;q=nonsense, \x7f, ;;", None),
        ("", None),
    ],
)
def test_the_browser_chooses(client: FlaskClient, accepted: str, sent: str | None) -> None:
    """What it likes best is sent, what it refuses is not, and between equals we choose."""
    answer = client.get(PAGE, headers={"Accept-Encoding": accepted})
    assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding") == sent


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_compressed_page_holds_no_more_memory_than_its_bytes(encoding: str) -> None:
    """Who keeps it keeps what was sent, and not the room that the page took before."""
    content = b"silk and moths " * 20_000
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        compressed = ENCODINGS[encoding].each_time(content)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(compressed) < len(content) / 10
    assert after - before < len(content) / 10
