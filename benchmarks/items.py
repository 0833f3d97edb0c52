"""What all engines are given of a newsletter's items, kept in a file between runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from archive.model import Reading
from index import documents

FACETS = ("section", "year", "kind", "language")
"""Values of an item: one, one, some, one."""
SEVERAL = ("kind",)
"""Facets of which an item may have several values."""


class Item(msgspec.Struct, frozen=True, array_like=True):
    """An item as it is searched for."""

    id: str
    title: str
    text: str
    facets: dict[str, tuple[str, ...]]


def items_of(reading: Reading) -> Iterator[Item]:
    for made in documents.of_reading(reading):
        if made.type == "item":
            facets = {name: made.keys.get(name, ()) for name in FACETS}
            yield Item(made.id, made.texts["title"], made.texts["body"], facets)


def write(reading: Reading, path: Path) -> int:
    """One a line; returns how many."""
    count = 0
    with path.open("wb") as file:
        for item in items_of(reading):
            file.write(msgspec.json.encode(item) + b"\n")
            count += 1
    return count


def read(path: Path) -> Iterator[Item]:
    decoder = msgspec.json.Decoder(Item)
    with path.open("rb") as file:
        for line in file:
            yield decoder.decode(line)
