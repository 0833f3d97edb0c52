from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace

from app import create_app
from archive.model import Reading
from index.build import build_from
from index.query import Query
from index.whoosh_index import open_index
from web import timing


def stages(header: str) -> dict[str, float]:
    """Stage -> milliseconds, as a ``Server-Timing`` header tells them."""
    told = (each.partition(";dur=") for each in header.split(", "))
    return {name: float(took) for name, _, took in told}


@pytest.mark.parametrize("address", ["/", "/search?q=reformer", "/lamp/1", "/no/such/thing", "/healthz"])
def test_every_answer_says_what_it_took(client: FlaskClient, address: str) -> None:
    """The stages of an answer are within its total."""
    told = stages(client.get(address).headers["Server-Timing"])
    assert 0 <= max(told.values()) == told["total"]


def test_searching_and_rendering_are_told_apart(client: FlaskClient) -> None:
    """A page of results took its time in the index and in a template; a style sheet in neither."""
    assert {"index", "render", "total"} <= set(
        stages(client.get("/search?q=reformer").headers["Server-Timing"])
    )
    assert not {"index", "render"} & set(stages(client.get("/static/style.css").headers["Server-Timing"]))


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]


def with_threshold(setting: str, instance: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv(timing.SETTING, setting)
    return create_app(instance=instance)


def test_a_slow_search_is_logged_with_its_plan(
    instance: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One line: time, results, address, and the query as it was understood."""
    client = with_threshold("0", instance, monkeypatch).test_client()
    client.get("/search?q=lantern+-letter&tag=lanterns&sort=newest")
    (line,) = (each for each in logged(caplog) if "/search" in each)
    for part in (
        "ms, ",
        " found, ",
        "q=lantern+-letter",
        "Word(text='lantern'",
        "Not(",
        "'lanterns'",
        "newest",
    ):
        assert part in line


def test_a_search_in_time_is_not_logged(
    instance: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Below the threshold the log stays empty."""
    client = with_threshold("1e9", instance, monkeypatch).test_client()
    client.get("/search?q=lantern")
    assert logged(caplog) == []


def test_no_search_breaks_the_log(
    instance: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Line breaks and a terminal's control characters are escaped, whether in the words or a filter."""
    client = with_threshold("0", instance, monkeypatch).test_client()
    client.get("/search?q=a%0Ab%1B[31m&tag=x%0D%0Ay%E2%80%A8&nonsense=%0Aq")
    assert logged(caplog)
    assert all(line.isprintable() for line in logged(caplog))


@pytest.mark.parametrize("setting", ["soon", "1,5", "²"])
def test_a_threshold_that_is_no_number_is_said(
    instance: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, setting: str
) -> None:
    """The archive is served all the same, with the usual threshold."""
    app = with_threshold(setting, instance, monkeypatch)
    assert app.config[timing.SETTING] == timing.SLOW
    (line,) = logged(caplog)
    assert timing.SETTING in line
    assert repr(setting) in line


def test_the_plan_tells_a_corrected_search(reading: Reading, tmp_path: Path) -> None:
    """What was searched instead is there, and what was typed."""
    build_from([replace(reading, issues=reading.issues[:1])], "Archive", tmp_path)
    index = open_index(tmp_path)
    try:
        said = timing.plan(index.search(Query("reformerr")))
    finally:
        index.close()
    assert "Word(text='reformer'" in said
    assert "corrected from 'reformerr'" in said
