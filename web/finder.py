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
from web.repeated import Fill, gap, pattern, rows_here, safe
from web.rows import facet, histogram
from web.timing import stage
from web.translating import Manner, language_menu, manner, own_address

FILE = "finder.html"
WHOLE, PART = "base.html", "part.html"
"""The frames: that of every page, and none, for what a script puts into the page that is there."""


def finder(results: Results, ways_out: Sequence[WayOut], heading: str, kicker: str, frame: str) -> str:
    """The page; ``heading`` and ``kicker`` say what all results have in common."""
    with stage("render"):
        query, leading = results.query, Leading(results.query)
        said: Any = current_app.jinja_env.get_template(FILE).module
        before = leading.page(min(query.page - 1, results.pages)) if query.page > 1 else ""
        after = leading.page(query.page + 1) if query.page < results.pages else ""
        chosen = applied(results)
        main = said.finder(
            query,
            results,
            heading,
            kicker,
            _kept(query),
            chosen,
            cleared(results) if len(chosen) > 1 else query,
            ways_out,
            _filters(results, leading),
            histogram(made, leading) if (made := chart(results)) else "",
            _sorts(query, leading),
            found(results.hits),
            _pager(results, leading) if results.pages > 1 else "",
            Markup(leading.page(results.pages)),
        )
        return _frame(frame)(
            said.title(heading, query, results),
            said.links(Markup(before), Markup(after)) if before or after else "",
            safe(query.text),
            safe(own_address()),
            main,
        )


def _frame(frame: str) -> Fill:
    """What stands around title, links, the text in the search box, the page's address for other languages,
    and the results."""
    if current_app.debug:  # somebody may be working on the templates
        return _rendered(frame, manner())
    return _known_frame(frame, manner())


def _rendered(frame: str, _manner: Manner) -> Fill:
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
    return pattern(made, 5).format


_known_frame = for_each_generation(32)(_rendered)


def _filters(results: Results, leading: Leading) -> Markup:
    """What results can be narrowed by; empty where that is nothing."""
    rows, query = rows_here(), results.query
    facets = "".join([facet(choice, leading) for choice in facet_choices(results)])
    span = rows.filling("time_span", 2)(_day(query.after), _day(query.before)) if results.histogram else ""
    if not (facets or span):
        return Markup()
    return Markup(rows.filling("filters", 3)(facets, span, rows.made("showing", results.total)))


def _sorts(query: Query, leading: Leading) -> Markup:
    addresses = map(leading.ordered, ("relevance", "newest", "oldest"))
    return Markup(rows_here().filling("sorts", 3, query.sort)(*addresses))


def _pager(results: Results, leading: Leading) -> Markup:
    page, pages, numbers = results.query.page, results.pages, rows_here().numbers
    fill = rows_here().filling("pager", 4, page == 1, page >= pages)
    return Markup(fill(leading.page(page - 1), leading.page(page + 1), numbers[page], numbers[pages]))


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
