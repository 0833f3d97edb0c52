"""What the Nu Html Checker, the W3C's validator, says about every kind of page: nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask import Flask

    from looks.kinds import Kind

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
CHECKER = Path(
    os.environ.get("VNU_JAR") or ROOT / ".venv" / "vnu" / "node_modules/vnu-jar/build/dist/vnu.jar"
)
LANGUAGES = ("en", "ar")
"""One for each direction of the interface."""


@pytest.fixture(scope="session")
def checker() -> list[str]:
    """The command that runs the checker; where there is none, the test is skipped, but not in continuous
    integration."""
    java = shutil.which("java")
    if java and CHECKER.exists():
        return [java, "-jar", str(CHECKER)]
    reason = "no HTML checker: install Java and npm, then run make validate"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def test_every_kind_of_page_is_valid_html(
    checker: list[str],
    served: Flask,
    every_kind: tuple[Kind, ...],
    without_address: Mapping[str, str],
    tmp_path: Path,
) -> None:
    """Every kind of page is valid HTML, without errors or warnings, in either direction of the interface."""
    client = served.test_client()
    pages = dict(without_address)
    for language in LANGUAGES:
        for kind in every_kind:
            answer = client.get(kind.address, headers={"Accept-Language": language})
            pages[f"{kind.name}.{language}"] = answer.text
    for name, html in pages.items():
        (tmp_path / f"{name}.html").write_text(html, encoding="utf-8")
    told = subprocess.run(
        [*checker, "--format", "json", "--stdout", "--exit-zero-always", str(tmp_path)],
        capture_output=True,
        check=True,
        text=True,
    )
    messages = json.loads(told.stdout)["messages"]
    found = [
        f"{Path(message['url']).stem}:{message.get('lastLine')}: {message['message']} "
        f"{' '.join(message.get('extract', '').split())}"
        for message in messages
    ]
    if found:
        pytest.fail("\n".join(found), pytrace=False)
