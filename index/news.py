"""What changed, made searchable at once by what is known of the rest; see :mod:`archive.news`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from archive import kept
from archive.model import Value
from archive.news import News
from index import documents, making, media, remembered, store, whoosh_index
from index.making import Chunk, Known, Task, unpacked
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


def add(news: Mapping[str, News], file: Path, instance: Path, known: Known) -> int:
    """Bring the index up to date as far as the news of publications go; returns how many documents changed.

    ``file``: where :func:`keep` has put what is known; where there is nothing, nothing is done. ``known`` are
    the documents of the index. Raises index.making.MakingError.
    """
    called = kept.load(file, remembered.code(), dict[str, Called])
    if called is None or not news.keys() <= called.keys():
        return 0
    segment = store.new_folder(instance) / "news.seg"
    tasks: list[Task] = []
    for key, each in news.items():
        handles = documents.handles(each.reading.issues, called[key].handles)
        names = [Names(called[key].names)] * len(each.reading.issues)
        tasks += making.tasks(each.reading, handles, names)
    made = map(unpacked, making.make(Chunk(tuple(tasks), segment), known))
    wanted = {name: document for each in made for name, document in each.documents.items()}
    own = tuple(f"{name}/" for each in news.values() for name in (*each.gone, *_ids(each)))
    there = {name: document for name, document in known.items() if f"{name}/".startswith(own)}
    old = [name for name, document in there.items() if wanted.get(name) != document]
    if old or segment.exists():
        media.copy([each.reading for each in news.values()], instance)
        folder = store.root(instance) / store.read(instance).folder
        whoosh_index.commit(folder, [segment] if segment.exists() else [], old, merging=False)
        store.point(instance, folder, {})  # made of no state of the sources: the next build sees to the rest
    return len({*old, *(name for name, document in wanted.items() if known.get(name) != document)})


def _ids(news: News) -> Sequence[str]:
    return [issue.id for issue in news.reading.issues]
