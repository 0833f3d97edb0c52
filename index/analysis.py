"""Text -> terms, the same at indexing and at searching.

A word is indexed as it stands (folded: case, accents, letter forms), as its stem, and, where it is
compound, in its parts as well as joined, so that "TinyBERT", "tiny-bert" and "tiny bert" meet. Text
written without spaces is indexed by single characters and by pairs of neighbours.

Stems carry :data:`STEM` in front: they share fields and positions with words, and never collide.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex
import Stemmer
from msgspec import Struct

from index.patterns import Match, Pattern

STEM = "~"
"""In front of every stem; no word contains it."""

TERM_LENGTH = 64
"""Characters at most: longer words are cut, at indexing and at searching alike."""

_MOST_PARTS = 6
"""A "word" of more parts is a hash or a path rather than a name: it is not joined or split further."""

_SHORTEST_STEM = 3
"""Letters: shorter stems say nothing across languages ("bias" is "bi" to a French stemmer)."""

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー々"
_LETTER = (rf"[[\p{{L}}\p{{M}}\p{{N}}\p{{Cf}}]--[{_UNSPACED}]]", "[A-Za-z0-9]")
_STRETCH = Pattern(
    r"""%(run)s
    |(?:(?<![%(L)s%(N)s.])\.(?=[%(L)s]))?              # the dot of ".NET"
    %(letter)s+(?:%(joint)s%(letter)s+)*
    (?:\+\+(?![%(L)s%(N)s+])                          # "C++"
      |(?<=(?<![%(L)s%(N)s])[%(L)s])\#(?![%(L)s%(N)s]) # "C#"
    )?""",
    run=(rf"[{_UNSPACED}][{_UNSPACED}\p{{M}}\p{{Cf}}]*", "(?!)"),
    letter=_LETTER,
    joint=(r"[-‐‑_.'’ʼ&]", "[-_.'&]"),
)
_DOTTED = re.compile(r"\.(?<![A-Za-z0-9.]\.)[A-Za-z]")
"""A name that begins with a dot: ".NET"."""
_SIGNLESS = re.compile("[A-Za-z0-9]+(?:[-_.'&][A-Za-z0-9]+)*")
"""The words of plain ASCII without such names and without "C++" and "C#", found in half of the time."""
_RUN = regex.compile(f"[{_UNSPACED}]", regex.VERSION1)
_CHUNK = Pattern("%(letter)s+", letter=_LETTER)
_ONE_PART = re.compile("[A-Za-z][a-z]*|[A-Z]+|[0-9]+")
"""What most words are; they need no taking apart."""
_PARTS = re.compile("[0-9]+|[A-Z]+[a-z]*|[a-z]+")
"""The parts of a chunk that is plain ASCII."""
_BORDER = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})|(?<=\p{L})(?=\p{Nd})|(?<=\p{Nd})(?=\p{L})", regex.VERSION1)
"""What is between the parts of any other."""

ENDING = frozenset(["da", "de", "en", "es", "fi", "fr", "it", "nb", "no", "pt", "ro", "sv", "tr"])
"""Languages whose stemmers change the ends of words alone, so that a stem begins as its word does."""

_KEPT = 1 << 13
"""Words whose pieces are kept, about half a kilobyte for each: a server holds them for as long as it runs."""
_FOLDED = 1 << 14
"""Texts that are kept folded; a build folds the same words over and over."""
_APOSTROPHES = "'’ʼ"
_ELIDED = frozenset(["c", "d", "j", "l", "m", "n", "s", "t", "qu"])
"""What stands before an apostrophe and means nothing alone, in French, Italian and Catalan."""
_CLITICS = frozenset(["s", "t", "m", "d", "ll", "re", "ve"])
"""What stands behind an apostrophe and means nothing alone, in English."""

_MARKS = regex.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u06d6-\u06ed\u0640\p{Cf}]+")
"""Accents of Latin, Greek and Cyrillic, vowel signs of Hebrew and Arabic, tatweel, invisible characters.
The marks of other scripts are letters in their own right and stay."""

_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "ŧ": "t",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ة": "ه",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ٱ": "ا",
    }
)


class Token(NamedTuple):
    """One term of a text. Several terms may stand at one position."""

    term: str
    position: int
    start: int
    """Where it starts in the text, in characters."""
    end: int
    main: bool
    """Whether it counts towards the text's length: stems and joined forms do not."""


