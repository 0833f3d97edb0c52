"""What an archive's words and names are, learned when it is built: for correcting spelling and for offering
names while someone types. Kept in one document of the index, so that both change at one moment."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from struct import Struct

import numpy as np

from archive.model import Value
from index import suggestions, vocabulary
from index.analysis import fold
from index.documents import LEXICON_ID, Document
from index.labels import Labels
from index.results import Suggestion
from index.suggestions import Label, Suggestions
from index.vocabulary import Vocabulary

READ = ("title", "links", "names", "body")
"""Texts whose words correct spelling: addresses are no spelling to learn from."""
_OFFERED = ("section", "tag", "author", "about")
_LENGTH = Struct("<Q")
_LEAST_NAMED = 2
"""Stories that a name is offered from on: one alone is offered by its own title."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Words and names of one state of an archive."""

    vocabulary: Vocabulary
    suggestions: Suggestions


class Named(Value, frozen=True):
    """An item as it is offered."""

    order: tuple[int, int, str]
    """The newest first, then by position."""
    label: str
    id: str
    language: str
    story: str
    taken_apart: Label
    """Its label."""


class Learned(Value, frozen=True):
    """The words and names of one issue's items."""

    words: dict[str, int]
    """In how many items each word is that is long enough to be corrected."""
    stories: tuple[tuple[str, str, frozenset[str]], ...]
    """(facet, value, the stories that have it)"""
    items: tuple[Named, ...]


def learn(items: Iterable[tuple[Document, Collection[str]]]) -> Learned:
    """What items teach, each given with how the words of :data:`READ` are spelt."""
    words: Counter[str] = Counter()
    stories: dict[tuple[str, str], set[str]] = defaultdict(set)
    named = []
    for item, spelt in items:
        words.update(spelt)
        for facet in _OFFERED:
            for value in item.keys.get(facet, ()):
                stories[facet, value].update(item.keys["story"])
        order = (-item.numbers["when"], item.numbers["place"], item.id)
        story, apart = item.keys["story"][0], Label(tuple(dict.fromkeys(item.terms)), fold(item.label))
        named.append(Named(order, item.label, item.id, item.language, story, apart))
    having = tuple((facet, value, frozenset(its)) for (facet, value), its in stories.items())
    return Learned(words, having, tuple(named))


@dataclass(frozen=True, slots=True)
class Total:
    """The same of all issues."""

    words: Counter[str] = field(default_factory=Counter)
    stories: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    items: list[Named] = field(default_factory=list)

    def add(self, learned: Learned) -> None:
        self.words.update(learned.words)
        for facet, value, stories in learned.stories:
            self.stories[facet, value] |= stories
        self.items.extend(learned.items)


def document(total: Total, labels: Labels) -> Document:
    """The document that keeps what was learned of all issues."""
    items = sorted(total.items, key=lambda item: item.order)
    told = {item.id: item.story for item in items}
    known = {item.label: item.taken_apart for item in items}
    offered = suggestions.learn(_offered(total.stories, items, labels), told, known)
    lexicon = Lexicon(vocabulary.learn(total.words), offered)
    return Document(id=LEXICON_ID, type="lexicon", packed={"lexicon": pack(lexicon)})


def pack(lexicon: Lexicon) -> bytes:
    """The length of a directory, 8 bytes; the directory, JSON: {name: [dtype, offset, count]}; the arrays."""
    arrays = {
        **{f"spelt_{name}": array for name, array in lexicon.vocabulary.to_arrays().items()},
        **{f"named_{name}": array for name, array in lexicon.suggestions.to_arrays().items()},
    }
    ends = np.cumsum([array.nbytes for array in arrays.values()]).tolist()
    directory = json.dumps(
        {
            name: (array.dtype.str, end - array.nbytes, len(array))
            for (name, array), end in zip(arrays.items(), ends, strict=True)
        }
    ).encode()
    return b"".join(
        (_LENGTH.pack(len(directory)), directory, *(array.tobytes() for array in arrays.values()))
    )


def unpack(packed: bytes | memoryview) -> Lexicon:
    """What was packed, read where it lies: long texts stay there."""
    whole = memoryview(packed)
    (length,) = _LENGTH.unpack_from(whole)
    directory = json.loads(bytes(whole[_LENGTH.size : _LENGTH.size + length]))
    whole = whole[_LENGTH.size + length :]
    arrays = {
        name: np.frombuffer(whole, dtype, count, offset) for name, (dtype, offset, count) in directory.items()
    }

    def of(kind: str) -> dict[str, np.typing.NDArray[np.generic]]:
        return {name.removeprefix(kind): arrays[name] for name in arrays if name.startswith(kind)}

    return Lexicon(Vocabulary.from_arrays(of("spelt_")), Suggestions.from_arrays(of("named_")))


def _offered(
    stories: Mapping[tuple[str, str], set[str]], items: Iterable[Named], labels: Labels
) -> Iterator[Suggestion]:
    """Values of facets and names, those of most stories first; then items, the newest first."""
    ranked = sorted(stories, key=lambda key: (-len(stories[key]), key))
    tagged = {value.casefold() for facet, value in ranked if facet == "tag"}
    for facet, value in ranked:
        count = len(stories[facet, value])
        if facet != "about":
            yield Suggestion(facet, labels.label(facet, value), value, count)
        elif count >= _LEAST_NAMED and value.casefold() not in tagged:
            yield Suggestion("name", value, value, count)
    for item in items:
        yield Suggestion("item", item.label, item.id, language=item.language)
