"""Where everything is shown: the addresses that pages lead to."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, current_app, has_request_context, request, url_for
from msgspec.structs import replace
from werkzeug.datastructures import MultiDict

from archive import ids
from index.query import Query
from web.translating import ARGUMENT, Manner, asked_language, manner

BROWSED = (("sections", "section"), ("tags", "tag"), ("authors", "author"), ("sites", "site"))
"""(address, facet) of the facets that have pages of their own."""
PLAIN = "!$'()*,/:;?@"
"""What the arguments of an address may hold as it is, as Werkzeug writes them."""
IN_PATHS = "!$&'()*+,/:;=@"
"""What the path of an address may hold as it is, as Werkzeug writes it."""


def register(app: Flask) -> None:
    app.jinja_env.globals.update(
        address=address,
        asset=asset,
        citation_address=citation_address,
        comparison=comparison,
        facet_address=facet_address,
        item_slug=item_slug,
        search_address=search_address,
        search_like=search_like,
    )


def address(id: str, **how: Any) -> str:
    """Where the publication, issue or item of this id is shown; ``how`` is as for ``url_for``."""
    if how or not has_request_context():
        return _address(id, **how)
    before, behind = around_ids()
    return f"{before}{path(id)}{behind}"


def path(id: str) -> str:
    """An id as it stands in an address."""
    return quote(id, safe=IN_PATHS)


def around_ids() -> tuple[str, str]:
    """What stands before and behind :func:`path` in the addresses of a page, which has many."""
    return _around_id(manner())


def _address(id: str, **how: Any) -> str:
    parsed = ids.parse(id)
    edition = str(ids.Id("", parsed.issue, parsed.language))
    if parsed.item:
        return url_for("pages.item", publication=parsed.publication, issue=edition, item=parsed.item, **how)
    if parsed.issue:
        return url_for("pages.issue", publication=parsed.publication, issue=edition, **how)
    return url_for("pages.publication", publication=parsed.publication, **how)


@lru_cache(maxsize=16)
def _around_id(_manner: Manner) -> tuple[str, str]:
    """What stands before and behind an id in the address of a page."""
    path, mark, arguments = _address("-").partition("?")
    return path.removesuffix("-"), mark + arguments


def comparison(id: str, language: str) -> str:
    """Where an issue or an item is shown beside its edition in another language."""
    parsed = ids.parse(id)
    where: dict[str, Any] = {
        "publication": parsed.publication,
        "issue": str(ids.Id("", parsed.issue, parsed.language)),
        "with": language,
    }
    if parsed.item:
        return url_for("reading.items", item=parsed.item, **where)
    return url_for("reading.issues", **where)


def citation_address(id: str, identifier: str, ending: str) -> str:
    """Where a citation is had as a file: that of an item, or of a paper that it links to."""
    parsed = ids.parse(id)
    return url_for(
        "reading.cite",
        publication=parsed.publication,
        issue=str(ids.Id("", parsed.issue, parsed.language)),
        item=parsed.item,
        ending=ending,
        of=identifier or None,
    )


def facet_address(facet: str, value: str, **how: Any) -> str:
    """Where the items with a facet's value are shown; ``how`` is as for ``url_for``."""
    if facet in dict(BROWSED).values():
        return url_for("pages.facet_value", facet=facet, value=value, **how)
    return search_address(Query(filters={facet: (value,)}))


def search_address(query: Query) -> str:
    args = query.to_args()
    if not has_request_context():
        several: dict[str, Any] = MultiDict(args).to_dict(flat=False)
        return url_for("pages.search", **several)
    # A page of results has hundreds of these, which differ in nothing but their arguments.
    if language := asked_language():
        args.append((ARGUMENT, language))
    page = search_page()
    return f"{page}?{urlencode(args, safe=PLAIN)}" if args else page


def search_page() -> str:
    """The search page's address without arguments."""
    return _search_page(request.root_path)


@lru_cache(maxsize=16)
def _search_page(_root: str) -> str:
    """Below the root that this application is served at."""
    return url_for("pages.search", **{ARGUMENT: None})


def search_like(query: Query, **changes: Any) -> str:
    """Where the same search is shown with other text or in another order, from the first page on."""
    return search_address(replace(query, page=1, **changes))


def item_slug(id: str) -> str:
    """An item's anchor within its issue's page."""
    return ids.parse(id).item


def asset(name: str) -> str:
    """A static file's address, with a fingerprint so that it can be kept for good."""
    folder = current_app.static_folder or ""
    # A change is looked for where somebody may be working on the file.
    changed = Path(folder, name).stat().st_mtime_ns if current_app.debug else 0
    return _asset(name, folder, changed, manner().root)


@lru_cache(maxsize=256)
def _asset(name: str, folder: str, _changed: int, _root: str) -> str:
    fingerprint = hashlib.sha256(Path(folder, name).read_bytes()).hexdigest()[:12]
    return url_for("static", filename=name, v=fingerprint)
