"""Pages about one thing (a tag, a section, an author, a site) and the lists of all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, abort, redirect, render_template, request, url_for
from msgspec.structs import replace
from werkzeug import Response

from index.analysis import fold
from index.language import OPERATORS
from index.query import PAGE_SIZE, Query
from index.results import FacetCount, Subject
from web.addresses import BROWSED, facet_address
from web.chart import chart
from web.current import current_index
from web.labels import facet_name, in_words, value_label
from web.listing import holding
from web.searching import asked, results_page

LATEST = 5
"""Items that a page about something shows: the rest is a search."""
COMPARED = 4
"""Values, the subject's own included, that its link to the trends compares."""
MOST_LISTED = 600
"""Values on one page of a list; of more, the most frequent, and the others by letter or by name."""
LETTERED = 30
"""Values from which on a list is parted by letters."""
_WORD = re.compile(r"\w[\w.-]*")
_IDEOGRAPHS = range(0x2E80, 0xA000)
"""Each is a word of its own, so they make no index of initials."""


@dataclass(frozen=True, slots=True)
class Initial:
    """The values of a list that begin with one letter."""

    letter: str
    """Empty for those that begin with none, and for a list that is not parted."""
    values: tuple[FacetCount, ...]


def register(pages: Blueprint) -> None:
    for plural, facet in BROWSED:
        pages.add_url_rule(f"/{plural}", "facet_list", facet_list, defaults={"facet": facet})
        pages.add_url_rule(f"/{plural}/<path:value>", "facet_value", facet_value, defaults={"facet": facet})
    pages.add_url_rule("/topics", view_func=topics)
    pages.add_url_rule("/topics/<path:value>", view_func=topics)


def facet_list(facet: str) -> str:
    """All values of a facet; ``find`` and ``letter`` narrow the list down, ``sort=count`` orders it."""
    every = in_words(facet, current_index().search(Query(size=1)).facets.get(facet, ()))
    find, letter = (request.args.get(name, "").strip() for name in ("find", "letter"))
    order = "count" if request.args.get("sort") == "count" else "name"
    found = holding(every, find)
    if letter:
        found = tuple(value for value in found if initial(value.label) == letter)
    listed = found[:MOST_LISTED]
    return render_template(
        "subjects.html",
        browsed=BROWSED,
        facet=facet,
        every=len(every),
        find=find,
        letter=letter,
        order=order,
        groups=initials(listed) if order == "name" else (Initial("", listed),),
        letters=[group.letter for group in initials(every)] if len(every) > MOST_LISTED else [],
        found=len(found),
        left_out=len(found) - len(listed),
    )


def facet_value(facet: str, value: str) -> str | bytes | Response:
    """What there is of one value; a search of its items where the address holds one."""
    index = current_index()
    subject = None if value.startswith("-") else index.subject(facet, value)
    if subject is None:
        abort(404)
    query = asked()
    if query.to_args():
        narrowed = query.adding(facet, subject.value)
        return results_page(narrowed, heading=value_label(facet, subject), kicker=facet_name(facet))
    if subject.value != value:
        return redirect(facet_address(facet, subject.value), 301)
    latest = replace(query, filters={facet: (subject.value,)}, sort="newest", size=LATEST)
    results = index.search(latest)
    return render_template(
        "subject.html",
        subject=subject,
        whole=replace(latest, sort="relevance", size=PAGE_SIZE),
        hits=results.hits,
        chart=chart(results),
        compared=compared(subject),
        both=both,
    )


def topics(value: str = "") -> Response:
    """Tags by the name that many people look for them under."""
    address = facet_address("tag", value) if value else url_for("pages.facet_list", facet="tag")
    return redirect(address, 301)


def initials(values: Iterable[FacetCount]) -> tuple[Initial, ...]:
    """Values in the order of the alphabet, parted by their first letter where there are many; what begins
    with none comes last."""
    keyed = [(initial(value.label), fold(value.label), value) for value in values]
    keyed.sort(key=lambda each: (not each[0], each[1], each[2].value))
    if len(keyed) < LETTERED:
        return (Initial("", tuple(value for _, _, value in keyed)),) if keyed else ()
    return tuple(
        Initial(letter, tuple(value for _, _, value in group))
        for letter, group in groupby(keyed, key=lambda each: each[0])
    )


def initial(label: str) -> str:
    """The letter that a label begins with, as an index has it; empty where that is none."""
    first = fold(label)[:1]
    return first.upper() if first.isalpha() and ord(first) not in _IDEOGRAPHS else ""


def typed(facet: str, value: str) -> str:
    """A facet's value as one types it into the search box: ``tag:audio``."""
    operator = next(each.name for each in OPERATORS if each.facet == facet)
    bare = value.replace('"', " ")
    return f"{operator}:{bare}" if _WORD.fullmatch(bare) else f'{operator}:"{bare}"'


def both(subject: Subject, facet: str, value: str) -> Query:
    """The search for stories that have a subject and another value: of one facet, chosen values are
    alternatives, so that the other is typed."""
    query = Query(filters={subject.facet: (subject.value,)})
    if facet == subject.facet:
        return replace(query, text=typed(facet, value))
    return query.adding(facet, value)


def compared(subject: Subject) -> Sequence[str]:
    """The subject and what it goes with most, to be compared over time."""
    others = subject.company[subject.facet][: COMPARED - 1]
    return [typed(subject.facet, value) for value in (subject.value, *(each.value for each in others))]
