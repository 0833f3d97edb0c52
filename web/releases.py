"""Which release of the program this is, by what it is made of: another release, other pages."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

PARTS = ("app.py", "archive", "index", "web", "templates", "translations", "static")
"""What decides how a page looks, besides the index; relative to the application's folder."""
ENDINGS = frozenset({".py", ".html", ".po", ".css", ".js", ".svg", ".png", ".toml"})


@cache
def release(folder: str) -> str:
    """A fingerprint of the program's files as they were when it was first asked for."""
    root, digest = Path(folder), sha256()
    for file in sorted(each for part in PARTS for each in _files(root / part)):
        digest.update(f"{file.relative_to(root)}\0".encode())
        digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _files(part: Path) -> list[Path]:
    if part.is_file():
        return [part]
    return [file for file in part.rglob("*") if file.suffix in ENDINGS and file.is_file()]
