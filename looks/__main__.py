"""Pictures of every kind of page, and sheets with all of them at a glance.

    python -m looks screenshots

The pictures are taken of the archive that BACKISSUES_CONFIG names, else of the bundled issues, in each of the
:data:`VARIANTS`: one folder for each of them, and beside it a contact sheet.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

import click
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from rich.progress import track

from looks.kinds import Kind, kinds
from looks.serving import CHROMIUM, built, serving

WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 360, "height": 740}
VARIANTS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": WIDE, "color_scheme": "light", "locale": "en"},
    "narrow": {"viewport": NARROW, "color_scheme": "light", "locale": "en", "has_touch": True},
    "dark": {"viewport": WIDE, "color_scheme": "dark", "locale": "en"},
    "narrow-dark": {"viewport": NARROW, "color_scheme": "dark", "locale": "en", "has_touch": True},
    "arabic": {"viewport": WIDE, "color_scheme": "light", "locale": "ar"},
    "narrow-arabic": {"viewport": NARROW, "color_scheme": "light", "locale": "ar", "has_touch": True},
}
"""Name -> settings of the browser."""
TALLEST = 2600
"""Pixels of a page in its picture: about three screens, which is as far as one looks at a glance."""
SHOW_IMAGES = """Promise.all([...document.images].map(image => {
  image.loading = "eager";
  return image.decode().catch(() => null);
}))"""
"""A picture has what readers would come to see by scrolling."""
SHEET = """<!doctype html><meta charset="utf-8"><title>{name}</title><style>
body {{ margin: 24px; background: #777; font: 13px/1.4 sans-serif; columns: {columns}; column-gap: 20px }}
figure {{ margin: 0 0 20px; break-inside: avoid }} img {{ inline-size: 100%; display: block }}
figcaption {{ color: #fff; padding-block: 4px }}</style>{figures}"""


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--only", default="", help="Kinds of pages whose name has this regular expression.")
@click.option("--variant", "variants", multiple=True, type=click.Choice(list(VARIANTS)), help="Default: all.")
def looks(folder: Path, only: str, variants: tuple[str, ...]) -> None:
    """Take pictures of every kind of page into FOLDER."""
    app = built()
    shown = [kind for kind in kinds(app) if re.search(only, kind.name)]
    with serving(app) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name in variants or tuple(VARIANTS):
            context = browser.new_context(base_url=site, reduced_motion="reduce", **VARIANTS[name])
            take(context, shown, folder / name)
            context.close()
            contact_sheet(browser, [kind.name for kind in shown], folder / name)
        browser.close()


def take(context: BrowserContext, shown: list[Kind], folder: Path) -> None:
    """One picture of each page, named after it."""
    folder.mkdir(parents=True, exist_ok=True)
    page = context.new_page()
    width = page.viewport_size["width"] if page.viewport_size else WIDE["width"]
    for kind in track(shown, description=folder.name):
        page.goto(kind.address, wait_until="load")
        page.evaluate(SHOW_IMAGES)
        tall: int = page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": width, "height": min(tall, TALLEST)}
        page.screenshot(path=folder / f"{kind.name}.png", full_page=True, clip=clip)  # type: ignore[arg-type]


def contact_sheet(browser: Browser, names: list[str], folder: Path) -> None:
    """All pictures of a folder in one, which stands beside it and is called after it."""
    columns = 8 if folder.name.startswith("narrow") else 6
    figures = "".join(
        f'<figure><img src="{folder.name}/{name}.png" alt=""><figcaption>{escape(name)}</figcaption></figure>'
        for name in names
    )
    sheet = folder.with_suffix(".html")
    sheet.write_text(SHEET.format(name=folder.name, columns=columns, figures=figures), encoding="utf-8")
    page = browser.new_page(viewport={"width": 2000, "height": 1200})
    page.goto(sheet.absolute().as_uri())
    page.screenshot(path=folder.with_suffix(".png"), full_page=True)
    page.close()


if __name__ == "__main__":
    looks()
