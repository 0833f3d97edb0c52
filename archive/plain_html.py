"""Markdown -> HTML that needs no cleaning, straight from the tokens.

Most of a newsletter is paragraphs and lists of words, emphasis and links to plain web addresses. What is
written here for them is, letter for letter, what the renderer and then nh3 make of them, at a fifth of the
cost. For anything else (raw HTML, images, an address beyond the pattern below) there is no answer, and nh3
decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from markdown_it.token import Token

_TAGS = {
    "em_open": "<em>",
    "em_close": "</em>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "s_open": "<s>",
    "s_close": "</s>",
    "link_close": "</a>",
    "softbreak": "\n",
    "hardbreak": "<br>\n",
}
_ADDRESS = re.compile(
    r"https?://(?:[a-z0-9][a-z0-9-]{0,62}\.){1,9}[a-z]{2,24}(?::[1-9]\d{0,3})?"
    r"(?:/[A-Za-z0-9._~!$'()*+,;=:@/?#%&-]*)?",
    re.ASCII,
)
"""Web addresses that are right whatever the rules for hosts: no lone numbers, no other alphabets."""
_ODD = re.compile("[^\t\n -~\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U0001f000-\U0001faff]")
"""Characters that a parser of HTML may change or drop."""


_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote"})


def plain_blocks(tokens: Sequence[Token]) -> str | None:
    """Safe HTML of block tokens, or of an inline one; None where nh3 has to look at it."""
    parts: list[str] = []
    hidden = False
    """Whether the token before is that of a paragraph whose tags are left out."""
    for token, below in zip_longest(tokens, tokens[1:]):
        if token.type == "inline":
            inside = plain_html(token.children or ())
            if inside is None:
                return None
            parts.append(inside)
        elif token.tag not in _BLOCKS or token.attrs:
            return None
        elif token.nesting < 0:
            parts.append("" if token.hidden else f"</{token.tag}>\n")
        elif not token.hidden:
            broken = below is not None and below.type != "inline" and not below.hidden and below.nesting > 0
            parts += "\n" if hidden else "", f"<{token.tag}>", "\n" if broken else ""
        hidden = token.hidden
    return "".join(parts)


def plain_html(children: Sequence[Token]) -> str | None:
    """Safe HTML of inline tokens; None where nh3 has to look at it."""
    parts: list[str] = []
    depth = 0
    for token in children:
        kind = token.type
        depth += token.nesting
        if kind == "text":
            parts.append(_escaped(token.content))
        elif kind == "link_open":
            if (opening := _link(token)) is None:
                return None
            parts.append(opening)
        elif kind == "code_inline":
            parts.append(f"<code>{_escaped(token.content)}</code>")
        elif kind in _TAGS:
            parts.append(_TAGS[kind])
        else:
            return None
        if depth < 0:
            return None
    result = "".join(parts)
    return None if depth or _ODD.search(result) else result


def _link(token: Token) -> str | None:
    """The opening tag of a link; None where its address or title might have to be changed."""
    if not token.attrs:
        return '<a rel="noopener noreferrer">'
    address = token.attrs.get("href")
    if len(token.attrs) > 1 or not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        return None
    if "xn--" in address:
        return None
    return f'<a href="{address.replace("&", "&amp;")}" rel="noopener noreferrer">'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\u00a0", "&nbsp;")
