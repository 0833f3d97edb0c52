"""Documents -> a segment; see :mod:`index.codec.segment` for what is in the file."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from index.codec import inverting
from index.codec.flatfile import FlatWriter, narrowed
from index.codec.segment import SIZE
from index.codec.words import Words
from index.documents import FIELDS, TEXT_FIELDS, Document

_KEYS, _NUMBERS, _STORED = (
    tuple(each.name for each in FIELDS if each.kind in kinds)
    for kinds in (("key",), ("number",), ("stored", "packed"))
)


class SegmentWriter:
    """Takes documents one by one and writes them as a segment.

    What is kept of a document until then is some integers for each of its words, and its stored bytes.
    """

    def __init__(self, words: Words | None = None) -> None:
        """``words``: those that are known already, to which those of the documents are added."""
        self.size = 0
        self.words = Words() if words is None else words
        self._texts, self._lengths = array("i"), array("i")
        """Numbers of words, text by text, and how many each text has."""
        self._keys: dict[str, list[Collection[str]]] = {name: [] for name in _KEYS}
        self._numbers = {name: array("q") for name in _NUMBERS}
        self._stored: dict[str, list[bytes]] = defaultdict(list)

    def add(
        self, document: Document, digest: str = "", texts: Mapping[str, Sequence[int]] | None = None
    ) -> None:
        """``digest`` is the document's hash and ``texts`` the numbers of its words, where they are known."""
        if texts is None:
            texts = self.words.of(document)
        for name in TEXT_FIELDS:
            found = texts.get(name, ())
            self._texts.extend(found)
            self._lengths.append(len(found))
        own = {"id": (document.id,), "type": (document.type,), "hash": (digest or document.hash,)}
        keys = {**document.keys, **own}
        for name, values in self._keys.items():
            values.append(keys.get(name, ()))
        for name, numbers in self._numbers.items():
            numbers.append(document.numbers.get(name, 0))
        for name in _STORED:
            text = document.stored.get(name, "")
            self._stored[name].append(document.packed.get(name) or text.encode("utf-8", "replace"))
        self.size += 1

    def write(self, path: Path) -> None:
        pieces = self.words.pieces()
        with FlatWriter(path) as writer:
            writer.add(SIZE, np.array([self.size], dtype=np.uint64))
            if self._texts:
                inverting.write_texts(writer, np.array(self._texts), np.array(self._lengths), pieces)
            for name, keys in self._keys.items():
                if any(keys):
                    inverting.write_keys(writer, name, keys)
            for name, numbers in self._numbers.items():
                writer.add(f"{name}/numbers", narrowed(np.array(numbers)))
            for name, stored in self._stored.items():
                if any(stored):
                    inverting.write_stored(writer, name, stored)


def write_segment(path: Path, documents: Iterable[Document]) -> int:
    """Write documents as a segment; returns how many there are."""
    writer = SegmentWriter()
    for document in documents:
        writer.add(document)
    writer.write(path)
    return writer.size
