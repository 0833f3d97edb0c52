"""What fields hold, document by document -> the arrays of a segment; see :mod:`index.codec.segment`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain
from zlib import crc32

import numpy as np

from index.codec.flatfile import Array, FlatWriter, narrowed, smallest
from index.codec.segment import PER_DOCUMENT, TEXTS
from index.codec.spans import begins_of, differs, distinct, flat, numbered


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The words of an archive's texts, each with the terms that it is indexed by."""

    begins: Array
    """Where each word's terms begin; one more than there are words."""
    terms: Array
    """Numbers of terms, in the order of ``offsets`` within a word."""
    offsets: Array
    """Positions from the word's own."""
    widths: Array
    """How many positions each word takes."""
    lengths: Array
    """What each word adds to its text's length."""
    names: Sequence[bytes]
    """What the numbers of terms stand for."""


def write_terms(writer: FlatWriter, field: str, terms: Sequence[bytes]) -> None:
    """``terms`` ascending."""
    writer.add(f"{field}/terms", np.frombuffer(b"".join(terms), dtype=np.uint8))
    writer.add(f"{field}/ends", narrowed(begins_of(np.fromiter(map(len, terms), np.int64, len(terms)))[1:]))
    buckets = 1 << len(terms).bit_length()
    owners = np.fromiter(map(crc32, terms), np.int64, len(terms)) & (buckets - 1)
    writer.add(f"{field}/hashed", narrowed(np.argsort(owners, kind="stable")))
    writer.add(f"{field}/buckets", narrowed(begins_of(np.bincount(owners, minlength=buckets))))


def write_texts(writer: FlatWriter, words: Array, counts: Array, pieces: Pieces) -> None:
    """Invert all texts: ``words`` are the numbers of their words, ``counts`` how many each text has."""
    size = len(counts)
    text_of_word = numbered(counts).astype(np.int32)
    lengths = np.bincount(text_of_word, weights=pieces.lengths[words], minlength=size).astype(np.int64)
    ends = np.cumsum(pieces.widths[words], dtype=np.int64)
    begun = np.concatenate(([0], ends))[begins_of(counts)[:-1]]
    position = (ends - pieces.widths[words] - begun[text_of_word]).astype(np.int32)
    held = np.diff(pieces.begins)[words]
    at = flat(pieces.begins[words], held)
    position = np.repeat(position, held) + pieces.offsets[at]
    text = np.repeat(text_of_word, held)
    ranks, names = _ranked(pieces.terms[at], pieces.names)
    # The place of each beside its rank in one number: sorting these is several times as fast as an argsort.
    ordered = np.sort(ranks.astype(np.int64) << 32 | np.arange(len(ranks)))
    order = ordered & 0xFFFFFFFF
    ranks, text, position = ordered >> 32, text[order], position[order]
    first = np.flatnonzero(differs(ranks) | differs(text))
    begins, holders = np.searchsorted(ranks[first], np.arange(len(names) + 1)), text[first]
    write_terms(writer, TEXTS, names)
    writer.add(f"{TEXTS}/begins", narrowed(begins))
    writer.add(f"{TEXTS}/holders", holders.astype(smallest(size)))
    writer.add(f"{TEXTS}/counts", narrowed(np.diff(first, append=len(ranks))))
    writer.add(f"{TEXTS}/starts", narrowed(np.append(first, len(ranks))))
    writer.add(f"{TEXTS}/positions", narrowed(position))
    lengths = narrowed(lengths)
    writer.add(f"{TEXTS}/lengths", lengths)
    writer.add(f"{TEXTS}/sizes", lengths[holders])
    write_frequencies(writer, begins, holders)


def write_frequencies(writer: FlatWriter, begins: Array, holders: Array) -> None:
    """How many texts of each field hold a term; see :mod:`index.codec.segment` for what is given."""
    fields = (holders % PER_DOCUMENT).astype(np.uint8)
    found = np.zeros((len(begins), PER_DOCUMENT), dtype=np.int64)
    for field in range(PER_DOCUMENT if len(fields) else 0):
        np.add.reduceat(fields == field, begins[:-1], dtype=np.int64, out=found[:-1, field])
    writer.add(f"{TEXTS}/frequencies", narrowed(found.ravel()))


def write_keys(writer: FlatWriter, field: str, values: Sequence[Collection[str]]) -> None:
    """Invert a key field: ``values`` are those of each document."""
    size = len(values)
    counts = np.fromiter(map(len, values), np.int64, size)
    found = _well_formed(list(chain.from_iterable(values)))
    terms = sorted(set(found))
    rank = {term: at for at, term in enumerate(terms)}
    ranks = np.fromiter(map(rank.__getitem__, found), np.int64, len(found))
    ranks, docs = np.divmod(distinct(ranks * size + numbered(counts)), size)  # each once in a document
    write_terms(writer, field, [term.encode() for term in terms])
    writer.add(f"{field}/begins", narrowed(np.searchsorted(ranks, np.arange(len(terms) + 1))))
    writer.add(f"{field}/holders", docs.astype(smallest(size)))
    codes = ranks[np.argsort(docs, kind="stable")]
    writer.add(f"{field}/codes", codes.astype(smallest(len(terms))))
    writer.add(f"{field}/heads", narrowed(begins_of(np.bincount(docs, minlength=size))))


def _well_formed(texts: list[str]) -> list[str]:
    """With a sign in the place of halves of characters; then texts are in the order of their bytes."""
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        return [text.encode("utf-8", "replace").decode() for text in texts]
    return texts


def write_stored(writer: FlatWriter, field: str, stored: Sequence[bytes]) -> None:
    """Of each document."""
    writer.add(f"{field}/stored", np.frombuffer(b"".join(stored), dtype=np.uint8))
    writer.add(f"{field}/bounds", narrowed(begins_of(np.fromiter(map(len, stored), np.int64, len(stored)))))


def _ranked(numbers: Array, terms: Sequence[bytes]) -> tuple[Array, list[bytes]]:
    """Numbers of terms -> their places among those that occur, in order; and these terms."""
    used = np.flatnonzero(np.bincount(numbers, minlength=len(terms))).tolist()
    used.sort(key=terms.__getitem__)
    rank = np.zeros(len(terms), dtype=np.int32)
    rank[used] = np.arange(len(used))
    return rank[numbers], [terms[number] for number in used]
