"""The tag vocabulary: topics, and the words in any language that show them.

Text and vocabulary are cut into words in the same way: accents and a plural "s" are dropped, an
Arabic article too, and each Chinese, Japanese or Korean letter is a word of its own, because those
scripts set no blanks.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, chain, compress
from pathlib import Path

from stopwordsiso import langs, stopwords

from archive.config import TOPICS
from archive.ids import slug
from archive.settings_file import ConfigError, toml

LEAD = 30
"""Words at the start of an item that say what it is about: its first sentence or two.

Of 45 topics of real items that are named once, between the 30th and the 60th word, two thirds were
mentioned in passing.
"""
MENTIONS = 2
"""How often a longer item must name a topic that stands in neither its title nor its lead."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One entry of the vocabulary."""

    key: str
    """As tags have it, e.g. ``question-answering``."""
    name: str
    words: tuple[str, ...]
    """Words and phrases that show it, as the file has them."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A phrase that could be a topic."""

    phrase: str
    """As it is most often written."""
    count: int
    """In how many texts it stands."""
    examples: tuple[str, ...]
    """Passages that hold it, from different issues."""


# Words

_WIDE = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WIDE_LETTER = re.compile(f"[{_WIDE}]")
_TOKEN = re.compile(rf"[{_WIDE}]|[^\W_{_WIDE}]+(?:\+\+?|#(?!\w))?")
_PLAIN_TOKEN = re.compile(r"[A-Za-z0-9]+(?:\+\+?|#(?![A-Za-z0-9_]))?")
"""The same in plain ASCII, found in half of the time."""
_PHRASE_TOKEN = re.compile(rf"[{_WIDE}]|(?:[^\W_{_WIDE}]|\*)+(?:\+\+?|#(?!\w))?")
_PUNCTUATION = dict.fromkeys(map(ord, "‘’“”–—…\u00a0"), " ")
"""What often is all that is not ASCII; between words, as a blank is."""
_ARTICLE = re.compile(r"^(?:[وفبك]?ال|[وف]?لل)(?=\w{3})")


def _tokens(text: str, token: re.Pattern[str] = _TOKEN) -> list[str]:
    """The words of a text in their own case, without accents."""
    if not text.isascii() and not (text := text.translate(_PUNCTUATION)).isascii():
        letters = unicodedata.normalize("NFKD", text.replace("ı", "i"))
        text = unicodedata.normalize("NFC", "".join(c for c in letters if not unicodedata.combining(c)))
    return (_PLAIN_TOKEN if token is _TOKEN and text.isascii() else token).findall(text)


def _singular(token: str) -> str:
    """A word without its article and plural ending."""
    if "\u0600" <= token[0] <= "\u06ff":
        return _ARTICLE.sub("", token)
    return token[:-1] if len(token) > 3 and token[-1] in "sS" and token[-2] not in "sS" else token


def _lead(tokens: Sequence[str]) -> int:
    """How many of the words are the lead; letters of scripts without blanks count half."""
    first = tokens[: 2 * LEAD + 1]
    return bisect_left(
        list(accumulate(0.5 if _WIDE_LETTER.match(token) else 1 for token in first)), LEAD + 0.5
    )


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a phrase; a star at an end is taken off and noted."""

    text: str
    exact: bool
    """Whether case matters: capitals elsewhere than in front, or nothing but capitals."""
    open_start: bool
    open_end: bool

    @classmethod
    def parse(cls, token: str) -> _Word:
        token = _singular(token)
        text = token.strip("*")
        exact = text.isupper() or text[1:] != text[1:].lower()
        return cls(text if exact else text.casefold(), exact, token[:1] == "*", token[-1:] == "*")

    @property
    def is_open(self) -> bool:
        return self.open_start or self.open_end

    def fits(self, token: str) -> bool:
        word = _singular(token) if self.exact else _singular(token).casefold()
        if self.open_start:
            return self.text in word if self.open_end else word.endswith(self.text)
        return (word + "s").startswith(self.text) if self.open_end else word == self.text


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words in a row that show a topic."""

    key: str
    words: tuple[_Word, ...]
    telling: int
    """Which of the words to look for, the longest: texts are full of "in" and "the"."""

    @classmethod
    def parse(cls, key: str, phrase: str) -> _Phrase:
        words = tuple(map(_Word.parse, _tokens(phrase, _PHRASE_TOKEN)))
        telling = max(range(len(words)), key=lambda i: (not words[i].is_open, len(words[i].text)))
        return cls(key, words, telling)


