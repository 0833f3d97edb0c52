"""An index that was brought up to date, however often, is the one that a build from nothing gives."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from archive.config import ArchiveConfig, PublicationConfig, SectionConfig
from index import documents, store, whoosh_index
from index.build import FIRST, BuildReport, Changes, build
from index.query import Query
from index.whoosh_index import current_generation, open_index

SUBJECTS = ("Reformer", "spaCy", "Hugging Face", "weaving", "GPT-2", "knots", "borrow checkers", "Trieste")
SECTIONS = {"en": ("News 📰", "Tools 🔧", "Further Reading"), "fr": ("Actualités 📰", "Outils 🔧", "À lire")}


def story(chance: random.Random, language: str) -> str:
    one, other = chance.sample(SUBJECTS, 2)
    number = chance.randrange(400)
    link = f"[{one} and {other}](https://example.org/{number})"
    said = "Ils disent que" if language == "fr" else "They say that the makers of"
    return f"- {link}: {said} {one} use {other} {number} times, and {one} likes it."


def issue(chance: random.Random, number: int, language: str = "en") -> str:
    lines = ["---", f"title: Letter {number}", f"date: 2020-{number:02}-03", f"lang: {language}"]
    lines += [f"number: {number}", f"authors: [{chance.choice(['ann', 'bob'])}]", "---", ""]
    lines += ["Welcome to another letter, which you may share with all of your friends.", ""]
    for section in SECTIONS[language]:
        lines += [f"## {section}", "", *(story(chance, language) for _ in range(chance.randint(2, 4))), ""]
    return "\n".join([*lines, "You can subscribe to this letter at any time of the day.", ""])


def plant(folder: Path, seed: int, issues: int = 6) -> random.Random:
    chance = random.Random(seed)
    folder.mkdir()
    for number in range(1, issues + 1):
        (folder / f"{number}.md").write_text(issue(chance, number), "utf-8")
    (folder / "2.fr.md").write_text(issue(chance, 2, "fr"), "utf-8")
    (folder / "authors.yml").write_text("ann: {name: Ann}\nbob: {name: Bob}\n", "utf-8")
    return chance


def settings(folder: Path) -> ArchiveConfig:
    letter = PublicationConfig("letter", "The Letter", path=folder, language="en", authors="authors.yml")
    return ArchiveConfig(folder / "archive.toml", "Letters", (letter,))


# ---------------------------------------------------------------- edits

Edit = Callable[[Path, random.Random], None]


def some(folder: Path, chance: random.Random) -> Path:
    return chance.choice(sorted(folder.glob("*.md")))


def change_words(folder: Path, chance: random.Random) -> None:
    file = some(folder, chance)
    text = file.read_text("utf-8")
    one, other = chance.sample(SUBJECTS, 2)
    file.write_text(text.replace(one, other, chance.randint(1, 3)), "utf-8")


def change_a_heading(folder: Path, chance: random.Random) -> None:
    file = some(folder, chance)
    text = file.read_text("utf-8")
    old = chance.choice(("## Further Reading", "## News 📰", "## Tools 🔧", "## À lire"))
    new = chance.choice(("## Papers 📰", "## Events", "**Events**", "### News", "## Lectures"))
    file.write_text(text.replace(old, new), "utf-8")


def change_boilerplate(folder: Path, chance: random.Random) -> None:
    for file in chance.sample(sorted(folder.glob("?.md")), 2):
        text = file.read_text("utf-8")
        file.write_text(text.replace("You can subscribe to this letter", "Write to us"), "utf-8")


def add_an_issue(folder: Path, chance: random.Random) -> None:
    number = chance.randint(1, 12)
    (folder / f"new-{chance.randrange(99)}.md").write_text(issue(chance, number), "utf-8")


def translate(folder: Path, chance: random.Random) -> None:
    number = chance.randint(1, 6)
    (folder / f"{number}.fr.md").write_text(issue(chance, number, "fr"), "utf-8")


def translate_without_number(folder: Path, chance: random.Random) -> None:
    text = some(folder, chance).read_text("utf-8")
    kept = [
        line for line in text.splitlines() if not line.startswith(("number:", "lang:", "title:", "date:"))
    ]
    (folder / "traduction.md").write_text("\n".join(["---", "lang: fr", *kept[1:]]), "utf-8")


def remove(folder: Path, chance: random.Random) -> None:
    some(folder, chance).unlink()


def rename(folder: Path, chance: random.Random) -> None:
    some(folder, chance).rename(folder / f"renamed-{chance.randrange(9)}.md")


def break_a_file(folder: Path, chance: random.Random) -> None:
    some(folder, chance).write_bytes(b"")


def gather(folder: Path, chance: random.Random) -> None:
    """One file with several issues."""
    weeks = (f"# 2021-0{month}-01\n\n{story(chance, 'en')}\n{story(chance, 'en')}\n" for month in (1, 2, 3))
    (folder / "weeks.md").write_text("\n".join(weeks), "utf-8")


def rename_a_person(folder: Path, chance: random.Random) -> None:
    name = chance.choice(("Ann", "Anna", "Bob"))
    (folder / "authors.yml").write_text(f"ann: {{name: {name}}}\nbob: {{name: Bob}}\n", "utf-8")


EDITS: tuple[Edit, ...] = (
    change_words,
    change_a_heading,
    change_boilerplate,
    add_an_issue,
    translate,
    translate_without_number,
    remove,
    rename,
    break_a_file,
    gather,
    rename_a_person,
)

# ---------------------------------------------------------------- what must be the same

QUERIES = (
    "",
    "reformer",
    "spacy",
    '"hugging face"',
    "knots",
    "reformr",
    "section:news",
    "lang:fr",
    "example.org",
)


def contents(instance: Path) -> dict[str, tuple[str, str]]:
    """(type, hash) of all documents by id, that which holds the lexicon among them."""
    engine = whoosh_index.open_engine(instance)
    return dict(sorted(engine.contents().items()))


def answers(instance: Path) -> list[object]:
    """What is found and what is offered."""
    index = open_index(instance)
    found = [{hit.item.id for hit in index.search(Query(text, size=100)).hits} for text in QUERIES]
    offered = [index.suggest(text) for text in ("ref", "hug", "gp", "knoz")]
    index.close()
    return [*found, *offered]


def assert_as_from_nothing(config: ArchiveConfig, instance: Path, fresh: Path) -> None:
    build(config, fresh)
    assert contents(instance) == contents(fresh)
    assert answers(instance) == answers(fresh)
    shutil.rmtree(fresh)


@pytest.mark.parametrize("seed", range(4))
def test_many_edits_give_what_a_build_from_nothing_gives(tmp_path: Path, seed: int) -> None:
    """After each of many random edits, of files and settings, an index that was only brought up to date holds
    the same documents, lexicon and answers as a new one."""
    chance = plant(tmp_path / "letters", seed)
    config = settings(tmp_path / "letters")
    build(config, tmp_path / "instance")
    for _ in range(5):
        for edit in chance.choices(EDITS, k=chance.choice((1, 1, 2))):
            edit(tmp_path / "letters", chance)
        if chance.random() < 0.15:
            sections = (SectionConfig("further-reading", "Reading", ("Events",)),)
            config = replace(config, publications=(replace(config.publications[0], sections=sections),))
        build(config, tmp_path / "instance")
        assert_as_from_nothing(config, tmp_path / "instance", tmp_path / "fresh")


# ---------------------------------------------------------------- the first step


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


@pytest.fixture
def letters(tmp_path: Path) -> ArchiveConfig:
    plant(tmp_path / "letters", 1)
    config = settings(tmp_path / "letters")
    build(config, tmp_path / "instance")
    return config


def at_first(config: ArchiveConfig, instance: Path, text: str) -> tuple[list[str], BuildReport]:
    """What a search finds as soon as what changed is said to be there; and what the build has done."""
    found: list[str] = []

    def look(what: str, done: int, whole: int) -> None:
        if what == FIRST:
            index = open_index(instance)
            found.extend(hit.item.id for hit in index.search(Query(text, size=100, as_typed=True)).hits)
            index.close()

    report = build(config, instance, progress=look)
    return found, report


def test_a_changed_issue_is_found_before_the_whole_is_learned(letters: ArchiveConfig, tmp_path: Path) -> None:
    """A story that was added is there after the first step, under the id that it keeps; what it stood in
    place of is gone."""
    file = tmp_path / "letters" / "4.md"
    text = file.read_text("utf-8")
    head, _, rest = text.partition("- [")
    changed = "- [A zebrafinch](https://example.org/z): They say that a zebrafinch sings.\n"
    file.write_text(head + changed + rest.partition("\n")[2], "utf-8")
    found, report = at_first(letters, tmp_path / "instance", "zebrafinch")
    assert found == ["letter/4/a-zebrafinch"]
    assert report.items == Changes(added=1, removed=1, unchanged=report.items.unchanged)
    assert report.searchable is not None
    assert report.searchable < report.seconds
    assert_as_from_nothing(letters, tmp_path / "instance", tmp_path / "fresh")


def test_a_new_issue_is_found_before_the_whole_is_learned(letters: ArchiveConfig, tmp_path: Path) -> None:
    """All stories of a new issue are there after the first step, under the ids that they keep."""
    (tmp_path / "letters" / "7.md").write_text(issue(random.Random(7), 7), "utf-8")
    found, _ = at_first(letters, tmp_path / "instance", "issue:7")
    assert found
    index = open_index(tmp_path / "instance")
    assert [hit.item.id for hit in index.search(Query("issue:7", size=100)).hits] == found
    index.close()


def test_a_removed_issue_is_gone_at_once(letters: ArchiveConfig, tmp_path: Path) -> None:
    """An issue whose file is gone is not found after the first step, nor is anything of it."""
    (tmp_path / "letters" / "4.md").unlink()
    found, report = at_first(letters, tmp_path / "instance", "")
    assert found
    assert not any(name.startswith("letter/4") for name in found)
    assert report.issues == Changes(removed=1, unchanged=6)


def test_a_translation_joins_its_story_at_once(letters: ArchiveConfig, tmp_path: Path) -> None:
    """A translation that is new is one result with its original from the first step on."""
    original = (tmp_path / "letters" / "5.md").read_text("utf-8")
    (tmp_path / "letters" / "5.fr.md").write_text(original.replace("lang: en", "lang: fr"), "utf-8")
    found, _ = at_first(letters, tmp_path / "instance", "issue:5.fr")
    index = open_index(tmp_path / "instance")
    assert all((item := index.get(each)) and item.story.startswith("letter/5/") for each in found)
    index.close()


def test_a_build_killed_between_its_steps_is_finished_by_the_next(
    letters: ArchiveConfig, tmp_path: Path
) -> None:
    """What changed is found already; the next build sees to what follows from it, though no file changes."""
    add_an_issue(tmp_path / "letters", random.Random(3))

    def die(what: str, done: int, whole: int) -> None:
        if what == FIRST:
            raise Killed

    before = current_generation(tmp_path / "instance")
    with suppress(Killed):
        build(letters, tmp_path / "instance", progress=die)
    assert current_generation(tmp_path / "instance") != before
    build(letters, tmp_path / "instance")
    assert_as_from_nothing(letters, tmp_path / "instance", tmp_path / "fresh")
    report = build(letters, tmp_path / "instance")
    assert report.files == 0


def test_files_that_are_put_back_after_a_killed_build_are_what_is_found(
    letters: ArchiveConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a build had put into the index before it ended is gone again, though the files are those that the
    index was made of."""

    def die(*_: object) -> None:
        raise Killed

    file = tmp_path / "letters" / "6.md"
    content, times = file.read_bytes(), file.stat()
    file.write_bytes(content + b"\n- **Afterwards**: nobody should find this.\n")
    with monkeypatch.context() as patched, suppress(Killed):
        patched.setattr(store, "point", die)
        build(letters, tmp_path / "instance")
    file.write_bytes(content)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    build(letters, tmp_path / "instance")
    assert_as_from_nothing(letters, tmp_path / "instance", tmp_path / "fresh")


