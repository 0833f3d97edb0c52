from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from archive.model import Item
from index.names import count, learn
from tests.index.conftest import issue, item


def texts(*pairs: tuple[str, str], language: str = "en") -> list[Item]:
    return [item(f"lab/{at}", "s", title, text) for at, (title, text) in enumerate(pairs)]


def names(*pairs: tuple[str, str], language: str = "en") -> list[tuple[str, ...]]:
    """The names in each item of an archive of (title, text)."""
    items = texts(*pairs)
    called = learn([issue("lab/1", 1, date(2020, 1, 1), {"s": items}, language)])
    return [called.of(each) for each in items]


RUNNING = "They say Reformer and Hugging Face. We use Reformer and Hugging Face, but rarely sail. Sail now!"


def test_what_has_a_capital_within_sentences_is_a_name() -> None:
    """A word capitalised because a title or a sentence begins is none; a name of two words is one."""
    found = names(("A Deep Dive Into Reformer by Hugging Face", RUNNING), ("Sail with They", RUNNING))
    assert found == [("Reformer", "Hugging Face"), ()]


def test_a_name_is_one_however_a_title_writes_it() -> None:
    """What has its capital nearly everywhere is that name also where it lacks it."""
    assert names(("reformer in practice", RUNNING)) == [("Reformer",)]


def test_capitals_and_digits_within_make_a_name() -> None:
    """Names that mix letters need no sentence around them."""
    text = "spaCy reads. GPT-2 writes. So does spaCy with GPT-2."
    assert names(("New in spaCy", text), ("gpt-2 explained", text)) == [("spaCy",), ("GPT-2",)]


def test_nouns_are_no_names_where_all_have_capitals() -> None:
    """German capitals teach nothing."""
    text = "Wir sehen das Haus und das Auto, und dann das Haus."
    assert names(("Das Haus", text), language="de") == [()]


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_plain_text_teaches_the_same_names_beside_other_letters(text: str) -> None:
    """The shortcut for ASCII finds what the way for all scripts finds."""
    plain, beside = (
        count(issue("lab/1", 1, date(2020, 1, 1), {"s": texts(("", each))})) for each in (text, f"{text} é")
    )
    assert plain == beside
