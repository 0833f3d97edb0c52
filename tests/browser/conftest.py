"""A real browser and a real server over the bundled issues."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

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
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server process that serves the bundled issues."""
    settings = {"BACKISSUES_INSTANCE": str(tmp_path_factory.mktemp("instance")), "PORT": "0"}
    inherited = {name: value for name, value in os.environ.items() if name != "BACKISSUES_CONFIG"}
    process = subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=inherited | settings, stdout=subprocess.PIPE, text=True
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


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Opens an address of the archive in a browser of its own, without reaching out to other hosts."""
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
