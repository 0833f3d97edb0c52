"""Rules that read what is common at once: a list of single lines, a paragraph of one, links of plain words.

The tokens are those that the parser makes without them; whatever is not beyond doubt is left to its own
rules. Newsletters are lists of links for the most part, and are parsed in half of the time.
"""

from __future__ import annotations

import re
from collections.abc import Container

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim, normalizeReference
from markdown_it.rules_block import StateBlock, heading
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
_CODE = r"`(?P<code>[^\s`](?:[^`\n]*[^\s`])?)`(?!`)"
_LABEL = r"\[(?P<label>[^\[\]\\<`*_~!&\n]*)\](?![(\[:])"
"""What may be a link whose address is defined elsewhere."""
_NOTHING = r"(?P<nothing>(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])|&(?![#A-Za-z0-9]+;)|<(?![A-Za-z/!?]))"
"""What means nothing but itself after all."""
_PIECE = re.compile(rf"{_LINK.pattern}|{_CODE}|{_LABEL}|{_NOTHING}|(?<!\s)\n(?=\S)")
"""What may be among plain words: a link, code that nothing is taken off, the end of a line."""
_EMPHASISED = re.compile(r"(?P<marks>\*\*?)(?P<inside>[A-Za-z0-9](?:[^*_~]*[A-Za-z0-9.!?)])?)(?P=marks)")
"""A text that is emphasised as a whole, with no other marks that work in pairs."""
_NO_DEFINITION = r"\[[^\[\]\\\n]*(?:\[|\](?!:))"
_SAID = re.compile(rf"[^\W\d_]|\(|[0-9]+(?![0-9.)])|\*{{1,2}}(?=[A-Za-z])|`(?!`)|{_NO_DEFINITION}")
"""What a line of words and links begins with: a letter, marks before one, a number that lists nothing, or a
bracket that defines nothing."""
_GOES_ON = re.compile(r"[^\W\d_]|[(\[]")
"""What a line begins with that certainly goes on with the paragraph above it."""
_BULLET = re.compile(rf"( *)([*+-])( {{1,4}})((?:{_SAID.pattern}).*)")


def install(md: MarkdownIt) -> None:
    """Have a parser try these rules before its own."""
    md.inline.terminator_re = MARKUP
    md.inline.ruler.before("link", "plain_link", _plain_link)
    md.block.ruler.before("table", "bullets", _bullets)
    md.block.ruler.before("table", "line", _line)
    md.block.ruler.before("table", "title", _title)
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
    defined = state.env.get("references", ())
    for token in state.tokens:
        if token.type == "inline":
            token.children = _words_and_links(token.content, defined)
            if token.children is None:
                token.children = state.md.inline.parse(token.content, state.md, state.env, [])
                others.append(token)
    text_join(StateCore(state.src, state.md, state.env, others))


def _words_and_links(text: str, defined: Container[str], level: int = 0) -> list[Token] | None:
    """The tokens of a text that is plain words, code and links of these, or all of that emphasised; None of
    any other. ``defined``: the labels of addresses that are given elsewhere."""
    if text[:1] == "*" and (whole := _EMPHASISED.fullmatch(text)):
        return _emphasised(whole["marks"], _words_and_links(whole["inside"], defined, level + 1), level)
    tokens: list[Token] = []
    begin = at = 0
    while markup := MARKUP.search(text, at):
        start = markup.start()
        piece = _PIECE.match(text, start)
        if piece is None:
            return None
        at = piece.end()
        if piece["nothing"]:
            continue
        if piece["label"] is not None:
            if normalizeReference(piece["label"]) in defined:
                return None
            continue
        if start > begin:
            tokens.append(Token("text", "", 0, level=level, content=text[begin:start]))
        if piece["code"]:
            tokens.append(Token("code_inline", "code", 0, level=level, content=piece["code"], markup="`"))
        elif piece["address"]:
            inside = _words_and_links(piece["words"], defined, level + 1)
            if inside is None:
                return None
            opening = Token("link_open", "a", 1, {"href": piece["address"]}, level=level)
            tokens += opening, *inside, Token("link_close", "a", -1, level=level)
        else:
            tokens.append(Token("softbreak", "br", 0, level=level))
        begin = at
    if begin < len(text):
        tokens.append(Token("text", "", 0, level=level, content=text[begin:]))
    return tokens