@pytest.mark.parametrize(
    "lost", ["letter.lessons", "letter.settled", "letter.pages", "called", "documents", "letter.reading"]
)
@pytest.mark.parametrize("damage", [None, b"nonsense"])
def test_what_is_kept_may_be_lost(
    letters: ArchiveConfig, tmp_path: Path, lost: str, damage: bytes | None
) -> None:
    """Whatever of the caches is gone or damaged, the index becomes what the files say."""
    file = tmp_path / "instance" / "cache" / lost
    assert file.is_file()
    if damage is None:
        file.unlink()
    else:
        file.write_bytes(damage)
    translate(tmp_path / "letters", random.Random(4))
    build(letters, tmp_path / "instance")
    assert_as_from_nothing(letters, tmp_path / "instance", tmp_path / "fresh")


def test_a_file_that_is_only_touched_changes_nothing(letters: ArchiveConfig, tmp_path: Path) -> None:
    """Files that are written anew as they were leave the index alone."""
    generation = current_generation(tmp_path / "instance")
    for file in (tmp_path / "letters").glob("*.md"):
        file.write_bytes(file.read_bytes())
    report = build(letters, tmp_path / "instance")
    assert report.items.added == report.items.changed == report.items.removed == 0
    assert current_generation(tmp_path / "instance") == generation


def test_documents_of_other_issues_are_not_made_again(
    letters: ArchiveConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an issue on which nothing bears that changed, no document is made."""
    made: list[str] = []
    whole = documents.of_whole

    def noted(issue, *others):  # type: ignore[no-untyped-def]
        made.append(issue.id)
        return whole(issue, *others)

    monkeypatch.setattr(documents, "of_whole", noted)
    file = tmp_path / "letters" / "6.md"
    file.write_text(file.read_text("utf-8") + "\nThe end, says nobody in particular.\n", "utf-8")
    build(letters, tmp_path / "instance")
    assert set(made) == {"letter/6"}


def test_nothing_is_added_where_nothing_is_known(letters: ArchiveConfig, tmp_path: Path) -> None:
    """Without what the last build learned of names, the first step leaves all to the second."""
    (tmp_path / "instance" / "cache" / "called").unlink()
    translate(tmp_path / "letters", random.Random(4))
    found, report = at_first(letters, tmp_path / "instance", "")
    assert not found
    assert report.searchable is None
    assert report.items.added
