"""What a page has by the hundred, such as the values of facets, is rendered once, with gaps, and filled in.

The markup stays in templates: ``{{ repeated(row, rows, name=name) }}`` is what calling the macro ``row`` for each
of the rows would give. The macro gets each row's texts as its first arguments, which it may only write; what it
decides by comes by name, and is the same for all rows. The texts are escaped already, as :func:`safe` does it:
most of them are the same from page to page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from flask import Flask
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from web.translating import interface_language

PATTERNS = 512
"""That are kept, of a few hundred bytes each: some ten for each facet and language of the interface."""
_FIRST_GAP = 0xE000
"""A character for private use: templates and translations have none."""


def register(app: Flask) -> None:
    app.jinja_env.globals.update(repeated=repeated)


def repeated(macro: Macro, rows: Iterable[tuple[str, ...]], **same: object) -> Markup:
    """Rows are of one length."""
    every = list(rows)
    if not every:
        return Markup()
    fill = _pattern(macro, len(every[0]), interface_language(), tuple(same.items()))
    return Markup("".join([fill(*row) for row in every]))


@lru_cache(maxsize=8192)
def safe(text: str) -> str:
    """A text as it can stand in markup, in attributes too."""
    return str(escape(text))


@lru_cache(maxsize=PATTERNS)
def _pattern(
    macro: Macro, gaps: int, _language: str, same: tuple[tuple[str, object], ...]
) -> Callable[..., str]:
    """What fills in the gaps of what the macro renders."""
    names = [chr(_FIRST_GAP + place) for place in range(gaps)]
    pattern = str(macro(*names, **dict(same))).replace("{", "{{").replace("}", "}}")
    for place, name in enumerate(names):
        pattern = pattern.replace(name, f"{{{place}}}")
    return pattern.format
