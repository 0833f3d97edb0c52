"""The engine: what is in the index's segments, as one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from index import kernels
from index.codec.flatfile import Array
from index.codec.segment import Field, SegmentFile
from index.codec.spans import begins_of, lengths_of
from index.documents import TEXT_FIELDS
from index.kernels import NONE, Scored, Way, Word
from index.postings import Part, Texts

_PLACES = {name: place for place, name in enumerate(TEXT_FIELDS)}


class FlatEngine:
    """One state of the index, open for reading. See :class:`index.matching.Engine`."""

    def __init__(self, segments: Sequence[tuple[SegmentFile, Collection[int]]]) -> None:
        """``segments`` with the documents of theirs that are deleted."""
        bases = begins_of(np.array([segment.size for segment, _ in segments], dtype=np.int64)).tolist()
        self.size: int = bases[-1]
        self._bases = bases[:-1]
        self._parts = [Part(segment, base) for (segment, _), base in zip(segments, bases, strict=False)]
        self._live = _live(self._parts, [deleted for _, deleted in segments])
        self._texts = Texts(self._parts, self._live)
        self._fields: dict[str, list[tuple[int, Field]]] = {}

    def find(self, ways: Sequence[Way], fields: Mapping[str, float]) -> Word:
        """Where a word stands in some fields, which are weighed, in any of some ways."""
        return self._texts.word(ways, fields)

    def scores(self, field: str, terms: tuple[str, ...]) -> Scored:
        """Documents, ascending, that hold the terms next to one another in the field, and BM25F scores."""
        return self.find([Way(terms)], {field: 1.0}).scores()

    @property
    def texts(self) -> kernels.Texts:
        """All texts, as they lie in memory."""
        return self._texts.laid

    def frequency(self, field: str, term: str) -> int:
        """How many documents hold a term, deleted ones counted as long as their segment is not merged."""
        return self._texts.frequency(term, _PLACES[field])

    def known(self, term: str) -> bool:
        """Whether any text holds a term, be it of a deleted document as long as its segment is not merged."""
        return self._texts.laid.known(term)

    def words(self, fields: Sequence[str], prefix: str = "") -> list[tuple[str, int]]:
        """The terms of some fields that begin with ``prefix``, in order, and how many texts hold each."""
        return self._texts.words([_PLACES[field] for field in fields], prefix)

    def with_key(self, field: str, value: str) -> Array:
        """Documents with this value, ascending."""
        encoded = value.encode("utf-8", "replace")
        found = []
        for base, held in self._holding(field):
            at = held.find(encoded)
            if at >= 0:
                found.append(held.holders(at).astype(np.int64) + base)
        if not found:
            return NONE[0]
        docs = found[0] if len(found) == 1 else np.concatenate(found)
        return docs if self._live is None else docs[self._live[docs]]

    def column(self, field: str) -> tuple[list[str], Array, Array]:
        """All values of a key field, in order; the documents' values by their place in these, one document
        after another; and where each document's begin."""
        held = [(part, part.segment.field(field)) for part in self._parts]
        lists = [each.terms() if each else [] for _, each in held]
        used = [each for each in lists if each]
        values = used[0] if len(used) == 1 else sorted({value for each in used for value in each})
        codes, counts = [NONE[0]], [NONE[0]]
        number = {value: at for at, value in enumerate(values)} if len(used) > 1 else {}
        for (part, each), known in zip(held, lists, strict=True):
            if not each:
                counts.append(np.zeros(part.segment.size, dtype=np.int64))
                continue
            counts.append(lengths_of(each.heads))
            after = np.fromiter(map(number.__getitem__, known), np.int64) if number else None
            codes.append(each.codes if after is None else after[each.codes])
        return self._of_live(
            [value.decode() for value in values], np.concatenate(codes), np.concatenate(counts)
        )

    def numbers(self, field: str) -> Array:
        """A number for each document, 0 where it has none."""
        columns = ((part, part.segment.numbers(field)) for part in self._parts)
        found = [np.zeros(part.segment.size, np.int64) if each is None else each for part, each in columns]
        return np.concatenate([NONE[0], *found]).astype(np.int64)

    def stored(self, docs: Sequence[int], name: str) -> list[memoryview]:
        """What is stored of each of some documents under a name, as it lies in the file; empty where there is
        nothing."""
        if not docs:
            return []
        part = self._part(min(docs))
        if max(docs) >= part.base + part.segment.size:
            return [each for doc in docs for each in self.stored((doc,), name)]
        whole, begins = part.segment.shelf(name)
        places = [doc - part.base for doc in docs] if part.base else docs
        return [whole[begins[at] : begins[at + 1]] for at in places]

    def contents(self) -> dict[str, tuple[str, str]]:
        """(type, hash) by id of each document."""
        ids, types, hashes = (self._firsts(name) for name in ("id", "type", "hash"))
        docs = np.arange(self.size) if self._live is None else np.flatnonzero(self._live)
        return {ids[doc]: (types[doc], hashes[doc]) for doc in docs.tolist()}

    def contents_of(self, issues: Iterable[str]) -> dict[str, tuple[str, str]]:
        """The same of the documents of some issues alone."""
        found = [self.with_key(field, each) for each in issues for field in ("id", "issue")]
        docs = np.concatenate([NONE[0], *found]).tolist()
        return {self._value("id", doc): (self._value("type", doc), self._value("hash", doc)) for doc in docs}

    def close(self) -> None:
        """Files are let go of with the last that is held of them, so that whoever is reading may finish."""

    def _value(self, field: str, doc: int) -> str:
        """The first value of a document in a key field; empty where it has none."""
        part = self._part(doc)
        held = part.segment.field(field)
        return held.of(doc - part.base)[0].decode() if held else ""

    def _holding(self, field: str) -> list[tuple[int, Field]]:
        """The segments' fields of a name, as far as they have it, and the number of the first document."""
        if field not in self._fields:
            each = ((part.base, part.segment.field(field)) for part in self._parts)
            self._fields[field] = [(base, held) for base, held in each if held]
        return self._fields[field]

    def _firsts(self, field: str) -> list[str]:
        """The value of each document; of one that is deleted, anything."""
        values, codes, heads = self.column(field)
        at = np.minimum(heads[:-1], max(0, len(codes) - 1))
        return [values[code] for code in codes[at].tolist()] if len(codes) else []

    def _of_live(self, values: list[str], codes: Array, counts: Array) -> tuple[list[str], Array, Array]:
        if self._live is not None:
            codes = codes[np.repeat(self._live, counts)]
            counts = np.where(self._live, counts, 0)
        return values, codes, begins_of(counts)

    def _part(self, doc: int) -> Part:
        """The segment that a document is in."""
        return self._parts[bisect_right(self._bases, doc) - 1]


def _live(parts: Sequence[Part], deleted: Sequence[Collection[int]]) -> Array | None:
    """Whether each document is still there; None where all are."""
    if not any(deleted):
        return None
    live = np.ones(sum(part.segment.size for part in parts), dtype=bool)
    for part, gone in zip(parts, deleted, strict=True):
        live[np.array(list(gone), dtype=np.int64) + part.base] = False
    return live
