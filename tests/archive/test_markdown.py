from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.markdown import Addresses, Inline, inline, parse, render, shown_link


def read(text: str) -> Inline:
    """What the first paragraph of a text says."""
    children = parse(text)[1].children or []
    return inline(children, Addresses(str, str))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a **b** _c_ `d` ~~e~~", "a b c d e"),
        ("one\ntwo  \nthree", "one two\nthree"),
        ("a&nbsp;&amp;  b", "a & b"),
        ("中文**「粗体」**中文", "中文「粗体」中文"),
        ("说**“好”**，", "说“好”，"),
        ("한국어**(굵게)**는", "한국어(굵게)는"),
        ("**lost bold", "lost bold"),
        ("[text][nowhere] and [ ]", "text and [ ]"),
        ("a<br>b <span>c</span>", "a\nb c"),
        ("![alt](x.png) text", "text"),
        ("[![alt](x.png)](https://a.b)", ""),
    ],
)
def test_visible_text(text: str, said: str) -> None:
    """A paragraph's text is what a reader sees, without markup."""
    assert read(text).text == said


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[a **b**](https://x.y/?q=ü&r)", [("https://x.y/?q=ü&r", "a b")]),
        ("<https://x.y>", [("https://x.y", "https://x.y")]),
        ("<a href='https://x.y'>a</a>", [("https://x.y", "a")]),
        ("[![alt](x.png)](https://x.y)", [("https://x.y", "")]),
        ("[a]( https://x.y )", [("https://x.y", "a")]),
        ("[a](ttps://x.y)", [("ttps://x.y", "a")]),
        ("[a](javascript:alert(1))", []),
        ("[]()", [("", "")]),
    ],
)
def test_links_as_they_are_written(text: str, links: list[tuple[str, str]]) -> None:
    """Links keep the address that the source has, and the words that carry them."""
    assert read(text).links == links


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert(1))",
        "[x](data:text/html,alert)",
        "[x](JaVaScRiPt&colon;alert(1))",
        '<a href="jav&#x09;ascript:alert(1)">x</a>',
        "<style>body{display:none}</style>",
        '<p style="position:fixed">x</p>',
        '<iframe src="https://x.y"></iframe>',
        '<svg onload="alert(1)">',
        "<form action=https://x.y><input></form>",
        '![x](javascript:alert(1) "a")',
        "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    ],
)
def test_html_is_harmless(attack: str) -> None:
    """Whatever runs, frames, restyles or asks for input in the source does not in the page."""
    markup = "".join(re.findall(r"<[^>]*>", render(parse(attack)).lower()))
    for harm in (
        "<script",
        "onerror=",
        'href="j',
        'src="j',
        "data:text",
        "<style",
        "style=",
        "<iframe",
        "<svg",
        "<form",
        "<input",
    ):
        assert harm not in markup


@given(
    st.lists(
        st.sampled_from([*"<>\"'=/ &;:`[]()!*", "script", "a href", "javascript:", "img src", "onerror", "x"])
    )
)
def test_no_combination_is_harmful(pieces: list[str]) -> None:
    """No piece of markup put together at random yields a script, a handler or a script's address."""
    page = render(parse("".join(pieces)))
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert " onerror=" not in page.replace("&lt;", "<").partition("<img")[2].partition(">")[0]


def test_addresses_are_replaced() -> None:
    """Links and images get the addresses that a page shows; a link that leads nowhere becomes words."""
    tokens = parse('[a](good "t") [b](bad) ![c](picture.png)')
    inline(
        tokens[1].children or [],
        Addresses({"good": "https://x.y", "bad": ""}.__getitem__, "/media/{}".format),
    )
    page = render(tokens)
    assert '<a href="https://x.y" title="t"' in page
    assert "bad" not in page
    assert 'src="/media/picture.png"' in page


@pytest.mark.parametrize(
    ("url", "base", "shown"),
    [
        ("https://x.y/a", "", "https://x.y/a"),
        ("ttps://x.y/a", "", "https://x.y/a"),
        ("mailto:a@x.y", "", "mailto:a@x.y"),
        ("/about", "https://x.y", "https://x.y/about"),
        ("about.html", "https://x.y/news", "https://x.y/news/about.html"),
        ("/about", "", ""),
        ("", "https://x.y", ""),
    ],
)
def test_shown_links(url: str, base: str, shown: str) -> None:
    """A link is shown whole, within the newsletter's own site too, or not at all."""
    assert shown_link(url, base) == shown
