"""Issues -> the changes that the index needs -> the index.

Nothing changed: nothing is read or written. Some files changed: they are searchable at once, by what is known
of the rest (:mod:`index.news`); then follows what their change means for the archive as a whole, in a second
commit. A build that is killed between the two leaves that to the next one. Another version of the code, or
an index that cannot be read: a new one beside the old, then a swap.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from archive import reader
from archive.config import ArchiveConfig
from archive.cores import Cores
from archive.kept import uncollected
from archive.model import Problem, Reading
from archive.news import news
from archive.reader import Source
from index import documents, lexicon, making, media, names, store, stored, whoosh_index
from index import news as index_news
from index.codec.writing import write_segment
from index.engine import FlatEngine
from index.labels import Labels
from index.making import Known, MakingError, Task
from index.news import Called
from index.remembered import Remembered
from index.remembered import unpacked as counted
from index.results import IndexMissingError, IssueCard

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is in all."""


FIRST = "Adding what changed"
"""What is being done when :data:`Progress` is told that what changed is searchable, and all else follows."""


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
    searchable: float | None = None
    """Seconds after which what had changed was found, where that came before all that follows from it."""


@dataclass(frozen=True, slots=True)
class _Order:
    """What a build is asked for."""

    instance: Path
    title: str
    cores: Cores
    rebuild: bool
    progress: Progress | None
    started: float = field(default_factory=time.monotonic)

    @property
    def cache(self) -> Path:
        """What is kept between builds."""
        return self.instance / "cache"

    @property
    def called(self) -> Path:
        return self.cache / "called"

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

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
    with _alone(instance), Cores() as cores, uncollected():
        order = _Order(instance, config.title, cores, rebuild, progress)
        order.cache.mkdir(exist_ok=True)
        sources = [Source(each, order.cache) for each in config.publications]
        made_of = {each.publication.key: f"{each.publication!r} {each.fingerprint}" for each in sources}
        made_of[""] = config.title
        if not rebuild and store.made_of(instance) == made_of:
            return _nothing_to_do(order)
        with _opened(order) as engine:
            searchable = _news(order, sources, engine) if engine else None
            before = engine.contents() if engine else {}
        readings = [
            reader.read_source(source, order.cores, order.say(f"Reading {source.publication.title}"))
            for source in sources
        ]
        report = _apply(order, readings, made_of, before, _known(order) if searchable else before)
        for source in sources:
            source.settle()
        return replace(report, searchable=searchable)


