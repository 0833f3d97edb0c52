"""The index as Whoosh keeps it: its tables of contents say which segments there are and which of their
documents are deleted; a new one takes the place of the old at one moment.

What is in the segments is ours (:mod:`index.codec`) and so is what answers from them (:mod:`index.engine`);
Whoosh's own searcher reads the same files.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from whoosh import columns, fields, formats
from whoosh import index as whoosh
from whoosh.filedb.filestore import FileStorage

from index import store
from index.codec.merging import merge
from index.codec.policy import first_to_merge
from index.codec.segment import SegmentFile
from index.codec.whoosh_codec import EXTENSION, FlatSegment
from index.codec.writing import write_segment
from index.documents import FIELDS, Document
from index.engine import FlatEngine
from index.results import Index, IndexMissingError
from index.search import SearchIndex

_ATTEMPTS = 5
_PAUSE = 0.02
"""Seconds. Opening while another process commits fails now and then: files that were listed are gone."""
_NAME = "MAIN"
"""What Whoosh calls an index that is alone in its folder."""


class Terms(fields.FieldType):  # type: ignore[misc]
    """A text, indexed by terms with their positions."""

    def __init__(self) -> None:
        super().__init__(formats.Positions(), analyzer=None, scorable=True)


class Keys(fields.FieldType):  # type: ignore[misc]
    """Values that are looked up as they stand."""

    def __init__(self, *, unique: bool = False) -> None:
        super().__init__(formats.Existence(), analyzer=None, unique=unique, sortable=True)


def schema() -> fields.Schema:
    """The fields as Whoosh's queries need to know them."""
    made = fields.Schema()
    for each in FIELDS:
        if each.kind == "text":
            made.add(each.name, Terms())
        elif each.kind == "key":
            made.add(each.name, Keys(unique=each.name == "id"))
        elif each.kind == "number":
            made.add(each.name, fields.COLUMN(columns.NumericColumn("q")))
        else:
            made.add(each.name, fields.STORED())
    return made


def open_index(instance: Path, kept: float | None = None) -> Index:
    """Open the index as the last complete build left it, for any number of threads; ``kept`` are the bytes of
    words, and those of answers, that it keeps in memory at most, where it is not for its size to say.

    Raises IndexMissingError where there is none, or it is damaged or of another version.
    """
    engine, generation = _retrying(lambda: _open(instance), instance)
    return SearchIndex(engine, generation, kept=kept)


def current_generation(instance: Path) -> str:
    """Another text after every build that changed something; cheap. Raises IndexMissingError."""
    return store.read(instance).generation


def open_engine(instance: Path) -> FlatEngine:
    """For builders. Raises IndexMissingError."""
    return _retrying(lambda: _open(instance), instance)[0]


def create(folder: Path) -> None:
    """Make an empty index in an empty folder."""
    whoosh.create_in(folder, schema())


def write(folder: Path, add: Iterable[Document], delete: Iterable[str]) -> None:
    """Delete the documents of these ids, add others, and commit both at one moment.

    No two of ``add`` may have one id: both would be kept. Only one process may write at a time.
    """
    written = folder / FlatSegment(_NAME).make_filename(EXTENSION)
    commit(folder, [written] if write_segment(written, add) else [], delete)
    written.unlink(missing_ok=True)


def commit(folder: Path, written: Iterable[Path], delete: Iterable[str], *, merging: bool = True) -> None:
    """Delete the documents of these ids and add segments that were written, at one moment.

    No two documents may have one id then. The segments' files, which must lie on the same disk, are moved.
    ``merging``: segments become one as the policy says; without, what costs time is left to the next commit.
    """
    storage = FileStorage(str(folder))
    before = whoosh.TOC.read(storage, _NAME)
    gone = [each.encode("utf-8", "replace") for each in delete]
    for segment in before.segments:
        ids = SegmentFile(segment.path(folder)).field("id")
        for at in filter(lambda at: at >= 0, map(ids.find, gone) if ids else ()):
            for doc in ids.holders(at).tolist() if ids else ():
                segment.delete_document(doc)
    kept = [each for each in before.segments if each.doc_count()]
    segments = [*kept, *map(partial(_adopted, folder), written)]
    if merging:
        segments = _merged(folder, segments)
    after = whoosh.TOC(schema(), segments, before.generation + 1)
    after.write(storage, _NAME)
    whoosh.clean_files(storage, _NAME, after.generation, segments)


def _adopted(folder: Path, written: Path) -> FlatSegment:
    segment = FlatSegment(_NAME)
    written.replace(segment.path(folder))
    segment.set_doc_count(SegmentFile(segment.path(folder)).size)
    return segment


def _merged(folder: Path, segments: list[FlatSegment]) -> list[FlatSegment]:
    """Those that the policy says become one segment."""
    first = first_to_merge([(each.doc_count_all(), each.deleted_count()) for each in segments])
    if first == len(segments):
        return segments
    whole = FlatSegment(_NAME)
    parts = [(SegmentFile(each.path(folder)), each.deleted_docs()) for each in segments[first:]]
    whole.set_doc_count(merge(whole.path(folder), parts))
    return [*segments[:first], whole]


def _open(instance: Path) -> tuple[FlatEngine, str]:
    pointer = store.read(instance)
    store.check(instance, pointer)
    folder = store.root(instance) / pointer.folder
    segments = whoosh.TOC.read(FileStorage(str(folder), readonly=True), _NAME).segments
    opened = [(SegmentFile(each.path(folder)), each.deleted_docs()) for each in segments]
    return FlatEngine(opened), pointer.generation


def _retrying(attempt: Callable[[], tuple[FlatEngine, str]], instance: Path) -> tuple[FlatEngine, str]:
    for left in reversed(range(_ATTEMPTS)):
        try:
            return attempt()
        except IndexMissingError:
            if not left or not store.root(instance).is_dir():
                raise
        except Exception as error:
            # A file that was cut short is reported by whatever its decoding happens to raise.
            if not left:
                raise IndexMissingError(
                    f"the index in {instance} cannot be read ({error}); {store.DAMAGED_CURE}"
                ) from None
        time.sleep(_PAUSE)
    raise AssertionError("the last attempt returns or raises")
