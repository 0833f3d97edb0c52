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
Texts = tuple[str, ...]
"""What stands around the gaps that are left, in the order in which they stand: one more than these."""
First = Callable[..., Texts]
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

    def beginning(self, name: str, gaps: int, first: First, *same: Hashable) -> Callable[..., Texts]:
        """The same where the first gaps have the texts that ``first`` makes of what is given: these are
        filled in once, for rows that come on many pages with only a few other texts."""
        return partial(_begun, _pattern(self._macro(name), gaps, same, self.language), first)

    def kept(self, name: str, *given: Hashable) -> str:
        return str(_part(self._macro(name), given, self._manner))

    def made(self, name: str, *given: object) -> str:
        """What a macro gives that is not worth keeping."""
        return str(self._macro(name)(*given))

    def _macro(self, name: str) -> Macro:
        return cast(Macro, getattr(self._macros, name))


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """Markup with gaps."""

    order: tuple[int, ...]
    """Which gap stands where; one may stand in several places, or in none."""
    around: Texts
    """What stands around them."""
    format: Fill

    def beginning(self, first: Texts) -> Texts:
        """With the first gaps filled in."""
        texts = [self.around[0]]
        for gap, behind in zip(self.order, self.around[1:], strict=True):
            if gap < len(first):
                texts[-1] += first[gap] + behind
            else:
                texts.append(behind)
        return tuple(texts)


def gap(place: int) -> str:
    """What stands for a text that is filled in later."""
    return chr(_FIRST_GAP + place)


def pattern(markup: str, gaps: int) -> Pattern:
    """Of markup that was rendered with so many :func:`gap`."""
    around = re.split(f"[{gap(0)}-{gap(gaps - 1)}]", _SPACE.sub(" ", markup))
    order = [ord(each) - _FIRST_GAP for each in re.findall(f"[{gap(0)}-{gap(gaps - 1)}]", markup)]
    whole = [_unformatted(around[0])]
    for place, text in zip(order, around[1:], strict=True):
        whole += [f"{{{place}}}", _unformatted(text)]
    return Pattern(tuple(order), tuple(around), "".join(whole).format)


_SPACE = re.compile(r"[ \t\r\n]+")
"""Where one blank is as good as an indented line and takes less time to send. Those that do not break a line
are of what is said."""


def _unformatted(text: str) -> str:
    """As it stands in a format string."""
    return text.replace("{", "{{").replace("}", "}}")


@lru_cache(maxsize=PARTS)
def _part(macro: Macro, given: tuple[Hashable, ...], _manner: Manner) -> Markup:
    return Markup(macro(*given))


@lru_cache(maxsize=PATTERNS)
def _pattern(macro: Macro, gaps: int, same: tuple[Hashable, ...], _language: str) -> Pattern:
    return pattern(str(macro(*map(gap, range(gaps)), *same)), gaps)


@lru_cache(maxsize=BEGUN)
def _begun(pattern: Pattern, first: First, *given: Hashable) -> Texts:
    return pattern.beginning(first(*given))


def safe(text: str) -> str:
    """A text as it can stand in markup, in attributes too."""
    return str(escape(text))
