"""Passages of a text with what matched marked: escaped, safe to show as they are."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from index.analysis import Span

LENGTH = 200
"""Characters of a passage, about."""
_BEFORE = 50
"""Characters shown before the first match, about."""
_BEGIN, _END = "\x01", "\x02"
"""Stand for the marks while a text is escaped as a whole; in texts, these characters say nothing."""


def marked(text: str, spans: Sequence[Span]) -> str:
    """The whole text; ``spans`` are what matched, in its order."""
    return _render(text, 0, len(text), spans)


def passage(text: str, spans: Sequence[Span]) -> str:
    """The stretch of a text where most of what matched is near one another, cut between words."""
    if not text:
        return ""
    start = _best_start(spans) if spans else 0
    start = 0 if start <= _BEFORE else _cut(text, start - _BEFORE, start)
    end = min(len(text), start + LENGTH)
    if end < len(text):
        # Not inside a match or a word, unless the word is longer than the rest of the passage.
        end = max((last for first, last, _ in spans if first < end < last), default=end)
        space = text.rfind(" ", start + LENGTH // 2, end + 1)
        inside = any(first < space < last for first, last, _ in spans)
        end = space if space > 0 and not inside else end
    before = "… " if start else ""
    after = " …" if end < len(text) else ""
    return before + _render(text, start, end, spans) + after


def _best_start(spans: Sequence[Span]) -> int:
    """Where the passage with most different terms, and then most matches, begins."""
    best, best_start = (0, 0), spans[0][0]
    if spans[-1][1] <= best_start + LENGTH - _BEFORE:
        return best_start
    last = 0
    for first, (start, _, _) in enumerate(spans):
        while last < len(spans) and spans[last][1] <= start + LENGTH - _BEFORE:
            last += 1
        window = spans[first:last]
        worth = (len({term for _, _, term in window}), len(window))
        if worth > best:
            best, best_start = worth, start
    return best_start


def _cut(text: str, earliest: int, latest: int) -> int:
    """The first place in between where a sentence or else a word begins."""
    stretch = text[earliest:latest]
    for sign in (". ", "\n", "。", " "):
        at = stretch.find(sign)
        if at >= 0:
            return earliest + at + len(sign)
    return earliest


def _render(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    if not spans:
        return escape(" ".join(text[start:end].split()))
    if _BEGIN in text or _END in text:
        text = text.replace(_BEGIN, " ").replace(_END, " ")
    pieces = []
    at = start
    for first, last in _merged(spans):
        if last <= start:
            continue
        if first >= end:
            break
        inside, outside = max(first, start), min(last, end)
        pieces += [text[at:inside], _BEGIN, text[inside:outside], _END]
        at = outside
    marked = escape(" ".join("".join([*pieces, text[at:end]]).split()))
    return marked.replace(_BEGIN, "<mark>").replace(_END, "</mark>")


def _merged(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Of at least one, without overlaps; the parts of one word together."""
    merged: list[tuple[int, int]] = []
    begin, stop, _ = spans[0]
    for start, end, _ in spans:
        if start > stop:
            merged.append((begin, stop))
            begin = start
        stop = max(stop, end)
    merged.append((begin, stop))
    return merged
