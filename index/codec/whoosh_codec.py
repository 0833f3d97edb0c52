"""How Whoosh reads a segment of flat arrays: its extension point for codecs, for reading alone.

Whoosh keeps the tables of contents (which segments there are, which of their documents are deleted) and its
searcher answers any of its queries. Segments are written by :mod:`index.codec.writing` and
:mod:`index.codec.merging`, several times as fast as through Whoosh's writer.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import columns
from whoosh.codec import base
from whoosh.fields import FieldType
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Format
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from index.codec.flatfile import Array
from index.codec.segment import Field, SegmentFile
from index.codec.textfield import TextField, field_of, names_of

EXTENSION = ".seg"


class FlatSegment(base.Segment):  # type: ignore[misc]
    """What a table of contents says of a segment."""

    def __init__(self, indexname: str, size: int = 0) -> None:
        super().__init__(indexname)
        self._size = size
        self._deleted: set[int] = set()

    def codec(self) -> FlatCodec:
        return FlatCodec()

    def should_assemble(self) -> bool:
        return False

    def path(self, folder: Path) -> Path:
        return folder / str(self.make_filename(EXTENSION))

    def set_doc_count(self, doccount: int) -> None:
        self._size = doccount

    def doc_count_all(self) -> int:
        return self._size

    def deleted_count(self) -> int:
        return len(self._deleted)

    def deleted_docs(self) -> frozenset[int]:
        return frozenset(self._deleted)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted


class FlatCodec(base.Codec):  # type: ignore[misc]
    """Reads segments of flat arrays."""

    def terms_reader(self, storage: FileStorage, segment: FlatSegment) -> Terms:
        return Terms(SegmentFile(segment.path(Path(storage.folder))))

    def per_document_reader(self, storage: FileStorage, segment: FlatSegment) -> Documents:
        return Documents(SegmentFile(segment.path(Path(storage.folder))), segment)


class Terms(base.TermsReader):  # type: ignore[misc]
    """The terms of a segment."""

    def __init__(self, segment: SegmentFile) -> None:
        self._field = cache(partial(field_of, segment))
        self._names = names_of(segment)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field = self._field(term[0])
        return field is not None and field.find(term[1]) >= 0

    def indexed_field_names(self) -> list[str]:
        return self._names

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for name in self._names:
            yield from self.terms_from(name, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        field = self._field(fieldname)
        if field:
            for at in range(field.first(prefix), len(field)):
                yield fieldname, field.term(at)

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        for term in self.terms():
            yield term, self.term_info(*term)

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        for term in self.terms_from(fieldname, prefix):
            yield term, self.term_info(*term)

    def cursor(self, fieldname: str, fieldobj: FieldType) -> Cursor | base.EmptyCursor:
        field = self._field(fieldname)
        return Cursor(field, fieldobj) if field else base.EmptyCursor()

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        return _info(*self._found(fieldname, text))

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        field, at = self._found(fieldname, text)
        return len(field.holders(at))

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight())

    def matcher(self, fieldname: str, text: bytes, format_: Format, scorer: Any = None) -> Postings:
        try:
            field, at = self._found(fieldname, text)
        except KeyError as unknown:
            raise TermNotFound(*unknown.args) from None
        return Postings(field, at, (fieldname, text), format_, scorer)

    def _found(self, fieldname: str, text: bytes) -> tuple[Field | TextField, int]:
        """Raises KeyError, as Whoosh's reader expects of all but matchers."""
        field = self._field(fieldname)
        at = field.find(text) if field else -1
        if field is None or at < 0:
            raise KeyError(f"{fieldname}:{text!r}")
        return field, at


class Cursor(base.FieldCursor):  # type: ignore[misc]
    """Walks through the terms of a field."""

    def __init__(self, field: Field | TextField, fieldobj: FieldType) -> None:
        self._field = field
        self._from_bytes = fieldobj.from_bytes
        self._at = 0

    def is_valid(self) -> bool:
        return self._at < len(self._field)

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, term: bytes | str) -> str | None:
        self._at = self._field.first(term.encode() if isinstance(term, str) else term)
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        return str(self._from_bytes(self._field.term(self._at))) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        return _info(self._field, self._at) if self.is_valid() else None


