"""Which headers of a request a response depends on."""

from __future__ import annotations

from werkzeug import Response


def vary(response: Response, *names: str) -> None:
    """Say that a response depends on these: Werkzeug's own sets are parsed and written back each time."""
    given = response.headers.get("Vary")
    told = given.split(", ") if given else []
    response.headers["Vary"] = ", ".join([*told, *[name for name in names if name not in told]])
