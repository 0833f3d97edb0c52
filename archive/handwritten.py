"""YAML and TOML as people type them: what is right is read by the book, the rest as it was meant.

One slip costs the line it is in, not the whole; each is remarked with line and cure.
"""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

Remark = tuple[int, str, str]
"""(source line counted from 1, what is wrong, its likely cure)"""

YAML_KEY = re.compile(
    r"(?P<quote>[\"']?)(?P<key>[^\W\d][\w.-]*(?: [\w-]+){0,2})(?P=quote)\s*[:：](?!//)(?P<rest>.*)"
)
"""A line that begins a key, also where the space behind the colon was forgotten."""
_TOML_KEY = re.compile(r"(?P<quote>[\"']?)(?P<key>[\w.-]+)(?P=quote)\s*=(?P<rest>.*)")
_TOML_TABLE = re.compile(r"\s*\[[\w.-]+\]\s*")
_CUT_OFF = re.compile(r"(?P<key>[\w.-]+:\s+)(?P<value>[^\s'\"\[{|>&*!#].*?\s#\d.*)")
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})")
_CONSTANTS: Mapping[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(slots=True)
class Found:
    """Keys and values as they are being read."""

    end: int
    """Index of the first line behind them."""
    values: dict[str, object] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def add(self, key: str, value: object, line: int) -> None:
        """Of a key that comes twice, the last value that is not empty counts."""
        key = key.strip().casefold()
        if key in self.values:
            self.remarks.append((line, f'"{key}" is there twice', "keep one of the two"))
        if key not in self.values or value not in (None, "", []):
            self.values[key] = value


BRACKETS = 500
"""More of them and PyYAML takes seconds, as its time grows with the square of their nesting."""


def read_yaml(block: list[str], line: int, found: Found) -> None:
    """Read lines of YAML, the first of which is source line ``line``."""
    block = [_keep_number(text, line + i, found) for i, text in enumerate(block)]
    text = "\n".join(block)
    try:
        if text.count("[") + text.count("{") > BRACKETS:
            raise yaml.composer.ComposerError(None, None, "too many brackets")
        _add_yaml(text, line, found)
    except (yaml.YAMLError, RecursionError):
        for at, entry in entries(block, YAML_KEY):
            _read_yaml_entry(entry, line + at, found)


def read_toml(block: list[str], line: int, found: Found) -> None:
    """Read lines of TOML, the first of which is source line ``line``."""
    try:
        _add_toml("\n".join(block), line, found)
    except (tomllib.TOMLDecodeError, RecursionError):
        for at, entry in entries(block, _TOML_KEY):
            _read_toml_entry([text for text in entry if not _TOML_TABLE.fullmatch(text)], line + at, found)


def entries(block: list[str], pattern: re.Pattern[str]) -> list[tuple[int, list[str]]]:
    """(index, lines) of each key, with the lines that belong to it."""
    starts = [i for i, text in enumerate(block) if pattern.fullmatch(text.rstrip())]
    return [(at, block[at:end]) for at, end in zip(starts, [*starts[1:], len(block)], strict=False)]


def unquoted(text: str) -> str:
    """Without the quotes around it, also where only one of the two is there."""
    text = text.strip()
    quote = text[:1]
    if quote not in ("'", '"'):
        return text
    if len(text) > 1 and text.endswith(quote):
        return text[1:-1].strip()
    return text if text.count(quote) % 2 == 0 else text[1:].strip()


class _Loader(yaml.SafeLoader):
    """YAML without aliases: in a newsletter ``*`` is emphasis, and aliases can grow without bound."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "* begins an alias")
        return super().compose_node(parent, index)


def _add_yaml(text: str, line: int, found: Found) -> None:
    """Read valid YAML. Raises yaml.YAMLError where it is not, or holds no keys."""
    node = yaml.compose(text, Loader=_Loader)
    if not isinstance(node, yaml.MappingNode):
        raise yaml.constructor.ConstructorError(None, None, "a colon and a space belong behind a key")
    for key, value, at in [(_value(key), _value(value), key.start_mark.line) for key, value in node.value]:
        found.add(str(key), value, line + at)


def _value(node: yaml.Node) -> object:
    """The value as YAML 1.2 has it, but for fractions: "no" is Norwegian, and 1.10 is not 1.1."""
    if isinstance(node, yaml.SequenceNode):
        return [_value(inner) for inner in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(_value(key)).casefold(): _value(inner) for key, inner in node.value}
    text = str(node.value)
    if getattr(node, "style", None) is not None:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return _CONSTANTS.get(text.casefold(), text)


def _keep_number(text: str, line: int, found: Found) -> str:
    """``title: Weekly #20`` in quotes: YAML would take ``#20`` for a comment."""
    cut = _CUT_OFF.fullmatch(text)
    if not cut:
        return text
    found.remarks.append((line, "YAML takes what stands behind # for a comment", "put the value in quotes"))
    return cut["key"] + "'" + cut["value"].strip().replace("'", "''") + "'"


def _read_yaml_entry(entry: list[str], line: int, found: Found) -> None:
    """Read one key, which need not be the one that breaks the YAML."""
    tabs = next((i for i, text in enumerate(entry) if "\t" in text), None)
    entry = [text.expandtabs(2).rstrip() for text in entry]
    try:
        _add_yaml("\n".join(entry), line, found)
    except (yaml.YAMLError, RecursionError) as error:
        if parts := YAML_KEY.fullmatch(entry[0]):
            reason = getattr(error, "problem", None) or "not understood"
            message = f'"{parts["key"]}" is no valid YAML: {reason}'
            found.remarks.append((line, message, "put the value in quotes"))
            found.add(parts["key"], _meant(parts["rest"], entry[1:]), line)
    else:
        if tabs is not None:
            found.remarks.append((line + tabs, "there is a tab", "write spaces"))


def _add_toml(text: str, line: int, found: Found) -> None:
    for key, value in tomllib.loads(text).items():
        found.add(key, _small(value), line)


def _small(value: object) -> object:
    """With all keys in small letters."""
    if isinstance(value, dict):
        return {key.casefold(): _small(inner) for key, inner in value.items()}
    return [_small(inner) for inner in value] if isinstance(value, list) else value


def _read_toml_entry(entry: list[str], line: int, found: Found) -> None:
    try:
        _add_toml("\n".join(entry), line, found)
    except (tomllib.TOMLDecodeError, RecursionError):
        if parts := _TOML_KEY.fullmatch(entry[0].rstrip()):
            found.remarks.append((line, f'"{parts["key"]}" is no valid TOML', "put the value in quotes"))
            found.add(parts["key"], _meant(parts["rest"], entry[1:]), line)


def _meant(first: str, more: list[str]) -> object:
    """The value that was probably meant: ``first`` stands behind the key, ``more`` below it."""
    first = first.strip().removeprefix("!").strip()
    more = [text for text in more if text.strip()]
    if more and not first:
        if all(text.lstrip().startswith("-") for text in more):
            return [_meant(text.lstrip()[1:], []) for text in more]
        inner = textwrap.dedent("\n".join(more)).split("\n")
        keys = [key for key in map(YAML_KEY.fullmatch, inner) if key]
        if len(keys) == len(inner):
            return {key["key"].casefold(): _meant(key["rest"], []) for key in keys}
    text = " ".join([first, *(text.strip() for text in more)]).strip()
    if text.startswith("["):
        return [unquoted(part) for part in text.strip("[], ").split(",") if part.strip()]
    return _CONSTANTS.get(text, unquoted(text))
