"""How fast searches are: ours, cold and warm, beside tantivy, SQLite FTS5 and stock Whoosh in one process.

Questions are asked engine by engine before the next one comes, so that a busy machine slows all alike: only
the ratios mean something. ``python -m benchmarks.searching --config archive.toml``; see docs/PERFORMANCE.md.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from archive import config
from benchmarks import items
from benchmarks.built import OTHERS, OURS, Built
from benchmarks.costs import spread
from benchmarks.engines import Engine
from benchmarks.questions import ASKED, KINDS, Question, as_typed, others_with, questions
from index.query import Query
from index.whoosh_index import open_index
from web import allocating

ASKING = {"top 10": False, "top 10 + 4 facets": True}
"""What is asked for, and whether that has facets."""
ENOUGH_FOR_STOCK = 200_000
"""Items above which stock Whoosh is left out unless it is asked for: its index takes an hour."""
_AGAIN = 3
"""How often each is timed; its median counts."""
_SLOW = 50.0
"""Milliseconds from which on once is enough."""
_BEFORE = 24
"""Questions that all answer before the first is timed."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one engine took, in milliseconds."""

    engine: str
    """Of ours, also what was known before: ``cold``, ``new question`` or ``warm``."""
    asked: str
    """Of :data:`ASKING`."""
    median: float
    p95: float
    by_kind: dict[str, float]
    """Medians."""


def measure(engines: dict[str, Engine], asked: Sequence[Question], filler: str) -> list[Row]:
    """The times of all engines: nearly all keep nothing between questions, ours is asked in three states.

    Who comes first changes from one round of the kinds to the next: who comes behind Whoosh finds the
    processor's memory swept, and the heap.
    """
    for question in asked[:_BEFORE]:
        for one in engines.values():
            one.answer(question, facets=True)
    took: dict[tuple[str, str], list[float]] = defaultdict(list)
    for turn, question in enumerate(asked):
        order = deque(engines.items())
        order.rotate(-(turn // len(KINDS)))
        for name, facets in ASKING.items():
            for engine, one in order:
                for state, before in _states(engine, one, question, filler, facets=facets):
                    took[state, name].append(_timed(one, question, before, facets=facets))
    kinds = [question.kind for question in asked]
    return sorted(
        (Row(*key, *spread(times), _by_kind(kinds, times)) for key, times in took.items()),
        key=lambda row: (row.asked, row.median),
    )


def _states(
    engine: str, one: Engine, question: Question, filler: str, *, facets: bool
) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is measured of an engine, each with what is done before it is timed."""

    def known_words() -> None:
        one.forget()
        for other in others_with(question, filler):
            one.answer(other, facets=facets)

    if engine != OURS:
        yield engine, lambda: None
        return
    yield f"{OURS}, cold", one.forget
    yield f"{OURS}, new question", known_words
    yield f"{OURS}, warm", lambda: one.answer(question, facets=facets)


def _timed(one: Engine, question: Question, before: Callable[[], object], *, facets: bool) -> float:
    """Milliseconds."""
    times: list[float] = []
    while len(times) < _AGAIN and not (times and times[0] > _SLOW):
        before()
        begun = time.perf_counter()
        one.answer(question, facets=facets)
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def _by_kind(kinds: Sequence[str], times: Sequence[float]) -> dict[str, float]:
    its = defaultdict(list)
    for kind, time_of_one in zip(kinds, times, strict=True):
        its[kind].append(time_of_one)
    return {kind: statistics.median(its[kind]) for kind in KINDS if kind in its}


def whole_answers(instance: Path, asked: Sequence[Question]) -> tuple[float, float]:
    """Median and 95th percentile of all that a page of results needs: hits, snippets, reasons, nine facets
    and the histogram; each question asked once."""
    index = open_index(instance)
    try:
        index.search(Query("first"))
        times = []
        for each in asked:
            begun = time.perf_counter()
            index.search(Query(as_typed(each)))
            times.append((time.perf_counter() - begun) * 1000)
    finally:
        index.close()
    return spread(times)


@click.command(help=(__doc__ or "").partition("\n")[0])
@click.option("--config", "settings", type=click.Path(path_type=Path, exists=True), default=config.DEFAULT)
@click.option("--size", default=0, help="Items, about, made of those that there are.")
@click.option("--keep", type=click.Path(path_type=Path), help="Where indexes stay for the next run.")
@click.option("--without", multiple=True, type=click.Choice(list(OTHERS)), help="Engines to leave out.")
@click.option("--only", multiple=True, type=click.Choice(list(OTHERS)), help="Engines beside ours.")
@click.option("--questions", "count", default=ASKED, show_default=True, type=click.IntRange(1))
@click.option("--json", "target", type=click.Path(path_type=Path), help="Where to write the figures.")
def main(
    *,
    settings: Path,
    size: int,
    keep: Path | None,
    without: tuple[str, ...],
    only: tuple[str, ...],
    count: int,
    target: Path | None,
) -> None:
    left_out = tuple(name for name in OTHERS if name in without or (only and name not in only))
    if size > ENOUGH_FOR_STOCK and "Whoosh" not in only:
        left_out = (*left_out, "Whoosh")
    with tempfile.TemporaryDirectory() as folder:
        built = Built(keep or Path(folder), settings, size)
        built.make(left_out)
        figures = run(built, left_out, count)
    show(figures)
    if target:
        target.write_text(json.dumps(figures, indent=1, default=asdict) + "\n")


def run(built: Built, left_out: Sequence[str], count: int) -> dict[str, object]:
    """All figures of a folder of indexes, in a process that is set up as a server is."""
    allocating.settle()
    engines: dict[str, Engine] = {}
    opening: dict[str, float] = {}
    for name in (OURS, *(name for name in OTHERS if name not in left_out)):
        begun = time.perf_counter()
        engines[name] = built.open(name)
        opening[name] = (time.perf_counter() - begun) * 1000
    asked = questions(items.read(built.items), count)
    filler = next(question.words[0] for question in asked if question.kind == "common")
    rows = measure(engines, asked, filler)
    for engine in engines.values():
        engine.close()
    return {
        "items": built.count,
        "questions": len(asked),
        "rows": rows,
        "whole_answer_ms": whole_answers(built.place(OURS), asked),
        "built": {name: cost for name, cost in built.costs.items() if name in engines},
        "opening_ms": opening,
    }


def show(figures: dict[str, object]) -> None:
    rows = figures["rows"]
    assert isinstance(rows, list)
    title = f"{figures['items']} items, {figures['questions']} questions"
    table = Table("engine", "asked for", "median ms", "p95 ms", "× tantivy", title=title)
    base = {row.asked: row.median for row in rows if row.engine == "tantivy"}
    for row in rows:
        ratio = f"{row.median / base[row.asked]:.2f}" if base else ""
        table.add_row(row.engine, row.asked, f"{row.median:.2f}", f"{row.p95:.2f}", ratio)
    by_kind = Table("median ms", "asked for", *KINDS)
    for row in rows:
        by_kind.add_row(row.engine, row.asked, *(f"{row.by_kind.get(kind, 0):.2f}" for kind in KINDS))
    Console(width=200).print(table, by_kind)


if __name__ == "__main__":
    main()
