"""The page of results, put together from what is rendered already.

Its frame is the same for all searches of a generation of the index and a manner of writing, but for a few
texts: it is rendered once with gaps for these (see :mod:`web.repeated`). Values of facets, bars and results
are rows. What is left for each page are the words around them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import current_app, render_template
from markupsafe import Markup

from index import dates
from index.query import Query
from index.results import Results
from web.applied import WayOut, applied, cleared
from web.chart import chart
from web.current import for_each_generation
from web.hits import results as found
from web.leading import Leading
from web.listing import facet_choices
from web.repeated import Pattern, gap, pattern, rows_here, safe
from web.rows import facet, histogram
from web.timing import stage
from web.translating import Manner, language_menu, manner, own_address

FILE = "finder.html"
WHOLE, PART = "base.html", "part.html"
"""The frames: that of every page, and none, for what a script puts into the page that is there."""


def finder(results: Results, ways_out: Sequence[WayOut], heading: str, kicker: str, frame: str) -> bytes:
    """The page; ``heading`` and ``kicker`` say what all results have in common."""
    around = _frame(frame)  # which is rendered, and timed, by itself
    with stage("render"):
        query, rows, leading = results.query, rows_here(), Leading(results.query)
        said: Any = current_app.jinja_env.get_template(FILE).module
        before = leading.page(min(query.page - 1, results.pages)) if query.page > 1 else ""
        after = leading.page(query.page + 1) if query.page < results.pages else ""
        links = said.links(Markup(before), Markup(after)) if before or after else ""
        chosen, filters = applied(results), _filters(results, leading)
        rest = cleared(results) if len(chosen) > 1 else query
        head = said.head(query, results, heading, kicker, chosen, rest, bool(filters))
        text, kept = safe(query.text), rows.filling("kept", 2)
        main = rows.pattern("finder", 6).pieces(
            [text],
            [kept(safe(name), safe(value)) for name, value in _kept(query)],
            [head],
            filters,
            [histogram(made, leading)] if (made := chart(results)) else [],
            _found(results, leading, said, ways_out),
        )
        title = said.title(heading, query, results)
        page = around.pieces([title], [links], [text], [safe(own_address())], main)
        # Most of it is plain ASCII: encoded piece by piece, that is copied but once.
        return b"".join([piece.encode() for piece in page])


def _found(results: Results, leading: Leading, said: Any, ways_out: Sequence[WayOut]) -> list[str]:
    """The results of the page, or what there is instead; ``said``: the macros for that."""
    query = results.query
    if results.hits:
        start = (query.page - 1) * query.size + 1
        pager = [_pager(results, leading)] if results.pages > 1 else []
        pattern = rows_here().pattern("found", 3, start)
        return pattern.pieces([_sorts(query, leading)], [found(results.hits)], pager)
    if results.total:
        return [said.beyond(results, Markup(leading.page(results.pages)))]
    return [said.nothing(query, ways_out)]


def _frame(frame: str) -> Pattern:
    """What stands around title, links, the text in the search box, the page's address for other languages,
    and the results."""
    if current_app.debug:  # somebody may be working on the templates
        return _rendered(frame, manner())
    return _known_frame(frame, manner())


def _rendered(frame: str, _manner: Manner) -> Pattern:
    title, links, text, address, main = map(gap, range(5))
    made = render_template(
        "search.html",
        frame=frame,
        title=title,
        links=links,
        query={"text": text},
        menu_of_languages=language_menu(address),
        main=main,
    )
    return pattern(made)


FRAMES = 16
"""That are kept, the last ones, of some thirty kilobytes each."""
_known_frame = for_each_generation(FRAMES)(_rendered)


def _filters(results: Results, leading: Leading) -> list[str]:
    """What results can be narrowed by; empty where that is nothing."""
    rows, query = rows_here(), results.query
    facets = [facet(choice, leading) for choice in facet_choices(results)]
    span = [rows.filling("time_span", 2)(_day(query.after), _day(query.before))] if results.histogram else []
    if not (facets or span):
        return []
    return rows.pattern("filters", 3).pieces(facets, span, [rows.made("showing", results.total)])


def _sorts(query: Query, leading: Leading) -> str:
    addresses = map(leading.ordered, ("relevance", "newest", "oldest"))
    return rows_here().filling("sorts", 3, query.sort)(*addresses)


def _pager(results: Results, leading: Leading) -> str:
    page, pages, numbers = results.query.page, results.pages, rows_here().numbers
    fill = rows_here().filling("pager", 4, page == 1, page >= pages)
    return fill(leading.page(page - 1), leading.page(page + 1), numbers[page], numbers[pages])


def _kept(query: Query) -> list[tuple[str, str]]:
    """The arguments of a search that no field of its page shows and that the next one keeps."""
    ticked = {(facet, value) for facet in query.filters for value in query.chosen(facet)}
    return [
        (name, value)
        for name, value in query.to_args()
        if name not in ("q", "after", "before", "page", "as_typed") and (name, value) not in ticked
    ]


def _day(time: str) -> str:
    """The day that a time begins with, as a date field wants it; empty where it is no time."""
    period = dates.period(time) if time else None
    return date.fromordinal(period.first).isoformat() if period else ""
