"""What starts from a command line: in processes of their own, as an operator does it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

import app as application

ROOT = Path(application.__file__).parent


def run(*command: str, **settings: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | {name: str(value) for name, value in settings.items()},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def archive(folder: Path) -> Path:
    """The settings of an archive of one short issue."""
    (folder / "2024-01-01-first.md").write_text(
        "---\ntitle: 'Lamp #1'\ndate: 2024-01-01\n---\n\n# News\n\n***A lamp was lit***\n\nIt shines.\n"
    )
    settings = folder / "archive.toml"
    settings.write_text('title = "Lamps"\n[publications.lamp]\nsource = { path = "." }\n')
    return settings


@contextmanager
def serving(tmp_path: Path, config: Path) -> Iterator[tuple[list[str], str]]:
    """``python app.py`` on a free port: what it printed until it served, and its port."""
    process = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=os.environ
        | {
            "BACKISSUES_CONFIG": str(config),
            "BACKISSUES_INSTANCE": str(tmp_path / "instance"),
            "PORT": "0",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stderr
    try:
        told = [""]
        while not told[-1].startswith("Back Issues: "):
            line = process.stdout.readline()
            assert line, process.stderr.read()
            told.append(line.strip())
        yield told, told[-1].rpartition(":")[2]
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()
        process.stderr.close()


def get(port: str, address: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", int(port), timeout=30)
    try:
        connection.request("GET", address)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def test_one_command_builds_and_serves(tmp_path: Path) -> None:
    """``python app.py`` builds the index, says what it did and where it serves, and answers; again when
    started again."""
    config = archive(tmp_path)
    for done in ("1 files read", "nothing changed"):
        with serving(tmp_path, config) as (told, port):
            assert done in "\n".join(told)
            assert told[-1] == f"Back Issues: http://127.0.0.1:{port}"
            status, page = get(port, "/search?q=lamp")
            assert status == 200
            assert "A <mark>lamp</mark> was lit" in page


def test_settings_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """BACKISSUES_CONFIG and BACKISSUES_INSTANCE say where; arguments go before them."""
    monkeypatch.setenv("BACKISSUES_CONFIG", str(tmp_path / "a.toml"))
    monkeypatch.setenv("BACKISSUES_INSTANCE", str(tmp_path / "instance"))
    made = application.create_app()
    assert made.config["BACKISSUES_CONFIG"] == tmp_path / "a.toml"
    assert made.instance_path == str(tmp_path / "instance")
    made = application.create_app(tmp_path / "b.toml", tmp_path / "other")
    assert made.config["BACKISSUES_CONFIG"] == tmp_path / "b.toml"
    assert made.instance_path == str(tmp_path / "other")


@pytest.mark.parametrize("port", ["http", "-1", "70000", "٣"])
def test_a_port_that_is_none_is_one_clear_line(tmp_path: Path, port: str) -> None:
    """A wrong PORT is named with a cure, without a traceback."""
    ended = run("app.py", PORT=port, BACKISSUES_INSTANCE=tmp_path)
    assert ended.returncode == 1
    assert (
        ended.stderr == f"Back Issues: PORT={port} is no port: use a number up to 65535, such as PORT=8000\n"
    )


def test_a_port_that_is_taken_is_one_clear_line(tmp_path: Path) -> None:
    """Where another program has the port, the line says so and names another port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run("app.py", PORT=port, BACKISSUES_INSTANCE=tmp_path)
    assert ended.returncode == 1
    assert ended.stderr.startswith(
        f"Back Issues: port {port} is in use by another program: choose another one"
    )
    assert ended.stderr.count("\n") == 1


def test_wrong_settings_are_one_clear_line(tmp_path: Path) -> None:
    """A settings file with a fault is named in one line, however the archive is started."""
    wrong = tmp_path / "archive.toml"
    wrong.write_text('title = "x"\n[publications.lamp]\nsource = { path = "nowhere" }\n')
    for command in (("app.py",), ("-m", "flask", "index")):
        ended = run(*command, PORT=0, BACKISSUES_CONFIG=wrong, BACKISSUES_INSTANCE=tmp_path / "instance")
        assert ended.returncode != 0
        assert str(wrong) in ended.stderr
        assert ended.stderr.count("\n") == 1
        assert "Traceback" not in ended.stderr


def test_an_instance_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    """Where the index has no place, the line names the folder and the setting."""
    taken = tmp_path / "file"
    taken.touch()
    ended = run("app.py", PORT=0, BACKISSUES_INSTANCE=taken)
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Back Issues: {taken}: ")
    assert "BACKISSUES_INSTANCE" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_another_source_can_be_named(tmp_path: Path) -> None:
    """BACKISSUES_SOURCE replaces the folder in the settings, also where that one does not exist."""
    settings = archive(tmp_path)
    settings.write_text(settings.read_text().replace('"."', '"nowhere"'))
    environment = {"BACKISSUES_CONFIG": settings, "BACKISSUES_INSTANCE": tmp_path / "instance"}
    built = run("-m", "flask", "index", BACKISSUES_SOURCE=tmp_path, **environment)
    assert (built.returncode, "1 files read" in built.stdout) == (0, True), built.stderr
    refused = run("app.py", PORT=0, BACKISSUES_SOURCE=tmp_path / "gone", **environment)
    assert refused.returncode != 0
    assert refused.stderr.startswith(f'Error: BACKISSUES_SOURCE: no folder "{tmp_path / "gone"}"')
    assert refused.stderr.count("\n") == 1


def test_the_application_can_be_imported_whatever_the_settings(tmp_path: Path) -> None:
    """A production server starts even where there are neither settings nor an index; pages say so."""
    code = "import app; print(app.app.test_client().get('/').status_code)"
    ended = run("-c", code, BACKISSUES_CONFIG=tmp_path / "none.toml", BACKISSUES_INSTANCE=tmp_path / "none")
    assert (ended.stdout.strip(), ended.stderr) == ("503", "")
