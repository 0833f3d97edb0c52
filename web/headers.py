"""What every response carries: what a page may load, what may be kept, and what need not be sent again."""

from __future__ import annotations

from flask import Flask, Response, request

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

FOREVER = 365 * 24 * 3600
"""Seconds that a static file is kept whose address holds a fingerprint of its content."""


def register(app: Flask) -> None:
    app.after_request(_protect)
    app.after_request(_send_once)


def _protect(response: Response) -> Response:
    media = request.endpoint == "pages.media"
    response.headers["Content-Security-Policy"] = MEDIA_POLICY if media else PAGE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response


def _send_once(response: Response) -> Response:
    """Let a page that did not change be asked for, but not be sent, a second time."""
    if request.endpoint == "static":
        if "v" in request.args:
            response.cache_control.no_cache = None
            response.cache_control.max_age = FOREVER
            response.cache_control.immutable = True
    elif response.status_code == 200 and not response.direct_passthrough:
        response.cache_control.no_cache = True
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response