Span = tuple[int, int, str]
"""Start and end, in characters, and the term that stands there."""


class Form(Struct, frozen=True, gc=False):
    """How one word of a query may stand in a text."""

    text: str
    """As typed."""
    whole: str
    """The word in one piece; empty where it must not be looked for that way."""
    parts: tuple[str, ...]
    """The parts of a compound name, neighbours in a text; one for a simple word."""
    stems: tuple[tuple[str, ...], ...]
    """The same parts as stems, a tuple for each way of stemming."""
    run: bool = False
    """Whether it is text without spaces, whose parts are pairs of characters."""


@lru_cache(maxsize=_FOLDED)
def fold(text: str) -> str:
    """Case, accents, letter forms, digits and width folded away; not one-to-one in characters."""
    if text.isascii():
        return text.lower()[:TERM_LENGTH]
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = _MARKS.sub("", plain).translate(_LETTERS)
    plain = unicodedata.normalize("NFKC", plain).casefold()
    if not plain.isascii():
        plain = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in plain)
    return plain[:TERM_LENGTH]


def tokens(text: str, language: str = "") -> Iterator[Token]:
    """The terms of a text in a language (a BCP 47 tag), in the order of the text."""
    position = 0
    for match in stretches(text):
        start = match.start()
        pieces, width = _pieces(match[0], language)
        for term, offset, first, last, main in pieces:
            yield Token(term, position + offset, start + first, start + last, main)
        position += width


def main_terms(text: str) -> Iterator[str]:
    """Those of :func:`tokens` that count towards a text's length: words, no stems and joined forms."""
    return itertools.chain.from_iterable(map(_main_terms, words(text)))


@lru_cache(maxsize=1 << 16)
def _main_terms(word: str) -> tuple[str, ...]:
    if _ONE_PART.fullmatch(word):
        return (fold(word),)
    pieces, _ = _pieces(word, "")
    return tuple(term for term, _, _, _, main in pieces if main)


def words(text: str) -> list[str]:
    """The stretches of a text that :func:`tokens` takes apart one by one: words, and unspaced text."""
    if text.isascii() and not ("+" in text or "#" in text or _DOTTED.search(text)):
        return _SIGNLESS.findall(text)
    return _STRETCH.findall(text)


def places(word: str, language: str) -> tuple[tuple[tuple[str, int], ...], int, int]:
    """Of one of :func:`words`: its terms with their positions from its own, none twice, in the order of the
    positions; what it adds to its text's length; and how many positions it takes."""
    if word.isdecimal() and word.isascii():
        return ((word[:TERM_LENGTH], 0),), 1, 1
    if _ONE_PART.fullmatch(word):
        return tuple([(term, 0) for term in _terms(word, language.partition("-")[0])]), 1, 1
    pieces, width = _pieces(word, language)
    found: dict[tuple[str, int], bool] = {}
    for term, offset, _, _, main in pieces:
        found.setdefault((term, offset), main)
    return tuple(sorted(found, key=lambda place: place[1])), sum(found.values()), width


def stretches(text: str) -> Iterator[Match]:
    """The :func:`words` of a text as they are found, so that they tell where they start."""
    return _STRETCH.finditer(text)


def spots(word: str, language: str, sought: frozenset[str]) -> list[Span]:
    """Where some terms stand in one of :func:`words`, ascending."""
    if _ONE_PART.fullmatch(word):
        whole = _terms(word, language.partition("-")[0])
        return sorted([(0, len(word), term) for term in whole if term in sought])
    pieces, _ = _pieces(word, language)
    return sorted([(first, last, term) for term, _, first, last, _ in pieces if term in sought])


