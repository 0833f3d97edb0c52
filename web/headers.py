"""What every response carries: what a page may load, what may be kept, and what need not be sent again.

A page follows from the index, the program, the day and what was asked. So its tag (ETag) is made of these
before there is a page: who has it already costs neither a search nor a template, and nor does what another
had before (see :mod:`web.answers`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from hashlib import sha256

from flask import Flask, Response, current_app, g, request

from index.results import IndexMissingError
from web import answers
from web.current import current_index
from web.releases import release
from web.timing import spent
from web.varying import vary

PAGE_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src * data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""Content security policy. Only the newsletter's own images come from other hosts."""
MEDIA_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"
"""For the newsletter's files: an SVG opened by itself must not run anything."""

ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
"""Headers of every response."""

FOREVER = 365 * 24 * 3600
"""Seconds that a static file is kept whose address holds a fingerprint of its content."""
FILES = frozenset({"static", "pages.media", "pages.favicon", "pages.robots", "pages.healthz"})
"""Endpoints that answer with a file or a word: they follow from no index and are in no language."""
DECIDING = ("Accept-Language", "HX-Request")
"""Headers of a request that pages depend on."""
DECIDING_HERE = (
    "wsgi.url_scheme",
    "HTTP_HOST",
    "SERVER_NAME",
    "SERVER_PORT",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    *(f"HTTP_{name.upper().replace('-', '_')}" for name in DECIDING),
)
"""What of a request's environment they depend on."""


def register(app: Flask) -> None:
    app.before_request(_known_already)
    app.after_request(_protect)
    app.after_request(_send_once)


def _known_already() -> Response | None:
    """Answers before any work is done: 304 to whom has the page as it is, else with the page that is kept."""
    tag = _tag()
    if tag is None:
        return None
    g.tag = tag
    known = request.if_none_match
    # A star stands for any page, so whether there is one must be found out first.
    if known.star_tag or not known.contains_weak(tag):
        return answers.found(tag)
    return Response(status=304)


def _tag() -> str | None:
    """The tag of the page that is asked for, if it has one that can be told in advance."""
    endpoint = request.endpoint
    if request.method not in ("GET", "HEAD") or endpoint is None or endpoint in FILES:
        return None
    # While somebody works on the templates, a page follows from more than what was there at the start.
    if current_app.debug:
        return None
    try:
        generation = current_index().generation()
    except IndexMissingError:
        return None
    today: Callable[[], date] = current_app.config.get("BACKISSUES_TODAY", date.today)
    deciding = (
        current_app.instance_path,
        generation,
        release(current_app.root_path),
        today().isoformat(),
        *map(request.environ.get, DECIDING_HERE),
    )
    return sha256(repr(deciding).encode()).hexdigest()[:32]


def _protect(response: Response) -> Response:
    if "answered" not in g:  # what was kept has them
        media = request.endpoint == "pages.media"
        response.headers["Content-Security-Policy"] = MEDIA_POLICY if media else PAGE_POLICY
        response.headers.extend(ALWAYS)
    return response


def _send_once(response: Response) -> Response:
    """Let a page that did not change be asked for, but not be sent, a second time."""
    if request.endpoint == "static":
        if "v" in request.args:
            response.cache_control.no_cache = None
            response.cache_control.max_age = FOREVER
            response.cache_control.immutable = True
    elif spent().incomplete:
        # Asked again, when there is less to do, it may be whole.
        response.cache_control.no_store = True
    elif response.status_code in (200, 304) and not response.is_streamed:
        _tagged(response)
    return response


def _tagged(response: Response) -> None:
    response.headers["Cache-Control"] = "no-cache"
    if "tag" in g:
        vary(response, *DECIDING)
    if "tag" in g and "ETag" not in response.headers:
        response.set_etag(g.tag, weak=True)
    elif response.status_code == 200:
        response.add_etag(weak=True)
    # Whether the browser has a page whose tag was told in advance was found out before it was made.
    if "tag" not in g or request.if_none_match.star_tag:
        response.make_conditional(request)
