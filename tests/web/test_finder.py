"""The page of results, whose frame other searches had before it."""

from __future__ import annotations

import pytest
from flask import Flask

PATHS = (
    "/search?q=lantern",
    "/search?q=%3Cb%3E%22{0}&section=notes&hl=fr",
    "/search?q=lantern&page=2&sort=newest",
    "/search",
    "/sections/notes?q=reformer&hl=ar",
)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["whole", "part"])
def test_a_known_frame_is_one_of_its_own(app: Flask, headers: dict[str, str]) -> None:
    """Whatever was searched for before, a page is the same as one whose frame is rendered for it."""
    client = app.test_client()
    for path in PATHS:
        # While somebody works on the templates, nothing is kept.
        app.debug = True
        own = client.get(path, headers=headers).get_data(as_text=True)
        app.debug = False
        known = [client.get(each, headers=headers).get_data(as_text=True) for each in (path, path)]
        assert known == [own, own]


def test_what_is_typed_stays_text(app: Flask) -> None:
    """Braces, markup and quotes stand on the page as they were typed, and nowhere as markup."""
    page = app.test_client().get("/search", query_string={"q": '<i>{0} {title} "x'}).get_data(as_text=True)
    assert "<i>" not in page
    assert page.count('value="&lt;i&gt;{0} {title} &#34;x"') == 1
    assert 'data-text="&lt;i&gt;{0} {title} &#34;x"' in page
