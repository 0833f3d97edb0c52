"""Issues -> the changes that the index needs -> the index.

Nothing changed: nothing is read or written. Some changed: their documents are replaced, in one commit.
Another version of the code, or an index that cannot be read: a new one beside the old, then a swap.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from archive import reader
from archive.config import ArchiveConfig
from archive.model import Problem, Reading
from index import documents, lexicon, making, media, store, stored, whoosh_index
from index.codec.writing import write_segment
from index.documents import Document
from index.labels import Labels
from index.lexicon import Learned
from index.making import Chunk, Known, Made, MakingError
from index.results import IndexMissingError

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is in all."""


class BuildError(Exception):
    """The index cannot be built now; as text, one line with the cure."""


@dataclass(frozen=True, slots=True)
class Changes:
    """How many documents of a kind a build has changed."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build has done."""

    items: Changes = field(default_factory=Changes)
    issues: Changes = field(default_factory=Changes)
    files: int = 0
    """Source files that hold an issue and were read: 0 where nothing has changed."""
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()
    """All that are known of the sources, also when nothing was read."""


@dataclass(frozen=True, slots=True)
class _Order:
    """What a build is asked for."""

    instance: Path
    title: str
    rebuild: bool
    progress: Progress | None
    started: float = field(default_factory=time.monotonic)

    def say(self, what: str) -> Callable[[int, int], None]:
        def tell(done: int, whole: int) -> None:
            if self.progress:
                self.progress(what, done, whole)

        return tell


def build(
    config: ArchiveConfig, instance: Path, *, rebuild: bool = False, progress: Progress | None = None
) -> BuildReport:
    """Bring the index in the instance folder up to date.

    Raises BuildError where another build is at work, archive.sources.SourceError where a source is missing.
    """
    order = _Order(instance, config.title, rebuild, progress)
    cache = instance / "cache"
    with _alone(instance):
        cache.mkdir(exist_ok=True)
        sources = {each.key: f"{each!r} {reader.fingerprint(each, cache)}" for each in config.publications}
        sources[""] = config.title
        if not rebuild and _made_of(instance) == sources:
            return _nothing_to_do(order)
        readings = [
            reader.read(publication, cache, order.say(f"Reading {publication.title}"))
            for publication in config.publications
        ]
        return _apply(order, readings, sources)


def build_from(
    readings: Sequence[Reading],
    title: str,
    instance: Path,
    *,
    rebuild: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Bring the index up to date with what has been read already. Raises BuildError."""
    order = _Order(instance, title, rebuild, progress)
    with _alone(instance):
        return _apply(order, readings, {})


@contextmanager
def _alone(instance: Path) -> Iterator[None]:
    """Keeps other builders out for as long as this process lives."""
    instance.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(instance / "build.lock", blocking=False):
            yield
    except Timeout:
        raise BuildError(f"another build is at work in {instance}; wait until it has finished") from None


def _made_of(instance: Path) -> Mapping[str, str] | None:
    """What the index that is there was made of; None where there is none that can be read."""
    try:
        pointer = store.read(instance)
        store.check(instance, pointer)
    except IndexMissingError:
        return None
    return pointer.sources


def _nothing_to_do(order: _Order) -> BuildReport:
    index = whoosh_index.open_index(order.instance)
    try:
        info = index.info()
    finally:
        index.close()
    return BuildReport(
        items=Changes(unchanged=info.items),
        issues=Changes(unchanged=info.issues),
        seconds=time.monotonic() - order.started,
        problems=info.problems,
    )


def _apply(order: _Order, readings: Sequence[Reading], sources: Mapping[str, str]) -> BuildReport:
    unshown = media.copy(readings, order.instance)
    sizes = media.sizes(readings, order.instance)
    known = {} if order.rebuild else _known(order.instance)
    aside = store.new_folder(order.instance)
    try:
        wanted, doubled = making.chunks(readings, aside)
        made = _made(wanted, known, order.say("Indexing"))
        problems = (*(problem for each in readings for problem in each.problems), *doubled, *unshown)
        publications = [each.publication for each in readings]
        about = documents.of_archive(order.title, publications, problems, datetime.now(UTC), sizes)
        learned = Learned()
        for each in made:
            learned.extend(each.learned)
        labels = Labels(publications, tuple(stored.to_card(card) for each in made for card in each.cards))
        changes = _Changed.of(made, (about, lexicon.document(learned, labels)), known)
        segments = [chunk.segment for chunk in wanted if chunk.segment.exists()]
        if changes.beside:
            segments.append(aside / "beside.seg")
            write_segment(segments[-1], changes.beside)
        _write(order, changes, known, segments, sources)
    finally:
        store.clean(order.instance)
    media.remove_stale(readings, order.instance)
    return BuildReport(
        items=_changes("item", changes, known),
        issues=_changes("issue", changes, known),
        files=sum(len({issue.path for issue in reading.issues}) for reading in readings),
        seconds=time.monotonic() - order.started,
        problems=problems,
    )


def _made(wanted: Sequence[Chunk], known: Known, say: Callable[[int, int], None]) -> list[Made]:
    """The documents of all chunks, in the order of these."""
    made: dict[Path, Made] = {}
    try:
        for chunk, its in making.make_all(wanted, known, say):
            made[chunk.segment] = its
    except MakingError as error:
        raise BuildError(f"{error}; simplify the file") from error
    return [made[chunk.segment] for chunk in wanted]


@dataclass(frozen=True, slots=True)
class _Changed:
    """What the index is to hold, and what of that it does not hold yet."""

    wanted: Known
    changed: frozenset[str]
    """Ids of documents that are new or differ."""
    beside: tuple[Document, ...]
    """Of these, those that are of no issue."""

    @classmethod
    def of(cls, made: Sequence[Made], beside: Sequence[Document], known: Known) -> _Changed:
        wanted = {name: its for each in made for name, its in each.documents.items()}
        wanted.update({each.id: (each.type, each.hash) for each in beside})
        fresh = tuple(each for each in beside if known.get(each.id) != wanted[each.id])
        changed = frozenset().union(*(each.changed for each in made), (each.id for each in fresh))
        return cls(wanted, changed, fresh)


def _known(instance: Path) -> dict[str, tuple[str, str]]:
    """(type, hash) by id of all documents in the index; none where it must be made anew."""
    try:
        engine = whoosh_index.open_engine(instance)
    except IndexMissingError:
        return {}
    try:
        return engine.contents()
    finally:
        engine.close()


def _write(
    order: _Order, changes: _Changed, known: Known, segments: Sequence[Path], sources: Mapping[str, str]
) -> None:
    """Bring the index up to date; ``segments`` hold the documents that changed."""
    gone = [*(known.keys() - changes.wanted.keys()), *(changes.changed & known.keys())]
    if not known:
        folder = store.new_folder(order.instance)
        whoosh_index.create(folder)
    else:
        folder = store.root(order.instance) / store.read(order.instance).folder
    if changes.changed or gone:
        whoosh_index.commit(folder, segments, gone)
    if changes.changed or gone or _made_of(order.instance) != sources:
        store.point(order.instance, folder, sources)


def _changes(kind: str, changes: _Changed, known: Known) -> Changes:
    there = {key for key, (its_kind, _) in changes.wanted.items() if its_kind == kind}
    before = {key for key, (its_kind, _) in known.items() if its_kind == kind}
    return Changes(
        added=len(there - before),
        changed=len(there & before & changes.changed),
        removed=len(before - there),
        unchanged=len((there & before) - changes.changed),
    )
