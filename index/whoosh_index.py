"""Whoosh behind a wall: the only module that imports it.

Analysis, scoring across words, facets and snippets are ours; Whoosh keeps the documents and the
inverted index, in segments, and scores one term or phrase in one field (BM25F).
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import columns, fields, formats, query
from whoosh import index as whoosh
from whoosh.searching import Searcher

from index import store
from index.analysis import tokens
from index.documents import FIELDS, Document
from index.matching import Array
from index.results import Index, IndexMissingError
from index.search import SearchIndex

_ATTEMPTS = 5
_PAUSE = 0.02
"""Seconds. Opening while another process commits fails now and then: files that were listed are gone."""
_CACHED = 4096
"""Postings of so many terms are kept in memory, per open index."""
_BM25_B, _BM25_K1 = 0.75, 1.2
"""The parameters of BM25F that Whoosh uses unless told otherwise."""
_MEMORY = 256
"""Megabytes that a build may use before it writes to disk."""


class Terms(fields.FieldType):  # type: ignore[misc]
    """A text as our own analysis sees it: given as (text, language)."""

    def __init__(self) -> None:
        super().__init__(formats.Positions(), analyzer=None, scorable=True)

    def index(self, value: tuple[str, str], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """(term, what it adds to the field's length, weight, encoded positions) of each term."""
        places: dict[str, list[int]] = defaultdict(list)
        lengths: dict[str, int] = defaultdict(int)
        for token in tokens(*value):
            if not places[token.term] or places[token.term][-1] != token.position:
                places[token.term].append(token.position)
                lengths[token.term] += token.main
        for term, positions in places.items():
            encoded = self.format.encode(sorted(positions))
            yield term.encode("utf-8", "replace"), lengths[term], float(len(positions)), encoded


class Keys(fields.FieldType):  # type: ignore[misc]
    """Values that are looked up as they stand: given as a tuple of texts."""

    def __init__(self, *, unique: bool = False, column: bool = False) -> None:
        super().__init__(formats.Existence(), analyzer=None, unique=unique, sortable=column)

    def index(self, value: tuple[str, ...], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        for each in dict.fromkeys(value):
            yield self.to_bytes(each), 1, 1.0, b""


def _schema() -> fields.Schema:
    schema = fields.Schema()
    for each in FIELDS:
        if each.kind == "text":
            schema.add(each.name, Terms())
        elif each.kind == "key":
            schema.add(each.name, Keys(unique=each.name == "id", column=each.name in _DESCRIBING))
        elif each.kind == "number":
            schema.add(each.name, fields.COLUMN(columns.NumericColumn("q")))
        else:
            schema.add(each.name, fields.STORED())
    return schema


_DESCRIBING = ("id", "type", "hash")
_NOTHING = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float64))


