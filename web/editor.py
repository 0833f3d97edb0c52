"""``flask check`` and ``flask topics suggest``: what an editor wants to know about the issues."""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from msgspec.structs import asdict as fields_of
from msgspec.structs import replace
from rapidfuzz import process
from rich.table import Table
from rich.text import Text

from archive import reader
from archive.check import check
from archive.config import selected
from archive.ids import slug
from archive.model import Issue, Problem, Reading
from archive.topics import Suggestion, Topic, Vocabulary, suggest
from web import report
from web.settings import settings
from web.terminal import Failure, console, failing_clearly, progress_shown

SUGGESTED = 30
"""Topics that ``flask topics suggest`` proposes without ``--limit``."""


def register(group: click.Group) -> None:
    group.add_command(check_command)
    group.add_command(topics_group)


def _source_options(command: Callable[..., None]) -> Callable[..., None]:
    path = click.Path(path_type=Path)
    for option in (
        click.option("--source", type=path, help="Read from this folder instead."),
        click.option("--publication", default="", metavar="KEY", help="Only this publication."),
        click.option("--config", type=path, help="Another settings file than the archive's."),
    ):
        command = option(command)
    return command


def _readings(config: Path | None, source: Path | None, publication: str) -> list[tuple[Reading, Vocabulary]]:
    """What the options ask for, each publication with its topics; fails in one clear line."""
    with failing_clearly(), progress_shown() as progress, ExitStack() as stack:
        chosen = selected(settings(source, publication, config), publication)
        cache = Path(current_app.instance_path) / "cache"
        if config or source:  # what building the index keeps there is of another source
            cache = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        readings = []
        for each in chosen:
            reading = reader.read(each, cache, partial(progress, f"Reading {each.title}"))
            readings.append((reading, reader.vocabulary(each)))
        return readings


# ---------------------------------------------------------------- flask check


@click.command("check")
@click.argument("issue", required=False)
@_source_options
@click.option(
    "--all", "everything", is_flag=True, help="Show all issues and problems, not only some of each."
)
@click.option("--strict", is_flag=True, help="Fail for any problem, not only for errors.")
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
@with_appcontext
def check_command(
    *,
    issue: str | None,
    config: Path | None,
    source: Path | None,
    publication: str,
    everything: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Show what was understood of the issues, what is odd in them and what is wrong.

    ISSUE, an id such as "nlp/6" or a file's name, shows the sections and items of that one.

    Exit status: 0 nothing is wrong; 1 there are errors (with --strict: problems of any kind); 2 it cannot be
    checked.
    """
    checked = [(reading, check(reading)) for reading, _ in _readings(config, source, publication)]
    if issue:
        checked = [_narrowed(checked, issue)]
    if as_json:
        click.echo(json.dumps(as_values(checked), ensure_ascii=False, indent=1))
    else:
        for reading, problems in checked:
            report.show(console(), reading, problems, detailed=bool(issue), everything=everything)
    if any(strict or problem.severity == "error" for _, problems in checked for problem in problems):
        sys.exit(1)


Checked = tuple[Reading, tuple[Problem, ...]]
"""A publication, and all that is wrong or odd in it."""


def _narrowed(checked: Sequence[Checked], wanted: str) -> Checked:
    """The one issue of that id, or the issues of that file."""
    for reading, problems in checked:
        found = tuple(each for each in reading.issues if _is_meant(each, wanted))
        if found:
            paths = {each.path for each in found}
            return replace(reading, issues=found), tuple(each for each in problems if each.path in paths)
    known = [name for reading, _ in checked for each in reading.issues for name in (each.id, each.path)]
    best = process.extractOne(wanted, known, score_cutoff=60)
    cure = f'did you mean "{best[0]}"?' if best else "flask check shows all ids"
    raise Failure(f'no issue or file "{wanted}" ({cure})')


def _is_meant(issue: Issue, wanted: str) -> bool:
    return wanted in (issue.id, issue.path) or issue.path.endswith(f"/{wanted}")


def as_values(checked: Sequence[Checked]) -> dict[str, Any]:
    """What ``flask check --json`` prints."""
    counts = Counter(problem.severity for _, problems in checked for problem in problems)
    return {
        "errors": counts["error"],
        "warnings": counts["warning"],
        "notes": counts["note"],
        "publications": [
            {
                "key": reading.publication.key,
                "title": reading.publication.title,
                "language": reading.publication.language,
                "issues": [_issue_values(issue) for issue in reading.issues],
                "problems": [{"kind": problem.kind, **fields_of(problem)} for problem in problems],
            }
            for reading, problems in checked
        ],
    }


def _issue_values(issue: Issue) -> Mapping[str, Any]:
    return {
        "id": issue.id,
        "path": issue.path,
        "title": issue.title,
        "number": issue.number,
        "date": issue.date.isoformat() if issue.date else None,
        "language": issue.language,
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "path": list(section.path),
                "items": [
                    {
                        "id": item.id,
                        "title": item.label,
                        "line": item.lines[0],
                        "links": len(item.links),
                        "images": len(item.images),
                        "tags": list(item.tags),
                    }
                    for item in section.items
                ],
            }
            for section in issue.sections
        ],
    }


# ---------------------------------------------------------------- flask topics


@click.group("topics")
def topics_group() -> None:
    """The topics that tag items."""


@topics_group.command("suggest")
@_source_options
@click.option(
    "--limit", type=click.IntRange(1), default=SUGGESTED, show_default=True, help="Topics to propose at most."
)
@click.option("--json", "as_json", is_flag=True, help="For programs: a JSON list.")
@with_appcontext
def suggest_command(
    config: Path | None, source: Path | None, publication: str, limit: int, as_json: bool
) -> None:
    """Propose topics: phrases that many issues have and that no topic covers yet."""
    readings = _readings(config, source, publication)
    topics = [topic for _, vocabulary in readings for topic in vocabulary.topics]
    titles = [reading.publication.title.replace("*", " ") for reading, _ in readings]
    known = Vocabulary([*topics, *(Topic("", title, (title,)) for title in titles if slug(title))])
    items = [
        (issue.id, item)
        for reading, _ in readings
        for issue in reading.issues
        for item in issue.items()
        if not item.story  # a translation says nothing new
    ]
    texts = [(issue, f"{item.title}\n{item.text}".strip()) for issue, item in items]
    names = [name for _, item in items for name in (item.title, *(link.text for link in item.links)) if name]
    found = suggest(texts, known, limit, names)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
    elif not found:
        click.echo("No frequent phrase lacks a topic.")
    else:
        _show_suggestions(found)


def _show_suggestions(found: Sequence[Suggestion]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Phrase", "Items", "For example"):
        table.add_column(heading, no_wrap=heading == "Phrase")
    for each in found:
        table.add_row(Text(each.phrase), Text(str(each.count)), Text(each.examples[0]))
    console().print(table)
    click.echo("\n# Into the archive's topics file, as far as they are topics:")
    for each in found:
        phrase = json.dumps(each.phrase, ensure_ascii=False)
        click.echo(f"\n[[topic]]\nname = {phrase}\nwords = [{phrase}]")
