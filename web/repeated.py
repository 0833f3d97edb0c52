"""What pages say time and again is rendered once: rows that differ in a few texts, and whole parts.

The markup stays in templates. A macro of ``rows.html`` is called once with gaps for a row's texts, which are
its first arguments and which it may only write; what it decides by comes behind. What that gives is a
pattern, and to fill in its gaps is to call the macro. The texts are escaped already, as :func:`safe` does it.
In a template, ``{{ once(part, card) }}`` is ``{{ part(card) }}``, kept for the next time. Such macros take
nothing from a request but what is in :func:`web.translating.manner`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import cast

from flask import Flask, current_app, g
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from web.translating import Manner, manner

FILE = "rows.html"
PATTERNS = 512
"""That are kept, of a few hundred bytes each: some ten for each facet and language of the interface."""
BEGUN = 4096
"""Patterns with some of their gaps filled in that are kept, of half a kilobyte each."""
PARTS = 2048
"""That are kept, of a few hundred bytes each."""
_FIRST_GAP = 0xE000
"""A character for private use: templates and translations have none."""

Fill = Callable[..., str]
"""Fills in the gaps of a pattern."""
First = Callable[..., tuple[str, ...]]
"""Makes the first texts of a row, as markup."""


def register(app: Flask) -> None:
    app.jinja_env.globals.update(once=once)


def once(macro: Macro, *given: Hashable) -> Markup:
    return _part(macro, given, manner())


def rows_here() -> Rows:
    """Those of this request's page."""
    if (known := g.get("rows")) is None:
        known = g.rows = Rows()
    return cast(Rows, known)


class Rows:
    """The rows of one page."""

    def __init__(self) -> None:
        self._macros = current_app.jinja_env.get_template(FILE).module
        self._manner = manner()
        self.language = self._manner.language
        """Of the interface."""

    def filling(self, name: str, gaps: int, *same: Hashable) -> Fill:
        """What fills in the gaps of the macro of that name; ``same`` is what all such rows have in common,
        which the macro takes behind the gaps."""
        return _pattern(self._macro(name), gaps, same, self.language).format

    def beginning(self, name: str, gaps: int, first: First, *same: Hashable) -> Callable[..., Fill]:
        """The same where the first gaps have the texts that ``first`` makes of what is given: these are
        filled in once, for rows that come on many pages with only a few other texts."""
        pattern = _pattern(self._macro(name), gaps, same, self.language)
        return partial(_begun, pattern, first)

    def kept(self, name: str, *given: Hashable) -> str:
        return str(_part(self._macro(name), given, self._manner))

    def _macro(self, name: str) -> Macro:
        return cast(Macro, getattr(self._macros, name))


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """What a macro renders, to be filled in."""

    gaps: int
    format: Fill
    begin: Fill
    """The same, of which a format string is made."""


@lru_cache(maxsize=PARTS)
def _part(macro: Macro, given: tuple[Hashable, ...], _manner: Manner) -> Markup:
    return Markup(macro(*given))


@lru_cache(maxsize=PATTERNS)
def _pattern(macro: Macro, gaps: int, same: tuple[Hashable, ...], _language: str) -> Pattern:
    names = [chr(_FIRST_GAP + place) for place in range(gaps)]
    once = _unformatted(_SPACE.sub(" ", str(macro(*names, *same))))
    twice = _unformatted(once)
    for place, name in enumerate(names):
        once, twice = (text.replace(name, f"{{{place}}}") for text in (once, twice))
    return Pattern(gaps, once.format, twice.format)


_SPACE = re.compile(r"[ \t\r\n]+")
"""Where one blank is as good as an indented line and takes less time to send. Those that do not break a line
are of what is said."""


@lru_cache(maxsize=BEGUN)
def _begun(pattern: Pattern, first: First, *given: Hashable) -> Fill:
    texts = [_unformatted(text) for text in first(*given)]
    left = [f"{{{place}}}" for place in range(pattern.gaps - len(texts))]
    begun: str = pattern.begin(*texts, *left)
    return begun.format


def _unformatted(text: str) -> str:
    """As it stands in a format string."""
    return text.replace("{", "{{").replace("}", "}}")


def safe(text: str) -> str:
    """A text as it can stand in markup, in attributes too."""
    return str(escape(text))
