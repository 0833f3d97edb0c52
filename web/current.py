"""The open index of this process: opened once, and anew when a build has changed it."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from threading import Lock
from typing import TypeVar, TypeVarTuple, cast

from flask import Flask, current_app, g

from index.results import Index
from index.whoosh_index import current_generation, open_index
from web.settings import amount
from web.timing import timed

EXTENSION = "backissues_index"
SETTING = "BACKISSUES_SEARCH_MB"
MOST = 8
"""Megabytes of words and answers that each worker keeps of searches, half for each, where
BACKISSUES_SEARCH_MB is no number; where it says nothing, more in a large archive (:mod:`index.scoring`)."""
Given = TypeVarTuple("Given")
Told = TypeVar("Told")


class Opened:
    """Keeps the newest index of a folder open, for any number of threads."""

    def __init__(self, folder: Path, kept: float | None = None) -> None:
        """``kept``: see :func:`index.whoosh_index.open_index`."""
        self._folder = folder
        self._kept = kept
        self._lock = Lock()
        self._generation = ""
        self._index: Index | None = None

    def get(self) -> Index:
        """The index as the last complete build left it; raises IndexMissingError where there is none."""
        generation = current_generation(self._folder)
        with self._lock:
            if self._index is None or generation != self._generation:
                # Requests that began before hold the one that is replaced, which goes with the last of them.
                self._index, self._generation = open_index(self._folder, self._kept), generation
            return self._index


def current_index() -> Index:
    """The index that this request reads from beginning to end.

    Raises IndexMissingError where there is none.
    """
    if (known := g.get("index")) is None:
        opened: Opened = current_app.extensions[EXTENSION]
        known = g.index = timed(opened.get())
    return cast(Index, known)


def for_each_generation(most: int) -> Callable[[Callable[[*Given], Told]], Callable[[*Given], Told]]:
    """A function of what the current index holds is asked no more than once for each of its generations.

    ``most``: answers that are kept, those asked for last, of whichever archives and arguments.
    """

    def once(told: Callable[[*Given], Told]) -> Callable[[*Given], Told]:
        @lru_cache(maxsize=most)
        def known(_instance: str, _generation: str, *given: *Given) -> Told:
            return told(*given)

        @wraps(told)
        def tell(*given: *Given) -> Told:
            return known(current_app.instance_path, current_index().generation(), *given)

        return tell

    return once


def register(app: Flask) -> None:
    kept = amount(app.logger, SETTING, MOST, "megabytes") * (1 << 20) / 2 if SETTING in os.environ else None
    app.extensions[EXTENSION] = Opened(Path(app.instance_path), kept)
