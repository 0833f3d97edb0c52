"""The engine: one term or phrase in one field -> documents and scores, in arithmetic over whole arrays.

The scores are those of Whoosh's BM25F over the same segments; a test holds both side by side.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.adding import NONE, Scored
from index.codec.flatfile import Array
from index.codec.segment import Field, SegmentFile
from index.codec.spans import begins_of, flat, lengths_of, numbered
from index.documents import FIELDS

_BM25_B, _BM25_K1 = 0.75, 1.2
"""The parameters of BM25F that Whoosh uses unless told otherwise."""
_PACKED = frozenset(each.name for each in FIELDS if each.kind == "packed")
_BITS = 32
"""Of a position: a place is a document, shifted by these, plus a position."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A segment with the number that its first document has in the index."""

    segment: SegmentFile
    base: int


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """A field of the whole index."""

    parts: tuple[tuple[Part, Field], ...]
    """The segments that have it."""
    norms: Array
    """For each length of a text, what BM25 puts in the way of counts."""


class _Stored(Mapping[str, str | bytes]):
    """What is stored of a document, each read when it is asked for: pages are long, and lie far apart."""

    def __init__(self, segment: SegmentFile, doc: int) -> None:
        self._segment = segment
        self._doc = doc

    def __getitem__(self, name: str) -> str | bytes:
        value = self._segment.stored(name, self._doc)
        if not value:
            raise KeyError(name)
        return value if name in _PACKED else value.decode()

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._segment.names("stored") if self._segment.stored(name, self._doc))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class FlatEngine:
    """One state of the index, open for reading. See :class:`index.matching.Engine`."""

    def __init__(self, segments: Sequence[tuple[SegmentFile, Collection[int]]]) -> None:
        """``segments`` with the documents of theirs that are deleted."""
        bases = begins_of(np.array([segment.size for segment, _ in segments], dtype=np.int64)).tolist()
        self.size: int = bases[-1]
        self._parts = [Part(segment, base) for (segment, _), base in zip(segments, bases, strict=False)]
        self._live = _live(self._parts, [deleted for _, deleted in segments])
        self._fields: dict[str, _Held] = {}

    def scores(self, field: str, terms: tuple[str, ...]) -> Scored:
        """Documents, ascending, that hold the terms next to one another in the field, and BM25F scores."""
        if not terms:
            return NONE
        if len(terms) > 1:
            docs = self._in_a_row(field, terms)
            return docs, self._together(field, terms, docs)
        places = self._places(field, terms[0])
        if not places:
            return NONE
        found = [(held.docs(at), held.counts(at), held, part.base) for part, held, at in places]
        docs = _joined([docs.astype(np.int64) + base for docs, _, _, base in found])
        counts = _joined([counts for _, counts, _, _ in found])
        lengths = _joined([held.lengths[docs] for docs, _, held, _ in found])
        scores = self._weighed(field, places, counts, lengths)
        return (docs, scores) if self._live is None else (docs[self._live[docs]], scores[self._live[docs]])

    def positions(self, field: str, term: str, docs: Array) -> tuple[Array, Array]:
        """(place in ``docs``, position) of each place of a term in the field of these documents, which
        ascend; ascending by both."""
        which, positions = [NONE[0]], [NONE[0]]
        for part, held, at in self._places(field, term):
            first, last = np.searchsorted(docs, (part.base, part.base + part.segment.size))
            there, postings = _postings(held, at, docs[first:last] - part.base)
            owner, found = _positions(held, postings)
            which.append(np.flatnonzero(there)[owner] + first)
            positions.append(found)
        return np.concatenate(which), np.concatenate(positions)

    def frequency(self, field: str, term: str) -> int:
        """How many documents hold a term, deleted ones counted as long as their segment is not merged."""
        return sum(held.frequency(at) for _, held, at in self._places(field, term))

    def words(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]:
        """The terms of a field that begin with ``prefix``, in order, and in how many documents each is."""
        begun = prefix.encode("utf-8", "replace")
        counts: dict[bytes, int] = {}
        for _, held in self._held(field).parts:
            at = held.first(begun)
            while at < len(held) and (term := held.term(at)).startswith(begun):
                counts[term] = counts.get(term, 0) + held.frequency(at)
                at += 1
        for term in sorted(counts):
            yield term.decode(), counts[term]

    def with_key(self, field: str, value: str) -> Array:
        """Documents with this value, ascending."""
        found = [held.docs(at).astype(np.int64) + part.base for part, held, at in self._places(field, value)]
        return self._alive(np.concatenate(found)) if found else NONE[0]

    def column(self, field: str) -> tuple[list[str], Array, Array]:
        """All values of a key field, in order; the documents' values by their place in these, one document
        after another; and where each document's begin."""
        held = [(part, part.segment.field(field)) for part in self._parts]
        lists = [each.terms() if each else [] for _, each in held]
        values = lists[0] if len(lists) == 1 else sorted({value for each in lists for value in each})
        codes, counts = [NONE[0]], [NONE[0]]
        number = {value: at for at, value in enumerate(values)} if len(lists) > 1 else {}
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

    def stored(self, doc: int) -> Mapping[str, str | bytes]:
        """What is stored of a document: texts, and bytes where they were packed."""
        part = self._part(doc)
        return _Stored(part.segment, doc - part.base)

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
        self._fields.clear()

    def _value(self, field: str, doc: int) -> str:
        """The first value of a document in a key field; empty where it has none."""
        part = self._part(doc)
        held = part.segment.field(field)
        return held.of(doc - part.base)[0].decode() if held else ""

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

    def _held(self, field: str) -> _Held:
        if field not in self._fields:
            named = ((part, part.segment.field(field)) for part in self._parts)
            parts = tuple((part, held) for part, held in named if held)
            mean = sum(held.length for _, held in parts) / max(1, self.size) or 1.0
            longest = max((int(held.lengths.max()) for _, held in parts if held.is_text), default=0)
            lengths = np.maximum(np.arange(longest + 1), 1)
            norms = _BM25_K1 * (1 - _BM25_B + _BM25_B * lengths / mean)
            self._fields[field] = _Held(parts, norms)
        return self._fields[field]

    def _places(self, field: str, term: str) -> list[tuple[Part, Field, int]]:
        """Where a term is: in each segment that has it, its number."""
        encoded = term.encode("utf-8", "replace")
        found = [(part, held, held.find(encoded)) for part, held in self._held(field).parts]
        return [place for place in found if place[2] >= 0]

    def _part(self, doc: int) -> Part:
        """The segment that a document is in."""
        return next(each for each in reversed(self._parts) if each.base <= doc)

    def _alive(self, docs: Array) -> Array:
        return docs if self._live is None else docs[self._live[docs]]

    def _weighed(
        self, field: str, places: Sequence[tuple[Part, Field, int]], counts: Array, lengths: Array
    ) -> Array:
        """The scores of a term by how often texts of these lengths hold it."""
        frequency = sum(held.frequency(at) for _, held, at in places)
        rarity = math.log(self.size / (frequency + 1)) + 1.0
        weights = counts.astype(np.float64)
        scores: Array = weights * (rarity * (_BM25_K1 + 1)) / (weights + self._held(field).norms[lengths])
        return scores

    def _in_a_row(self, field: str, terms: Sequence[str]) -> Array:
        """The documents, ascending, where the terms stand one behind the other."""
        places = [{part.base: (held, at) for part, held, at in self._places(field, term)} for term in terms]
        bases = [base for base in places[0] if all(base in each for each in places)]
        found = [_in_a_row([each[base] for each in places]) + np.int64(base) for base in bases]
        return self._alive(np.concatenate([NONE[0], *found]))

    def _together(self, field: str, terms: Sequence[str], docs: Array) -> Array:
        """The sum of the terms' scores in some documents, which ascend and hold all of them."""
        scores = np.zeros(len(docs))
        for term in terms if len(docs) else ():
            places = self._places(field, term)
            owns = [(held, at, self._own(part, docs)) for part, held, at in places]
            counts = _joined([held.all_counts[_postings(held, at, own)[1]] for held, at, own in owns])
            lengths = _joined([held.lengths[own] for held, _, own in owns])
            scores += self._weighed(field, places, counts, lengths)
        return scores

    @staticmethod
    def _own(part: Part, docs: Array) -> Array:
        """Those of some documents, which ascend, that are in one segment, by its numbers."""
        first, last = np.searchsorted(docs, (part.base, part.base + part.segment.size))
        return docs[first:last] - part.base


