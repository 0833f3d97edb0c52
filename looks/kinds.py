"""Every kind of page there is, with an address of each.

The kinds are taken from the application's routes, so a new page is looked at without being named here;
only an argument that no page had before must be given a sample. States that a page can be in besides are
listed in :func:`_states`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, url_for
from werkzeug.routing import Rule

from looks.samples import Samples, samples
from web.addresses import address, facet_address
from web.current import current_index

FILES = {"static", "pages.media"}
"""Endpoints that send files."""
UNHEARD = "qxqxqxqx"
"""A word that no newsletter has."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A page in one state."""

    name: str
    """Readable and fit for a file's name, e.g. ``search-nothing-found``."""
    address: str


def kinds(app: Flask) -> tuple[Kind, ...]:
    """Every kind of page of an archive that has an index, in every state; no two have one address.

    Raises KeyError where a route has an argument that :class:`Samples` knows nothing for.
    """
    with app.test_request_context():
        chosen = samples(current_index())
        found = (*_routes(app, chosen), *_states(chosen))
    once = {kind.address: kind for kind in reversed(found)}
    return tuple(kind for kind in reversed(once.values()) if _is_page(app, kind.address))


def _is_page(app: Flask, address: str) -> bool:
    with app.test_client().get(address) as answer:
        return answer.mimetype == "text/html" and answer.location is None


def _routes(app: Flask, chosen: Samples) -> Iterator[Kind]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in FILES and "GET" in (rule.methods or ()):
            facet = (rule.defaults or {}).get("facet", "section")
            given: dict[str, Any] = {name: _argument(rule, name, facet, chosen) for name in rule.arguments}
            name = re.sub(r"\W+", "-", re.sub(r"<(\w+:)?|>", "", rule.rule)).strip("-")
            yield Kind(name or "home", url_for(rule.endpoint, **given))


def _argument(rule: Rule, name: str, facet: str, chosen: Samples) -> str:
    if rule.defaults and name in rule.defaults:
        return str(rule.defaults[name])
    try:
        return chosen.argument(name, facet)
    except KeyError:
        raise KeyError(f"{rule.rule}: looks/samples.py has nothing for <{name}>") from None


def _states(chosen: Samples) -> Iterator[Kind]:
    word, section = chosen.word, chosen.facet_value("section")
    misspelt = word[:2] + word[3:]
    searches: dict[str, dict[str, Any]] = {
        "found": {"q": word},
        "several-words": {"q": chosen.item.label},
        "corrected": {"q": misspelt},
        "narrowed": {"section": section, "language": [chosen.card.language, "-xx"], "q": word},
        "second-page": {"page": 2},
        "beyond-the-last-page": {"q": word, "page": 999},
        "nothing-found": {"q": UNHEARD},
        "nothing-with-filters": {"q": UNHEARD, "section": section, "tag": UNHEARD},
        "notices": {"q": f'during:never "{word} OR'},
        "hundred": {"size": 100},
    }
    for name, arguments in searches.items():
        yield Kind(f"search-{name}", url_for("pages.search", **arguments))
    yield Kind("values-found", url_for("pages.values", facet="tag", q=word))
    yield Kind("values-nothing", url_for("pages.values", facet="tag", within=UNHEARD))
    trends: dict[str, dict[str, Any]] = {
        "words": {"q": [word, chosen.item.label, f"section:{section}", UNHEARD, "title:the", "left out"]},
        "misspelt": {"q": [misspelt, word], "as": "share", "by": "month"},
        "years": {"words": word, "by": "year"},
    }
    for name, arguments in trends.items():
        yield Kind(f"trends-{name}", url_for("pages.trends", **arguments))
    yield Kind("sites-by-count", url_for("pages.facet_list", facet="site", sort="count"))
    yield Kind("sites-nothing", url_for("pages.facet_list", facet="site", find=UNHEARD))
    yield Kind("value-searched", facet_address("section", section) + f"?q={word}")
    for name, found in chosen.odd_issues():
        yield Kind(f"issue-{name}", address(found))
    for name, found in chosen.odd_items():
        yield Kind(f"item-{name}", address(found))
    yield Kind("not-found", f"/{UNHEARD}")
    yield Kind("not-found-nearest", address(chosen.item.id)[:-2])
