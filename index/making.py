"""Issues -> the documents of an index, on all cores.

What the documents of an issue are made of is its task; while that stays the same they do, and they are not
made again, see :mod:`index.remembered`. For the others each process takes some tasks and writes a segment of
the documents that the index does not have yet. The segments then become one, which is arithmetic; so what is
in memory is bounded by a chunk, and nothing is sent between processes but issues and short values.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from msgspec import msgpack
from msgspec.structs import replace

from archive import kept
from archive.cores import Cores
from archive.kept import uncollected
from archive.model import Issue, Problem, Publication, Reading, Value
from index import documents, lexicon
from index.codec.merging import merge
from index.codec.segment import SegmentFile
from index.codec.words import Words
from index.codec.writing import SegmentWriter
from index.documents import Document
from index.lexicon import Learned
from index.names import Names

PARALLEL_FROM = 4000
"""Items from which on a second process pays for its start, about a second."""
_CHUNK = 4000
"""Items that are made at once, about and at most: whole issues."""
_SMALLEST = 500
"""Items that the first chunk has. The chunks grow: the first are made last, and no process waits for long."""
_MOST_WORDS = 1 << 18
"""Words that a process keeps from one chunk to the next, some 300 bytes each; with more it begins anew.
Other processes keep them until they end."""

Known = Mapping[str, tuple[str, str]]
"""(type, hash) of documents by id."""


class MakingError(Exception):
    """An issue cannot be made into documents; as text, its file and why."""


class Task(Value, frozen=True):
    """All that the documents of an issue are made of."""

    issue: Issue
    publication: Publication
    """With no more than what the issue needs to know of it."""
    names: dict[str, str]
    """Those that can stand in it, see :class:`index.names.Names`."""
    left_out: tuple[int, ...] = ()
    """The places of documents whose id another had before, among those of all issues."""

    @property
    def digest(self) -> bytes:
        """The same for tasks of which the same is made."""
        return hashlib.blake2b(kept.packed(self), digest_size=16).digest()

    @property
    def size(self) -> int:
        """How many documents are made of it."""
        return 1 + sum(1 for _ in self.issue.items()) - len(self.left_out)


class Stated(Value, frozen=True):
    """The documents of an issue."""

    documents: dict[str, tuple[str, str]]
    """(type, hash) by id."""

    def is_in(self, known: Known) -> bool:
        """Whether an index has all of them."""
        return all(known.get(name) == each for name, each in self.documents.items())


class Made(Stated, frozen=True):
    """The same, and what they teach."""

    cards: tuple[str, ...]
    """Of the issue, as it is stored; none where it is left out."""
    learned: Learned


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some issues of which documents are to be made."""

    tasks: tuple[Task, ...]
    segment: Path
    """Where to write what is new."""

    def __reduce__(self) -> tuple[Callable[[bytes, Path], Chunk], tuple[bytes, Path]]:
        # What is sent to other processes is packed, which takes a fraction of the time of pickling.
        return _unpacked, (kept.packed(self.tasks), self.segment)


def _unpacked(tasks: bytes, segment: Path) -> Chunk:
    return Chunk(msgpack.decode(tasks, type=tuple[Task, ...]), segment)


def tasks(reading: Reading, handles: Mapping[str, str], names: Iterable[Names]) -> Iterator[Task]:
    """Of the issues of a reading. ``handles``: by which people are known, see
    :func:`index.documents.handles`; ``names``: those that each issue can be about."""
    for issue, its in zip(reading.issues, names, strict=True):
        sections = {section.key for section in issue.sections}
        titles = tuple(each for each in reading.publication.section_titles if each[0] in sections)
        publication = replace(reading.publication, section_titles=titles, tag_labels=())
        yield Task(documents.with_one_handle_each(issue, handles), publication, dict(its.known))


