"""What templates may call: names, dates, and which way a text runs."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import Literal
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from flask import Flask, url_for
from flask_babel import gettext as _
from jinja2 import StrictUndefined
from markupsafe import Markup

from archive.links import canonical
from index.labels import language_name
from index.language import MOST_CHARACTERS
from index.query import Query
from index.results import ArchiveInfo, IssueCard, ItemPage, Mention
from web.addresses import BROWSED
from web.current import current_index
from web.labels import facet_plural, listed
from web.remarks import form_text, notice_text, place_text
from web.translating import (
    Manner,
    day,
    for_each_language,
    interface_language,
    manner,
    month,
)


def register(app: Flask) -> None:
    app.jinja_env.globals.update(
        about=about,
        archive=archive,
        because=because,
        direction=direction,
        form_text=form_text,
        headline=headline,
        interface=interface,
        issue_name=issue_name,
        longest_query=MOST_CHARACTERS,
        menu=menu,
        only_link=only_link,
        notice_text=notice_text,
        place_text=place_text,
        suggesting=suggesting,
        tag_label=tag_label,
        tongue=tongue,
    )
    app.jinja_env.filters.update(host=host, language_name=language_name, period=period, site=site)
    # A name that a template misspells is an error, not an empty place on the page.
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def archive() -> ArchiveInfo:
    return current_index().info()


def about(name: str) -> Query:
    """The search for what is about a name: what is called so comes first."""
    return Query(f'"{name}"' if " " in name else name)


def suggesting() -> Markup:
    """What the script that completes a search box must know, as the form's attributes."""
    return _suggesting(manner())


@lru_cache(maxsize=64)
def _suggesting(_manner: Manner) -> Markup:
    return Markup('data-suggest="{}" data-suggestions="{}"').format(
        url_for("pages.suggest"), _("Suggestions")
    )


def menu(*, translated: bool) -> tuple[tuple[str, str], ...]:
    """(name, address) of what can be browsed; ``translated``: whether in several languages."""
    return _menu(translated, manner())


@lru_cache(maxsize=64)
def _menu(translated: bool, _manner: Manner) -> tuple[tuple[str, str], ...]:
    return (
        (_("Issues"), url_for("pages.issues")),
        *((facet_plural(facet), url_for("pages.facet_list", facet=facet)) for _path, facet in BROWSED[:3]),
        (_("Trends"), url_for("pages.trends")),
        *([(_("Translations"), url_for("pages.coverage"))] if translated else ()),
        (_("Help"), url_for("pages.help_page")),
    )


def only_link(item: ItemPage) -> str:
    """Where an item leads that is nothing but a title with one link; empty for any other."""
    if not item.links or item.text.strip():
        return ""
    targets = {url for url, _, _ in item.links if url}
    return targets.pop() if len(targets) == 1 else ""


def issue_name(card: IssueCard) -> str:
    """An issue's short name: "NLP Newsletter #6", by its date where it has no number.

    What follows a colon in a publication's title is its subtitle, and left out.
    """
    name = card.publication_title.partition(": ")[0]
    if card.number is not None:
        return f"{name} #{card.number}"
    return _("%(name)s, %(date)s", name=name, date=day(card.date)) if card.date else name


def headline(card: IssueCard) -> str:
    """An issue's title without its name in front: "NLP Newsletter #6 [EN]: BERTology" is "BERTology"."""
    if card.number is None:
        return card.title
    name = rf"(?:[^:：]{{0,60}}[#№]|{re.escape(card.publication_title)}|issue)\s*{card.number}\b"
    return re.sub(rf"^{name}\s*(?:\[[^\]]*\])?\s*[:：|–—-]\s*(?=\S)", "", card.title, flags=re.IGNORECASE)


@for_each_language
def period(value: str) -> str:
    """A time that a search may ask for, for people: "2020-03" is "March 2020"; any other as it stands."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return day(date.fromisoformat(value))
        if re.fullmatch(r"\d{4}-\d{2}", value):
            return month(date.fromisoformat(f"{value}-01"))
    except ValueError:
        return value
    return value


def because(mention: Mention) -> Markup:
    """What another item has to do with one, in words."""
    shared = listed(mention.shared[:3])
    if mention.because == "link":
        if not mention.shared:
            return Markup(_("has a link in common"))
        return Markup(_("also links to %(address)s", address=listed(mention.shared[:1])))
    if mention.because == "name":
        return Markup(_("also about %(names)s", names=shared))
    return Markup(_("in common: %(words)s", words=shared)) if shared else Markup()


_PLAIN_HOST = re.compile("https?://([a-z0-9.-]+)(?:[/?#]|$)")
"""What nearly all addresses begin with; the others take far longer to take apart."""


def host(url: str) -> str:
    """The site that a link leads to; empty for a mail address or what is no address."""
    if plain := _PLAIN_HOST.match(url):
        return plain[1].removeprefix("www.")
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def site(url: str) -> str:
    """The site, as the facet has it, of what a link leads to; empty where it has none."""
    address = canonical(url) if host(url) else ""
    return address.partition("/")[0] if "/" in address else ""


def tag_label(tag: str) -> str:
    """What a tag is called."""
    labels = (each.tag_labels for each in archive().publications)
    return next((label for each in labels for key, label in each if key == tag), tag)


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Which way a language is written."""
    locale = _locale(language)
    return "rtl" if locale and locale.text_direction == "rtl" else "ltr"


@lru_cache(maxsize=256)
def tongue(language: str) -> Markup:
    """The attributes of a text in its own language and direction."""
    return Markup('lang="{}" dir="{}"').format(language, direction(language))


def interface() -> Markup:
    """Those of words of the interface amid a text of another language."""
    return tongue(interface_language())


@cache
def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
