from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from flask import Flask

from web import allocating

ROOT = Path(__file__).resolve().parents[2]


def test_a_server_holds_nothing_of_what_commands_need() -> None:
    """The application is imported without what reads files, builds an index or writes to a terminal."""
    script = "import app, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    unwanted = {"archive.reader", "index.build", "web.commands", "web.editor", "markdown_it", "rich"}
    assert not unwanted & set(done.stdout.split())


def test_commands_are_there_when_they_are_asked_for(app: Flask) -> None:
    """The list of commands has them all, and each can be called by its name."""
    shown = app.test_cli_runner().invoke(app.cli, ["--help"]).output
    for name in ("index", "search", "check", "topics"):
        assert name in shown
        assert app.test_cli_runner().invoke(app.cli, [name, "--help"]).exit_code == 0


def test_the_allocator_may_be_told_again() -> None:
    """Telling it twice, or on a system that cannot be told, changes nothing that a program sees."""
    allocating.settle()
    allocating.settle()
    assert len(bytearray(2 * allocating.LARGE)) == 2 * allocating.LARGE
