"""The settings of an archive: ``archive.toml`` in, values out.

Every setting is checked when it is read: whoever comes after may rely on it. What is wrong is
a :class:`ConfigError`, one line with file, key, fault and cure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from archive.ids import slug
from archive.settings_file import ConfigError, Table, did_you_mean, toml

DEFAULT = Path(__file__).parent / "issues" / "archive.toml"
"""The settings of the bundled sample newsletter."""

RESERVED = frozenset(
    {"search", "suggest", "sections", "tags", "topics", "authors", "issues", "sites", "trends", "coverage"}
    | {"static", "media", "api", "feeds", "about", "help", "healthz", "cite", "compare"}
)
"""First pieces of web addresses, so no publication can be called that."""

NO_ISSUES = (
    "README.*",
    "LICENSE.*",
    "CONTRIBUTING.*",
    "CODE_OF_CONDUCT.*",
    "CHANGELOG.*",
    "SECURITY.*",
    "_index.*",
)
"""Markdown that lies beside a newsletter and is none; left out unless ``include`` or ``exclude`` is set."""

TOPICS = Path(__file__).with_name("topics.toml")
"""The topics of machine learning and natural language processing, which items are tagged with unless an
archive brings its own."""

SHAPES = ("headings", "entries", "paragraphs", "section")
"""What may be said to be an item: what stands under a heading or a bold line; each entry of a list and each
row of a table; each paragraph; a section as a whole."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
_REPOSITORY = re.compile(r"\w+://|[\w.-]+@[\w.-]+:")


@dataclass(frozen=True, slots=True)
class SectionConfig:
    """What learning cannot know about a section."""

    key: str
    title: str = ""
    """Empty: what the issues mostly call it."""
    aliases: tuple[str, ...] = ()
    """Other wordings, in any language, and emoji that mark it."""
    items: str = ""
    """What its items are: one of :data:`SHAPES`; empty: as the publication says."""

    @property
    def names(self) -> tuple[str, ...]:
        """All wordings that are known to mean this section."""
        return tuple(dict.fromkeys((self.key, self.title or self.key, *self.aliases)))


@dataclass(frozen=True, slots=True)
class PublicationConfig:
    """Where a newsletter lies and how it is laid out."""

    key: str
    title: str
    path: Path | None = None
    """The source folder, absolute; None where the source is a git repository."""
    git: str = ""
    """Address of the git repository; empty where the source is a folder."""
    branch: str = ""
    """Of the repository; empty: its default branch."""
    folders: tuple[str, ...] = ()
    """Relative to the source; empty: the whole of it."""
    include: tuple[str, ...] = ()
    """File-name patterns; empty: all Markdown."""
    exclude: tuple[str, ...] = ()
    """File-name patterns."""
    require_tag: str = ""
    """Files without this tag are no issues."""
    authors: str = ""
    """File with the names behind handles, relative to the source."""
    language: str = ""
    """The main language, a BCP 47 tag; empty: to be detected."""
    url: str = ""
    """Where it was first published."""
    sections: tuple[SectionConfig, ...] = ()
    section_level: int | None = None
    """The level of the headings that are sections, 1 to 6; None: to be learned."""
    items: str = ""
    """What its items are: one of :data:`SHAPES`; empty: to be learned."""
    topics: Path | None = TOPICS
    """The file with the topics that tag items, absolute; None: items are not tagged."""


@dataclass(frozen=True, slots=True)
class ArchiveConfig:
    """All settings of an archive."""

    path: Path
    """The settings file."""
    title: str
    publications: tuple[PublicationConfig, ...]


def load(path: Path, source: Path | None = None, publication: str = "") -> ArchiveConfig:
    """Read a settings file; ``source`` replaces a source as :func:`with_source` does.

    Raises ConfigError.
    """
    content = toml(path, "name a settings file; README.md shows one of five lines")
    config = _archive(path, Table(path, "", content))
    if source is not None:
        return with_source(config, source, publication)
    for each in config.publications:
        _check_source(config, each)
    return config


def with_source(config: ArchiveConfig, folder: Path, publication: str = "") -> ArchiveConfig:
    """The same settings, reading from ``folder`` the publication of that key, or the only one.

    Raises ConfigError where there is no such publication or folder.
    """
    if not publication and len(config.publications) > 1:
        keys = ", ".join(each.key for each in config.publications)
        raise ConfigError(config.path, "publications", "there are several", f"say which to read: {keys}")
    chosen = selected(config, publication)[0].key
    publications = tuple(
        replace(each, path=_absolute(folder), git="", branch="") if each.key == chosen else each
        for each in config.publications
    )
    for each in publications:
        _check_source(config, each)
    return replace(config, publications=publications)


def selected(config: ArchiveConfig, publication: str) -> tuple[PublicationConfig, ...]:
    """The publication of that key; all where it is empty. Raises ConfigError."""
    found = tuple(each for each in config.publications if publication in ("", each.key))
    if not found:
        cure = did_you_mean(publication, [each.key for each in config.publications])
        raise ConfigError(config.path, "publications", f'no publication "{publication}"', cure)
    return found


def _archive(path: Path, table: Table) -> ArchiveConfig:
    topics = _topics(table, TOPICS)
    publications = tuple(_publication(key, inner, topics) for key, inner in table.tables("publications"))
    default = publications[0].title if len(publications) == 1 else "Newsletter archive"
    title = table.text("title", default)
    table.refuse_unknown()
    if not publications:
        raise table.error("publications", "there is none", "add a table [publications.KEY] with its source")
    return ArchiveConfig(path, title, publications)


