"""Answers are sent compressed to whom that suits: text alone, and never a part of a file.

A compressed answer is the same answer, so its tag (ETag) stays, but as a weak one: the bytes are others.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import zstandard
from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from web import timing
from web.varying import vary

LEAST = 500
"""Bytes; less fits into one packet anyway."""
KEPT = 64
"""Compressed files, of which there are two for each of the few in the static folder."""
TEXT = frozenset(
    {
        "application/atom+xml",
        "application/feed+json",
        "application/javascript",
        "application/json",
        "application/opensearchdescription+xml",
        "application/rss+xml",
        "application/xml",
        "image/svg+xml",
    }
)
"""Types that are text, besides ``text/…`` and ``…+json``."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """A way to compress."""

    once: Callable[[bytes], bytes]
    """As well as it can, for what is sent time and again."""
    each_time: Callable[[bytes], bytes]
    """Within a fraction of a millisecond, for a page of 50 kB."""


def _in_zstd(content: bytes, level: int) -> bytes:
    """A copy: what the library returns holds all the room that the content might have taken, and a page that
    is kept would take several times its size."""
    return bytes(memoryview(zstandard.compress(content, level)))


ENCODINGS = {
    "zstd": Encoding(
        once=lambda content: _in_zstd(content, 19),
        each_time=lambda content: _in_zstd(content, 1),
    ),
    "gzip": Encoding(
        once=lambda content: gzip.compress(content, 9, mtime=0),
        each_time=lambda content: gzip.compress(content, 1, mtime=0),
    ),
}
"""By its name in HTTP, the one that we like best first."""


def register(app: Flask) -> None:
    """To be registered before what tags answers, so that it comes after that."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not _is_text(response.mimetype):
        return response
    vary(response, "Accept-Encoding")
    name = wanted()
    if not name or response.status_code in (204, 206, 304) or "Content-Encoding" in response.headers:
        return response
    # A file is read whole; what is made piece by piece is for who cannot wait for all of it.
    if response.is_streamed and not response.direct_passthrough:
        return response
    response.direct_passthrough = False
    content = response.get_data()
    if len(content) < LEAST:
        return response
    with timing.stage("compress"):
        if request.endpoint == "static":
            response.set_data(_kept(content, name))
        else:
            response.set_data(ENCODINGS[name].each_time(content))
    response.content_encoding = name
    response.headers.pop("Accept-Ranges", None)
    tag = response.headers.get("ETag")
    if tag and not tag.startswith("W/"):
        response.headers["ETag"] = f"W/{tag}"
    return response


def _is_text(mimetype: str | None) -> bool:
    kind = mimetype or ""
    return kind.startswith("text/") or kind.endswith("+json") or kind in TEXT


def wanted() -> str:
    """The encoding that the browser likes best, of those that it likes equally ours; empty for none."""
    return _wanted(request.environ.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(maxsize=64)
def _wanted(header: str) -> str:
    accepted = parse_accept_header(header, Accept)
    best = max(ENCODINGS, key=lambda name: accepted[name])
    return best if accepted[best] > 0 and accepted[best] >= accepted.quality("identity") else ""


@lru_cache(maxsize=KEPT)
def _kept(content: bytes, name: str) -> bytes:
    return ENCODINGS[name].once(content)
