from __future__ import annotations

import pytest

from archive.markdown import Addresses
from archive.outline import Block, outline
from archive.references import resolved

LIST = "[1] Reformer: https://a.b/1\n\n[2] T5 https://a.b/2\n\n[3] BERT: https://a.b/3\n"


def blocks(text: str) -> tuple[Block, ...]:
    return resolved(outline(text, Addresses(str, str)).blocks)


def test_links_go_to_what_cites_them() -> None:
    """A numbered list of references is no story; its links belong to the blocks that cite the numbers."""
    first, second, *references = blocks(f"The Reformer[1] and BERT[3].\n\n- T5[2]\n- plain\n\n{LIST}")
    assert [link.url for link in first.links] == ["https://a.b/1", "https://a.b/3"]
    assert [link.text for link in first.links] == ["Reformer", "BERT"]
    assert [[link.url for link in entry.links] for entry in second.entries] == [["https://a.b/2"], []]
    assert [block.kind for block in references] == ["reference"] * 3


def test_a_link_that_is_there_is_not_added_twice() -> None:
    """An item that has the link already does not get it again."""
    first = blocks(f"The [Reformer](http://www.a.b/1/)[1].\n\n{LIST}")[0]
    assert [link.url for link in first.links] == ["http://www.a.b/1/"]


@pytest.mark.parametrize(
    "text",
    [
        "[1] Only: https://a.b/1\n\n[2] two: https://a.b/2\n",
        "[1] one\n\nText.\n\n[7] seven\n\nText.\n\n[9] nine\n",
        "[x] one\n\n[x] two\n\n[x] three\n",
    ],
)
def test_what_is_no_list_of_references(text: str) -> None:
    """A few numbers in brackets, or apart from one another, are text like other text."""
    assert {block.kind for block in blocks(text)} == {"text"}


@pytest.mark.parametrize("numbers", [(1, 2, 2, 3), (1, 3, 4), (5, 6, 7)])
def test_miscounted_references(numbers: tuple[int, ...]) -> None:
    """Numbers that are doubled, left out or do not begin at one do not end a list of references."""
    listed = "\n\n".join(f"[{number}] x: https://a.b/{number}" for number in numbers)
    assert {block.kind for block in blocks(listed)} == {"reference"}
