"""The pages that people read. Every view fetches, then renders."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from flask import (
    Blueprint,
    abort,
    current_app,
    jsonify,
    render_template,
    request,
    send_from_directory,
)
from flask.typing import ResponseReturnValue
from werkzeug import Response

from archive.model import Publication
from index.results import IssueCard
from web import coverage, searching, subjects, trends
from web.citing import FORMATS
from web.current import current_index, for_each_generation
from web.help import Chapter, chapters
from web.home import front
from web.listing import (
    by_issue,
    issue_list,
    names_items,
    neighbours,
    placed,
    unfolded,
)
from web.reading import citable

pages = Blueprint("pages", __name__)

MEDIA_AGE = 24 * 3600
"""Seconds that an image may be kept: a build may replace it under the same address."""


@pages.get("/")
def home() -> str:
    today: Callable[[], date] = current_app.config.get("BACKISSUES_TODAY", date.today)
    return render_template("home.html", front=front(today()))


@pages.get("/help")
def help_page() -> str:
    return render_template("help.html", chapters=_help())


@for_each_generation(1)
def _help() -> tuple[Chapter, ...]:
    """The examples of the index at hand: dozens of searches, so they are kept until it changes."""
    return chapters(current_index())


searching.register(pages)
subjects.register(pages)
trends.register(pages)
coverage.register(pages)


@pages.get("/issues")
def issues() -> str:
    return _issues_page(current_index().issues())


@pages.get("/<publication>")
def publication(publication: str) -> str:
    found = _publication(publication)
    return _issues_page(current_index().issues(publication), found)


def _issues_page(cards: Iterable[IssueCard], publication: Publication | None = None) -> str:
    listed = issue_list(by_issue(cards), request.args.get("year", ""))
    return render_template("issues.html", listed=listed, publication=publication)


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
        works=citable(found),
        formats=FORMATS.values(),
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
