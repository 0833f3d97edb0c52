"""A segment: documents and their inverted index as arrays in one file, see :mod:`index.codec.flatfile`.

Documents are numbered from 0, and so are their texts: that of document ``d`` in the text field ``f``, by
its place among the ``F`` of them, is ``d * F + f``. All texts have one dictionary, the field :data:`TEXTS`,
so that what is known of a word lies together, document by document. Each key field has its own.

Of a field ``f`` with ``t`` terms in ``n`` documents or texts, ``p`` postings (a term in one of these) and
``w`` positions there are:

    f/terms        bytes     the terms in UTF-8, ascending by their bytes, one after another
    f/ends         t         where each term ends in ``terms``
    f/hashed       t         the terms by their numbers, those of one bucket together
    f/buckets      2**k + 1  where each bucket begins in ``hashed``: a term's is the last k bits of its CRC-32
    f/begins       t + 1     where each term's postings begin; one more, as in all that is called ``begins``
    f/holders      p         the document or text of each posting, ascending within a term
    f/counts       p         texts: how many positions it has
    f/starts       p + 1     texts: where each posting's positions begin; one more
    f/positions    w         texts: in words from the text's beginning, ascending within a posting
    f/lengths      n         texts: how many words each has
    f/sizes        p         texts: the same of the text of each posting, at hand where that is scored
    f/frequencies  t*F + F   texts: how many texts of each field hold a term, term by term; last, F times 0
    f/codes        p         keys: the terms of each document by their number, ascending within it
    f/heads        n + 1     keys: where each document's codes begin
    f/numbers      n         number fields: the number of each document
    f/stored       bytes     stored fields: of all documents, one after another
    f/bounds       n + 1     stored fields: where each document's bytes begin

All numbers are unsigned and as small as they fit, but ``numbers``, which may be signed. ``size`` holds how
many documents there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np

from index import kernels
from index.codec.flatfile import Array, FlatFile
from index.documents import TEXT_FIELDS

SIZE = "size"
TEXTS = "texts"
"""The field of all texts."""
PER_DOCUMENT = len(TEXT_FIELDS)
"""How many texts each document has."""


class Field:
    """The terms of a field and where they stand, in one segment."""

    def __init__(self, file: FlatFile, name: str) -> None:
        self._file = file
        self._name = name
        dictionary = [file.array(f"{name}/{each}") for each in ("terms", "ends", "hashed", "buckets")]
        self._terms, self._ends = dictionary[0].data, dictionary[1].data
        self._dictionary = kernels.Terms.of(*dictionary)
        self.begins = file.array(f"{name}/begins")
        self.all_holders = file.array(f"{name}/holders")

    def __len__(self) -> int:
        """How many terms it has."""
        return len(self._ends)

    def term(self, at: int) -> bytes:
        return self._terms[self._ends[at - 1] if at else 0 : self._ends[at]].tobytes()

    def terms(self, first: int = 0, last: int | None = None) -> list[bytes]:
        """Those from one number to before another, ascending; all of them where nothing is said."""
        start = self._ends[first - 1] if first else 0
        ends = self._ends[first:last].tolist()
        whole = self._terms[start : ends[-1] if ends else start].tobytes()
        return [whole[begin - start : end - start] for begin, end in pairwise((start, *ends))]

    def first(self, term: bytes) -> int:
        """The number of the first term that is this one or comes behind it; ``len`` where none does."""
        return self._dictionary.first(len(self), term)

    def beginning(self, prefix: bytes) -> tuple[int, int]:
        """From which to which number the terms begin so; no byte of UTF-8 is the last one here."""
        return self.first(prefix), self.first(prefix + b"\xff")

    def find(self, term: bytes) -> int:
        """The number of a term, -1 for an unknown one."""
        return self._dictionary.find(term)

    def texts(self, base: int, size: int) -> kernels.Part:
        """How all texts of the segment lie in memory: of so many documents, of which the first has the number
        ``base`` in the index."""
        names = ("begins", "holders", "counts", "starts", "positions", "sizes", "frequencies")
        arrays = (self._file.array(f"{self._name}/{each}") for each in names)
        return kernels.Part(self._dictionary, *map(kernels.Numbers.of, arrays), base, size)

    def holders(self, at: int) -> Array:
        """The documents, or the texts, that hold a term, ascending."""
        return self.all_holders[self.begins.item(at) : self.begins.item(at + 1)]

    def counts(self, at: int) -> Array:
        """How often each of these texts holds it."""
        return self.all_counts[self.begins.item(at) : self.begins.item(at + 1)]

    @property
    def is_text(self) -> bool:
        return f"{self._name}/lengths" in self._file

    @cached_property
    def all_counts(self) -> Array:
        return self._file.array(f"{self._name}/counts")

    @cached_property
    def starts(self) -> Array:
        return self._file.array(f"{self._name}/starts")

    @cached_property
    def all_positions(self) -> Array:
        return self._file.array(f"{self._name}/positions")

    @cached_property
    def lengths(self) -> Array:
        return self._file.array(f"{self._name}/lengths")

    @cached_property
    def frequencies(self) -> Array:
        """How many texts of each field hold a term, by term and field; none hold one of the number -1."""
        return self._file.array(f"{self._name}/frequencies").reshape(-1, PER_DOCUMENT)

    @cached_property
    def codes(self) -> Array:
        return self._file.array(f"{self._name}/codes")

    @cached_property
    def heads(self) -> Array:
        return self._file.array(f"{self._name}/heads")

    def of(self, doc: int) -> list[bytes]:
        """The terms of a document, in a key field."""
        codes = self.codes[int(self.heads[doc]) : int(self.heads[doc + 1])]
        return [self.term(code) for code in codes.tolist()]


Shelf = tuple[memoryview, memoryview]
"""What is stored of all documents, and where each one's begins and the last one's ends."""
_NOTHING = np.empty(0, dtype=np.uint8)


class SegmentFile:
    """A segment, open for reading."""

    def __init__(self, path: Path) -> None:
        """Raises DamagedFileError, or OSError where it cannot be opened."""
        self._file = FlatFile(path)
        self.size = int(self._file.array(SIZE)[0])
        self._fields: dict[str, Field | None] = {}
        self._shelves: dict[str, Shelf] = {}

    def field(self, name: str) -> Field | None:
        """A field of keys, or :data:`TEXTS`; None where no document has it."""
        if name not in self._fields:
            there = f"{name}/terms" in self._file
            self._fields[name] = Field(self._file, name) if there else None
        return self._fields[name]

    def names(self, kind: str) -> Iterator[str]:
        """The fields that have such an array: ``terms``, ``codes``, ``numbers`` or ``stored``."""
        for name in self._file.names():
            if name.endswith(f"/{kind}"):
                yield name.removesuffix(f"/{kind}")

    def numbers(self, name: str) -> Array | None:
        """A number for each document; None where no document has one."""
        return self._file.array(f"{name}/numbers") if f"{name}/numbers" in self._file else None

    def stored(self, name: str, doc: int) -> bytes:
        """What is stored of a document under a name; empty where there is nothing."""
        whole, begins = self.shelf(name)
        return whole[begins[doc] : begins[doc + 1]].tobytes()

    def shelf(self, name: str) -> Shelf:
        """The same of all documents, without a copy; valid as long as it is held."""
        if name not in self._shelves:
            there = f"{name}/stored" in self._file
            whole, begins = self.all_stored(name) if there else (_NOTHING, np.zeros(self.size + 1, np.int8))
            self._shelves[name] = whole.data, begins.data
        return self._shelves[name]

    def all_stored(self, name: str) -> tuple[Array, Array]:
        """The bytes of all documents, and where each document's begin."""
        return self._file.array(f"{name}/stored"), self._file.array(f"{name}/bounds")
