"""Style sheets and scripts are sent without the comments and the space that only their authors need."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import rcssmin
import rjsmin
from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug import Response
from werkzeug.security import safe_join

SHORTENED: dict[str, tuple[str, Callable[[str], str]]] = {
    ".css": ("text/css", rcssmin.cssmin),
    ".js": ("text/javascript", rjsmin.jsmin),
}
"""Ending of a file -> its type, and what shortens it."""


def register(app: Flask) -> None:
    app.view_functions["static"] = static_file


def static_file(filename: str) -> ResponseReturnValue:
    """A file of the static folder; those in ``vendor`` are sent as their authors made them."""
    file = Path(safe_join(current_app.static_folder or "", filename) or "")
    if file.suffix not in SHORTENED or filename.startswith("vendor/") or not file.is_file():
        return current_app.send_static_file(filename)
    kind, _ = SHORTENED[file.suffix]
    response = Response(_shortened(file, file.stat().st_mtime_ns), mimetype=kind)
    response.cache_control.no_cache = True
    response.add_etag()
    return response.make_conditional(request)


@cache
def _shortened(file: Path, _changed: int) -> bytes:
    _, shorten = SHORTENED[file.suffix]
    return shorten(file.read_text("utf-8")).encode()
