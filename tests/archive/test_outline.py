"""What one file is made of: each ``outline/*.md`` beside a text that says what its blocks are.

A line of ``*.txt`` is a block: its source lines, kind, text, and ``<addresses>``; below it its entries, as
``- lead | text without it``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.markdown import Addresses
from archive.outline import Block, Entry, outline

FOLDER = Path(__file__).parent / "outline"
AS_WRITTEN = Addresses(link=str, image=str)


def blocks(text: str, first_line: int = 1) -> tuple[Block, ...]:
    return outline(text, AS_WRITTEN, first_line).blocks


def described(text: str) -> Iterator[str]:
    for block in blocks(text):
        lines = f"{block.lines[0]}-{block.lines[1]}"
        kind = f"{block.kind} {block.level}" if block.level else block.kind
        yield f"{lines} {kind}: {said(block, '' if block.entries else block.text)}".rstrip()
        for entry in block.entries:
            yield f"  - {entry.lead} | {said(entry, entry.rest if entry.lead else entry.text)}"


def said(part: Block | Entry, text: str) -> str:
    pictures = [f"!{image.url} {image.alt} / {image.caption}" for image in part.images]
    links = [f"<{link.url}>" for link in part.links]
    return " ".join(filter(None, [text.replace("\n", " ⏎ "), *pictures, *links]))


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.md")), ids=lambda file: file.stem)
def test_blocks(file: Path) -> None:
    """A file's blocks are those that a person sees in it."""
    expected = file.with_suffix(".txt").read_text("utf-8").splitlines()
    assert list(described(file.read_text("utf-8"))) == expected


def test_lines_are_those_of_the_source() -> None:
    """Lines are counted from the one that the body begins on."""
    assert [block.lines for block in blocks("# a\n\ntext\nmore\n", first_line=8)] == [(8, 8), (10, 11)]


@pytest.mark.parametrize("text", ["", "\n\n", "<!-- nothing -->\n", "[a]: https://a.b\n", "<div>\n</div>\n"])
def test_nothing_to_read(text: str) -> None:
    """A body without anything visible has no blocks."""
    assert blocks(text) == ()


def test_deep_html_is_text() -> None:
    """HTML that is nested too deeply to be understood still says what it says."""
    text = " ".join(block.text for block in blocks("<div>" * 2_000 + "words" + "</div>" * 2_000))
    assert text == "words"


@pytest.mark.parametrize("way", ["[Top](#top)", "[Top](  #top)", "[Top](./#top)", "[Top][up]\n\n[up]:  #top"])
def test_a_way_within_the_page_is_no_text(way: str) -> None:
    """However its address is set off, a link that leads to the page itself tells nothing."""
    assert [block.kind for block in blocks(f"Rain fell.\n\n{way}\n")] == ["text", "contents"]
