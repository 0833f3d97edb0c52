"""Completes the operator, or the value of an operator, that someone is typing: ``sec`` to ``section:``,
``tag:au`` to ``tag:audio``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import regex

from index.analysis import fold, tokens
from index.language import OPERATORS, SAME_AS, Operator
from index.query import TIMES
from index.results import FacetCount, Suggestion

_LAST = regex.compile(r"(?:^|(?<=[\s(-]))(?P<name>\p{L}+):(?P<value>[^\s\"“”:]*|\"[^\"]*)$")
_NAME = regex.compile(r"(?:^|(?<=[\s(-]))(?P<name>\p{L}{3,})$")
"""An operator's name is offered from three letters on: fewer begin too many words."""

Values = Callable[[str], Sequence[FacetCount]]


class Completions:
    """Completes texts from the values of an archive's facets."""

    def __init__(self, values: Values) -> None:
        """``values`` are those of a facet, the most frequent first."""
        self._read = values
        self._known: dict[str, Sequence[tuple[FacetCount, tuple[str, ...]]]] = {}

    def like(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """The text completed in several ways, where its end is an operator; otherwise none."""
        found = _LAST.search(text)
        if not found:
            return ()
        name = found["name"].lower()
        facet = next((each.facet for each in OPERATORS if each.name == SAME_AS.get(name, name)), "")
        if not facet:
            return ()
        before = text[: found.start("value")]
        typed = tuple(_words(found["value"].strip('"')))
        kept = (each for each, words in self._values(facet) if _begin(words, typed))
        return tuple(
            Suggestion("text", each.label, f"{before}{_quoted(each.value)} ", each.count)
            for each, _ in zip(kept, range(limit), strict=False)
        )

    def _values(self, facet: str) -> Sequence[tuple[FacetCount, tuple[str, ...]]]:
        if facet not in self._known:
            values = self._read(facet)
            self._known[facet] = [
                (each, tuple(_words(f"{each.label} {each.value}"))) for each in values if each.count
            ]
        return self._known[facet]


def operators(text: str, values: Values) -> Iterator[Suggestion]:
    """The text with its last word completed to the operators that begin like it; ``values`` are those of
    a facet, the most frequent first."""
    found = _NAME.search(text)
    for each in OPERATORS if found else ():
        if found and each.name.startswith(found["name"].lower()):
            completed = f"{text[: found.start()]}{each.name}:"
            yield Suggestion("operator", each.name, completed, example=_example(each, values))


def _example(operator: Operator, values: Values) -> str:
    """The operator with a value that it may have in this archive; empty where there is none to show."""
    facet = operator.facet or ("year" if operator.name in TIMES else "")
    known = next(iter(values(facet)), None) if facet else None
    return f"{operator.name}:{_quoted(known.value)}" if known else ""


def _begin(words: Iterable[str], typed: Sequence[str]) -> bool:
    """Whether each word that was typed is the beginning of one."""
    known = tuple(words)
    return all(any(word.startswith(each) for word in known) for each in typed)


def _quoted(value: str) -> str:
    return f'"{value}"' if any(char.isspace() or char in "()" for char in value) else value


def _words(text: str) -> Iterator[str]:
    yield from dict.fromkeys(token.term for token in tokens(text) if token.main)
    yield fold(text)