def forms(text: str, languages: Sequence[str]) -> list[Form]:
    """The words of a query, which may be meant in any of ``languages``."""
    return [
        _word_form(word, languages) if word.isascii() or not _RUN.match(word) else _run_form(word)
        for word in words(text)
        if fold(word)
    ]


def spellings(word: str) -> tuple[str, ...]:
    """What of one of :func:`words` someone may mistype, folded, compounds also in parts; not of unspaced
    text."""
    if _ONE_PART.fullmatch(word):
        return () if word.isdecimal() else (fold(word),)
    pieces = (piece for chunk in _CHUNK.findall(word) for piece in (chunk, *_parts(chunk)))
    return tuple(each for each in dict.fromkeys(map(fold, pieces)) if each.isalnum() and not each.isdecimal())


def stems(word: str, language: str) -> tuple[str, ...]:
    """The word's stems, marked: of the word as written and, for who types no accents, as folded."""
    stemmer = _stemmer(language)
    plain = fold(word)
    if stemmer is None or len(plain) < _SHORTEST_STEM or not plain.isalpha():
        return ()
    if word.isascii() and len(word) == len(plain):
        return tuple(plain_stems(plain, (language,)))
    ways = dict.fromkeys((unicodedata.normalize("NFC", word.casefold()), plain))
    found = dict.fromkeys([fold(stemmer.stemWord(way)) for way in ways])
    return tuple([STEM + stem for stem in found if len(stem) >= _SHORTEST_STEM])


def plain_stems(word: str, languages: Sequence[str]) -> list[str]:
    """The same of a word in small letters of ASCII, in each of some languages that have one for it."""
    if len(word) < _SHORTEST_STEM:
        return []
    stemmers = [stemmer for language in languages if (stemmer := _stemmer(language))]
    found = [fold(each.stemWord(word)) for each in stemmers]
    return [STEM + stem for stem in found if len(stem) >= _SHORTEST_STEM]


@lru_cache(maxsize=_FOLDED)
def _terms(part: str, language: str) -> tuple[str, ...]:
    """A part of a word, folded, and its stems."""
    return (fold(part), *stems(part, language))


@lru_cache(maxsize=64)
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    """The stemmer that Snowball has for a BCP 47 tag; None where it has none."""
    try:
        return Stemmer.Stemmer(language.partition("-")[0].lower(), 0)
    except KeyError:
        return None


_Piece = tuple[str, int, int, int, bool]


def _pieces(word: str, language: str) -> tuple[tuple[_Piece, ...], int]:
    """Of one of :func:`words`: its pieces, and its width in positions."""
    if not word.isascii() and _RUN.match(word):
        return _run(word)
    return _word(word, language.partition("-")[0])


@lru_cache(maxsize=_KEPT)
def _word(raw: str, language: str) -> tuple[tuple[_Piece, ...], int]:
    """The pieces of a word (term, relative position, start, end, main) and its width in positions."""
    if _ONE_PART.fullmatch(raw):
        whole, *own = _terms(raw, language)
        return ((whole, 0, 0, len(raw), True), *[(stem, 0, 0, len(raw), False) for stem in own]), 1
    chunks = _chunks(raw)
    pieces: list[_Piece] = []
    position = 0
    for chunk, start, end in _telling(raw, chunks):
        parts = _parts(chunk)
        first = position
        at = start
        for part in parts:
            whole, *own = _terms(part, language)
            pieces.append((whole, position, at, at + len(part), True))
            pieces += [(stem, position, at, at + len(part), False) for stem in own]
            at += len(part)
            position += 1
        if len(parts) > 1:
            pieces += [(term, first, start, end, False) for term in _terms(chunk, language)]
    if joined := _joined(chunks):
        pieces += [(term, 0, chunks[0][1], chunks[-1][2], False) for term in _terms(joined, language)]
    if signed := _signed(raw):
        pieces.append((signed, max(0, position - 1), 0, len(raw), False))
    return tuple(piece for piece in pieces if piece[0]), position


