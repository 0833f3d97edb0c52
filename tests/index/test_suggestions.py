from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexicon import Lexicon, pack, unpack
from index.query import Query
from index.results import Index, Suggestion
from index.suggestions import learn
from index.vocabulary import learn as learn_words

OFFERED = (
    Suggestion("tag", "Language models", "language-model", 30),
    Suggestion("name", "Hugging Face", "Hugging Face", 12),
    Suggestion("author", "Ada Brontë", "ada", 9),
    Suggestion("item", "A deep dive into the Reformer", "lab/6/a-deep-dive", language="en"),
    Suggestion("item", "Reformer: the efficient transformer", "lab/2/reformer", language="en"),
    Suggestion("item", "深入了解Reformer", "lab/6.zh/x", language="zh"),
)
STORIES = {"lab/6.zh/x": "lab/6/a-deep-dive"}


def values(text: str, limit: int = 8, prefer: tuple[str, ...] = ()) -> list[str]:
    return [each.value for each in learn(OFFERED, STORIES).like(text, limit, prefer)]


def test_any_word_may_be_begun() -> None:
    """A label is offered from the beginnings of any of its words, those first that begin with it."""
    assert values("ref") == ["lab/2/reformer", "lab/6/a-deep-dive"]
    assert values("dive deep") == ["lab/6/a-deep-dive"]
    assert values("bronte") == ["ada"]
    assert values("深入") == ["lab/6.zh/x"]


def test_a_story_is_offered_once() -> None:
    """A story stands in the edition that begins with what was typed, or else in a language that is preferred,
    or else as its original."""
    assert values("reformer") == ["lab/2/reformer", "lab/6/a-deep-dive"]
    assert values("reformer", prefer=("zh-TW",)) == ["lab/2/reformer", "lab/6.zh/x"]
    assert values("reformer", prefer=("fr", "en")) == ["lab/2/reformer", "lab/6/a-deep-dive"]
    assert values("deep", prefer=("zh",)) == ["lab/6/a-deep-dive"]


def test_a_slip_is_forgiven_from_four_letters_on() -> None:
    """Where nothing begins like what was typed, what nearly does is offered."""
    assert "lab/2/reformer" in values("refromer")
    assert values("huging") == ["Hugging Face"]
    assert values("xre") == []


@given(st.text(max_size=30), st.integers(-1, 5))
def test_any_text_may_be_typed(text: str, limit: int) -> None:
    """Nothing that is typed makes an error, and no more is offered than was asked for."""
    assert len(values(text, limit)) <= max(0, limit)


@pytest.mark.parametrize("offered", [OFFERED, ()])
def test_a_lexicon_comes_back_as_it_was_kept(offered: tuple[Suggestion, ...]) -> None:
    """Packed and unpacked it offers the same."""
    lexicon = unpack(pack(Lexicon(learn_words({"reformer": 2}), learn(offered, STORIES))))
    assert list(lexicon.vocabulary.words) == ["reformer"]
    for text in ("ref", "ada", "lang mod", "hugign"):
        assert lexicon.suggestions.like(text, 8) == learn(offered, STORIES).like(text, 8)


def test_every_item_is_offered_by_its_own_name(index: Index) -> None:
    """Typing a whole title offers the item."""
    for card in index.issues():
        page = index.issue(card.id)
        assert page is not None
        for section in page.sections:
            for part in section.parts:
                if part.item:
                    assert part.item.label in [each.label for each in index.suggest(part.item.label)]


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("silk section:res", "silk section:research "),
        ("author:bron", "author:ada "),
        ("-tag:mo", "-tag:moths "),
        ("lang:f", "lang:fr "),
        ("site:git", "site:github.com "),
    ],
)
def test_operators_and_their_values_are_completed(index: Index, typed: str, completed: str) -> None:
    """The last word of what is typed is completed where it is an operator or its value."""
    found = [each for each in index.suggest(typed) if each.kind == "text"]
    assert [each.value for each in found] == [completed]


def test_an_operator_is_offered_with_an_example_that_finds_something(index: Index) -> None:
    """The last word of what is typed is completed to an operator; its example is a search of this archive."""
    (found,) = (each for each in index.suggest("silk sect") if each.kind == "operator")
    assert (found.label, found.value) == ("section", "silk section:")
    assert index.search(Query(found.example)).total


def test_a_completed_value_finds_what_it_says(index: Index) -> None:
    """The count beside a completed value is how many results the completed text gives."""
    for typed in ("section:", "tag:", "author:", "lang:", "kind:", "site:", "year:", "issue:"):
        offered = index.suggest(typed, 50)
        assert offered
        for each in offered:
            assert index.search(Query(each.value)).total == each.count, each
