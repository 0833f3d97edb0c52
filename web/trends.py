"""Words, phrases and topics over time: up to five searches side by side, as a chart, as a table and as CSV.

The address holds all of it: ``?q=BERT&q=tag:gpt&by=month&as=share``; ``words=BERT, GPT`` is the same for
people who type it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from babel.dates import format_date
from flask import Blueprint, render_template, request, url_for
from werkzeug import Response

from index.language import Word, parse
from index.query import Query
from index.results import Activity, Index, Results, Step
from web.current import current_index
from web.labels import facet_name, facet_plural, value_label
from web.lines import Drawing, Label, Line, draw, labels
from web.listing import telling
from web.subjects import typed
from web.translating import current_locale, number, percent
from web.wording import period

MOST = 5
"""Lines that can be told apart."""
SHOWN_MONTHS = 24
"""So many months are named one by one below the axis; of more, the years alone."""
EXAMPLES = 4
"""Words of an example: fewer than there may be, so that one can be added."""
LEAST_COUNT, LEAST_SHARE = 1.0, 0.01
"""What the height of a chart stands for at the least."""

_PARTS = re.compile(r'(?:"[^"]*"|“[^”]*”|[^,،，、;])+')
_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")


@dataclass(frozen=True, slots=True)
class Series:
    """One of the searches."""

    text: str
    """As typed."""
    label: str
    what: str
    """The name of the facet where it is a facet's value; empty where it is words."""
    query: Query
    total: int
    """Stories in all."""
    counts: tuple[int, ...]
    """At each step."""
    line: Line
    meant: str = ""
    """What was probably meant, where nothing has it as typed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    texts: tuple[str, ...]
    left_out: tuple[str, ...]
    """What was asked for beyond :data:`MOST`."""
    by: str
    """A grain of :data:`index.results.GRAINS`; empty: the one that suits the archive best."""
    share: bool
    """Whether shares of all stories are asked for, and not their number."""


@dataclass(frozen=True, slots=True)
class Trend:
    """The searches side by side."""

    activity: Activity
    series: tuple[Series, ...]
    drawing: Drawing
    share: bool

    def value(self, series: Series, step: int) -> float | None:
        """What is shown at a step; None where there is nothing to count."""
        return _value(series.counts[step], self.activity.steps[step], self.share)


@dataclass(frozen=True, slots=True)
class Example:
    """Searches of this very archive to begin with."""

    title: str
    texts: tuple[str, ...]
    labels: tuple[str, ...]


def register(pages: Blueprint) -> None:
    pages.add_url_rule("/trends", view_func=trends)
    pages.add_url_rule("/trends.csv", view_func=trends_csv)


def trends() -> str:
    index, asked = current_index(), _asked()
    examples = _examples(index)
    shown = asked.texts or (examples[0].texts if examples else ())
    trend = _trend(index, shown, asked.by, share=asked.share)
    return render_template(
        "trends.html",
        asked=asked,
        most=MOST,
        examples=examples,
        trend=trend,
        names=_names(trend.activity),
        axis=_axis(trend.activity),
        figure=_shown_share if asked.share else number,
        at=at,
        trends_address=trends_address,
    )


def trends_csv() -> Response:
    """The numbers as a table for other programs: a row for each step, a column for each search."""
    asked = _asked()
    trend = _trend(current_index(), asked.texts, asked.by, share=asked.share)
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow([trend.activity.by, "date", "stories", *(harmless(each.text) for each in trend.series)])
    for place, step in enumerate(trend.activity.steps):
        values = (trend.value(each, place) for each in trend.series)
        day = step.day.isoformat() if step.day else ""
        shown = ("" if value is None else f"{value:.4f}" if asked.share else value for value in values)
        rows.writerow([harmless(step.label or step.value), day, step.stories, *shown])
    return Response(
        text.getvalue(),
        content_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": 'attachment; filename="trends.csv"'},
    )


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection."""
    return f"'{text}" if _FORMULA.match(text) else text


def _asked() -> Asked:
    typed = (part for words in request.args.getlist("words") for part in split(words))
    texts = tuple(_distinct((*request.args.getlist("q"), *typed)))
    share = request.args.get("as") == "share"
    return Asked(texts[:MOST], texts[MOST:], request.args.get("by", ""), share)


def split(words: str) -> list[str]:
    """The parts of a list; a comma between quotation marks parts nothing."""
    return _PARTS.findall(words)


