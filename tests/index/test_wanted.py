from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from index.language import Word
from index.wanted import Wording

WORDS = "model models modelling embedding embed die dying biases data maison maisons a sets datasets".split()


@dataclass(frozen=True)
class Known:
    """An archive that has these words."""

    terms: frozenset[str]

    def known(self, term: str) -> bool:
        return term in self.terms

    def words(self, fields: Sequence[str], prefix: str) -> Sequence[tuple[str, int]]:
        return [(term, len(fields)) for term in sorted(self.terms) if term.startswith(prefix)]


@given(
    st.one_of(
        st.sampled_from(WORDS),
        st.lists(st.sampled_from(WORDS), min_size=2, max_size=2).map("".join),
        st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=70),
    ),
    st.lists(st.sampled_from(["en", "fr", "de", "tr", "zh", ""]), unique=True),
    st.sets(st.sampled_from(WORDS)),
    st.booleans(),
)
def test_a_capital_letter_changes_no_way_to_find_a_word(
    word: str, languages: list[str], known: set[str], title: bool
) -> None:
    """Words in small letters, which are read on a way of their own, are found like any other: in the same
    forms, split where the archive has the parts but not the word, and each worth the same."""
    wording = Wording(Known(frozenset(known)), languages)
    (plain,) = wording.wanted(Word(word, title))
    (capital,) = wording.wanted(Word(word.capitalize(), title))
    assert (plain.text, plain.title) == (word, title)
    assert plain.ways == capital.ways
    assert (plain.loose, plain.address, plain.period) == (capital.loose, capital.address, capital.period)
