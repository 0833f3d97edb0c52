"""The functions in C beside the same reckoned by hand, across the borders of the blocks that they work in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index import kernels
from index.analysis import stretches
from index.documents import TEXT_FIELDS
from index.kernels import NONE, Column, Columns, Pieces, Position, Scored

MOST = 1500
"""Documents: several blocks of them."""
DOCS = st.sets(st.one_of(st.integers(0, 40), st.integers(0, MOST - 1)), max_size=60)
SCORES = st.dictionaries(st.integers(0, MOST - 1), st.integers(1, 99).map(float), max_size=60)


def listed(docs: set[int]) -> np.ndarray:
    return np.array(sorted(docs), dtype=np.int64)


def scored(scores: dict[int, float]) -> Scored:
    docs = sorted(scores)
    return np.array(docs, dtype=np.int64), np.array([scores[doc] for doc in docs], dtype=np.float64)


def paired(found: Scored) -> dict[int, float]:
    assert found[0].tolist() == sorted(found[0].tolist())
    return dict(zip(found[0].tolist(), found[1].tolist(), strict=True))


@given(st.lists(DOCS, min_size=1, max_size=5))
def test_what_is_in_any_list_is_in_their_union(lists: list[set[int]]) -> None:
    """Each document of any list comes once, in order."""
    assert kernels.in_any([listed(each) for each in lists]).tolist() == sorted(set().union(*lists))


@given(st.lists(SCORES, min_size=1, max_size=5))
def test_scores_are_added_or_the_highest_is_taken(parts: list[dict[int, float]]) -> None:
    """Of the scores that a document has, the sum or the highest is told; or the sum where it has them all."""
    every = set().union(*parts)
    total = {doc: sum(each.get(doc, 0.0) for each in parts) for doc in every}
    best = {doc: max(each.get(doc, 0.0) for each in parts) for doc in every}
    given_parts = [scored(each) for each in parts]
    assert paired(kernels.total(given_parts)) == total
    assert paired(kernels.highest(given_parts)) == best
    in_all = {doc: total[doc] for doc in every if all(doc in each for each in parts)}
    assert paired(kernels.total(given_parts, least=len(parts))) == in_all


@given(st.lists(DOCS, min_size=1, max_size=5), DOCS)
def test_a_document_is_told_which_lists_it_is_in(lists: list[set[int]], docs: set[int]) -> None:
    """Each list has a bit, the first one the lowest."""
    laid = [listed(each) for each in lists]
    words = kernels.lists([(each, None, None) for each in laid])
    present = kernels.holding(NO_TEXTS, words, listed(docs))
    bits = [sum((doc in each) << row for row, each in enumerate(lists)) for doc in sorted(docs)]
    assert present.tolist() == bits


@given(st.lists(DOCS, min_size=1, max_size=5), DOCS, DOCS)
def test_documents_without_some_words_are_told(lists: list[set[int]], docs: set[int], sure: set[int]) -> None:
    """What is in one of the lists is left out, unless it is sure."""
    words = kernels.lists([(listed(each), None, None) for each in lists])
    places = kernels.without(NO_TEXTS, words, listed(docs), listed(sure))
    left = [doc for doc in sorted(docs) if doc in sure or not any(doc in each for each in lists)]
    assert listed(docs)[places].tolist() == left


def least_lacking(lacks: dict[int, int], most: int) -> list[int]:
    """Those that lack the fewest words, at least so many if there are, and none or all that lack as many."""
    border = next((n for n in range(65) if sum(its <= n for its in lacks.values()) >= most), 65)
    return [doc for doc, its in lacks.items() if its <= border]


NO_TEXTS = kernels.Texts.of([], None, MOST, np.ones(len(TEXT_FIELDS)), of_whom=None)


@given(st.lists(SCORES, min_size=1, max_size=4), st.data())
def test_results_are_those_with_enough_of_the_words(
    words: list[dict[int, float]], data: st.DataObject
) -> None:
    """A result holds as many of the deciding words as are asked for and is one of those that may be, or is
    sure; its score is what it gained, less by the square of what it lacks. What lacks more words than as many
    results as need be scored has none."""
    among, allowed = data.draw(st.none() | DOCS), data.draw(st.none() | DOCS)
    sure, gained = data.draw(DOCS), data.draw(SCORES)
    telling = sorted(data.draw(st.sets(st.integers(0, len(words) - 1), min_size=1)))
    least = data.draw(st.integers(1, len(telling)))
    rarity = [1.0 + row for row in range(len(words))]
    laid = [scored(each) for each in words]
    there = None if allowed is None else np.isin(np.arange(MOST), listed(allowed))
    most = data.draw(st.none() | st.integers(0, 400))
    found = kernels.match(
        NO_TEXTS,
        kernels.lists([(*each, None) for each in laid]),
        rarity,
        telling,
        least,
        among=None if among is None else listed(among),
        allowed=there,
        sure=listed(sure),
        gained=scored(gained),
        power=2,
        most=most,
    )

    def is_result(doc: int) -> bool:
        if doc in sure:
            return True
        if (among is not None and doc not in among) or (allowed is not None and doc not in allowed):
            return False
        return sum(doc in words[row] for row in telling) >= least

    expected = list(filter(is_result, range(MOST)))
    assert found.docs.tolist() == expected
    lacks = {doc: sum(doc not in words[row] for row in telling) for doc in expected}
    scored_docs = set(expected) if most is None else sure | set(least_lacking(lacks, most))
    told = (found.docs, found.scores, found.lacking, found.present)
    for doc, score, lacking, present in zip(*(np.asarray(each).tolist() for each in told), strict=True):
        holds = [doc in each for each in words]
        assert lacking == sum(not holds[row] for row in telling)
        if doc not in scored_docs:
            assert score == 0
            continue
        share = sum(told for told, its in zip(rarity, holds, strict=True) if its) / sum(rarity)
        whole = gained.get(doc, 0.0) + sum(each.get(doc, 0.0) for each in words)
        assert score == pytest.approx(whole * share**2)
        assert present == sum(its << row for row, its in enumerate(holds))


RESULTS = st.lists(st.tuples(*(st.integers(0, 2),) * 2, *(st.integers(0, 3),) * 4), min_size=1, max_size=80)
"""Words lacking and score of each; and day, edition, issue, place."""


@given(RESULTS, st.integers(1, 100), st.sampled_from([1, -1]), st.booleans())
def test_the_first_results_are_those_of_all_in_order(
    results: Sequence[tuple[int, ...]], most: int, newest: int, relevant: bool
) -> None:
    """The first so many are those that come first when all are put in order; equal ones keep theirs."""
    lacking, score, when, edition, issue, place = map(list, zip(*results, strict=True))

    def key(at: int) -> tuple[float, ...]:
        relevance = (lacking[at], -score[at]) if relevant else ()
        rest = (edition[at] % 2, issue[at], place[at], at)
        return (*relevance, -newest * when[at], newest * (edition[at] // 2), *rest)

    docs = np.arange(len(results))
    columns = [
        np.array(each, dtype=kind)
        for each, kind in ((when, "i4"), (edition, "i8"), (issue, "i4"), (place, "i4"))
    ]
    whole = kernels.Matched(docs, np.array(score, dtype=np.float64), np.array(lacking))
    found = kernels.first(most, whole, Position.of(*columns), newest, relevant=relevant)
    assert found.tolist() == sorted(range(len(results)), key=key)[:most]


@pytest.mark.parametrize("size", [3, 300, 70_000])
@pytest.mark.parametrize("several", [True, False])
def test_values_are_counted(size: int, several: bool) -> None:
    """How many documents have each value, be they one or several for each, in numbers of any width; two
    facets at once are counted as each alone."""
    chance = np.random.default_rng(size)
    lengths = chance.integers(0, 4 if several else 2, MOST)
    codes = chance.integers(0, size, int(lengths.sum())).astype(np.min_scalar_type(size))
    begins = np.concatenate(([0], np.cumsum(lengths)))
    if several:
        laid, held = Column.of(begins, codes, size), codes
    else:
        held = np.full(MOST, size, dtype=codes.dtype)
        held[lengths > 0] = codes
        laid = Column.of(None, held, size)
    docs = listed(set(chance.integers(0, MOST, 400).tolist()))
    expected = Counter(
        code for doc in docs.tolist() for code in codes[begins[doc] : begins[doc + 1]].tolist()
    )
    for kind in (np.uint16, np.uint32, np.int64):
        for counts in Columns([laid, laid]).counts(docs, np.dtype(kind)):
            assert counts.dtype == kind
            assert {code: count for code, count in enumerate(counts.tolist()) if count} == expected


@given(st.text("aB1+#.-'& \n(", max_size=40), st.sampled_from(["a", "b", "b1", "bb", "1a", "b++", "a#"]))
@example("aB", "b")
def test_the_words_of_a_text_are_those_that_are_indexed(text: str, piece: str) -> None:
    """They begin and end where analysis has it; those are told that begin with a piece or, of several parts,
    have it in them, in whatever case and whatever joins its parts."""
    every = [(match.start(), match.end()) for match in stretches(text)]
    assert list(Pieces(("",)).stretches(text)) == every
    whole = [text[start:end] for start, end in every]
    plain = [re.sub("[-_.'&]", "", word).lower() for word in whole]
    having = [
        where
        for where, word, small in zip(every, whole, plain, strict=True)
        if (small.startswith(piece) if re.fullmatch("[A-Za-z][a-z]*|[A-Z]+|[0-9]+", word) else piece in small)
    ]
    assert list(Pieces(("none", piece)).stretches(text)) == having


@given(st.text("aé—字 ", max_size=20))
def test_a_stretch_in_other_scripts_is_told_whole(text: str) -> None:
    """Places are counted in characters; all that is no plain ASCII lies within a stretch that is told."""
    told = list(Pieces(("zz",)).stretches(text))
    inside = {at for start, end in told for at in range(start, end)}
    assert all(at in inside for at, character in enumerate(text) if not character.isascii())
    assert all(
        not text[start:end].isascii() and text[start:end] == text[start:end].strip() for start, end in told
    )


def test_an_array_of_another_shape_is_refused() -> None:
    """What does not lie in one piece, number after number, is an error instead of a wrong answer."""
    with pytest.raises((BufferError, TypeError, ValueError)):
        kernels.in_any([np.arange(10)[::2], NONE[0]])
