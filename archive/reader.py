"""Drives all of reading: a source -> issues and problems.

Pages are read one by one (see :mod:`archive.pages`); then the archive as a whole tells what in them
is section, story or boilerplate. What was read is kept for the next time.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache, partial
from pathlib import Path

import yaml

from archive import kept, sources
from archive.assembly import Learned, Plan, habits, issue, issue_id, packed_lessons, places
from archive.compilations import split
from archive.config import PublicationConfig
from archive.cores import Cores
from archive.editions import same_sections, with_sections, with_stories
from archive.ids import Unique
from archive.kept import uncollected
from archive.memory import Draft, Memory
from archive.model import Issue, Problem, Publication, Reading
from archive.numbers import numbered
from archive.page import Page
from archive.pages import Content, Progress, contents, read_pages
from archive.section_keys import Heading, section_names
from archive.sections import Overrides, roles
from archive.sources import Listing, SourceFile
from archive.titles import emoji, same
from archive.topics import Vocabulary

_CHUNK = 16
"""Issues that a process puts together at once."""
_PARALLEL_FROM = 1000
"""Issues from which on a second process pays for its start, about 0.5 s against 2 ms an issue."""


def fingerprint(publication: PublicationConfig, cache: Path) -> str:
    """Changes when a file, a setting or this package does; costs no more than listing the files.

    Raises archive.sources.SourceError.
    """
    listing = sources.files(publication, cache)
    digest = hashlib.sha256(_rules(publication).encode())
    extra = _extra(publication, listing.root)
    for path, file in [*((f.path, f.file) for f in listing.files), *((str(f), f) for f in extra)]:
        try:
            status = file.stat()
        except OSError:
            continue
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def read(publication: PublicationConfig, cache: Path, progress: Progress | None = None) -> Reading:
    """Read a publication; ``cache`` is a folder for what is kept between readings.

    Raises archive.sources.SourceError where there is no source and archive.settings_file.ConfigError where
    the topics cannot be read; whatever is wrong with single files is survived and reported.
    """
    listing = sources.files(publication, cache)
    files, closed = contents(listing)
    stamp = _stamp(publication, files, listing)
    store = cache / f"{publication.key}.reading"
    before = kept.load(store, stamp, Reading)
    if before and not closed:
        return before
    topics = vocabulary(publication)
    with Cores() as cores, uncollected():
        pages, problems = read_pages(
            publication,
            files,
            listing.root,
            cores,
            store=cache / f"{publication.key}.pages",
            rules=_rules(publication),
            progress=progress,
        )
        problems = [*listing.problems, *closed, *problems]
        reading = _understand(publication, pages, problems, listing.root, topics=topics, cores=cores)
    del pages  # before what was made of them is packed
    kept.save(store, stamp, reading)
    return reading


def read_file(file: Path) -> Reading:
    """Read one lone file as a publication of its own."""
    publication = PublicationConfig(file.stem, file.stem, path=file.parent)
    listing = Listing(file.parent, (SourceFile(file.name, file),), ())
    files, closed = contents(listing)
    with Cores() as cores:
        pages, problems = read_pages(publication, files, file.parent, cores)
        problems = [*closed, *problems]
        return _understand(
            publication, pages, problems, file.parent, topics=vocabulary(publication), cores=cores
        )


def vocabulary(publication: PublicationConfig) -> Vocabulary:
    """The topics that tag a publication's items. Raises archive.settings_file.ConfigError."""
    return Vocabulary.load(publication.topics) if publication.topics else Vocabulary(())


# ---------------------------------------------------------------- what a reading depends on


def _stamp(publication: PublicationConfig, files: Sequence[Content], listing: Listing) -> str:
    """Changes when anything does that a reading depends on."""
    digest = hashlib.sha256(f"{_rules(publication)} {listing.root} {listing.problems}".encode())
    for file in files:
        digest.update(f"{file.path}\0{file.hash}\n".encode("utf-8", "surrogatepass"))
    for path in _extra(publication, listing.root):
        with suppress(OSError):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _extra(publication: PublicationConfig, root: Path) -> Iterator[Path]:
    """The files beside the issues that a reading depends on."""
    if publication.authors:
        yield root / publication.authors
    if publication.topics:
        yield publication.topics


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
    *,
    topics: Vocabulary,
    cores: Cores,
) -> Reading:
    main = publication.language or _most_common(page.language for page in pages) or "en"
    pages = numbered([part for page in pages for part in split(page)], main)
    pages = sorted(pages, key=lambda page: (page.date or date.max, page.path))
    memory = Memory([Draft(page.issue, page.blocks, page.language) for page in pages])
    overrides = _overrides(publication)
    known = [roles(page.blocks, memory, overrides, page.title, page.language) for page in pages]
    layouts = [places(page.blocks, its) for page, its in zip(pages, known, strict=True)]
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
    learned = Learned(publication.key, publication.title, habits(layouts), names, authors, shapes, topics)
    ids = _ids(pages, publication.key, main)
    problems += _doubts(pages, ids)
    plans = [Plan(page, tuple(its), name) for page, its, name in zip(pages, known, ids, strict=True)]
    assemble = partial(issue, lessons=packed_lessons(learned))
    made = dict(cores.each(assemble, plans, Plan, Issue, chunk=_CHUNK, fewest=_PARALLEL_FROM))
    issues = [made[place] for place in range(len(plans))]
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
        str(root),
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


def _ids(pages: Sequence[Page], publication: str, main: str) -> list[str]:
    taken = Unique()
    return [taken(issue_id(page, publication, main, taken)) for page in pages]


def _doubts(pages: Sequence[Page], ids: Sequence[str]) -> Iterator[Problem]:
    """What an editor should know about how issues are called."""
    dated = any(page.date for page in pages)
    first: dict[tuple[int | None, str], str] = {}
    for page, its_id in zip(pages, ids, strict=True):
        if page.date is None:
            cure = "add `date:` to the front matter or put it into the file's name"
            yield Problem(page.path, None, "no date", cure, "error" if dated else "warning")
        before = first.get((page.number, page.language))
        if before is None:
            first[page.number, page.language] = page.path
        elif page.number is not None:
            message = f"number {page.number} is also that of {before}"
            yield Problem(page.path, None, message, f"served as {its_id}", "error")


def _ordered(issues: Sequence[Issue], main: str) -> list[Issue]:
    """Oldest issue first, its editions together, the main language first."""
    editions: dict[object, list[Issue]] = defaultdict(list)
    for each in issues:
        editions[each.number if each.number is not None else each.date or each.path].append(each)

    def rank(each: Issue) -> tuple[bool, str, date, str]:
        return each.language != main, each.language, each.date or date.max, each.id

    def age(group: list[Issue]) -> tuple[date, str]:
        ordered = sorted(group, key=lambda each: (each.language != main, each.date or date.max, each.id))
        return ordered[0].date or date.max, ordered[0].id

    return [each for group in sorted(editions.values(), key=age) for each in sorted(group, key=rank)]


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
