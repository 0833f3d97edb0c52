"""What a person typed -> a tree. Any text is valid: what is no syntax is words.

    reformer "attention is all" -survey transformer OR lstm trans* tag:audio title:"long text"

Words all count; ``-`` excludes; ``OR`` (or ``|``) joins its neighbours; ``*`` behind a word finds what
begins with it; ``name:value`` looks into a facet or the title. Lengths are bounded, and a bound that
was hit is a notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from index.facets import BY_NAME

MOST_CHARACTERS = 400
MOST_CLAUSES = 32
"""Both are several times what people type; they keep the work for one search bounded."""

SHORTEST_PREFIX = 2
"""Characters before a ``*``; a shorter prefix would match half of all words, so it is a word."""

FIELD_NAMES = {**dict.fromkeys(BY_NAME), "title": None, "lang": "language"}
"""Names that may stand before a colon, and what a short name stands for."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or a run of text without spaces; a result may lack it."""

    text: str
    title: bool = False
    """Whether only titles are meant."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, next to one another."""

    text: str
    title: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin like this."""

    text: str
    title: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """A facet's value."""

    facet: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """What a result must not match."""

    clause: Clause


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of them."""

    clauses: tuple[Clause, ...]


Clause = Word | Phrase | Prefix | Chosen | Not | AnyOf


@dataclass(frozen=True, slots=True)
class Tree:
    """What was typed, understood: all of the clauses are asked for."""

    clauses: tuple[Clause, ...] = ()
    notices: tuple[str, ...] = ()
    empty: bool = True
    """Whether nothing was typed at all (not even what is no word)."""


_QUOTES = '"“”„«»＂'
_PIECE = regex.compile(
    rf"""(?P<minus>-(?=[^\s\-]))?
    (?:(?P<name>\p{{L}}+):(?=\S))?
    (?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]
      |(?P<word>[^\s{_QUOTES}]+))
    |[{_QUOTES}]""",
    regex.VERBOSE,
)
_CONTROL = regex.compile(r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}]+")
_ADDRESS = regex.compile(r"(?i)https?:|mailto:|arxiv:|doi:")
_SAYS_SOMETHING = regex.compile(r"[\p{L}\p{N}]")


def parse(text: str) -> Tree:
    """Understand a query; never raises."""
    plain = _CONTROL.sub(" ", text).strip()
    notices = []
    if len(plain) > MOST_CHARACTERS:
        plain = plain[:MOST_CHARACTERS]
        notices.append(f"Only the first {MOST_CHARACTERS} characters were searched.")
    clauses: list[Clause] = []
    joining = False
    for count, piece in enumerate(_PIECE.finditer(plain)):
        if count >= MOST_CLAUSES:
            notices.append(f"Only the first {MOST_CLAUSES} words were searched.")
            break
        if piece.group() in ("OR", "|", "AND"):
            joining = piece.group() != "AND" and bool(clauses)
            continue
        for clause in _clauses(piece, notices):
            if joining and not isinstance(clause, Not) and not isinstance(clauses[-1], Not):
                clauses[-1] = _either(clauses[-1], clause)
            else:
                clauses.append(clause)
            joining = False
    if plain and not clauses:
        notices.append("There is no word in it to search for.")
    return Tree(tuple(clauses), tuple(dict.fromkeys(notices)), empty=not plain)


def _clauses(piece: regex.Match[str], notices: list[str]) -> Iterator[Clause]:
    """The clause that a piece of text stands for; none where it says nothing."""
    minus, name, phrase, word = piece.group("minus", "name", "phrase", "word")
    text = phrase if phrase is not None else (word or "")
    if not _SAYS_SOMETHING.search(text):
        return
    known = (name or "").lower()
    if name and known not in FIELD_NAMES:
        if not _ADDRESS.match(piece.group().lstrip("-")) and not text.startswith(":"):
            notices.append(f"There is no field “{name}”, so it was searched as a word.")
        text = f"{name}:{text}"
        known = ""
    clause: Clause
    if known and known != "title":
        clause = Chosen(FIELD_NAMES[known] or known, text)
    elif phrase is not None and (known or not name):
        clause = Phrase(text, bool(known))
    elif text.endswith("*") and len(text.rstrip("*")) >= SHORTEST_PREFIX and "*" not in text.rstrip("*"):
        clause = Prefix(text.rstrip("*"), bool(known))
    else:
        clause = Word(text, bool(known))
    yield Not(clause) if minus else clause


def _either(left: Clause, right: Clause) -> AnyOf:
    alternatives = left.clauses if isinstance(left, AnyOf) else (left,)
    return AnyOf((*alternatives, right))