class Vocabulary:
    """Topics, ready to tag items with."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.topics = tuple(topics)
        self.labels: Mapping[str, str] = {topic.key: topic.name for topic in topics}
        self._whole: dict[str, list[_Phrase]] = defaultdict(list)
        self._open: list[_Phrase] = []
        for phrase in (_Phrase.parse(topic.key, words) for topic in topics for words in topic.words):
            word = phrase.words[phrase.telling]
            if word.is_open:
                self._open.append(phrase)
            else:
                self._whole[word.text.casefold()].append(phrase)
        parts = (re.escape(phrase.words[phrase.telling].text.casefold()) for phrase in self._open)
        self._may_be_open = re.compile("|".join(parts) or r"(?!)")
        self._told = lru_cache(maxsize=1 << 16)(self._phrases_told)

    def __reduce__(self) -> tuple[type[Vocabulary], tuple[tuple[Topic, ...]]]:
        return type(self), (self.topics,)

    @classmethod
    def load(cls, *paths: Path) -> Vocabulary:
        """Read topics files, the bundled one if none is given.

        Of topics in several files, the first file's count. Raises ConfigError.
        """
        topics: dict[str, Topic] = {}
        for path in dict.fromkeys(paths or (TOPICS,)):
            topics = _read(path) | topics
        return cls(tuple(topics.values()))

    def tags(self, title: str, text: str) -> tuple[str, ...]:
        """The keys of an item's topics, the clearest first.

        A topic counts where the title or the lead names it, or where the rest does so repeatedly: a
        passing mention in a long item is not what the item is about.
        """
        named, tokens = _tokens(title), _tokens(text)
        if not any(map(self._told, chain(named, tokens))):
            return ()
        in_title = {key for _, key in self._mentions(named)}
        mentions = list(self._mentions(tokens))
        in_text = Counter(key for _, key in mentions)
        lead = _lead(tokens)
        in_lead = {key for position, key in mentions if position < lead}
        found = in_title | in_lead | {key for key, count in in_text.items() if count >= MENTIONS}
        ranked = sorted(found, key=lambda key: (-(key in in_title), -in_text[key], key))
        return tuple(ranked)

    def covers(self, phrase: str) -> bool:
        """Whether some topic is shown by this phrase."""
        return any(True for _ in self._mentions(_tokens(phrase)))

    def _mentions(self, tokens: Sequence[str]) -> Iterator[tuple[int, str]]:
        """(position, topic key) of each phrase that the words hold."""
        # Few words tell anything: the others are passed over without a step of ours for each.
        for position in compress(range(len(tokens)), map(self._told, tokens)):
            for phrase in self._told(tokens[position]):
                start = position - phrase.telling
                there = tokens[max(start, 0) : start + len(phrase.words)]
                if len(there) == len(phrase.words) and all(map(_Word.fits, phrase.words, there)):
                    yield start, phrase.key

    def _phrases_told(self, token: str) -> tuple[_Phrase, ...]:
        """The phrases whose telling word this is."""
        word = _singular(token).casefold()
        entries = self._whole.get(word, [])
        if self._may_be_open.search(word + "s"):
            entries = entries + self._open
        return tuple(phrase for phrase in entries if phrase.words[phrase.telling].fits(token))


# The file


def _read(path: Path) -> dict[str, Topic]:
    """The topics of a file, by key. Raises ConfigError."""
    content = toml(path, "give the path of a topics file")
    entries = content.get("topic")
    if not isinstance(entries, list) or len(content) > 1:
        raise ConfigError(path, "", "holds something else than topics", 'write [[topic]], "name" and "words"')
    topics: dict[str, Topic] = {}
    for position, entry in enumerate(entries, 1):
        topic = _topic(path, f"topic {position}", entry)
        if topic.key in topics:
            raise ConfigError(path, f"topic {position}", f'"{topic.name}" is there already', "join the two")
        topics[topic.key] = topic
    return topics


def _topic(path: Path, where: str, entry: object) -> Topic:
    """One checked entry; ``where`` says which one to an editor. Raises ConfigError."""
    if not isinstance(entry, dict):
        raise ConfigError(path, where, "is no table", "begin it with [[topic]]")
    name, words = entry.get("name"), entry.get("words")
    if not isinstance(name, str) or not slug(name):
        raise ConfigError(path, where, "has no name", 'add: name = "…"')
    where = f'{where} "{name}"'
    if unknown := sorted(set(entry) - {"name", "words"}):
        raise ConfigError(path, where, f'"{unknown[0]}" means nothing here', 'only "name" and "words" do')
    if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
        raise ConfigError(path, where, "has no words", 'add: words = ["…", "…"]')
    for word in words:
        tokens = _tokens(word, _PHRASE_TOKEN)
        first, *others = tokens or ["*"]
        if ("*" in first and len(first.strip("*")) < 3) or not all(token.strip("*") for token in others):
            cure = "give three letters or more beside the star"
            raise ConfigError(path, where, f'"{word}" fits too much', cure)
    return Topic(slug(name), name, tuple(words))


# What a vocabulary lacks

_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[;:,()\[\]{}\"“”«»|/\n…。，！？；：、（）]|\s[-–—]\s")
_NAME_OR_WORD = re.compile(r"[^\W_]+(?:[-.+#&][^\W_]+)*\+*")
_LONGEST = 3
"""Words of a phrase at most."""
_LEAST = 3
"""Texts that a phrase must stand in, at least."""
_COMMON = 0.5
"""Share of the issues above which a phrase belongs to the newsletter rather than to a topic."""
_PASSAGE = 40
"""Characters shown on either side of a phrase."""


def suggest(
    texts: Sequence[tuple[str, str]], vocabulary: Vocabulary, limit: int = 30, names: Sequence[str] = ()
) -> list[Suggestion]:
    """Frequent phrases that no topic covers, the most widespread first.

    ``texts`` are pairs of an issue's id and an item's text. Phrases have one to three words; a single
    word must be a name, written with a capital within sentences. Scripts without blanks are left out.
    ``names`` are titles and the words of links: a phrase must stand in one, unless there are none, since
    what never does ("topics include") is a turn of phrase.
    """
    counts: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    for _, text in texts:
        phrases = list(_phrases(text))
        counts.update({_key(phrase) for phrase, named, _ in phrases if named})
        plain.update({_key(phrase) for phrase, named, _ in phrases if not named})
    frequent = {key for key, count in counts.items() if count >= _LEAST and count >= plain[key]}
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    places: dict[str, dict[str, str]] = defaultdict(dict)
    for issue, text in texts:
        for phrase, named, around in _phrases(text):
            key = _key(phrase)
            if named and key in frequent and not _covered(vocabulary, phrase, around):
                forms[key][phrase] += 1
                places[key].setdefault(issue, _passage(text, phrase))
    headlines = {_key(phrase) for name in names for phrase, _, _ in _phrases(name)}
    issues = len({issue for issue, _ in texts})
    spread = {
        key: len(where)
        for key, where in places.items()
        if (issues < 4 or len(where) <= issues * _COMMON) and (key in headlines or not names)
    }
    ranked = sorted(spread, key=lambda key: (-spread[key], -counts[key], key))
    return [
        Suggestion(forms[key].most_common(1)[0][0], counts[key], tuple(places[key].values())[:3])
        for key in _without_parts(ranked, {key: counts[key] for key in frequent})[:limit]
    ]


def _phrases(text: str) -> Iterator[tuple[str, bool, tuple[str, str]]]:
    """(phrase, whether it may be a topic, the words before and after it).

    Phrases are one to three words that no stop word begins or ends.
    """
    for sentence in _SENTENCE_END.split(text):
        words = _NAME_OR_WORD.findall(sentence)
        meaning = [_has_meaning(word) for word in words]
        for start in range(len(words)):
            for end in range(start, min(start + _LONGEST, len(words))):
                inside = words[start : end + 1]
                if meaning[start] and meaning[end] and (all(meaning[start:end]) or _binds(inside)):
                    named = end > start or (inside[0].lower() != inside[0] and start > 0)
                    around = (words[start - 1] if start else "", "".join(words[end + 1 : end + 2]))
                    yield " ".join(inside), named, around


def _covered(vocabulary: Vocabulary, phrase: str, around: tuple[str, str]) -> bool:
    """Whether some topic is shown by the phrase, alone or together with a word beside it."""
    if vocabulary.covers(phrase):
        return True
    before, after = around
    return vocabulary.covers(f"{before} {phrase} {after}") and not any(map(vocabulary.covers, around))


def _key(phrase: str) -> str:
    """The same for all ways to write a phrase."""
    return " ".join(map(_singular, phrase.casefold().split(" ")))


def _binds(words: Sequence[str]) -> bool:
    """Whether the stop word within three words makes one name of them: "bag of words", "Papers with Code"."""
    return len(words[1]) == 2 or (words[0][0].isupper() and words[2][0].isupper())


@cache
def _stop_words() -> frozenset[str]:
    """Words of any language that carry no topic; all together, since editions come in many."""
    return frozenset().union(*(stopwords(language) for language in langs()))


def _has_meaning(word: str) -> bool:
    return len(word) > 1 and not word.isdigit() and word.casefold() not in _stop_words()


def _without_parts(ranked: Sequence[str], counts: Mapping[str, int]) -> list[str]:
    """Without phrases that mostly stand within a longer one, or that merely lengthen a better one.

    ``counts`` holds all frequent phrases, also those that some topic covers.
    """
    within: dict[str, int] = {}
    for phrase, count in counts.items():
        for part in _parts(phrase):
            within[part] = max(within.get(part, 0), count)
    kept: dict[str, None] = {}
    for phrase in ranked:
        if within.get(phrase, 0) < counts[phrase] * 0.7 and not any(part in kept for part in _parts(phrase)):
            kept[phrase] = None
    return list(kept)


def _parts(phrase: str) -> Iterator[str]:
    words = phrase.split(" ")
    for length in range(1, len(words)):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def _passage(text: str, phrase: str) -> str:
    """The phrase with what stands around it, on one line."""
    line = " ".join(text.split())
    place = max(line.find(phrase), 0)
    start, end = max(place - _PASSAGE, 0), place + len(phrase) + _PASSAGE
    return ("…" if start else "") + line[start:end].strip() + ("…" if end < len(line) else "")
