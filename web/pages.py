"""The pages that people read. Every view fetches, then renders."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from flask import (
    Blueprint,
    abort,
    current_app,
    jsonify,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug import Response

from archive.model import Publication
from index.facets import BY_NAME
from index.query import Query
from index.results import Results
from web.current import current_index
from web.listing import (
    IssueEditions,
    by_issue,
    by_year,
    chosen_values,
    facet_choices,
    names_items,
    neighbours,
    placed,
)
from web.wording import address, headline

pages = Blueprint("pages", __name__)

LATEST = 6
"""Issues on the home page: two rows of three."""
EXAMPLES = 4
"""Example searches on the home page."""
EXAMPLE_LENGTH = 24
"""Characters: about three words, what people type."""
MEDIA_AGE = 24 * 3600
"""Seconds that an image may be kept: a build may replace it under the same address."""
BROWSED = (("sections", "section"), ("tags", "tag"), ("authors", "author"))
"""(address, facet) of the facets that have pages of their own."""


@pages.get("/")
def home() -> str:
    index = current_index()
    everything = index.search(Query(size=1))
    issues = by_issue(index.issues())
    return render_template(
        "home.html",
        total=everything.total,
        facets=everything.facets,
        examples=_examples(everything, issues[:LATEST]),
        latest=issues[:LATEST],
        issue_count=len(issues),
    )


def _examples(everything: Results, latest: Sequence[IssueEditions]) -> list[str]:
    """Searches that work: tags that tell items apart, or else what recent issues put into their headlines."""
    tags = (tag.label for tag in everything.facets.get("tag", ()) if tag.count < everything.total / 2)
    topics = (topic.strip() for issue in latest for topic in headline(issue.card).split(","))
    short = (topic for topic in topics if 0 < len(topic) <= EXAMPLE_LENGTH)
    return list(islice(filter(_finds, dict.fromkeys((*tags, *short))), EXAMPLES))


def _finds(text: str) -> bool:
    results = current_index().search(Query(text=text, size=1))
    return bool(results.total) and not results.corrected


@pages.get("/search")
def search() -> str:
    return _results_page(Query.from_args(request.args))


def _results_page(query: Query, heading: str = "", kicker: str = "") -> str:
    results = current_index().search(query)
    return render_template(
        "search.html",
        results=results,
        query=results.query,
        choices=facet_choices(results),
        chosen=chosen_values(results),
        heading=heading,
        kicker=kicker,
    )


def facet_list(facet: str) -> str:
    values = current_index().search(Query(size=1)).facets.get(facet, ())
    return render_template("facet.html", facet=BY_NAME[facet], values=values)


def facet_value(facet: str, value: str) -> str:
    chosen = current_index().search(Query(filters={facet: (value,)}, size=1)).facets.get(facet, ())
    label = next((count.label for count in chosen if count.chosen and count.count), None)
    if label is None:
        abort(404)
    query = Query.from_args(request.args).adding(facet, value)
    return _results_page(query, heading=label, kicker=BY_NAME[facet].label)


for _plural, _facet in BROWSED:
    pages.add_url_rule(f"/{_plural}", "facet_list", facet_list, defaults={"facet": _facet})
    pages.add_url_rule(f"/{_plural}/<path:value>", "facet_value", facet_value, defaults={"facet": _facet})


@pages.get("/issues")
def issues() -> str:
    return render_template("issues.html", years=by_year(by_issue(current_index().issues())), publication=None)


@pages.get("/<publication>")
def publication(publication: str) -> str:
    found = _publication(publication)
    listed = by_issue(current_index().issues(publication))
    return render_template("issues.html", years=by_year(listed), publication=found)


def _publication(key: str) -> Publication:
    """The publication of that key; answers 404 where there is none."""
    publication = next((each for each in current_index().info().publications if each.key == key), None)
    if publication is None:
        abort(404)
    return publication


@pages.get("/<publication>/<issue>")
def issue(publication: str, issue: str) -> str:
    page = current_index().issue(f"{publication}/{issue}")
    if page is None:
        abort(404)
    sections = placed(page.sections)
    return render_template(
        "issue.html", page=page, card=page.card, sections=sections, itemised=names_items(sections)
    )


@pages.get("/<publication>/<issue>/<item>")
def item(publication: str, issue: str, item: str) -> str:
    index = current_index()
    found = index.get(f"{publication}/{issue}/{item}")
    if found is None:
        abort(404)
    page = index.issue(found.issue.id)
    before, after = neighbours(page, found.id) if page else (None, None)
    return render_template(
        "item.html",
        item=found,
        card=found.issue,
        publication=_publication(publication),
        before=before,
        after=after,
    )


@pages.get("/suggest")
def suggest() -> Response:
    suggestions = current_index().suggest(request.args.get("q", ""))
    return jsonify(
        [
            {"kind": found.kind, "label": found.label, "address": _suggested(found.kind, found.value)}
            for found in suggestions
        ]
    )


def _suggested(kind: str, value: str) -> str:
    return address(value) if kind == "item" else url_for("pages.facet_value", facet=kind, value=value)


@pages.get("/media/<path:file>")
def media(file: str) -> Response:
    return send_from_directory(Path(current_app.instance_path) / "media", file, max_age=MEDIA_AGE)


@pages.get("/favicon.ico")
def favicon() -> Response:
    return current_app.send_static_file("favicon.svg")


@pages.get("/robots.txt")
def robots() -> ResponseReturnValue:
    return "User-agent: *\nDisallow: /search\nDisallow: /suggest\n", {
        "Content-Type": "text/plain; charset=utf-8"
    }


@pages.get("/healthz")
def healthz() -> Response:
    index = current_index()
    return jsonify(status="ok", items=index.info().items, generation=index.generation())
