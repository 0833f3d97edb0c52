"""What a person typed -> a tree. Any text is valid: what is no syntax is words.

    reformer "attention is all" -survey (transformer OR lstm) trans* tag:audio title:"long text"

Words all count; ``-`` excludes; ``OR`` (or ``|``) joins its neighbours, parentheses hold together;
``*`` behind a word finds what begins with it; ``name:value`` looks into the title, a facet, the links
or the date. Several values of one facet mean any of them, as they do when chosen. Lengths are bounded,
and a bound that was hit is a notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import regex
from msgspec import Struct

from archive import links
from index import dates
from index.patterns import Match, Pattern
from index.query import TIMES, Query
from index.results import Notice

MOST_CHARACTERS = 400
MOST_CLAUSES = 32
MOST_LEVELS = 8
"""Of parentheses within parentheses. All three are several times what people type; they keep the work for
one search bounded."""

SHORTEST_PREFIX = 2
"""Characters before a ``*``; a shorter prefix would match half of all words, so it is a word."""


class Operator(Struct, frozen=True, gc=False):
    """A name that may stand before a colon."""

    name: str
    facet: str = ""
    """The facet whose values it takes."""


OPERATORS = (
    Operator("title"),
    Operator("section", "section"),
    Operator("tag", "tag"),
    Operator("author", "author"),
    Operator("lang", "language"),
    Operator("issue", "issue"),
    Operator("publication", "publication"),
    Operator("kind", "kind"),
    Operator("site", "site"),
    Operator("year", "year"),
    Operator("link"),
    Operator("arxiv"),
    Operator("doi"),
    Operator("during"),
    Operator("after"),
    Operator("before"),
)
BY_OPERATOR = {each.name: each for each in OPERATORS}
SAME_AS = {"language": "lang", "in": "section", "by": "author", "since": "after", "until": "before"}
_IDENTIFIED = ("arxiv", "doi")


class Word(Struct, frozen=True, gc=False):
    """A word, or a run of text without spaces; a result may lack it."""

    text: str
    title: bool = False
    """Whether only titles are meant."""


class Phrase(Struct, frozen=True, gc=False):
    """Words in this order, next to one another."""

    text: str
    title: bool = False


class Prefix(Struct, frozen=True, gc=False):
    """Words that begin like this."""

    text: str
    title: bool = False


class Chosen(Struct, frozen=True, gc=False):
    """A facet's value."""

    facet: str
    value: str


class Linked(Struct, frozen=True, gc=False):
    """A link to an address, or to what an identifier such as ``arxiv:2002.12327`` names."""

    address: str


class When(Struct, frozen=True, gc=False):
    """A time of the issue."""

    period: dates.Period


class Not(Struct, frozen=True, gc=False):
    """What a result must not match."""

    clause: Clause


class AnyOf(Struct, frozen=True, gc=False):
    """At least one of them."""

    clauses: tuple[Clause, ...]


class AllOf(Struct, frozen=True, gc=False):
    """Every one of them."""

    clauses: tuple[Clause, ...]


Clause = Word | Phrase | Prefix | Chosen | Linked | When | Not | AnyOf | AllOf


class Written(Struct, frozen=True, gc=False):
    """An operator as it stands in the text."""

    name: str
    """One of :data:`OPERATORS`."""
    value: str
    excluded: bool
    start: int
    """Where it starts in the text, in characters."""
    end: int


class Tree(Struct, frozen=True, gc=False):
    """What was typed, understood: all of the clauses are asked for."""

    clauses: tuple[Clause, ...] = ()
    notices: tuple[Notice, ...] = ()
    empty: bool = True
    """Whether nothing was typed at all (not even what is no word)."""
    operators: tuple[Written, ...] = ()
    """In the order of the text."""


_QUOTES = '"“”„«»＂'
_PIECE = Pattern(
    rf"""(?P<minus>-(?=[^\s\-]))?
    (?:(?P<open>\()
      |(?:(?P<name>[%(L)s]+):(?=\S)(?!//))?
       (?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]
         |(?P<address>(?i:https?)://[^\s{_QUOTES}]+)
         |(?P<word>[^\s{_QUOTES}()]+)))
    |(?P<close>\))
    |[{_QUOTES}(]"""
)
_PLAIN = re.compile(rf"-?[a-z0-9]{{1,32}}\*?(?: (?:OR )?-?[a-z0-9]{{1,32}}\*?){{0,{MOST_CLAUSES - 1}}}")
"""Words, excluded words, beginnings of words and alternatives of these: what most people type."""
_CONTROL = regex.compile(r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}]")
_SCHEME = regex.compile(r"(?i)https?:|mailto:")
_SAYS_SOMETHING = Pattern("[%(L)s%(N)s]")


class _Group(Struct, gc=False):
    """Clauses that are being read, between parentheses or at the top."""

    excluded: bool = False
    clauses: list[Clause] = []
    joining: bool = False
    """Whether ``OR`` stood before what comes next."""

    def add(self, clause: Clause) -> None:
        last = self.clauses[-1] if self.joining and self.clauses else None
        if last is None or isinstance(last, Not) or isinstance(clause, Not):
            self.clauses.append(clause)
        else:
            self.clauses[-1] = _either(last, clause)
        self.joining = False


