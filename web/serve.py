"""Serves the application on this computer with gunicorn, as it would be served in production."""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

HOST = "127.0.0.1"
WORKERS = 2
"""Processes: so that one long search does not hold up the others."""
THREADS = 4
"""In each process: for readers on slow lines."""


class PortError(Exception):
    """The port cannot be used; one line that says why and what to do."""


def listen(port: str) -> socket.socket:
    """A socket that listens on this port of this computer; ``0`` takes any that is free.

    Raises PortError where the port is no port or is taken.
    """
    if not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise PortError(f"PORT={port} is no port: use a number up to 65535, such as PORT=8000")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, int(port)))
        # From now on readers wait instead of being refused while the index is built.
        listener.listen()
    except OSError as error:
        listener.close()
        raise PortError(
            f"port {port} {_reason(error)}: choose another one, such as PORT={_other(port)}"
        ) from None
    return listener


def _reason(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "is in use by another program"
    return f"cannot be used ({error.strerror})"


def _other(port: str) -> int:
    return int(port) + 1 if 1024 <= int(port) < 65535 else 8000


def serve(listener: socket.socket, root: Path) -> NoReturn:
    """Become a gunicorn that serves ``app:app`` of the folder ``root`` on that socket."""
    print(f"Back Issues: http://{HOST}:{listener.getsockname()[1]}", flush=True)
    # The socket goes along into the new program, so nobody can take the port in between.
    listener.set_inheritable(True)
    arguments = (
        *("--bind", f"fd://{listener.fileno()}"),
        *("--workers", str(WORKERS), "--threads", str(THREADS)),
        *("--chdir", str(root), "--log-level", "warning", "--no-control-socket"),
    )
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments, "app:app"])
