"""The pages that people read. Every view fetches, then renders."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

from flask import (
    Blueprint,
    abort,
    current_app,
    jsonify,
    render_template,
    send_from_directory,
)
from flask.typing import ResponseReturnValue
from werkzeug import Response

from archive.model import Publication
from index.query import Query
from index.results import Results
from web import coverage, searching, subjects, trends
from web.current import current_index
from web.help import Chapter, chapters
from web.listing import (
    IssueEditions,
    by_issue,
    by_year,
    names_items,
    neighbours,
    placed,
    unfolded,
)
from web.wording import headline

pages = Blueprint("pages", __name__)

LATEST = 6
"""Issues on the home page: two rows of three."""
EXAMPLES = 4
"""Example searches on the home page."""
EXAMPLE_LENGTH = 24
"""Characters: about three words, what people type."""
MEDIA_AGE = 24 * 3600
"""Seconds that an image may be kept: a build may replace it under the same address."""


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


@pages.get("/help")
def help_page() -> str:
    found = _help(current_app.instance_path, current_index().generation())
    return render_template("help.html", chapters=found)


@lru_cache(maxsize=1)
def _help(_instance: str, _generation: str) -> tuple[Chapter, ...]:
    """The examples of the index at hand: dozens of searches, so they are kept until it changes."""
    return chapters(current_index())


searching.register(pages)
subjects.register(pages)
trends.register(pages)
coverage.register(pages)


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
    timeline, folded = unfolded(index.timeline(found.id))
    return render_template(
        "item.html",
        item=found,
        card=found.issue,
        publication=_publication(publication),
        before=before,
        after=after,
        timeline=timeline,
        folded=folded,
        related=index.related(found.id),
    )


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
