from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.config import DEFAULT
from benchmarks import items, table
from benchmarks.built import OTHERS, OURS, Built
from benchmarks.engines import Engine
from benchmarks.questions import KINDS, questions
from benchmarks.searching import ASKING, main


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    made = Built(tmp_path_factory.mktemp("built"), DEFAULT, 0)
    made.make()
    return made


@pytest.fixture(scope="module")
def engines(built: Built) -> Iterator[dict[str, Engine]]:
    opened = {name: built.open(name) for name in (OURS, *OTHERS)}
    yield opened
    for each in opened.values():
        each.close()


def test_questions_are_of_all_kinds_and_found(built: Built, engines: dict[str, Engine]) -> None:
    """Each kind comes as often, and most questions have an answer in every engine."""
    asked = questions(items.read(built.items), 5 * len(KINDS))
    assert [each.kind for each in asked] == list(KINDS) * 5
    for name, engine in engines.items():
        found = [bool(engine.answer(each, facets=False)[0]) for each in asked]
        assert sum(found) > 0.8 * len(found), name


def test_engines_are_asked_the_same(built: Built, engines: dict[str, Engine]) -> None:
    """Those that read the same texts find as many items of every value, but for how they take words apart:
    for four questions of five the counts of all facets are equal."""
    for name in ("SQLite FTS5", "Whoosh"):
        same = 0
        asked = questions(items.read(built.items), 10 * len(KINDS))
        for each in asked:
            _, counts = engines[name].answer(each, facets=True)
            _, others = engines["tantivy"].answer(each, facets=True)
            same += counts == others
        assert same > 0.8 * len(asked), (name, same)


def test_indexes_are_built_once(built: Built) -> None:
    """A folder that was kept is used as it is, while its settings are the same."""
    again = Built(built.folder, DEFAULT, 0)
    again.make()
    assert again.costs == built.costs
    assert again.count == sum(1 for _ in items.read(built.items))


def test_the_table_has_every_engine(built: Built, tmp_path: Path) -> None:
    """A run over the bundled issues says for every engine what each way of asking took."""
    file = tmp_path / "searching.json"
    given = ["--keep", str(built.folder), "--questions", str(len(KINDS)), "--json", str(file)]
    result = CliRunner().invoke(main, given)
    assert result.exit_code == 0, result.output
    figures = json.loads(file.read_bytes())
    states = {f"{OURS}, {state}" for state in ("cold", "new question", "warm")}
    assert {(row["engine"], row["asked"]) for row in figures["rows"]} == {
        (engine, asked) for engine in states | set(OTHERS) for asked in ASKING
    }
    shown = CliRunner().invoke(table.main, [str(tmp_path)]).output
    assert all(name in shown for name in (OURS, *OTHERS))
