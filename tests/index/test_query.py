from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from index.facets import FACETS
from index.query import MAX_PAGE, MAX_PAGE_SIZE, SORTS, Query

VALUES = st.text(min_size=1).filter(lambda value: value.strip("- "))
QUERIES = st.builds(
    Query,
    text=st.text().map(str.strip),
    filters=st.dictionaries(
        st.sampled_from([facet.name for facet in FACETS]), st.lists(VALUES, min_size=1).map(tuple)
    ),
    sort=st.sampled_from(SORTS),
    page=st.integers(1, MAX_PAGE),
    size=st.integers(1, MAX_PAGE_SIZE),
    as_typed=st.booleans(),
)


@given(QUERIES)
def test_an_address_holds_the_whole_query(query: Query) -> None:
    """A query read back from its own URL arguments is the same query."""
    assert Query.from_args(MultiDict(query.to_args())) == query


@given(st.dictionaries(st.sampled_from(["q", "page", "size", "sort", "tag", "as_typed", "x"]), st.text()))
def test_any_arguments_make_a_query(arguments: dict[str, str]) -> None:
    """Whatever stands in an address, it can be read."""
    query = Query.from_args(MultiDict(arguments))
    assert Query.from_args(MultiDict(query.to_args())) == query


@given(QUERIES, VALUES)
def test_a_filter_can_be_taken_back(query: Query, value: str) -> None:
    """Adding a value and removing it leaves what else was chosen."""
    others = tuple(each for each in query.filters.get("tag", ()) if each != value)
    assert query.adding("tag", value).removing("tag", value).filters.get("tag", ()) == others


def test_defaults_are_left_out_of_addresses() -> None:
    """A plain search has a plain address."""
    assert Query("bert").to_args() == [("q", "bert")]
