"""Reading against issues that were split by hand, with the grader that came with them."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from archive.__main__ import as_json

if TYPE_CHECKING:
    from tests.archive.conftest import Corpus


@pytest.fixture(scope="module")
def grader(shared: Path) -> ModuleType:
    """The grading program, as a module."""
    file = shared / "gold" / "grade.py"
    if not file.is_file():
        pytest.skip(f"no {file}")
    found = importlib.util.spec_from_file_location("grade", file)
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def scores(grader: ModuleType, shared: Path, name: str, corpus: Corpus) -> Mapping[str, float]:
    """What the grader gives for one publication's hand-split issues."""
    golds = [gold for gold in grader.load_gold(str(shared / "gold")) if gold["corpus"] == name]
    assert golds
    parsed = [json.loads(json.dumps(as_json(issue))) for issue in corpus.reading.issues]
    result: Mapping[str, Any] = grader.grade(golds, parsed)
    return {measure: value for measure, value in result["total"].items() if value is not None}


def test_no_issue_is_lost(dair: Corpus) -> None:
    """All 53 files of the NLP Newsletter are read, and none of the other posts beside them."""
    assert len(dair.reading.issues) == 53
    assert [each.message for each in dair.reading.problems if "cannot be read" in each.message] == []


def test_nlp_newsletter(grader: ModuleType, shared: Path, dair: Corpus) -> None:
    """Items, sections, links and metadata of the NLP Newsletter are those that a person finds."""
    found = scores(grader, shared, "dair", dair)
    wanted = {"F1": 0.97, "secF1": 0.97, "insec": 0.98, "link*": 0.98, "meta": 0.98}
    assert {measure: found[measure] for measure in wanted if found[measure] < wanted[measure]} == {}


def test_this_week_in_rust(grader: ModuleType, shared: Path, twir: Corpus) -> None:
    """Settings that say nothing but where the files lie are enough for a weekly of ten years."""
    found = scores(grader, shared, "twir", twir)
    wanted = {"F1": 0.95, "secF1": 0.95, "insec": 0.98, "link*": 0.98}
    assert {measure: found[measure] for measure in wanted if found[measure] < wanted[measure]} == {}


def test_weekly_is_read_whole(shared: Path, twir: Corpus) -> None:
    """Every file of the weekly becomes an issue."""
    files = [
        path for path in (shared / "corpora" / "twir").rglob("*.m*") if path.suffix in (".md", ".markdown")
    ]
    assert len(twir.reading.issues) == len(files)
