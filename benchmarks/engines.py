"""Search engines behind one face, for :mod:`benchmarks.searching`: the same items, the same questions.

Each finds the ten best items for a question in titles and texts and fetches them as they are stored, and
with them, if asked, all values of four facets with their counts. Ours reads more than the others do: links,
names, captions and addresses too; and what it fetches holds all that a page shows of an item.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from itertools import compress
from operator import attrgetter
from pathlib import Path
from typing import Protocol

import msgspec
import tantivy
from whoosh import analysis, fields, qparser, sorting
from whoosh import index as whoosh
from whoosh.searching import Searcher

from benchmarks.items import FACETS, SEVERAL, Item
from benchmarks.questions import PREFIX_LETTERS, Question, as_typed
from index import whoosh_index
from index.codec.flatfile import Array
from index.query import Query
from index.search import SearchIndex

TOP = 10

Shown = tuple[str, str, str]
"""Id, title and text of an item."""
Answer = tuple[list[Shown], dict[str, dict[str, int]]]
"""Items, the best first; the counts of all values by facet."""


class Engine(Protocol):
    """One that answers questions."""

    def answer(self, question: Question, *, facets: bool) -> Answer: ...

    def forget(self) -> None:
        """Empty what is kept of answers, where there is anything."""
        ...

    def close(self) -> None: ...


class Ours:
    """This archive's engine: documents and counts as a page would show them, without the page."""

    def __init__(self, instance: Path) -> None:
        self._engine = whoosh_index.open_engine(instance)
        self._finder = SearchIndex(self._engine, "").finder
        self._decoder = msgspec.msgpack.Decoder(_Page)
        self._values = {name: self._finder.values(name) for name in FACETS}

    def answer(self, question: Question, *, facets: bool) -> Answer:
        query = Query(as_typed(question), as_typed=True)
        found = self._finder.answer(query, time.thread_time, FACETS if facets else ())
        pages = map(self._decoder.decode, self._engine.stored(found.docs, "page"))
        named = {name: self._named(name, counts) for name, counts in found.counts.items()}
        return list(map(_shown, pages)), named

    def _named(self, facet: str, counts: Array) -> dict[str, int]:
        numbers = counts.tolist()
        return dict(zip(compress(self._values[facet], numbers), filter(None, numbers), strict=True))

    def forget(self) -> None:
        self._finder.forget()

    def close(self) -> None:
        self._engine.close()


class _Page(msgspec.Struct, array_like=True, gc=False):
    """What is needed of a stored item here: what comes first in it (see :mod:`index.stored`)."""

    id: str
    title: str
    label: str
    text: str


_shown = attrgetter("id", "title", "text")


class Stock:
    """Whoosh as it comes, with its own codec, writer and searcher."""

    def __init__(self, folder: Path) -> None:
        self._searcher: Searcher = whoosh.open_dir(folder).searcher()
        self._parser = qparser.MultifieldParser(["title", "text"], self._searcher.schema)

    @staticmethod
    def build(folder: Path, items: Iterable[Item]) -> None:
        text = fields.TEXT(analyzer=analysis.StemmingAnalyzer(), stored=True)
        facets = {name: fields.KEYWORD(commas=True, sortable=True) for name in FACETS}
        made = whoosh.create_in(folder, fields.Schema(id=fields.STORED, title=text, text=text, **facets))
        writer = made.writer(limitmb=256)
        for item in items:
            values = {name: ",".join(each) for name, each in item.facets.items()}
            writer.add_document(id=item.id, title=item.title, text=item.text, **values)
        writer.commit()

    def answer(self, question: Question, *, facets: bool) -> Answer:
        grouped = {
            name: sorting.FieldFacet(name, allow_overlap=name in SEVERAL, maptype=sorting.Count)
            for name in FACETS
        }
        asked = self._parser.parse(as_typed(question).replace(" -", " NOT "))
        results = self._searcher.search(asked, limit=TOP, groupedby=grouped if facets else None)
        groups = {name: results.groups(name) for name in FACETS} if facets else {}
        counts = {
            name: {value: count for value, count in its.items() if value} for name, its in groups.items()
        }
        return [(hit["id"], hit["title"], hit["text"]) for hit in results], counts

    def forget(self) -> None:
        """Keeps nothing."""

    def close(self) -> None:
        self._searcher.close()


