from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.columns import Column
from index.counted import FacetCounts, Named, Ranked
from index.periods import PeriodCount, Periods
from index.results import FacetCount


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=60),
    st.integers(0, 70),
    st.booleans(),
    st.sampled_from([np.uint8, np.uint16, np.uint32, np.int64]),
)
def test_the_first_values_are_those_of_the_whole_list(
    counts: list[int], most: int, chosen: bool, kind: type[np.integer]
) -> None:
    """The most frequent come first, then by label, however many are looked at and whatever is chosen."""
    names = [f"{place * 7 % 61:02}" for place in range(len(counts))]
    column = Column(names, np.arange(len(names)), np.arange(len(names) + 1))
    asked = tuple(names[:1]) if chosen else ()
    values = FacetCounts(Named(column, "label {}".format), np.array(counts, dtype=kind), asked)
    whole = [
        FacetCount(name, f"label {name}", count, name in asked)
        for name, count in sorted(zip(names, counts, strict=True), key=lambda each: (-each[1], each[0]))
        if count or name in asked
    ]
    assert (len(values), list(values)) == (len(whole), whole)
    assert list(values[:most]) == whole[:most]
    assert list(values[most:]) == whole[most:]
    assert isinstance(values[:most], Ranked) != chosen


def test_stretches_of_time_are_rows_for_who_looks_at_them() -> None:
    """Columns give the same rows as a list would; none is chosen where no time is asked for."""
    assert list(Periods(("2020", "2021"), (3, 0))) == [PeriodCount("2020", 3), PeriodCount("2021", 0)]
    narrowed = Periods(("2020", "2021"), (3, 0), (False, True))
    assert narrowed[1] == narrowed[1:][0] == PeriodCount("2021", 0, chosen=True)