def build_from(
    readings: Sequence[Reading],
    title: str,
    instance: Path,
    *,
    rebuild: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Bring the index up to date with what has been read already. Raises BuildError."""
    with _alone(instance), Cores() as cores, uncollected():
        order = _Order(instance, title, cores, rebuild, progress)
        order.cache.mkdir(exist_ok=True)
        known = _known(order)
        return _apply(order, readings, {}, known, known)


@contextmanager
def _alone(instance: Path) -> Iterator[None]:
    """Keeps other builders out, and leaves nothing but the index and what is kept for the next build."""
    instance.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(instance / "build.lock", blocking=False):
            try:
                yield
            finally:
                store.clean(instance)
    except Timeout:
        raise BuildError(f"another build is at work in {instance}; wait until it has finished") from None


def _nothing_to_do(order: _Order) -> BuildReport:
    index = whoosh_index.open_index(order.instance)
    try:
        info = index.info()
    finally:
        index.close()
    return BuildReport(
        items=Changes(unchanged=info.items),
        issues=Changes(unchanged=info.issues),
        seconds=order.seconds,
        problems=info.problems,
    )


def _news(order: _Order, sources: Sequence[Source], engine: FlatEngine) -> float | None:
    """Make what changed searchable, before the archive as a whole is looked at; after how many seconds it
    was, None where only the whole can tell."""
    told = {source.publication.key: news(source) for source in sources}
    wanted = {key: each for key, each in told.items() if each}
    try:
        changed = index_news.add(wanted, order.called, order.instance, engine) if wanted else 0
    except MakingError as error:
        raise BuildError(f"{error}; simplify the file") from error
    if not changed:
        return None
    order.say(FIRST)(changed, changed)
    return order.seconds


def _apply(
    order: _Order, readings: Sequence[Reading], sources: Mapping[str, str], before: Known, known: Known
) -> BuildReport:
    """``before``: the documents that the index had at first, ``known``: those that it has now."""
    unshown = media.copy(readings, order.instance)
    sizes = media.sizes(readings, order.instance)
    remembered = Remembered(order.cache / "documents")
    aside = store.new_folder(order.instance)
    wanted, doubled = _tasks(order, readings, remembered)
    made, fresh = _made(order, wanted, known, remembered, aside)
    whole = order.cores.aside(partial(making.as_one, aside / "whole.seg"), fresh)
    problems = (*(problem for each in readings for problem in each.problems), *doubled, *unshown)
    publications = [each.publication for each in readings]
    about = documents.of_archive(order.title, publications, problems, datetime.now(UTC), sizes)
    contents: dict[str, tuple[str, str]] = {}
    cards: list[IssueCard] = []
    learned = lexicon.Total()
    for each in map(making.unpacked, made):
        contents.update(each.documents)
        cards.extend(map(stored.to_card, each.cards))
        learned.add(each.learned)
    words = lexicon.document(learned, Labels(publications, cards))
    contents.update({each.id: (each.type, each.hash) for each in (about, words)})
    beside = [each for each in (about, words) if known.get(each.id) != contents[each.id]]
    segments = whole()
    if beside:
        segments.append(aside / "beside.seg")
        write_segment(segments[-1], beside)
    _write(order, contents, known, segments, sources)
    remembered.save()
    media.remove_stale(readings, order.instance)
    return BuildReport(
        items=_changes("item", contents, before),
        issues=_changes("issue", contents, before),
        files=sum(len({issue.path for issue in reading.issues}) for reading in readings),
        seconds=order.seconds,
        problems=problems,
    )


def _tasks(
    order: _Order, readings: Sequence[Reading], remembered: Remembered
) -> tuple[list[Task], list[Problem]]:
    """What the documents of all issues are made of, and what is wrong with their ids."""
    tasks: list[Task] = []
    called: dict[str, Called] = {}
    for reading in readings:
        counts = remembered.count(reading.issues, order.cores)
        known = names.learn_from(map(counted, counts))
        handles = documents.handles(reading.issues)
        called[reading.publication.key] = Called(dict(known.known), handles)
        tasks += making.tasks(reading, handles, names.by_issue(known, map(counted, counts)))
    index_news.keep(order.called, called)
    return making.without_doubles(tasks)


def _made(
    order: _Order, wanted: Sequence[Task], known: Known, remembered: Remembered, aside: Path
) -> tuple[list[bytes], list[Path]]:
    """What is made of tasks, in their order, and the segments of what of it is not ``known``."""
    made = [remembered.made(task) for task in wanted]
    places = [at for at, each in enumerate(made) if not (each and making.stated(each).is_in(known))]
    chunks = making.chunks([wanted[at] for at in places], aside)
    try:
        fresh = making.make_all(chunks, known, order.say("Indexing"), order.cores)
    except MakingError as error:
        raise BuildError(f"{error}; simplify the file") from error
    for at, packed in zip(places, fresh, strict=True):
        remembered.note(wanted[at], packed)
        made[at] = packed
    return made, [chunk.segment for chunk in chunks if chunk.segment.exists()]


@contextmanager
def _opened(order: _Order) -> Iterator[FlatEngine | None]:
    """The index that is to be brought up to date; None where it must be made anew."""
    try:
        engine = None if order.rebuild else whoosh_index.open_engine(order.instance)
    except IndexMissingError:
        engine = None
    try:
        yield engine
    finally:
        if engine:
            engine.close()


def _known(order: _Order) -> Known:
    """The documents of the index that is to be brought up to date."""
    with _opened(order) as engine:
        return engine.contents() if engine else {}


def _write(
    order: _Order, wanted: Known, known: Known, segments: Sequence[Path], sources: Mapping[str, str]
) -> None:
    """Bring the index up to date; ``segments`` hold the documents that are ``wanted`` and not ``known``."""
    gone = [name for name, document in known.items() if wanted.get(name) != document]
    if not known:
        folder = store.new_folder(order.instance)
        whoosh_index.create(folder)
    else:
        folder = store.root(order.instance) / store.read(order.instance).folder
    if segments or gone:
        whoosh_index.commit(folder, segments, gone)
    if segments or gone or store.made_of(order.instance) != sources:
        store.point(order.instance, folder, sources)


def _changes(kind: str, wanted: Known, known: Known) -> Changes:
    there = {name: its for name, its in wanted.items() if its[0] == kind}
    before = {name: its for name, its in known.items() if its[0] == kind}
    unchanged = sum(before.get(name) == its for name, its in there.items())
    return Changes(
        added=len(there.keys() - before.keys()),
        changed=len(there.keys() & before.keys()) - unchanged,
        removed=len(before.keys() - there.keys()),
        unchanged=unchanged,
    )
