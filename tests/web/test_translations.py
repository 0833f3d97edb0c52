"""The translators' files hold everything that is said, and say it in the same shape."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from web.translating import ENGLISH, LANGUAGES

ROOT = Path(__file__).parent.parent.parent
TRANSLATED = [str(locale) for language, locale in LANGUAGES.items() if language != ENGLISH]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
Key = tuple[str | None, tuple[str, ...]]


@cache
def said() -> frozenset[Key]:
    """(context, message and its plural) of everything that templates and modules say."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    mappings = settings["tool"]["babel"]["mappings"]
    methods = [(each["pattern"], each["method"]) for each in mappings]
    options = {each["pattern"]: {"silent": each.get("silent", "")} for each in mappings}
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS)
    return frozenset((context, _forms(message)) for _, _, message, _, context in found)


def catalogue(locale: str) -> Catalog:
    with (ROOT / "translations" / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file)


def entries(locale: str) -> tuple[Message, ...]:
    """All but the header."""
    return tuple(message for message in catalogue(locale) if message.id)


def _forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def _placeholders(text: str) -> Counter[str]:
    return Counter(re.findall(r"%(?:\(\w+\))?[a-z%]", text))


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_catalogue_has_all_that_is_said(locale: str) -> None:
    """Nothing is missing, nothing is left over from what the pages said before: ``make translations``."""
    assert {(message.context, _forms(message.id)) for message in entries(locale)} == said()


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_entry_is_translated(locale: str) -> None:
    """No entry is empty or a guess, and each has as many plural forms as the language."""
    forms = catalogue(locale).num_plurals
    for message in entries(locale):
        assert not message.fuzzy, message.id
        assert all(_forms(message.string)), message.id
        assert len(_forms(message.string)) == (forms if message.pluralizable else 1), message.id


@pytest.mark.parametrize("locale", TRANSLATED)
def test_placeholders_are_those_of_the_source(locale: str) -> None:
    """Each translation has the placeholders of its source; a form for one number may say it in words."""
    for message in entries(locale):
        expected = _placeholders(_forms(message.id)[-1])
        for form in _forms(message.string):
            found = _placeholders(form)
            if message.pluralizable and "%(num)s" not in found:
                found["%(num)s"] = expected["%(num)s"]
            assert +found == +expected, (message.id, form)


@pytest.mark.parametrize("locale", TRANSLATED)
def test_markup_is_that_of_the_source(locale: str) -> None:
    """A translation brings no element or address of its own into a page."""
    for message in entries(locale):
        expected = sorted(re.findall(r"<[^>]*>", _forms(message.id)[-1]))
        for form in _forms(message.string):
            assert sorted(re.findall(r"<[^>]*>", form)) == expected, (message.id, form)


def test_plural_forms_of_a_language_differ_where_it_has_them() -> None:
    """Arabic says one, two, a few and many of a thing in words of their own."""
    forms = next(message for message in entries("ar") if "%(num)s item" in _forms(message.id))
    assert len(set(_forms(forms.string))) >= 4


def test_french_marks_keep_their_narrow_space() -> None:
    """In French a narrow space that does not break stands before ? ! ; : and inside « »."""
    texts = [re.sub(r"<[^>]*>", "", form) for each in entries("fr") for form in _forms(each.string)]
    for text in texts:
        assert not re.search(r"(?<![\u202f])[?!;»]|«(?!\u202f)|(?<=[\w)]) ?:(?=\s|$)", _codeless(text)), text
        assert "'" not in text


def test_chinese_has_the_punctuation_of_chinese() -> None:
    """Between Chinese words stand the full-width marks, not those of the Latin script."""
    for message in entries("zh"):
        for form in _forms(message.string):
            assert not re.search(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!(][\u4e00-\u9fff]", form), form


def test_arabic_has_the_punctuation_of_arabic() -> None:
    """Arabic text is parted by Arabic commas and semicolons, and asks with an Arabic question mark."""
    for message in entries("ar"):
        for form in _forms(message.string):
            assert not re.search(r"[\u0600-\u06ff][,;?]", form), form


def _codeless(text: str) -> str:
    """Without operators such as ``tag:``, which are typed as they stand."""
    return re.sub(r"\b(?:tag|section):", "", text)
