"""Which issues can be read in which languages: a table that leads to every edition and shows the gaps."""

from __future__ import annotations

from flask import Blueprint, render_template

from index.results import Coverage, IssueCoverage
from web.current import current_index, for_each_generation


def register(pages: Blueprint) -> None:
    pages.add_url_rule("/coverage", view_func=coverage)
    pages.add_app_template_global(translated)


def coverage() -> str:
    index = current_index()
    return render_template(
        "coverage.html",
        tables=index.coverage(),
        languages=sorted({card.language for card in index.issues()}),
        complete=complete,
        in_language=in_language,
    )


@for_each_generation(8)
def translated() -> bool:
    """Whether anything of the archive can be read in several languages."""
    languages: dict[str, str] = {}
    return any(
        languages.setdefault(card.publication, card.language) != card.language
        for card in current_index().issues()
    )


def complete(issue: IssueCoverage, language: str) -> bool:
    """Whether an edition has every story of the original."""
    return issue.editions[language].shared >= issue.stories


def in_language(table: Coverage, language: str) -> int:
    """How many issues there are in a language."""
    return sum(language in issue.editions for issue in table.issues)
