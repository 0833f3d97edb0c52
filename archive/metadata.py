"""What an issue is called: its number, date and language, from front matter, title and file name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import regex as re

from archive import common_words
from archive.dates import read_date, without_dates

LINE = 300
"""Characters of a title or line that are looked at: what tells an issue's number stands near its start."""
_TAG = re.compile(r"[\[(（【.](?P<tag>[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?)[\])）】.]")
_FILE_TAG = re.compile(r"[-_. \[(](?P<tag>[A-Za-z]{2}(?:[-_][A-Za-z]{2,4})?)[\])]?\s*$")
LANGUAGES = frozenset(
    [
        "ar",
        "bg",
        "bn",
        "ca",
        "cs",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "fa",
        "fi",
        "fr",
        "he",
        "hi",
        "hr",
        "hu",
        "id",
        "it",
        "ja",
        "ko",
        "lt",
        "lv",
        "ms",
        "nb",
        "nl",
        "nn",
        "no",
        "pl",
        "pt",
        "ro",
        "ru",
        "sk",
        "sl",
        "sr",
        "sv",
        "sw",
        "ta",
        "te",
        "th",
        "tr",
        "uk",
        "ur",
        "vi",
        "zh",
    ]
)
"""The ISO 639-1 codes of languages that newsletters are likely to be written in."""
_COUNTRIES = {
    "CH": "zh",
    "CN": "zh",
    "BR": "pt-BR",
    "JP": "ja",
    "KR": "ko",
    "GR": "el",
    "UA": "uk",
    "CZ": "cs",
}
"""Country codes that people write where a language code is meant."""


def language_tag(text: str) -> str:
    """A language as a BCP 47 tag ("pt-BR", "zh"); empty where the text names none we know."""
    base, _, region = text.strip().replace("_", "-").partition("-")
    if base.lower() in LANGUAGES:
        if not region:
            return base.lower()
        return f"{base.lower()}-{region.title() if len(region) == 4 else region.upper()}"
    return "" if region else _COUNTRIES.get(base.upper(), "")


def tagged_language(title: str, file_name: str) -> str:
    """The language that a title ("[FR]") or a file name ("_tr.md", "[ZH].md") states; else empty."""
    for match in _TAG.finditer(title[:LINE]):
        if match["tag"].isupper() or "-" in match["tag"]:
            found = language_tag(match["tag"])
            if found:
                return found
    stem = re.sub(r"(?i)(?:\s*\.(?:md|markdown|mdown|mkd|rst|txt)\s*)+$", "", file_name)
    for match in _TAG.finditer(stem):
        if match["tag"].isupper() and (found := language_tag(match["tag"])):
            return found
    ending = _FILE_TAG.search(stem)
    return language_tag(ending["tag"]) if ending else ""


_SCRIPTS = (
    ("ja", re.compile(r"[\p{Hiragana}\p{Katakana}]")),
    ("ko", re.compile(r"\p{Hangul}")),
    ("zh", re.compile(r"\p{Han}")),
    ("ar", re.compile(r"\p{Arabic}")),
    ("he", re.compile(r"\p{Hebrew}")),
    ("el", re.compile(r"\p{Greek}")),
    ("th", re.compile(r"\p{Thai}")),
    ("hi", re.compile(r"\p{Devanagari}")),
)
SAMPLE = 1500
"""Characters of a text that are looked at: language identification is sure after a few hundred."""


