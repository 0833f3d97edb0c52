from __future__ import annotations

from html import escape

from hypothesis import given
from hypothesis import strategies as st

from index import snippets
from index.analysis import tokens
from index.snippets import LENGTH
from index.sought import Sought


def marked(text: str, language: str, terms: frozenset[str]) -> str:
    return snippets.marked(text, Sought(terms).texts(language)[text])


def passage(text: str, language: str, terms: frozenset[str]) -> str:
    return snippets.passage(text, Sought(terms).texts(language)[text])


def without_marks(html: str) -> str:
    return html.replace("<mark>", "").replace("</mark>", "")


def test_a_compound_is_marked_as_one() -> None:
    """Parts of one word share one mark."""
    assert marked("Now TinyBERT!", "en", frozenset({"tiny", "bert"})) == "Now <mark>TinyBERT</mark>!"


def test_markup_and_quotes_are_escaped() -> None:
    """Nothing of a text reaches a page as markup, not even a quote."""
    html = marked("""<script x="1" y='2'> & bert""", "en", frozenset({"bert", "x"}))
    assert html == "&lt;script <mark>x</mark>=&quot;1&quot; y=&#x27;2&#x27;&gt; &amp; <mark>bert</mark>"


def test_the_passage_is_where_most_words_meet() -> None:
    """A passage is taken from where different words stand together, not from the first match."""
    text = "Knots are old. " + "Nothing at all. " * 30 + "Silk knots shine. " + "More. " * 60
    html = passage(text, "en", frozenset({"knots", "silk"}))
    assert "<mark>Silk</mark> <mark>knots</mark> shine." in html
    assert html.startswith("… ")
    assert html.endswith(" …")


def test_without_a_match_a_text_begins_at_its_beginning() -> None:
    """What was found by its link alone shows how it begins."""
    assert passage("Short and plain.", "en", frozenset()) == "Short and plain."


TEXTS = st.text(st.sampled_from("ab 深<>&\"'.\n-Zé"), max_size=700)


@given(TEXTS, st.frozensets(st.sampled_from(["a", "b", "深", "aba", "z", "e"])))
def test_marks_are_all_the_markup_there_is(text: str, terms: frozenset[str]) -> None:
    """Without its marks, a marked text is the escaped text, blanks aside."""
    html = marked(text, "", terms)
    assert "".join(without_marks(html).split()) == "".join(escape(text).split())
    assert html.count("<mark>") == html.count("</mark>")


@given(TEXTS, st.frozensets(st.sampled_from(["a", "b", "深", "aba", "z", "e"])))
def test_a_passage_is_short_and_shows_a_match(text: str, terms: frozenset[str]) -> None:
    """A passage is about as long as it should be, and marks something where something matched."""
    html = passage(text, "", terms)
    matched = [token for token in tokens(text) if token.term in terms]
    longest = max((token.end - token.start for token in matched), default=0)
    assert ("<mark>" in html) == bool(matched)
    assert len(without_marks(html)) <= 6 * (LENGTH + longest) + 4


@given(TEXTS, TEXTS, st.frozensets(st.sampled_from(["a", "b", "深", "aba", "z", "ze", "~aba"])))
def test_terms_are_sought_where_a_text_has_them(first: str, second: str, terms: frozenset[str]) -> None:
    """Found is what the terms of a text say, also in words and texts that were looked at before."""
    sought = Sought(terms)
    for text in (first, second, first):
        places = [(token.start, token.end, token.term) for token in tokens(text, "en") if token.term in terms]
        assert sought.texts("en")[text] == sorted(places)


@given(
    st.text("abB1-_.'&/ é绳结+#", max_size=40),
    st.sampled_from(["", "en", "fr"]),
    st.integers(0, 5),
    st.integers(1, 3),
)
def test_terms_are_found_wherever_they_stand(text: str, language: str, first: int, step: int) -> None:
    """However little of a text is taken apart, as of an address, every term that is sought is found in it."""
    every = [(token.start, token.end, token.term) for token in tokens(text, language)]
    sought = frozenset(term for _, _, term in every[first::step])
    assert Sought(sought).texts(language)[text] == sorted(each for each in every if each[2] in sought)
