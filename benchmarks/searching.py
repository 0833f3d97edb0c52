"""How fast searches are: ours, cold and warm, beside stock Whoosh, tantivy and SQLite FTS5 in one process.

Questions are asked engine by engine before the next one comes, so that a busy machine slows all alike: only
the ratios mean something. ``python -m benchmarks.searching --config archive.toml``; see docs/PERFORMANCE.md.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from archive import config, reader
from archive.model import Issue, Reading
from benchmarks.engines import FACETS, Engine, Fts5, Item, Ours, Question, Stock, Tantivy, as_typed
from index import documents
from index.build import build_from
from index.query import Query
from index.whoosh_index import open_index

ASKED = 220
"""Questions, of all kinds alike."""
KINDS = ("rare", "common", "words", "phrase", "prefix", "excluding", "either")
_OTHERS: dict[str, type[Stock | Tantivy | Fts5]] = {"Whoosh": Stock, "tantivy": Tantivy, "SQLite FTS5": Fts5}
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Row:
    """What one engine took, in milliseconds."""

    engine: str
    asked: str
    """``top 10``, or ``top 10 + 4 facets``."""
    median: float
    p95: float


def of_size(reading: Reading, size: int) -> Reading:
    """A reading of about so many items, made of this one: fewer issues, or its issues several times."""
    items = sum(1 for issue in reading.issues for _ in issue.items())
    times, left = divmod(size, max(1, items))
    issues = [_again(issue, number) for number in range(times) for issue in reading.issues]
    for issue in reading.issues:
        if left <= 0:
            break
        issues.append(_again(issue, times))
        left -= sum(1 for _ in issue.items())
    return msgspec.structs.replace(reading, issues=tuple(issues))


def _again(issue: Issue, number: int) -> Issue:
    if not number:
        return issue
    text = msgspec.json.encode(issue).decode()
    publication, _, rest = issue.id.partition("/")
    return msgspec.json.decode(
        text.replace(f'"{publication}/{rest}', f'"{publication}/{number}-{rest}'), type=Issue
    )


def items_of(reading: Reading) -> Iterator[Item]:
    for made in documents.of_reading(reading):
        if made.type == "item":
            facets = {name: made.keys.get(name, ()) for name in FACETS}
            yield Item(made.id, made.texts["title"], made.texts["body"], facets)


def questions(items: Sequence[Item], count: int) -> list[Question]:
    """Questions made of the items' own words; the same for the same items."""
    chance = random.Random(20)
    texts = [words for item in items if len(words := _WORD.findall(f"{item.title} {item.text}".lower())) > 3]
    often = Counter(word for words in texts for word in set(words))
    common = [word for word, _ in often.most_common(40)]
    rare = sorted(word for word, times in often.items() if times <= max(2, len(texts) // 5000))

    def some(most: int) -> tuple[str, ...]:
        words = chance.choice(texts)
        start = chance.randrange(len(words) - most + 1)
        return tuple(words[start : start + most])

    made: dict[str, Callable[[], tuple[str, ...]]] = {
        "rare": lambda: (chance.choice(rare),),
        "common": lambda: (chance.choice(common),),
        "words": lambda: some(chance.choice((2, 2, 3))),
        "phrase": lambda: some(2),
        "prefix": lambda: (chance.choice(rare)[:4],),
        "excluding": lambda: (chance.choice(common), chance.choice(rare)),
        "either": lambda: (chance.choice(rare), *some(1)),
    }
    return [Question(kind, made[kind]()) for kind in (KINDS * count)[:count]]


def measure(
    engines: dict[str, Engine], asked: Sequence[Question]
) -> tuple[list[Row], dict[str, dict[str, float]]]:
    """The times of all engines, and their medians with facets by kind of question."""
    took: dict[tuple[str, str], list[tuple[str, float]]] = defaultdict(list)
    for question in asked:
        for name, facets in (("top 10", False), ("top 10 + 4 facets", True)):
            for engine, one in engines.items():
                one.forget()
                first = _timed(one.answer, question, facets=facets)
                again = _timed(one.answer, question, facets=facets)
                if engine == "ours":
                    took["ours, cold", name].append((question.kind, first))
                    took["ours, warm", name].append((question.kind, again))
                else:
                    took[engine, name].append((question.kind, again))
    rows = [Row(*key, *_spread([each for _, each in times])) for key, times in took.items()]
    kinds = {
        engine: {kind: statistics.median(each for its, each in times if its == kind) for kind in KINDS}
        for (engine, name), times in took.items()
        if name != "top 10"
    }
    return sorted(rows, key=lambda row: (row.asked, row.median)), kinds


def _spread(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), sorted(times)[int(len(times) * 0.95)]


def _timed(run: Callable[..., object], *given: object, **named: object) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    run(*given, **named)
    return (time.perf_counter() - begun) * 1000


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=config.DEFAULT, help="archive.toml of the newsletter")
    parser.add_argument("--size", type=int, default=0, help="items, about; default: as many as there are")
    parser.add_argument("--without", nargs="*", default=[], choices=_OTHERS, help="engines to leave out")
    parser.add_argument("--questions", type=int, default=ASKED)
    parser.add_argument("--json", type=Path, help="where to write the figures")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = run(chosen, Path(folder))
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1, default=msgspec.to_builtins))


