"""What a page costs to load."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.web.conftest import Fetch

MOST = 30_000
"""Bytes, compressed: of a search page, and of all styles and scripts that a page asks for."""
PAGES = ("/", "/search?q=lantern", "/search/section?q=lantern", "/lamp/2", "/issues", "/help")


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


@pytest.mark.parametrize("address", PAGES)
def test_styles_and_scripts_of_a_page_are_light(fetch: Fetch, client: FlaskClient, address: str) -> None:
    """All that a page asks for besides images is at most 30 kB together."""
    page = fetch(address)
    asked = {link.attributes.get("href") for link in page.all("link")}
    asked |= {script.attributes.get("src") for script in page.all("script")}
    files = [each for each in asked if each and each.partition("?")[0].endswith((".css", ".js"))]
    assert files
    assert sum(compressed(client.get(file).data) for file in files) <= MOST


@pytest.mark.parametrize("address", ["/search", "/search?q=lantern"])
def test_a_search_page_is_light(client: FlaskClient, address: str) -> None:
    """Results with all their filters are less than 30 kB."""
    assert compressed(client.get(address).data) < MOST


@pytest.mark.parametrize("file", ["style.css", "search.js", "app.js"])
def test_what_only_authors_need_is_not_sent(client: FlaskClient, file: str) -> None:
    """Comments stay at home; the file says what it is, and is not sent twice."""
    answer = client.get(f"/static/{file}")
    assert answer.status_code == 200
    assert answer.mimetype == ("text/css" if file.endswith("css") else "text/javascript")
    assert not any(comment in answer.text for comment in ("/* ", "\n// "))
    again = client.get(f"/static/{file}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("file", ["none.css", "../app.py", "none.js", ""])
def test_what_is_not_there_is_not_found(client: FlaskClient, file: str) -> None:
    """Nothing outside of the folder, and nothing that does not exist, is sent."""
    assert client.get(f"/static/{file}").status_code == 404