def _publication(key: str, table: Table, topics: Path | None) -> PublicationConfig:
    """``topics`` are those of the archive, which a publication may replace."""
    if slug(key) != key:
        raise table.error("", "is no key for an address", _slug_cure(key))
    if key in RESERVED:
        raise table.error("", f'"/{key}" is a page of the archive', f'choose another, e.g. "{key}-letter"')
    path, git, branch = _source(table)
    include = table.texts("include")
    exclude = table.get("exclude", list)
    result = PublicationConfig(
        key=key,
        title=table.text("title", key),
        path=path,
        git=git,
        branch=branch,
        folders=_relative(table, "folders", table.texts("folders")),
        include=include,
        exclude=NO_ISSUES if exclude is None and not include else table.texts("exclude"),
        require_tag=table.text("require_tag"),
        authors="".join(_relative(table, "authors", [table.text("authors")])),
        language=_language(table),
        url=_url(table),
        sections=_sections(table),
        section_level=table.get("section_level", int),
        items=_items(table),
        topics=_topics(table, topics),
    )
    table.refuse_unknown()
    if result.section_level is not None and not 1 <= result.section_level <= 6:
        raise table.error("section_level", f"is {result.section_level}", "headings have levels 1 to 6")
    return result


def _source(table: Table) -> tuple[Path | None, str, str]:
    """(folder, repository, branch); all empty where no source is given."""
    if table.holds(str, "source"):
        place = table.text("source")
        if _REPOSITORY.match(place):
            return None, place, ""
        return _absolute(table.path.parent / place), "", ""
    source = table.table("source")
    path, git, branch = source.text("path"), source.text("git"), source.text("branch")
    source.refuse_unknown()
    if path and git:
        raise table.error("source", "has both path and git", "keep one of them")
    if branch and not git:
        raise table.error("source.branch", "there is no repository", 'add git = "https://…"')
    if git.startswith("-") or branch.startswith("-"):
        raise table.error("source", "begins with a hyphen", "write an address and a branch as git knows them")
    return (_absolute(table.path.parent / path) if path else None), git, branch


def _absolute(path: Path) -> Path:
    """Without ``..``; where links run in a circle, as it stands."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()


def _relative(table: Table, key: str, paths: Iterable[str]) -> tuple[str, ...]:
    """Paths within the source, with forward slashes and no ``.``."""
    result = []
    for path in paths:
        pieces = [piece for piece in path.replace("\\", "/").split("/") if piece not in ("", ".")]
        if path.startswith("/") or ".." in pieces:
            raise table.error(key, f'"{path}" leaves the source', "write a path relative to the source")
        result.append("/".join(pieces))
    return tuple(result)


def _language(table: Table) -> str:
    """The tag with capitals as BCP 47 recommends: ``pt-BR``, ``zh-Hans``."""
    tag = table.text("language").replace("_", "-")
    if not tag:
        return ""
    if not _LANGUAGE.fullmatch(tag):
        raise table.error("language", f'"{tag}" is no language tag', 'write one such as "en" or "pt-BR"')
    first, *rest = tag.lower().split("-")
    return "-".join([first, *(_capitals(part) for part in rest)])


def _capitals(part: str) -> str:
    return {2: part.upper(), 4: part.title()}.get(len(part), part)


def _url(table: Table) -> str:
    url = table.text("url")
    if url and not re.match(r"https?://[^/\s]", url):
        raise table.error("url", f'"{url}" is no web address', "write it with https://")
    return url


def _topics(table: Table, default: Path | None) -> Path | None:
    """A topics file, relative to the settings; none where it is ``false`` or empty."""
    if table.holds(bool, "topics"):
        return TOPICS if table.get("topics", bool) else None
    if not table.holds(str, "topics"):
        table.get("topics", str)
        return default
    place = table.text("topics")
    file = _absolute(table.path.parent / place)
    if place and not file.is_file():
        raise table.error("topics", f'no file "{file}"', "a path is relative to the settings file")
    return file if place else None


def _items(table: Table) -> str:
    shape = table.text("items")
    if shape and shape not in SHAPES:
        raise table.error("items", f'"{shape}" is no kind of item', did_you_mean(shape, SHAPES))
    return shape


def _sections(table: Table) -> tuple[SectionConfig, ...]:
    result = []
    owners: dict[str, str] = {}
    for key, inner in table.tables("sections"):
        if slug(key) != key:
            raise inner.error("", "is no key for an address", _slug_cure(key))
        section = SectionConfig(key, inner.text("title"), inner.texts("aliases"), _items(inner))
        inner.refuse_unknown()
        for name in {name.casefold() for name in section.names}:
            if name in owners:
                raise inner.error(
                    "aliases", f'"{name}" also names "{owners[name]}"', "keep it in one section"
                )
            owners[name] = key
        result.append(section)
    return tuple(result)


def _check_source(config: ArchiveConfig, publication: PublicationConfig) -> None:
    key = f"publications.{publication.key}"
    if publication.git:
        return
    if publication.path is None:
        raise ConfigError(config.path, f"{key}.source", "is missing", 'add source = { path = "FOLDER" }')
    if not publication.path.is_dir():
        raise ConfigError(
            config.path,
            f"{key}.source",
            f'no folder "{publication.path}"',
            "a path is relative to the settings file",
        )
    for folder in publication.folders:
        if not (publication.path / folder).is_dir():
            raise ConfigError(
                config.path,
                f"{key}.folders",
                f'no folder "{folder}" in "{publication.path}"',
                "folders are relative to the source",
            )


def _slug_cure(key: str) -> str:
    return f'write it in small letters, digits and hyphens, e.g. "{slug(key) or "news"}"'
