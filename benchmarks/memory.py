"""What a worker that serves an archive holds in memory, beside one that serves an empty Flask application.

``python -m benchmarks.memory [--config archive.toml] [--json FILE]``: both are gunicorn's, one worker with
the threads of ``make serve``, and answer as many searches, whole pages. What is a process's own tells what
one more of them costs; pages of the mapped index are shared by all, and the system may take them back.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from archive import config
from benchmarks import items
from benchmarks.built import OTHERS, OURS, Built
from benchmarks.client import Connection
from benchmarks.questions import as_typed, questions
from benchmarks.serving import free_port, gunicorn, our_page, running
from index.whoosh_index import open_index

SEARCHES = 1000
EMPTY = "from flask import Flask\napp = Flask('empty')\n\n@app.get('/')\ndef home():\n    return ''\n"


@dataclass(frozen=True, slots=True)
class Held:
    """What one worker holds, in MiB."""

    own: float
    """Of no file: what one more worker costs."""
    mapped: float
    """Pages of files, the index and libraries, which processes share and the system may take back."""

    @classmethod
    def by(cls, process: int) -> Held:
        """Of a running process; Linux only."""
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
        found = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
        return cls(found["Anonymous"] / 1024, (found["Rss"] - found["Anonymous"]) / 1024)


def worker() -> int:
    """The worker of the only gunicorn that this process has started."""
    (server,) = filter(_is_gunicorn, _children("self"))
    (found,) = _children(server)
    return int(found)


def _is_gunicorn(process: str) -> bool:
    return b"gunicorn" in Path(f"/proc/{process}/cmdline").read_bytes()


def _children(process: str) -> list[str]:
    files = Path(f"/proc/{process}/task").glob("*/children")
    return [child for file in files for child in file.read_text().split()]


def ask_all(paths: Sequence[str], port: int) -> None:
    """One page after another, over one connection. Raises OSError where an answer is no page."""
    connection = Connection(port)
    try:
        for path in paths:
            connection.get(path)
    finally:
        connection.close()


def measure(instance: Path, paths: Sequence[str]) -> dict[str, Held]:
    """What is held before and after pages were asked for."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "empty.py").write_text(EMPTY)
        port = free_port()
        with running((*gunicorn("empty:app", port, 1), "--pythonpath", folder), port):
            ask_all(["/"] * len(paths), port)
            found["an empty application"] = Held.by(worker())
        port = free_port()
        with running(gunicorn("app:app", port, 1), port, BACKISSUES_INSTANCE=str(instance)):
            found["after its first page"] = Held.by(worker())
            ask_all(paths[:1], port)
            found["after its first search"] = Held.by(worker())
            ask_all(paths, port)
            found[f"after {len(paths)} searches"] = Held.by(worker())
    return found


def opening(instance: Path) -> float:
    """Milliseconds, the best of five."""
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        open_index(instance).close()
        times.append((time.perf_counter() - begun) * 1000)
    return round(min(times), 1)


@click.command(help=(__doc__ or "").partition("\n")[0])
@click.option("--config", "settings", type=click.Path(path_type=Path, exists=True), default=config.DEFAULT)
@click.option("--keep", type=click.Path(path_type=Path), help="Where indexes stay for the next run.")
@click.option("--searches", "count", default=SEARCHES, show_default=True, type=click.IntRange(1))
@click.option("--json", "target", type=click.Path(path_type=Path), help="Where to write the figures.")
def main(*, settings: Path, keep: Path | None, count: int, target: Path | None) -> None:
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        built = Built(folder, settings, 0)
        built.make(without=tuple(OTHERS))
        instance = built.place(OURS).absolute()
        asked = questions(items.read(built.items), count)
        held = measure(instance, [our_page(as_typed(each)) for each in asked])
        opened = opening(instance)
    table = Table("a worker", "own MiB", "mapped MiB", "own, above empty", title=f"{built.count} items")
    empty = next(iter(held.values()))
    for name, each in held.items():
        table.add_row(name, f"{each.own:.1f}", f"{each.mapped:.1f}", f"{each.own - empty.own:.1f}")
    Console().print(table, f"Opening the index takes {opened} ms.")
    if target:
        figures = {"items": built.count, "held": {name: asdict(each) for name, each in held.items()}}
        target.write_text(json.dumps({**figures, "opening_ms": opened}, indent=1) + "\n")


if __name__ == "__main__":
    main()
