"""Texts -> numbers of words, each word analysed once: what is left to do for a text is to look words up."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import partial
from itertools import chain

import numpy as np

from index import analysis
from index.codec.inverting import Pieces
from index.documents import TEXT_FIELDS, Document
from index.vocabulary import SHORTEST


class Words:
    """The words of texts in any language, numbered as they come, and their terms."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        """Of terms."""
        self._known: dict[str, _Words] = {}
        self._begins = array("q", [0])
        self._terms, self._offsets = array("i"), array("i")
        self._widths, self._lengths = array("i"), array("i")
        self._spelt: list[tuple[str, ...]] = []
        """How each word is spelt, as far as that is long enough to be corrected."""

    def __len__(self) -> int:
        return len(self._widths)

    def of(self, document: Document) -> dict[str, list[int]]:
        """The numbers of the words of a document's texts, by field; nothing for texts without any."""
        language = document.language.partition("-")[0]
        if language not in self._known:
            self._known[language] = _Words(partial(self._add, language))
        number = self._known[language].__getitem__
        texts = document.texts
        return {
            name: list(map(number, analysis.words(texts[name]))) for name in TEXT_FIELDS if texts.get(name)
        }

    def spelt(self, numbers: Iterable[int]) -> set[str]:
        """How words of these numbers are spelt, as far as that is long enough to be corrected."""
        return set(chain.from_iterable(map(self._spelt.__getitem__, set(numbers))))

    def _add(self, language: str, word: str) -> int:
        places, length, width = analysis.places(word, language)
        for term, offset in places:
            encoded = term.encode("utf-8", "replace")
            self._terms.append(self._numbers.setdefault(encoded, len(self._numbers)))
            self._offsets.append(offset)
        self._begins.append(len(self._terms))
        self._widths.append(width)
        self._lengths.append(length)
        self._spelt.append(tuple([each for each in analysis.spellings(word) if len(each) >= SHORTEST]))
        return len(self._widths) - 1

    def pieces(self) -> Pieces:
        return Pieces(
            begins=np.array(self._begins),
            terms=np.array(self._terms),
            offsets=np.array(self._offsets),
            widths=np.array(self._widths),
            lengths=np.array(self._lengths),
            names=list(self._numbers),
        )


class _Words(dict[str, int]):
    """Numbers of words, found at the speed of a dictionary once a word has been seen."""

    def __init__(self, add: partial[int]) -> None:
        super().__init__()
        self._add = add

    def __missing__(self, word: str) -> int:
        number = self[word] = self._add(word)
        return number
