"""The archive to look at, served while it is looked at."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from werkzeug.serving import make_server

from app import create_app
from web.commands import index_command

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


def built() -> Flask:
    """The application, its index brought up to date."""
    app = create_app()
    Path(app.instance_path).mkdir(parents=True, exist_ok=True)
    with app.app_context():
        index_command.main(args=[], standalone_mode=False)
    return app


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address at which the application is served meanwhile."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # not a line for each request
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
