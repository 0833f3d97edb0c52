"""The language of the interface, and dates and numbers as they are written in it.

The address decides (``hl=fr``, which every link of such a page keeps), else the browser, else English.
What a newsletter says keeps its own language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, lru_cache, wraps
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, Domain
from markupsafe import Markup, escape
from werkzeug import Response
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from web.headers import FILES
from web.varying import vary

ARGUMENT = "hl"
"""Of an address, for the language of the interface: its short name is what search engines call it."""
ENGLISH = "en"
LANGUAGES: Mapping[str, Locale] = {
    # British, for its dates begin with the day as those of the other languages do.
    ENGLISH: Locale("en", "GB"),
    "pt-BR": Locale("pt", "BR"),
    "fr": Locale("fr"),
    "es": Locale("es"),
    "tr": Locale("tr"),
    "ar": Locale("ar"),
    "zh": Locale("zh"),
}
"""The languages of the interface: what addresses and pages call them, and how they write."""
TRANSLATIONS = "translations"
"""The translators' folder, beside the application."""
NUMBERS = 4096
"""That are kept as a language writes them."""
LONGEST = 500
"""Characters of what a browser says of languages; what comes behind them is not looked at."""
PHRASES = "phrases"
"""Where an application keeps what finds the phrases of a language."""
NEUTRAL = FILES | {"reading.cite"}
"""Endpoints whose answers are the same in every language."""


class Catalogues(Domain):  # type: ignore[misc]
    """The translations, read from the files that translators edit: there is nothing to compile."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._folder = folder

    def get_translations(self) -> NullTranslations:
        """Those of this request's language; English, where there are none."""
        return self.of(interface_language())

    def of(self, language: str) -> NullTranslations:
        """Those of one of :data:`LANGUAGES`."""
        if language not in self.cache:
            file = self._folder / str(LANGUAGES[language]) / "LC_MESSAGES" / "messages.po"
            self.cache[language] = _read(file)
        return cast(NullTranslations, self.cache[language])


class Phrases:
    """What templates say in one language, as markup: what stands in its gaps is escaped."""

    def __init__(self, translations: NullTranslations) -> None:
        self._translations = translations
        # Each as often as there are phrases in templates, whatever is shown.
        self._said: dict[tuple[str, ...], str] = {}
        self._plain: dict[tuple[str, ...], Markup] = {}

    def gettext(self, *said: str, **gaps: Any) -> Markup:
        """A phrase, with its context before it where it has one."""
        return _filled(self._phrase(said), gaps) if gaps else self._whole(said)

    def ngettext(self, singular: str, plural: str, num: int, /, **gaps: Any) -> Markup:
        """A phrase with a number, which is in its gap ``num``."""
        return _filled(self._translations.ngettext(singular, plural, num), {"num": Count(num), **gaps})

    def _phrase(self, said: tuple[str, ...]) -> str:
        if said not in self._said:
            find = self._translations.pgettext if len(said) > 1 else self._translations.gettext
            self._said[said] = str(find(*said))
        return self._said[said]

    def _whole(self, said: tuple[str, ...]) -> Markup:
        if said not in self._plain:
            self._plain[said] = _filled(self._phrase(said), {})
        return self._plain[said]


def _filled(phrase: str, gaps: Mapping[str, Any]) -> Markup:
    """A phrase, which is markup, with its gaps filled in."""
    # Markup would look into each of them while it fills them in, which takes far longer.
    return Markup(phrase % {name: escape(text) for name, text in gaps.items()})


def _read(file: Path) -> NullTranslations:
    if not file.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as opened:
        write_mo(compiled, read_po(opened))
    compiled.seek(0)
    return Translations(compiled)


class Count(int):
    """A number that is written as the language of the interface does."""

    def __str__(self) -> str:
        return numbers_in(interface_language())[int(self)]


def register(app: Flask) -> None:
    babel = Babel(app, locale_selector=_select)
    babel.domain_instance = catalogues = Catalogues(Path(app.root_path) / TRANSLATIONS)
    app.url_defaults(_keep_language)
    app.after_request(_vary)
    _install(app, catalogues)
    app.jinja_env.globals.update(
        interface_language=interface_language,
        interface_direction=interface_direction,
        language_field=language_field,
        language_menu=language_menu,
    )
    app.jinja_env.filters.update(day=day, month=month, number=number, percent=percent)


class Manner(NamedTuple):
    """How a page is written and links to others, whatever it is about."""

    language: str
    """Of the interface."""
    asked: str
    """The language that the address asks for, which links keep; empty for none."""
    root: str
    """Where the application is served."""


def manner() -> Manner:
    """That of this request's page."""
    if (known := g.get("manner")) is None:
        root = request.root_path if has_request_context() else ""
        asked = asked_language() if has_request_context() else ""
        known = g.manner = Manner(interface_language(), asked, root)
    return cast(Manner, known)


def _install(app: Flask, catalogues: Catalogues) -> None:
    """Templates get phrases as markup, as Flask-Babel has it, from what is looked up once."""

    @cache
    def phrases(language: str) -> Phrases:
        return Phrases(catalogues.of(language))

    def gettext(said: str, **gaps: Any) -> Markup:
        return phrases(interface_language()).gettext(said, **gaps)

    def pgettext(context: str, said: str, **gaps: Any) -> Markup:
        return phrases(interface_language()).gettext(context, said, **gaps)

    def ngettext(singular: str, plural: str, num: int, /, **gaps: Any) -> Markup:
        return phrases(interface_language()).ngettext(singular, plural, num, **gaps)

    app.extensions[PHRASES] = phrases
    app.jinja_env.globals.update(_=gettext, gettext=gettext, pgettext=pgettext, ngettext=ngettext)


