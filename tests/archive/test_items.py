from __future__ import annotations

import pytest

from archive.items import Habits, pieces
from archive.markdown import Addresses
from archive.memory import Draft, learn
from archive.outline import outline
from archive.sections import Role, roles

LEARNED = Habits()
Told = list[tuple[str, str]]


def told(text: str, intro: bool = False, habits: Habits = LEARNED) -> Told:
    """Title and text of the items that a section of a lone file holds; boilerplate is titled ``=``."""
    blocks = outline(text, Addresses(str, str)).blocks
    learned = roles(blocks, learn([Draft("1", blocks)]))
    content = [
        (block, Role.STORY if role is Role.SECTION else role)
        for block, role in zip(blocks, learned, strict=True)
    ]
    return [
        ("=" if piece.boilerplate else piece.title, " / ".join(piece.texts))
        for piece in pieces(content, intro, habits)
    ]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("## Reformer\n\nOne.\n\n- a\n- b\n\n## T5\n\nTwo.\n", [("Reformer", "One. / a\nb"), ("T5", "Two.")]),
        ("**Reformer**\n\nOne.\n\n**T5**\nTwo.\n\nThree.\n", [("Reformer", "One."), ("T5", "Two. / Three.")]),
        ("**1.1 Reformer**\n\nOne.\n\n**1.2 T5**\n\nTwo.\n", [("Reformer", "One."), ("T5", "Two.")]),
        (
            "Before.\n\n## Reformer\n\nOne.\n\n## T5\n\nTwo.\n",
            [("", "Before."), ("Reformer", "One."), ("T5", "Two.")],
        ),
        (
            "## A\n\nOne.\n\n### Details\n\nTwo.\n\n## B\n\nThree.\n",
            [("A", "One. / Details / Two."), ("B", "Three.")],
        ),
    ],
)
def test_titles_begin_items(text: str, items: Told) -> None:
    """A heading or bold line begins an item, which goes on up to the next, with all that stands under it."""
    assert told(text) == items


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("- [Reformer](https://a.b/1): fast\n- [T5](https://a.b/2)\n", [("Reformer", "fast"), ("T5", "")]),
        (
            "- **Reformer**: fast\n- plain [T5](https://a.b/2) words\n",
            [("Reformer", "fast"), ("", "plain T5 words")],
        ),
        ("1. [a](https://a.b/1)\n   - nested\n2. [b](https://a.b/2)\n", [("a", "nested"), ("b", "")]),
        (
            "| Paper | Code |\n|---|---|\n| [a](https://a.b/1) | x |\n| [b](https://a.b/2) | y |\n",
            [("a", "x"), ("b", "y")],
        ),
        ("Reformer\n: fast\n\nT5\n: large\n", [("Reformer", "fast"), ("T5", "large")]),
    ],
)
def test_entries_are_items(text: str, items: Told) -> None:
    """In a section that is a list, each entry, row or term is an item with all that is nested in it."""
    assert told(text) == items


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "Read [one](https://a.b/1) today.\n\nRead [two](https://a.b/2) now.\n",
            [("", "Read one today."), ("", "Read two now.")],
        ),
        (
            "Read [one](https://a.b/1) today.\n\n![x](https://a.b/i.png)\n\n*Its caption.*\n\n> quoted\n\n"
            "Read [two](https://a.b/2).\n",
            [("", "Read one today. / Its caption. / quoted"), ("", "Read two.")],
        ),
        (
            "1、Read one.\n\nMore of it.\n\n2、Read two.\n",
            [("", "Read one. / More of it."), ("", "Read two.")],
        ),
        (
            "A story in\n\ntwo paragraphs without links.\n",
            [("", "A story in / two paragraphs without links.")],
        ),
    ],
)
def test_paragraphs_with_links_are_items(text: str, items: Told) -> None:
    """In a section without titles each paragraph with a link is an item, with what merely follows it."""
    assert told(text) == items


def test_habits_decide_where_links_do_not() -> None:
    """Where a section's paragraphs are stories in other issues, they are here."""
    text = "One story.\n\nAnother story.\n"
    assert told(text, habits=Habits(briefs=True)) == [("", "One story."), ("", "Another story.")]
    assert len(told(text)) == 1


def test_the_introduction_is_one_item() -> None:
    """What stands before the first section is one item, though its paragraphs have links."""
    text = "Welcome to [us](https://a.b/1).\n\nThanks to [them](https://a.b/2).\n"
    assert told(text, intro=True) == [("", "Welcome to us. / Thanks to them.")]


def test_a_list_inside_a_titled_item_stays_there() -> None:
    """A list under a story's title belongs to the story."""
    assert len(told("**Reformer**\n\n- [a](https://a.b/1)\n- [b](https://a.b/2)\n\n**T5**\n\nText.\n")) == 2


def test_nothing_in_nothing_out() -> None:
    """An empty section has no items, nor has a rule."""
    assert told("") == []
    assert told("---\n") == []
