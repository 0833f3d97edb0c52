"""Titles without what does not tell them apart: numbering, emoji, punctuation, case."""

from __future__ import annotations

from functools import lru_cache

import regex as re

_NUMBER = re.compile(
    r"^\s*(?:\d+(?:\.\d+)+[、.．:：)）]?(?=\s|\p{Han}|\p{L})|[(（\[【]?(?:\d+|[一二三四五六七八九十百]+|[ivxIVX]{1,4})[)）\]】]?\s*[、.．:：)）]+|[(（](?:\d+|[一二三四五六七八九十]+)[)）]"
    r"|[①-⑳]|第[一二三四五六七八九十\d]+[章节節部]|#+\s)\s*"
)
_AMOUNT = re.compile(r"\s*\d+\.\d+\s*(?:[%x×]|(?:million|billion|trillion|times|percent|[kKMGT]?B)\b)")
"""A number that is part of what is said: "1.5 million downloads"."""
_NUMBER_START = re.compile(r"\s*[(（\[【\dIVXivx#第①-⑳一二三四五六七八九十百]")
_EMOJI = re.compile(r"[\p{Extended_Pictographic}--[\d#*©®™]]|\p{Regional_Indicator}{2}", re.V1)
_JOINERS = re.compile(r"[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff\u20e3]")
_WORDLESS = re.compile(r"(?:[^\p{L}\p{M}+#]|(?<!\p{L}|\+)[+#])+")
"""What does not tell titles apart; "C", "C++" and "C#" are not the same."""


def without_number(title: str) -> str:
    """A title without the number it is listed under: "1.1 T5", "2、Ethics" and "（一）新闻" lose it."""
    if not _NUMBER_START.match(title) or _AMOUNT.match(title):
        return title
    rest = _NUMBER.sub("", title, count=1)
    return rest if any(char.isalnum() for char in rest) else title


def without_emoji(title: str) -> str:
    """A title without emoji at its ends or within."""
    return " ".join(_JOINERS.sub("", _EMOJI.sub(" ", title)).split())


def emoji(title: str) -> str:
    """The emoji of a title, in order: what marks a section in every language."""
    return "".join(_EMOJI.findall(_JOINERS.sub("", title)))


@lru_cache(maxsize=1 << 15)
def same(title: str) -> str:
    """What is left of a title to compare: letters, in lower case."""
    text = _WORDLESS.sub(" ", _JOINERS.sub("", without_number(title)).casefold()).strip()
    return text or without_number(title).strip()
