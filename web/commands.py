"""``flask index`` and ``flask search``: thin wrappers around :mod:`index`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from rich.table import Table
from rich.text import Text

from archive.model import Problem
from index.build import BuildReport, Changes, build
from index.facets import FACETS
from index.query import MAX_PAGE_SIZE, PAGE_SIZE, SORTS, Query
from index.results import Hit, Results
from index.whoosh_index import open_index
from web.settings import settings
from web.terminal import console, failing_clearly, progress_shown

SHOWN_PROBLEMS = 20
"""Problems that ``flask index`` lists without ``--problems``."""


def register(app: Flask) -> None:
    app.cli.add_command(index_command)
    app.cli.add_command(search_command)


@click.command("index")
@click.option("--rebuild", is_flag=True, help="Make the whole index anew.")
@click.option("--problems", is_flag=True, help="List all problems of the sources, not only the first.")
@click.option("--source", type=click.Path(path_type=Path), help="Read from this folder instead.")
@with_appcontext
def index_command(rebuild: bool, problems: bool, source: Path | None) -> None:
    """Build the index, or bring it up to date: only what has changed is written."""
    with failing_clearly(), progress_shown() as progress:
        report = build(settings(source), Path(current_app.instance_path), rebuild=rebuild, progress=progress)
    for line in summary(report):
        click.echo(line)
    _tell_problems(report.problems, None if problems else SHOWN_PROBLEMS)


def summary(report: BuildReport) -> list[str]:
    """What a build has done, for people."""
    read = f"{report.files} files read" if report.files else "nothing changed, nothing read"
    return [
        f"Items:  {_changes(report.items)}",
        f"Issues: {_changes(report.issues)}",
        f"{read}, {report.seconds:.1f} seconds",
    ]


def _changes(changes: Changes) -> str:
    return (
        f"{changes.added} added, {changes.changed} changed, "
        f"{changes.removed} removed, {changes.unchanged} unchanged"
    )


def _tell_problems(problems: tuple[Problem, ...], limit: int | None) -> None:
    if not problems:
        return
    click.echo(f"{len(problems)} problems in the sources:", err=True)
    for problem in problems[:limit]:
        click.echo(f"  {problem}", err=True)
    left = len(problems) - len(problems[:limit])
    if left:
        click.echo(f"  … {left} more; --problems shows all", err=True)


def _facet_options(command: Callable[..., None]) -> Callable[..., None]:
    """An option for each facet, several values allowed."""
    for facet in reversed(FACETS):
        command = click.option(
            f"--{facet.name}",
            multiple=True,
            metavar="VALUE",
            help=f"Only results of this {facet.name}; repeat for either of several, -VALUE excludes.",
        )(command)
    return command


@click.command("search")
@click.argument("text", nargs=-1)
@_facet_options
@click.option(
    "--limit", type=click.IntRange(1, MAX_PAGE_SIZE), default=PAGE_SIZE, show_default=True, help="Results."
)
@click.option("--sort", type=click.Choice(SORTS), default=SORTS[0], show_default=True, help="Their order.")
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
@with_appcontext
def search_command(
    text: tuple[str, ...], limit: int, sort: str, as_json: bool, **filters: tuple[str, ...]
) -> None:
    """Search the archive, in the same words as in the search box."""
    query = Query(" ".join(text), filters, sort, size=limit)
    with failing_clearly():
        index = open_index(Path(current_app.instance_path))
        try:
            results = index.search(query)
        finally:
            index.close()
    if as_json:
        click.echo(json.dumps(as_values(results), ensure_ascii=False, indent=1))
    else:
        _show(results)


def as_values(results: Results) -> dict[str, Any]:
    """Results as ``flask search --json`` prints them."""
    return {
        "query": results.query.text,
        "corrected": results.corrected,
        "notices": list(results.notices),
        "total": results.total,
        "results": [_hit_values(hit) for hit in results.hits],
    }


def _hit_values(hit: Hit) -> Mapping[str, Any]:
    item = hit.item
    return {
        "id": item.id,
        "title": item.title,
        "issue": item.issue.id,
        "section": item.section,
        "file": item.issue.path,
        "text": "\n".join(filter(None, (item.title, item.text))),
        "url": "/" + quote(item.id),
        "score": hit.score,
        "missing": list(hit.missing),
    }


def _show(results: Results) -> None:
    for line in _remarks(results):
        click.echo(line, err=True)
    if not results.hits:
        click.echo("Nothing found.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Issue", "Section", "Title", "Id"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("Issue", "Id"))
    for hit in results.hits:
        item = hit.item
        table.add_row(*map(Text, (item.issue.id, item.section, item.label, item.id)))
    # Ids are there to be copied: they are not broken where the lines go to another program.
    console().print(table)
    click.echo(f"{len(results.hits)} of {results.total} results")


def _remarks(results: Results) -> Iterator[str]:
    if results.corrected:
        yield f"Nothing found for “{results.query.text}”; showing results for “{results.corrected}”."
    yield from results.notices
