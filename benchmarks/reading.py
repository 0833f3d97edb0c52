"""Reading a newsletter, beside the Markdown parser alone on the same files and as many processes.

``python benchmarks/reading.py [FOLDER] [--rounds N] [--json]``: medians over rounds that take turns.
The folder defaults to This Week in Rust among the real newsletters. Each reading begins in a process
of its own, so that none profits from what another left in memory.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import click
from markdown_it import MarkdownIt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from archive import sources
from archive.config import PublicationConfig
from archive.reader import read

SHARED = Path(os.environ.get("BACKISSUES_SHARED") or Path(__file__).resolve().parents[2] / "shared")
PROCESSES = os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Cost:
    """What some work took."""

    seconds: float
    """By the clock on the wall."""
    processor: float
    """Seconds of processor time, of all processes."""
    mebibytes: float
    """At most at once, in the largest process and the one that it starts."""


def parse(text: str) -> int:
    """Tokens of one file, as markdown-it-py makes them."""
    return len(MarkdownIt("commonmark").enable("table").parse(text))


def parse_all(texts: list[str]) -> None:
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        list(pool.map(parse, texts, chunksize=16))


def cost(work: Callable[[], object]) -> Cost:
    """Do some work and say what it took; what it returns is kept until then."""
    start, before = time.perf_counter(), _processor()
    result = work()
    seconds, processor = time.perf_counter() - start, _processor() - before
    del result
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Cost(seconds, processor, sum(peaks) / 1024)


def _processor() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def measured(work: Callable[[], object]) -> Cost:
    """What some work takes in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(cost, work).result()


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True), default=SHARED / "corpora" / "twir")
@click.option("--rounds", default=3, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def main(folder: Path, rounds: int, as_json: bool) -> None:
    """Measure parsing alone, a first reading and a second one with nothing changed."""
    publication = PublicationConfig("letter", "Letter", path=folder)
    files = sources.files(publication, folder).files
    texts = [file.file.read_text("utf-8", "replace") for file in files]
    costs: dict[str, list[Cost]] = {"parsing alone": [], "first reading": [], "reading again": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as cache:
            costs["parsing alone"].append(measured(partial(parse_all, texts)))
            costs["first reading"].append(measured(partial(read, publication, Path(cache))))
            costs["reading again"].append(measured(partial(read, publication, Path(cache))))
    report(costs, len(files), as_json)


def report(costs: dict[str, list[Cost]], files: int, as_json: bool) -> None:
    medians = {
        name: Cost(*(statistics.median(values) for values in zip(*map(_values, each), strict=True)))
        for name, each in costs.items()
    }
    if as_json:
        shown = {name: [asdict(one) for one in each] for name, each in costs.items()}
        typical = {name: asdict(one) for name, one in medians.items()}
        print(json.dumps({"files": files, "processes": PROCESSES, "medians": typical, "rounds": shown}))
        return
    parsing, first, again = medians.values()
    print(f"{files} files, {PROCESSES} processes; medians of {len(costs['parsing alone'])} rounds")
    for name, one in medians.items():
        times = f"{one.seconds:6.2f} s  {one.processor:6.2f} s of processor time"
        print(f"{name:14} {times}  {one.seconds / parsing.seconds:5.2f} x parsing  {one.mebibytes:4.0f} MiB")
    print(f"reading again is {first.seconds / again.seconds:.0f} times faster than the first time")


def _values(one: Cost) -> tuple[float, ...]:
    return one.seconds, one.processor, one.mebibytes


if __name__ == "__main__":
    main()
