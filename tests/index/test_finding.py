"""What is kept of searches, and ways of scoring that differ in cost alone, change no answer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from archive.model import Publication, Reading
from index import scoring
from index.build import build_from
from index.dates import Period
from index.deadline import SECONDS
from index.language import Word
from index.query import Query
from index.results import Notice, Results
from index.scoring import Scorer
from index.search import SearchIndex
from index.wanted import Wanted, Way, Wording
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


@pytest.fixture(params=["dataset and data", "dataset"])
def weaving(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """An archive in which two words stand alone, as neighbours, and as one word: that beside one of them, or
    without."""
    texts = ("data of a mill", "a set of looms", "a data set", request.param, "the mill", "settled data")
    items = [item("lab/1", "news", f"Note {at}", text) for at, text in enumerate(texts)]
    made = issue("lab/1", 1, date(2020, 1, 1), {"news": items})
    build_from([Reading(Publication("lab", "Lab", "en"), (made,), ())], "An archive", tmp_path)
    return tmp_path


def test_a_word_is_found_joined_to_its_neighbour(weaving: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two words are found where they stand as one, be it only there. Where they are taken for frequent, what
    is known of each alone helps to find them, which changes no result."""
    opened = SearchIndex(open_engine(weaving), "")

    def found(*texts: str) -> list[tuple[str, tuple[str, ...]]]:
        opened.finder.forget()
        results = [opened.search(Query(text)) for text in texts][-1]
        assert results.total == len(results.hits)
        return [(hit.item.title, hit.missing) for hit in results.hits]

    expected = found("data set")
    assert {"Note 2", "Note 3"} == {title for title, missing in expected if not missing}
    assert len(expected) == 5
    monkeypatch.setattr(scoring, "_FEW", -1)
    assert found("data set") == found("data", "data set") == found("set", "data", "data set") == expected
    opened.close()


class Nowhere:
    """Says nothing of documents."""

    items = np.zeros(0, dtype=bool)

    def chosen(self, facet: str, value: str) -> np.ndarray:
        return self.items

    def within(self, period: Period) -> np.ndarray:
        return self.items


def test_a_word_beside_its_neighbour_is_put_together(weaving: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a frequent word only what it has alone is kept; what it has beside a neighbour is as if it had been
    looked for by itself."""
    monkeypatch.setattr(scoring, "_FEW", -1)
    with closing(open_engine(weaving)) as engine:
        wording, scorer = Wording(engine, ["en"]), Scorer(engine, Nowhere(), kept=1 << 20)
        alone = [word for text in ("data", "set") for word in wording.wanted(Word(text))]
        beside = wording.joining(alone)
        assert [each.alone for each in beside] == alone
        for one, other in zip(alone, beside, strict=True):
            assert scorer.held(one) is scorer.held(one)
            assert scorer.held(other) is not scorer.held(other)
            assert np.array_equal(scorer.held(other).docs, engine.find(other.ways, other.fields).docs)


def test_what_is_scored_later_takes_more_room(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word whose documents are kept makes others go once its scores are, too, and there is no room."""
    monkeypatch.setattr(scoring, "_FEW", -1)
    first, second = (Wanted(text, (Way((text,)),)) for text in ("silkworm", "attention"))
    with closing(open_engine(instance)) as engine:
        room = sum(scoring._bytes(Scorer(engine, Nowhere(), kept=0).held(each)) for each in (first, second))
        scorer = Scorer(engine, Nowhere(), kept=room)
        known = scorer.held(first), scorer.held(second)
        assert all(len(each.docs) for each in known)
        assert (scorer.held(first), scorer.held(second)) == known
        assert scorer.held(second, scored=True) is known[1]
        assert scorer.held(first) is not known[0]


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