def interface_language() -> str:
    """The language of this request's page, as in :data:`LANGUAGES`; English outside of a request."""
    if not has_request_context():
        return ENGLISH
    # A page asks hundreds of times.
    if (known := g.get("interface_language")) is None:
        known = g.interface_language = asked_language() or _best(liked())
    return cast(str, known)


def liked() -> tuple[str, ...]:
    """The languages that the browser of this request likes, as it calls them, best first."""
    return _accepted(request.environ.get("HTTP_ACCEPT_LANGUAGE", "")[:LONGEST])


@lru_cache(maxsize=64)
def _accepted(header: str) -> tuple[str, ...]:
    return tuple([each for each, quality in parse_accept_header(header, LanguageAccept) if quality > 0])


@lru_cache(maxsize=64)
def _best(liked: tuple[str, ...]) -> str:
    """The language of the interface that is liked best: Portuguese is one, wherever it is spoken."""
    spoken = [each.lower().replace("_", "-").partition("-")[0] for each in liked]
    ours = [(each, each.partition("-")[0]) for each in LANGUAGES]
    return next((each for one in spoken for each, its in ours if its == one), ENGLISH)


def asked_language() -> str:
    """The language that the address asks for; empty where it asks for none that there is."""
    return _named(request.args.get(ARGUMENT, ""))


@lru_cache(maxsize=64)
def _named(asked: str) -> str:
    wanted = asked.replace("_", "-").lower()
    return next((language for language in LANGUAGES if language.lower() == wanted), "")


def interface_direction() -> str:
    """``ltr`` or ``rtl``."""
    return current_locale().text_direction


def for_each_language(told: Callable[[str], str]) -> Callable[[str], str]:
    """The same function, of a word, that is asked no more than once in each language of the interface."""

    @lru_cache(maxsize=2048)
    def known(word: str, _language: str) -> str:
        return told(word)

    @wraps(told)
    def tell(word: str) -> str:
        return known(word, interface_language())

    return tell


def current_locale() -> Locale:
    return LANGUAGES[interface_language()]


def language_field() -> Markup:
    """What keeps the language of the address in a GET form; every one of them has it."""
    asked = asked_language()
    if not asked:
        return Markup()
    return Markup('<input type="hidden" name="{}" value="{}">').format(ARGUMENT, asked)


def language_menu(begun: str = "") -> tuple[tuple[str, str], ...]:
    """(language, where this page is shown in it) of every language; ``begun``: :func:`own_address`."""
    begun = begun or own_address()
    return tuple((language, begun + language) for language in LANGUAGES)


def own_address() -> str:
    """The address of this page up to the language that it is wanted in, relative to itself."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != ARGUMENT]
    return "?" + urlencode([*kept, (ARGUMENT, "")])


def day(value: date) -> str:
    """A date in full, e.g. "4 July 2020"."""
    return _day(value, interface_language())


def month(value: date) -> str:
    """The month and year of a date, e.g. "July 2020"."""
    return _month(value, interface_language())


def number(value: float) -> str:
    """E.g. "75,000"."""
    return written(value, interface_language())


# To write one takes longer than to look it up, and pages have hundreds.


@lru_cache(maxsize=4096)
def _day(value: date, language: str) -> str:
    return format_date(value, "long", locale=LANGUAGES[language])


@lru_cache(maxsize=2048)
def _month(value: date, language: str) -> str:
    return format_skeleton("yMMMM", value, locale=LANGUAGES[language])


@lru_cache(maxsize=NUMBERS)
def written(value: float, language: str) -> str:
    """A number in one of :data:`LANGUAGES`."""
    return format_decimal(value, locale=LANGUAGES[language])


class _Written(dict[int, str]):
    """Numbers as they were written before; when there are too many, it begins anew."""

    def __init__(self, write: Callable[[int], str]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, number: int) -> str:
        if len(self) >= NUMBERS:
            self.clear()
        made = self[number] = self._write(number)
        return made


@cache
def numbers_in(language: str) -> Mapping[int, str]:
    """Whole numbers from 0, as one of :data:`LANGUAGES` writes them."""
    return _Written(lambda number: _shape(len(str(number)), language).format(*str(number)))


@cache
def _shape(digits: int, language: str) -> str:
    """Numbers of so many digits, with a gap for each: all of them are written alike."""
    return written(int("1" * digits), language).replace("1", "{}")


@cache
def results_in(language: str) -> Mapping[int, str]:
    """So many results, as one of :data:`LANGUAGES` says it, as markup."""
    say: Phrases = current_app.extensions[PHRASES](language)
    return _Written(lambda number: str(say.ngettext("%(num)s result", "%(num)s results", number)))


def percent(share: float) -> str:
    """A share of one, e.g. "35%"."""
    return format_percent(share, locale=current_locale())


def _select() -> Locale:
    return LANGUAGES[interface_language()]


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """Links of a page whose address states the language state it too; ``hl=None`` keeps one neutral."""
    if has_request_context() and endpoint not in NEUTRAL and (asked := asked_language()):
        values.setdefault(ARGUMENT, asked)


def _vary(response: Response) -> Response:
    if (request.endpoint or "") not in NEUTRAL:
        vary(response, "Accept-Language")
    return response
