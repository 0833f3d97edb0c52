from __future__ import annotations

import pytest

from archive.titles import emoji, same, without_emoji, without_number


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("1.1 T5", "T5"),
        ("2、Ethics", "Ethics"),
        ("3. Tools", "Tools"),
        ("4) Tools", "Tools"),
        ("(5) Tools", "Tools"),
        ("（一）新闻", "新闻"),
        ("十二、新闻", "新闻"),
        ("第3章 新闻", "新闻"),
        ("① Tools", "Tools"),
        ("IV. Tools", "Tools"),
        ("[6] Tools", "[6] Tools"),
        ("2020 in review", "2020 in review"),
        ("3D vision", "3D vision"),
        ("100 papers", "100 papers"),
        ("7.", "7."),
        ("", ""),
    ],
)
def test_numbering(title: str, rest: str) -> None:
    """A title loses the number that it is listed under, and no other."""
    assert without_number(title) == rest


@pytest.mark.parametrize(
    ("title", "words", "mark"),
    [
        ("Publications 📙", "Publications", "📙"),
        ("⚙️ Tools", "Tools", "⚙"),
        ("👩🏽‍💻 People", "People", "👩💻"),
        ("🇫🇷 Paris", "Paris", "🇫🇷"),
        ("Plan #9 © 2*", "Plan #9 © 2*", ""),
        ("⭐️", "", "⭐"),
    ],
)
def test_emoji(title: str, words: str, mark: str) -> None:
    """The emoji of a title are told from its words, of any skin and form; digits and signs are none."""
    assert (without_emoji(title), emoji(title)) == (words, mark)


def test_sameness() -> None:
    """Numbers, emoji, case and punctuation do not make headings different; other words do."""
    assert len({same(title) for title in ("1. Tools & Data 📙", "TOOLS, DATA", "2、Tools – data!")}) == 1
    assert len({same(title) for title in ("Tools", "Tool", "工具", "工业", "2020", "2021")}) == 6
