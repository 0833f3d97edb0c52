"""What is kept of searches, and ways of scoring that differ in cost alone, change no answer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from archive.model import Publication, Reading
from index import scoring
from index.build import build_from
from index.deadline import SECONDS
from index.query import Query
from index.results import Notice, Results
from index.search import SearchIndex
from index.whoosh_index import open_engine
from tests.index.conftest import issue, item, newsletter

WORDS = sorted(
    {word for issue in newsletter().issues for item in issue.items() for word in item.text.split()}
)


def searches(many: int) -> Iterator[Query]:
    luck = random.Random(11)
    for _ in range(many):
        text = luck.choice((" ", " OR ", " -")).join(luck.sample(WORDS, luck.choice((1, 2, 2, 3, 4))))
        chosen = luck.choice(({}, {}, {"language": ("en",)}, {"section": ("-research",)}))
        yield Query(text, chosen, sort=luck.choice(("relevance", "newest")), page=luck.choice((1, 1, 2)))


@pytest.fixture
def opened(instance: Path) -> Iterator[SearchIndex]:
    made = SearchIndex(open_engine(instance), "")
    yield made
    made.close()


def answers(opened: SearchIndex, *, keeping: bool) -> list[Results]:
    found = []
    for query in searches(150):
        if not keeping:
            opened.finder.forget()
        found.append(opened.search(query))
    return found


def test_what_is_kept_is_what_would_be_found(opened: SearchIndex) -> None:
    """A search that was asked before is answered as if it had never been."""
    fresh = answers(opened, keeping=False)
    answers(opened, keeping=True)
    assert answers(opened, keeping=True) == fresh
    assert sum(each.total for each in fresh) > len(fresh)


def test_what_is_kept_is_bounded(instance: Path) -> None:
    """Where nothing may be kept, nothing is, and the answers are the same."""
    opened = SearchIndex(open_engine(instance), "", kept=0)
    first = opened.finder.answer(Query("silkworm"), lambda: 0)
    again = opened.finder.answer(Query("silkworm"), lambda: 0)
    assert first is not again
    assert first.docs == again.docs
    keeping = SearchIndex(open_engine(instance), "", kept=1 << 20)
    known = keeping.finder.answer(Query("silkworm"), lambda: 0)
    assert keeping.finder.answer(Query("silkworm"), lambda: 0) is known
    opened.close()
    keeping.close()


def test_scoring_some_is_scoring_all(opened: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a word is scored wherever it stands or in the results alone changes no result."""
    expected = answers(opened, keeping=False)
    monkeypatch.setattr(scoring, "_FEW", -1)
    for ours, theirs in zip(answers(opened, keeping=False), expected, strict=True):
        assert [hit.item.id for hit in ours.hits] == [hit.item.id for hit in theirs.hits]
        assert [hit.score for hit in ours.hits] == pytest.approx([hit.score for hit in theirs.hits], abs=2e-6)
        assert (ours.total, ours.facets, ours.histogram) == (theirs.total, theirs.facets, theirs.histogram)


@pytest.mark.parametrize("joined", ["dataset and data", "dataset"])
def test_a_word_is_found_joined_to_its_neighbour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, joined: str
) -> None:
    """Two words are found where they stand as one, too, be it only there; whether what is known of the first
    one alone helps to find it changes no result."""
    texts = ("data of a mill", "a set of looms", "a data set", joined, "the mill", "settled data")
    items = [item("lab/1", "news", f"Note {at}", text) for at, text in enumerate(texts)]
    made = issue("lab/1", 1, date(2020, 1, 1), {"news": items})
    build_from([Reading(Publication("lab", "Lab", "en"), (made,), ())], "An archive", tmp_path)
    opened = SearchIndex(open_engine(tmp_path), "")
    expected = opened.search(Query("data set"))
    assert [hit.item.title for hit in expected.hits][:2] in (["Note 2", "Note 3"], ["Note 3", "Note 2"])
    monkeypatch.setattr(scoring, "_FEW", -1)
    opened.finder.forget()
    for text in ("data set", "data", "data set"):
        found = opened.search(Query(text))
    assert [hit.item.id for hit in found.hits] == [hit.item.id for hit in expected.hits]
    assert [hit.missing for hit in found.hits] == [hit.missing for hit in expected.hits]
    assert found.total == expected.total
    opened.close()


def test_an_answer_that_came_too_late_is_not_kept(instance: Path) -> None:
    """What had no time to be found is found the next time there is some."""
    hours = count(0, 3600)
    hurried = True
    opened = SearchIndex(open_engine(instance), "", lambda: next(hours) if hurried else 0)
    late = Notice("late", limit=SECONDS)
    assert late in opened.search(Query("lamps moths knots threads")).notices
    hurried = False
    assert late not in opened.search(Query("lamps moths knots threads")).notices
    opened.close()


def test_only_what_is_asked_for_is_counted(opened: SearchIndex) -> None:
    """Facets that nobody asked for cost nothing, those that someone did are complete."""
    whole = opened.finder.answer(Query("silkworm"), lambda: 0)
    some = opened.finder.answer(Query("silkworm"), lambda: 0, ["section"])
    assert list(some.counts) == ["section"]
    assert not len(some.histogram)
    assert np.array_equal(some.counts["section"], whole.counts["section"])
    assert some.docs == whole.docs
