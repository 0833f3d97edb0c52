from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language import MOST_CHARACTERS, MOST_CLAUSES, AnyOf, Chosen, Not, Phrase, Prefix, Word, parse


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("deep learning", (Word("deep"), Word("learning"))),
        ('"deep learning"', (Phrase("deep learning"),)),
        ("“deep learning” now", (Phrase("deep learning"), Word("now"))),
        ("bert -survey", (Word("bert"), Not(Word("survey")))),
        ('bert -"a survey"', (Word("bert"), Not(Phrase("a survey")))),
        ("tiny-bert", (Word("tiny-bert"),)),
        ("lstm OR gru", (AnyOf((Word("lstm"), Word("gru"))),)),
        ("lstm | gru OR rnn", (AnyOf((Word("lstm"), Word("gru"), Word("rnn"))),)),
        ("lstm AND gru", (Word("lstm"), Word("gru"))),
        ("OR lstm OR", (Word("lstm"),)),
        ("trans*", (Prefix("trans"),)),
        ("a* *b c*d", (Word("a*"), Word("*b"), Word("c*d"))),
        ("tag:audio", (Chosen("tag", "audio"),)),
        ("lang:fr", (Chosen("language", "fr"),)),
        ('section:"Tools and Data"', (Chosen("section", "Tools and Data"),)),
        ("-author:ada", (Not(Chosen("author", "ada")),)),
        ("title:bert", (Word("bert", title=True),)),
        ('title:"tiny bert"', (Phrase("tiny bert", title=True),)),
        ("title: bert", (Word("title:"), Word("bert"))),
        ("https://a.org/b", (Word("https://a.org/b"),)),
        ('say "hello', (Word("say"), Word("hello"))),
        ("--rebuild", (Word("--rebuild"),)),
    ],
)
def test_syntax_is_understood(text: str, clauses: tuple[object, ...]) -> None:
    """Words, phrases, exclusion, alternatives, prefixes and fields mean what the help says."""
    assert parse(text).clauses == clauses


def test_an_unknown_field_is_a_word_and_said_to_be() -> None:
    """A name that is no field is searched as a word, with a notice."""
    tree = parse("colour:red")
    assert tree.clauses == (Word("colour:red"),)
    assert "colour" in tree.notices[0]


@pytest.mark.parametrize("text", ["arxiv:2002.12327", "doi:10.1000/182", "std::vector", "https://a.org"])
def test_addresses_and_identifiers_are_no_fields(text: str) -> None:
    """What looks like a field but is an address is searched without remark."""
    assert parse(text) == parse(text)
    assert parse(text).clauses == (Word(text),)
    assert not parse(text).notices


def test_nothing_typed_differs_from_nothing_said() -> None:
    """Empty text lists everything; text without a word finds nothing and says why."""
    assert parse("  ").empty
    tree = parse("?! *")
    assert not tree.empty
    assert not tree.clauses
    assert tree.notices


@pytest.mark.parametrize(
    "text", ["a" * 10_000, "word " * 20_000, "(" * 5_000, "NOT " * 2_000, '"' * 999, "a OR " * 999]
)
def test_lengths_are_bounded_and_said_to_be(text: str) -> None:
    """However much is typed, a bounded part of it is searched, with a notice."""
    tree = parse(text)
    assert len(tree.clauses) <= MOST_CLAUSES
    assert str(MOST_CHARACTERS) in tree.notices[0]


@given(st.text())
def test_any_text_is_valid(text: str) -> None:
    """Nothing that a person types makes an error."""
    parse(text)


@given(st.lists(st.sampled_from(['"', "-", "OR", "|", "a", "b*", "tag:", "title:", ":", "(", "“", " ", "é"])))
def test_any_mixture_of_syntax_is_valid(pieces: list[str]) -> None:
    """Syntax in any order is understood somehow."""
    parse("".join(pieces))
    parse(" ".join(pieces))
