"""What changed, made searchable at once by what is known of the rest; see :mod:`archive.news`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from archive import kept
from archive.model import Value
from archive.news import News
from index import documents, making, media, remembered, store, whoosh_index
from index.engine import FlatEngine
from index.making import Chunk, Task, unpacked
from index.names import Names


class Called(Value, frozen=True):
    """What an archive taught about a publication when its index was last made."""

    names: dict[str, str]
    """See :class:`index.names.Names`."""
    handles: dict[str, str]
    """See :func:`index.documents.handles`."""


def keep(file: Path, called: Mapping[str, Called]) -> None:
    """For the next time; by publication."""
    kept.save(file, remembered.code(), called)


def add(news: Mapping[str, News], file: Path, instance: Path, engine: FlatEngine) -> int:
    """Bring the index up to date as far as the news of publications go; returns how many documents changed.

    ``file``: where :func:`keep` has put what is known; where there is nothing, nothing is done. ``engine``
    has the index open. Raises index.making.MakingError.
    """
    called = kept.load(file, remembered.code(), dict[str, Called])
    if called is None or not news.keys() <= called.keys():
        return 0
    tasks: list[Task] = []
    for key, each in news.items():
        handles = documents.handles(each.reading.issues, called[key].handles)
        names = [Names(called[key].names)] * len(each.reading.issues)
        tasks += making.tasks(each.reading, handles, names)
    gone = [name for each in news.values() for name in each.gone]
    known = engine.contents_of([*gone, *(task.issue.id for task in tasks)])
    segment = store.new_folder(instance) / "news.seg"
    made = map(unpacked, making.make(Chunk(tuple(tasks), segment), known))
    wanted = {name: document for each in made for name, document in each.documents.items()}
    changed = {name for name, _ in known.items() ^ wanted.items()}
    if changed:
        media.copy([each.reading for each in news.values()], instance)
        folder = store.root(instance) / store.read(instance).folder
        segments = [segment] if segment.exists() else []
        whoosh_index.commit(folder, segments, changed & known.keys(), merging=False)
        store.point(instance, folder, {})  # made of no state of the sources: the next build sees to the rest
    return len(changed)
