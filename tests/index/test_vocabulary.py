from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.vocabulary import SHORTEST, Vocabulary, learn

LETTERS = "abcdeé模"
WORDS = st.text(LETTERS, min_size=1, max_size=12)
COUNTS = st.dictionaries(WORDS, st.integers(1, 100), max_size=30)


def near(vocabulary: Vocabulary, word: str, *, begin: bool = False) -> list[str]:
    return [vocabulary.words[place] for _, place in vocabulary.near(word, begin=begin)]


def test_the_likeliest_word_comes_first() -> None:
    """Fewer slips count more than the first letter, and that more than how frequent a word is."""
    vocabulary = learn({"reformer": 3, "performer": 90, "reforms": 50, "former": 70})
    assert near(vocabulary, "reformre")[0] == "reformer"
    assert near(vocabulary, "rformer") == ["reformer", "former"]


def test_a_misspelt_beginning_is_completed() -> None:
    """What someone has begun to type with a slip leads to the words that begin nearly like it."""
    vocabulary = learn({"transformer": 3, "transfer": 90, "bert": 50})
    assert set(near(vocabulary, "trasnf", begin=True)) == {"transformer", "transfer"}
    assert not near(vocabulary, "trasnf")


def test_digits_are_no_slip() -> None:
    """Another number names another thing."""
    assert not near(learn({"covid19": 5}), "covid20")


def test_short_words_are_left_alone() -> None:
    """A word of three letters is one slip away from too many others."""
    assert not near(learn({"bert": 5, "ber": 1}), "ber")


@given(COUNTS, WORDS, st.integers(0, 12), st.sampled_from(LETTERS))
def test_one_slip_is_always_forgiven(counts: dict[str, int], word: str, at: int, letter: str) -> None:
    """A word with one letter missing, added, changed or swapped with its neighbour is among the near ones."""
    at = min(at, len(word) - 1)
    vocabulary = learn({**counts, word: 1})
    for typed in (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    ):
        if len(typed) >= SHORTEST:
            assert word in near(vocabulary, typed)


@given(COUNTS, WORDS)
def test_a_vocabulary_comes_back_as_it_was_kept(counts: dict[str, int], word: str) -> None:
    """Written to arrays and read again it knows the same."""
    vocabulary = learn(counts)
    again = Vocabulary.from_arrays(vocabulary.to_arrays())
    assert list(again.words) == list(vocabulary.words) == sorted(counts)
    assert again.near(word) == vocabulary.near(word)
    assert [again.words[place] for place in again.beginning(word[0])] == [
        each for each in sorted(counts) if each.startswith(word[0])
    ]
