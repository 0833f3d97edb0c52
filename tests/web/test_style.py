"""The stylesheet is one system: what it names is used, what is used has a name, and nothing is said twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import tinycss2

ROOT = Path(__file__).parent.parent.parent
STYLE = ROOT / "static" / "style.css"
TEMPLATES = "".join(file.read_text() for file in sorted((ROOT / "templates").glob("*.html")))
SCRIPTS = "".join(file.read_text() for file in sorted((ROOT / "static").rglob("*.js")))

PHYSICAL = re.compile(r"(^|-)(left|right|top|bottom)($|-)|^(min-|max-)?(width|height)$")
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)\(", re.IGNORECASE)
SCALED = re.compile(r"var\(--|\d(em\b|%|pt\b)|^inherit$|^0$")
"""What a size of type may be: of the scale, relative to its surroundings, or for paper."""


@dataclass(frozen=True, slots=True)
class Block:
    """The declarations of one selector in one condition."""

    condition: str
    """``@media …`` and the like, outermost first; empty where it always holds."""
    selector: str
    line: int
    declarations: tuple[tuple[str, str], ...]


@cache
def blocks() -> tuple[Block, ...]:
    rules = tinycss2.parse_stylesheet(STYLE.read_text(), skip_comments=True, skip_whitespace=True)
    return tuple(_blocks(rules, ""))


def _blocks(rules: list[tinycss2.ast.Node], condition: str) -> Iterator[Block]:
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            yield from _blocks(inner, f"{condition}@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}")
        elif rule.type == "qualified-rule":
            parsed = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            selector = " ".join(tinycss2.serialize(rule.prelude).split())
            declared = ((each.lower_name, tinycss2.serialize(each.value).strip()) for each in parsed)
            yield Block(condition, selector, rule.source_line, tuple(declared))


def said() -> Iterator[tuple[Block, str, str]]:
    """(block, property, value) of all that is said of elements; custom properties left out."""
    for block in blocks():
        for name, value in block.declarations:
            if not name.startswith("--"):
                yield block, name, value


def classes_used() -> tuple[set[str], tuple[str, ...]]:
    """(classes, beginnings of classes) that templates and scripts give to elements."""
    given = re.findall(r'class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"{])*)"', TEMPLATES)
    text = " ".join((*given, SCRIPTS))
    return set(re.findall(r"[\w-]+", text)), tuple(re.findall(r"([\w-]+-)(?:\{\{|\$\{)", text))


def test_every_class_is_given_to_something() -> None:
    """Each class that the stylesheet speaks of is given to an element by a template or a script."""
    used, beginnings = classes_used()
    named = {name for block in blocks() for name in re.findall(r"\.(-?[a-z_][\w-]*)", block.selector)}
    assert {name for name in named - used if not name.startswith(beginnings)} == set()


def test_every_custom_property_is_defined_and_used() -> None:
    """No custom property is defined for nothing, and none is used that is nowhere defined."""
    defined = {name for block in blocks() for name, _ in block.declarations if name.startswith("--")}
    used = {name for block in blocks() for _, value in block.declarations for name in _variables(value)}
    assert defined == used


def test_custom_properties_are_defined_once_for_each_scheme() -> None:
    """Light and dark each say a custom property once, at the beginning, and dark says nothing that light
    does not."""
    light = [block for block in blocks() if block.selector == ":root" and not block.condition]
    dark = [block for block in blocks() if block.selector == ":root" and "dark" in block.condition]
    assert (len(light), len(dark)) == (1, 1)
    assert {name for name, _ in dark[0].declarations} <= {name for name, _ in light[0].declarations}


def test_the_design_system_names_every_custom_property() -> None:
    """docs/DESIGN-SYSTEM.md says of each custom property what it is for, and of none that is not there."""
    defined = {name for block in blocks() for name, _ in block.declarations if name.startswith("--")}
    named = set(re.findall(r"`(--[\w-]+)`", (ROOT / "docs" / "DESIGN-SYSTEM.md").read_text()))
    assert named == defined


def test_the_design_system_names_no_class_that_is_not_there() -> None:
    """The components that docs/DESIGN-SYSTEM.md lists are those of the stylesheet."""
    rows = re.findall(
        r"^\| [\w, ]+ \| (`[^|]*) \|", (ROOT / "docs" / "DESIGN-SYSTEM.md").read_text(), re.MULTILINE
    )
    named = {name for row in rows for name in re.findall(r"`([a-z][\w-]*)`", row)}
    assert named
    assert {name for name in named if not any(f".{name}" in block.selector for block in blocks())} == set()


def _variables(value: str) -> list[str]:
    return re.findall(r"var\((--[\w-]+)", value)


def test_no_selector_is_spoken_of_twice() -> None:
    """Under one condition, all that is said of a selector stands in one place."""
    counted = Counter((block.condition, block.selector) for block in blocks())
    assert [selector for selector, times in counted.items() if times > 1] == []


def test_colours_have_names() -> None:
    """Colours stand in custom properties only, so that each has its counterpart in the dark."""
    assert [f"{block.line}: {name}: {value}" for block, name, value in said() if COLOUR.search(value)] == []


def test_sizes_of_type_are_of_the_scale() -> None:
    """A size of type is one of the scale, or relative to what it stands in."""
    sizes = (
        (block, value if name == "font-size" else value.partition("/")[0].split()[-1])
        for block, name, value in said()
        if name == "font-size" or (name == "font" and "/" in value)
    )
    assert [f"{block.line}: {value}" for block, value in sizes if not SCALED.search(value)] == []


def test_directions_are_logical() -> None:
    """Nothing is said of left and right, so that pages in Arabic mirror without a stylesheet of their own."""
    physical = [f"{block.line}: {name}" for block, name, _ in said() if PHYSICAL.search(name)]
    aligned = [
        f"{block.line}: {name}: {value}"
        for block, name, value in said()
        if name in ("text-align", "justify-content") and value in ("left", "right")
    ]
    assert physical + aligned == []


@pytest.mark.parametrize("kind", ["font-face", "import"])
def test_nothing_is_fetched_from_elsewhere(kind: str) -> None:
    """The stylesheet loads no font and no other stylesheet, and no address of another host."""
    text = STYLE.read_text()
    assert f"@{kind}" not in text
    assert "http" not in re.sub(r"\[[^\]]*\]", "", text)
