from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from filelock import FileLock
from msgspec.structs import replace

from archive.model import Author, Problem, Reading
from index import store, whoosh_index
from index.build import BuildError, Changes, build_from
from index.query import Query
from index.results import IndexMissingError
from index.whoosh_index import current_generation, open_index


def state(instance: Path) -> dict[str, tuple[int, int]]:
    """Every file of the index, with what tells whether it was written."""
    files = (path for path in store.root(instance).rglob("*") if path.is_file())
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in files}


def found(instance: Path, text: str) -> list[str]:
    index = open_index(instance)
    try:
        return [hit.item.id for hit in index.search(Query(text, as_typed=True)).hits]
    finally:
        index.close()


def retitled(reading: Reading, title: str) -> Reading:
    """The reading with its last issue's only item called otherwise."""
    last = reading.issues[-1]
    section = last.sections[0]
    item = replace(section.items[0], title=title)
    changed = replace(last, sections=(replace(section, parts=(item,)),))
    return replace(reading, issues=(*reading.issues[:-1], changed))


def test_a_first_build_adds_everything(tmp_path: Path, reading: Reading) -> None:
    """The report counts editions and items."""
    report = build_from([reading], "An archive", tmp_path)
    assert report.items == Changes(added=9)
    assert report.issues == Changes(added=5)
    assert report.files == 5


def test_an_unchanged_build_writes_nothing(instance: Path, reading: Reading) -> None:
    """Building the same again touches no file of the index and keeps its generation."""
    before, generation = state(instance), current_generation(instance)
    report = build_from([reading], "An archive", instance)
    assert report.items == Changes(unchanged=9)
    assert state(instance) == before
    assert current_generation(instance) == generation


def test_only_what_changed_is_written(instance: Path, reading: Reading) -> None:
    """A changed item is replaced, a removed issue is gone, the rest is left alone."""
    generation = current_generation(instance)
    changed = retitled(reading, "蝴蝶")
    report = build_from([replace(changed, issues=changed.issues[1:])], "An archive", instance)
    assert report.items == Changes(changed=1, removed=4, unchanged=4)
    assert report.issues == Changes(removed=1, unchanged=4)
    assert found(instance, "蝴蝶") == ["lab/3.zh/绳结数据集"]
    assert not found(instance, "weaving")
    assert current_generation(instance) != generation


def test_a_rebuild_makes_another_index_beside_the_old(instance: Path, reading: Reading) -> None:
    """Everything is made anew in another folder, and the old one is removed."""
    old = store.read(instance).folder
    report = build_from([reading], "An archive", instance, rebuild=True)
    assert report.items == Changes(added=9)
    assert [path.name for path in store.root(instance).iterdir() if path.is_dir()] == [
        store.read(instance).folder
    ]
    assert store.read(instance).folder != old


def test_readers_keep_the_index_that_they_opened(instance: Path, reading: Reading) -> None:
    """An open index answers as before while, and after, others are built."""
    index = open_index(instance)
    build_from([retitled(reading, "蝴蝶")], "An archive", instance)
    build_from([retitled(reading, "蝴蝶")], "An archive", instance, rebuild=True)
    assert index.search(Query("蝴蝶", as_typed=True)).total == 0
    assert index.search(Query("绳结数据集")).total == 1
    assert index.generation() != current_generation(instance)
    index.close()


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


@pytest.mark.parametrize("step", ["create", "commit", "point"])
@pytest.mark.parametrize("rebuild", [False, True])
def test_a_killed_build_leaves_the_old_index(
    instance: Path, reading: Reading, monkeypatch: pytest.MonkeyPatch, step: str, rebuild: bool
) -> None:
    """Wherever a build ends early, readers find a whole index, and the next build finishes."""
    changed = retitled(reading, "蝴蝶")
    module = store if step == "point" else whoosh_index

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched, suppress(Killed):
        patched.setattr(module, step, die)
        patched.setattr(store, "clean", lambda _: None)
        build_from([changed], "An archive", instance, rebuild=rebuild)
    assert len(found(instance, "")) == 7
    build_from([changed], "An archive", instance)
    assert found(instance, "蝴蝶") == ["lab/3.zh/绳结数据集"]
    assert len([path for path in store.root(instance).iterdir() if path.is_dir()]) == 1


