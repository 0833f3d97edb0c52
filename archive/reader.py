"""Drives all of reading: a source -> issues and problems.

Pages are read one by one, on all cores, and kept for the next time; then the archive as a whole
tells what in them is section, story or boilerplate.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import yaml

from archive import sources
from archive.assembly import Learned, habits, issue, issue_id, places
from archive.compilations import split
from archive.config import PublicationConfig
from archive.editions import same_sections, with_sections, with_stories
from archive.ids import Unique
from archive.model import Issue, Problem, Publication, Reading
from archive.numbers import numbered
from archive.page import Page, read_page
from archive.section_keys import Heading, section_names
from archive.sections import Draft, Memory, Overrides, emoji, roles, same
from archive.sources import Listing, SourceFile
from archive.topics import Vocabulary

Progress = Callable[[int, int], None]
"""Called with (files read, files in all)."""

PARALLEL_FROM = 48
"""Files from which on a second process pays for its start, about 0.3 s against 20 ms a file."""


def fingerprint(publication: PublicationConfig, cache: Path) -> str:
    """Changes when a file, a setting or this package does; costs no more than listing the files.

    Raises archive.sources.SourceError.
    """
    listing = sources.files(publication, cache)
    digest = hashlib.sha256(_rules(publication).encode())
    extra = [listing.root / publication.authors] if publication.authors else []
    extra += [publication.topics] if publication.topics else []
    for path, file in [*((f.path, f.file) for f in listing.files), *((str(f), f) for f in extra)]:
        try:
            status = file.stat()
        except OSError:
            continue
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def read(publication: PublicationConfig, cache: Path, progress: Progress | None = None) -> Reading:
    """Read a publication; ``cache`` is a folder for what is kept between readings.

    Raises archive.sources.SourceError where there is no source and archive.config.ConfigError where
    the topics cannot be read; whatever is wrong with single files is survived and reported.
    """
    topics = vocabulary(publication)
    listing = sources.files(publication, cache)
    pages, problems = _pages(publication, listing, cache, progress)
    return _understand(publication, pages, [*listing.problems, *problems], listing.root, topics)


def read_file(file: Path) -> Reading:
    """Read one lone file as a publication of its own."""
    publication = PublicationConfig(file.stem, file.stem, path=file.parent)
    listing = Listing(file.parent, (SourceFile(file.name, file),), ())
    pages, problems = _pages(publication, listing, None, None)
    return _understand(publication, pages, problems, file.parent, vocabulary(publication))


def vocabulary(publication: PublicationConfig) -> Vocabulary:
    """The topics that tag a publication's items. Raises archive.config.ConfigError."""
    return Vocabulary.load(publication.topics) if publication.topics else Vocabulary(())


# ---------------------------------------------------------------- pages

_Read = tuple[Page | None, tuple[Problem, ...]]


def _pages(
    publication: PublicationConfig, listing: Listing, cache: Path | None, progress: Progress | None
) -> tuple[list[Page], list[Problem]]:
    store = cache / f"{publication.key}.pages" if cache else None
    rules = _rules(publication)
    kept = _load(store, rules)
    found: dict[str, _Read] = {}
    hashes: dict[str, str] = {}
    problems: list[Problem] = []
    unread: list[tuple[str, bytes]] = []
    for source in listing.files:
        try:
            data = source.file.read_bytes()
        except OSError as error:
            problems.append(
                Problem(source.path, None, f"cannot be opened: {error.strerror}", "mend its rights")
            )
            continue
        hashes[source.path] = hashlib.sha256(data).hexdigest()
        known = kept.get(source.path)
        if known and known[0] == hashes[source.path]:
            found[source.path] = known[1]
        else:
            unread.append((source.path, data))
    one = partial(_survive, publication=publication, root=listing.root)
    done = len(found)
    for (path, _), result in zip(unread, _mapped(one, unread), strict=True):
        found[path] = result
        done += 1
        if progress:
            progress(done, len(listing.files))
    if store and (unread or set(found) != set(kept)):
        _save(store, rules, {path: (hashes[path], result) for path, result in found.items()})
    pages = [page for path in sorted(found) if (page := found[path][0]) is not None]
    problems += [problem for path in sorted(found) for problem in found[path][1]]
    return pages, problems


