"""What pages say time and again is rendered once: rows that differ in a few texts, and whole parts.

The markup stays in templates. ``{{ repeated(row, rows, name=name) }}`` is what calling the macro ``row`` for
each of the rows would give: it is called once, with gaps for a row's texts, which are its first arguments and
which it may only write; what it decides by comes by name, and is the same for all rows. The texts are escaped
already, as :func:`safe` does it. ``{{ kept(part, card) }}`` is ``{{ part(card) }}``, kept for the next time.
Such macros are those of a file that is imported, and take nothing from a request but what is in
:func:`web.translating.manner`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache

from flask import Flask
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from web.translating import Manner, manner

PATTERNS = 512
"""That are kept, of a few hundred bytes each: some ten for each facet and language of the interface."""
PARTS = 2048
"""That are kept, of a few hundred bytes each."""
_FIRST_GAP = 0xE000
"""A character for private use: templates and translations have none."""


def register(app: Flask) -> None:
    app.jinja_env.globals.update(repeated=repeated, kept=kept)


def kept(macro: Macro, *given: Hashable) -> Markup:
    return _part(macro, given, manner())


@lru_cache(maxsize=PARTS)
def _part(macro: Macro, given: tuple[Hashable, ...], _manner: Manner) -> Markup:
    return Markup(macro(*given))


def repeated(macro: Macro, rows: Iterable[tuple[str, ...]], **same: Hashable) -> Markup:
    """Rows are of one length."""
    every = list(rows)
    if not every:
        return Markup()
    fill = _pattern(macro, len(every[0]), tuple(same.items()), manner())
    return Markup("".join([fill(*row) for row in every]))


@lru_cache(maxsize=PATTERNS)
def _pattern(
    macro: Macro, gaps: int, same: tuple[tuple[str, Hashable], ...], _manner: Manner
) -> Callable[..., str]:
    """What fills in the gaps of what the macro renders."""
    names = [chr(_FIRST_GAP + place) for place in range(gaps)]
    pattern = str(macro(*names, **dict(same))).replace("{", "{{").replace("}", "}}")
    for place, name in enumerate(names):
        pattern = pattern.replace(name, f"{{{place}}}")
    return pattern.format


@lru_cache(maxsize=8192)
def safe(text: str) -> str:
    """A text as it can stand in markup, in attributes too."""
    return str(escape(text))
