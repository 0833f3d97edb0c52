"""Searching: results, all values of a facet, suggestions.

A page's script asks for the part of a page that changes; it is rendered from the same template, which then
goes without the frame around it.
"""

from __future__ import annotations

from flask import Blueprint, abort, after_this_request, jsonify, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug import Response

from index.facets import BY_NAME
from index.query import Query
from index.results import Suggestion
from web.addresses import address, facet_address
from web.applied import ways_out
from web.current import current_index
from web.finder import PART, WHOLE, finder
from web.listing import holding
from web.remarks import operator_text
from web.translating import asked_language, liked
from web.varying import vary

LANGUAGES = 5
"""That a browser prefers; what comes after those is never what decides."""
MOST_VALUES = 500
"""Values of a facet on a page of their own; a search within the list finds the others."""
SUGGESTED = {
    "item": _("Item"),
    "section": _("Section"),
    "tag": _("Tag"),
    "author": _("Author"),
    "name": _("Name"),
}
"""What to call the kinds of suggestions; a text for the box is shown as it will stand there."""
ONLY_A_PART = "HX-Request"
"""The header of a request (it is htmx that sends it) that wants no frame around what it asks for."""


def register(pages: Blueprint) -> None:
    pages.add_url_rule("/search", view_func=search)
    pages.add_url_rule("/search/<facet>", view_func=values)
    pages.add_url_rule("/suggest", view_func=suggest)


def search() -> bytes:
    return results_page(asked())


def asked() -> Query:
    """The search that the address holds, by a reader who likes best the language of the page, then the
    browser's."""
    prefer = tuple(dict.fromkeys(filter(None, (asked_language(), *liked()[:LANGUAGES]))))
    return Query.from_args(request.args, prefer)


def results_page(query: Query, heading: str = "", kicker: str = "") -> bytes:
    """The results of a search; ``heading`` and ``kicker`` say what they all have in common."""
    index = current_index()
    results = index.search(query)
    others = () if results.total else ways_out(results, index.search)
    return finder(results, others, heading, kicker, _frame())


def values(facet: str) -> str:
    """All values of a facet for a search; ``within`` narrows a long list."""
    if facet not in BY_NAME:
        abort(404)
    results = current_index().search(asked())
    within = request.args.get("within", "").strip()
    listed = holding(results.facets.get(facet, ()), within)
    return render_template(
        "values.html",
        frame=_frame(),
        facet=BY_NAME[facet],
        query=results.query,
        within=within,
        total=results.total,
        values=listed[:MOST_VALUES],
        left_out=len(listed[MOST_VALUES:]),
    )


def _frame() -> str:
    """The template around this request's answer: a part of a page must not be taken for the page."""

    @after_this_request
    def varying(response: Response) -> Response:
        vary(response, ONLY_A_PART)
        return response

    return PART if ONLY_A_PART in request.headers else WHOLE


def suggest() -> Response:
    query = asked()
    found = current_index().suggest(query.text, prefer=query.prefer)
    return jsonify([_suggested(each) for each in found])


def _suggested(found: Suggestion) -> dict[str, object]:
    """A suggestion for the page's script; without an address, it is a text for the box."""
    if found.kind == "item":
        leads_to = address(found.value)
    elif found.kind in BY_NAME:
        leads_to = facet_address(found.kind, found.value)
    else:
        leads_to = "" if found.kind in ("text", "operator") else url_for("pages.search", q=found.value)
    return {
        "kind": found.kind,
        "what": _called(found),
        "label": f"{found.label}:" if found.kind == "operator" else found.label,
        "value": found.value,
        "address": leads_to,
        "count": found.count,
        "language": found.language,
    }


def _called(found: Suggestion) -> str:
    """What a suggestion is."""
    if found.kind == "operator":
        return " · ".join(filter(None, (operator_text(found.label), found.example)))
    return str(SUGGESTED.get(found.kind, found.value.strip()))
