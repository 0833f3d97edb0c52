"""Reading a newsletter, beside the Markdown parser alone on the same files and as many processes.

``python benchmarks/reading.py [FOLDER] [--rounds N] [--json]``: medians over rounds that take turns.
The folder defaults to This Week in Rust among the real newsletters.
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
from multiprocessing import get_context
from pathlib import Path

import click
from markdown_it import MarkdownIt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from archive import sources
from archive.config import PublicationConfig
from archive.reader import read

SHARED = Path(os.environ.get("BACKISSUES_SHARED") or Path(__file__).resolve().parents[2] / "shared")


def parse(text: str) -> int:
    """Tokens of one file, as markdown-it-py makes them."""
    return len(MarkdownIt("commonmark").enable("table").parse(text))


def timed(work: Callable[[], object]) -> float:
    """Seconds of wall-clock time."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True), default=SHARED / "corpora" / "twir")
@click.option("--rounds", default=3, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def main(folder: Path, rounds: int, as_json: bool) -> None:
    """Time parsing alone, a first reading and a second one with nothing changed."""
    publication = PublicationConfig("letter", "Letter", path=folder)
    files = sources.files(publication, folder).files
    texts = [file.file.read_text("utf-8", "replace") for file in files]
    processes = os.cpu_count() or 1

    def parse_all() -> None:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            list(pool.map(parse, texts, chunksize=16))

    times: dict[str, list[float]] = {"parsing alone": [], "first reading": [], "reading again": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as cache:
            times["parsing alone"].append(timed(parse_all))
            times["first reading"].append(timed(lambda: read(publication, Path(cache))))
            times["reading again"].append(timed(lambda: read(publication, Path(cache))))
    report(times, len(files), processes, as_json)


def report(times: dict[str, list[float]], files: int, processes: int, as_json: bool) -> None:
    medians = {name: statistics.median(each) for name, each in times.items()}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if as_json:
        print(json.dumps({"seconds": times, "files": files, "processes": processes, "peak_mib": memory}))
        return
    print(f"{files} files, {processes} processes, peak memory {memory:.0f} MiB")
    for name, median in medians.items():
        shown = ", ".join(f"{each:.2f}" for each in times[name])
        print(f"{name:14} {median:6.2f} s  {median / medians['parsing alone']:5.2f} x parsing   ({shown})")


if __name__ == "__main__":
    main()
