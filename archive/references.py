"""Footnotes and numbered references: what stands at the end goes to the stories that cite it.

Where links would be lost in copying, editors number them: "CodeBERT[2]" in the text, "[2] CodeBERT:
https://…" at the end. The list is no story, and each link belongs to the item that cites it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from archive.links import find, link
from archive.model import Link
from archive.outline import Block, Entry

_REFERENCE = re.compile(r"^\s*\[(?P<number>\d{1,3})\]:?\s*(?P<about>\S.*)$", re.DOTALL)
_CITED = re.compile(r"\[(\d{1,3})\]")
FEWEST = 3
"""A list of references has at least so many, numbered upwards; fewer may be something else."""


def resolved(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The same blocks: lists of references marked as such, their links with the blocks that cite them."""
    found: dict[int, str] = {}
    run: list[int] = []  # miscounted numbers, twice or left out, do not end it
    marked: set[int] = set()
    for position, block in enumerate([*blocks, None]):
        match = _REFERENCE.match(block.text) if block is not None and block.kind == "text" else None
        if match and (not run or 0 <= int(match["number"]) - _number(blocks[run[-1]]) <= 2):
            run.append(position)
            continue
        if len(run) >= FEWEST:
            marked |= set(run)
            found.update((_number(blocks[i]), blocks[i].text) for i in run)
        run = [position] if match else []
    if not found:
        return tuple(blocks)
    targets = {number: _links(text) for number, text in found.items()}
    return tuple(
        replace(block, kind="reference") if i in marked else _citing(block, targets)
        for i, block in enumerate(blocks)
    )


def _number(block: Block) -> int:
    match = _REFERENCE.match(block.text)
    return int(match["number"]) if match else 0


def _links(reference: str) -> tuple[Link, ...]:
    about = re.sub(r"https?://\S+", "", _REFERENCE.sub(r"\g<about>", reference)).strip(" :：,.")
    return tuple(link(url, about) for url in find(reference))


def _citing(block: Block, targets: Mapping[int, tuple[Link, ...]]) -> Block:
    if block.entries:
        return replace(block, entries=tuple(_citing_entry(entry, targets) for entry in block.entries))
    more = _cited(block, targets)
    return replace(block, own_links=(*block.own_links, *more)) if more else block


def _citing_entry(entry: Entry, targets: Mapping[int, tuple[Link, ...]]) -> Entry:
    more = _cited(entry, targets)
    return replace(entry, links=(*entry.links, *more)) if more else entry


def _cited(one: Block | Entry, targets: Mapping[int, tuple[Link, ...]]) -> list[Link]:
    """The links of the references that something cites, but for those that it has."""
    numbers = dict.fromkeys(int(number) for number in _CITED.findall(one.text))
    known = {each.canonical for each in one.links}
    return [each for n in numbers for each in targets.get(n, ()) if each.canonical not in known]
