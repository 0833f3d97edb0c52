from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import Period, period
from index.language import (
    MOST_CHARACTERS,
    MOST_CLAUSES,
    OPERATORS,
    AllOf,
    AnyOf,
    Chosen,
    Linked,
    Not,
    Operator,
    Phrase,
    Prefix,
    When,
    Word,
    parse,
)
from index.results import Notice

NEVER = Period(0, 0)


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
        ("(lstm gru)", (Word("lstm"), Word("gru"))),
        ("(lstm gru) OR rnn", (AnyOf((AllOf((Word("lstm"), Word("gru"))), Word("rnn"))),)),
        ("bert -(survey OR review)", (Word("bert"), Not(AnyOf((Word("survey"), Word("review")))))),
        ("bert ((survey", (Word("bert"), Word("survey"))),
        ("bert) survey ()", (Word("bert"), Word("survey"))),
        ("f(x)", (Word("f"), Word("x"))),
        ("https://a.org/b_(c)", (Word("https://a.org/b_(c)"),)),
        ("(https://a.org/b)", (Word("https://a.org/b"),)),
        ("link:https://a.org/b", (Linked("https://a.org/b"),)),
        ("arxiv:2002.12327", (Linked("arxiv:2002.12327"),)),
        ("doi:10.1000/182", (Linked("doi:10.1000/182"),)),
        ("during:2020-03", (When(period("2020-03") or NEVER),)),
        ("year:2020 bert year:2021", (AnyOf((Chosen("year", "2020"), Chosen("year", "2021"))), Word("bert"))),
        ("in:papers by:ada", (Chosen("section", "papers"), Chosen("author", "ada"))),
    ],
)
def test_syntax_is_understood(text: str, clauses: tuple[object, ...]) -> None:
    """Words, phrases, exclusion, alternatives, prefixes and fields mean what the help says."""
    assert parse(text).clauses == clauses


def test_an_unknown_field_is_a_word_and_said_to_be() -> None:
    """A name that is no field is searched as a word, with a notice."""
    tree = parse("colour:red")
    assert tree.clauses == (Word("colour:red"),)
    assert tree.notices == (Notice("no-field", "colour"),)


@pytest.mark.parametrize("text", ["arxiv:attention", "std::vector", "https://a.org", "mailto:a@b.org"])
def test_addresses_are_no_fields(text: str) -> None:
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
    assert Notice("long", limit=MOST_CHARACTERS) in tree.notices


PIECES = ['"', "-", "OR", "|", "a", "b*", "tag:", "title:", "during:2020", ":", "(", ")", "“", " ", "é"]


def test_operators_are_told_where_they_stand() -> None:
    """Each operator is listed with its place in the text, an excluded one with its minus."""
    text = 'bert tag:"open data" (-author:ada OR gru) colour:red during:soon'
    found = [
        (each.name, each.value, each.excluded, text[each.start : each.end]) for each in parse(text).operators
    ]
    assert found == [
        ("tag", "open data", False, 'tag:"open data"'),
        ("author", "ada", True, "-author:ada"),
    ]


def test_a_time_that_is_none_is_a_word_and_said_to_be() -> None:
    """What no time can be made of is searched, with a notice."""
    tree = parse("before:soon")
    assert tree.clauses == (Word("soon"),)
    assert tree.notices[0] == Notice("no-time", "soon")


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_is_understood(operator: Operator) -> None:
    """What the table of operators offers is what is read."""
    value = {"arxiv": "2002.12327", "doi": "10.1000/182"}.get(operator.name, "2020")
    (written,) = parse(f"x {operator.name}:{value}").operators
    assert (written.name, written.value) == (operator.name, value)


@given(st.text())
def test_any_text_is_valid(text: str) -> None:
    """Nothing that a person types makes an error."""
    parse(text)


@given(st.lists(st.sampled_from(PIECES)))
def test_any_mixture_of_syntax_is_valid(pieces: list[str]) -> None:
    """Syntax in any order is understood somehow."""
    parse("".join(pieces))
    parse(" ".join(pieces))


@given(st.lists(st.from_regex(r"-?[a-z0-9]{1,5}\*?", fullmatch=True), min_size=1, max_size=6))
def test_plain_words_need_no_syntax(pieces: list[str]) -> None:
    """Words, excluded words and beginnings of words, which are read at once, are understood as they are
    between parentheses, where all syntax is looked for."""
    text = " ".join(pieces)
    assert parse(text).clauses == parse(f"({text})").clauses


@given(st.lists(st.sampled_from([*PIECES, " "])))
def test_plain_letters_are_read_as_all_letters_are(pieces: list[str]) -> None:
    """What has plain ASCII alone is understood as what has a character beside it that says nothing."""
    text = "".join(pieces)
    assert parse(text).clauses == parse(f"{text} \u200b").clauses
