"""Whole pages over HTTP: ours by gunicorn with two workers, beside two Datasettes on the same items.

``python -m benchmarks.serving [--config archive.toml] [--json FILE]``. Each page is a search with ten results
and facets; none is asked for twice, save to see how soon it comes again. The servers take turns, round by
round, so that a busy machine slows both; the clients are on the same machine and take their share of it. See
docs/SERVING.md.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click
from rich.console import Console
from rich.table import Table

from archive.config import DEFAULT, load
from archive.model import Reading
from archive.reader import read
from benchmarks.client import Connection
from benchmarks.costs import spread
from index import documents
from index.build import build_from
from web.serve import HOST, THREADS, WORKERS

ROOT = Path(__file__).resolve().parents[1]
SEED = 20
DATASETTE = "Datasette"
AGAIN = ", again"
"""Behind the name of a server whose pages are asked for a second time."""
STARTING = 60.0
"""Seconds that a server may take to answer for the first time."""
_STAGE = re.compile(r"(\w+);dur=([\d.]+)")
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Server:
    """What is measured: one or several processes that answer the same."""

    name: str
    ports: tuple[int, ...]
    paths: tuple[str, ...]
    """The page of each search, in the same order for every server."""
    again: bool = False
    """Whether pages are asked for a second time, too."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, as the client saw it."""

    took: float
    """Milliseconds from the request to the last byte."""
    size: int
    """Bytes, as sent."""
    stages: dict[str, float]
    """``Server-Timing``, where there is one."""


@dataclass(slots=True)
class Seen:
    """All pages of one server."""

    alone: list[Page] = field(default_factory=list)
    """One connection, one page after another."""
    together: list[Page] = field(default_factory=list)
    """Several connections at once."""
    throughput: list[float] = field(default_factory=list)
    """Pages a second, of each round with several connections."""


class Clients:
    """Processes of their own that ask, a connection to each server in each; see :mod:`benchmarks.client`."""

    def __init__(self, count: int) -> None:
        command = (sys.executable, "-m", "benchmarks.client")
        self._processes = [
            subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(count)
        ]

    def __enter__(self) -> Clients:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.communicate()

    def ask(self, server: Server, paths: Sequence[str], connections: int) -> tuple[list[Page], float]:
        """The pages, and how many there were a second."""
        asking = self._processes[:connections]
        for place, process in enumerate(asking):
            port = server.ports[place % len(server.ports)]
            assert process.stdin
            process.stdin.write(json.dumps({"port": port, "paths": paths[place::connections]}) + "\n")
            process.stdin.flush()
        told = [json.loads(process.stdout.readline()) for process in asking if process.stdout]
        if wrong := next((each["error"] for each in told if "error" in each), ""):
            raise click.ClickException(f"{server.name}: {wrong}")
        pages = [Page(took, size, _stages(said)) for each in told for took, size, said in each["pages"]]
        seconds = max(each["ended"] for each in told) - min(each["begun"] for each in told)
        return pages, len(pages) / seconds


def _stages(told: str) -> dict[str, float]:
    return {stage: float(duration) for stage, duration in _STAGE.findall(told)}


def searches(reading: Reading, count: int) -> list[str]:
    """One to three words that stand next to one another in an item, no two the same; the same for the same
    newsletter. There may be fewer of them in a small one."""
    chance = random.Random(SEED)
    texts = [_WORD.findall(item.text.lower()) for issue in reading.issues for item in issue.items()]
    texts = [words for words in texts if len(words) > 3]
    made: dict[str, None] = {}
    for number in range(10 * count):
        words = chance.choice(texts)
        length = 1 + number % 3
        start = chance.randrange(len(words) - length + 1)
        made[" ".join(words[start : start + length])] = None
        if len(made) == count:
            break
    return list(made)


def database(reading: Reading, file: Path) -> None:
    """The items as a table with full text search, their many-valued facets as JSON arrays."""
    with sqlite3.connect(file) as made:
        made.execute(
            "create table items (id text primary key, title text, body text, section text, tag text,"
            " author text, language text)"
        )
        made.executemany(
            "insert or replace into items values (?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    each.id,
                    each.texts["title"],
                    each.texts["body"],
                    "".join(each.keys.get("section", ())[:1]),
                    json.dumps(each.keys.get("tag", ())),
                    json.dumps(each.keys.get("author", ())),
                    each.language,
                )
                for each in documents.of_reading(reading)
                if each.type == "item"
            ),
        )
        made.execute("create virtual table items_fts using fts5 (title, body, content='items')")
        made.execute("insert into items_fts (items_fts) values ('rebuild')")
    made.close()


def our_page(search: str) -> str:
    return "/search?" + urlencode({"q": search})


def datasettes_page(search: str) -> str:
    wanted = [("_search", search), ("_size", "10"), ("_facet", "section"), ("_facet", "language")]
    return "/items/items?" + urlencode([*wanted, ("_facet_array", "tag"), ("_facet_array", "author")])


def gunicorn(app: str, port: int, workers: int) -> tuple[str, ...]:
    """What serves an application, each worker with the threads of ``make serve``."""
    bound = (sys.executable, "-m", "gunicorn", "--bind", f"{HOST}:{port}", "--no-control-socket")
    return (*bound, "--workers", str(workers), "--threads", str(THREADS), app)


