"""What is written straight away is what the renderer and nh3 would have written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archive.markdown import Addresses, inline, parse
from archive.plain_html import plain_blocks, plain_html
from archive.safe_html import sanitise

RENDERER = MarkdownIt("commonmark").enable("strikethrough")
PIECES = [
    *(
        "**",
        "*",
        "_",
        "~~",
        "`",
        "\\",
        "\n",
        "  \n",
        "<",
        ">",
        "&",
        '"',
        "'",
        "]",
        "[",
        "(",
        ")",
        " ",
        "\u00a0",
    ),
    *(
        "word",
        "中文",
        "🚀",
        "&amp;",
        "&lt;b&gt;",
        "&#13;",
        "&#x1;",
        "\u200b",
        "\ufdd0",
        "[a](https://x.org/b)",
    ),
    *(
        "[*a* `b`](http://x.org?c=d&e)",
        '[a](https://x.org "t")',
        "[a](https://192.168.1.300/)",
        "[a](//x.org)",
    ),
    *(
        "[a](https://xn--a.org)",
        "[a](javascript:b)",
        "[a](<https://x.org/a b>)",
        "<b>",
        "</b>",
        "<a href=x>",
        "</a>",
    ),
    *("![a](https://x.org/b.png)", "<https://x.org/a>", "[a](https://x.org/%zz'\")", "[a](https://x..org)"),
]


def both(text: str) -> tuple[str | None, str]:
    """A paragraph as it is written straight away, and as nh3 cleans it."""
    children = next((token.children or [] for token in parse(text) if token.type == "inline"), [])
    inline(children, Addresses(str, str))
    return plain_html(children), sanitise(RENDERER.renderer.render(children, RENDERER.options, {}))


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_written_as_nh3_would(text: str) -> None:
    """Whatever stands in a paragraph, its HTML is letter for letter what nh3 lets pass."""
    written, cleaned = both(text)
    assert written is None or written.strip() == cleaned


@given(st.text())
def test_any_letters(text: str) -> None:
    """Letters of any alphabet, and what is none, are escaped as nh3 does, or left to it."""
    written, cleaned = both(text)
    assert written is None or written.strip() == cleaned


@given(st.text(st.sampled_from("ah1.:-/%&?#=[]@_x0\\"), max_size=12))
def test_any_address(rest: str) -> None:
    """A link is shown with its address only if nh3 shows it so too."""
    written, cleaned = both(f"[a](https://{rest})")
    assert written is None or written.strip() == cleaned


@given(
    st.lists(
        st.builds(
            str.__add__,
            st.sampled_from(["", "", "  ", "    ", "> ", "- ", "* ", "1. ", "3) ", "# ", "- > ", "  - "]),
            st.sampled_from(["", "word", "[a](https://x.org/b) *c*", "<b>", "===", "***", "a | b", ": def"]),
        ),
        max_size=9,
    ).map("\n".join)
)
def test_blocks_as_nh3_would(text: str) -> None:
    """However paragraphs, headings, lists and quotes lie in one another, their HTML is what nh3 lets pass."""
    tokens = parse(text)
    for token in tokens:
        inline(token.children or [], Addresses(str, str))
    written, rendered = plain_blocks(tokens), RENDERER.renderer.render(tokens, RENDERER.options, {})
    assert written is None or written.strip() == sanitise(rendered)


def test_a_list_below_its_entry_is_plain() -> None:
    """A list within a list's entry needs no cleaning."""
    written = plain_blocks(parse("- a\n  - b\n  - *c*\n\n> d"))
    assert written == (
        "<ul>\n<li>a\n<ul>\n<li>b</li>\n<li><em>c</em></li>\n</ul>\n</li>\n</ul>\n"
        "<blockquote>\n<p>d</p>\n</blockquote>\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Words, *slanted*, **bold**, ~~gone~~ and `code < 1`",
        "A [link](https://example.org/a_b/c?d=e&f=g#h) & more",
        "[**Bold**](http://example.org:8080): one\ntwo  \nthree",
        "中文，emoji 🚀 and “quotes”",
    ],
)
def test_what_is_common_is_plain(text: str) -> None:
    """Words, emphasis, code and links to web addresses need no cleaning."""
    written, cleaned = both(text)
    assert written == cleaned


@pytest.mark.parametrize(
    "text",
    ["<b>raw</b>", "![image](https://example.org/a.png)", "[a](ftp://example.org)", '[a](https://x.org "t")'],
)
def test_the_rest_is_cleaned(text: str) -> None:
    """Raw HTML, images and unusual addresses are left to nh3."""
    assert both(text)[0] is None
