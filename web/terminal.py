"""What all commands share: how they fail, show progress and print tables."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from archive.settings_file import ConfigError
from archive.sources import SourceError
from index.build import BuildError
from index.results import IndexMissingError

PIPED_WIDTH = 250
"""Characters of a line of results that is not for a terminal."""


class Failure(click.ClickException):
    """One clear line on standard error, and exit status 2."""

    exit_code = 2


@contextmanager
def failing_clearly() -> Iterator[None]:
    """Tells a known error in one line, without a traceback."""
    try:
        yield
    except (BuildError, ConfigError, IndexMissingError, SourceError) as error:
        raise Failure(" ".join(str(error).split())) from None


def console() -> Console:
    """Prints tables on standard output, in wide lines where that is no terminal."""
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else PIPED_WIDTH)


@contextmanager
def progress_shown() -> Iterator[Callable[[str, int, int], None]]:
    """Shows a bar on a terminal, and elsewhere one line for each thing that is done."""
    terminal = Console(stderr=True)
    if not terminal.is_terminal:
        yield _plain_progress
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, whole: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=whole)
            bars.update(tasks[what], completed=done, total=whole)

        yield show


def _plain_progress(what: str, done: int, whole: int) -> None:
    if done == whole:
        click.echo(f"{what}: {whole}", err=True)
