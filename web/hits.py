"""Results as markup: rows of which each page has ten, and most have nothing new but their texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask
from markupsafe import Markup

from index.results import Hit, IssueCard, ItemPage, Reason
from web.addresses import address, around_ids, path
from web.remarks import by_word
from web.repeated import Fill, Rows, rows_here, safe
from web.wording import host, only_link


def register(app: Flask) -> None:
    app.jinja_env.globals.update(edition_badges=edition_badges, results=results)


def results(hits: Iterable[Hit], level: int = 2) -> Markup:
    """Results as entries of a list, the title of each a heading of that level."""
    page = _page(rows_here(), level)
    return Markup("".join([f"<li>{_result(hit, page)}</li>" for hit in hits]))


@dataclass(slots=True)
class _Page:
    """What all results of a page are made with."""

    rows: Rows
    level: int
    around: tuple[str, str]
    """What stands before and behind an id in an address."""
    notes: Fill
    only: Fill
    why: Fill
    found: Fill
    missing: Fill
    between: str
    """Two places where a word is found."""


def _page(rows: Rows, level: int) -> _Page:
    return _Page(
        rows,
        level,
        around_ids(),
        notes=rows.filling("notes", 3),
        only=rows.filling("only", 2),
        why=rows.filling("why", 1),
        found=rows.filling("word_found", 2),
        missing=rows.filling("word_missing", 1),
        between=rows.kept("between_places"),
    )


def _result(hit: Hit, page: _Page) -> str:
    item, rows, (before, behind) = hit.item, page.rows, page.around
    card, section = item.issue, item.section
    if section:
        section = rows.kept("section_link", section, item.section_title, card.language)
    issues = rows.known("issue_link")
    return rows.filling("result", 7, card.language, page.level, bool(hit.snippet_html))(
        f"{before}{safe(path(item.id))}{behind}",
        hit.title_html,
        section,
        issues.get(card.id) or issues.keep(card.id, rows.made("issue_link", card)),
        hit.snippet_html,
        _notes(hit, page),
        _why(hit, page),
    )


def edition_badges(cards: Iterable[IssueCard]) -> Markup:
    """The other languages that an issue can be read in."""
    return _badges((card.language, card.id) for card in cards)


def _badges(editions: Iterable[tuple[str, str]]) -> Markup:
    """The other languages that something can be read in, by (language, id); nothing where there is none."""
    rows = rows_here()
    made = [rows.filling("badge", 1, language)(safe(address(other))) for language, other in editions]
    return Markup(rows.filling("badges", 1)("".join(made)) if made else "")


def _notes(hit: Hit, page: _Page) -> str:
    item = hit.item
    if not (hit.missing or item.kinds or item.translations):
        return ""
    missing = page.rows.kept("lacking", hit.missing) if hit.missing else ""
    others = item.translations
    translations = _badges((language, other) for language, other, _ in others) if others else ""
    return page.notes(missing, _links(item, page), translations)


def _links(item: ItemPage, page: _Page) -> str:
    if target := only_link(item):
        return page.only(safe(target), safe(host(target) or target))
    return page.rows.kept("kinds", item.kinds) if item.kinds else ""


def _why(hit: Hit, page: _Page) -> str:
    """Which words of the search a result has, where, and in which form; and which it lacks."""
    if not hit.why:
        return ""
    words = [
        page.found(safe(word), page.between.join([_place(reason, page.rows) for reason in reasons]))
        for word, reasons in by_word(hit.why)
    ]
    return page.why("".join([*words, *[page.missing(safe(word)) for word in hit.missing]]))


def _place(reason: Reason, rows: Rows) -> str:
    """A place where a word was found, and how it stands there if that is not as it was typed."""
    word, found = reason.word, reason.found
    if not found or found == word or found.lower() == word.lower():
        return rows.kept("place", "", reason.field, reason.form, reason.language, False)
    return rows.filling("place", 1, reason.field, reason.form, reason.language, True)(safe(found))
