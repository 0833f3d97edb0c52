"""Much work of one kind, done on all cores."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from types import TracebackType
from typing import Self, TypeVar

from msgspec import msgpack

from archive.kept import packed, uncollected

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")
_Chunk = Sequence[tuple[int, _Given]]

_AHEAD = 3
"""Chunks that a process has before it, so that it never waits for this one."""


class Cores:
    """This process and one more for each further core, begun when there is enough to do.

    What goes between processes is packed, see :func:`archive.kept.packed`, so it is typed.
    """

    def __init__(self) -> None:
        self._others = (os.cpu_count() or 1) - 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown()

    def each(
        self,
        do: Callable[[_Given], _Made],
        work: Sequence[_Given],
        given: type[_Given],
        made: type[_Made],
        *,
        chunk: int,
        fewest: int,
    ) -> Iterator[tuple[int, _Made]]:
        """(position, what was made) of each piece of work, in no order.

        ``do`` can be pickled. ``chunk``: pieces that a process gets at once; ``fewest``: pieces that pay for
        the start of other processes where there are none yet. This process does whatever no other has
        begun, and what another leaves that is killed.
        """
        pieces = list(enumerate(work))
        if not self._others or (self._pool is None and len(work) < fewest):
            yield from _each(do, pieces)
            return
        self._pool = self._pool or ProcessPoolExecutor(self._others, mp_context=get_context("spawn"))
        left: list[_Chunk[_Given]] = [pieces[start : start + chunk] for start in range(0, len(pieces), chunk)]
        begun: deque[tuple[Future[bytes], _Chunk[_Given]]] = deque()
        unpack = msgpack.Decoder(list[made]).decode  # type: ignore[valid-type]
        with suppress(BrokenProcessPool):
            while left or begun:
                while left and len(begun) < _AHEAD * self._others:
                    sent = packed([one for _, one in left[-1]])
                    begun.append((self._pool.submit(_all, do, given, sent), left[-1]))
                    left.pop()
                if left and not begun[0][0].done():
                    yield from _each(do, left.pop())
                else:
                    results = unpack(begun[0][0].result())
                    yield from zip((position for position, _ in begun.popleft()[1]), results, strict=True)
        for rest in (*(rest for _, rest in begun), *left):
            yield from _each(do, rest)


def _all(do: Callable[[_Given], _Made], given: type[_Given], sent: bytes) -> bytes:
    work: list[_Given] = msgpack.decode(sent, type=list[given])  # type: ignore[valid-type]
    with uncollected():
        return packed([do(one) for one in work])


def _each(do: Callable[[_Given], _Made], pieces: _Chunk[_Given]) -> Iterator[tuple[int, _Made]]:
    for position, one in pieces:
        with uncollected():
            made = do(one)
        yield position, made
