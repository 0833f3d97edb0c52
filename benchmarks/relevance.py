"""How well searches find what was meant: Back Issues, SQLite FTS5 and tantivy on the same items in one run.

    python benchmarks/relevance.py ../shared/queries/dev.jsonl --instance dair=instance-dair

The items are read from the index that is measured. A file of searches comes with the script that scores
a run of them (``evaluate.py`` beside it, unless ``--scorer`` says otherwise).
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import tantivy
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from index import trial
from index.results import Index, IndexMissingError, ItemPage
from index.trial import LENGTH, Trial
from index.whoosh_index import open_index

COLUMNS = ("title", "links", "section", "people", "body", "addresses")
SHOWN = ("MRR@10", "Success@1", "Success@3", "Recall@10", "nDCG@10")
_WORD = re.compile(r"[^\W_]+")

Engine = Callable[[Trial], list[ItemPage]]


@dataclass(frozen=True, slots=True)
class Corpus:
    """An archive to search, and its items."""

    index: Index
    items: Sequence[ItemPage]


def columns_of(item: ItemPage) -> tuple[str, ...]:
    """What every engine is given of an item, by :data:`COLUMNS`."""
    return (
        item.label,
        "\n".join(text for _, text, _ in item.links),
        item.section_title,
        "\n".join(name for _, name in item.issue.authors),
        item.text,
        "\n".join(address for address, _, _ in item.links),
    )


def fits(item: ItemPage, filters: Mapping[str, Sequence[str]]) -> bool:
    """Whether an item has what a search is narrowed to; section and language are what searches name."""
    had = {
        "language": {item.issue.language.casefold()},
        "section": {item.section.casefold(), _words(item.section_title)},
    }
    return all(
        {value.casefold(), _words(value)} & had[name]
        for name, values in filters.items()
        if name in had
        for value in values
    )


def ours(corpus: Corpus) -> Engine:
    return lambda asked: trial.seen(corpus.index, corpus.index.search(asked.query))[:LENGTH]


def sqlite(corpus: Corpus, joined_by: str) -> Engine:
    """SQLite's own full-text search with its English stemmer; all words must be there, or any."""
    base = sqlite3.connect(":memory:")
    base.execute(f"CREATE VIRTUAL TABLE items USING fts5({', '.join(COLUMNS)}, tokenize='porter unicode61')")
    marks = ", ".join("?" * len(COLUMNS))
    base.executemany(f"INSERT INTO items VALUES ({marks})", map(columns_of, corpus.items))

    def search(asked: Trial) -> list[ItemPage]:
        words = joined_by.join(f'"{word}"' for word in _WORD.findall(asked.query.text))
        rows = base.execute("SELECT rowid FROM items WHERE items MATCH ? ORDER BY bm25(items)", (words,))
        return _first((corpus.items[row - 1] for (row,) in rows), asked)

    return search


def tantivies(corpus: Corpus, joined_by: str) -> Engine:
    """Tantivy with its English stemmer; all words must be there, or any."""
    builder = tantivy.SchemaBuilder()
    for name in COLUMNS:
        builder.add_text_field(name, tokenizer_name="en_stem")
    builder.add_integer_field("place", stored=True)
    made = tantivy.Index(builder.build())
    writer = made.writer()
    for place, item in enumerate(corpus.items):
        writer.add_document(
            tantivy.Document(place=place, **dict(zip(COLUMNS, columns_of(item), strict=True)))
        )
    writer.commit()
    made.reload()
    searcher = made.searcher()

    def search(asked: Trial) -> list[ItemPage]:
        words = joined_by.join(f'"{word}"' for word in _WORD.findall(asked.query.text))
        hits = searcher.search(made.parse_query(words, list(COLUMNS)), limit=len(corpus.items)).hits
        places = (searcher.doc(address)["place"][0] for _, address in hits)
        return _first((corpus.items[place] for place in places), asked)

    return search


