"""Pages for what went wrong: each says what it is and where to go from there."""

from __future__ import annotations

from flask import Flask, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from archive import ids
from index.query import Query
from index.results import IndexMissingError
from web.addresses import address
from web.current import current_index


def register(app: Flask) -> None:
    app.register_error_handler(IndexMissingError, _no_index)
    app.register_error_handler(404, _not_found)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(500, _failed)


def _no_index(error: IndexMissingError) -> tuple[str, int]:
    return render_template("no_index.html", message=str(error)), 503


def _not_found(_error: HTTPException) -> tuple[str, int]:
    path = request.path.strip("/")
    # The readable address of what was there says what to search for.
    words = path.rpartition("/")[2].replace("-", " ").replace("_", " ").strip()
    wanted = Query(text=words)
    try:
        return render_template("not_found.html", near=_nearest(path), words=words, wanted=wanted), 404
    except IndexMissingError as error:
        return _no_index(error)


def _nearest(path: str) -> tuple[str, str] | None:
    """(address, label) of the item or issue most like the one that was asked for."""
    try:
        wanted = str(ids.parse(path))
    except ValueError:
        return None
    index = current_index()
    near = index.nearest(wanted)
    if item := index.get(near) if near else None:
        return address(near), item.label
    if page := index.issue(near) if near else None:
        return address(near), page.card.title
    return None


def _refused(error: HTTPException) -> tuple[str, int]:
    """What a view says of itself; of what Werkzeug refuses, its number tells more than its English words."""
    said = error.description if error.description != type(error).description else None
    message = said or _("The address or the way in which it was asked for is not one that is answered here.")
    return render_template(
        "failed.html", title=_("This cannot be answered"), message=message, code=error.code
    ), error.code or 500


def _failed(_error: Exception) -> tuple[str, int]:
    message = _("The page could not be made. What went wrong is in the server’s log.")
    return render_template(
        "failed.html", title=_("Something went wrong here"), message=message, code=500
    ), 500
