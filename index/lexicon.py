"""What an archive's words and names are, learned when it is built: for correcting spelling and for offering
names while someone types. Kept in one document of the index, so that both change at one moment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

import numpy as np

from index import suggestions, vocabulary
from index.analysis import spellings
from index.documents import LEXICON_ID, Document
from index.labels import Labels
from index.results import Suggestion
from index.suggestions import Suggestions
from index.vocabulary import Vocabulary

_READ = ("title", "links", "names", "body")
"""Texts whose words correct spelling: addresses are no spelling to learn from."""
_OFFERED = ("section", "tag", "author", "about")
_LEAST_NAMED = 2
"""Stories that a name is offered from on: one alone is offered by its own title."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Words and names of one state of an archive."""

    vocabulary: Vocabulary
    suggestions: Suggestions


def document(documents: Iterable[Document], labels: Labels) -> Document:
    """The document that keeps the lexicon of all items among the documents."""
    items = [each for each in documents if each.type == "item"]
    stories = {each.id: each.keys["story"][0] for each in items}
    lexicon = Lexicon(vocabulary.learn(_counted(items)), suggestions.learn(_offered(items, labels), stories))
    return Document(id=LEXICON_ID, type="lexicon", packed={"lexicon": pack(lexicon)})


def pack(lexicon: Lexicon) -> bytes:
    arrays = {
        **{f"spelt_{name}": array for name, array in lexicon.vocabulary.to_arrays().items()},
        **{f"named_{name}": array for name, array in lexicon.suggestions.to_arrays().items()},
    }
    written = BytesIO()
    np.savez(written, **arrays)  # type: ignore[arg-type]
    return written.getvalue()


def unpack(packed: bytes) -> Lexicon:
    with np.load(BytesIO(packed), allow_pickle=False) as kept:
        arrays = dict(kept)

    def of(kind: str) -> dict[str, np.typing.NDArray[np.generic]]:
        return {name.removeprefix(kind): arrays[name] for name in arrays if name.startswith(kind)}

    return Lexicon(Vocabulary.from_arrays(of("spelt_")), Suggestions.from_arrays(of("named_")))


def _counted(items: Iterable[Document]) -> Mapping[str, int]:
    """In how many items each word is that is long enough to be corrected."""
    counts: Counter[str] = Counter()
    for item in items:
        counts.update({word for name in _READ for word in spellings(item.texts.get(name, ""))})
    return {word: count for word, count in counts.items() if len(word) >= vocabulary.SHORTEST}


def _offered(items: Iterable[Document], labels: Labels) -> Iterator[Suggestion]:
    """Values of facets and names, those of most stories first; then items, the newest first."""
    stories: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item in items:
        for facet in _OFFERED:
            for value in item.keys.get(facet, ()):
                stories[facet, value].update(item.keys["story"])
    ranked = sorted(stories, key=lambda key: (-len(stories[key]), key))
    tagged = {value.casefold() for facet, value in ranked if facet == "tag"}
    for facet, value in ranked:
        count = len(stories[facet, value])
        if facet != "about":
            yield Suggestion(facet, labels.label(facet, value), value, count)
        elif count >= _LEAST_NAMED and value.casefold() not in tagged:
            yield Suggestion("name", value, value, count)
    for item in sorted(items, key=lambda item: (-item.numbers["when"], item.numbers["place"], item.id)):
        yield Suggestion("item", item.label, item.id, language=item.language)
