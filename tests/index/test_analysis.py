from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import (
    ENDING,
    STEM,
    TERM_LENGTH,
    fold,
    forms,
    places,
    spellings,
    stems,
    tokens,
    words,
)

LANGUAGES = ("en", "pt-BR", "fr", "es", "tr", "ar", "zh", "")


def terms(text: str, language: str = "en") -> set[str]:
    return {token.term for token in tokens(text, language)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("École", "ecole"),
        ("ＢＥＲＴ", "bert"),
        ("ISTANBUL", "İstanbul"),
        ("ısı", "ISI"),
        ("Straße", "STRASSE"),
        ("Søren", "soren"),
        ("ﬁne", "fine"),
        ("إعلان", "اعلان"),
        ("مكتبة", "مكتبه"),
        ("مَدْرَسَة", "مدرسه"),
        ("كتـــاب", "كتاب"),
        ("ё", "е"),
        ("٢٠٢٠", "2020"),
        ("in\u00adfor\u200dmal", "informal"),
    ],
)
def test_ways_of_writing_are_folded_into_one(one: str, other: str) -> None:
    """Case, accents, width, letter forms and digits do not keep a word from being found."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize("name", ["ガ", "한국", "हिन्दी", "ไทย"])
def test_marks_that_are_letters_stay(name: str) -> None:
    """Signs that tell words apart are kept in scripts other than Latin, Greek, Cyrillic, Hebrew, Arabic."""
    assert fold(name) == name


@pytest.mark.parametrize("typed", ["TinyBERT", "tiny-bert", "tiny_bert", "Tiny.Bert"])
@pytest.mark.parametrize("written", ["TinyBERT", "tiny-bert", "tiny_bert"])
def test_a_compound_name_is_indexed_in_parts_and_whole(typed: str, written: str) -> None:
    """However a compound name is typed and written, its parts and its whole are among the terms."""
    (form,) = forms(typed, ["en"])
    assert {*form.parts, form.whole} <= terms(written)


@pytest.mark.parametrize("name", ["C++", "c#", ".NET", "n-gram", "T5", "word2vec", "GPT-2", "t-SNE"])
def test_names_with_signs_and_digits_are_found_as_typed(name: str) -> None:
    """A name that its sign or digit makes has a term of its own."""
    (form,) = forms(name, ["en"])
    assert form.whole in terms(f"We use {name}, too.")


def test_a_sign_tells_a_name_from_its_letter() -> None:
    """Looking for "C++" does not mean every "C"."""
    (form,) = forms("C++", ["en"])
    assert form.whole not in terms("vitamin C")


@pytest.mark.parametrize(
    ("text", "word"), [("Ada's", "ada"), ("l'école", "ecole"), ("d’IA", "ia"), ("qu'ils", "ils")]
)
def test_what_an_apostrophe_cuts_off_is_no_word(text: str, word: str) -> None:
    """Possessives and elided articles do not hide the word."""
    assert [token.term for token in tokens(text) if token.main] == [word]


def test_digits_are_not_run_together() -> None:
    """The version 3.5 is not found as 35."""
    assert "35" not in terms("version 3.5")


def test_unspaced_text_is_indexed_by_characters_and_pairs() -> None:
    """Chinese is found by single characters and by pairs, a Latin name within it as a whole."""
    assert {"深", "深入", "reformer", "模型", "型"} <= terms("深入Reformer模型", "zh")
    assert "入r" not in terms("深入Reformer模型", "zh")


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "model", "models"),
        ("pt-BR", "rede", "redes"),
        ("fr", "modèle", "modèles"),
        ("es", "lengua", "lenguas"),
        ("tr", "model", "modeller"),
        ("ar", "كتاب", "الكتاب"),
    ],
)
def test_inflections_share_a_stem(language: str, one: str, other: str) -> None:
    """A word is found in its other inflections, in the language of the text."""
    assert set(stems(one, language)) & set(stems(other, language))


def test_stems_are_no_words() -> None:
    """Stems are told apart from words, so that they correct no spelling and complete no prefix."""
    assert all(stem.startswith(STEM) for stem in stems("recognizing", "en"))
    assert not stems("recognizing", "zh")


def test_parts_stand_next_to_one_another() -> None:
    """A phrase finds a compound: its parts have positions of their own, its whole shares the first."""
    found = {token.term: token.position for token in tokens("for TinyBERT search")}
    assert [found[term] for term in ("for", "tiny", "bert", "search", "tinybert")] == [0, 1, 2, 3, 1]


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_has_terms_that_lie_within_it(text: str, language: str) -> None:
    """Analysis never fails; terms are short and lie where the token says."""
    for token in tokens(text, language):
        assert token.term
        assert len(token.term) <= TERM_LENGTH + 1
        assert 0 <= token.start < token.end <= len(text)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"])))
def test_what_is_indexed_can_be_asked_for(text: str) -> None:
    """Typing a text asks for terms that the same text has in the index."""
    there = terms(text)
    for form in forms(text, ["en"]):
        assert set(form.parts) <= there
        assert not form.whole or form.whole in there


PLAIN = st.text(st.characters(max_codepoint=0x7F))


@given(PLAIN)
def test_plain_text_is_taken_apart_as_beside_other_letters(text: str) -> None:
    """The shortcut for ASCII finds what the way for all scripts does: words, and how they are spelt."""
    assert words(f"{text} é") == [*words(text), "é"]


@given(PLAIN)
def test_plain_words_are_spelt_in_the_parts_that_they_are_indexed_in(text: str) -> None:
    """The shortcut for ASCII finds the same parts as the way for all scripts; what an apostrophe may cut off
    is spelt, but is no term."""
    for word in words(text):
        parts = {term for term in map(fold, re.split("[^A-Za-z0-9]+", word)) if term}
        assert {each for each in parts if not each.isdecimal()} <= set(spellings(word))
        assert "'" in word or set(spellings(word)) <= terms(word)
        assert set(spellings(f"é_{word}")) == {"e", *spellings(word)}


@given(PLAIN, st.sampled_from(["", "en", "fr", "de-CH"]))
def test_places_are_where_tokens_stand(text: str, language: str) -> None:
    """A word's terms have the positions that they have as tokens of a text."""
    for word in words(text):
        found, length, _ = places(word, language)
        whole = list(tokens(word, language))
        assert set(found) == {(token.term, token.position) for token in whole}
        assert length == len({(token.term, token.position) for token in whole if token.main})


@given(PLAIN)
def test_folding_plain_text_needs_no_other_way(text: str) -> None:
    """ASCII is folded as it is beside an accent."""
    assert fold(f"é{text}") == f"e{fold(text)}"[:TERM_LENGTH]


@given(st.from_regex("[A-Za-z]{1,12}|[0-9]{1,12}", fullmatch=True), st.sampled_from(LANGUAGES))
def test_a_word_is_the_same_alone_as_in_a_possessive(word: str, language: str) -> None:
    """A word of one part, taken by the shortcut, has the terms that it has before an apostrophe, but for
    what stands for both as one word."""
    possessive = terms(f"{word}'s", language)
    assert terms(word, language) <= possessive <= terms(word, language) | terms(f"{word}s", language)


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1), st.sampled_from(["", *sorted(ENDING)]))
def test_the_terms_of_a_word_begin_as_it_does(word: str, language: str) -> None:
    """Stemmers that change endings leave the first letter alone, so that a word can be passed over by it."""
    for each in (word, word.capitalize(), word.upper()):
        firsts = {token.term.removeprefix(STEM)[0] for token in tokens(each, language)}
        assert firsts == {word[0]}