def _mapped(
    one: Callable[[tuple[str, bytes]], _Read], unread: Sequence[tuple[str, bytes]]
) -> Iterable[_Read]:
    workers = os.cpu_count() or 1
    if len(unread) < PARALLEL_FROM or workers < 2:
        yield from map(one, unread)
        return
    done = 0
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            for result in pool.map(one, unread, chunksize=max(1, min(16, len(unread) // (4 * workers)))):
                yield result
                done += 1
    except BrokenProcessPool:  # a worker was killed: what it left is read here
        yield from map(one, unread[done:])


def _survive(source: tuple[str, bytes], publication: PublicationConfig, root: Path) -> _Read:
    path, data = source
    if not data.strip():
        return None, (Problem(path, None, "the file is empty", "write the issue or remove the file"),)
    try:
        page = read_page(data, path, publication, root)
    except Exception as error:
        return None, (
            Problem(path, None, f"cannot be read: {type(error).__name__}: {error}", "simplify the file"),
        )
    return page, page.problems if page else ()


def _load(store: Path | None, rules: str) -> dict[str, tuple[str, _Read]]:
    """What an earlier reading kept; nothing if it followed other rules or is damaged."""
    if store is None or not store.exists():
        return {}
    try:
        with store.open("rb") as file:
            if pickle.load(file) != rules:
                return {}
            kept = pickle.load(file)
    except Exception:
        return {}
    return kept if isinstance(kept, dict) else {}


def _save(store: Path, rules: str, kept: Mapping[str, tuple[str, _Read]]) -> None:
    store.parent.mkdir(parents=True, exist_ok=True)
    new = store.with_name(f"{store.name}.{os.getpid()}")
    with new.open("wb") as file:
        pickle.dump(rules, file, pickle.HIGHEST_PROTOCOL)
        pickle.dump(kept, file, pickle.HIGHEST_PROTOCOL)
    new.replace(store)


def _rules(publication: PublicationConfig) -> str:
    """What a page depends on beside its file: the settings and this package."""
    return f"{_package()} {publication!r}"


@cache
def _package() -> str:
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.[pt][yo]*")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


# ---------------------------------------------------------------- the archive as a whole


def _understand(
    publication: PublicationConfig,
    pages: Sequence[Page],
    problems: list[Problem],
    root: Path,
    topics: Vocabulary,
) -> Reading:
    main = publication.language or _most_common(page.language for page in pages) or "en"
    pages = numbered([part for page in pages for part in split(page)], main)
    pages = sorted(pages, key=lambda page: (page.date or date.max, page.path))
    memory = Memory([Draft(page.issue, page.blocks) for page in pages])
    overrides = _overrides(publication)
    layouts = [places(page.blocks, roles(page.blocks, memory, overrides, page.title)) for page in pages]
    names = section_names(
        [
            Heading(place.heading.text, page.language, page.path)
            for page, layout in zip(pages, layouts, strict=True)
            for place in layout
            if place.heading
        ],
        main,
        publication.sections,
    )
    shapes = {section.key: section.items for section in publication.sections} | {"": publication.items}
    authors = _authors(publication, root, problems)
    learned = Learned(publication.key, habits(layouts), names, authors, shapes, topics)
    taken = Unique()
    issues: list[Issue] = []
    for page, layout in zip(pages, layouts, strict=True):
        wanted = issue_id(page, publication.key, main, taken)
        problems += _doubts(page, issues, wanted)
        issues.append(issue(page, layout, learned, taken(wanted)))
    issues, _ = with_stories(issues, main)
    joined = same_sections(issues, main)
    issues = with_sections(issues, joined)
    return Reading(
        Publication(
            publication.key,
            publication.title,
            main,
            publication.url,
            _titles(names.titles, joined),
            tuple(topics.labels.items()),
        ),
        tuple(_ordered(issues, main)),
        tuple(problems),
        tuple(sorted({medium for page in pages for medium in page.media})),
    )


def _titles(
    titles: Iterable[tuple[str, str, str]], joined: Mapping[str, str]
) -> tuple[tuple[str, str, str], ...]:
    """How each section is called in each language, once sections are joined; its own title goes first."""
    known = {(key, language): title for key, language, title in titles if key not in joined}
    for key, language, title in titles:
        known.setdefault((joined.get(key, key), language), title)
    return tuple(sorted((key, language, title) for (key, language), title in known.items()))


def _overrides(publication: PublicationConfig) -> Overrides:
    names = [name for section in publication.sections for name in section.names]
    return Overrides(
        publication.section_level,
        frozenset(same(name) if any(c.isalnum() for c in name) else emoji(name) for name in names),
    )


def _most_common(values: Iterable[str]) -> str:
    counts = Counter(values).most_common(1)
    return counts[0][0] if counts else ""


def _doubts(page: Page, before: Sequence[Issue], wanted: str) -> Iterable[Problem]:
    """What an editor should know about how an issue is called."""
    if page.date is None:
        yield Problem(
            page.path, None, "no date", "add `date:` to the front matter or put it into the file's name"
        )
    same_number = [
        each
        for each in before
        if page.number is not None and (each.number, each.language) == (page.number, page.language)
    ]
    if same_number:
        other = same_number[0].path
        yield Problem(page.path, None, f"number {page.number} is also that of {other}", f"served as {wanted}")


def _ordered(issues: Sequence[Issue], main: str) -> list[Issue]:
    """Oldest issue first, its editions together, the main language first."""
    editions: dict[object, list[Issue]] = defaultdict(list)
    for each in issues:
        editions[each.number if each.number is not None else each.date or each.path].append(each)

    def age(group: list[Issue]) -> tuple[date, str]:
        ordered = sorted(group, key=lambda each: (each.language != main, each.date or date.max, each.id))
        return ordered[0].date or date.max, ordered[0].id

    return [
        each
        for group in sorted(editions.values(), key=age)
        for each in sorted(group, key=lambda each: (each.language != main, each.language, each.id))
    ]


def _authors(publication: PublicationConfig, root: Path, problems: list[Problem]) -> Mapping[str, str]:
    """Handle -> name, from the publication's file of authors."""
    if not publication.authors:
        return {}
    try:
        found = yaml.safe_load((root / publication.authors).read_text("utf-8-sig"))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())[:120]
        problems.append(
            Problem(publication.authors, None, f"authors cannot be read: {reason}", "mend the file")
        )
        return {}
    if not isinstance(found, Mapping):
        problems.append(
            Problem(publication.authors, None, "authors are not a mapping", "write handle: {name: …}")
        )
        return {}
    names = {str(h): about.get("name") if isinstance(about, Mapping) else about for h, about in found.items()}
    return {handle: str(name) for handle, name in names.items() if name}
