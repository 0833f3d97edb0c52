"""What pages say time and again is rendered once: rows that differ in a few texts, and whole parts.

The markup stays in templates. A macro of ``rows.html`` is called once with gaps for a row's texts, which are
its first arguments and which it may only write; what it decides by comes behind. What that gives is a
pattern, and to fill in its gaps is to call the macro. The texts are escaped already, as :func:`safe` does it.
In a template, ``{{ once(part, card) }}`` is ``{{ part(card) }}``, kept for the next time. Such macros take
nothing from a request but what is in :func:`web.translating.manner`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from secrets import token_hex
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from web.current import for_each_generation
from web.translating import Manner, manner, numbers_in, results_in

FILE = "rows.html"
PATTERNS = 512
"""That are kept, of a few hundred bytes each: some ten for each facet and language of the interface."""
KNOWN = 1024
"""Rows of one kind that are kept with what they always say, of half a kilobyte each."""
MANNERS = 3
"""In which such rows are kept, the last ones."""
PARTS = 2048
"""That are kept, of a few hundred bytes each."""
_GAP = token_hex(16)
"""Stands in each gap, with its number: another one in each process, so that no text has it."""

Fill = Callable[..., str]
"""Fills in the gaps of a pattern."""
Texts = tuple[str, ...]
"""What stands around the gaps that are left, in the order in which they stand: one more than these."""
Key = TypeVar("Key", bound=Hashable)
Told = TypeVar("Told")


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
        self._known = _known(self._manner)
        self.language = self._manner.language
        """Of the interface."""
        self.numbers = numbers_in(self.language)
        self.results = results_in(self.language)
        """The same with what is counted: "12 results"."""

    def pattern(self, name: str, gaps: int, *same: Hashable) -> Pattern:
        """The macro of that name with gaps; ``same`` is what all such rows have in common, which the macro
        takes behind the gaps."""
        return _pattern(self._macro(name), gaps, same, self.language)

    def filling(self, name: str, gaps: int, *same: Hashable) -> Fill:
        """What fills in these gaps."""
        return self.pattern(name, gaps, *same).format

    def known(self, kind: Hashable) -> Known[Any, Any]:
        """The rows of a kind that were made for this generation of the index, in the manner of this page."""
        kinds = self._known
        found = kinds.get(kind)
        if found is None:
            found = kinds[kind] = Known()
        return found

    def kept(self, name: str, *given: Hashable) -> str:
        return str(_part(self._macro(name), given, self._manner))

    def made(self, name: str, *given: object) -> str:
        """What a macro gives that is not worth keeping."""
        return str(self._macro(name)(*given))

    def _macro(self, name: str) -> Macro:
        found: Macro = getattr(self._macros, name)
        return found


class Known(dict[Key, Told]):
    """What was made before, by what it is made of: when there are too many, it begins anew."""

    def each(self, keys: Iterable[Key], make: Callable[[Key], Told]) -> list[Told]:
        """What is made of each of these."""
        wanted = list(keys)
        found = list(map(self.get, wanted))
        if None not in found:
            return cast(list[Told], found)
        return [
            self.keep(key, make(key)) if known is None else known
            for key, known in zip(wanted, found, strict=True)
        ]

    def keep(self, key: Key, made: Told) -> Told:
        if len(self) >= KNOWN:
            self.clear()
        self[key] = made
        return made


@for_each_generation(MANNERS)
def _known(_manner: Manner) -> dict[Hashable, Known[Any, Any]]:
    """By kind, of which there are some fifteen."""
    return {}


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

    def pieces(self, *texts: Sequence[str]) -> list[str]:
        """With each gap filled in by pieces of its own: what is large is not copied for that."""
        made = [self.around[0]]
        for gap, behind in zip(self.order, self.around[1:], strict=True):
            made += texts[gap]
            made.append(behind)
        return made


def gap(place: int) -> str:
    """What stands for a text that is filled in later."""
    return f"{_GAP}{place};"


def pattern(markup: str) -> Pattern:
    """Of markup that was rendered with gaps."""
    parts = re.split(f"{_GAP}(\\d+);", _SPACE.sub(" ", markup))
    around, order = parts[::2], parts[1::2]
    whole = [_unformatted(around[0])]
    for place, text in zip(order, around[1:], strict=True):
        whole += [f"{{{place}}}", _unformatted(text)]
    return Pattern(tuple(map(int, order)), tuple(around), "".join(whole).format)


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
    return pattern(str(macro(*map(gap, range(gaps)), *same)))


def safe(text: str) -> str:
    """A text as it can stand in markup, in attributes too."""
    return str(escape(text))