def written_language(text: str, likely: str = "") -> str:
    """The language a text is written in, by its script, its common words, or else by py3langid.

    ``likely`` is taken where the text is too short to tell.
    """
    sample = text[:SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if letters < 20:
        return likely or "en"
    foreign = "".join(char for char in sample if char > "\x7f")
    for language, script in _SCRIPTS:
        share = len(script.findall(foreign)) / letters
        # Kana are a third of Japanese text; Han text has Latin names throughout.
        if share > (0.05 if language == "ja" else 0.2):
            return language
    if (found := common_words.language(sample)) in LANGUAGES:
        return found
    found, _ = _identifier().classify(sample)
    return str(found)


@cache
def _identifier() -> Any:
    # Loading the model takes a moment, so only where a text has to be identified.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(sorted(LANGUAGES & set(identifier.nb_classes)))
    return identifier


# ---------------------------------------------------------------- number

_MARKED = re.compile(
    r"(?:#|№|\b(?:issue|no|nr|num|number|vol|volume|edition|episode|week|ausgabe|numéro|número|edição|edición|sayı|выпуск)\b[.\s_:#-]*)"
    r"\s?(?P<number>\d{1,4})(?![\d.]*\d)|第\s*(?P<cjk>\d{1,4}|[一二三四五六七八九十百零〇]{1,5})\s*[期号號回弾集]|제?\s*(?P<hangul>\d{1,4})\s*(?:호|번째|회)",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"(?<![\d.])(?P<number>\d{1,4})(?:st|nd|rd|th)?[)）]?\s*(?:$|[\[(（:：—|]|\s[-–]\s)")
_FILE_NUMBER = re.compile(
    r"(?:#|issue|no|vol|week|newsletter|weekly|nlp)[-_. #]*?(?P<number>\d{1,4})(?!\d)", re.IGNORECASE
)
_ONLY_NUMBER = re.compile(r"^(?:[A-Za-z]+[-_ ]?)?0*(?P<number>\d{1,4})$")
_ORDINALS: Mapping[str, int] = {
    word: number
    for words in (
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
        "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième",
        "primer segundo tercer cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo",
        "primeira segunda terceira quarta quinta sexta sétima oitava nona décima",
        "الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر",
        "birinci ikinci üçüncü dördüncü beşinci altıncı yedinci sekizinci dokuzuncu onuncu",
    )
    for number, word in enumerate(words.split(), 1)
}
_NTH = re.compile(
    r"(?<![\d.])(?P<number>\d{1,4})(?:st|nd|rd|th|\.|º|ª|e|ème)?\s+"
    r"(?:issue|edition|newsletter|ausgabe|numéro|édition|edición|número|edição|sayı)\b",
    re.IGNORECASE,
)
_ISSUE_WORD = re.compile(
    r"\b(?P<before>\w{1,20})\s+(?:issue|edition|number|newsletter|numéro|édition|lettre|edición|número|edição|sayı|bülten)\b"
    r"|(?:الإصدار|العدد|النشرة)\s+(?P<after>\w+)",
    re.IGNORECASE,
)


def number_of(title: str, file_name: str, stated: object = None) -> int | None:
    """The number of an issue: stated in the front matter, or in its title or file name."""
    for value in (stated,):
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        if isinstance(value, str) and (match := re.search(r"\d{1,5}", value)):
            return int(match[0])
    title = unicodedata.normalize("NFKC", title[:LINE])
    return _numbered(title) or _from_file(file_name)


def marked_number(line: str) -> int | None:
    """A number that a line marks as an issue's: "#214", "Issue 7", "第3期"."""
    match = _MARKED.search(line[:LINE])
    return _chinese(match["number"] or match["cjk"] or match["hangul"]) if match else None


def _numbered(title: str) -> int | None:
    if (marked := marked_number(title)) is not None:
        return marked
    title = without_dates(title)
    head = _TAG.sub(lambda tag: f" {tag[0]}", title)
    if (match := _CLOSING.search(head)) and match.start() and not _is_year(int(match["number"])):
        return int(match["number"])
    if match := _NTH.search(title):
        return int(match["number"])
    if (match := _ISSUE_WORD.search(title)) and (
        word := (match["before"] or match["after"]).casefold()
    ) in _ORDINALS:
        return _ORDINALS[word]
    return None


_FILE_DATE = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_.]?(?P<month>\d{1,2})[-_.]?(?P<day>\d{1,2})(?!\d)")


def _from_file(file_name: str) -> int | None:
    stem = re.sub(r"(?i)(?:\s*\.(?:md|markdown|mdown|mkd|rst|txt)\s*)+$", "", file_name)
    undated = _FILE_DATE.sub(" ", stem).strip(" -_.")
    match = _MARKED.search(undated) or _ONLY_NUMBER.match(undated)
    if match:
        return _chinese(next(group for group in match.groups() if group))
    match = _FILE_NUMBER.search(undated)
    return int(match["number"]) if match and not _is_year(int(match["number"])) else None


def _is_year(number: int) -> bool:
    return 1990 <= number <= 2099


_CHINESE = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}


def _chinese(text: str) -> int | None:
    """A number below a thousand in Chinese numerals, or in digits."""
    if text.isdecimal():
        return int(text)
    if not any(char in text for char in "十百"):
        return int("".join(str(_CHINESE[char]) for char in text)) if text else None
    total, digit = 0, 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _CHINESE[char]
    return total + digit


# ---------------------------------------------------------------- date


_FOLDERS = re.compile(r"(?:^|/)(?P<year>(?:19|20)\d\d)/(?P<month>\d\d?|\p{L}{3,12})/(?P<day>\d\d?)(?=\.|/|$)")


def dated_by_folders(path: str) -> date | None:
    """The date that folders spell: ``2022/Aug/08.md``."""
    match = _FOLDERS.search(path)
    if match is None:
        return None
    gap = " " if match["month"].isalpha() else "-"
    return read_date(gap.join(match.groups()))


def date_in_name(path: str) -> date | None:
    """The date that a file's name, or the folders above it, state."""
    if day := dated_by_folders(path):
        return day
    for match in reversed(list(_FILE_DATE.finditer(path))):
        try:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            continue
    return None


def names(value: object) -> tuple[str, ...]:
    """Authors or tags of a front matter: a list, or a text with commas; each once, in order."""
    if value is None or isinstance(value, bool):
        return ()
    if isinstance(value, Mapping):
        value = value.get("name", value.get("handle", ""))
    parts: Iterable[object]
    if isinstance(value, str):
        parts = re.split(r"[,;]", value)
    elif isinstance(value, Iterable):
        parts = [name for part in value for name in (names(part) if isinstance(part, Mapping) else [part])]
    else:
        parts = [value]
    return tuple(dict.fromkeys(text for part in parts if part is not None and (text := str(part).strip())))
