"""Much work of one kind, done on all cores."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self, TypeVar

from msgspec import msgpack

from archive.kept import collect_seldom, packed, uncollected

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")
_Sent = TypeVar("_Sent")

_AHEAD = 2
"""Pieces of work that a process has before it, so that it hardly waits for this one, nor this one for it."""


class Cores:
    """This process and one more for each further core, begun when there is enough to do.

    This process does whatever no other has begun, and what another leaves that is killed. Nothing that was
    handed out is taken back: cancelling work while a process dies can leave its executor waiting for ever.
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
        """(position, what was made) of each of many small pieces of work, in no order.

        ``do`` can be pickled; what goes between processes is packed, see :func:`archive.kept.packed`, so it
        is typed. ``chunk``: pieces that a process gets at once; ``fewest``: pieces that pay for the start of
        other processes where there are none yet.
        """
        starts = range(0, len(work), chunk)
        done = self._spread(
            partial(_done, do),
            [work[start : start + chunk] for start in starts],
            pays=len(work) >= fewest,
            there=partial(_done_packed, do, given),
            send=packed,
            receive=msgpack.Decoder(list[made]).decode,  # type: ignore[valid-type]
        )
        for place, results in done:
            yield from enumerate(results, starts[place])

    def every(
        self, do: Callable[[_Given], _Made], work: Sequence[_Given], *, pays: bool
    ) -> Iterator[tuple[int, _Made]]:
        """The same for large pieces of any kind: they, what is made of them and ``do`` are pickled.

        ``pays``: whether they are worth the start of other processes where there are none yet.
        """
        return self._spread(do, work, pays=pays, there=do, send=_as_it_is, receive=_as_it_is)

    def aside(self, do: Callable[[_Given], _Made], given: _Given) -> Callable[[], _Made]:
        """Begin one piece of work in another process, where there is one, while this one goes on.

        What comes back is called for what was made, which is made here where no other process has done it.
        """
        begun: Future[_Made] | None = None
        with suppress(BrokenProcessPool):
            begun = self._pool.submit(do, given) if self._pool else None

        def made() -> _Made:
            with suppress(BrokenProcessPool):
                if begun:
                    return begun.result()
            return do(given)

        return made

    def _spread(
        self,
        here: Callable[[_Given], _Made],
        work: Sequence[_Given],
        *,
        pays: bool,
        there: Callable[[Any], _Sent],
        send: Callable[[_Given], Any],
        receive: Callable[[_Sent], _Made],
    ) -> Iterator[tuple[int, _Made]]:
        """``here`` is done by this process; ``there``, by the others, with what is to ``send``."""
        left = list(range(len(work)))
        begun: deque[tuple[Future[_Sent], int]] = deque()
        if self._others and (self._pool or pays):
            self._pool = self._pool or ProcessPoolExecutor(
                self._others, mp_context=get_context("spawn"), initializer=collect_seldom
            )
            with suppress(BrokenProcessPool):
                while left or begun:
                    while left and len(begun) < _AHEAD * self._others:
                        begun.append((self._pool.submit(there, send(work[left[-1]])), left[-1]))
                        left.pop()
                    if left and not begun[0][0].done():
                        place = left.pop()
                        yield place, here(work[place])
                    else:
                        made = receive(begun[0][0].result())
                        yield begun.popleft()[1], made
        for place in (*(place for _, place in begun), *left):
            yield place, here(work[place])


def _as_it_is(value: Any) -> Any:
    return value


def _done(do: Callable[[_Given], _Made], some: Sequence[_Given]) -> list[_Made]:
    with uncollected():
        return [do(one) for one in some]


def _done_packed(do: Callable[[_Given], _Made], given: type[_Given], sent: bytes) -> bytes:
    return packed(_done(do, msgpack.decode(sent, type=list[given])))  # type: ignore[valid-type]
