"""What all tests share: the folder of real newsletters, where there is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", settings(deadline=None))  # a busy machine fails no test
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with ``corpora/``; tests that need it are skipped where it is missing."""
    default = Path(__file__).parents[2] / "shared"
    folder = Path(os.environ.get("BACKISSUES_SHARED") or default)
    if not (folder / "corpora").is_dir():
        pytest.skip(f"no real newsletters in {folder}; set BACKISSUES_SHARED to a folder with corpora/")
    return folder
