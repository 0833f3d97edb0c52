"""Compiles the files in C, once for each machine: with its C compiler, or else with the one that the package
``ziglang`` brings. Whoever imports :mod:`index.kernels` first waits for it; ``make serve`` has it done.

What is compiled lies in ``__pycache__``, as Python's own does, or in the user's cache where that cannot be
written; its name holds a digest of all that it is made of, so that it is never out of date.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from index.documents import TEXT_FIELDS

FOLDER = Path(__file__).parent
"""Where the files are."""
COMPILERS = ("cc", "gcc", "clang")
"""Where ``CC`` names none; the first that there is."""
_OPTIONS = (
    *("-O3", "-std=c11", "-shared", "-fPIC"),
    "-fvisibility=hidden",  # other libraries of the process may have functions of these names
    "-fno-math-errno",  # to round a number is one instruction then, and nobody asks what went wrong
    "-ffp-contract=off",  # no two steps are taken as one: results are the same on all processors
    f"-DFIELDS={len(TEXT_FIELDS)}",
)
_CURE = "install one (Debian, Ubuntu: apt install gcc), or: pip install -r requirements-cc.txt"


class CompilerError(SystemExit):
    """There is no compiler, or it failed: the program ends with a line that says what to do."""


def compiled() -> Path:
    """The compiled library. Raises CompilerError."""
    name = f"kernels-{_digest()}.so"
    folders = (FOLDER / "__pycache__", _cache())
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    for folder in folders:
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            return _compile(folder / name)
    raise CompilerError(f"Back Issues: none of {', '.join(map(str, folders))} can be written")


def compilers() -> Iterator[tuple[str, ...]]:
    """The commands that may compile C here, the likeliest first."""
    for name in (os.environ.get("CC", ""), *COMPILERS):
        if name and shutil.which(name):
            yield (name,)
    if importlib.util.find_spec("ziglang"):
        # What it makes for this very processor may not run on the next one.
        yield (sys.executable, "-m", "ziglang", "cc", "-mcpu=baseline")


def _compile(target: Path) -> Path:
    """Raises OSError where its folder cannot be written."""
    said = "there is none"
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        made = Path(folder) / target.name
        for compiler in compilers():
            command = (*compiler, *_OPTIONS, "-o", str(made), *map(str, sorted(FOLDER.glob("*.c"))), "-lm")
            result = subprocess.run(command, capture_output=True, text=True, check=False)
            if not result.returncode:
                return made.replace(target)
            said = f"{' '.join(compiler)} says: {result.stderr.strip()[-500:]}"
    raise CompilerError(f"Back Issues: a C compiler is needed ({said}); {_CURE}")


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "back-issues"


def _digest() -> str:
    """Another one for each source, way of compiling, and kind of machine."""
    machine = f"{sys.platform} {platform.machine()} {platform.libc_ver()} {_OPTIONS}"
    source = b"".join(file.read_bytes() for file in sorted(FOLDER.glob("*.[ch]")))
    return hashlib.blake2b(source + machine.encode(), digest_size=8).hexdigest()
