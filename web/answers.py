"""Pages that were made are kept as they were sent, in each worker: those asked for last, as many as fit.

A page's tag (see :mod:`web.headers`) is made of all that it follows from; with the encoding that it is sent
in it is the key, so that a new index, release or day, another language or part finds nothing of the old.
Kept is what is whole and was asked for without a body; the rest is made anew each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import cast

from flask import Flask, Response, current_app, g, request

from index.bounded import Bounded
from web.compressing import wanted
from web.settings import amount
from web.timing import spent, stage

SETTING = "BACKISSUES_KEPT_MB"
MOST = 8
"""Megabytes of pages in each worker, unless BACKISSUES_KEPT_MB says otherwise: some 800 of results."""
EXTENSION = "backissues_answers"
_OVERHEAD = 2000
"""Bytes of a kept page beside its text, about: its headers and its place."""

Key = tuple[str, str]
"""A page's tag, and the encoding that it is wanted in."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page as it was sent."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    """Without its date, which is that of each answer."""

    @property
    def size(self) -> int:
        return len(self.body) + _OVERHEAD


class Answers:
    """What is kept, in at most so many bytes; for any number of threads."""

    def __init__(self, most: float) -> None:
        self._kept: Bounded[Answer] = Bounded(most, lambda answer: answer.size)
        self._lock = Lock()

    def get(self, key: Key) -> Answer | None:
        with self._lock:
            return self._kept.get(key)

    def keep(self, key: Key, answer: Answer) -> None:
        with self._lock:
            if self._kept.get(key) is None:
                self._kept.keep(key, answer)


def register(app: Flask) -> None:
    """To be registered before all else that changes answers, so that it comes after that."""
    megabytes = amount(app.logger, SETTING, MOST, "megabytes")
    app.extensions[EXTENSION] = Answers(megabytes * 1_000_000)
    app.after_request(_keep)


def found(tag: str) -> Response | None:
    """The page of that tag as it was sent before, if it is kept in the encoding that is asked for."""
    if not _plain():
        return None
    known = _answers().get((tag, wanted()))
    if known is None:
        return None
    with stage("kept"):
        g.answered = True
        return Response(known.body, headers=list(known.headers))


def _keep(response: Response) -> Response:
    fresh = "tag" in g and "answered" not in g and _plain()
    if fresh and response.status_code == 200 and not response.is_streamed and not spent().incomplete:
        headers = ((name, value) for name, value in response.headers.items() if name != "Date")
        answer = Answer(response.get_data(), tuple(headers))
        _answers().keep((g.tag, wanted()), answer)
    return response


def _plain() -> bool:
    """Whether the request is one for a page as such: with its text, and nothing sent along."""
    sends = request.content_length or "Transfer-Encoding" in request.headers
    return request.method == "GET" and not sends


def _answers() -> Answers:
    return cast(Answers, current_app.extensions[EXTENSION])
