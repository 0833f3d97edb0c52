"""Rules that read what is common at once: a list of single lines, a paragraph of one, links of plain words.

The tokens are those that the parser makes without them; whatever is not beyond doubt is left to its own
rules. Newsletters are lists of links for the most part, and are parsed in half of the time.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, normalize, text_join
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

MARKUP = re.compile(r"[\n!&*<\[\\\]_`~](?:(?<![!&])|(?<=!)(?=\[)|(?<=&)(?=[#A-Za-z]))")
"""Where text that means nothing but itself may end: no rule that we use begins with another character."""
PAIRED = re.compile(r"[*_~]")
"""Markup that works in pairs, which are found after all else."""
_WORDS = r"[^\[\]\\<`]*"
_ADDRESS = r"[^\s\x00-\x20\x7f()<>\\&\[\]]"
_LINK = re.compile(
    rf"\[(?P<words>{_WORDS}(?:`[^`\[\]\\<]+`(?!`){_WORDS})*)\]"
    rf"\((?P<address>https?://{_ADDRESS}+(?:&(?![A-Za-z0-9#]+;){_ADDRESS}*)*)\)"
)
"""A link whose text certainly ends at the first bracket, and whose address means just what it says."""
_PIECE = re.compile(rf"{_LINK.pattern}|`(?P<code>[^\s`](?:[^`\n]*[^\s`])?)`(?!`)|(?<!\s)\n(?=\S)")
"""What may be among plain words: a link, code that nothing is taken off, the end of a line."""
_NO_DEFINITION = r"\[[^\[\]\\\n]*(?:\[|\](?!:))"
_SAID = re.compile(rf"[^\W\d_]|{_NO_DEFINITION}")
"""What a line of words and links begins with: a letter, or a bracket that defines nothing."""
_BULLET = re.compile(rf"([*+-]) {{1,4}}((?:{_SAID.pattern}).*)")


def install(md: MarkdownIt) -> None:
    """Have a parser try these rules before its own."""
    md.inline.terminator_re = MARKUP
    md.inline.ruler.before("link", "plain_link", _plain_link)
    md.block.ruler.before("table", "bullets", _bullets)
    md.block.ruler.before("table", "line", _line)
    md.core.ruler.at("normalize", _normalize)
    md.core.ruler.at("inline", _inline)
    md.core.ruler.disable("text_join")


def _normalize(state: StateCore) -> None:
    """Line ends, which are right already in nearly every text."""
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


def _inline(state: StateCore) -> None:
    """What stands in blocks, its text joined where the parser's own rules may leave it in pieces."""
    others: list[Token] = []
    for token in state.tokens:
        if token.type == "inline":
            token.children = _words_and_links(token.content)
            if token.children is None:
                token.children = state.md.inline.parse(token.content, state.md, state.env, [])
                others.append(token)
    text_join(StateCore(state.src, state.md, state.env, others))


def _words_and_links(text: str, level: int = 0) -> list[Token] | None:
    """The tokens of a text that is plain words, code and links of these; None of any other."""
    tokens: list[Token] = []
    begin = 0
    while markup := MARKUP.search(text, begin):
        start = markup.start()
        piece = _PIECE.match(text, start)
        if piece is None:
            return None
        if start > begin:
            tokens.append(Token("text", "", 0, level=level, content=text[begin:start]))
        if piece["code"]:
            tokens.append(Token("code_inline", "code", 0, level=level, content=piece["code"], markup="`"))
        elif piece["address"]:
            inside = _words_and_links(piece["words"], level + 1)
            if inside is None:
                return None
            opening = Token("link_open", "a", 1, {"href": piece["address"]})
            tokens += opening, *inside, Token("link_close", "a", -1)
        else:
            tokens.append(Token("softbreak", "br", 0, level=level))
        begin = piece.end()
    if begin < len(text):
        tokens.append(Token("text", "", 0, level=level, content=text[begin:]))
    return tokens


def _plain_link(state: StateInline, silent: bool) -> bool:
    """``[words](https://…)``."""
    if state.src[state.pos] != "[":
        return False
    match = _LINK.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        end = state.posMax
        state.push("link_open", "a", 1).attrs = {"href": match["address"]}
        state.linkLevel += 1
        state.pos, state.posMax = match.span("words")
        state.md.inline.tokenize(state)
        state.posMax = end
        state.linkLevel -= 1
        state.push("link_close", "a", -1)
    state.pos = match.end()
    return True


def _bullets(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001 - a rule's arguments
    """A list of one line for each entry that is in nothing else, ended by a blank line."""
    if state.level:
        return False
    entries: list[str] = []
    line, marker = start, state.src[state.bMarks[start]]
    while (
        line < end
        and (found := _BULLET.match(state.src, state.bMarks[line], state.eMarks[line]))
        and found[1] == marker
    ):
        entries.append(found[2])
        line += 1
    below = state.skipEmptyLines(line)
    if not entries or not (below >= end or (below > line and _begins_anew(state, below))):
        return False
    _open(state, "bullet_list_open", "ul", [start, below]).markup = marker
    for position, entry in enumerate(entries, start):
        last = below if position + 1 == line else position + 1
        _open(state, "list_item_open", "li", [position, last]).markup = marker
        _paragraph(state, entry, position, hidden=True)
        state.push("list_item_close", "li", -1).markup = marker
    state.push("bullet_list_close", "ul", -1).markup = marker
    state.line = below
    return True


def _begins_anew(state: StateBlock, line: int) -> bool:
    """Whether a line below a blank one certainly does not go on with the list or the entry above it."""
    return state.sCount[line] == 0 and _beginning(state, line) not in "*+-:~"


def _line(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001 - a rule's arguments
    """A line that begins with a letter or a link, and after which the paragraph is certainly over."""
    begin = state.bMarks[start] + state.tShift[start]
    if state.sCount[start] - state.blkIndent > 3 or not _is_last(state, start + 1):
        return False
    if not _SAID.match(state.src, begin, state.eMarks[start]):
        return False
    state.line = start + 1
    _paragraph(state, state.src[begin : state.eMarks[start]], start)
    return True


def _paragraph(state: StateBlock, text: str, line: int, hidden: bool = False) -> None:
    _open(state, "paragraph_open", "p", [line, line + 1]).hidden = hidden
    inline = state.push("inline", "", 0)
    inline.content = mdTrim(text)
    inline.map = [line, line + 1]
    inline.children = []
    state.push("paragraph_close", "p", -1).hidden = hidden


def _open(state: StateBlock, kind: str, tag: str, lines: list[int]) -> Token:
    token = state.push(kind, tag, 1)
    token.map = lines
    return token


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