def test_a_build_that_fails_midway_changes_nothing(instance: Path, reading: Reading) -> None:
    """An error while documents are written leaves the old ones and no lock behind."""
    before = found(instance, "")

    def fail(what: str, done: int, whole: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        build_from([retitled(reading, "蝴蝶")], "An archive", instance, progress=fail)
    assert found(instance, "") == before
    assert build_from([retitled(reading, "蝴蝶")], "An archive", instance).items.changed == 1


def test_a_second_builder_is_refused(instance: Path, reading: Reading) -> None:
    """While one build is at work, another is refused in one line that says what to do."""
    with FileLock(instance / "build.lock"), pytest.raises(BuildError, match="another build") as refused:
        build_from([reading], "An archive", instance)
    assert "\n" not in str(refused.value)
    assert build_from([reading], "An archive", instance).items.unchanged == 9


def test_of_two_with_one_id_the_first_is_kept(tmp_path: Path, reading: Reading) -> None:
    """No id is in the index twice; the second one is a problem in the report."""
    report = build_from(
        [replace(reading, issues=(*reading.issues, reading.issues[0]))], "An archive", tmp_path
    )
    assert report.items == Changes(added=9)
    assert "lab/1" in {problem.path for problem in report.problems}
    assert len(found(tmp_path, "weaving")) == 1


def test_a_person_with_several_handles_is_one_author(tmp_path: Path, reading: Reading) -> None:
    """The facet of authors lists a name once, whatever handles the issues use."""
    other = replace(reading.issues[2], authors=(Author("ada2", "Ada Brontë"),))
    issues = (*reading.issues[:2], other, *reading.issues[3:])
    build_from([replace(reading, issues=issues)], "An archive", tmp_path)
    index = open_index(tmp_path)
    assert [each.value for each in index.search(Query()).facets["author"]] == ["ada", "li"]
    index.close()


def test_problems_are_kept_with_the_index(tmp_path: Path, reading: Reading) -> None:
    """What was wrong in the sources is known without reading them again."""
    problem = Problem("posts/a.md", 3, "no date", "add one")
    build_from([replace(reading, problems=(problem,))], "An archive", tmp_path)
    index = open_index(tmp_path)
    assert index.info().problems == (problem,)
    index.close()


def test_without_an_index_the_cure_is_named(tmp_path: Path) -> None:
    """An index that is missing is one clear line."""
    with pytest.raises(IndexMissingError, match="flask index"):
        open_index(tmp_path)
    with pytest.raises(IndexMissingError, match="flask index"):
        current_generation(tmp_path / "nowhere")


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def overwrite(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


DAMAGES: list[Callable[[Path], None]] = [
    lambda root: cut(root / "current.json"),
    lambda root: overwrite(root / "current.json", "[]"),
    lambda root: overwrite(root / "current.json", '{"folder": "x", "format": "x", "files": null}'),
    lambda root: cut(next(root.glob("*/*.seg"))),
    lambda root: cut(next(root.glob("*/*.toc"))),
    lambda root: next(root.glob("*/*.seg")).unlink(),
    lambda root: next(root.glob("*/*.toc")).unlink(),
    lambda root: shutil.rmtree(next(path for path in root.iterdir() if path.is_dir())),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_told_and_built_anew(
    instance: Path, reading: Reading, damage: Callable[[Path], None]
) -> None:
    """A file that was cut short or lost is one clear line with its cure, and the next build mends it."""
    damage(store.root(instance))
    with pytest.raises(IndexMissingError, match="flask index --rebuild") as told:
        open_index(instance)
    assert "\n" not in str(told.value)
    assert build_from([reading], "An archive", instance).items == Changes(added=9)
    assert len(found(instance, "")) == 7


def test_opening_beside_a_commit_is_tried_again(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that vanishes while it is opened, as another process commits, is no failure."""
    opened = whoosh_index._open
    failures = iter([FileNotFoundError("MAIN_x.seg"), FileNotFoundError("MAIN_y.seg")])

    def vanishing(folder: Path) -> object:
        for failure in failures:
            raise failure
        return opened(folder)

    monkeypatch.setattr(whoosh_index, "_open", vanishing)
    assert len(found(instance, "")) == 7


def test_an_index_of_another_version_is_built_anew(instance: Path, reading: Reading) -> None:
    """An index that other code has made is not read, and replaced by the next build."""
    pointer = store.root(instance) / "current.json"
    pointer.write_text(json.dumps({**json.loads(pointer.read_bytes()), "format": "older"}), encoding="utf-8")
    with pytest.raises(IndexMissingError, match="another version"):
        open_index(instance)
    assert build_from([reading], "An archive", instance).items == Changes(added=9)


def test_what_a_killed_build_committed_is_readable(
    instance: Path, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that ends between committing and noting what was read has changed the index, not damaged it.
    The next one says that there is another, even where nothing is left to do."""
    before = current_generation(instance)
    with monkeypatch.context() as patched, suppress(Killed):
        patched.setattr(store, "point", lambda *_: (_ for _ in ()).throw(Killed()))
        build_from([retitled(reading, "蝴蝶")], "An archive", instance)
    assert found(instance, "蝴蝶") == ["lab/3.zh/绳结数据集"]
    build_from([retitled(reading, "蝴蝶")], "An archive", instance)
    assert current_generation(instance) != before


@pytest.fixture
def illustrated(tmp_path: Path, reading: Reading) -> Reading:
    """The newsletter with an image of its own, and one whose address leads elsewhere."""
    picture = tmp_path / "loom.png"
    picture.write_bytes(b"a picture")
    return replace(reading, media=(("lab/loom.png", str(picture)), ("../../loom.png", str(picture))))


def test_images_are_copied_beside_the_index(tmp_path: Path, illustrated: Reading) -> None:
    """An issue's own images are copied, unchanged ones once, and never out of their folder."""
    instance = tmp_path / "deep" / "instance"
    report = build_from([illustrated], "An archive", instance)
    copy = instance / "media" / "lab" / "loom.png"
    assert copy.read_bytes() == b"a picture"
    assert [problem.path for problem in report.problems] == ["../../loom.png"]
    assert {path.name for path in instance.parent.iterdir()} == {"instance"}
    inode = copy.stat().st_ino
    build_from([illustrated], "An archive", instance)
    assert copy.stat().st_ino == inode


def test_images_that_nothing_shows_are_removed(
    tmp_path: Path, illustrated: Reading, reading: Reading
) -> None:
    """What was copied for an issue goes with it."""
    instance = tmp_path / "instance"
    build_from([illustrated], "An archive", instance)
    build_from([reading], "An archive", instance)
    assert not list((instance / "media").rglob("*"))


def test_an_image_that_is_gone_is_a_problem(tmp_path: Path, reading: Reading) -> None:
    """A missing image is reported, and the issues are built."""
    lost = replace(reading, media=(("lab/x.png", str(tmp_path / "x.png")),))
    report = build_from([lost], "An archive", tmp_path / "instance")
    assert [problem.path for problem in report.problems] == ["lab/x.png"]
    assert report.items.added == 9
