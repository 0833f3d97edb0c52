"""Several segments -> one, without the documents that were deleted.

Nothing is analysed again: what each term has in a segment is one block of numbers, and a term's blocks are
laid one behind the other, :data:`_AT_ONCE` numbers at a time whatever the size of the segments.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from index.codec.flatfile import Array, FlatWriter, narrowed, smallest
from index.codec.inverting import write_frequencies, write_terms
from index.codec.segment import PER_DOCUMENT, SIZE, TEXTS, Field, SegmentFile
from index.codec.spans import begins_of, flat, lengths_of, numbered

_AT_ONCE = 1 << 20
"""Numbers that are moved at once; each needs some ten times its own size for the moment."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A segment to be merged, with the new numbers of its documents."""

    segment: SegmentFile
    kept: Array
    """Whether each document is still there."""
    numbers: Array
    """The new number of each document; of those that are gone, of no meaning."""

    def by_texts(self) -> Part:
        """The same with texts in the place of documents."""
        numbers = self.numbers[:, np.newaxis] * PER_DOCUMENT + np.arange(PER_DOCUMENT)
        return Part(self.segment, np.repeat(self.kept, PER_DOCUMENT), narrowed(numbers.ravel()))


def merge(path: Path, segments: Sequence[tuple[SegmentFile, Collection[int]]]) -> int:
    """Write (segment, deleted documents) as one segment; returns how many documents it has.

    Documents keep their order.
    """
    parts: list[Part] = []
    size = 0
    for segment, deleted in segments:
        kept = np.ones(segment.size, dtype=bool)
        kept[list(deleted)] = False
        parts.append(Part(segment, kept, size + np.cumsum(kept) - 1))
        size += int(np.count_nonzero(kept))
    with FlatWriter(path) as writer:
        writer.add(SIZE, np.array([size], dtype=np.uint64))
        for name in _names(parts, "terms"):
            if name == TEXTS:
                _merge_field(writer, name, [part.by_texts() for part in parts], size * PER_DOCUMENT)
            else:
                _merge_field(writer, name, parts, size)
        for name in _names(parts, "numbers"):
            _merge_numbers(writer, name, parts)
        for name in _names(parts, "stored"):
            _merge_stored(writer, name, parts)
    return size


def _names(parts: Sequence[Part], kind: str) -> list[str]:
    return list(dict.fromkeys(name for part in parts for name in part.segment.names(kind)))


@dataclass(frozen=True, slots=True, eq=False)
class _Blocks:
    """What the terms of one segment's field have, without deleted documents."""

    terms: list[bytes]
    there: Array
    """The places of these among the terms that the segment had."""
    begins: Array
    """Where each term's postings begin; one more."""
    holders: Array
    """By their new numbers."""
    text: _Positions | None


@dataclass(frozen=True, slots=True, eq=False)
class _Positions:
    """Where the terms stand in texts."""

    counts: Array
    """Of each posting."""
    begins: Array
    """Where each term's positions begin; one more."""
    positions: Array


def _merge_field(writer: FlatWriter, name: str, parts: Sequence[Part], size: int) -> None:
    fields = [(part, part.segment.field(name)) for part in parts]
    blocks = [_blocks(part, field) for part, field in fields if field]
    # Each segment's are in order already, which sorting makes use of.
    terms = list(dict.fromkeys(sorted(chain.from_iterable(each.terms for each in blocks))))
    number = {term: at for at, term in enumerate(terms)}
    owners = np.concatenate(
        [np.fromiter(map(number.__getitem__, each.terms), np.int64, len(each.terms)) for each in blocks]
    )
    order = np.argsort(owners, kind="stable")
    write_terms(writer, name, terms)
    begins, holders = _laid(
        writer, f"{name}/holders", [(each.begins, each.holders) for each in blocks], order, smallest(size)
    )
    firsts = np.searchsorted(owners[order], np.arange(len(terms) + 1))
    begins = begins[firsts]
    writer.add(f"{name}/begins", narrowed(begins))
    if name == TEXTS:
        texts = [each.text for each in blocks if each.text]
        counts = [(each.begins, its.counts) for each in blocks if (its := each.text)]
        _, written = _laid(writer, f"{name}/counts", counts, order)
        after, _ = _laid(writer, f"{name}/positions", [(its.begins, its.positions) for its in texts], order)
        starts = writer.reserve(f"{name}/starts", smallest(int(after[-1])), len(written) + 1)
        np.cumsum(written, dtype=starts.dtype, out=starts[1:])
        lengths = narrowed(np.concatenate([_lengths(*each) for each in fields]))
        writer.add(f"{name}/lengths", lengths)
        sizes = writer.reserve(f"{name}/sizes", lengths.dtype, len(holders))
        for first in range(0, len(holders), _AT_ONCE):
            sizes[first : first + _AT_ONCE] = lengths[holders[first : first + _AT_ONCE]]
        write_frequencies(writer, begins, holders)
    else:
        ends = begins_of(np.fromiter((len(each.terms) for each in blocks), np.int64, len(blocks)))
        numbers = iter(np.split(owners, ends[1:-1]))
        held = iter(blocks)
        codes, heads = zip(
            *(
                _codes(part, field, next(held), next(numbers)) if field else _no_codes(part)
                for part, field in fields
            ),
            strict=True,
        )
        writer.add(f"{name}/codes", np.concatenate(codes).astype(smallest(len(terms))))
        writer.add(f"{name}/heads", narrowed(begins_of(np.concatenate(heads))))


