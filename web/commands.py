"""``flask index`` and ``flask search``: thin wrappers around :mod:`index`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

import click
from flask import current_app
from flask.cli import with_appcontext
from msgspec.structs import asdict
from rich.table import Table
from rich.text import Text

from archive.model import Problem
from index import trial
from index.build import BuildReport, Changes, build
from index.facets import FACETS
from index.query import MAX_PAGE_SIZE, PAGE_SIZE, SORTS, Query
from index.results import Hit, Index, Results
from index.whoosh_index import open_index
from web.remarks import notice_text
from web.settings import settings
from web.terminal import Failure, console, failing_clearly, progress_shown

SHOWN_PROBLEMS = 20
"""Problems that ``flask index`` lists without ``--problems``."""


def register(group: click.Group) -> None:
    group.add_command(index_command)
    group.add_command(search_command)


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
    first = (
        "" if report.searchable is None else f"; what changed was searchable after {report.searchable:.1f}"
    )
    return [
        f"Items:  {_changes(report.items)}",
        f"Issues: {_changes(report.issues)}",
        f"{read}, {report.seconds:.1f} seconds{first}",
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
@click.option("--during", default="", metavar="TIME", help="Only issues of 2020, 2020-03, 2020-summer…")
@click.option("--after", default="", metavar="TIME", help="Only issues from a time on.")
@click.option("--before", default="", metavar="TIME", help="Only issues from before a time.")
@click.option(
    "--prefer", multiple=True, metavar="LANGUAGE", help="Show stories in this language if they are."
)
@click.option("--as-typed", is_flag=True, help="Do not correct spelling.")
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
@click.option(
    "--queries",
    type=click.File(encoding="utf-8"),
    help="Answer the searches of a file instead, one JSON object a line; needs --run.",
)
@click.option("--run", type=click.Path(dir_okay=False, path_type=Path), help="Where to write these answers.")
@with_appcontext
def search_command(
    text: tuple[str, ...],
    limit: int,
    as_json: bool,
    queries: TextIO | None,
    run: Path | None,
    **asked: Any,
) -> None:
    """Search the archive, in the same words as in the search box."""
    if (queries is None) != (run is None):
        raise click.UsageError("--queries and --run go together")
    if queries is not None and run is not None:
        _answer(queries, run)
        return
    filters = {facet.name: asked.pop(facet.name) for facet in FACETS}
    query = Query(" ".join(text), filters, size=limit, **asked)
    with failing_clearly(), _opened() as index:
        results = index.search(query)
    if as_json:
        click.echo(json.dumps(as_values(results), ensure_ascii=False, indent=1))
    else:
        _show(results)


@contextmanager
def _opened() -> Iterator[Index]:
    index = open_index(Path(current_app.instance_path))
    try:
        yield index
    finally:
        index.close()


def _answer(queries: TextIO, run: Path) -> None:
    """Answer searches from a file, for scoring: see :mod:`index.trial`."""
    with failing_clearly(), _opened() as index:
        try:
            answers = [trial.answer(index, each) for each in trial.read(queries)]
            lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in answers)
            run.write_text("".join(lines), encoding="utf-8")
        except trial.TrialError as error:
            raise Failure(f"{queries.name}: {error}") from None
        except UnicodeDecodeError as error:
            raise Failure(f"{queries.name} is not UTF-8 ({error.reason}); save it as such") from None
        except OSError as error:
            raise Failure(f"{run} cannot be written: {error.strerror}") from None
    click.echo(f"{len(answers)} searches answered in {run}")


def as_values(results: Results) -> dict[str, Any]:
    """Results as ``flask search --json`` prints them."""
    return {
        "query": results.query.text,
        "corrected": results.corrected,
        "notices": [notice_text(notice) for notice in results.notices],
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
        "why": [asdict(reason) for reason in hit.why],
        "editions": {language: other for language, other, _ in item.translations},
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
    yield from map(notice_text, results.notices)
