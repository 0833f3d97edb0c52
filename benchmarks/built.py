"""The same items in the index of every engine, made once and kept in a folder from which runs can go on.

items.jsonl    what all engines but ours are given
<engine>/      an index
built.json     what was built of which settings file, and what that took
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from archive import config, reader
from archive.model import Reading
from benchmarks import items
from benchmarks.copies import of_size
from benchmarks.costs import Cost, cost
from benchmarks.engines import Engine, Fts5, Ours, Stock, Tantivy
from index.build import build_from
from index.results import IndexMissingError
from index.whoosh_index import open_index

OTHERS: dict[str, type[Stock | Tantivy | Fts5]] = {
    "tantivy": Tantivy,
    "SQLite FTS5": Fts5,
    "Whoosh": Stock,
}
OURS = "Back Issues"


class Built:
    """A folder of indexes."""

    def __init__(self, folder: Path, settings: Path, size: int) -> None:
        """``size``: items, about; 0 for as many as there are."""
        self.folder = folder
        self._settings = settings
        self._size = size
        self._reading: Reading | None = None
        self._asked = {"config": str(settings.absolute()), "size": size}
        folder.mkdir(parents=True, exist_ok=True)
        self._known = self._read()

    @property
    def items(self) -> Path:
        return self.folder / "items.jsonl"

    @property
    def count(self) -> int:
        return int(str(self._known["items"]))

    @property
    def costs(self) -> dict[str, Cost]:
        """By engine, of those that are built."""
        known = self._known["costs"]
        assert isinstance(known, dict)
        return {name: Cost(**cost) for name, cost in known.items()}

    def place(self, engine: str) -> Path:
        return self.folder / engine.replace(" ", "-").lower()

    def make(self, without: tuple[str, ...] = ()) -> None:
        """Build what is not there yet, or was built by another version."""
        if "items" not in self._known:
            self._known["items"] = items.write(self.reading(), self.items)
            self._write()
        if not self._readable():
            self._build(OURS, lambda: build_from([self.reading()], "Benchmark", self.place(OURS)))
        for name, kind in OTHERS.items():
            if name not in without and name not in self.costs:
                self._build(name, partial(self._build_other, kind, name))
        self._reading = None

    def open(self, engine: str) -> Engine:
        kind = Ours if engine == OURS else OTHERS[engine]
        return kind(self.place(engine))

    def reading(self) -> Reading:
        if self._reading is None:
            publications = config.load(self._settings).publications
            read = reader.read(publications[0], self.folder / "cache")
            self._reading = of_size(read, self._size) if self._size else read
        return self._reading

    def _readable(self) -> bool:
        if OURS not in self.costs:
            return False
        try:
            open_index(self.place(OURS)).close()
        except IndexMissingError:
            return False
        return True

    def _build_other(self, kind: type[Stock | Tantivy | Fts5], name: str) -> None:
        shutil.rmtree(self.place(name), ignore_errors=True)
        self.place(name).mkdir()
        kind.build(self.place(name), items.read(self.items))

    def _build(self, name: str, build: Callable[[], object]) -> None:
        costs = self._known["costs"]
        assert isinstance(costs, dict)
        costs[name] = asdict(cost(build, self.place(name)))
        self._write()

    def _read(self) -> dict[str, object]:
        file = self.folder / "built.json"
        known = json.loads(file.read_bytes()) if file.exists() else {}
        same = all(known.get(name) == value for name, value in self._asked.items())
        return known if same else {**self._asked, "costs": {}}

    def _write(self) -> None:
        (self.folder / "built.json").write_text(json.dumps(self._known, indent=1))