def _distinct(texts: Iterable[str]) -> Iterable[str]:
    cleaned = (" ".join(text.split()) for text in texts)
    return {text.casefold(): text for text in cleaned if text}.values()


def search_for(text: str) -> Query:
    """The search that a text stands for: plain words in a row are a phrase, since a search for words is
    content with some of them."""
    clauses = parse(text).clauses
    plain = all(isinstance(each, Word) and not each.title for each in clauses)
    return Query(f'"{text}"' if len(clauses) > 1 and plain else text, as_typed=True)


def _trend(index: Index, texts: Sequence[str], by: str, *, share: bool) -> Trend:
    queries = [search_for(text) for text in texts]
    activity = index.activity(queries, by)
    rows = [
        [_value(count, step, share) for count, step in zip(counts, activity.steps, strict=True)]
        for counts in activity.counts
    ]
    drawing = draw(rows, LEAST_SHARE if share else LEAST_COUNT)
    series = tuple(
        _series(index, text, query, counts, line)
        for text, query, counts, line in zip(texts, queries, activity.counts, drawing.lines, strict=True)
    )
    return Trend(activity, series, drawing, share)


def _value(count: int, step: Step, share: bool) -> float | None:
    if not step.stories:
        return None
    return count / step.stories if share else count


def _series(index: Index, text: str, query: Query, counts: tuple[int, ...], line: Line) -> Series:
    results = index.search(Query(query.text, as_typed=True, size=1))
    meant = "" if results.total else index.search(Query(text, size=1)).corrected
    what, label = _called(results, text)
    return Series(text, label, what, query, results.total, counts, line, meant)


def _called(results: Results, text: str) -> tuple[str, str]:
    """(name of the facet, name of its value) where a text is an operator for one, else the text itself."""
    if len(results.filters) == 1:
        (only,) = results.filters
        if only.text == text and only.name in results.facets and not only.excluded:
            return facet_name(only.name), only.label
    return "", text


def at(query: Query, activity: Activity, place: int) -> Query:
    """The search for what a point stands for."""
    step = activity.steps[place]
    if activity.by == "issue":
        return Query(query.text, {"issue": step.editions}, as_typed=query.as_typed)
    return query.at(step.value)


def trends_address(
    trend: Trend, *, without: str = "", by: str = "", share: bool | None = None, table: bool = False
) -> str:
    """The address of the same trends, ``without`` one of the texts, with another grain, as shares or not, or
    as a ``table`` for other programs."""
    args: dict[str, Any] = {
        "q": [each.text for each in trend.series if each.text != without],
        "by": by or trend.activity.by,
        "as": "share" if (trend.share if share is None else share) else None,
    }
    return url_for("pages.trends_csv" if table else "pages.trends", **args)


def _names(activity: Activity) -> list[str]:
    """What the steps are called."""
    return [step.label or period(step.value) for step in activity.steps]


def _axis(activity: Activity) -> tuple[tuple[Label, ...], tuple[Label, ...]]:
    """The labels below the axis: of steps where they are few or short, and of years."""
    steps = activity.steps
    years = labels([_year(step) for step in steps])
    if activity.by == "issue":
        return labels([step.label for step in steps]), years
    if activity.by == "month" and len(steps) <= SHOWN_MONTHS:
        return labels([_month(step.value) for step in steps]), years
    return (), years


def _year(step: Step) -> str:
    return (str(step.day.year) if step.day else "") if step.label else step.value[:4]


def _month(value: str) -> str:
    """The short name of a month such as ``2020-03``."""
    return format_date(date.fromisoformat(f"{value}-01"), "LLL", locale=current_locale())


def _shown_share(value: float) -> str:
    """A share as people read it: a small one is not nothing."""
    return f"<{percent(LEAST_SHARE)}" if 0 < value < LEAST_SHARE / 2 else percent(value)


def _examples(index: Index) -> tuple[Example, ...]:
    """What this archive has much of, but not everywhere."""
    everything = index.search(Query(size=1))
    found = []
    for facet in ("tag", "section", "kind", "site"):
        values = [value for value in telling(everything, facet) if value.value != "page"][:EXAMPLES]
        if len(values) > 1:
            texts = tuple(typed(facet, value.value) for value in values)
            called = tuple(value_label(facet, value) for value in values)
            found.append(Example(facet_plural(facet), texts, called))
    return tuple(found)
