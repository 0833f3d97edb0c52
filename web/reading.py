"""What goes with reading: citations to take away, and two editions side by side."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, abort, render_template, request

from index.results import IssuePage, ItemPage
from web import citing, comparing
from web.addresses import address
from web.current import current_index
from web.wording import issue_name

reading = Blueprint("reading", __name__)


@reading.get("/cite/<publication>/<issue>/<item>.<any(bib, json, md):ending>")
def cite(publication: str, issue: str, item: str, ending: str) -> Response:
    """An item's citation as a file, or with ``of`` that of a paper it links to: ``?of=arxiv:2001.04451``."""
    of = request.args.get("of", "")
    works = citable(_item(f"{publication}/{issue}/{item}"))
    citation = next((each.citation for each in works if each.identifier == of), None)
    if citation is None:
        abort(404)
    style = citing.FORMATS[ending]
    response = Response(style.write(citation), content_type=style.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{citation.key}.{ending}"'
    return response


def citable(item: ItemPage) -> tuple[citing.Work, ...]:
    """What an item's page offers to cite."""
    return citing.works(item, address(item.id, _external=True, hl=None))


@reading.get("/compare/<publication>/<issue>")
def issues(publication: str, issue: str) -> str:
    """Two editions of an issue; ``with`` is the language of the second."""
    page = _issue(f"{publication}/{issue}")
    editions = {card.language: card.id for card in page.editions}
    second = _second(editions, page.card.language)
    other = _issue(editions[second]) if second else None
    return render_template(
        "compare.html",
        title=issue_name(page.card),
        first=page.card,
        second=other.card if other else None,
        passages=comparing.issues(page, other) if other else (),
        editions=editions,
    )


@reading.get("/compare/<publication>/<issue>/<item>")
def items(publication: str, issue: str, item: str) -> str:
    """A story in two editions; ``with`` is the language of the second."""
    found = _item(f"{publication}/{issue}/{item}")
    editions = {found.issue.language: found.id, **{each[0]: each[1] for each in found.translations}}
    second = _second(editions, found.issue.language)
    other = _item(editions[second]) if second else None
    return render_template(
        "compare.html",
        title=found.label,
        first=found.issue,
        second=other.issue if other else None,
        passages=comparing.items(found, other) if other else (),
        editions=editions,
    )


def _second(editions: Iterable[str], first: str) -> str:
    """The language beside the first: the one asked for, or else any other; empty where there is none."""
    others = [language for language in editions if language != first]
    asked = request.args.get("with", "").lower()
    return next((each for each in others if each.lower() == asked), others[0] if others else "")


def _issue(id: str) -> IssuePage:
    return current_index().issue(id) or abort(404)


def _item(id: str) -> ItemPage:
    return current_index().get(id) or abort(404)
