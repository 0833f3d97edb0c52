"""Back Issues: puts the parts together. The place to start reading.

``python app.py`` builds what is missing or has changed and serves it; ``gunicorn app:app`` and
``flask`` find the application here.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from flask import Flask

from archive.config import DEFAULT
from web import (
    addresses,
    allocating,
    answers,
    assets,
    compressing,
    current,
    errors,
    headers,
    hits,
    labels,
    repeated,
    rows,
    shell,
    timing,
    translating,
    wording,
)
from web.pages import pages
from web.reading import reading
from web.serve import PortError, listen, serve

ROOT = Path(__file__).resolve().parent


def create_app(config: Path | None = None, instance: Path | None = None) -> Flask:
    """The application for one archive.

    ``config`` is the archive's settings file, else that in the environment variable BACKISSUES_CONFIG,
    else that of the bundled issues. ``instance`` is the folder of the index, else BACKISSUES_INSTANCE,
    else ``instance/`` beside this file. Neither needs to exist: only building reads the settings, and
    without an index every page says how to make one. BACKISSUES_SOURCE names another folder for the
    newsletter's files than the settings do.
    """
    config = config or Path(os.environ.get("BACKISSUES_CONFIG") or DEFAULT)
    instance = instance or Path(os.environ.get("BACKISSUES_INSTANCE") or ROOT / "instance")
    app = Flask("app", root_path=str(ROOT), instance_path=str(instance.absolute()))
    source = os.environ.get("BACKISSUES_SOURCE")
    app.config["BACKISSUES_CONFIG"] = config.absolute()
    app.config["BACKISSUES_SOURCE"] = Path(source).absolute() if source else None
    app.url_map.strict_slashes = False
    timing.register(app)
    answers.register(app)
    translating.register(app)
    labels.register(app)
    wording.register(app)
    addresses.register(app)
    repeated.register(app)
    rows.register(app)
    hits.register(app)
    compressing.register(app)
    headers.register(app)
    assets.register(app)
    current.register(app)
    errors.register(app)
    app.register_blueprint(reading)
    app.register_blueprint(pages)
    shell.register(app)
    return app


allocating.settle()
app = create_app()


def main() -> int:
    """Build what changed, then serve; returns only where that cannot be done."""
    try:
        listener = listen(os.environ.get("PORT") or "8000")
    except PortError as error:
        print(f"Back Issues: {error}", file=sys.stderr)
        return 1
    try:
        Path(app.instance_path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        cure = "name a folder that can be written with BACKISSUES_INSTANCE"
        print(f"Back Issues: {app.instance_path}: {error.strerror} ({cure})", file=sys.stderr)
        return 1
    try:
        with app.app_context():
            app.cli.main(args=["index"], standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130
    return serve(listener, ROOT)


if __name__ == "__main__":
    sys.exit(main())
