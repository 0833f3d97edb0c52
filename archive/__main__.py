"""``python -m archive``: shows what was read, one JSON object per issue and line."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from archive import config
from archive.model import Boilerplate, Issue, Item, Reading, Section
from archive.reader import read, read_file
from archive.settings_file import ConfigError
from archive.sources import SourceError


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--config", "settings", type=click.Path(path_type=Path), help="Settings file; default: the bundled one."
)
@click.option("--source", type=click.Path(path_type=Path), help="Read from this folder instead.")
@click.option(
    "--publication", default="", help="The publication that --source is for, where there are several."
)
def main(file: Path | None, settings: Path | None, source: Path | None, publication: str) -> None:
    """Print each issue of an archive, or the issue in FILE, as JSON; problems go to standard error."""
    try:
        readings = [read_file(file)] if file else _archive(settings or config.DEFAULT, source, publication)
    except (ConfigError, SourceError) as error:
        raise click.ClickException(str(error)) from None
    for reading in readings:
        for issue in reading.issues:
            click.echo(json.dumps(as_json(issue), ensure_ascii=False))
    problems = [problem for reading in readings for problem in reading.problems]
    for problem in problems:
        click.echo(str(problem), err=True)
    click.echo(
        f"{sum(len(reading.issues) for reading in readings)} issues, {len(problems)} problems", err=True
    )
    if file and not readings[0].issues:
        sys.exit(1)


def _archive(settings: Path, source: Path | None, publication: str) -> list[Reading]:
    archive = config.load(settings, source, publication)
    with tempfile.TemporaryDirectory() as cache:
        return [read(each, Path(cache)) for each in archive.publications]


def as_json(issue: Issue) -> Mapping[str, object]:
    """An issue in the shape that ``grade.py`` reads, with ids and section keys."""
    return {
        "id": issue.id,
        "publication": issue.publication,
        "path": issue.path,
        "number": issue.number,
        "date": issue.date.isoformat() if issue.date else None,
        "language": issue.language,
        "title": issue.title,
        "authors": [author.handle for author in issue.authors],
        "author_names": [author.name for author in issue.authors],
        "tags": issue.tags,
        "excerpt": issue.excerpt,
        "cover": issue.cover.url if issue.cover else None,
        "sections": [_section(section) for section in issue.sections],
    }


def _section(section: Section) -> Mapping[str, object]:
    return {
        "key": section.key,
        "title": section.title,
        "path": section.path,
        "items": [_item(item) for item in section.items],
        "boilerplate": [part.text for part in section.parts if isinstance(part, Boilerplate)],
    }


def _item(item: Item) -> Mapping[str, object]:
    return {
        "id": item.id,
        "title": item.title,
        "text": item.text,
        "lines": item.lines,
        "links": [link.written for link in item.links],
        "addresses": [link.url for link in item.links],
        "kinds": sorted({link.kind for link in item.links}),
        "images": [{"url": image.url, "alt": image.alt, "caption": image.caption} for image in item.images],
        "tags": item.tags,
        "story": item.story or item.id,
    }


if __name__ == "__main__":
    main()