def parse(text: str) -> Tree:
    """Understand a query; never raises."""
    if _PLAIN.fullmatch(text):
        return Tree(_plain(text.split(" ")), empty=False)
    plain = text[: 2 * MOST_CHARACTERS]
    if not plain.isprintable():
        plain = _CONTROL.sub(" ", plain)
    notices: list[Notice] = []
    if len(text.strip()) > MOST_CHARACTERS:
        plain = plain[: MOST_CHARACTERS + len(plain) - len(plain.lstrip())]
        notices.append(Notice("long", limit=MOST_CHARACTERS))
    operators: list[Written] = []
    groups = [_Group()]
    count = 0
    for piece in _PIECE.finditer(plain):
        if piece["open"]:
            if len(groups) <= MOST_LEVELS:
                groups.append(_Group(excluded=bool(piece["minus"])))
            else:
                notices.append(Notice("deep", limit=MOST_LEVELS))
        elif piece["close"]:
            _close(groups)
        elif piece.group() in ("OR", "|", "AND"):
            groups[-1].joining = piece.group() != "AND" and bool(groups[-1].clauses)
        elif clause := _clause(piece, notices, operators):
            if count >= MOST_CLAUSES:
                notices.append(Notice("many-words", limit=MOST_CLAUSES))
                break
            count += 1
            groups[-1].add(clause)
    while len(groups) > 1:
        _close(groups)
    clauses = tuple(_united(list(_flat(groups[0].clauses))))
    empty = not plain.strip()
    if not empty and not clauses:
        notices.append(Notice("no-word"))
    return Tree(clauses, tuple(dict.fromkeys(notices)), empty, tuple(operators))


def _plain(pieces: Iterable[str]) -> tuple[Clause, ...]:
    group = _Group()
    for piece in pieces:
        if piece == "OR":
            group.joining = True
        else:
            group.add(Not(_words(piece[1:])) if piece[0] == "-" else _words(piece))
    return tuple(group.clauses)


def _close(groups: list[_Group]) -> None:
    """End the innermost group, where one is open."""
    if len(groups) == 1:
        return
    group = groups.pop()
    if group.clauses:
        clause = group.clauses[0] if len(group.clauses) == 1 else AllOf(tuple(group.clauses))
        groups[-1].add(Not(clause) if group.excluded else clause)


def _clause(piece: Match, notices: list[Notice], operators: list[Written]) -> Clause | None:
    """The clause that a piece of text stands for; None where it says nothing."""
    minus, name, phrase, address, word = piece.group("minus", "name", "phrase", "address", "word")
    text = phrase if phrase is not None else _balanced(address or "") or word or ""
    if not _SAYS_SOMETHING.search(text):
        return None
    known = SAME_AS.get((name or "").lower(), (name or "").lower())
    clause: Clause | None = None
    if known in BY_OPERATOR:
        clause = _operated(known, text, phrase is not None, notices)
        if clause is not None:
            operators.append(Written(known, text, bool(minus), piece.start(), piece.end()))
    elif name:
        if not _SCHEME.match(f"{name}:{text}") and not text.startswith(":"):
            notices.append(Notice("no-field", name))
        text = f"{name}:{text}"
    if clause is None:
        clause = _words(text, phrase is not None and not name)
    return Not(clause) if minus else clause


def _operated(name: str, text: str, quoted: bool, notices: list[Notice]) -> Clause | None:
    """What an operator asks for; None where its value is none that it can take."""
    if name == "title":
        return _words(text, quoted, title=True)
    if name == "link":
        return Linked(text)
    if name in _IDENTIFIED:
        address = f"{name}:{text}"
        return Linked(address) if links.identifiers(address) else _words(address, quoted)
    if name in TIMES:
        if found := narrowed(name, text):
            return When(found)
        notices.append(Notice("no-time", text))
        return None
    return Chosen(BY_OPERATOR[name].facet or name, text)


def narrowed_to(query: Query) -> Iterator[dates.Period]:
    """The times that a query asks for beside its text; what is no time asks for nothing."""
    for name in TIMES:
        text = getattr(query, name)
        if text and (found := narrowed(name, text)):
            yield found


def narrowed(name: str, text: str) -> dates.Period | None:
    """The days that ``during``, ``after`` or ``before`` leave; None where the text is no time."""
    found = dates.period(text)
    if found is None or name == "during":
        return found
    return dates.Period(found.first, _NEVER) if name == "after" else dates.Period(1, found.first - 1)


_NEVER = 10_000_000
"""A day later than any."""


def _words(text: str, quoted: bool = False, title: bool = False) -> Clause:
    if quoted:
        return Phrase(text, title)
    if text[-1:] == "*" and len(text.rstrip("*")) >= SHORTEST_PREFIX and "*" not in text.rstrip("*"):
        return Prefix(text.rstrip("*"), title)
    return Word(text, title)


def _balanced(address: str) -> str:
    """Without parentheses at its end that belong to the text around it."""
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1]
    return address


def _either(left: Clause, right: Clause) -> AnyOf:
    alternatives = left.clauses if isinstance(left, AnyOf) else (left,)
    return AnyOf((*alternatives, right))


def _flat(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """Without parentheses that hold together what belongs together anyway."""
    for clause in clauses:
        if isinstance(clause, AllOf):
            yield from _flat(clause.clauses)
        else:
            yield clause


def _united(clauses: list[Clause]) -> Iterator[Clause]:
    """Values of one facet as alternatives, where the first of them stands."""
    values: dict[str, list[Clause]] = {}
    for clause in clauses:
        if isinstance(clause, Chosen):
            values.setdefault(clause.facet, []).append(clause)
    for clause in clauses:
        if not isinstance(clause, Chosen):
            yield clause
        elif clause is values[clause.facet][0]:
            same = tuple(values[clause.facet])
            yield clause if len(same) == 1 else AnyOf(same)
