"""Which language a text is written in, where its commonest words leave no doubt.

Loading a statistical model takes longer than reading ten issues; most texts do not need it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache

from stopwordsiso import langs, stopwords

FEWEST = 20
"""Words that a text must have."""
SHARE = 0.3
"""The least share of a text's words that are common words of its language: half of them are in English."""
LEAD = 1.5
"""How often as many there must be as of any other language. Of 500 issues in ten languages, none that
passes both bounds is told otherwise by py3langid."""

_WORD = re.compile(r"[^\W\d_]+")


def language(text: str) -> str:
    """The language whose common words prevail; empty where none does clearly."""
    words = _WORD.findall(text.lower())
    if len(words) < FEWEST:
        return ""
    speakers = _speakers()
    votes: Counter[str] = Counter()
    for word, times in Counter(words).items():
        for each in speakers.get(word, ()):
            votes[each] += times
    (first, most), (_, next_most) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
    return first if most > len(words) * SHARE and most > next_most * LEAD else ""


@cache
def _speakers() -> Mapping[str, tuple[str, ...]]:
    """Common word -> the languages that have it."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in langs():
        for word in stopwords(each):
            found[word].append(each)
    return {word: tuple(languages) for word, languages in found.items()}
