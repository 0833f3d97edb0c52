"""Rules that read what is common at once: a paragraph of one line, a link of plain words.

The tokens are those that the parser makes without them; whatever is not beyond doubt is left to its own
rules. Newsletters are lists of links for the most part, and are read in two thirds of the time.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

MARKUP = re.compile(r"[\n&*<\[\\\]_`~]|!(?=\[)")
"""Where text that means nothing but itself may end: no rule that we use begins with another character."""
PAIRED = re.compile(r"[*_~]")
"""Markup that works in pairs, which are found after all else."""
_WORDS = r"[^\[\]\\<`]*"
_ADDRESS = r"[^\s\x00-\x20\x7f()<>\\&\[\]]"
_LINK = re.compile(
    rf"\[({_WORDS}(?:`[^`\[\]\\<]+`(?!`){_WORDS})*)\]"
    rf"\((https?://{_ADDRESS}+(?:&(?![A-Za-z0-9#]+;){_ADDRESS}*)*)\)"
)
"""A link whose text certainly ends at the first bracket, and whose address means just what it says."""
_NO_DEFINITION = re.compile(r"\[[^\[\]\\\n]*(?:\[|\](?!:))")


def install(md: MarkdownIt) -> None:
    """Have a parser try these rules before its own."""
    md.inline.terminator_re = MARKUP
    md.inline.ruler.before("link", "plain_link", _plain_link)
    md.block.ruler.before("table", "line", _line)


def _plain_link(state: StateInline, silent: bool) -> bool:
    """``[words](https://…)``."""
    if state.src[state.pos] != "[":
        return False
    match = _LINK.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        end = state.posMax
        state.push("link_open", "a", 1).attrs = {"href": match[2]}
        state.linkLevel += 1
        state.pos, state.posMax = match.span(1)
        state.md.inline.tokenize(state)
        state.posMax = end
        state.linkLevel -= 1
        state.push("link_close", "a", -1)
    state.pos = match.end()
    return True


def _line(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001 - a rule's arguments
    """A line that begins with a letter or a link, and after which the paragraph is certainly over."""
    begin = state.bMarks[start] + state.tShift[start]
    first = state.src[begin]
    if state.sCount[start] - state.blkIndent > 3 or not _is_last(state, start + 1):
        return False
    if not first.isalpha() and not (
        first == "[" and _NO_DEFINITION.match(state.src, begin, state.eMarks[start])
    ):
        return False
    state.line = start + 1
    state.push("paragraph_open", "p", 1).map = [start, start + 1]
    inline = state.push("inline", "", 0)
    inline.content = mdTrim(state.src[begin : state.eMarks[start]])
    inline.map = [start, start + 1]
    inline.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _is_last(state: StateBlock, below: int) -> bool:
    """Whether a paragraph ends above the line ``below``: there is none, it is blank or the next bullet."""
    if below >= state.lineMax:
        return True
    if state.isEmpty(below):
        return below + 1 >= state.lineMax or _beginning(state, below + 1) not in (":", "~")
    return (
        0 <= state.sCount[below] < state.blkIndent
        and state.sCount[below] - state.listIndent < 4
        and _beginning(state, below, 2) in ("- ", "* ", "+ ")
    )


def _beginning(state: StateBlock, line: int, length: int = 1) -> str:
    start = state.bMarks[line] + state.tShift[line]
    return state.src[start : start + length]
