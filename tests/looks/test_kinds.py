"""The kinds of pages that are looked at, taken from the routes of an application over the bundled issues."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from archive.config import DEFAULT
from looks.kinds import kinds
from web.commands import index_command


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    instance: Path = tmp_path_factory.mktemp("instance")
    app = create_app(config=DEFAULT, instance=instance)
    with app.app_context():
        index_command.main(args=[], standalone_mode=False)
    return app


def test_every_kind_answers(app: Flask) -> None:
    """Each kind's address is shown; only those for what is not there say so."""
    for kind in kinds(app):
        wanted = HTTPStatus.NOT_FOUND if kind.name.startswith("not-found") else HTTPStatus.OK
        assert app.test_client().get(kind.address).status_code == wanted, kind


def test_names_and_addresses_tell_kinds_apart(app: Flask) -> None:
    """No two kinds share a name, which is a picture's, or an address."""
    found = kinds(app)
    assert len({kind.name for kind in found}) == len({kind.address for kind in found}) == len(found)


def test_a_new_page_is_looked_at(app: Flask) -> None:
    """A route that is added is a kind at once; one with an argument that nothing is known for is an error
    that says where to add it."""
    grown = create_app(config=DEFAULT, instance=Path(app.instance_path))
    grown.add_url_rule("/new", "new", lambda: "<p>new")
    assert "new" in {kind.name for kind in kinds(grown)}
    puzzling = create_app(config=DEFAULT, instance=Path(app.instance_path))
    puzzling.add_url_rule("/new/<colour>", "colour", lambda colour: f"<p>{colour}")
    with pytest.raises(KeyError, match=r"looks/samples\.py has nothing for <colour>"):
        kinds(puzzling)
