"""Results as markup: rows of which each page has ten, and most have nothing new but their texts."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask
from markupsafe import Markup

from index.results import Hit, IssueCard, Reason
from web.addresses import address, around_ids, path
from web.leading import Around
from web.remarks import by_word
from web.repeated import Rows, rows_here, safe
from web.wording import host, only_link


def register(app: Flask) -> None:
    app.jinja_env.globals.update(edition_badges=edition_badges, results=results)


def results(hits: Iterable[Hit], level: int = 2) -> Markup:
    """Results as entries of a list, the title of each a heading of that level."""
    rows, around = rows_here(), around_ids()
    return Markup("".join([f"<li>{_result(hit, level, rows, around)}</li>" for hit in hits]))


def _result(hit: Hit, level: int, rows: Rows, around: Around) -> str:
    item, card = hit.item, hit.item.issue
    fill = rows.filling("result", 7, card.language, level, bool(hit.snippet_html))
    before, behind = around
    issues = rows.known("issue_link")
    issue = issues.get(card.id) or issues.keep(card.id, rows.made("issue_link", card))
    section = item.section
    if section:
        section = rows.kept("section_link", section, item.section_title, card.language)
    return fill(
        f"{before}{safe(path(item.id))}{behind}",
        hit.title_html,
        section,
        issue,
        hit.snippet_html,
        _notes(hit, rows),
        _why(hit, rows),
    )


def edition_badges(cards: Iterable[IssueCard]) -> Markup:
    """The other languages that an issue can be read in."""
    return _badges((card.language, card.id) for card in cards)


def _badges(editions: Iterable[tuple[str, str]]) -> Markup:
    """The other languages that something can be read in, by (language, id); nothing where there is none."""
    rows = rows_here()
    made = [rows.filling("badge", 1, language)(safe(address(other))) for language, other in editions]
    return Markup(rows.filling("badges", 1)("".join(made)) if made else "")


def _notes(hit: Hit, rows: Rows) -> str:
    item = hit.item
    if not (hit.missing or item.kinds or item.translations):
        return ""
    if target := only_link(item):
        link = rows.filling("only", 2)(safe(target), safe(host(target) or target))
    else:
        link = rows.kept("kinds", item.kinds) if item.kinds else ""
    missing = rows.kept("lacking", hit.missing) if hit.missing else ""
    translations = _badges((language, other) for language, other, _ in item.translations)
    return rows.filling("notes", 3)(missing, link, translations)


def _why(hit: Hit, rows: Rows) -> str:
    """Which words of the search a result has, where, and in which form; and which it lacks."""
    if not hit.why:
        return ""
    between, found = rows.kept("between_places"), rows.filling("word_found", 2)
    words = [
        found(safe(word), between.join([_place(reason, rows) for reason in reasons]))
        for word, reasons in by_word(hit.why)
    ]
    missing = rows.filling("word_missing", 1)
    return rows.filling("why", 1)("".join([*words, *[missing(safe(word)) for word in hit.missing]]))


def _place(reason: Reason, rows: Rows) -> str:
    """A place where a word was found, and how it stands there if that is not as it was typed."""
    word, found = reason.word, reason.found
    if not found or found == word or found.lower() == word.lower():
        return rows.kept("place", "", reason.field, reason.form, reason.language, False)
    return rows.filling("place", 1, reason.field, reason.form, reason.language, True)(safe(found))