def run(chosen: argparse.Namespace, folder: Path) -> dict[str, object]:
    (publication,) = config.load(chosen.config).publications
    reading = reader.read(publication, folder)
    if chosen.size:
        reading = of_size(reading, chosen.size)
    items = list(items_of(reading))
    built = {"ours": _timed(lambda: build_from([reading], "Bench", folder / "ours"))}
    sizes = {"ours": _size(folder / "ours")}
    engines: dict[str, Engine] = {}
    opened = {"ours": _timed(lambda: engines.update(ours=Ours(folder / "ours")))}
    for name, kind in _OTHERS.items():
        if name in chosen.without:
            continue
        place = folder / kind.__name__
        place.mkdir()
        built[name] = _timed(kind.build, place, items)
        sizes[name] = _size(place)
        opened[name] = _timed(
            lambda kind, place, name: engines.update({name: kind(place)}), kind, place, name
        )
    asked = questions(items, chosen.questions)
    rows, kinds = measure(engines, asked)
    whole = _whole(folder / "ours", asked)
    _show(rows, kinds, len(items))
    figures: dict[str, object] = {
        "items": len(items),
        "questions": len(asked),
        "rows": rows,
        "median_by_kind": kinds,
        "whole_answer": whole,
        "build_ms": built,
        "open_ms": opened,
        "bytes": sizes,
        "most_memory_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }
    for name in ("whole_answer", "build_ms", "open_ms", "bytes"):
        Console().print(name, figures[name])
    return figures


def _whole(instance: Path, asked: Sequence[Question]) -> dict[str, float]:
    """All that a page of results needs: hits, snippets, reasons, nine facets and the histogram."""
    index = open_index(instance)
    try:
        index.search(Query("first"))
        median, p95 = _spread([_timed(index.search, Query(as_typed(each))) for each in asked])
    finally:
        index.close()
    return {"median": median, "p95": p95}


def _show(rows: Sequence[Row], kinds: dict[str, dict[str, float]], items: int) -> None:
    table = Table("engine", "asked for", "median ms", "p95 ms", "× tantivy", title=f"{items} items")
    base = {row.asked: row.median for row in rows if row.engine == "tantivy"}
    for row in rows:
        ratio = f"{row.median / base[row.asked]:.2f}" if base else ""
        table.add_row(row.engine, row.asked, f"{row.median:.2f}", f"{row.p95:.2f}", ratio)
    by_kind = Table("median ms, with facets", *KINDS)
    for engine, medians in kinds.items():
        by_kind.add_row(engine, *(f"{medians[kind]:.2f}" for kind in KINDS))
    Console().print(table, by_kind)


if __name__ == "__main__":
    main()
