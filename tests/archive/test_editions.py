from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import pytest

from archive.editions import SURE, align, editions, with_stories
from archive.links import link
from archive.model import Issue, Item, Reading, Section

if TYPE_CHECKING:
    from tests.archive.conftest import Corpus

Story = tuple[str, str, str]
"""(title, text, address; empty for none)"""


def edition(language: str, *sections: tuple[str, Sequence[Story]], number: int | None = 1) -> Issue:
    """An issue with these sections, each with a key and stories."""
    name = f"news/{number}" if language == "en" else f"news/{number}.{language}"
    return Issue(
        id=name,
        publication="news",
        path=f"{language}.md",
        title="News",
        number=number,
        date=date(2020, 1, 1),
        language=language,
        authors=(),
        tags=(),
        excerpt="",
        cover=None,
        sections=tuple(
            Section(
                key,
                key,
                key,
                (key,),
                tuple(item(f"{name}/{key}-{n}", key, *s) for n, s in enumerate(stories)),
            )
            for key, stories in sections
        ),
    )


def item(id: str, section: str, title: str, text: str, address: str) -> Item:
    links = (link(address, "x"),) if address else ()
    return Item(id, title, text, f"<p>{text}</p>", section, (1, 1), links)


def pairs(original: Issue, translation: Issue) -> dict[str, str]:
    """Last piece of a translated item's id -> that of its story, for sure alignments."""
    return {
        found.translation.rpartition("/")[2]: found.original.rpartition("/")[2]
        for found in align(original, translation)
        if found.confidence >= SURE
    }


ORIGINAL = edition(
    "en",
    (
        "papers",
        [
            ("Reformer", "Google made the Reformer with LSH.", "https://a.b/1"),
            ("T5", "Text by Raffel.", "https://a.b/2"),
        ],
    ),
    (
        "tools",
        [
            ("spaCy", "Explosion released spaCy 2.2.", "https://a.b/3"),
            ("Flax", "JAX gets Flax.", "https://a.b/4"),
        ],
    ),
)


def test_shared_links_align_whatever_the_order() -> None:
    """Items with the same links are one story, in whatever order and section they stand."""
    french = edition(
        "fr",
        ("tools", [("Flax", "…", "https://a.b/4"), ("Le Reformer", "…", "http://www.a.b/1/")]),
        ("papers", [("spaCy", "…", "https://a.b/3")]),
    )
    assert pairs(ORIGINAL, french) == {"tools-0": "tools-1", "tools-1": "papers-0", "papers-0": "tools-0"}


def test_without_links_order_and_names_align() -> None:
    """Where a translation lost its links, items of one section pair in order."""
    chinese = edition(
        "zh",
        ("papers", [("改革者", "谷歌的 Reformer 使用 LSH。", ""), ("文本到文本", "Raffel 的 T5。", "")]),
        ("tools", [("工具", "Explosion 发布 spaCy 2.2。", ""), ("框架", "JAX 的 Flax。", "")]),
    )
    assert pairs(ORIGINAL, chinese) == {name: name for name in ("papers-0", "papers-1", "tools-0", "tools-1")}


def test_what_does_not_count_up_stays_apart() -> None:
    """Where the numbers of items differ and nothing else tells, nothing is guessed."""
    german = edition(
        "de", ("papers", [("Erstes", "ohne etwas", ""), ("Zweites", "ohne etwas", ""), ("Drittes", "", "")])
    )
    original = edition("en", ("papers", [("One", "plain words", ""), ("Two", "plain words", "")]))
    assert len(pairs(original, german)) <= 1


def test_names_that_contradict_the_order_keep_items_apart() -> None:
    """Two items in the same place with nothing but other names in them are no sure pair."""
    french = edition(
        "fr", ("papers", [("BERT", "Devlin chez Google", ""), ("GPT", "Radford chez OpenAI", "")])
    )
    original = edition(
        "en", ("papers", [("Fairseq", "Ott at Facebook", ""), ("Rasa", "Nichol in Berlin", "")])
    )
    assert pairs(original, french) == {}


def test_a_translation_of_itself_is_the_identity() -> None:
    """An issue and its copy align item by item, surely."""
    copy = edition(
        "fr", *((s.key, [(i.title, i.text, i.links[0].url) for i in s.items]) for s in ORIGINAL.sections)
    )
    found = align(ORIGINAL, copy)
    assert [one.original.replace("/1/", "/1.fr/") for one in found] == [one.translation for one in found]
    assert min(one.confidence for one in found) >= 0.9


def test_the_original_is_in_the_main_language() -> None:
    """Editions of one number belong together, that in the main language first, each language once."""
    issues = [edition("zh"), edition("en"), edition("fr"), edition("en", number=2)]
    assert [[each.language for each in group] for group in editions(issues, "en")] == [
        ["en", "fr", "zh"],
        ["en"],
    ]


def test_stories_are_written_into_the_items() -> None:
    """A translated item names its story, an original none; what is else in the issues stays."""
    own = ("letters", [("Courrier", "rien", "")])
    french = edition("fr", ("papers", [("Le Reformer", "…", "https://a.b/1")]), own)
    (original, translation), _ = with_stories([ORIGINAL, french], "en")
    assert original == ORIGINAL
    assert [each.story for each in translation.items()] == ["news/1/papers-0", ""]


def missing(reading: Reading) -> dict[str, list[str]]:
    """Translated items without a story, by issue, where the original edition is known."""
    originals = {(each.number, each.date if each.number is None else None) for each in main_edition(reading)}
    return {
        issue.id: [item.id for item in issue.items() if not item.story]
        for issue in reading.issues
        if issue.language != reading.publication.language and (issue.number, None) in originals
    }


def main_edition(reading: Reading) -> list[Issue]:
    return [each for each in reading.issues if each.language == reading.publication.language]


def test_bundled_translations_align_wholly(bundled: Corpus) -> None:
    """Every item of a bundled translation belongs to a story of its original, in the same section."""
    assert {issue: apart for issue, apart in missing(bundled.reading).items() if apart} == {}
    section = {item.id: item.section for issue in bundled.reading.issues for item in issue.items()}
    told = [item for issue in bundled.reading.issues for item in issue.items() if item.story]
    assert [item.id for item in told if section[item.story] != item.section] == []


def test_real_translations_align(dair: Corpus) -> None:
    """Of the translated items whose original is known, at least 95 % belong to a story."""
    apart = missing(dair.reading)
    items = sum(len(list(issue.items())) for issue in dair.reading.issues if issue.id in apart)
    assert len(apart) == 39
    assert sum(map(len, apart.values())) <= 0.05 * items


@pytest.mark.parametrize("name", ["bundled", "dair"])
def test_no_story_twice_in_an_edition(name: str, request: pytest.FixtureRequest) -> None:
    """Never do two items of one edition belong to one story, and every story is there."""
    reading: Reading = request.getfixturevalue(name).reading
    originals = {item.id for issue in main_edition(reading) for item in issue.items()}
    for issue in reading.issues:
        stories = Counter(item.story for item in issue.items() if item.story)
        assert max(stories.values(), default=1) == 1, issue.id
        assert set(stories) <= originals, issue.id
