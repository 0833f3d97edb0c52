"""All figures of ``make bench`` as one table: ``python -m benchmarks.table FOLDER``.

The folder holds what the other benchmarks wrote: ``searching*.json``, ``building.json``, ``memory.json`` and
``serving.json``; a file that is not there leaves its rows out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from benchmarks.built import OTHERS, OURS
from benchmarks.serving import AGAIN, DATASETTE

COLUMNS = (OURS, *OTHERS, DATASETTE)
BESIDE = "tantivy"
"""The engine that searches are compared with."""
Cells = dict[str, str]
"""By column."""


def rows(folder: Path) -> Iterator[tuple[str, Cells]]:
    """(what, what it is for each engine)"""
    for file in sorted(folder.glob("searching*.json"), key=lambda file: _read(file)["items"]):
        yield from _searching(_read(file))
    for name, made in (("building", _building), ("memory", _memory), ("serving", _serving)):
        file = folder / f"{name}.json"
        if file.exists():
            yield from made(_read(file))


def _read(file: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(file.read_bytes())
    return values


def _searching(figures: dict[str, Any]) -> Iterator[tuple[str, Cells]]:
    yield f"{figures['items']:,} items, {figures['questions']} questions", {}
    by_engine = {(row["engine"], row["asked"]): row for row in figures["rows"]}
    states = [name for name, _ in by_engine if name.startswith(OURS)]
    for asked in dict.fromkeys(asked for _, asked in by_engine):
        others = {name: by_engine[name, asked] for name in OTHERS if (name, asked) in by_engine}
        base = others.get(BESIDE, {}).get("median")
        for state in dict.fromkeys(states):
            own = by_engine[state, asked]
            ratio = f", {own['median'] / base:.2f} × {BESIDE}" if base else ""
            cells = {OURS: _times(own) + ratio}
            yield (
                f"{asked}, ms, {state.removeprefix(OURS + ', ')}",
                cells | {name: _times(row) for name, row in others.items()},
            )
        if "Whoosh" in others:
            slower = [
                f"{kind} ({state.removeprefix(OURS + ', ')})"
                for state in dict.fromkeys(states)
                for kind, took in by_engine[state, asked]["by_kind"].items()
                if took > others["Whoosh"]["by_kind"][kind]
            ]
            yield f"{asked}: kinds slower than Whoosh", {OURS: ", ".join(slower) or "none"}
    built = figures["built"]
    yield "index alone, s", {name: f"{cost['seconds']:.1f}" for name, cost in built.items()}
    yield "size of the index, MB", {name: f"{cost['bytes'] / 1e6:.1f}" for name, cost in built.items()}
    opening = figures["opening_ms"].items()
    yield "opening and reading what is kept, ms", {name: f"{took:.1f}" for name, took in opening}
    median, p95 = figures["whole_answer_ms"]
    yield "whole answer of a page, ms", {OURS: f"{median:.2f} ({p95:.1f})"}


def _times(row: dict[str, Any]) -> str:
    return f"{row['median']:.2f} ({row['p95']:.1f})"


def _building(figures: dict[str, Any]) -> Iterator[tuple[str, Cells]]:
    yield "from Markdown", {}
    took = figures["took"]
    beside = {"full build": "reading and Whoosh's writer", "index alone": "Whoosh's writer alone"}
    for what in ("full build", "index alone", "one issue changed", "nothing changed"):
        cells = {OURS: f"{took[what]['seconds']:.2f}"}
        if what in beside:
            cells["Whoosh"] = f"{took[beside[what]]['seconds']:.2f}"
        yield f"{what}, s", cells
    if found := took["one issue changed"]["searchable"]:
        yield "one issue changed: searchable after, s", {OURS: f"{found:.2f}"}
    for what, ratio in figures["ratios"].items():
        yield what, {OURS: f"{ratio:.1f} ×"}


def _memory(figures: dict[str, Any]) -> Iterator[tuple[str, Cells]]:
    yield f"a serving worker, {figures['items']:,} items", {}
    held = figures["held"]
    empty = next(iter(held.values()))
    for when, each in list(held.items())[1:]:
        more = f"{each['own'] - empty['own']:.0f} own, {each['mapped'] - empty['mapped']:.0f} mapped"
        yield f"{when}: MiB above an empty application", {OURS: more}
    yield "opening, ms", {OURS: f"{figures['opening_ms']:.1f}"}


def _serving(figures: dict[str, Any]) -> Iterator[tuple[str, Cells]]:
    yield f"whole pages over HTTP, {figures['items']:,} items, {figures['connections']} connections", {}
    for again in ("", AGAIN):
        servers = {
            name.removesuffix(AGAIN): each
            for name, each in figures["servers"].items()
            if name.endswith(AGAIN) == bool(again)
        }
        yield (
            f"pages a second{again}",
            {name: f"{each['pages_per_second']:.0f}" for name, each in servers.items()},
        )
        for what, key in (("one page at a time, ms", "alone_ms"), ("several at once, ms", "together_ms")):
            yield f"{what}{again}", {name: _times(each[key]) for name, each in servers.items()}


@click.command(help=(__doc__ or "").partition("\n")[0])
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def main(folder: Path) -> None:
    found = list(rows(folder))
    shown = [name for name in COLUMNS if any(name in cells for _, cells in found)]
    table = Table("median (95 of 100)", *shown)
    for what, cells in found:
        if not cells:
            table.add_section()
        table.add_row(what if cells else f"[bold]{what}", *(cells.get(name, "") for name in shown))
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