class Postings(LeafMatcher):  # type: ignore[misc]
    """The documents that hold one term, one after another."""

    def __init__(
        self, field: Field | TextField, which: int, term: tuple[str, bytes], format_: Format, scorer: Any
    ) -> None:
        self.format, self.scorer, self._term = format_, scorer, term
        self._field, self._which, self._at = field, which, 0
        self._docs = field.holders(which)
        is_text = isinstance(field, TextField)
        self._counts = field.counts(which) if is_text else np.ones(len(self._docs), dtype=np.uint8)
        self._info = _info(field, which)

    def copy(self) -> Postings:
        same = Postings(self._field, self._which, self._term, self.format, self.scorer)
        same._at = self._at
        return same

    def is_active(self) -> bool:
        return self._at < len(self._docs)

    def id(self) -> int:
        return int(self._docs[self._at])

    def all_ids(self) -> Iterator[int]:
        yield from self._docs[self._at :].tolist()

    def next(self) -> bool:
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return True

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at += int(np.searchsorted(self._docs[self._at :], id))

    def skip_to_quality(self, minquality: float) -> int:
        if self.block_quality() <= minquality:
            self._at = len(self._docs)
        return 0

    def weight(self) -> float:
        return float(self._counts[self._at])

    def value(self) -> bytes:
        return bytes(self.format.encode(self._positions())) if isinstance(self._field, TextField) else b""

    def value_as(self, astype: str) -> Any:
        return self._positions() if astype == "positions" else super().value_as(astype)

    def _positions(self) -> list[int]:
        assert isinstance(self._field, TextField)
        return self._field.positions(self._which, self._at).tolist()  # type: ignore[no-any-return]

    def block_min_length(self) -> int:
        return int(self._info.min_length())

    def block_max_length(self) -> int:
        return int(self._info.max_length())

    def block_max_weight(self) -> float:
        return float(self._info.max_weight())


class Documents(base.PerDocumentReader):  # type: ignore[misc]
    """What is kept of each document of a segment."""

    def __init__(self, segment: SegmentFile, listed: FlatSegment) -> None:
        self._segment = segment
        self._field = cache(partial(field_of, segment))
        self._deleted = listed.deleted_docs()
        self._names = list(segment.names("stored"))

    def doc_count(self) -> int:
        return self._segment.size - len(self._deleted)

    def doc_count_all(self) -> int:
        return self._segment.size

    def has_deletions(self) -> bool:
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted

    def deleted_docs(self) -> frozenset[int]:
        return self._deleted

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths(fieldname)[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).max(initial=0))

    def _lengths(self, fieldname: str) -> Array:
        """Of each document; 0 in a field of keys."""
        field = self._field(fieldname)
        return field.lengths if isinstance(field, TextField) else np.zeros(self._segment.size, dtype=np.uint8)

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in self.list_columns()

    def list_columns(self) -> list[str]:
        return [*self._segment.names("numbers"), *self._segment.names("codes")]

    def column_reader(self, fieldname: str, _: columns.Column) -> ColumnValues:
        numbers = self._segment.numbers(fieldname)
        field = self._field(fieldname)
        if numbers is not None:
            return ColumnValues(numbers.tolist())
        assert isinstance(field, Field)
        return ColumnValues([(field.of(doc) or [b""])[0] for doc in range(self._segment.size)])

    def stored_fields(self, docnum: int) -> dict[str, bytes]:
        found = ((name, self._segment.stored(name, docnum)) for name in self._names)
        return {name: value for name, value in found if value}


class ColumnValues(columns.ColumnReader):  # type: ignore[misc]
    """A value for each document: a number, or the first value of a key."""

    def __init__(self, values: list[Any]) -> None:
        self._values = values
        self._reversed = False

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, docnum: int) -> Any:
        return self._values[docnum]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def load(self) -> list[Any]:
        return self._values

    def set_reverse(self) -> None:
        self._reversed = True

    def sort_key(self, docnum: int) -> Any:
        value = self._values[docnum]
        return -value if self._reversed and isinstance(value, int) else value


def _info(field: Field | TextField, at: int) -> TermInfo:
    docs = field.holders(at)
    if isinstance(field, Field):
        return TermInfo(len(docs), len(docs), 1, 1, 1.0, int(docs[0]), int(docs[-1]))
    counts, lengths = field.counts(at), field.lengths[docs]
    return TermInfo(
        weight=float(counts.sum(dtype=np.int64)),
        df=len(docs),
        minlength=int(lengths.min()) or 1,
        maxlength=int(lengths.max()),
        maxweight=float(counts.max()),
        minid=int(docs[0]),
        maxid=int(docs[-1]),
    )
