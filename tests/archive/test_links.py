"""What is known of a link from its address alone."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import links

CASES = Path(__file__).parent / "links"


def cases(name: str) -> Any:
    return tomllib.loads((CASES / name).read_text("utf-8"))


KNOWN = cases("known.toml")["link"]
SAME = cases("same.toml")
EVERY_URL = [
    *(case["url"] for case in KNOWN),
    *(url for group in (*SAME["same"], *SAME["different"]) for url in group),
    *cases("mended.toml")["meant"],
]
ADDRESSES = st.one_of(
    st.text(),
    st.builds("{}{}".format, st.sampled_from(("http://", "https://", "//", "www.", "ttp:/", "")), st.text()),
    st.builds("{}{}".format, st.sampled_from(EVERY_URL), st.text(alphabet="/.%?&=#:@[]()'\\ aA1é文\n")),
    st.text(alphabet="htps:/.?&=#%[]()wm4a1é文-"),
)


@pytest.mark.parametrize(("typed", "meant"), cases("mended.toml")["meant"].items())
def test_mend(typed: str, meant: str) -> None:
    """A mistyped address becomes the one that was meant, a right one stays, nonsense is None."""
    assert links.mend(typed) == (meant or None)


@settings(deadline=None)
@given(ADDRESSES)
def test_mending_is_final(url: str) -> None:
    """What was mended needs no more mending, whatever was typed."""
    meant = links.mend(url)
    assert meant is None or links.mend(meant) == meant


@pytest.mark.parametrize("group", SAME["same"], ids=lambda group: group[0] or "nothing")
def test_one_thing_one_address(group: list[str]) -> None:
    """All addresses of one thing have the same canonical form."""
    assert {url: links.canonical(url) for url in group} == dict.fromkeys(group, group[0])


@pytest.mark.parametrize("pair", SAME["different"], ids=lambda pair: pair[0])
def test_two_things_two_addresses(pair: list[str]) -> None:
    """What identifies a thing is kept in its canonical form."""
    assert links.canonical(pair[0]) != links.canonical(pair[1])


@settings(deadline=None)
@given(ADDRESSES)
def test_canonical_is_final(url: str) -> None:
    """A canonical address is its own canonical form, whatever it came from."""
    address = links.canonical(url)
    assert links.canonical(address) == address


@settings(deadline=None)
@given(ADDRESSES, st.text())
def test_any_text_makes_a_link(url: str, text: str) -> None:
    """Any text can be asked about and has a kind of the table."""
    link = links.link(url, text)
    assert link.kind in links.KINDS
    assert link.canonical == links.canonical(url)
    assert link.url == (links.mend(url) or "")


@pytest.mark.parametrize("case", KNOWN, ids=lambda case: case["url"])
def test_kind_and_identifiers(case: dict[str, Any]) -> None:
    """An address says what it leads to and what that is called elsewhere."""
    link = links.link(case["url"], case.get("text", ""))
    assert (link.kind, list(link.identifiers)) == (case["kind"], case.get("identifiers", []))


@pytest.mark.parametrize("case", KNOWN, ids=lambda case: case["url"])
def test_canonical_says_the_same(case: dict[str, Any]) -> None:
    """The canonical form leads to the same identifiers as the address it was made of."""
    assert links.identifiers(links.canonical(case["url"])) == links.identifiers(case["url"])


def test_every_kind_is_known() -> None:
    """Each kind of the table is met by one of the sample links."""
    assert {case["kind"] for case in KNOWN} == set(links.KINDS)


@pytest.mark.parametrize("case", cases("found.toml")["text"], ids=lambda case: case["text"])
def test_find(case: dict[str, Any]) -> None:
    """Addresses and ids in running text are found in its order, without the text around them."""
    assert links.find(case["text"]) == case["found"]


@settings(deadline=None)
@given(st.text())
def test_find_takes_any_text(text: str) -> None:
    """Whatever is found can be understood."""
    assert all(links.mend(url) == url for url in links.find(text))
