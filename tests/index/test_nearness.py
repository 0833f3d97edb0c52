from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Publication, Reading
from index import kernels, nearness
from index.build import build_from
from index.codec.segment import SegmentFile
from index.codec.writing import write_segment
from index.documents import TEXT_FIELDS, Document
from index.engine import FlatEngine
from index.query import Query
from index.whoosh_index import open_index
from tests.index.conftest import issue, item

FAR = "The quiet valley has a loom and, far beyond its hills and its river, by the sea, a painted shuttle."
NEAR = "The quiet valley has, far beyond its hills and its river, by the sea, a loom with a shuttle."


def gain(bodies: list[list[str]], *words: tuple[str, ...]) -> list[float]:
    """What documents with these bodies gain by words that are near one another, each of which tells 1."""
    documents = (
        Document(id=str(number), type="item", texts={"body": " ".join(body)})
        for number, body in enumerate(bodies)
    )
    with TemporaryDirectory() as folder:
        segment = Path(folder) / "segment"
        write_segment(segment, documents)
        engine = FlatEngine([(SegmentFile(segment), ())])
        found = [engine.find([kernels.Way(terms)], TEXT_FIELDS) for terms in words]
    whole = kernels.Matched(
        docs=np.arange(len(bodies)),
        scores=np.zeros(len(bodies)),
        lacking=np.zeros(len(bodies), dtype=np.int64),
        present=np.full(len(bodies), (1 << len(words)) - 1, dtype=np.uint64),
    )
    kernels.add_near(engine.texts, nearness.HOW, found, [1.0] * len(words), whole)
    return [float(each) for each in whole.scores]


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