def without_doubles(wanted: Iterable[Task]) -> tuple[list[Task], list[Problem]]:
    """Of documents with one id the first is kept; and what is wrong with their ids."""
    seen: Counter[str] = Counter()
    told: list[Task] = []
    for task in wanted:
        left_out = []
        for place, name in enumerate(documents.ids_of(task.issue)):
            if seen[name]:
                left_out.append(place)
            seen[name] += 1
        told.append(replace(task, left_out=tuple(left_out)) if left_out else task)
    cure = "only the first is shown; rename the others"
    problems = [
        Problem(name, None, f"{count} issues or items have this id", cure)
        for name, count in seen.items()
        if count > 1
    ]
    return told, problems


def chunks(wanted: Sequence[Task], folder: Path) -> list[Chunk]:
    """``folder`` is for segments."""
    stretches: list[list[Task]] = [[]]
    whole = size = 0
    for task in wanted:
        if size >= min(_CHUNK, max(_SMALLEST, whole // 3)):
            stretches.append([])
            size = 0
        stretches[-1].append(task)
        size += task.size
        whole += task.size
    return [Chunk(tuple(each), folder / f"{place}.seg") for place, each in enumerate(stretches) if each]


def make_all(
    wanted: Sequence[Chunk], known: Known, progress: Callable[[int, int], None], cores: Cores
) -> list[bytes]:
    """Make the documents of chunks; ``known`` are those that the index has.

    Returns what was made of each task packed, to be read with :func:`unpacked`. Raises MakingError.
    """
    pieces = [(chunk, _of_these(chunk, known)) for chunk in wanted]
    whole, done = sum(task.size for chunk in wanted for task in chunk.tasks), 0
    results: dict[int, list[bytes]] = {}
    for place, made in cores.every(_made, pieces, pays=whole >= PARALLEL_FROM):
        results[place] = made
        done += sum(task.size for task in wanted[place].tasks)
        progress(done, whole)
    _words.cache_clear()
    return [packed for place in range(len(wanted)) for packed in results[place]]


def _of_these(chunk: Chunk, known: Known) -> Known:
    ids = (name for task in chunk.tasks for name in documents.ids_of(task.issue))
    return {name: known[name] for name in ids if name in known}


def _made(piece: tuple[Chunk, Known]) -> list[bytes]:
    return make(*piece)


def as_one(target: Path, segments: Sequence[Path]) -> list[Path]:
    """Several segments of which nothing was deleted as one, at ``target``; fewer stay as they are."""
    if len(segments) > 1:
        merge(target, [(SegmentFile(each), ()) for each in segments])
        return [target]
    return list(segments)


def make(chunk: Chunk, known: Known) -> list[bytes]:
    """The documents of each task, packed; those that are not ``known`` as they are go into the segment.

    Raises MakingError.
    """
    if len(_words()) > _MOST_WORDS:
        _words.cache_clear()
    writer = SegmentWriter(_words())
    with uncollected():
        made = [kept.packed(_one(task, known, writer)) for task in chunk.tasks]
        if writer.size:
            writer.write(chunk.segment)
    return made


@lru_cache(maxsize=1)
def _words() -> Words:
    """Those that this process has met: each is analysed once, in however many chunks it stands."""
    return Words()


unpacked = msgpack.Decoder(Made).decode
stated = msgpack.Decoder(Stated).decode
"""The same without what the documents teach."""


def _one(task: Task, known: Known, writer: SegmentWriter) -> Made:
    made: dict[str, tuple[str, str]] = {}
    cards: list[str] = []
    items: list[tuple[Document, set[str]]] = []
    for place, document in enumerate(_documents(task)):
        if place in task.left_out:
            continue
        digest = document.hash
        made[document.id] = (document.type, digest)
        texts = writer.words.of(document)
        if document.type == "item":
            read = chain.from_iterable(texts.get(name, ()) for name in lexicon.READ)
            items.append((document, writer.words.spelt(read)))
        else:
            cards.append(document.stored["card"])
        if known.get(document.id, ("", ""))[1] != digest:
            writer.add(document, digest, texts)
    return Made(made, tuple(cards), lexicon.learn(items))


def _documents(task: Task) -> Iterator[Document]:
    try:
        yield from documents.of_whole(task.issue, task.publication, Names(task.names))
    except Exception as error:
        raise MakingError(f"{task.issue.path} cannot be indexed: {type(error).__name__}: {error}") from error
