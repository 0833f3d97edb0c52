"""What a search page has by the hundred, as markup: values of facets, bars over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, partial

from flask import Flask
from flask_babel import ngettext
from markupsafe import Markup

from index.query import Query
from index.results import FacetCount
from web.addresses import Around, around_more, every_value, quoted, search_address
from web.chart import Bar, Chart
from web.labels import labelling
from web.listing import FacetChoice
from web.repeated import Rows, rows_here, safe
from web.translating import Count, written
from web.wording import period

LOOKED_THROUGH = 8
"""Values that are folded away; of more, a field finds one."""


def register(app: Flask) -> None:
    app.jinja_env.globals.update(bars=bars, facet=facet, periods=periods, ticks=ticks)


def facet(choice: FacetChoice, query: Query) -> Markup:
    """A facet with its values."""
    rows, name, folded = rows_here(), choice.facet.name, len(choice.folded)
    around = around_more(query, name)
    fill = rows.filling("facet", 5, name, folded > 0, folded > LOOKED_THROUGH, choice.left_out > 0)
    return Markup(
        fill(
            _values(rows, name, choice.shown, around),
            rows.kept("more", folded) if folded else "",
            _values(rows, name, choice.folded, around),
            every_value(name, query) if choice.left_out else "",
            rows.kept("show_all", choice.whole) if choice.left_out else "",
        )
    )


def _values(rows: Rows, facet: str, values: Iterable[FacetCount], around: Around) -> str:
    label, language = labelling(facet), rows.language
    plain, chosen = (rows.beginning("facet_row", 6, _value, facet, each) for each in (False, True))
    made = []
    for each in values:
        # What the index does not have is what somebody wrote into an address: that is not kept.
        begin = (chosen if each.chosen else plain) if each.count else partial(_row, rows, facet, each.chosen)
        made.append(begin(each.value, label(each))(written(each.count, language), *around))
    return "".join(made)


def _row(rows: Rows, facet: str, chosen: bool, value: str, label: str) -> Callable[..., str]:
    return partial(rows.filling("facet_row", 6, facet, chosen), *_value(value, label))


def _value(value: str, label: str) -> tuple[str, ...]:
    return safe(value), safe(label), quoted(f"-{value}")


def bars(chart: Chart) -> Markup:
    """Those that are to be seen."""
    rows, around = rows_here(), around_more(chart.asked, "during")
    plain, chosen = (rows.beginning("bar", 11, _bar, each) for each in (False, True))
    made = []
    for bar in chart.bars:
        its = bar.count
        if its.count:
            value, before, behind = _leading(bar, around)
            fill = (chosen if its.chosen else plain)(
                value, its.value, bar.place, bar.room, bar.left, bar.width
            )
            made.append(fill(before, behind, _results(its.count, rows.language), bar.top, bar.height))
    return Markup("".join(made))


def _bar(value: str, time: str, *lengths: float) -> tuple[str, ...]:
    return quoted(value), safe(period(time)), *map(str, lengths)


def periods(chart: Chart) -> Markup:
    """The same as rows of a table, with all that is chosen."""
    rows, around = rows_here(), around_more(chart.asked, "during")
    plain, chosen = (rows.beginning("period_row", 5, _period, each) for each in (False, True))
    made = []
    for bar in chart.bars:
        its = bar.count
        if its.count or its.chosen:
            value, before, behind = _leading(bar, around)
            fill = (chosen if its.chosen else plain)(value, its.value)
            made.append(fill(before, behind, written(its.count, rows.language)))
    return Markup("".join(made))


def _period(value: str, time: str) -> tuple[str, ...]:
    return quoted(value), safe(period(time))


def ticks(chart: Chart) -> Markup:
    """The years below the bars."""
    fill, (before, behind) = rows_here().filling("tick", 3), around_more(chart.asked, "during")
    return Markup(
        "".join([fill(f"{before}{each.year}{behind}", each.place, each.year) for each in chart.ticks])
    )


def _leading(bar: Bar, around: Around) -> tuple[str, str, str]:
    """What a bar's address takes as its value, and what stands around it."""
    if bar.whole:
        return "", safe(search_address(bar.query)), ""
    return bar.count.value, *around


@lru_cache(maxsize=4096)
def _results(count: int, _language: str) -> str:
    return safe(ngettext("%(num)s result", "%(num)s results", Count(count)))
