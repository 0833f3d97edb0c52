"""What Lighthouse says about the pages that matter most.

    python -m looks.lighthouse screenshots

Lighthouse comes from npm. It looks as a phone on a slow line does, and scores out of 100.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from looks.kinds import kinds
from looks.serving import CHROMIUM, built, serving

LIGHTHOUSE = "lighthouse@12.8.2"
"""The last that runs on the Node of Debian."""
LOOKED_AT = ("home", "search-found", "publication-issue", "publication-issue-item")
"""Kinds of pages; see :func:`looks.kinds.kinds`."""
WANTED = 95
"""Points in each category."""


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def lighthouse(folder: Path) -> None:
    """Score the pages that matter most and keep the reports in FOLDER."""
    if not shutil.which("npx"):
        raise click.ClickException("npx is not there: install Node and npm")
    folder.mkdir(parents=True, exist_ok=True)
    app = built()
    table = Table("Page", "Category", "Points", "What is lost")
    with serving(app) as site:
        for kind in kinds(app):
            if kind.name in LOOKED_AT:
                report = _report(site + kind.address, folder / f"lighthouse-{kind.name}.json")
                for category in report["categories"].values():
                    points = round(100 * (category["score"] or 0))
                    style = "" if points >= WANTED else "red"
                    lost = "; ".join(_lost(category, report["audits"]))
                    table.add_row(kind.name, category["title"], f"{points}", lost, style=style)
    Console().print(table)


def _report(address: str, file: Path) -> dict[str, Any]:
    subprocess.run(
        [
            *("npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", f"--output-path={file}"),
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        ],
        check=True,
        env={**os.environ, "CHROME_PATH": CHROMIUM},
    )
    report: dict[str, Any] = json.loads(file.read_bytes())
    return report


def _lost(category: dict[str, Any], audits: dict[str, Any]) -> list[str]:
    """The audits that cost a category points."""
    weighed = (audits[each["id"]] for each in category["auditRefs"] if each["weight"])
    return [
        f"{audit['title']} {audit.get('displayValue', '')}".strip()
        for audit in weighed
        if audit["score"] is not None and audit["score"] < 0.9
    ]


if __name__ == "__main__":
    lighthouse()
