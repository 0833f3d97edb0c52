"""The commands of ``flask``, imported when somebody asks for one: a server holds none of what they need."""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

_MODULES = ("web.commands", "web.editor")
"""Each adds its commands by a function ``register``."""


class Commands(AppGroup):
    """As the application's own group, but empty until it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._fill()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._fill()
        return super().get_command(ctx, cmd_name)

    def _fill(self) -> None:
        for name in _MODULES:
            import_module(name).register(self)


def register(app: Flask) -> None:
    app.cli = Commands(app.name)