@contextmanager
def running(command: Sequence[str], port: int, **environment: str) -> Iterator[None]:
    """A server in a process of its own, from its first answer on."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _await(process, port)
            yield
        except click.ClickException:
            log.seek(0)
            click.echo(log.read()[-2000:], err=True)
            raise
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + STARTING
    while process.poll() is None and time.monotonic() < until:
        try:
            Connection(port).get("/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise click.ClickException(f"{process.args!r} does not answer on port {port}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def measure(servers: Sequence[Server], clients: Clients, connections: int, rounds: int) -> dict[str, Seen]:
    """In every round each server answers searches that it was not asked before: one by one, and as many
    others over several connections; then, where its pages are kept, the same ones again."""
    seen: dict[str, Seen] = {}
    parts = 2 * rounds + 1
    for server in servers:
        clients.ask(server, server.paths[::parts], connections)
    for number in range(rounds):
        for server in servers:
            alone, together = (server.paths[2 * number + each :: parts] for each in (1, 2))
            for again in (False, True)[: 1 + server.again]:
                of_it = seen.setdefault(server.name + (AGAIN if again else ""), Seen())
                if again:
                    clients.ask(server, alone, 1)
                pages, _ = clients.ask(server, alone, 1)
                of_it.alone += pages
            for again in (False, True)[: 1 + server.again]:
                of_it = seen[server.name + (AGAIN if again else "")]
                if again:
                    clients.ask(server, together, connections)
                pages, throughput = clients.ask(server, together, connections)
                of_it.together += pages
                of_it.throughput.append(throughput)
    return seen


def _told(times: Sequence[float]) -> dict[str, float]:
    median, p95 = spread(times)
    return {"median": round(median, 2), "p95": round(p95, 2)}


def figures(seen: Seen) -> dict[str, object]:
    """Milliseconds, bytes and pages a second; ``kept`` is the share of pages that were."""
    stages = sorted({stage for page in seen.alone for stage in page.stages})
    return {
        "alone_ms": _told([page.took for page in seen.alone]),
        "together_ms": _told([page.took for page in seen.together]),
        "pages_per_second": round(statistics.median(seen.throughput), 1),
        "bytes": round(statistics.median(page.size for page in seen.alone)),
        "kept": round(sum("kept" in page.stages for page in seen.alone) / len(seen.alone), 3),
        "server_ms": {stage: _told([page.stages.get(stage, 0.0) for page in seen.alone]) for stage in stages},
        "server_together_ms": _told([page.stages.get("total", 0.0) for page in seen.together]),
    }


def show(found: dict[str, dict[str, Any]], title: str) -> None:
    columns = (
        "alone, ms",
        "p95",
        "on the server",
        "p95",
        "processor",
        "p95",
        "together",
        "p95",
        "pages/s",
        "kB",
    )
    table = Table("server", *columns, title=title)
    for name, row in found.items():
        server = row["server_ms"]
        times = (row["alone_ms"], server.get("total"), server.get("cpu"), row["together_ms"])
        told = [f"{each[key]:.1f}" if each else "" for each in times for key in ("median", "p95")]
        table.add_row(name, *told, str(row["pages_per_second"]), f"{row['bytes'] / 1000:.1f}")
    Console(width=140).print(table)
    other = found[DATASETTE]["pages_per_second"]
    for name, row in found.items():
        if row["server_ms"]:
            more = row["pages_per_second"] / other
            Console(width=140).print(
                f"{name}: {more:.1f} times as many pages as Datasette; by Server-Timing:"
            )
            Console(width=140).print(row["server_ms"])


@click.command(help=(__doc__ or "").partition("\n")[0])
@click.option("--config", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=DEFAULT)
@click.option("--datasette", default="datasette", help="Its program, where it is not on the path.")
@click.option("--searches", "count", default=100, type=click.IntRange(1), help="Of each kind in a round.")
@click.option("--connections", default=8, type=click.IntRange(1), show_default=True)
@click.option("--rounds", default=3, type=click.IntRange(1), show_default=True)
@click.option(
    "--json", "target", type=click.Path(path_type=Path, dir_okay=False), help="Where to write them."
)
def main(
    *, config: Path, datasette: str, count: int, connections: int, rounds: int, target: Path | None
) -> None:
    publication = load(config).publications[0]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        reading = read(publication, folder)
        build_from([reading], publication.title, folder / "instance")
        database(reading, folder / "items.db")
        asked = searches(reading, count * (2 * rounds + 1))
        ports = [free_port() for _ in range(1 + WORKERS)]
        own = gunicorn("app:app", ports[0], WORKERS)
        stack.enter_context(running(own, ports[0], BACKISSUES_INSTANCE=str(folder / "instance")))
        for port in ports[1:]:
            other = (datasette, "serve", str(folder / "items.db"), "--host", HOST, "--port", str(port))
            limits = (
                ("suggest_facets", "off"),
                ("facet_time_limit_ms", "10000"),
                ("sql_time_limit_ms", "10000"),
            )
            settings = [word for limit in limits for word in ("--setting", *limit)]
            stack.enter_context(running((*other, *settings), port))
        servers = (
            Server("Back Issues", (ports[0],), tuple(map(our_page, asked)), again=True),
            Server(DATASETTE, tuple(ports[1:]), tuple(map(datasettes_page, asked))),
        )
        clients = stack.enter_context(Clients(connections))
        seen = measure(servers, clients, connections, rounds)
    found = {name: figures(each) for name, each in seen.items()}
    items = sum(1 for issue in reading.issues for _ in issue.items())
    show(found, f"{items} items, {count} searches, {connections} connections, {rounds} rounds")
    if target:
        kept = {"items": items, "searches": count, "connections": connections, "rounds": rounds}
        target.write_text(json.dumps({**kept, "servers": found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