def _live(parts: Sequence[Part], deleted: Sequence[Collection[int]]) -> Array | None:
    """Whether each document is still there; None where all are."""
    if not any(deleted):
        return None
    live = np.ones(sum(part.segment.size for part in parts), dtype=bool)
    for part, gone in zip(parts, deleted, strict=True):
        live[np.array(list(gone), dtype=np.int64) + part.base] = False
    return live


def _joined(arrays: Sequence[Array]) -> Array:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def _in_a_row(terms: Sequence[tuple[Field, int]]) -> Array:
    """The documents of a segment, ascending, where the terms stand one behind the other."""
    common = min((held.docs(at) for held, at in terms), key=len)
    for held, at in terms:
        common = common[_postings(held, at, common)[0]]
    places: Array | None = None
    for distance, (held, at) in enumerate(terms):
        which, positions = _positions(held, _postings(held, at, common)[1])
        there = (which << _BITS) + positions - distance
        places = there if places is None else places[_among(there, places)]
    assert places is not None
    hit: Array = common[np.unique(places >> _BITS)].astype(np.int64)
    return hit


def _positions(held: Field, postings: Array) -> tuple[Array, Array]:
    """(place in ``postings``, position) of all positions of some postings."""
    lengths = held.all_counts[postings].astype(np.int64)
    positions = held.all_positions[flat(held.starts[postings].astype(np.int64), lengths)]
    return numbered(lengths), positions.astype(np.int64)


def _postings(held: Field, at: int, docs: Array) -> tuple[Array, Array]:
    """Whether each of some documents, which ascend, holds a term; and the postings of those that do."""
    known = held.docs(at)
    # NumPy would copy all that is known where it is of another type.
    found = np.searchsorted(known, docs.astype(known.dtype, copy=False))
    there: Array = known.take(found, mode="clip") == docs
    return there, found[there] + held.begins.item(at)


def _among(known: Array, values: Array) -> Array:
    """Whether each of the values is among those known; both ascending."""
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    there: Array = known.take(np.searchsorted(known, values), mode="clip") == values
    return there
