"""What stands above an issue's text: YAML, TOML, or plain ``Key: value`` lines.

Whatever is wrong there costs at most the line it is wrong in; the text below is never lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archive.handwritten import YAML_KEY, Found, Remark, entries, read_toml, read_yaml, unquoted

KNOWN = frozenset(
    "title subtitle subject headline date updated modified created published draft status number issue volume"
    " author authors editor editors by category categories tag tags keywords lang language locale slug url"
    " permalink summary description excerpt abstract layout template image cover copyright".split()
)
"""Keys that tell a header without fences from a text that happens to begin with "Word: …"."""

GROUPS = ("taxonomies", "params", "extra")
"""Tables in which Hugo and Zola put keys that stand at the top elsewhere."""

_YAML_FENCE = re.compile(r"-{3,}\s*")
_YAML_END = re.compile(r"(-{3,}|\.{3})\s*")
_TOML_FENCE = re.compile(r"\+{3}\s*")
_HEADER_KEY = re.compile(r"(?P<key>[A-Za-z][\w-]*):(?:\s+(?P<rest>.*))?")
_FIELD_KEY = re.compile(r":(?P<key>[A-Za-z][\w -]*):(?:\s+(?P<rest>.*))?")
_INDENTED = re.compile(r"[ \t]+\S.*")
_UNDERLINE = re.compile(r"([=\-~*#^\"'+`])\1{2,}\s*")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above the text, and the text."""

    values: dict[str, object] = field(default_factory=dict)
    """By key in small letters: texts, whole numbers, true and false, None, lists and tables of them.
    Dates of YAML and of headers are texts, those of TOML dates."""
    body: str = ""
    body_line: int = 1
    """The source line that the body begins at, counted from 1."""
    problems: tuple[Remark, ...] = ()
    """In the order of the source."""


def front_matter(text: str) -> FrontMatter:
    """Part a source, its lines ending with ``\\n``, into front matter and body. Never raises."""
    lines = text.split("\n")
    start = _beginning(lines)
    for read in (_yaml, _toml, _header, _fields):
        found = read(lines, start)
        if found is not None:
            body = "\n".join(lines[found.end :])
            return FrontMatter(_flat(found.values), body, found.end + 1, tuple(sorted(found.remarks)))
    return FrontMatter({}, text)


def _flat(values: dict[str, object]) -> dict[str, object]:
    for inner in [values.get(group) for group in GROUPS]:
        if isinstance(inner, dict):
            values = inner | values
    return values


def _beginning(lines: list[str]) -> int:
    """Index of the first line that is neither blank nor part of an HTML comment."""
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if line.startswith("<!--"):
            end = _next(lines, at, re.compile(r".*-->\s*"))
            if end is None:
                return at
            at = end
        elif line:
            return at
        at += 1
    return at


def _next(lines: list[str], start: int, pattern: re.Pattern[str]) -> int | None:
    return next((i for i in range(start, len(lines)) if pattern.fullmatch(lines[i])), None)


def _yaml(lines: list[str], start: int) -> Found | None:
    if start == len(lines) or not _YAML_FENCE.fullmatch(lines[start]):
        return None
    first = start + 1
    end = _next(lines, first, _YAML_END)
    block = lines[first:end]
    telling = next((line for line in block if line.strip() and not line.startswith("#")), "")
    if not telling:
        return None if end is None else Found(end + 1)
    key = YAML_KEY.fullmatch(telling)
    if key is None:
        return None
    if end is not None and not _runs_on(block):
        found = Found(end + 1)
    elif key["key"].casefold() in KNOWN:
        stop = next((i for i, line in enumerate(block) if line[:1] in ("", "#") or _is_foreign(line)), None)
        block = block[:stop]
        found = _unended(first + len(block), "---")
    else:
        return None
    read_yaml(block, first + 1, found)
    return found


def _runs_on(block: list[str]) -> bool:
    """Whether what seems to be front matter holds the issue's text: prose behind a blank line."""
    blank = False
    for line in block:
        if not line.strip():
            blank = True
        elif blank and _is_foreign(line):
            return True
        elif not line.startswith("#"):
            blank = False
    return False


def _is_foreign(line: str) -> bool:
    """Whether a line cannot belong to YAML: no key, no list entry, not indented, no comment."""
    return bool(line.strip()) and line[0] not in " \t#-]}" and not YAML_KEY.fullmatch(line)


def _unended(end: int, fence: str) -> Found:
    """Front matter whose last line is source line ``end``."""
    return Found(end, remarks=[(end, "the front matter has no end", f"write a line {fence} below it")])


def _toml(lines: list[str], start: int) -> Found | None:
    if start == len(lines) or not _TOML_FENCE.fullmatch(lines[start]):
        return None
    first = start + 1
    end = _next(lines, first, _TOML_FENCE)
    if end is not None:
        block, found = lines[first:end], Found(end + 1)
    else:
        block = lines[first : _next(lines, first, re.compile(r"\s*"))]
        found = _unended(first + len(block), "+++")
    read_toml(block, first + 1, found)
    return found


def _header(lines: list[str], start: int) -> Found | None:
    """``Key: value`` lines without fences, as Pelican and MultiMarkdown have them."""
    found = _keys(lines, start, _HEADER_KEY)
    if found is None or (len(found.values) == 1 and not {"title", "date"} & found.values.keys()):
        return None
    if found.end < len(lines) and _YAML_END.fullmatch(lines[found.end]):
        found.end += 1
    return found


def _fields(lines: list[str], start: int) -> Found | None:
    """``:key: value`` lines of reStructuredText, perhaps below the title."""
    marks = [i for i in range(start, min(start + 3, len(lines))) if _UNDERLINE.fullmatch(lines[i])]
    title, at = "", start
    if marks in ([start + 1], [start, start + 2]):
        title, at = lines[marks[-1] - 1].strip(), marks[-1] + 1
        while at < len(lines) and not lines[at].strip():
            at += 1
    found = _keys(lines, at, _FIELD_KEY)
    if found is None or (len(found.values) == 1 and not title):
        return None
    if title:
        found.values.setdefault("title", title)
    return found


def _keys(lines: list[str], start: int, pattern: re.Pattern[str]) -> Found | None:
    """Keys, each on its line and going on in indented ones; None where the first is not a known one."""
    end = start
    while end < len(lines) and (
        pattern.fullmatch(lines[end].rstrip()) or (end > start and _INDENTED.fullmatch(lines[end]))
    ):
        end += 1
    found = Found(end)
    for at, entry in entries(lines[start:end], pattern):
        parts = pattern.fullmatch(entry[0].rstrip())
        if parts is None or (at == 0 and parts["key"].casefold() not in KNOWN):
            return None
        value = " ".join([(parts["rest"] or "").strip(), *(text.strip() for text in entry[1:])])
        found.add(parts["key"], unquoted(value) or None, start + at + 1)
    return found if found.values else None