@lru_cache(maxsize=1 << 14)
def _run(raw: str) -> tuple[tuple[_Piece, ...], int]:
    characters = [(fold(char), at) for at, char in enumerate(raw)]
    characters = [(char, at) for char, at in characters if char]
    pieces: list[_Piece] = []
    for place, (char, at) in enumerate(characters):
        pieces.append((char, place, at, at + 1, True))
        if place + 1 < len(characters):
            following, last = characters[place + 1]
            pieces.append((char + following, place, at, last + 1, False))
    return tuple(pieces), len(characters)


def _word_form(raw: str, languages: Sequence[str]) -> Form:
    if _ONE_PART.fullmatch(raw):
        return _simple_form(raw, languages)
    if signed := _signed(raw):
        return Form(raw, signed, (), ())
    chunks = _chunks(raw)
    pieces = [part for chunk, _, _ in _telling(raw, chunks) for part in _parts(chunk)]
    parts = tuple(filter(None, map(fold, pieces)))
    joined = _joined(chunks)
    whole = fold(joined or (chunks[0][0] if len(chunks) == 1 else ""))
    found: dict[tuple[str, ...], None] = {}
    for language in languages:
        ways = [stems(piece, language) or (fold(piece),) for piece in pieces]
        found[tuple(way[0] for way in ways)] = None
        found[tuple(way[-1] for way in ways)] = None
        if len(pieces) > 1 and whole:
            found.update(dict.fromkeys((stem,) for stem in stems(joined or chunks[0][0], language)))
    found.pop(parts, None)
    return Form(raw, whole, parts, tuple(found))


def _simple_form(raw: str, languages: Sequence[str]) -> Form:
    """The same of a word of one part, which most are."""
    plain = (fold(raw),)
    found = dict.fromkeys([(stem,) for language in languages for stem in stems(raw, language)])
    return Form(raw, plain[0], plain, tuple(found))


def _run_form(raw: str) -> Form:
    characters = [char for char in map(fold, raw) if char]
    pairs = tuple(left + right for left, right in itertools.pairwise(characters))
    whole = characters[0] if len(characters) == 1 else ""
    return Form(raw, whole, pairs or tuple(characters), (), run=True)


_Chunk = tuple[str, int, int]


def _chunks(raw: str) -> list[_Chunk]:
    return [(match.group(), match.start(), match.end()) for match in _CHUNK.finditer(raw)]


def _telling(raw: str, chunks: list[_Chunk]) -> list[_Chunk]:
    """Without what an apostrophe cuts off: "OpenAI's", "l'IA"."""
    if len(chunks) < 2:
        return chunks
    (first, _, first_end), (last, last_start, _) = chunks[0], chunks[-1]
    if raw[last_start - 1] in _APOSTROPHES and last.casefold() in _CLITICS:
        return chunks[:-1]
    if raw[first_end] in _APOSTROPHES and first.casefold() in _ELIDED:
        return chunks[1:]
    return chunks


@lru_cache(maxsize=_KEPT)
def _parts(chunk: str) -> tuple[str, ...]:
    if _ONE_PART.fullmatch(chunk):
        return (chunk,)
    parts = _PARTS.findall(chunk) if chunk.isascii() else _BORDER.split(chunk)
    return tuple(parts) if len(parts) <= _MOST_PARTS else (chunk,)


def _joined(chunks: list[_Chunk]) -> str:
    """A compound in one word; empty where there is none, or where digits would run together ("3.5")."""
    if not 1 < len(chunks) <= _MOST_PARTS:
        return ""
    words = [chunk for chunk, _, _ in chunks]
    for word, following in itertools.pairwise(words):
        if word[-1].isdigit() and following[0].isdigit():
            return ""
    return "".join(words)


def _signed(raw: str) -> str:
    """A name that its sign makes: "c++", "c#", ".net"; empty for other words."""
    return fold(raw) if raw[0] == "." or raw[-1] in "+#" else ""
