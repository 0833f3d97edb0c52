"""What a search says of itself and of its results, in words: notices, reasons, operators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from babel import Locale, UnknownLocaleError
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from index.results import FoundAs, Notice, NoticeCode, Reason
from web.translating import current_locale

PLACES: Mapping[str, str] = {
    "title": lazy_gettext("in the title"),
    "links": lazy_gettext("in the words of a link"),
    "section": lazy_gettext("in the name of the section"),
    "author": lazy_gettext("in the name of an author"),
    "tag": lazy_gettext("in a tag"),
    "body": lazy_gettext("in the text"),
    "captions": lazy_gettext("in a caption"),
    "address": lazy_gettext("in the address of a link"),
    "date": lazy_gettext("in the date"),
    "edition": lazy_gettext("in another edition of this story"),
}
"""Where a word was found, by :attr:`index.results.Reason.field`; said in the reader's language when asked."""
FORMS: Mapping[FoundAs, str] = {
    "folded": lazy_gettext("written with other letters"),
    "inflected": lazy_gettext("in another inflection"),
    "compound": lazy_gettext("joined or split"),
    "prefix": lazy_gettext("beginning like it"),
    "corrected": lazy_gettext("with its spelling corrected"),
    "parts": lazy_gettext("in parts"),
    "link": lazy_gettext("as a link"),
    "date": lazy_gettext("as the date"),
}
"""Forms in which a word is found that neither go without saying nor name a language."""


def notice_text(notice: Notice) -> str:
    """What the reader should know of an answer, as a sentence."""
    text, limit = notice.text, notice.limit
    words: dict[NoticeCode, str] = {
        "long": _("Only the first %(limit)s characters were searched.", limit=limit),
        "many-words": _("Only the first %(limit)s words were searched.", limit=limit),
        "deep": _("Only %(limit)s levels of parentheses were followed.", limit=limit),
        "no-word": _("There is no word in it to search for."),
        "no-field": _("There is no field “%(text)s”, so it was searched as a word.", text=text),
        "no-time": _(
            "“%(text)s” is no time such as 2020, 2020-03 or 2020-summer; it was searched as a word.",
            text=text,
        ),
        "left-out": _(
            "“%(text)s” is no time such as 2020, 2020-03 or 2020-summer; it was left out of account.",
            text=text,
        ),
        "wide-prefix": _(
            "“%(text)s*” begins more than %(limit)s words; the most frequent were searched.",
            text=text,
            limit=limit,
        ),
        "late": _(
            "This took longer than %(limit)s seconds, so a part of it was left out: "
            "there may be other results, in a better order.",
            limit=limit,
        ),
    }
    return words[notice.code]


def place_text(field: str) -> str:
    """Where a word was found, by :attr:`index.results.Reason.field`."""
    return str(PLACES[field])


def form_text(form: FoundAs, language: str) -> str:
    """In which form a word was found, by :attr:`index.results.Reason.form` and ``language``; empty where it
    stands as typed."""
    if form == "foreign":
        inflected: str = _("as %(language)s inflects it", language=_language(language))
        return inflected
    if form == "edition":
        return _language(language)
    return str(FORMS[form]) if form in FORMS else ""


def _language(tag: str) -> str:
    """A language's name in that of the interface."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name(current_locale())
    except (ValueError, UnknownLocaleError):
        return tag
    return name or tag


def by_word(reasons: Sequence[Reason]) -> list[tuple[str, tuple[Reason, ...]]]:
    """Why a result is one, for each word of the search in its order."""
    return [(word, tuple(group)) for word, group in groupby(reasons, key=attrgetter("word"))]


def operator_text(name: str) -> str:
    """What an operator of the search box narrows down by."""
    words: dict[str, str] = {
        "title": _("words of the title"),
        "section": _("one section"),
        "tag": _("one tag"),
        "author": _("one of the authors"),
        "lang": _("a language"),
        "issue": _("one issue"),
        "publication": _("one newsletter"),
        "kind": _("a kind of link"),
        "site": _("links to a site"),
        "year": _("a year"),
        "link": _("links to an address"),
        "arxiv": _("links to a paper on arXiv"),
        "doi": _("links to a paper by its DOI"),
        "during": _("a time, such as 2020-03 or 2020-summer"),
        "after": _("from a time on"),
        "before": _("before a time"),
    }
    return words[name]
