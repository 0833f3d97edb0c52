"""What facets, their values, orders and kinds of links are called in the language of the interface."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from babel import Locale, UnknownLocaleError
from flask import Flask
from flask_babel import lazy_gettext as _
from flask_babel import pgettext
from markupsafe import Markup
from msgspec.structs import replace

from archive.link_kinds import KINDS
from index.results import FacetCount
from web.current import current_index, for_each_generation
from web.translating import current_locale, for_each_language


class Named(Protocol):
    """A facet's value as the index gives it."""

    @property
    def value(self) -> str: ...

    @property
    def label(self) -> str:
        """What it is called in the archive's main language."""
        ...


FACET_NAMES: Mapping[str, str] = {
    "publication": _("Publication"),
    "section": _("Section"),
    "tag": _("Tag"),
    "author": _("Author"),
    "year": _("Year"),
    "language": _("Language"),
    "kind": _("Link to"),
    "site": _("Site"),
    "issue": _("Issue"),
}
"""Of each of :data:`index.facets.FACETS`, as a heading over its values."""
FACET_PLURALS: Mapping[str, str] = {
    "publication": _("Publications"),
    "section": _("Sections"),
    "tag": _("Tags"),
    "author": _("Authors"),
    "year": _("Years"),
    "language": _("Languages"),
    "kind": _("Kinds of links"),
    "site": _("Sites"),
    "issue": _("Issues"),
}
KIND_NAMES: Mapping[str, str] = {
    "paper": _("Paper"),
    "code": _("Code"),
    "model": _("Model"),
    "dataset": _("Dataset"),
    "notebook": _("Notebook"),
    "demo": _("Demo or app"),
    "video": _("Video"),
    "podcast": _("Podcast"),
    "slides": _("Slides"),
    "course": _("Course"),
    "book": _("Book"),
    "documentation": _("Documentation or reference"),
    "post": _("Article or post"),
    "discussion": _("Discussion or issue"),
    "social": _("Social media"),
    "event": _("Event"),
    "job": _("Job"),
    "image": _("Image"),
    "mail": _("E-mail address"),
    "page": _("Other page"),
}
"""Of each of :data:`archive.link_kinds.KINDS`."""
SORT_NAMES: Mapping[str, str] = {
    "relevance": _("Relevance"),
    "newest": _("Newest"),
    "oldest": _("Oldest"),
}
"""Of each of :data:`index.query.SORTS`."""


def register(app: Flask) -> None:
    app.jinja_env.globals.update(
        facet_name=facet_name, facet_plural=facet_plural, sort_label=sort_label, value_label=value_label
    )
    app.jinja_env.filters.update(
        isolated=isolated, kind_label=kind_label, listed=listed, named_language=named_language
    )


@for_each_language
def facet_name(facet: str) -> str:
    """What to call a facet: "Section"."""
    return str(FACET_NAMES[facet])


@for_each_language
def facet_plural(facet: str) -> str:
    """What to call a facet's values together: "Sections"."""
    return str(FACET_PLURALS[facet])


@for_each_language
def kind_label(kind: str) -> str:
    """What to call a kind of link, e.g. "Paper"."""
    return str(KIND_NAMES.get(kind) or KINDS.get(kind, kind))


@for_each_language
def sort_label(sort: str) -> str:
    """What to call an order of results, e.g. "Newest"."""
    return str(SORT_NAMES[sort])


def value_label(facet: str, value: Named) -> str:
    """What to call a facet's value."""
    if facet == "kind":
        return kind_label(value.value) if value.value in KIND_NAMES else value.label
    if facet == "section":
        return _section_names().get(value.value, value.label)
    return named_language(value.value) if facet == "language" else value.label


def in_words(facet: str, values: Iterable[FacetCount]) -> tuple[FacetCount, ...]:
    """A facet's values, labelled in the language of the interface."""
    return tuple(replace(value, label=value_label(facet, value)) for value in values)


def _section_names() -> Mapping[str, str]:
    """What sections are called where the newsletter itself is written in the language of the interface."""
    return _section_names_in(current_locale().language)


@for_each_generation(32)
def _section_names_in(spoken: str) -> Mapping[str, str]:
    return {
        key: title
        for publication in reversed(current_index().info().publications)
        for key, language, title in publication.section_titles
        if language.partition("-")[0] == spoken
    }


@for_each_language
def named_language(tag: str) -> str:
    """What the interface calls a language, e.g. "Portuguese (Brazil)"; the tag where it is unknown."""
    locale = current_locale()
    try:
        name = Locale.parse(tag, sep="-").get_display_name(locale)
    except (ValueError, UnknownLocaleError):
        return tag
    return name[:1].upper() + name[1:] if name else tag


def isolated(text: str) -> Markup:
    """A text in a direction of its own, within others."""
    return Markup("<bdi>{}</bdi>").format(text)


def listed(parts: Iterable[str]) -> Markup:
    """Words or names one after the other, each in a direction of its own."""
    return Markup(pgettext("between the parts of a list", ", ")).join(isolated(part) for part in parts)
