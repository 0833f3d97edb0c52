"""Drives all of reading: a source -> issues and problems.

Pages are read one by one (see :mod:`archive.pages`); then the archive as a whole tells what in them
is section, story or boilerplate (see :mod:`archive.understanding`). What was read and what was learned are
kept for the next time.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path

from msgspec.structs import replace

from archive import kept, sources
from archive.config import PublicationConfig
from archive.cores import Cores
from archive.kept import uncollected
from archive.model import Problem, Reading
from archive.pages import Content, Progress, contents, read_pages
from archive.sources import Listing, SourceFile
from archive.topics import Vocabulary
from archive.understanding import understand


class Source:
    """A publication's files as they are now, and where what was read of them is kept."""

    def __init__(self, publication: PublicationConfig, cache: Path) -> None:
        """``cache`` is a folder for what is kept between readings. Raises archive.sources.SourceError."""
        self.publication = publication
        self.listing = sources.files(publication, cache)
        self.readings, self.pages, self.lessons, self.settled = (
            cache / f"{publication.key}.{kind}" for kind in ("reading", "pages", "lessons", "settled")
        )

    @cached_property
    def contents(self) -> tuple[list[Content], list[Problem]]:
        """The files, and what cannot be opened."""
        return contents(self.listing)

    @cached_property
    def rules(self) -> str:
        """What a page depends on beside its file: the settings and this package."""
        return f"{code()} {self.publication!r}"

    @cached_property
    def conditions(self) -> str:
        """Changes when anything does that a reading depends on beside the files of issues."""
        digest = hashlib.sha256(f"{self.rules} {self.listing.root} {self.listing.problems}".encode())
        for path in self._extra():
            with suppress(OSError):
                digest.update(path.read_bytes())
        return digest.hexdigest()

    @cached_property
    def stamp(self) -> str:
        """Changes when anything does that a reading depends on."""
        digest = hashlib.sha256(self.conditions.encode())
        for file in self.contents[0]:
            digest.update(f"{file.path}\0{file.hash}\n".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    @cached_property
    def fingerprint(self) -> str:
        """Changes when a file, a setting or this package does; costs no more than listing the files."""
        digest = hashlib.sha256(self.rules.encode())
        files = ((each.path, each.file) for each in self.listing.files)
        for path, file in [*files, *((str(each), each) for each in self._extra())]:
            try:
                status = file.stat()
            except OSError:
                continue
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
        return digest.hexdigest()

    def settle(self) -> None:
        """From here on, what was last read is what news are told of, see :mod:`archive.news`."""
        fresh = self.settled.with_suffix(".settling")
        with suppress(FileNotFoundError):  # lessons that were lost: the next news wait for the whole
            shutil.copyfile(self.lessons, fresh)
            fresh.replace(self.settled)

    def _extra(self) -> Iterator[Path]:
        """The files beside the issues that a reading depends on."""
        if self.publication.authors:
            yield self.listing.root / self.publication.authors
        if self.publication.topics:
            yield self.publication.topics


def read(publication: PublicationConfig, cache: Path, progress: Progress | None = None) -> Reading:
    """Read a publication; ``cache`` is a folder for what is kept between readings.

    Raises archive.sources.SourceError where there is no source and archive.settings_file.ConfigError where
    the topics cannot be read; whatever is wrong with single files is survived and reported.
    """
    with Cores() as cores:
        return read_source(Source(publication, cache), cores, progress)


def read_source(source: Source, cores: Cores, progress: Progress | None = None) -> Reading:
    """The same of files as they were when they were listed."""
    files, closed = source.contents
    before = kept.load(source.readings, source.stamp, Reading)
    if before and not closed:
        return before
    publication, listing = source.publication, source.listing
    topics = vocabulary(publication)
    with uncollected():
        pages, problems = read_pages(
            publication,
            files,
            listing.root,
            cores,
            store=source.pages,
            rules=source.rules,
            progress=progress,
        )
        problems = [*listing.problems, *closed, *problems]
        reading, lessons = understand(publication, pages, problems, listing.root, topics=topics, cores=cores)
    del pages  # before what was made of them is packed
    hashes = {file.path: file.hash for file in files}
    kept.save(source.lessons, source.conditions, replace(lessons, hashes=hashes))
    kept.save(source.readings, source.stamp, reading)
    return reading


def read_file(file: Path) -> Reading:
    """Read one lone file as a publication of its own."""
    publication = PublicationConfig(file.stem, file.stem, path=file.parent)
    listing = Listing(file.parent, (SourceFile(file.name, file),), ())
    files, closed = contents(listing)
    topics = vocabulary(publication)
    with Cores() as cores:
        pages, problems = read_pages(publication, files, file.parent, cores)
        problems = [*closed, *problems]
        return understand(publication, pages, problems, file.parent, topics=topics, cores=cores)[0]


def vocabulary(publication: PublicationConfig) -> Vocabulary:
    """The topics that tag a publication's items. Raises archive.settings_file.ConfigError."""
    return Vocabulary.load(publication.topics) if publication.topics else Vocabulary(())


@cache
def code() -> str:
    """Changes with this package."""
    return kept.code(Path(__file__).parent)
