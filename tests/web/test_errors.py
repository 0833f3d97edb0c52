from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from app import create_app

if TYPE_CHECKING:
    from tests.web.conftest import Fetch


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ("/lamp/1/a-look-at-the-reformer", "/lamp/1/a-look-into-the-reformer"),
        ("/lamp/2/the-reformer", "/lamp/2/the-reformer-again"),
    ],
)
def test_an_address_that_is_gone_offers_the_nearest_item(fetch: Fetch, asked: str, nearest: str) -> None:
    """A page that is not found answers 404 and leads to the item most like it and to a search."""
    page = fetch(asked)
    assert page.status == 404
    assert page.addresses(within=".nearest") == [nearest]
    assert any(link.startswith("/search?q=") for link in page.addresses(within="main"))


@pytest.mark.parametrize("address", ["/no", "/no/such", "/a/b/c/d", "/%00", "/lamp/..", "/media/none.png"])
def test_any_address_is_answered(fetch: Fetch, address: str) -> None:
    """Whatever is asked for, a page says that it is not there."""
    assert fetch(address).status == 404


@pytest.mark.parametrize(
    "address", ["/", "/search?q=x", "/lamp/1", "/nothing/here/at/all", "/suggest?q=x", "/healthz"]
)
def test_without_an_index_every_page_says_how_to_make_one(tmp_path: Path, address: str) -> None:
    """Before the first build, pages answer 503 and name the command."""
    response = create_app(instance=tmp_path).test_client().get(address)
    assert response.status_code == 503
    assert "flask index" in response.text


def test_a_failure_shows_no_traceback(app: Flask) -> None:
    """An unforeseen error answers 500 with a plain page."""

    def fail() -> str:
        raise RuntimeError("a secret of the server")

    app.add_url_rule("/fail/for/the/test", "fail", fail)
    response = app.test_client().get("/fail/for/the/test")
    assert response.status_code == 500
    assert "Something went wrong here" in response.text
    assert "secret" not in response.text
    assert "Traceback" not in response.text


def test_a_method_that_is_not_allowed_says_so(app: Flask) -> None:
    """Posting to a page answers 405 with a plain page."""
    response = app.test_client().post("/lamp/1")
    assert response.status_code == 405
    assert "This cannot be answered" in response.text
