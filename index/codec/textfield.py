"""One text field of a segment, as if it had a dictionary and postings of its own: what Whoosh asks for."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from index.codec.flatfile import Array
from index.codec.segment import PER_DOCUMENT, TEXTS, Field, SegmentFile
from index.documents import TEXT_FIELDS


class TextField:
    """The terms of a text field and where they stand, in one segment."""

    def __init__(self, texts: Field, place: int) -> None:
        """``place`` of the field among all text fields."""
        self._texts = texts
        self._place = place
        self._numbers = np.flatnonzero(texts.frequencies[:, place])
        """Of the field's terms among all."""

    def __len__(self) -> int:
        return len(self._numbers)

    def term(self, at: int) -> bytes:
        return self._texts.term(self._numbers.item(at))

    def terms(self) -> list[bytes]:
        return [self.term(at) for at in range(len(self))]

    def first(self, term: bytes) -> int:
        return int(np.searchsorted(self._numbers, self._texts.first(term)))

    def find(self, term: bytes) -> int:
        at = self.first(term)
        return at if at < len(self) and self.term(at) == term else -1

    def holders(self, at: int) -> Array:
        return self._texts.all_holders[self._postings(at)] // PER_DOCUMENT

    def counts(self, at: int) -> Array:
        return self._texts.all_counts[self._postings(at)]

    def positions(self, at: int, which: int) -> Array:
        """Where a term stands in one of the documents that hold it."""
        posting = self._postings(at)[which]
        return self._texts.all_positions[self._texts.starts[posting] : self._texts.starts[posting + 1]]

    @cached_property
    def lengths(self) -> Array:
        """How many words each document has."""
        return self._texts.lengths[self._place :: PER_DOCUMENT]

    def _postings(self, at: int) -> Array:
        number = self._numbers[at]
        first, last = self._texts.begins[number], self._texts.begins[number + 1]
        holders = self._texts.all_holders[first:last]
        return np.flatnonzero(holders % PER_DOCUMENT == self._place) + int(first)


def field_of(segment: SegmentFile, name: str) -> Field | TextField | None:
    """A field of texts or keys; None where no document has it."""
    if name not in TEXT_FIELDS:
        return segment.field(name)
    texts = segment.field(TEXTS)
    field = TextField(texts, list(TEXT_FIELDS).index(name)) if texts else None
    return field or None


def names_of(segment: SegmentFile) -> list[str]:
    """All fields of texts and keys that a document has."""
    names = (*segment.names("terms"), *TEXT_FIELDS)
    return sorted(name for name in names if name != TEXTS and field_of(segment, name))
