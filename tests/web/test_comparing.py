from __future__ import annotations

from datetime import date

from index.results import IssueCard, IssuePage, IssueSection, ItemPage, SectionPart
from web import comparing

Layout = tuple[tuple[str, str], ...]
"""(section, stories as letters) of an edition."""


def edition(language: str, *sections: tuple[str, str]) -> IssuePage:
    card = IssueCard(
        f"lamp/1.{language}", "lamp", "Lamp", 1, date(2024, 1, 8), language, "", (), (), "", "", 0, ""
    )
    return IssuePage(
        card,
        tuple(
            IssueSection(key, f"{key}-{language}", (key,), tuple(part(card, story) for story in stories))
            for key, stories in sections
        ),
        (),
        None,
        None,
    )


def part(card: IssueCard, story: str) -> SectionPart:
    item = ItemPage(f"{card.id}/{story}", story, story, "", "", "", "", card, (), (), (), story)
    return SectionPart(item)


def shown(first: IssuePage, second: IssuePage) -> list[tuple[str, str, str]]:
    """(heading, heading, pairs) of each passage; "a·" is a story that only the first side has."""
    return [
        (
            *passage.headings,
            " ".join(
                (pair.first.story if pair.first else "·") + (pair.second.story if pair.second else "·")
                for pair in passage.pairs
            ),
        )
        for passage in comparing.issues(first, second)
    ]


def test_stories_stand_beside_their_translations() -> None:
    """Editions of the same stories are paired in the order of the first, whatever that of the second."""
    found = shown(edition("en", ("tools", "abc")), edition("fr", ("tools", "cab")))
    assert found == [("tools-en", "tools-fr", "aa bb cc")]


def test_a_story_without_a_translation_stands_alone() -> None:
    """What one edition lacks leaves its side empty; what only the second has comes where it was."""
    found = shown(edition("en", ("tools", "abc")), edition("fr", ("tools", "axc")))
    assert found == [("tools-en", "tools-fr", "aa ·x b· cc")]


def test_stories_that_only_the_second_has_keep_their_order() -> None:
    """Several additions in a row stay in a row, before the first story too."""
    found = shown(edition("en", ("tools", "ab")), edition("fr", ("tools", "xyazwb")))
    assert found == [("tools-en", "tools-fr", "·x ·y aa ·z ·w bb")]


def test_a_section_that_only_the_second_has_stands_where_it_stood() -> None:
    """A section that the first edition lacks comes after the one that it follows in the second."""
    first = edition("en", ("tools", "a"), ("notes", "b"))
    second = edition("fr", ("tools", "a"), ("extra", "x"), ("notes", "b"))
    assert shown(first, second) == [
        ("tools-en", "tools-fr", "aa"),
        ("", "extra-fr", "·x"),
        ("notes-en", "notes-fr", "bb"),
    ]


def test_a_section_is_the_one_with_the_same_stories() -> None:
    """Sections of different keys are one where their stories are."""
    found = shown(edition("en", ("tools", "ab")), edition("fr", ("outils", "ab")))
    assert found == [("tools-en", "outils-fr", "aa bb")]


def test_nothing_is_lost_or_doubled() -> None:
    """Every story of both editions is shown once, also where a story stands twice in one of them."""
    first = edition("en", ("a", "pqr"), ("b", "st"), ("c", ""))
    second = edition("fr", ("b", "tq"), ("d", "uu"), ("a", "rp"))
    pairs = [pair for passage in comparing.issues(first, second) for pair in passage.pairs]
    assert sorted(pair.first.story for pair in pairs if pair.first) == list("pqrst")
    assert sorted(pair.second.story for pair in pairs if pair.second) == list("pqrtuu")
