"""How long an archive takes to build, beside reading it and indexing the same with Whoosh's own writer.

``python -m benchmarks.building [--config archive.toml] [--json FILE]``: all in one run, each in a process of
its own. Whoosh is given the same documents: every text with its positions, every key, every number, what is
stored; with its own standard analysis with stems, and with ours, which makes more terms of a word.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from whoosh import analysis, columns, fields, formats
from whoosh import index as whoosh

from archive import config, reader
from archive.config import ArchiveConfig
from archive.model import Reading
from benchmarks.costs import Cost, cost
from index import documents
from index.analysis import tokens
from index.build import BuildReport, build, build_from
from index.documents import FIELDS

OURS = "full build"
OURS_ALONE = "index alone"
STOCK = "reading and Whoosh's writer"
STOCK_ALONE = "Whoosh's writer alone"
SAME_TERMS = "Whoosh's writer alone, our terms"
AGAIN = "nothing changed"
ONE = "one issue changed"


class OurTerms(fields.FieldType):  # type: ignore[misc]
    """A text, given with its language, as the terms that our own index has, with their positions."""

    def __init__(self) -> None:
        super().__init__(formats.Positions(), analyzer=None, scorable=True)

    def index(self, value: tuple[str, str], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        places: dict[str, set[int]] = defaultdict(set)
        for token in tokens(*value):
            places[token.term].add(token.position)
        for term, found in places.items():
            yield term.encode(), len(found), float(len(found)), self.format.encode(sorted(found))


def schema(*, ours: bool) -> fields.Schema:
    """Our fields as Whoosh's standard ones, save that texts may have our terms."""
    made = fields.Schema()
    stems = analysis.StemmingAnalyzer()
    for each in FIELDS:
        if each.kind == "text":
            made.add(each.name, OurTerms() if ours else fields.TEXT(analyzer=stems))
        elif each.kind == "key":
            made.add(each.name, fields.KEYWORD(commas=True, sortable=True))
        elif each.kind == "number":
            made.add(each.name, fields.COLUMN(columns.NumericColumn("q")))
        else:
            made.add(each.name, fields.STORED())
    return made


def index_with_whoosh(reading: Reading, folder: Path, *, ours: bool = False) -> None:
    """Make the documents and write them with Whoosh's own writer and codec; ``ours``: with our terms."""
    folder.mkdir()
    writer = whoosh.create_in(folder, schema(ours=ours)).writer(limitmb=256)
    for document in documents.of_reading(reading):
        texts = {name: (text, document.language) if ours else text for name, text in document.texts.items()}
        keys = {name: ",".join(values) for name, values in document.keys.items()}
        writer.add_document(
            id=document.id,
            type=document.type,
            hash=document.hash,
            **texts,
            **keys,
            **document.numbers,
            **document.stored,
        )
    writer.commit()


def read(settings: ArchiveConfig, cache: Path) -> Reading:
    return reader.read(settings.publications[0], cache)


def _build(settings: ArchiveConfig, instance: Path) -> Cost:
    reports: list[BuildReport] = []
    took = cost(lambda: reports.append(build(settings, instance)), instance / "index")
    return replace(took, searchable=reports[0].searchable)


def _build_alone(settings: ArchiveConfig, cache: Path, instance: Path) -> Cost:
    reading = read(settings, cache)
    return cost(partial(build_from, [reading], settings.title, instance), instance / "index")


def _stock(settings: ArchiveConfig, cache: Path, folder: Path) -> Cost:
    return cost(lambda: index_with_whoosh(read(settings, cache), folder), folder)


def _stock_alone(settings: ArchiveConfig, cache: Path, folder: Path, ours: bool) -> Cost:
    reading = read(settings, cache)
    return cost(partial(index_with_whoosh, reading, folder, ours=ours), folder)


def apart(work: Callable[..., Cost], *given: object) -> Cost:
    """In a fresh process, which has nothing of what others left in memory."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def change_one(source: Path, reading: Reading) -> None:
    """Add a word to an item of the newest issue."""
    issue = reading.issues[-1]
    line = list(issue.items())[-1].lines[0] - 1
    lines = (source / issue.path).read_text("utf-8").splitlines()
    lines[line] += " Benchmarking"
    (source / issue.path).write_text("\n".join(lines) + "\n", "utf-8")


def measure(settings: ArchiveConfig, source: Path, folder: Path) -> dict[str, Cost]:
    """``source`` are the files of these settings; one of them is changed."""
    instance, cache = folder / "instance", folder / "cache"
    took = {OURS: apart(_build, settings, instance)}
    took[AGAIN] = apart(_build, settings, instance)
    change_one(source, read(settings, instance / "cache"))
    took[ONE] = apart(_build, settings, instance)
    took[STOCK] = apart(_stock, settings, cache, folder / "stock")
    took[STOCK_ALONE] = apart(_stock_alone, settings, cache, folder / "stock-alone", False)
    took[SAME_TERMS] = apart(_stock_alone, settings, cache, folder / "same-terms", True)
    took[OURS_ALONE] = apart(_build_alone, settings, cache, folder / "alone")
    return took


def ratios(took: dict[str, Cost]) -> dict[str, float]:
    """How many times as fast ours is."""
    return {
        "full build beside reading and Whoosh's writer": took[STOCK].seconds / took[OURS].seconds,
        "index beside Whoosh's writer": took[STOCK_ALONE].seconds / took[OURS_ALONE].seconds,
        "index beside Whoosh's writer, given our terms": took[SAME_TERMS].seconds / took[OURS_ALONE].seconds,
        "nothing changed beside full build": took[OURS].seconds / took[AGAIN].seconds,
        "one issue changed beside full build": took[OURS].seconds / took[ONE].seconds,
    }


def copied(settings: Path, source: Path) -> ArchiveConfig:
    """The same settings for a copy of the newsletter's files."""
    original = config.load(settings).publications[0].path
    if original is None:
        raise click.ClickException("the newsletter's files must lie in a folder, not in a repository")
    shutil.copytree(original, source)
    return config.load(settings, source)


@click.command(help=(__doc__ or "").partition("\n")[0])
@click.option("--config", "settings", type=click.Path(path_type=Path, exists=True), default=config.DEFAULT)
@click.option("--json", "target", type=click.Path(path_type=Path), help="Where to write the figures.")
def main(*, settings: Path, target: Path | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "files"
        took = measure(copied(settings, source), source, Path(folder))
    table = Table("what", "seconds", "of processor time", "MB", title="From Markdown to an index")
    for name, each in took.items():
        table.add_row(name, f"{each.seconds:.2f}", f"{each.processor:.2f}", f"{each.bytes / 1e6:.1f}")
    Console().print(table)
    if found := took[ONE].searchable:
        Console().print(f"What changed in one issue was searchable after {found:.2f} s.")
    for name, ratio in ratios(took).items():
        Console().print(f"{name}: {ratio:.1f} times as fast")
    if target:
        shown = {name: asdict(each) for name, each in took.items()}
        target.write_text(json.dumps({"took": shown, "ratios": ratios(took)}, indent=1) + "\n")


if __name__ == "__main__":
    main()
