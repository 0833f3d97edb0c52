"""Markdown as people write it -> Markdown that a parser understands.

The one rule: no line moves, so that every token knows its line in the source.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import regex

Remark = tuple[int, str, str]
"""(line, message, cure)"""

_CODE = (
    r"(?P<code>^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?\n)??[ ]{0,3}(?P=fence)[^\n]*$"
    r"|(?<!`)(?P<tick>`{1,3})(?!`)(?:[^`\n]|(?!(?P=tick))`|\n(?!\s*\n))*?(?P=tick)(?!`))"
)
_COMMENT = regex.compile(_CODE + r"|<!--.*?-->", regex.MULTILINE | regex.DOTALL)
_LONE_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_OPENING = regex.compile(_CODE + r"|\0", regex.MULTILINE | regex.DOTALL)
_TEMPLATE = regex.compile(
    _CODE
    + r"|\{%-?\s*comment\b.*?endcomment\s*-?%\}|\{%-?\s.*?%\}|\{\{[^{}\n]*\}\}"  # Liquid and Jinja
    + r"|\{:[^{}\n]*\}|(?<=\S)[ ]?\{[.#][\w -]+\}[ ]*$",  # kramdown attributes
    regex.MULTILINE | regex.DOTALL,
)
_TEMPLATE_CUE = re.compile(r"\{[%{:.#]")
_LINE_LITTER = re.compile(
    r"\n[ \t]*(?:\\{1,2}|@?\[+toc\]+|\{:toc\}|[*-][ ]+toc)[ \t]*$", re.IGNORECASE | re.MULTILINE
)
_LINE_BREAK = re.compile(r"(?<=\S)[ \t]*\\\\[ \t]*$", re.MULTILINE)
_LINE_LEAD = re.compile(r"^[ \t]*\\\\[ \t]+(?=\S)", re.MULTILINE)
_BOLD_LINE = re.compile(r"\n[ \t]*(\*{2,3})(?!\*).*")
_ORDERED = re.compile(r"\d{1,9}[.)][ \t]")
_BELOW = re.compile(r"[ ]{1,2}[-*+][ \t]")
_BELOW_CUE = re.compile(rf"\n{_BELOW.pattern}")
_EMPTY_DEFINITION_CUE = re.compile(r"\]:[ \t]*\n")
_EMPTY_DEFINITION = re.compile(r"^[ ]{0,3}\[[^\[\]\n]+\]:[ \t]*(?=\n[ ]{0,3}\[)", re.MULTILINE)
_CUT_TEXT_CUE = re.compile(r"\n[^\[\]\n]+\]\[")
_CUT_TEXT = re.compile(r"(?<!\\)\[([^\[\]\n]+)\n[ ]*([^\[\]\n]+)\](?=\[[^\[\]\n]*\])(\[[^\[\]\n]*\])")
_GAP_CUE = re.compile(r"\]\([ ]*(?:https?://|www\.)[^\s()<>]*(?:\s|\Z)")
"""An address that its link does not end."""
_SPACED_LINK = re.compile(r"\](?<=\S\])[ \t]{1,2}\((?=(?:https?://|www\.))")
_CUT_LINK = re.compile(r"\]\([ ]*((?:https?://|www\.)[^\s()<>]*)[ ]*\n[ ]*([^\s()<>\"'\[\]]+)\)")
_SPLIT_LINK = re.compile(r"\]\([ ]*((?:https?://|www\.)[^\s()<>]+)[ ]+([^\s()<>\"'\[\]]+)[ ]*\)")
_OPEN_LINK = re.compile(r"(\[[^\[\]\n]{1,300}\]\((?:https?://|www\.)[^\s()<>]+)[ \t]*$", re.MULTILINE)
_NO_BRACKET = re.compile(r"\[([^\[\]()\n]{1,200})\(((?:https?://)[^\s()<>]+)\)")
_NO_OPENING = re.compile(r"\]\((?<=[^\s\[\]]\]\()(?=https?://[^\s()]+\))")
_LINKS = (
    (
        _SPACED_LINK,
        ((_SPACED_LINK, "](", "space between a link's text and its address", "write [text](address)"),),
    ),
    (
        _GAP_CUE,
        (
            (_CUT_LINK, r"](\1\2)\n", "address cut over two lines", "put it on one line"),
            (_SPLIT_LINK, r"](\1%20\2)", "space inside an address", "write %20"),
            (_OPEN_LINK, r"\1)", "link without its closing parenthesis", "add )"),
        ),
    ),
    (
        _NO_BRACKET,
        ((_NO_BRACKET, r"[\1](\2)", "link without its closing bracket", "write [text](address)"),),
    ),
)
"""(what tells cheaply that patterns may match, (pattern, what it becomes, message, cure) of each)"""
_NO_OPENING_CUE = re.compile(r"\n[^\[\n]*\]\(http")


def repair(text: str, first_line: int = 1) -> tuple[str, list[Remark]]:
    """Mend what Markdown does not understand but a person does, and drop what is not for readers.

    Comments, template tags, kramdown attributes and tables of contents made by a program go;
    links that were cut, spaced or half bracketed work again. No line moves.
    """
    remarks: list[Remark] = []

    def note(match: re.Match[str] | regex.Match[str], message: str, cure: str) -> None:
        line = match.string.count("\n", 0, match.start()) + first_line - 1
        remarks.append((line, message, cure))

    def mended(pattern: re.Pattern[str], new: str, message: str, cure: str) -> str:
        def one(match: re.Match[str]) -> str:
            note(match, message, cure)
            return match.expand(new)

        return pattern.sub(one, text)

    text = f"\n{text}"  # patterns that begin with a line end are found much faster than those with "^"
    if "<!--" in text:
        text = _without_comments(text, lambda match: note(match, "comment that is not closed", "add -->"))
    if _TEMPLATE_CUE.search(text):
        text = _without(_TEMPLATE, text)
    text = _LINE_LITTER.sub("\n", text)
    if "\\\\" in text:
        text = _LINE_BREAK.sub("  ", text)
        text = _LINE_LEAD.sub("", text)
    text = _BOLD_LINE.sub(_tightened, text)
    if _EMPTY_DEFINITION_CUE.search(text):
        text = _EMPTY_DEFINITION.sub("", text)
    if "][" in text and _CUT_TEXT_CUE.search(text):
        text = _CUT_TEXT.sub(r"[\1 \2]\3\n", text)
    if _BELOW_CUE.search(text):
        text = _nested(text)
    for cue, mistakes in _LINKS:
        if cue.search(text):
            for pattern, new, message, cure in mistakes:
                text = mended(pattern, new, message, cure)
    if _NO_OPENING_CUE.search(text):
        text = _reopened(
            text, lambda match: note(match, "link without its opening bracket", "write [text](address)")
        )
    return text[1:], remarks


def _nested(text: str) -> str:
    """Bullets below a numbered entry, indented too little to belong to it, moved in."""
    lines = text.split("\n")
    ordered = False
    for i, line in enumerate(lines):
        if _ORDERED.match(line):
            ordered = True
        elif ordered and _BELOW.match(line):
            lines[i] = f"  {line}"
        elif line and not line[0].isspace():
            ordered = False
    return "\n".join(lines)


def _tightened(match: re.Match[str]) -> str:
    """A line that is wholly bold, without the blanks inside its asterisks, which would leave it plain."""
    marker, line = match[1], match[0].strip()
    inner = line[len(marker) : -len(marker)].strip()
    if (
        not line.endswith(marker)
        or not inner
        or "**" in inner
        or inner.startswith("*")
        or inner.endswith("*")
    ):
        return match[0]
    return f"{match[0][: len(match[0]) - len(match[0].lstrip())]}{marker}{inner}{marker}"


def _reopened(text: str, note: Callable[[re.Match[str]], None]) -> str:
    """``see paper](https://…)`` with the bracket that is missing, before the last word."""
    parts, done = [], 0
    for match in _NO_OPENING.finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        paragraph = max(text.rfind("\n\n", 0, match.start()), 0)
        if "[" in text[line : match.start()] or text.count("[", paragraph, line) > text.count(
            "]", paragraph, line
        ):
            continue
        note(match)
        word = max(line, text.rfind(" ", line, match.start()) + 1)
        parts += [text[done:word], "[", text[word : match.start()]]
        done = match.start()
    return "".join((*parts, text[done:]))


def _without_comments(text: str, note: Callable[[regex.Match[str]], None]) -> str:
    """Take comments out, and openings of comments that are never closed; code keeps both."""
    closed = text.rfind("-->") + 3 if "-->" in text else 0
    # A stand-in for openings that nothing closes, so that no search for an end runs to the end.
    text = text[:closed] + text[closed:].replace("<!--", "\0")
    if _may_be_code(text):
        text = _without(_COMMENT, text)
    else:
        text = _LONE_COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)

    def opening(match: regex.Match[str]) -> str:
        if match["code"] is not None:
            return match[0].replace("\0", "<!--")
        note(match)
        return ""

    return _OPENING.sub(opening, text) if "\0" in text else text


def _may_be_code(text: str) -> bool:
    """Whether code may be around the opening of a comment: something in front of it opens code."""
    starts = (match.start() for match in re.finditer("<!--", text))
    return (
        "```" in text or "~~~" in text or any("`" in text[text.rfind("\n\n", 0, i) + 1 : i] for i in starts)
    )


def _without(pattern: regex.Pattern[str], text: str) -> str:
    """Take matches out but for code, keeping their line ends."""

    def blank(match: regex.Match[str]) -> str:
        if match["code"] is not None:
            return match[0]
        return "\n" * match[0].count("\n")

    return pattern.sub(blank, text)
