"""What is rendered once and filled in: the same as what is rendered each time."""

from __future__ import annotations

import re

from flask import Flask, render_template_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import DictLoader
from markupsafe import Markup, escape

from archive import ids
from index.facets import BY_NAME
from index.query import SORTS, Query
from index.results import FacetCount
from web.addresses import address, search_address, search_like
from web.leading import Leading, quoted
from web.listing import FacetChoice
from web.repeated import FILE, rows_here, safe
from web.rows import facet

TEXTS = st.text(st.sampled_from("aé{}%&<>\"' 0😀\ufdd0\ufdef"), max_size=8)
EACH = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
"""One application does for all examples."""
MACRO = """{% macro row(one, two, three, marked) -%}
<a href="{{ one }}"{% if marked %} class="x"{% endif %}>{{ _("Leave out %(value)s", value=two) }}</a>
{{ three }} {{ one }} {0}\u202f? %s
{% endmacro %}"""


def _words(markup: str) -> list[str]:
    """What stands between blanks that may be left out; a no-break space may not."""
    return re.split("[ \n]+", markup.strip(" \n"))


def _text_and_half(text: str) -> tuple[str, ...]:
    return safe(text), safe(f"{text}/2")


@given(TEXTS, TEXTS, st.booleans())
@EACH
def test_rows_are_what_their_macro_gives(app: Flask, one: str, three: str, marked: bool) -> None:
    """Whatever stands in a row, filling it in at once, in two steps or by pieces is calling the macro for it:
    braces, markup and all."""
    called = MACRO + "{{ row(one, one ~ '/2', three, marked) }}"
    # An application whose rows are these.
    made = app.jinja_env.overlay(loader=DictLoader({FILE: MACRO}))
    with app.test_request_context():
        each = render_template_string(called, one=one, three=three, marked=marked)
        rows = rows_here()
        rows._macros = made.get_template(FILE).module
        once = rows.filling("row", 3, marked)(*_text_and_half(one), safe(three))
        pattern = rows.pattern("row", 3, marked)
        twice = safe(three).join(pattern.beginning(_text_and_half(one)))
        pieces = "".join(pattern.pieces(*([text] for text in _text_and_half(one)), [safe(three)]))
    assert once == twice == pieces
    assert _words(once) == _words(each)


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
    app: Flask, query: Query, name: str, value: str, asked: str
) -> None:
    """Whatever is searched for and in whichever language, each row leads to the search that it stands for."""
    new = f"new{value}"
    with app.test_request_context(asked):
        for argument, narrowed in ((name, query.adding(name, new)), ("during", query.at(new))):
            before, behind = Leading(query).more(argument)
            assert before + quoted(new) + behind == escape(search_address(narrowed))


@given(QUERIES, st.sampled_from(["", "?hl=fr"]))
@EACH
def test_a_page_leads_to_searches_like_its_own(app: Flask, query: Query, asked: str) -> None:
    """Other orders, other pages and no time at all: each is the address of that very search."""
    with app.test_request_context(asked):
        leading = Leading(query)
        for sort in SORTS:
            assert leading.ordered(sort) == escape(search_like(query, sort=sort))
        for page in (1, 2, 7):
            assert leading.page(page) == escape(search_address(query.on_page(page)))
        assert leading.always() == escape(search_address(query.at()))


@given(st.lists(TEXTS.map(lambda text: text.replace(".", "")).filter(bool), min_size=1, max_size=3))
@EACH
def test_an_id_is_a_path(app: Flask, parts: list[str]) -> None:
    """What is shown lies where its id says, in every language and wherever the application is served."""
    its = "/".join(parts)
    assert str(ids.parse(its)) == its
    for asked in ("/", "/?hl=fr"):
        with app.test_request_context(asked, base_url="http://localhost/be-low"):
            # Told how, the application itself makes the address.
            assert address(its) == address(its, _external=True).removeprefix("http://localhost")


def test_values_keep_their_order(app: Flask) -> None:
    """Chosen values and others stand in their order, only others can be left out, and nothing in them is
    markup."""
    values = tuple(FacetCount(each, f"<{each}>", 1, chosen=each in "bc") for each in "abcd")
    with app.test_request_context():
        made = facet(FacetChoice(BY_NAME["tag"], values, (), 0), Leading(Query("x")))
    rows = made.split("<li")[1:]
    assert [f">&lt;{value}&gt;<" in row for value, row in zip("abcd", rows, strict=True)] == [True] * 4
    assert ["checked" in row for row in rows] == [False, True, True, False]
    assert ["exclude" in row for row in rows] == [True, False, False, True]


def test_a_known_row_is_that_of_its_macro(app: Flask) -> None:
    """A value that comes on another page is rendered the same, whatever its count and the search there."""
    given = ("value", "label", "left_out", "'12,345'", "before", "behind", "'tag'", "false")
    values = (FacetCount('a"<b>', "A & {B}", 12345),)
    for query in (Query("x"), Query("y&z", {"tag": ("t",)}), Query("x")):
        with app.test_request_context("/search"):
            (row,) = facet(FacetChoice(BY_NAME["tag"], values, (), 0), Leading(query)).split("<li")[1:]
            before, behind = Leading(query).more("tag")
            called = "{% from 'rows.html' import facet_row %}{{ facet_row(" + ", ".join(given) + ") }}"
            each = render_template_string(
                called,
                value=values[0].value,
                label=values[0].label,
                left_out=Markup(quoted(f"-{values[0].value}")),
                before=Markup(before),
                behind=Markup(behind),
            )
        assert _words(each)[1:] == _words(f"<li{row}".partition(" </ul>")[0])[1:]
