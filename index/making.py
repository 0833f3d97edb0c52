"""Issues -> the documents of an index, on all cores.

Each process takes some issues and hands back files: a segment of the documents that the index does not have
yet, beside what it learned of words and names. The segments then become one, which is arithmetic; so what
is in memory is bounded by a chunk, and nothing is sent between processes but issues and short values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.cores import Cores
from archive.kept import uncollected
from archive.model import Issue, Problem, Publication, Reading
from index import documents, names
from index.codec.writing import SegmentWriter
from index.documents import Document
from index.lexicon import Learned
from index.names import Names

PARALLEL_FROM = 4000
"""Items from which on a second process pays for its start, about a second."""
_CHUNK = 2000
"""Items that are made at once, about: whole issues."""

Known = Mapping[str, tuple[str, str]]
"""(type, hash) of documents by id."""


class MakingError(Exception):
    """An issue cannot be made into documents; as text, its file and why."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some issues of a publication."""

    publication: Publication
    issues: tuple[Issue, ...]
    names: Names
    left_out: frozenset[int]
    """The places of documents whose id another had before, among all of these issues."""
    segment: Path
    """Where to write what is new."""

    @property
    def ids(self) -> Iterator[str]:
        """Of its documents, in their order, those that are left out too."""
        for issue in self.issues:
            yield from documents.ids_of(issue)


@dataclass(frozen=True, slots=True)
class Made:
    """The documents of a chunk."""

    documents: dict[str, tuple[str, str]]
    """All of them: (type, hash) by id."""
    changed: frozenset[str]
    """Those that are in the segment."""
    cards: tuple[str, ...]
    """Of the issues, as they are stored."""
    learned: Learned


def chunks(readings: Sequence[Reading], folder: Path) -> tuple[list[Chunk], list[Problem]]:
    """All issues, in their order, and what is wrong with their ids: of documents with one id the first is
    kept. ``folder`` is for segments."""
    seen: Counter[str] = Counter()
    found: list[Chunk] = []
    for reading in readings:
        called = names.learn(reading.issues)
        for issues in _stretches(documents.with_one_handle_each(reading.issues)):
            left_out = set()
            for place, name in enumerate(each for issue in issues for each in documents.ids_of(issue)):
                if seen[name]:
                    left_out.add(place)
                seen[name] += 1
            segment = folder / f"{len(found)}.seg"
            found.append(Chunk(reading.publication, issues, called, frozenset(left_out), segment))
    cure = "only the first is shown; rename the others"
    problems = [
        Problem(name, None, f"{count} issues or items have this id", cure)
        for name, count in seen.items()
        if count > 1
    ]
    return found, problems


def _stretches(issues: Iterator[Issue]) -> Iterator[tuple[Issue, ...]]:
    stretch: list[Issue] = []
    size = 0
    for issue in issues:
        stretch.append(issue)
        size += sum(1 for _ in issue.items())
        if size >= _CHUNK:
            yield tuple(stretch)
            stretch, size = [], 0
    if stretch:
        yield tuple(stretch)


def make_all(
    wanted: Sequence[Chunk], known: Known, progress: Callable[[int, int], None]
) -> Iterator[tuple[Chunk, Made]]:
    """Make the documents of chunks, in any order; ``known`` are those that the index has.

    Raises MakingError.
    """
    ids = [list(chunk.ids) for chunk in wanted]
    own = [{name: known[name] for name in its if name in known} for its in ids]
    whole, done = sum(map(len, ids)), 0
    with Cores() as cores:
        pieces = list(zip(wanted, own, strict=True))
        for place, made in cores.every(_made, pieces, pays=whole >= PARALLEL_FROM):
            done += len(made.documents) + len(wanted[place].left_out)
            progress(done, whole)
            yield wanted[place], made


def _made(piece: tuple[Chunk, Known]) -> Made:
    return make(*piece)


def make(chunk: Chunk, known: Known) -> Made:
    """The documents of some issues; those that are not ``known`` as they are go into the chunk's segment.

    Raises MakingError.
    """
    made = Made({}, frozenset(), (), Learned())
    cards: list[str] = []
    changed: set[str] = set()
    writer = SegmentWriter()
    with uncollected():
        for place, document in enumerate(_documents(chunk)):
            if place in chunk.left_out:
                continue
            digest = document.hash
            made.documents[document.id] = (document.type, digest)
            if document.type == "item":
                made.learned.add(document)
            else:
                cards.append(document.stored["card"])
            if known.get(document.id, ("", ""))[1] != digest:
                changed.add(document.id)
                writer.add(document, digest)
        if changed:
            writer.write(chunk.segment)
    return Made(made.documents, frozenset(changed), tuple(cards), made.learned)


def _documents(chunk: Chunk) -> Iterator[Document]:
    for issue in chunk.issues:
        try:
            yield from documents.of_whole(issue, chunk.publication, chunk.names)
        except Exception as error:
            raise MakingError(f"{issue.path} cannot be indexed: {type(error).__name__}: {error}") from error
