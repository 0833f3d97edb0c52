"""Titles without what does not tell them apart: numbering, emoji, punctuation, case."""

from __future__ import annotations

import re
import string
from functools import lru_cache

import regex

_NUMBER = regex.compile(
    r"^\s*(?:\d+(?:\.\d+)+[、.．:：)）]?(?=\s|\p{Han}|\p{L})|[(（\[【]?(?:\d+|[一二三四五六七八九十百]+|[ivxIVX]{1,4})[)）\]】]?\s*[、.．:：)）]+|[(（](?:\d+|[一二三四五六七八九十]+)[)）]"
    r"|[①-⑳]|第[一二三四五六七八九十\d]+[章节節部]|#+\s)\s*"
)
_AMOUNT = re.compile(r"\s*\d+\.\d+\s*(?:[%x×]|(?:million|billion|trillion|times|percent|[kKMGT]?B)\b)")
"""A number that is part of what is said: "1.5 million downloads"."""
_NUMBER_START = re.compile(r"\s*[(（\[【\dIVXivx#第①-⑳一二三四五六七八九十百]")
_EMOJI = regex.compile(r"[\p{Extended_Pictographic}--[\d#*©®™]]|\p{Regional_Indicator}{2}", regex.V1)
_JOINERS = re.compile(r"[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff\u20e3]")
_WORDLESS = regex.compile(r"(?:[^\p{L}\p{M}+#]|(?<!\p{L}|\+)[+#])+")
"""What does not tell titles apart; "C", "C++" and "C#" are not the same."""
_LETTERLESS = regex.compile(r"[^\p{L}\p{M}]+")
_NO_LETTERS = {code: " " for code in range(128) if chr(code) not in string.ascii_letters}
_TYPOGRAPHY = dict.fromkeys(map(ord, "‘’“”–—…•\u00a0"), " ")
"""What often is all in a text that is not ASCII; no letters."""


def as_typed(text: str) -> str:
    """A text without typographic signs, so that it is plain ASCII if these are all that is not."""
    return text if text.isascii() else text.translate(_TYPOGRAPHY)


def letters(text: str) -> str:
    """The letters of a text, with single blanks for all else."""
    typed = as_typed(text)
    if typed.isascii():
        return " ".join(typed.translate(_NO_LETTERS).split())
    return _LETTERLESS.sub(" ", text).strip()


def without_number(title: str) -> str:
    """A title without the number it is listed under: "1.1 T5", "2、Ethics" and "（一）新闻" lose it."""
    if not _NUMBER_START.match(title) or _AMOUNT.match(title):
        return title
    rest = _NUMBER.sub("", title, count=1)
    return rest if any(char.isalnum() for char in rest) else title


def without_emoji(title: str) -> str:
    """A title without emoji at its ends or within."""
    if title.isascii():
        return " ".join(title.split())
    return " ".join(_JOINERS.sub("", _EMOJI.sub(" ", title)).split())


def emoji(title: str) -> str:
    """The emoji of a title, in order: what marks a section in every language."""
    if title.isascii():
        return ""
    return "".join(_EMOJI.findall(_JOINERS.sub("", title)))


@lru_cache(maxsize=1 << 15)
def same(title: str) -> str:
    """What is left of a title to compare: letters, in lower case."""
    title = without_number(title)
    typed = as_typed(title)
    if typed.isascii() and "+" not in typed and "#" not in typed:
        text = letters(typed).lower()
    else:
        text = _WORDLESS.sub(" ", _JOINERS.sub("", title).casefold()).strip()
    return text or title.strip()
