from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Publication, Reading
from index import nearness
from index.build import build_from
from index.matching import Array
from index.query import Query
from index.wanted import Wanted, Way
from index.whoosh_index import open_engine, open_index
from tests.index.conftest import issue, item

FAR = "The quiet valley has a loom and, far beyond its hills and its river, by the sea, a painted shuttle."
NEAR = "The quiet valley has, far beyond its hills and its river, by the sea, a loom with a shuttle."


class Places:
    """Bodies, each a list of terms."""

    def __init__(self, *bodies: list[str]) -> None:
        self.bodies = bodies

    def positions(self, fields: Sequence[str], terms: Sequence[str], docs: Array) -> tuple[Array, Array]:
        body = fields.index("body")
        found = [
            (doc * len(fields) + body, place)
            for doc in docs.tolist()
            for place, word in enumerate(self.bodies[doc])
            if word in terms
        ]
        return np.array([text for text, _ in found], np.int64), np.array([at for _, at in found], np.int64)


def gain(bodies: list[list[str]], *words: tuple[str, ...]) -> list[float]:
    wanted = [Wanted(" ".join(terms), (Way(terms),)) for terms in words]
    found = nearness.gained(Places(*bodies), wanted, [1.0] * len(wanted), np.arange(len(bodies)))
    return [float(each) for each in found]


def test_neighbours_gain_most() -> None:
    """The nearer two words are, the more a document gains, until they are too far apart to gain anything."""
    between = [["a", *["x"] * many, "b"] for many in range(nearness.WINDOW + 1)]
    gains = gain(between, ("a",), ("b",))
    assert gains == sorted(gains, reverse=True)
    assert gains[0] == nearness.WORTH
    assert gains[-2] > 0 == gains[-1]


def test_a_compound_name_is_near_as_a_whole() -> None:
    """A word that is found as neighbours stands where the first of them does, and only where all are."""
    assert gain([["a", "deep", "speed"], ["a", "speed", "deep"]], ("a",), ("deep", "speed")) == [
        nearness.WORTH,
        0.0,
    ]


LETTERS = st.lists(st.sampled_from("abcd"), max_size=12)


@given(st.lists(LETTERS, min_size=1, max_size=4))
def test_the_least_distance_decides(bodies: list[list[str]]) -> None:
    """A pair of words counts by the place where they are nearest, as a count by hand has it."""

    def by_hand(body: list[str]) -> float:
        gaps = [
            abs(i - k) for i, one in enumerate(body) for k, two in enumerate(body) if (one, two) == ("a", "b")
        ]
        return nearness.WORTH / min(gaps) if gaps and min(gaps) <= nearness.WINDOW else 0.0

    assert np.allclose(gain(bodies, ("a",), ("b",)), [by_hand(body) for body in bodies])


def test_of_two_texts_that_hold_the_words_the_one_with_them_together_comes_first(tmp_path: Path) -> None:
    """Words that stand near one another in a text put it before one that is else as good."""
    texts: Mapping[str, str] = {"Hills": FAR, "Rivers": NEAR}
    numbered = enumerate(texts.items(), 1)
    issues = tuple(
        issue(
            f"lab/{number}", number, date(2020, 1, 1), {"news": [item(f"lab/{number}", "news", title, text)]}
        )
        for number, (title, text) in numbered
    )
    build_from([Reading(Publication("lab", "Lab", "en"), issues, ())], "An archive", tmp_path)
    opened = open_index(tmp_path)
    hits = opened.search(Query("loom shuttle")).hits
    opened.close()
    assert [hit.item.title for hit in hits] == ["Rivers", "Hills"]
    assert hits[0].score > hits[1].score


def test_an_engine_tells_where_terms_stand(instance: Path) -> None:
    """Of those documents that are asked for, the engine tells every place of a term, in order."""
    engine = open_engine(instance)
    everything = np.arange(engine.size)
    docs, places = engine.positions(("title",), ["silkworm"], everything)
    assert len(docs) == len(places) == 2
    assert docs.tolist() == engine.scores("title", ("silkworm",))[0].tolist()
    assert set(places.tolist()) == {0}
    only, _ = engine.positions(("title",), ["silkworm"], docs[1:])
    assert only.tolist() == [0]
    assert not len(engine.positions(("title",), ["absent"], everything)[0])
    engine.close()
