from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.documents import title_key

WORDS = st.one_of(
    st.sampled_from("PyTorch NLP of deepSpeed OR BERTology XMLHttp a I".split()), st.text("aBcD", min_size=1)
)


@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_punctuation_changes_no_title(title: str) -> None:
    """Titles of plain words, which are read on a way of their own, have the key that they have with a mark
    behind them."""
    assert title_key(title) == title_key(f"{title}!") == title_key(f"{title} !")
