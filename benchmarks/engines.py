"""Search engines behind one face, for :mod:`benchmarks.searching`: the same items, the same questions.

Each finds the ten best items for a question in titles and texts, and with them, if asked, all values of four
facets with their counts. Ours reads more than the others do: links, names, captions and addresses too.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import tantivy
from whoosh import analysis, fields, qparser, query, sorting
from whoosh import index as whoosh
from whoosh.searching import Searcher

from index import whoosh_index
from index.codec.flatfile import Array
from index.query import Query
from index.search import SearchIndex

FACETS = ("section", "year", "kind", "language")
"""Values of an item: one, one, some, one."""
SEVERAL = ("kind",)
"""Facets of which an item may have several values."""
TOP = 10


@dataclass(frozen=True, slots=True)
class Item:
    """What all engines are given of an item."""

    id: str
    title: str
    text: str
    facets: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched for."""

    kind: str
    """``rare``, ``common``, ``words``, ``phrase``, ``prefix``, ``excluding`` or ``either``."""
    words: tuple[str, ...]


Answer = tuple[list[str], dict[str, dict[str, int]]]
"""Ids, the best first; the counts of all values by facet."""


class Engine(Protocol):
    """One that answers questions."""

    def answer(self, question: Question, *, facets: bool) -> Answer: ...

    def forget(self) -> None:
        """Empty what is kept of answers, where there is anything."""
        ...


class Ours:
    """This archive's engine: documents and counts as a page would show them, without the page."""

    def __init__(self, instance: Path) -> None:
        engine = whoosh_index.open_engine(instance)
        self._finder = SearchIndex(engine, "").finder
        self._ids = engine.column("id")

    def answer(self, question: Question, *, facets: bool) -> Answer:
        query = Query(as_typed(question), as_typed=True)
        found = self._finder.answer(query, time.thread_time, FACETS if facets else ())
        values, codes, begins = self._ids
        ids = [values[codes[begins[doc]]] for doc in found.docs]
        return ids, {name: self._named(name, counts) for name, counts in found.counts.items()}

    def _named(self, facet: str, counts: Array) -> dict[str, int]:
        there = np.flatnonzero(counts)
        values = self._finder.values(facet)
        return dict(zip([values[code] for code in there.tolist()], counts[there].tolist(), strict=True))

    def forget(self) -> None:
        self._finder.forget()


def as_typed(question: Question) -> str:
    first, *others = question.words
    if question.kind == "phrase":
        return f'"{" ".join(question.words)}"'
    if question.kind == "prefix":
        return f"{first}*"
    if question.kind == "excluding":
        return f"{first} -{others[0]}"
    return (" OR " if question.kind == "either" else " ").join(question.words)


class Stock:
    """Whoosh as it comes, with its own codec, writer and searcher."""

    def __init__(self, folder: Path) -> None:
        self._searcher: Searcher = whoosh.open_dir(folder).searcher()
        self._parser = qparser.MultifieldParser(["title", "text"], self._searcher.schema)

    @staticmethod
    def build(folder: Path, items: Iterable[Item]) -> None:
        text = fields.TEXT(analyzer=analysis.StemmingAnalyzer())
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
        results = self._searcher.search(
            self._asked(question), limit=TOP, groupedby=grouped if facets else None
        )
        counts = {name: dict(results.groups(name)) for name in FACETS} if facets else {}
        return [hit["id"] for hit in results], counts

    def _asked(self, question: Question) -> query.Query:
        text = as_typed(question)
        return self._parser.parse(text.replace(" -", " NOT ") if question.kind == "excluding" else text)

    def forget(self) -> None:
        """Keeps nothing."""


class Tantivy:
    """tantivy by its Python binding, with stems and fast columns."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()
        self._wanted = {name: {"terms": {"field": name, "size": 65_000}} for name in FACETS}

    @staticmethod
    def build(folder: Path, items: Iterable[Item]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for name in ("title", "text"):
            builder.add_text_field(name, tokenizer_name="en_stem")
        for name in FACETS:
            builder.add_text_field(name, fast=True, tokenizer_name="raw")
        made = tantivy.Index(builder.build(), path=str(folder))
        writer = made.writer(256_000_000)
        for item in items:
            values = {name: list(each) for name, each in item.facets.items()}
            writer.add_document(tantivy.Document(id=item.id, title=item.title, text=item.text, **values))
        writer.commit()
        writer.wait_merging_threads()

    def answer(self, question: Question, *, facets: bool) -> Answer:
        asked = self._index.parse_query(_in_lucene(question), ["title", "text"], conjunction_by_default=True)
        hits = self._searcher.search(asked, TOP, count=facets).hits
        ids = [str(self._searcher.doc(address)["id"][0]) for _, address in hits]
        if not facets:
            return ids, {}
        found = self._searcher.aggregate(asked, self._wanted)
        return ids, {
            name: {each["key"]: each["doc_count"] for each in found[name]["buckets"]} for name in FACETS
        }

    def forget(self) -> None:
        """Keeps nothing."""


def _in_lucene(question: Question) -> str:
    if question.kind == "prefix":
        # Its binding has no prefixes in questions: a phrase may end with one.
        return f'"{question.words[0]}"*' if len(question.words) > 1 else question.words[0]
    return as_typed(question)


class Fts5:
    """SQLite's full-text search, beside a table of facets."""

    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "items.db")

    @staticmethod
    def build(folder: Path, items: Iterable[Item]) -> None:
        base = sqlite3.connect(folder / "items.db")
        base.execute("CREATE TABLE items (place INTEGER PRIMARY KEY, id TEXT)")
        base.execute("CREATE TABLE facets (place INTEGER, facet TEXT, value TEXT)")
        base.execute(
            "CREATE VIRTUAL TABLE found USING fts5(title, text, content='', tokenize='porter unicode61')"
        )
        for place, item in enumerate(items):
            base.execute("INSERT INTO items VALUES (?, ?)", (place, item.id))
            base.execute(
                "INSERT INTO found (rowid, title, text) VALUES (?, ?, ?)", (place, item.title, item.text)
            )
            rows = ((place, name, value) for name, values in item.facets.items() for value in values)
            base.executemany("INSERT INTO facets VALUES (?, ?, ?)", rows)
        base.execute("CREATE INDEX by_place ON facets (place, facet, value)")
        base.commit()
        base.close()

    def answer(self, question: Question, *, facets: bool) -> Answer:
        asked = _in_fts5(question)
        best = f"SELECT rowid FROM found WHERE found MATCH ? ORDER BY rank LIMIT {TOP}"
        ids = [
            row[0]
            for row in self._base.execute(f"SELECT id FROM ({best}) JOIN items ON place = rowid", (asked,))
        ]
        counts: dict[str, dict[str, int]] = {name: {} for name in FACETS} if facets else {}
        counting = (
            "SELECT facet, value, COUNT(*) FROM found CROSS JOIN facets ON place = found.rowid "
            "WHERE found MATCH ? GROUP BY facet, value"
        )
        for facet, value, count in self._base.execute(counting, (asked,)) if facets else ():
            counts[facet][value] = count
        return ids, counts

    def forget(self) -> None:
        """Keeps nothing but SQLite's own pages."""


def _in_fts5(question: Question) -> str:
    words: Sequence[str] = [f'"{word}"' for word in question.words]
    if question.kind == "phrase":
        return f'"{" ".join(question.words)}"'
    if question.kind == "prefix":
        return f"{words[0]}*"
    joined = {"either": " OR ", "excluding": " NOT "}.get(question.kind, " ")
    return joined.join(words)
