"""What changed since an archive was last read, read by what it taught then.

Reading an archive as a whole takes its time, as every issue may change how the others are understood. A few
changed files can be read at once as if they changed nothing for the others; the whole follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from archive import kept, lessons
from archive.compilations import split
from archive.cores import Cores
from archive.editions import with_sections, with_stories
from archive.kept import uncollected
from archive.lessons import Lessons, Sketch
from archive.model import Reading
from archive.pages import Content, kept_pages, read_pages
from archive.reader import Source, vocabulary
from archive.understanding import Drawn, assembled, author_names, draw, learn, main_language

MOST = 24
"""Files: if more have changed, the whole is read at once."""


@dataclass(frozen=True, slots=True)
class News:
    """How an archive differs from what it was."""

    reading: Reading
    """Of the issues that are new or may have changed; without problems."""
    gone: tuple[str, ...]
    """Ids of issues that are no more."""


@dataclass(frozen=True, slots=True)
class _Told:
    """An issue as it is called in turn."""

    id: str
    """What it was called; empty if its file has changed."""
    sketch: Sketch
    drawn: Drawn | None = None
    """If its file has changed."""

    @property
    def age(self) -> tuple[date, str]:
        return lessons.age(self.sketch)


def news(source: Source) -> News | None:
    """What changed since the last reading; None where nothing did, or only the archive as a whole can tell.

    Raises archive.settings_file.ConfigError.
    """
    before = kept.load(source.lessons, source.conditions, Lessons)
    files = {file.path: file for file in source.contents[0]}
    if before is None or not (changed := _changed(files, before)) or len(changed) > MOST:
        return None
    with Cores() as cores, uncollected():
        return _told(source, before, files, changed, cores)


def _changed(files: dict[str, Content], before: Lessons) -> set[str]:
    """The paths of files that are new, gone or other than they were."""
    now = {(path, file.hash) for path, file in files.items()}
    return {path for path, _ in now ^ set(before.hashes.items())}


def _told(
    source: Source, before: Lessons, files: dict[str, Content], changed: set[str], cores: Cores
) -> News | None:
    publication, root, main = source.publication, source.listing.root, before.publication.language
    fresh = [files[path] for path in sorted(changed & files.keys())]
    pages, _ = read_pages(publication, fresh, root, cores)
    parts = [part for page in pages for part in split(page)]
    if len(parts) > MOST or any(part.number is None and part.language != main for part in parts):
        return None  # of a translation without a number, only the links of all others tell it
    drawn = draw(parts, before.memory, publication)
    stay = [_Told(*each) for each in before.issues if each[1].path not in changed]
    told = sorted([*stay, *(_Told("", each.sketch, each) for each in drawn)], key=lambda each: each.age)
    sketches = [each.sketch for each in told]
    if main != main_language(publication, (each.language for each in sketches)):
        return None
    ids = list(lessons.issue_ids(sketches, publication.key, main))
    touched = {each.group for each in (*(each.sketch for each in drawn), *_left(before, changed))}
    beside = {
        each.sketch.path
        for each, name in zip(told, ids, strict=True)
        if not each.drawn and (each.id != name or each.sketch.group in touched)
    }
    again = _drawn_again(source, before, [each.sketch for each in told if each.sketch.path in beside])
    if again is None:
        return None
    chosen = [
        (each.drawn or next(again), name)
        for each, name in zip(told, ids, strict=True)
        if each.drawn or each.sketch.path in beside
    ]
    authors, _ = author_names(publication, root)
    learned = learn(publication, main, sketches, authors, vocabulary(publication))
    issues, _ = with_stories(assembled(chosen, learned, cores), main)
    media = {medium for each, _ in chosen for medium in each.page.media}
    reading = Reading(
        before.publication,
        tuple(with_sections(issues, before.joined)),
        (),
        tuple(sorted(media)),
        str(root),
    )
    return News(reading, tuple({name for name, _ in before.issues} - set(ids)))


def _left(before: Lessons, changed: set[str]) -> list[Sketch]:
    """The issues of changed files as they were."""
    return [each for _, each in before.issues if each.path in changed]


def _drawn_again(source: Source, before: Lessons, sketches: Sequence[Sketch]) -> Iterator[Drawn] | None:
    """Issues whose files are as they were, in the order of :func:`archive.lessons.age`; None where their
    pages were not kept."""
    paths = {each.path for each in sketches}
    pages = kept_pages(source.pages, source.rules, paths) if paths else []
    parts = sorted((part for page in pages for part in split(page)), key=lessons.age)
    if len(parts) != len(sketches):
        return None
    numbered = (replace(part, number=each.number) for part, each in zip(parts, sketches, strict=True))
    return iter(draw(numbered, before.memory, source.publication))