def _blocks(part: Part, field: Field) -> _Blocks:
    terms = field.terms()
    holders = part.numbers[field.all_holders]
    if part.kept.all():
        text = _positions(field) if field.is_text else None
        return _Blocks(terms, np.arange(len(terms)), field.begins, holders, text)
    kept = part.kept[field.all_holders]
    left = np.concatenate(([0], np.cumsum(kept)))[field.begins]
    there = np.flatnonzero(np.diff(left))
    begins = left[np.append(there, -1)]
    text = None
    if field.is_text:
        stay = np.repeat(kept, field.all_counts)
        counts = field.all_counts[kept]
        text = _Positions(counts, begins_of(counts)[begins], field.all_positions[stay])
    return _Blocks([terms[at] for at in there.tolist()], there, begins, holders[kept], text)


def _positions(field: Field) -> _Positions:
    return _Positions(field.all_counts, field.starts[field.begins], field.all_positions)


def _laid(
    writer: FlatWriter,
    name: str,
    blocks: Sequence[tuple[Array, Array]],
    order: Array,
    dtype: np.dtype[np.generic] | None = None,
) -> tuple[Array, Array]:
    """Write numbers in another order of their blocks, (begins, numbers) of each segment; returns where the
    blocks begin then, and what was written."""
    lengths = np.concatenate([lengths_of(begins) for begins, _ in blocks])[order]
    starts = np.concatenate(
        [
            begins[:-1].astype(np.int64) + base
            for (begins, _), base in zip(blocks, _bases(blocks), strict=True)
        ]
    )[order]
    after = begins_of(lengths)
    whole = np.concatenate([numbers for _, numbers in blocks])
    written = writer.reserve(name, dtype or whole.dtype, len(whole))
    for first, last in _stretches(after):
        written[after[first] : after[last]] = whole[flat(starts[first:last], lengths[first:last])]
    return after, written


def _bases(blocks: Sequence[tuple[Array, Array]]) -> Array:
    return begins_of(np.array([len(numbers) for _, numbers in blocks]))[:-1]


def _stretches(begins: Array) -> Iterator[tuple[int, int]]:
    """(first, last + 1) of blocks that together hold about :data:`_AT_ONCE` numbers."""
    first = 0
    while first < len(begins) - 1:
        last = int(np.searchsorted(begins, begins[first] + _AT_ONCE, side="right")) - 1
        yield first, max(first + 1, last)
        first = max(first + 1, last)


def _lengths(part: Part, field: Field | None) -> Array:
    return field.lengths[part.kept] if field else np.zeros(np.count_nonzero(part.kept), dtype=np.uint8)


def _codes(part: Part, field: Field, own: _Blocks, numbers: Array) -> tuple[Array, Array]:
    """(the documents' codes by the terms' new ``numbers``, how many each has)"""
    counts = lengths_of(field.heads)
    codes = field.codes[part.kept[numbered(counts)]]
    # The terms of deleted documents have no number any more, and no code is theirs.
    after = np.zeros(len(field), dtype=np.int64)
    after[own.there] = numbers
    return after[codes], counts[part.kept]


def _no_codes(part: Part) -> tuple[Array, Array]:
    return np.empty(0, dtype=np.int64), np.zeros(np.count_nonzero(part.kept), dtype=np.int64)


def _merge_numbers(writer: FlatWriter, name: str, parts: Sequence[Part]) -> None:
    columns = []
    for part in parts:
        numbers = part.segment.numbers(name)
        columns.append(
            np.zeros(part.segment.size, np.uint8)[part.kept] if numbers is None else numbers[part.kept]
        )
    writer.add(f"{name}/numbers", narrowed(np.concatenate([column.astype(np.int64) for column in columns])))


def _merge_stored(writer: FlatWriter, name: str, parts: Sequence[Part]) -> None:
    lengths = [_stored_lengths(part, name) for part in parts]
    after = begins_of(np.concatenate([each[part.kept] for each, part in zip(lengths, parts, strict=True)]))
    writer.add(f"{name}/bounds", narrowed(after))
    written = writer.reserve(f"{name}/stored", np.uint8, int(after[-1]))
    end = 0
    for part in parts:
        if name not in part.segment.names("stored"):
            continue
        whole, bounds = part.segment.all_stored(name)
        for first, last in _kept_stretches(part.kept):
            start, stop = int(bounds[first]), int(bounds[last])
            written[end : end + stop - start] = whole[start:stop]
            end += stop - start


def _stored_lengths(part: Part, name: str) -> Array:
    if name not in part.segment.names("stored"):
        return np.zeros(part.segment.size, dtype=np.int64)
    return lengths_of(part.segment.all_stored(name)[1])


def _kept_stretches(kept: Array) -> Iterator[tuple[int, int]]:
    """(first, last + 1) of documents that follow one another without a gap."""
    borders = np.flatnonzero(np.diff(kept.astype(np.int8), prepend=0, append=0))
    yield from zip(borders[::2].tolist(), borders[1::2].tolist(), strict=True)
