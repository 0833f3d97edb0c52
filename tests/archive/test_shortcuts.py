"""The parser's shortcuts, checked against the parser without them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.markdown import parse, parser

PLAIN = parser()
ISSUES = Path(__file__).parents[2] / "archive" / "issues"
WORDS = [
    "word",
    "word ",
    "a & b &c; d&amp;e",
    "`a` ` b ` `c``d",
    "e `f",
    "Term",
    "中文，字",
    "a_b_c **d**~~e~~",
    "a!b:c{d}",
    "**bold**",
    "*emphasised, with [a](https://b.c) and `c`.*",
    "**[a](https://b.c)**",
    "*a* b",
    "**a_b**",
    "snake_case",
    "_a_",
    "R&D, R&amp;D, a < b, a <b>",
    "[no label] [a](https://b.c)",
    "[label] and [a](https://b.c)",
    "(aside)",
    "2020-01-01 | [a](https://b.c)",
    "2020. a year",
]
LINKS = [
    "[a](https://b.c)",
    "[a](https://b.c",
    "[a](https://b.c)]",
    "[a](https://b.(c)",
    "[a](https://b.c/&amp;)",
    "[a](https://b.c\u3000)",
    "[](https://a.b)",
    "[a *b](https://b.c) d*",
    "*[a*](https://b.c)",
    "[a `b` c*d* e_f_](https://g.h?i&j=k)",
    "[**a b.**](https://c.d)",
    "[*a*](https://c.d)",
    "[**a `b` & c!**](https://c.d)",
    "[a_b](https://c.d)",
    "[a ``b`` `c](https://d.e)`",
    "[`a]`](https://b.c)",
    "`[`a`](https://b.c)",
    "`[a](https://b.c)`",
    "[a&amp;b!](https://c.d?e&lt;f)",
    "<a [b](https://c.d)>",
    "\\[a](https://b.c)",
    "![a](https://b.c)",
    "[![a](https://b.c)](https://d.e)",
    "[[a](https://b.c)](https://d.e)",
    "![[a](https://b.c)",
]
DEFINITIONS = ["[a]: https://b.c", "[ Label ]: https://b.c", "[a", "b]: https://b.c", "[a][a] b", "[a]"]
BLOCKS = [
    *(
        "- [a](http://b.c/d_e) f",
        "- word",
        "* word",
        "+ [a]",
        "-",
        "- ",
        "-   three",
        "-     five",
        "*\ttab",
        "* a",
        "  * nested",
        "    * [**nested**](https://b.c)",
        "     * nested",
        "      * nested deeper",
        "    - nested",
        "* **bold** a",
        "* 2020-01-01 a",
        "* 1. a",
        "- [a]: https://b.c",
        "- `a`",
        "1. one",
        "2) two",
        "# h",
        "> quote",
    ),
    *("===", "---", "- - -", "```", "~~~", ": def", "~ def", "| a | b |", "|---|---|", "<div>", "</div>"),
]
LINES = [*WORDS, *LINKS, *DEFINITIONS, *BLOCKS, "    four", "  two", "\tTab", *[""] * 10]


@given(
    st.lists(
        st.builds(
            str.__add__, st.sampled_from(["", "", "  ", "   ", "      ", "> ", "- "]), st.sampled_from(LINES)
        )
    )
)
def test_lines_in_any_order(lines: list[str]) -> None:
    """However lines follow one another, the shortcuts make the tokens that the rules make."""
    text = "\n".join(lines)
    assert parse(text) == PLAIN.parse(text)


@given(
    st.lists(
        st.sampled_from([*"[]()<>!*_`~\\&: \n-a", "https://b.c", "](", "[a](http://b.c)", "](http://b.c)"]),
        max_size=30,
    ).map("".join)
)
def test_marks_in_any_order(text: str) -> None:
    """However marks follow one another within a line, the tokens are the same too."""
    assert parse(text) == PLAIN.parse(text)


@pytest.mark.parametrize("file", sorted(ISSUES.glob("*.md")), ids=lambda file: file.stem)
def test_real_issues(file: Path) -> None:
    """A real issue is read the same with and without shortcuts."""
    text = file.read_text("utf-8")
    assert parse(text) == PLAIN.parse(text)
