from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Span, tokens
from index.sought import Sought

LANGUAGES = ("", "en", "en-GB", "fr", "de", "fi", "tr", "es", "pt-BR", "it", "ro", "ru", "ar", "zh")
WORDS = (
    "dying lying die lie skies sky ties happily happiness happier bluetooth aesthetics coefficient arrays "
    "array application appliquer kitabı kitap logías logía l'IA OpenAI's TinyBERT tiny-bert tinybert "
    "wasm_bindgen C++ C# .NET node.js x86_64 K8s v0.1.2 AT&T straße naïve İstanbul HTMLElement GPT3 3.5 "
    "自然言語 été a I the"
).split()
"""With stems that differ from them inside or at their ends, and compounds of all kinds."""


def plainly(text: str, language: str, terms: frozenset[str]) -> list[Span]:
    """Where the terms stand, by taking all of the text apart."""
    found = [(each.start, each.end, each.term) for each in tokens(text, language) if each.term in terms]
    return sorted(found)


def endings(word: str) -> st.SearchStrategy[str]:
    return st.sampled_from(
        ["", "s", "es", "ing", "ed", "ation", "ly", "mente", "heit", "lar", "en", "ies"]
    ).map(word.__add__)


def texts() -> st.SearchStrategy[str]:
    """Words, inflected or not, between blanks and signs, and among them anything."""
    word = st.sampled_from(WORDS).flatmap(endings)
    cased = st.one_of(word, word.map(str.upper), word.map(str.capitalize), st.text(max_size=6))
    return st.lists(st.tuples(cased, st.sampled_from([" ", "\n", "-", ", ", ".", "'", " — "]))).map(
        lambda parts: "".join(map("".join, parts))
    )


@given(texts(), texts(), st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES), st.integers(1, 12))
def test_terms_are_found_as_by_taking_all_apart(
    text: str, query: str, language: str, asked: str, most: int
) -> None:
    """Whatever is passed over holds none of the terms: of the text itself, and of another in any language."""
    own = sorted({each.term for each in tokens(text, language)})[:most]
    others = sorted({each.term for each in tokens(query, asked)})[:most]
    for terms in (frozenset(own), frozenset(others), frozenset((*own, *others))):
        assert sorted(Sought(terms).texts(language)[text]) == plainly(text, language, terms)


@given(st.sampled_from(LANGUAGES), st.lists(st.sampled_from(WORDS), min_size=1))
def test_a_text_is_known_the_second_time(language: str, words: list[str]) -> None:
    """Asking again gives the same, in the order of the text."""
    text = " ".join(words)
    terms = frozenset(each.term for each in tokens(words[0], language))
    sought = Sought(terms)
    first = sought.texts(language)[text]
    assert first == sought.texts(language)[text] == sorted(first)


@given(st.lists(texts(), max_size=4), st.sampled_from(LANGUAGES))
def test_several_texts_are_looked_through_as_each_alone(several: list[str], language: str) -> None:
    """Where one text ends and the next begins is no part of a word, whatever scripts they are in."""
    terms = frozenset(each.term for text in several[:2] for each in tokens(text, language))
    together = Sought(terms).texts(language)
    together.look_through(several)
    assert [together[text] for text in several] == [Sought(terms).texts(language)[text] for text in several]
