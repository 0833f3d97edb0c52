from __future__ import annotations

import pytest
from babel import Locale

from index.labels import language_name
from index.language_names import OWN


@pytest.mark.parametrize("tag", OWN)
def test_languages_are_called_what_babel_calls_them(tag: str) -> None:
    """The names that are kept are those of the Unicode consortium's tables."""
    name = Locale.parse(tag, sep="-").get_display_name()
    assert name is not None
    assert language_name(tag) == name[:1].upper() + name[1:]


def test_other_languages_are_asked_for() -> None:
    """What is not kept is looked up; what nobody knows is called by its tag."""
    assert language_name("is") == "Íslenska"
    assert language_name("en-GB") == "English (United Kingdom)"
    assert language_name("xx-nothing") == "xx-nothing"
