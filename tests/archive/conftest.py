"""Publications that several tests read: each is read once a session."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from archive import config
from archive.model import Reading
from archive.reader import read

SHAPES = sorted(path.parent.name for path in (Path(__file__).parent / "shapes").glob("*/expected.json"))
EXAMPLE = Path(__file__).parents[2] / "examples" / "dair-ai.toml"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A publication, where its files lie and what was read."""

    root: Path
    settings: config.PublicationConfig
    reading: Reading


def _corpus(settings: config.ArchiveConfig, cache: Path) -> Corpus:
    (publication,) = settings.publications
    assert publication.path
    return Corpus(publication.path, publication, read(publication, cache))


def _bare(root: Path, folder: Path) -> Corpus:
    """A folder, read with settings that say nothing but where it lies."""
    settings = folder / "archive.toml"
    settings.write_text(f"[publications.news]\nsource = {{ path = {json.dumps(str(root))} }}\n", "utf-8")
    return _corpus(config.load(settings), folder / "cache")


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The sample issues that come with the project."""
    return _corpus(config.load(config.DEFAULT), tmp_path_factory.mktemp("bundled"))


@pytest.fixture(scope="session")
def dair(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The NLP Newsletter, read with the example settings."""
    settings = config.load(EXAMPLE, shared / "corpora" / "dair")
    return _corpus(settings, tmp_path_factory.mktemp("dair"))


@pytest.fixture(scope="session")
def twir(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """A weekly of many years, read with nothing set."""
    return _bare(shared / "corpora" / "twir", tmp_path_factory.mktemp("twir"))


@pytest.fixture(scope="session", params=["bundled", "dair", "twir", *SHAPES])
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Each publication in turn."""
    if request.param in SHAPES:
        return _bare(Path(__file__).parent / "shapes" / request.param, tmp_path_factory.mktemp("shape"))
    found: Corpus = request.getfixturevalue(request.param)
    return found
