"""What the values of facets are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from archive.links import KINDS
from archive.model import Publication
from index.language_names import OWN
from index.results import IssueCard


class Labels:
    """The names of an archive's sections, authors, publications and issues, and of languages."""

    def __init__(self, publications: Sequence[Publication], cards: Iterable[IssueCard]) -> None:
        sections: dict[str, str] = {}
        for publication in publications:
            ranked = sorted(publication.section_titles, key=lambda name: name[1] != publication.language)
            for key, _, title in ranked:
                sections.setdefault(key, title)
        authors: dict[str, str] = {}
        issues: dict[str, str] = {}
        several = len(publications) > 1
        main = {publication.key: publication.language for publication in publications}
        issued = tuple(cards)
        for card in issued:
            for handle, name in card.authors:
                authors.setdefault(handle, name)
            issues[card.id] = _issue_label(card, several, main.get(card.publication, ""))
        tags = {tag: name for publication in publications for tag, name in publication.tag_labels}
        languages = {card.language: language_name(card.language) for card in issued}
        self._titles: Mapping[str, Mapping[str, str]] = {
            "section": sections,
            "tag": tags,
            "author": authors,
            "issue": issues,
            "language": languages,
            "publication": {publication.key: publication.title for publication in publications},
        }

    def titles(self, facet: str) -> Mapping[str, str]:
        """The names that are known, by value."""
        return self._titles.get(facet, {})

    def label(self, facet: str, value: str) -> str:
        """A readable name for any value, known or not."""
        known = self.titles(facet).get(value)
        if known:
            return known
        if facet == "language":
            return language_name(value)
        if facet == "kind" and value in KINDS:
            return KINDS[value]
        if facet in ("section", "kind"):
            words = value.replace("-", " ").replace("_", " ")
            return words[:1].upper() + words[1:]
        return value


@lru_cache(maxsize=1024)
def language_name(tag: str) -> str:
    """A language's own name for itself; the tag where it is unknown."""
    if tag in OWN:
        return OWN[tag]
    try:
        name = Locale.parse(tag, sep="-").get_display_name()
    except (ValueError, UnknownLocaleError):
        return tag
    return name[:1].upper() + name[1:] if name else tag


def english_name(tag: str) -> str:
    """What a language is called in English, without its country, in small letters; the tag where unknown."""
    try:
        return (Locale.parse(tag.partition("-")[0]).get_language_name("en") or tag).lower()
    except (ValueError, UnknownLocaleError):
        return tag


def _issue_label(card: IssueCard, several: bool, main: str) -> str:
    """``#6``, or the date, with publication and language where they would be in doubt."""
    name = f"#{card.number}" if card.number is not None else _day(card.date) or card.title
    language = f" ({card.language})" if card.language != main else ""
    return (f"{card.publication_title} " if several else "") + name + language


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
