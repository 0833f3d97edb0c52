"""What changed since an archive was last read, read by what it taught then.

Reading an archive as a whole takes its time, as every issue may change how the others are understood. A few
changed files can be read at once as if they changed nothing for the others; the whole follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from archive import kept
from archive.compilations import split
from archive.cores import Cores
from archive.editions import issue_of, with_sections, with_stories
from archive.kept import uncollected
from archive.lessons import Lessons, Sketch, age, issue_ids
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
    """An issue of the archive as it is now."""

    sketch: Sketch
    id: str
    before: str
    """What it was called; empty if its file has changed."""
    drawn: Drawn | None
    """If its file has changed."""


def news(source: Source) -> News | None:
    """What changed since the reading that was settled, see :meth:`archive.reader.Source.settle`; None where
    nothing did, or only the archive as a whole can tell.

    Raises archive.settings_file.ConfigError.
    """
    before = kept.load(source.settled, source.conditions, Lessons)
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
    told = _called(source, before, changed, draw(parts, before.memory, publication))
    sketches = [each.sketch for each in told]
    chosen = _chosen(source, before, changed, told)
    if chosen is None or main != main_language(publication, (each.language for each in sketches)):
        return None
    authors, _ = author_names(publication, root)
    learned = learn(publication, main, sketches, authors, vocabulary(publication))
    issues, _ = with_stories(assembled(chosen, learned, cores), main)
    media = {medium for each, _ in chosen for medium in each.page.media}
    issues = with_sections(issues, before.joined)
    reading = Reading(before.publication, tuple(issues), (), tuple(sorted(media)), str(root))
    return News(reading, tuple({name for name, _ in before.issues} - {each.id for each in told}))


def _called(source: Source, before: Lessons, changed: set[str], drawn: Sequence[Drawn]) -> list[_Told]:
    """All issues, in the order of :func:`archive.lessons.age`; ``drawn`` are those of changed files."""
    stay = [(each, name, None) for name, each in before.issues if each.path not in changed]
    issues = sorted([*stay, *((each.sketch, "", each) for each in drawn)], key=lambda each: age(each[0]))
    sketches = [sketch for sketch, _, _ in issues]
    ids = issue_ids(sketches, source.publication.key, before.publication.language)
    return [_Told(each[0], name, *each[1:]) for each, name in zip(issues, ids, strict=True)]


def _chosen(
    source: Source, before: Lessons, changed: set[str], told: Sequence[_Told]
) -> list[tuple[Drawn, str]] | None:
    """The issues of changed files and what else must be looked at with them: other editions of the same
    issues, and what has another id now. None where the pages of these were not kept."""
    left = (each for _, each in before.issues if each.path in changed)
    groups = {issue_of(each) for each in (*left, *(each.sketch for each in told if each.drawn))}
    beside = {
        each.sketch.path
        for each in told
        if not each.drawn and (each.id != each.before or issue_of(each.sketch) in groups)
    }
    again = _drawn_again(source, before, [each.sketch for each in told if each.sketch.path in beside])
    if again is None:
        return None
    wanted = (each for each in told if each.drawn or each.sketch.path in beside)
    return [(each.drawn or next(again), each.id) for each in wanted]


def _drawn_again(source: Source, before: Lessons, sketches: Sequence[Sketch]) -> Iterator[Drawn] | None:
    """Issues whose files are as they were, in the order of :func:`archive.lessons.age`; None where their
    pages were not kept."""
    hashes = {each.path: before.hashes[each.path] for each in sketches}
    pages = kept_pages(source.pages, source.rules, hashes) if hashes else []
    parts = sorted((part for page in pages for part in split(page)), key=age)
    if len(parts) != len(sketches):
        return None
    numbered = (replace(part, number=each.number) for part, each in zip(parts, sketches, strict=True))
    return iter(draw(numbered, before.memory, source.publication))