ENGINES: Mapping[str, Callable[[Corpus], Engine]] = {
    "Back Issues": ours,
    "SQLite FTS5, all words": lambda corpus: sqlite(corpus, " AND "),
    "SQLite FTS5, any word": lambda corpus: sqlite(corpus, " OR "),
    "tantivy, all words": lambda corpus: tantivies(corpus, " AND "),
    "tantivy, any word": lambda corpus: tantivies(corpus, " OR "),
}


@click.command()
@click.argument("queries", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--instance",
    "instances",
    multiple=True,
    required=True,
    metavar="[CORPUS=]FOLDER",
    help="An instance folder with a built index, for the searches of one corpus or for all; repeat.",
)
@click.option("--scorer", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="evaluate.py")
@click.option("--json", "as_json", is_flag=True, help="Print all that the scorer says, as JSON.")
def main(queries: Path, instances: tuple[str, ...], scorer: Path | None, as_json: bool) -> None:
    """Score every engine on the searches of a file."""
    scorer = scorer or queries.with_name("evaluate.py")
    if not scorer.is_file():
        raise click.UsageError(f"there is no {scorer}; name the script that scores runs with --scorer")
    corpora = dict(_opened(instance) for instance in instances)
    lines = queries.read_text(encoding="utf-8").splitlines()
    try:
        asked = [each for each in trial.read(lines) if each.corpus in corpora or "" in corpora]
    except trial.TrialError as error:
        raise click.ClickException(f"{queries}: {error}") from None
    kept = {each.id for each in asked}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "queries.jsonl")
        file.write_text(
            "\n".join(line for line in lines if line.strip() and str(json.loads(line)["id"]) in kept)
        )
        scores = {name: _scored(make, corpora, asked, file, scorer) for name, make in ENGINES.items()}
    if as_json:
        click.echo(json.dumps(scores, indent=1))
    else:
        _print(scores)


def _opened(instance: str) -> tuple[str, Corpus]:
    name, _, folder = instance.rpartition("=")
    try:
        index = open_index(Path(folder))
    except IndexMissingError as error:
        raise click.ClickException(str(error)) from None
    return name, Corpus(index, list(_items(index)))


def _items(index: Index) -> Iterator[ItemPage]:
    for card in index.issues():
        page = index.issue(card.id)
        for section in page.sections if page else ():
            yield from (part.item for part in section.parts if part.item)


def _scored(
    make: Callable[[Corpus], Engine],
    corpora: Mapping[str, Corpus],
    asked: Sequence[Trial],
    queries: Path,
    scorer: Path,
) -> dict[str, dict[str, float]]:
    """What the scorer says of an engine: by group of searches and measure."""
    engines = {name: make(corpus) for name, corpus in corpora.items()}
    run = queries.with_name("run.jsonl")
    with run.open("w", encoding="utf-8") as out:
        for each in asked:
            found = engines[each.corpus if each.corpus in engines else ""](each)
            out.write(json.dumps({"id": each.id, "results": [trial.shown(item) for item in found]}) + "\n")
    command = [sys.executable, str(scorer), str(queries), str(run), "--json"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if told.returncode:
        raise click.ClickException(f"{scorer} failed: {' '.join(told.stderr.split())}")
    values: dict[str, dict[str, float]] = json.loads(told.stdout)
    return values


def _print(scores: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
    console = Console(width=120)
    whole = Table("all searches", *SHOWN, box=None)
    for name, groups in scores.items():
        whole.add_row(name, *(f"{groups['overall'][each]:.3f}" for each in SHOWN))
    console.print(whole)
    kinds = [group for group in next(iter(scores.values())) if group != "overall"]
    parts = Table("MRR@10 by group", "n", *scores, box=None)
    for kind in kinds:
        cells = [each[kind] for each in scores.values()]
        parts.add_row(kind, str(cells[0]["n"]), *(f"{each['MRR@10']:.3f}" for each in cells))
    console.print()
    console.print(parts)


def _first(found: Iterator[ItemPage], asked: Trial) -> list[ItemPage]:
    fitting = (item for item in found if fits(item, asked.query.filters))
    return [item for item, _ in zip(fitting, range(LENGTH), strict=False)]


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


if __name__ == "__main__":
    main()
