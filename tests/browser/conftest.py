"""A real browser and a real server over the bundled issues."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from app import create_app
from archive.config import DEFAULT
from looks.kinds import Kind, kinds

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
Visit = Callable[..., Page]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none, tests are skipped, but not in continuous integration."""
    if not Path(CHROMIUM).exists():
        reason = f"no browser at {CHROMIUM}: install Chromium, or set CHROMIUM to where it is"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server process keeps its index."""
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="session")
def site(instance: Path) -> Iterator[str]:
    """The address of a server process that serves the bundled issues."""
    with serving(instance) as address:
        yield address


@pytest.fixture(scope="session")
def real_site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one that serves a whole newsletter; where that is missing, the bundled issues."""
    shared = Path(os.environ.get("BACKISSUES_SHARED") or ROOT.parent / "shared")
    source = shared / "corpora" / "dair"
    if source.is_dir():
        folder = tmp_path_factory.mktemp("real")
        config = "examples/dair-ai.toml"
        with serving(folder, BACKISSUES_CONFIG=config, BACKISSUES_SOURCE=str(source)) as address:
            yield address
    else:
        yield request.getfixturevalue("site")


@contextmanager
def serving(instance: Path, **settings: str) -> Iterator[str]:
    """A server process with its index in that folder and those settings, stopped in the end."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BACKISSUES_")}
    process = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=inherited | {"BACKISSUES_INSTANCE": str(instance), "PORT": "0"} | settings,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        line = next((line for line in process.stdout if line.startswith("Back Issues: http")), "")
        assert line, "the server did not start"
        yield line.removeprefix("Back Issues: ").strip()
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@pytest.fixture(scope="session")
def served(site: str, instance: Path) -> Flask:
    """The application over the index that the server process built."""
    return create_app(config=DEFAULT, instance=instance)


@pytest.fixture(scope="session")
def every_kind(served: Flask) -> tuple[Kind, ...]:
    """Every kind of page, in every state that has an address."""
    return kinds(served)


@pytest.fixture(scope="session")
def without_address(served: Flask, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Name -> HTML of pages that no address leads to while all is well."""
    nowhere = create_app(config=DEFAULT, instance=tmp_path_factory.mktemp("nowhere"))
    return {
        "no-index": nowhere.test_client().get("/").text,
        "refused": served.test_client().post("/").text,
    }


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Opens an address of the archive in a browser of its own, without reaching out to other hosts."""
    with visiting(browser, site) as visit:
        yield visit


@pytest.fixture
def visit_real(browser: Browser, real_site: str) -> Iterator[Visit]:
    """The same, of a whole newsletter."""
    with visiting(browser, real_site) as visit:
        yield visit


@contextmanager
def visiting(browser: Browser, site: str) -> Iterator[Visit]:
    contexts = []
    complaints: list[str] = []

    def visit(address: str = "/", **settings: Any) -> Page:
        context = browser.new_context(base_url=site, **settings)
        contexts.append(context)
        context.route(lambda url: not url.startswith(site), lambda route: route.abort())
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda line: complaints.append(line.text) if "Security Policy" in line.text else None
        )
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not complaints