class Tantivy:
    """tantivy by its Python binding: stems, and columns for facets."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()
        self._wanted = {name: {"terms": {"field": name, "size": 65_000}} for name in FACETS}

    @staticmethod
    def build(folder: Path, items: Iterable[Item]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for name in ("title", "text"):
            builder.add_text_field(name, stored=True, tokenizer_name="en_stem")
        for name in FACETS:
            builder.add_text_field(name, fast=True, tokenizer_name="raw")
        made = tantivy.Index(builder.build(), path=str(folder))
        writer = made.writer(1_000_000_000, num_threads=1)
        for item in items:
            values = {name: list(each) for name, each in item.facets.items()}
            writer.add_document(tantivy.Document(id=item.id, title=item.title, text=item.text, **values))
        writer.commit()
        writer.wait_merging_threads()

    def answer(self, question: Question, *, facets: bool) -> Answer:
        asked = self._asked(question)
        # Counting all that match would keep it from passing over what cannot be among the best.
        hits = self._searcher.search(asked, TOP, count=False).hits
        documents = [self._searcher.doc(address) for _, address in hits]
        shown = [(each["id"][0], each["title"][0], each["text"][0]) for each in documents]
        if not facets:
            return shown, {}
        found = self._searcher.aggregate(asked, self._wanted)
        return shown, {
            name: {each["key"]: each["doc_count"] for each in found[name]["buckets"]} for name in FACETS
        }

    def _asked(self, question: Question) -> tantivy.Query:
        if question.prefix:
            # Its language has no prefixes but at the end of phrases. A regular expression takes 1 ms to read.
            schema = self._index.schema
            either = [
                (tantivy.Occur.Should, tantivy.Query.phrase_prefix_query(schema, name, [question.prefix]))
                for name in ("title", "text")
            ]
            return tantivy.Query.boolean_query(either)
        return self._index.parse_query(as_typed(question), ["title", "text"], conjunction_by_default=True)

    def forget(self) -> None:
        """Keeps nothing."""

    def close(self) -> None:
        """Closes by itself."""


class Fts5:
    """SQLite's full-text search, beside tables of the items and of the values of facets."""

    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "items.db")
        self._base.execute("PRAGMA mmap_size = 4000000000")
        self._base.execute("PRAGMA cache_size = -200000")

    @staticmethod
    def build(folder: Path, items: Iterable[Item]) -> None:
        base = sqlite3.connect(folder / "items.db")
        base.execute("PRAGMA journal_mode = off")
        base.execute("PRAGMA synchronous = off")
        base.execute("CREATE TABLE items (place INTEGER PRIMARY KEY, id TEXT, title TEXT, text TEXT)")
        base.execute(f"CREATE TABLE one (place INTEGER PRIMARY KEY, {', '.join(_ONE)})")
        for name in SEVERAL:
            base.execute(
                f"CREATE TABLE {name} (place INTEGER, value, PRIMARY KEY (place, value)) WITHOUT ROWID"
            )
        base.execute(
            "CREATE VIRTUAL TABLE found USING fts5(title, text, content='items', content_rowid='place', "
            f"tokenize='porter unicode61', prefix='{PREFIX_LETTERS}')"
        )
        for place, item in enumerate(items):
            base.execute("INSERT INTO items VALUES (?, ?, ?, ?)", (place, item.id, item.title, item.text))
            single = (next(iter(item.facets[name]), None) for name in _ONE)
            base.execute(f"INSERT INTO one VALUES (?{', ?' * len(_ONE)})", (place, *single))
            for name in SEVERAL:
                rows = [(place, value) for value in item.facets[name]]
                base.executemany(f"INSERT INTO {name} VALUES (?, ?)", rows)
        base.execute("INSERT INTO found (found) VALUES ('rebuild')")
        base.execute("INSERT INTO found (found) VALUES ('optimize')")
        base.commit()
        base.close()

    def answer(self, question: Question, *, facets: bool) -> Answer:
        asked = (_in_fts5(question),)
        shown = self._base.execute(_BEST, asked).fetchall()
        if not facets:
            return shown, {}
        counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        for facet, value, count in self._base.execute(_COUNTING, asked):
            if value is not None:
                counts[facet][value] = count
        return shown, counts

    def forget(self) -> None:
        """Keeps nothing but SQLite's own pages."""

    def close(self) -> None:
        self._base.close()


_ONE = tuple(name for name in FACETS if name not in SEVERAL)
_BEST = (
    "SELECT id, items.title, items.text FROM found JOIN items ON place = found.rowid "
    f"WHERE found MATCH ? ORDER BY rank LIMIT {TOP}"
)
_COUNTING = " ".join(
    (
        "WITH matched AS MATERIALIZED"
        " (SELECT one.* FROM found JOIN one ON place = found.rowid WHERE found MATCH ?)",
        " UNION ALL ".join(
            (
                *(f"SELECT '{name}', {name}, COUNT(*) FROM matched GROUP BY 2" for name in _ONE),
                *(
                    f"SELECT '{name}', value, COUNT(*) FROM matched JOIN {name} USING (place) GROUP BY 2"
                    for name in SEVERAL
                ),
            )
        ),
    )
)


def _in_fts5(question: Question) -> str:
    pieces = [f'"{word}"' for word in question.words]
    if question.either:
        pieces.append(" OR ".join(f'"{word}"' for word in question.either))
    if question.phrase:
        pieces.append(f'"{" ".join(question.phrase)}"')
    if question.prefix:
        pieces.append(f'"{question.prefix}" *')
    asked = " AND ".join(pieces)
    return f'{asked} NOT "{question.without}"' if question.without else asked
