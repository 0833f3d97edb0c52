from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.mending import repair


@pytest.mark.parametrize(
    ("written", "meant", "message"),
    [
        ("[a] (https://x.y)", "[a](https://x.y)", "space between a link's text and its address"),
        ("[a](https://x.y/b\nc)", "[a](https://x.y/bc)\n", "address cut over two lines"),
        ("[a](https://x.y/b c)", "[a](https://x.y/b%20c)", "space inside an address"),
        ("[a](https://x.y/b", "[a](https://x.y/b)", "link without its closing parenthesis"),
        ("[a(https://x.y)", "[a](https://x.y)", "link without its closing bracket"),
        ("a word](https://x.y)", "a [word](https://x.y)", "link without its opening bracket"),
    ],
)
def test_links_work_again(written: str, meant: str, message: str) -> None:
    """A link that a person understands becomes one that a parser does, and that is told with its line."""
    text, remarks = repair(f"First.\n\n{written}\n", first_line=10)
    assert text == f"First.\n\n{meant}\n"
    assert [(line, said) for line, said, _ in remarks] == [(12, message)]


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://x.y) and [b](<https://x.y/a b>) and [c][d] (see https://x.y)",
        "[a](https://en.wikipedia.org/wiki/A_(b)) [c](https://x.y 'title')",
        "[a\nb](https://x.y)",
        "[![i](https://x.y/i.png)](https://x.y)",
        "see [1] (2020) and [2] (x)",
        "`{{ name }}`",
        "**bold** and *slanted* text, 5 * 3 * 2",
        "a \\* star, C:\\path",
        "{ braces } {1} {a: b}",
    ],
)
def test_what_is_right_stays(text: str) -> None:
    """Nothing is changed or told where there is nothing to mend."""
    assert repair(text) == (text, [])


@pytest.mark.parametrize(
    ("litter", "left"),
    [
        ("a <!-- note --> b", "a  b"),
        ("<!--\n- [sample](https://x.y)\n-->", "\n\n"),
        ("<!--more-->", ""),
        ("{% include sponsor.md %}", ""),
        ("{%- if x -%}a{% endif %}", "a"),
        ("{% comment %}\nhidden\n{% endcomment %}", "\n\n"),
        ("{{ page.title }}", ""),
        ("![a](b.png){: .wide}", "![a](b.png)"),
        ("# Title {#anchor}", "# Title"),
        ("[TOC]", ""),
        ("[[toc]]", ""),
        ("* TOC\n{:toc}", "\n"),
        ("\\\\", ""),
        ("a\\\\", "a  "),
        ("** bold **", "**bold**"),
        ("**\u00a0bold**", "**bold**"),
    ],
)
def test_litter_goes(litter: str, left: str) -> None:
    """What is meant for programs, not for readers, goes, and leaves its lines behind."""
    assert repair(litter) == (left, [])


@pytest.mark.parametrize("code", ["`{{ x }}`", "```\n{% y %}\n```", "~~~\n{{ x }}\n~~~"])
def test_code_is_left_alone(code: str) -> None:
    """Comments and template tags in code are text."""
    assert repair(f"Text.\n\n{code}\n") == (f"Text.\n\n{code}\n", [])


def test_an_open_comment_hides_nothing() -> None:
    """A comment that is never closed is told, and the text below it stays."""
    text, remarks = repair("a\n<!-- b\nc\n")
    assert "c" in text
    assert [(line, cure) for line, _, cure in remarks] == [(2, "add -->")]


PIECES = [
    *"[ ]( ] ( ) https://a.b/c www.a.b <!-- --> {% %} {{ }} {: ` ** a \\\\ [toc] {#x}".split(),
    " (",
    "\n",
    " ",
    "```\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_no_line_moves(text: str) -> None:
    """However broken a text is, mending keeps the number of its lines."""
    assert repair(text)[0].count("\n") == text.count("\n")
