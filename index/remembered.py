"""What was made of issues before, so that it need not be made again.

It says what follows from what, never what an index holds, and may be lost at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from msgspec import msgpack
from msgspec.structs import replace

from archive import kept, reader
from archive.cores import Cores
from archive.model import Issue, Value
from index import names, store
from index.making import Task
from index.names import Count

_CHUNK = 16
"""Issues that a process counts at once."""
_PARALLEL_FROM = 400
"""Issues from which on others are begun: their documents, which are made next, pay for that."""


class Record(Value, frozen=True):
    """What is known of an issue; what is not needed at once is packed."""

    issue: bytes
    """Its digest."""
    count: bytes = b""
    """What it teaches about names."""
    task: bytes = b""
    """The digest of what its documents were made of."""
    made: bytes = b""
    """What was made of that."""


unpacked = msgpack.Decoder(Count).decode
"""What was counted."""


class Remembered:
    """Records of issues, kept in a file: those that were asked for since it was loaded."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._before = kept.load(file, code(), dict[str, Record]) or {}
        self._now: dict[str, Record] = {}

    def count(self, issues: Sequence[Issue], cores: Cores) -> list[bytes]:
        """What each issue teaches about names, packed, to be read with :func:`unpacked`."""
        records = list(map(self._record, issues))
        new = [at for at, record in enumerate(records) if not record.count]
        fresh = [issues[at] for at in new]
        counted = cores.each(names.count, fresh, Issue, Count, chunk=_CHUNK, fewest=_PARALLEL_FROM)
        for place, count in counted:
            records[new[place]] = replace(records[new[place]], count=kept.packed(count))
        self._now.update((issue.id, record) for issue, record in zip(issues, records, strict=True))
        return [record.count for record in records]

    def made(self, task: Task) -> bytes:
        """What is made of a task whose issue was counted, packed; nothing where that is not known."""
        record = self._now[task.issue.id]
        return record.made if record.task and record.task == task.digest else b""

    def note(self, task: Task, made: bytes) -> None:
        """Remember what was made of a task whose issue was counted."""
        name = task.issue.id
        self._now[name] = replace(self._now[name], task=task.digest, made=made)

    def _record(self, issue: Issue) -> Record:
        """What is known of an issue as it is now."""
        digest = hashlib.blake2b(kept.packed(issue), digest_size=16).digest()
        record = self._before.get(issue.id)
        return record if record and record.issue == digest else Record(digest)

    def save(self) -> None:
        if self._now != self._before:
            kept.save(self._file, code(), self._now)


@cache
def code() -> str:
    """Changes with the code that decides what is made of an issue."""
    return f"{store.format_version()} {reader.code()} {kept.code(Path(__file__).parent)}"