def _emphasised(marks: str, inside: list[Token] | None, level: int) -> list[Token] | None:
    if inside is None:
        return None
    kind, tag = ("em", "em") if len(marks) == 1 else ("strong", "strong")
    opening = Token(f"{kind}_open", tag, 1, level=level, markup=marks)
    closing = Token(f"{kind}_close", tag, -1, level=level, markup=marks)
    # Of two marks on either side, the parser leaves the outer ones as texts of nothing.
    outer = [Token("text", "", 0, level=level) for _ in marks[1:]]
    return [*outer, opening, *inside, closing, *[each.copy() for each in outer]]


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


_Entry = tuple[int, str, str, int]
"""How far an entry's bullet stands in, the bullet, the entry's text, and its line."""


def _bullets(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001 - a rule's arguments
    """A list of one line for each entry that is in nothing else, ended by a blank line; below an entry may be
    a list of the same kind."""
    if state.level:
        return False
    entries = _entries(state, start, end)
    below = state.skipEmptyLines(start + len(entries))
    if not entries or not (below >= end or (below > start + len(entries) and _begins_anew(state, below))):
        return False
    _list(state, entries, below)
    state.line = below
    return True


def _entries(state: StateBlock, start: int, end: int) -> list[_Entry]:
    """The entries from a line on, up to what is no such entry of the same lists."""
    entries: list[_Entry] = []
    inside = within = 0
    """From where on what stands in belongs to the last entry; how far its own list stands in, if any."""
    for line in range(start, end):
        found = _BULLET.match(state.src, state.bMarks[line], state.eMarks[line])
        if not found:
            break
        depth, bullet = len(found[1]), found[2]
        if depth == 0:
            alike = not entries or bullet == entries[0][1]
            inside, within = 1 + len(found[3]), 0
        elif within:
            alike = depth == within and bullet == entries[-1][1]
        else:
            alike = bool(entries) and inside <= depth < inside + 4
            within = depth
        if not alike:
            break
        entries.append((depth, bullet, found[4], line))
    return entries


def _list(state: StateBlock, entries: list[_Entry], below: int) -> None:
    """A list of the outermost entries; ``below``: the line where it is over."""
    depth, bullet, _, line = entries[0]
    _open(state, "bullet_list_open", "ul", [line, below]).markup = bullet
    heads = [at for at, entry in enumerate(entries) if entry[0] == depth]
    for at, following in zip(heads, [*heads[1:], len(entries)], strict=True):
        _, _, text, line = entries[at]
        last = below if following == len(entries) else entries[following][3]
        _open(state, "list_item_open", "li", [line, last]).markup = bullet
        _paragraph(state, text, line, hidden=True)
        if at + 1 < following:
            _list(state, entries[at + 1 : following], last)
        state.push("list_item_close", "li", -1).markup = bullet
    state.push("bullet_list_close", "ul", -1).markup = bullet


def _begins_anew(state: StateBlock, line: int) -> bool:
    """Whether a line below a blank one certainly does not go on with the list or the entry above it."""
    return state.sCount[line] == 0 and _beginning(state, line) not in "*+-:~"


def _line(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001 - a rule's arguments
    """Lines that begin with a letter or a link, and after which the paragraph is certainly over."""
    begin = state.bMarks[start] + state.tShift[start]
    if state.sCount[start] - state.blkIndent > 3 or not _SAID.match(state.src, begin, state.eMarks[start]):
        return False
    below = start + 1
    while not _is_last(state, below):
        if state.level or state.tShift[below] or not _GOES_ON.match(state.src, state.bMarks[below]):
            return False
        below += 1
    state.line = below
    _paragraph(state, state.src[begin : state.eMarks[below - 1]], start, below)
    return True


def _title(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A heading with a blank line below it, so that it heads no table."""
    if state.sCount[start] or state.src[state.bMarks[start] : state.bMarks[start] + 1] != "#":
        return False
    return (start + 1 >= end or state.isEmpty(start + 1)) and heading(state, start, end, silent)


def _paragraph(state: StateBlock, text: str, line: int, below: int = 0, *, hidden: bool = False) -> None:
    """``below``: the line where it is over, if not the next."""
    lines = [line, below or line + 1]
    _open(state, "paragraph_open", "p", lines).hidden = hidden
    inline = state.push("inline", "", 0)
    inline.content = mdTrim(text)
    inline.map = list(lines)
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
