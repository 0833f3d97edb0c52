from __future__ import annotations

import importlib
import os
from operator import attrgetter
from pathlib import Path

import pytest

from archive import cores
from archive.cores import Cores
from archive.model import Image

FAIL_ELSEWHERE = """
import os

def url_here(image):
    if os.getpid() != int(os.environ["WORKING_HERE"]):
        os._exit(1)
    return image.url
"""
WORK = [Image(f"{n}.png") for n in range(60)]
MADE = {n: f"{n}.png" for n in range(60)}


@pytest.fixture(autouse=True)
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def made(several: Cores, fewest: int) -> dict[int, str]:
    return dict(several.each(attrgetter("url"), WORK, Image, str, chunk=4, fewest=fewest))


def test_what_is_made_on_all_cores() -> None:
    """Every piece of work is done once, whichever process does it, and processes can be used again."""
    with Cores() as several:
        assert made(several, fewest=2) == MADE
        assert made(several, fewest=1000) == MADE
        assert dict(several.every(attrgetter("url"), WORK, pays=False)) == MADE
        assert several.aside(attrgetter("url"), WORK[3])() == "3.png"


def test_a_killed_process_loses_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What a process leaves that ends in the middle is done by the one that started it, later work too."""
    (tmp_path / "frail.py").write_text(FAIL_ELSEWHERE, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("WORKING_HERE", str(os.getpid()))
    do = importlib.import_module("frail").url_here
    with Cores() as several:
        for _ in range(2):
            assert dict(several.each(do, WORK, Image, str, chunk=4, fewest=2)) == MADE
            assert dict(several.every(do, WORK, pays=True)) == MADE
            assert several.aside(do, WORK[0])() == "0.png"
    with Cores() as several:
        assert dict(several.every(do, WORK, pays=True)) == MADE


def test_little_work_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Below a certain number of pieces no other process is started."""
    monkeypatch.setattr(cores, "ProcessPoolExecutor", None)
    with Cores() as several:
        assert made(several, fewest=len(WORK) + 1) == MADE
        assert dict(several.every(attrgetter("url"), WORK, pays=False)) == MADE
        assert several.aside(attrgetter("url"), WORK[3])() == "3.png"
