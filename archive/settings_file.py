"""A settings file in TOML: what is read of it is checked, and what is wrong is one line with its cure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from rapidfuzz import process

_TYPES: Mapping[type, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    list: "a list",
    dict: "a table",
}
_Value = TypeVar("_Value")


class ConfigError(Exception):
    """A wrong setting; as text, one line: file, key, what is wrong and its cure."""

    def __init__(self, path: Path, key: str, message: str, cure: str) -> None:
        line = ": ".join(part for part in (str(path), key, message) if part)
        super().__init__(" ".join(f"{line} ({cure})".split()))


class Table:
    """One table of the file; it names what is missing, of the wrong type or unknown."""

    def __init__(self, path: Path, name: str, content: Mapping[str, object]) -> None:
        self.path = path
        self.name = name
        self._content = content
        self._known: list[str] = []

    def error(self, key: str, message: str, cure: str) -> ConfigError:
        return ConfigError(self.path, f"{self.name}.{key}".strip("."), message, cure)

    def get(self, key: str, kind: type[_Value]) -> _Value | None:
        """The value, None where it is not set. Raises ConfigError, as all that follow do."""
        self._known.append(key)
        value = self._content.get(key)
        if value is None:
            return None
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.error(key, f"is {_kind(value)}", f"write {_TYPES[kind]}")
        return value

    def text(self, key: str, default: str = "") -> str:
        value = (self.get(key, str) or "").strip()
        if any(ord(char) < 32 for char in value):
            raise self.error(key, "holds a control character", "write one line, a path with / instead of \\")
        return value or default

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.get(key, list) or []
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self.error(key, f"holds {_kind(value)}", 'write a list of texts: ["…", "…"]')
        return tuple(values)

    def table(self, key: str) -> Table:
        return Table(self.path, f"{self.name}.{key}".strip("."), self.get(key, dict) or {})

    def holds(self, kind: type, key: str) -> bool:
        return isinstance(self._content.get(key), kind)

    def tables(self, key: str) -> list[tuple[str, Table]]:
        """The tables in a table, by name."""
        outer = self.table(key)
        return [(name, outer.table(name)) for name in outer._content]

    def refuse_unknown(self) -> None:
        for key in self._content:
            if key not in self._known:
                raise self.error(key, "unknown key", did_you_mean(key, self._known))


def toml(path: Path, cure: str) -> dict[str, object]:
    """What a file holds; ``cure`` is for one that is missing. Raises ConfigError."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except FileNotFoundError:
        raise ConfigError(path, "", "no such file", cure) from None
    except OSError as error:
        raise ConfigError(
            path, "", f"cannot be read: {error.strerror}", "name a file that may be read"
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError(path, "", f"is not UTF-8, byte {error.start}", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        rules = "texts stand in quotes, tables in [brackets], paths are written with /"
        raise ConfigError(path, "", f"is no valid TOML: {error}", rules) from None


def _kind(value: object) -> str:
    if value == "":
        return "an empty text"
    return next((name for kind, name in _TYPES.items() if isinstance(value, kind)), "something else")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A cure for a mistyped word: the one that is most like it, or all that are known."""
    choices = list(known)
    best = process.extractOne(word, choices, score_cutoff=60)
    return f'did you mean "{best[0]}"?' if best else f"known here: {', '.join(choices)}"
