"""The functions in C are compiled wherever there is a compiler, and what is wrong is said in one line."""

from __future__ import annotations

import ctypes
import shutil
import stat
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from index.kernels import Terms, compiling
from index.kernels.compiling import CompilerError, compiled


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the source in a folder where nothing was compiled, with a cache of its own."""
    ignored = shutil.ignore_patterns("__pycache__", "*.py")
    monkeypatch.setattr(
        compiling, "FOLDER", shutil.copytree(compiling.FOLDER, tmp_path / "kernels", ignore=ignored)
    )
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CC", raising=False)
    return tmp_path


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_it_is_compiled_once(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was compiled is there the next time, also where there is no compiler any more; another source is
    compiled anew."""
    made = compiled()
    assert made.parent == fresh / "kernels" / "__pycache__"
    monkeypatch.setattr(compiling, "compilers", lambda: iter(()))
    assert compiled() == made
    (compiling.FOLDER / "more.c").write_text("int more;")
    with pytest.raises(CompilerError):
        compiled()


def test_where_the_program_lies_need_not_be_writable(fresh: Path) -> None:
    """What is compiled lies in the user's cache where the program's folder takes nothing."""
    (fresh / "kernels" / "__pycache__").write_text("in the way")
    assert compiled().parent == fresh / "cache" / "back-issues"


@pytest.mark.skipif(not find_spec("ziglang"), reason="requirements-cc.txt is not installed")
def test_a_compiler_that_a_package_brings_will_do(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine has none, what the package's makes is a library with the same functions."""
    monkeypatch.setattr(compiling, "COMPILERS", ())
    made = ctypes.CDLL(str(compiled()))
    text = np.frombuffer(b"loommothsilk", dtype=np.uint8)
    hashed, buckets = np.arange(3, dtype=np.uint8), np.array([0, 3], dtype=np.uint8)
    terms = Terms.of(text, np.array([4, 8, 12], dtype=np.uint8), hashed, buckets)
    terms.mask = 0
    assert [made.find(ctypes.byref(terms), each, 4) for each in (b"loom", b"moth", b"silk")] == [0, 1, 2]


def test_a_machine_without_a_compiler_is_told_what_to_install(
    fresh: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The program ends with one line that names the cure."""
    monkeypatch.setattr(compiling, "compilers", lambda: iter(()))
    with pytest.raises(SystemExit, match=r"a C compiler is needed .*apt install gcc.*requirements-cc\.txt"):
        compiled()
    assert capfd.readouterr() == ("", "")


def test_a_compiler_that_fails_is_quoted_and_the_next_one_tried(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last one's own words are told when none could do it."""
    broken = script(fresh / "broken", "echo 'no room on the device' >&2; exit 1")
    monkeypatch.setenv("CC", str(broken))
    assert compiled().is_file()
    monkeypatch.setattr(compiling, "compilers", lambda: iter([(str(broken),)]))
    (compiling.FOLDER / "more.c").write_text("int more;")
    with pytest.raises(CompilerError, match="broken says: no room on the device"):
        compiled()
