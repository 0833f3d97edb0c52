from __future__ import annotations

from dataclasses import replace as with_values
from pathlib import Path

import msgspec
import pytest
from whoosh import index as whoosh

from archive.model import Reading
from index import documents, making, names, store
from index.build import BuildError, build_from
from index.codec.flatfile import FlatFile
from index.codec.segment import SegmentFile
from index.documents import LEXICON_ID
from index.making import Chunk, Known, Task


def segments(instance: Path) -> list[Path]:
    folder = store.root(instance) / store.read(instance).folder
    return [each.path(folder) for each in whoosh.open_dir(folder)._segments()]


def arrays(path: Path) -> dict[str, list[int]]:
    """All of a segment but when it was made."""
    file = FlatFile(path)
    return {name: file.array(name).tolist() for name in file.names() if not name.startswith("made/")}


def test_the_index_is_the_same_however_many_processes_make_it(
    tmp_path: Path, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process with all issues and several with one issue each write the same segments."""
    build_from([reading], "An archive", tmp_path / "one")
    monkeypatch.setattr(making, "PARALLEL_FROM", 0)
    monkeypatch.setattr(making, "_CHUNK", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    build_from([reading], "An archive", tmp_path / "several")
    one, several = (list(map(arrays, segments(tmp_path / name))) for name in ("one", "several"))
    assert one == several


@pytest.mark.parametrize("processes", [1, 3])
def test_an_issue_that_cannot_be_indexed_fails_the_build_by_its_file(
    tmp_path: Path, reading: Reading, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    """In this process or another: the error names the file, and the old index stays."""
    monkeypatch.setattr(making, "PARALLEL_FROM", 0)
    monkeypatch.setattr(making, "_CHUNK", 1)
    monkeypatch.setattr("os.cpu_count", lambda: processes)
    build_from([reading], "An archive", tmp_path)
    before = segments(tmp_path)
    second = reading.issues[2]
    broken = msgspec.structs.replace(second, tags=(None, 3))
    issues = (*reading.issues[:2], broken, *reading.issues[3:])
    with pytest.raises(BuildError, match=second.path):
        build_from([msgspec.structs.replace(reading, issues=issues)], "An archive", tmp_path)
    assert segments(tmp_path) == before
    assert len([each for each in store.root(tmp_path).iterdir() if each.is_dir()]) == 1


def tasks(reading: Reading) -> list[Task]:
    counts = list(map(names.count, reading.issues))
    called = names.by_issue(names.learn_from(counts), counts)
    return list(making.tasks(reading, documents.handles(reading.issues), called))


def made(chunk: Chunk, known: Known) -> dict[str, tuple[str, str]]:
    """What is made of a chunk, as :data:`Known` has it."""
    results = map(making.unpacked, making.make(chunk, known))
    return {name: document for each in results for name, document in each.documents.items()}


def test_only_what_changed_is_written(tmp_path: Path, reading: Reading) -> None:
    """A chunk's segment holds the documents that the index has not, or has otherwise."""
    (chunk,) = making.chunks(tasks(reading), tmp_path)
    its = made(chunk, {})
    assert SegmentFile(chunk.segment).size == len(its)
    again: Chunk = with_values(chunk, segment=tmp_path / "again.seg")
    made(again, its)
    assert not again.segment.exists()
    one = next(iter(its))
    made(again, {**its, one: ("issue", "another")})
    assert SegmentFile(again.segment).size == 1
    assert LEXICON_ID not in its


def test_of_two_documents_with_one_id_the_first_is_made(tmp_path: Path, reading: Reading) -> None:
    """The second is left out, and named as a problem."""
    twice = msgspec.structs.replace(reading, issues=(*reading.issues, reading.issues[0]))
    wanted, problems = making.without_doubles(tasks(twice))
    assert {each.path for each in problems} == {
        reading.issues[0].id,
        *(i.id for i in reading.issues[0].items()),
    }
    (whole,) = making.chunks(wanted, tmp_path)
    (alone,) = making.chunks(tasks(reading), tmp_path)
    assert made(whole, {}).keys() == made(alone, {}).keys()


def test_names_of_an_issue_are_those_that_it_is_about(reading: Reading) -> None:
    """What an issue can be about by its words is all that its items are about of what the archive knows."""
    counts = list(map(names.count, reading.issues))
    called = names.learn_from(counts)
    for issue, its in zip(reading.issues, names.by_issue(called, counts), strict=True):
        assert all(its.of(item) == called.of(item) for item in issue.items())
