"""What a search says of itself and of its results, in words: notices, reasons, operators."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from babel import Locale, UnknownLocaleError
from flask_babel import gettext as _

from index.results import FoundAs, Notice, NoticeCode, Reason
from web.translating import current_locale


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


def place_text(reason: Reason) -> str:
    """Where a word was found."""
    words: dict[str, str] = {
        "title": _("in the title"),
        "links": _("in the words of a link"),
        "section": _("in the name of the section"),
        "author": _("in the name of an author"),
        "tag": _("in a tag"),
        "body": _("in the text"),
        "captions": _("in a caption"),
        "address": _("in the address of a link"),
        "date": _("in the date"),
        "edition": _("in another edition of this story"),
    }
    return words[reason.field]


def form_text(reason: Reason) -> str:
    """In which form a word was found; empty where it stands as typed."""
    words: dict[FoundAs, str] = {
        "exact": "",
        "folded": _("written with other letters"),
        "inflected": _("in another inflection"),
        "foreign": _("as %(language)s inflects it", language=_language(reason.language)),
        "compound": _("joined or split"),
        "prefix": _("beginning like it"),
        "corrected": _("with its spelling corrected"),
        "parts": _("in parts"),
        "link": _("as a link"),
        "date": _("as the date"),
        "edition": _language(reason.language),
    }
    return words[reason.form]


def _language(tag: str) -> str:
    """A language's name in that of the interface."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name(current_locale())
    except (ValueError, UnknownLocaleError):
        return tag
    return name or tag


def by_word(reasons: Sequence[Reason]) -> list[tuple[str, list[Reason]]]:
    """Why a result is one, for each word of the search in its order."""
    return [(word, list(group)) for word, group in groupby(reasons, key=lambda reason: reason.word)]


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
