"""What a search page has by the hundred, as markup: values of facets, bars over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import compress, count, repeat

from flask import Flask
from markupsafe import Markup

from index.counted import Ranked
from index.results import FacetCount
from web.chart import Chart, left, lengths, place, room, width
from web.labels import value_label
from web.leading import Around, Leading, quoted
from web.listing import FacetChoice
from web.repeated import Rows, Texts, rows_here, safe
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


def _values(rows: Rows, facet: str, values: Sequence[FacetCount], around: Around) -> str:
    if isinstance(values, Ranked):
        return _plain(rows, facet, values.named, values.counts, around)
    return "".join(
        [
            _chosen(rows, facet, each)
            if each.chosen
            else _plain(rows, facet, [(each.value, each.label)], [each.count], around)
            for each in values
        ]
    )


def _plain(
    rows: Rows, facet: str, named: Iterable[tuple[str, str]], counts: Iterable[int], around: Around
) -> str:
    """Values that are not chosen: (value, label), and how many results there are of each."""
    numbers, (before, behind) = rows.numbers, around
    made = rows.known(facet).each(named, partial(_plain_row, rows, facet))
    return "".join(
        [
            f"{head}{numbers[number]}{middle}{before}{left_out}{behind}{end}"
            for (head, middle, left_out, end), number in zip(made, counts, strict=True)
        ]
    )


def _plain_row(rows: Rows, facet: str, named: tuple[str, str]) -> Texts:
    """What such a row always says."""
    pattern = rows.pattern("facet_row", 6, facet, False)
    return pattern.beginning(_value(facet, FacetCount(*named, 0)))


def _chosen(rows: Rows, facet: str, value: FacetCount) -> str:
    """Few are, and what the index does not have may be any text of an address: it is not kept."""
    fill = rows.filling("facet_row", 6, facet, True)
    return fill(*_value(facet, value), rows.numbers[value.count], "", "")


def _value(facet: str, value: FacetCount) -> Texts:
    return safe(value.value), safe(value_label(facet, value)), quoted(f"-{value.value}")


def histogram(chart: Chart, leading: Leading | None = None) -> Markup:
    """The results over time: bars, the years below them, and the same as a table, with all that is chosen.

    ``leading``: where the search leads to that the chart is of, if that is known."""
    rows, leading = rows_here(), leading or Leading(chart.asked)
    before, behind = leading.more("during")
    numbers, results = rows.numbers, rows.results
    bars, periods = [], []
    most, whole, shown = max(chart.counts), chart.whole, chart.shown
    for stretch, number in compress(zip(_stretches(rows, chart), chart.counts, strict=True), shown):
        time, start, name, items, above, end, head, middle, foot = stretch
        target = f"{before}{time}{behind}" if time != whole else leading.always()
        if number:
            top, height = lengths(number, most)
            bars.append(f"{start}{target}{name}{results[number]}{items}{top}{above}{height}{end}")
        periods.append(f"{head}{target}{middle}{numbers[number]}{foot}")
    tick = rows.filling("tick", 3)
    ticks = [tick(f"{before}{each.year}{behind}", each.place, each.year) for each in chart.ticks]
    fill = rows.filling("histogram", 3, bool(chart.chosen), chart.width)
    return Markup(fill("".join(bars), "".join(ticks), "".join(periods)))


def _stretches(rows: Rows, chart: Chart) -> Sequence[Texts]:
    """Each stretch of time, its bar and its row in the table, but for what they lead to and count."""
    many = len(chart.times)
    every = zip(count(), chart.times, chart.chosen or repeat(False))
    return rows.known(many).each(every, partial(_stretch, rows, many))


def _stretch(rows: Rows, many: int, its: tuple[int, str, bool]) -> Texts:
    """One of so many: (how many come before it, what it is called, whether it is chosen)."""
    at, time, chosen = its
    name, lengths = safe(period(time)), map(str, (place(at, many), room(many), left(at, many), width(many)))
    bar = rows.pattern("bar", 9, chosen).beginning((name, *lengths))
    return (time, *bar, *rows.pattern("period_row", 3, chosen).beginning((name,)))
