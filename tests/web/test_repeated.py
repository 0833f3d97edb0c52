"""What is rendered once and filled in: the same as what is rendered each time."""

from __future__ import annotations

from flask import Flask, render_template_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import escape

from index.query import SORTS, Query
from index.results import FacetCount
from web.repeated import safe
from web.rows import facet_rows, narrowing
from web.wording import search_address

TEXTS = st.text(st.sampled_from("aé{}%&<>\"' 0😀"), max_size=8)
EACH = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
"""One application does for all examples."""
MACRO = """{% macro row(one, two, marked) -%}
<a href="{{ one }}"{% if marked %} class="x"{% endif %}>{{ _("Leave out %(value)s", value=two) }}</a>
{{ one }} {0} %s
{% endmacro %}"""


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5), st.booleans())
@EACH
def test_rows_are_what_their_macro_gives(app: Flask, rows: list[tuple[str, str]], marked: bool) -> None:
    """Whatever stands in a row, filling it in is calling the macro for it: braces, markup and all."""
    called = "{% for one, two in rows %}{{ row(one, two, marked) }}{% endfor %}"
    filled = "{{ repeated(row, safe_rows, marked=marked) }}"
    with app.test_request_context():
        ready = [(safe(one), safe(two)) for one, two in rows]
        each, once = (
            render_template_string(MACRO + use, rows=rows, safe_rows=ready, marked=marked)
            for use in (called, filled)
        )
    assert once == each


QUERIES = st.builds(
    Query,
    text=TEXTS.map(str.strip),
    filters=st.dictionaries(
        st.sampled_from(["section", "tag", "year"]), st.tuples(TEXTS).filter(lambda each: each[0].strip("- "))
    ),
    sort=st.sampled_from(SORTS),
    page=st.integers(1, 3),
    during=st.sampled_from(["", "2020", "2020-03"]),
    after=st.sampled_from(["", "2019"]),
)


@given(QUERIES, st.sampled_from(["publication", "tag", "site"]), TEXTS, st.sampled_from(["", "?hl=fr"]))
@EACH
def test_addresses_are_those_of_the_narrowed_searches(
    app: Flask, query: Query, facet: str, value: str, asked: str
) -> None:
    """Whatever is searched for and in whichever language, each row leads to the search that it stands for."""
    new = f"new{value}"
    with app.test_request_context(asked):
        assert narrowing(query, facet)(new) == escape(search_address(query.adding(facet, new)))
        assert narrowing(query, "during")("1999-12") == escape(search_address(query.at("1999-12")))


def test_values_that_are_alike_come_together(app: Flask) -> None:
    """Chosen values and others are told apart, in their order, and nothing in them is markup."""
    values = [FacetCount(each, f"<{each}>", 1, chosen=each in "bc") for each in "abcd"]
    with app.test_request_context():
        found = [
            (chosen, [row[:2] for row in rows]) for chosen, rows in facet_rows("tag", values, Query("x"))
        ]
    assert found == [
        (False, [("a", "&lt;a&gt;")]),
        (True, [("b", "&lt;b&gt;"), ("c", "&lt;c&gt;")]),
        (False, [("d", "&lt;d&gt;")]),
    ]
