"""Issues -> the changes that the index needs -> the index.

Nothing changed: nothing is read or written. Some changed: their documents are replaced, in one commit.
Another version of the code, or an index that cannot be read: a new one beside the old, then a swap.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from archive import reader
from archive.config import ArchiveConfig
from archive.model import Problem, Publication, Reading
from index import documents, lexicon, media, store, stored, whoosh_index
from index.documents import Document
from index.labels import Labels
from index.results import IndexMissingError

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is in all."""

_REPORT_EVERY = 50
"""Documents between two calls of a progress function."""


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
    wanted, doubled = _distinct(documents.of_reading(reading) for reading in readings)
    unshown = media.copy(readings, order.instance)
    sizes = media.sizes(readings, order.instance)
    problems = (*(problem for each in readings for problem in each.problems), *doubled, *unshown)
    publications = [each.publication for each in readings]
    about = documents.of_archive(order.title, publications, problems, datetime.now(UTC), sizes)
    words = lexicon.document(wanted.values(), _labels(publications, wanted.values()))
    known = {} if order.rebuild else _known(order.instance)
    changed = _write(order, {**wanted, words.id: words, about.id: about}, known, sources)
    media.remove_stale(readings, order.instance)
    return BuildReport(
        items=_changes("item", wanted, known, changed),
        issues=_changes("issue", wanted, known, changed),
        files=sum(len({issue.path for issue in reading.issues}) for reading in readings),
        seconds=time.monotonic() - order.started,
        problems=problems,
    )


def _labels(publications: Sequence[Publication], made: Iterable[Document]) -> Labels:
    cards = (stored.to_card(each.stored["card"]) for each in made if each.type == "issue")
    return Labels(publications, tuple(cards))


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
    order: _Order,
    wanted: Mapping[str, Document],
    known: Mapping[str, tuple[str, str]],
    sources: Mapping[str, str],
) -> set[str]:
    """Bring the index from ``known`` to ``wanted``; returns the ids of documents that are new or differ."""
    changed = [each for each in wanted.values() if known.get(each.id, ("", ""))[1] != each.hash]
    gone = [*(known.keys() - wanted.keys()), *(each.id for each in changed if each.id in known)]
    try:
        if not known:
            folder = store.new_folder(order.instance)
            whoosh_index.create(folder)
        else:
            folder = store.root(order.instance) / store.read(order.instance).folder
        if changed or gone:
            whoosh_index.write(folder, _counted(changed, order.say("Indexing")), gone)
        if changed or gone or _made_of(order.instance) != sources:
            store.point(order.instance, folder, sources)
    finally:
        store.clean(order.instance)
    return {each.id for each in changed}


def _changes(
    kind: str, wanted: Mapping[str, Document], known: Mapping[str, tuple[str, str]], changed: set[str]
) -> Changes:
    there = {key for key, document in wanted.items() if document.type == kind}
    before = {key for key, (its_kind, _) in known.items() if its_kind == kind}
    return Changes(
        added=len(there - before),
        changed=len(there & before & changed),
        removed=len(before - there),
        unchanged=len((there & before) - changed),
    )


def _distinct(streams: Iterator[Iterator[Document]]) -> tuple[dict[str, Document], list[Problem]]:
    """Documents by id. Of two with one id the first is kept, for Whoosh would show both."""
    found: dict[str, Document] = {}
    doubled: Counter[str] = Counter()
    for stream in streams:
        for document in stream:
            if document.id in found:
                doubled[document.id] += 1
            else:
                found[document.id] = document
    cure = "only the first is shown; rename the others"
    problems = [
        Problem(name, None, f"{count + 1} issues or items have this id", cure)
        for name, count in doubled.items()
    ]
    return found, problems


def _counted(stream: Sequence[Document], say: Callable[[int, int], None]) -> Iterator[Document]:
    for done, document in enumerate(stream, 1):
        yield document
        if done % _REPORT_EVERY == 0 or done == len(stream):
            say(done, len(stream))
