"""What a search page has by the hundred, as markup: values of facets, bars over time."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from flask import Flask
from flask_babel import ngettext
from markupsafe import Markup

from index.results import FacetCount
from web.chart import Chart, left, place, room, width
from web.labels import labelling
from web.leading import Around, Leading, quoted
from web.listing import FacetChoice
from web.repeated import Rows, Texts, rows_here, safe
from web.translating import Count, written
from web.wording import period

LOOKED_THROUGH = 8
"""Values that are folded away; of more, a field finds one."""


def register(app: Flask) -> None:
    app.jinja_env.globals.update(histogram=histogram)


def facet(choice: FacetChoice, leading: Leading) -> str:
    """A facet with its values."""
    rows, name, folded = rows_here(), choice.facet.name, len(choice.folded)
    around = leading.more(name)
    fill = rows.filling("facet", 5, name, folded > 0, folded > LOOKED_THROUGH, choice.left_out > 0)
    return fill(
        _values(rows, name, choice.shown, around),
        rows.kept("more", folded) if folded else "",
        _values(rows, name, choice.folded, around),
        leading.every(name) if choice.left_out else "",
        rows.kept("show_all", choice.whole) if choice.left_out else "",
    )


def _values(rows: Rows, facet: str, values: Iterable[FacetCount], around: Around) -> str:
    label, language = labelling(facet), rows.language
    plain = rows.beginning("facet_row", 6, _value, facet, False)
    before, behind = around
    made = []
    for each in values:
        if each.chosen:
            made.append(_chosen(rows, facet, each, label(each)))
        else:
            head, between, value, end = plain(each.value, label(each))
            count = written(each.count, language)
            made.append(f"{head}{count}{between}{before}{value}{behind}{end}")
    return "".join(made)


def _chosen(rows: Rows, facet: str, value: FacetCount, label: str) -> str:
    """Few are, and what the index does not have may be any text of an address: it is not kept."""
    fill = rows.filling("facet_row", 6, facet, True)
    return fill(*_value(value.value, label), written(value.count, rows.language), "", "")


def _value(value: str, label: str) -> Texts:
    return safe(value), safe(label), quoted(f"-{value}")


def histogram(chart: Chart, leading: Leading | None = None) -> Markup:
    """The results over time: bars, the years below them, and the same as a table, with all that is chosen.

    ``leading``: where the search leads to that the chart is of, if that is known."""
    rows, leading = rows_here(), leading or Leading(chart.asked)
    before, behind = leading.more("during")
    begin_bar, begin_period = (
        [rows.beginning(name, gaps, first, chosen) for chosen in (False, True)]
        for name, gaps, first in (("bar", 9, _bar), ("period_row", 3, _period))
    )
    bars, periods = [], []
    for its, at, height in chart.bars:
        time, count, chosen = its.value, its.count, its.chosen
        target = f"{before}{time}{behind}" if time != chart.whole else leading.always()
        if count:
            head, middle, items, top, end = begin_bar[chosen](time, at, chart.periods)
            told = _results(count, rows.language)
            bars.append(f"{head}{target}{middle}{told}{items}{100 - height:.1f}{top}{height}{end}")
        head, middle, end = begin_period[chosen](time)
        periods.append(f"{head}{target}{middle}{written(count, rows.language)}{end}")
    tick = rows.filling("tick", 3)
    ticks = [tick(f"{before}{each.year}{behind}", each.place, each.year) for each in chart.ticks]
    fill = rows.filling("histogram", 3, chart.narrowed, chart.width)
    return Markup(fill("".join(bars), "".join(ticks), "".join(periods)))


def _bar(time: str, at: int, periods: int) -> Texts:
    lengths = (place(at, periods), room(periods), left(at, periods), width(periods))
    return safe(period(time)), *map(str, lengths)


def _period(time: str) -> Texts:
    return (safe(period(time)),)


@lru_cache(maxsize=4096)
def _results(count: int, _language: str) -> str:
    return safe(ngettext("%(num)s result", "%(num)s results", Count(count)))