class WhooshEngine:
    """One state of the index, open for reading. See :class:`index.matching.Engine`."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._reader = searcher.reader()
        self.size: int = self._reader.doc_count_all()
        self._known_lengths: dict[str, Array] = {}
        self._cached = lru_cache(maxsize=_CACHED)(self._scores)

    def scores(self, field: str, terms: tuple[str, ...]) -> tuple[Array, Array]:
        """Documents, ascending, that hold the terms next to one another in the field, and BM25F scores."""
        return self._cached(field, terms)

    def _scores(self, field: str, terms: tuple[str, ...]) -> tuple[Array, Array]:
        if not terms or any((field, term.encode("utf-8", "replace")) not in self._reader for term in terms):
            return _NOTHING
        if len(terms) == 1:
            return self._of_term(field, terms[0])
        asked = query.Phrase(field, list(terms))
        docs: list[int] = []
        scores: list[float] = []
        for searcher, offset in self._searcher.leaf_searchers():
            matcher = asked.matcher(searcher)
            while matcher.is_active():
                docs.append(offset + matcher.id())
                scores.append(matcher.score())
                matcher.next()
        return np.array(docs, dtype=np.int64), np.array(scores, dtype=np.float64)

    def _of_term(self, field: str, term: str) -> tuple[Array, Array]:
        """What Whoosh's own BM25F gives, in one go for all documents, which is several times as fast."""
        docs: list[int] = []
        weights: list[float] = []
        for reader, offset in self._reader.leaf_readers():
            if (field, term.encode("utf-8", "replace")) in reader:
                matcher = reader.postings(field, term)
                while matcher.is_active():
                    docs.append(offset + matcher.id())
                    weights.append(matcher.weight())
                    matcher.next()
        found, weight = np.array(docs, dtype=np.int64), np.array(weights, dtype=np.float64)
        mean = self._searcher.avg_field_length(field) or 1
        lengths = self._lengths(field)[found]
        norm = weight + _BM25_K1 * (1 - _BM25_B + _BM25_B * lengths / mean)
        return found, self._searcher.idf(field, term) * weight * (_BM25_K1 + 1) / norm

    def _lengths(self, field: str) -> Array:
        """How many words the field has, by document."""
        if field not in self._known_lengths:
            length = self._reader.doc_field_length
            values = (length(doc, field) or 1 for doc in range(self.size))
            self._known_lengths[field] = np.fromiter(values, dtype=np.int64, count=self.size)
        return self._known_lengths[field]

    def frequency(self, field: str, term: str) -> int:
        return int(self._reader.doc_frequency(field, term))

    def words(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]:
        """The terms of a field that begin with ``prefix``, in order, and in how many documents each is."""
        for term in self._reader.expand_prefix(field, prefix):
            word = term.decode("utf-8")
            yield word, self.frequency(field, word)

    def with_key(self, field: str, value: str) -> Array:
        """Documents with this value, ascending."""
        if (field, value.encode("utf-8", "replace")) not in self._reader:
            return _NOTHING[0]
        return np.fromiter(self._reader.postings(field, value).all_ids(), dtype=np.int64)

    def keys(self, field: str) -> Iterator[tuple[str, Array]]:
        """All values of a field that a document has, and those documents."""
        for term in self._reader.lexicon(field):
            value = term.decode("utf-8")
            docs = self.with_key(field, value)
            if len(docs):
                yield value, docs

    def numbers(self, field: str) -> Array:
        """A number for each document, 0 where it has none."""
        values = [
            column[doc]
            for reader, _ in self._reader.leaf_readers()
            for column in (reader.column_reader(field),)
            for doc in range(reader.doc_count_all())
        ]
        return np.array(values, dtype=np.int64)

    def stored(self, doc: int) -> Mapping[str, Any]:
        """What is stored of a document: texts, and bytes where they were packed."""
        value: Mapping[str, Any] = self._reader.stored_fields(doc)
        return value

    def contents(self) -> dict[str, tuple[str, str]]:
        """(type, hash) by id of each document."""
        found = {}
        for reader, _ in self._reader.leaf_readers():
            ids, types, hashes = (reader.column_reader(name) for name in _DESCRIBING)
            for doc in reader.all_doc_ids():
                found[ids[doc]] = (types[doc], hashes[doc])
        return found

    def close(self) -> None:
        self._cached.cache_clear()
        self._searcher.close()


def open_index(instance: Path) -> Index:
    """Open the index as the last complete build left it, for any number of threads.

    Raises IndexMissingError where there is none, or it is damaged or of another version.
    """
    engine, generation = _retrying(lambda: _open(instance), instance)
    return SearchIndex(engine, generation)


def current_generation(instance: Path) -> str:
    """Another text after every build that changed something; cheap. Raises IndexMissingError."""
    return store.generation(instance, store.read(instance))


def open_engine(instance: Path) -> WhooshEngine:
    """For builders. Raises IndexMissingError."""
    return _retrying(lambda: _open(instance), instance)[0]


def create(folder: Path) -> None:
    """Make an empty index in an empty folder."""
    whoosh.create_in(folder, _schema())


def write(folder: Path, add: Iterable[Document], delete: Iterable[str]) -> None:
    """Delete the documents of these ids, add others, and commit both at one moment.

    No two of ``add`` may have one id: Whoosh would keep both.
    """
    writer = whoosh.open_dir(folder).writer(limitmb=_MEMORY)
    try:
        for each in delete:
            writer.delete_by_term("id", each)
        for document in add:
            writer.add_document(**_values(document))
    except BaseException:
        writer.cancel()
        raise
    writer.commit()


def _values(document: Document) -> dict[str, object]:
    values: dict[str, object] = {"id": (document.id,), "type": (document.type,), "hash": (document.hash,)}
    for name, text in document.texts.items():
        if text:
            values[name] = (text, document.language)
    values.update((name, keys) for name, keys in document.keys.items() if keys)
    return {**values, **document.numbers, **document.stored, **document.packed}


def _open(instance: Path) -> tuple[WhooshEngine, str]:
    pointer = store.read(instance)
    store.check(instance, pointer)
    generation = store.generation(instance, pointer)
    return WhooshEngine(whoosh.open_dir(store.root(instance) / pointer.folder).searcher()), generation


def _retrying(attempt: Callable[[], tuple[WhooshEngine, str]], instance: Path) -> tuple[WhooshEngine, str]:
    for left in reversed(range(_ATTEMPTS)):
        try:
            return attempt()
        except IndexMissingError:
            if not left or not store.root(instance).is_dir():
                raise
        except Exception as error:
            # Whoosh reports a file that was cut short by whatever its decoding happens to raise.
            if not left:
                raise IndexMissingError(
                    f"the index in {instance} cannot be read ({error}); {store.DAMAGED_CURE}"
                ) from None
        time.sleep(_PAUSE)
    raise AssertionError("the last attempt returns or raises")
