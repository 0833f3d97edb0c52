from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from archive.links import link
from archive.model import Item, Publication, Reading
from index.around import COMMON, MOST_SHARING
from index.build import build_from
from index.results import Index, Mention, Timeline
from index.whoosh_index import open_index
from tests.index.conftest import issue, item

PAPER = "https://arxiv.org/abs/2001.04451"
HOME = "https://github.com/big/project"


def story(number: int, title: str, text: str, *urls: str, language: str = "", of: str = "") -> Item:
    edition = f"lab/{number}" + (f".{language}" if language else "")
    return item(edition, "news", title, text, *(link(url, "it") for url in urls), story=of)


ISSUES = (
    issue("lab/1", 1, date(2020, 1, 1), {"news": [story(1, "First word", "All of it.", PAPER, HOME)]}),
    issue(
        "lab/2",
        2,
        date(2020, 2, 1),
        {
            "news": [
                story(2, "An efficient thing", "We like the Reformer and the Reformer.", PAPER + "v2.pdf"),
                story(2, "Quantum looms weave", "Looms weave entangled threads quickly."),
            ]
        },
    ),
    issue(
        "lab/2.fr",
        2,
        date(2020, 2, 9),
        {"news": [story(2, "Une chose", "Tout.", PAPER, language="fr", of="lab/2/an-efficient-thing")]},
        "fr",
    ),
    issue("lab/3", 3, date(2020, 3, 1), {"news": [story(3, "The Reformer again", "Nothing else.")]}),
    issue(
        "lab/4",
        4,
        date(2020, 4, 1),
        {
            "news": [
                story(4, "Reformer, third time", "It is still a thing."),
                story(4, "Entangled looms", "Quantum threads, entangled again.", "https://arxiv.org/"),
            ]
        },
    ),
    *(
        issue(
            f"lab/{number}",
            number,
            date(2020, 5, number),
            {"news": [story(number, f"No {number}", "x", HOME)]},
        )
        for number in range(5, 6 + MOST_SHARING)
    ),
)


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("around")
    build_from([Reading(Publication("lab", "Lab", "en"), ISSUES, ())], "Around", folder)
    opened = open_index(folder)
    yield opened
    opened.close()


def ids(mentions: tuple[Mention, ...]) -> list[str]:
    return [each.id for each in mentions]


def test_a_timeline_is_what_links_to_the_same(around: Index) -> None:
    """Items that link to the same paper, however its address is written, oldest first."""
    timeline = around.timeline("lab/1/first-word")
    assert ids(timeline.later) == ["lab/2/an-efficient-thing"]
    assert timeline.later[0].because == "link"
    assert timeline.later[0].shared == ("arxiv:2001.04451",)
    assert ids(around.timeline("lab/2/an-efficient-thing").before) == ["lab/1/first-word"]


def test_a_timeline_is_in_the_language_of_its_item(around: Index) -> None:
    """Each story comes once, in the language of the item where it can be read in that; its own never."""
    assert ids(around.timeline("lab/2.fr/une-chose").before) == ["lab/1/first-word"]
    assert not around.timeline("lab/2.fr/une-chose").later


def test_what_is_about_the_same_name_is_on_a_timeline(around: Index) -> None:
    """Items that are about a thing of a rare name belong together, without any link."""
    timeline = around.timeline("lab/3/the-reformer-again")
    assert ids(timeline.later) == ["lab/4/reformer-third-time"]
    assert (timeline.later[0].because, timeline.later[0].shared) == ("name", ("Reformer",))


def test_what_many_link_to_is_no_sign(around: Index) -> None:
    """A project's home page, or a whole site, does not make a timeline."""
    assert around.timeline("lab/7/no-7") == Timeline()
    assert around.timeline("lab/4/entangled-looms") == Timeline()


def test_a_name_that_many_stories_are_about_is_left_to_the_search(tmp_path: Path) -> None:
    """A name of more stories than a timeline can show is told as such; up to there it makes one."""
    shown = {}
    for many in (COMMON, COMMON + 1):
        issues = tuple(
            issue(
                f"lab/{number}",
                number,
                date(2020, 1, 1) + timedelta(days=number),
                {
                    "news": [
                        story(number, f"Oberon no {number}", "They say that Oberon weaves; so does Oberon.")
                    ]
                },
            )
            for number in range(1, many + 2)
        )
        folder = tmp_path / str(many)
        build_from([Reading(Publication("lab", "Lab", "en"), issues, ())], "Around", folder)
        opened = open_index(folder)
        shown[many] = opened.timeline("lab/1/oberon-no-1")
        opened.close()
    assert (len(shown[COMMON].later), shown[COMMON].common) == (COMMON, ())
    assert (len(shown[COMMON + 1].later), shown[COMMON + 1].common) == (0, ("Oberon",))


def test_one_word_in_common_relates_nothing(around: Index) -> None:
    """What shares only one word with an item is not related to it, unless that is a name or a link."""
    for card in ISSUES:
        for each in card.items():
            page = around.get(each.id)
            assert page is not None
            for mention in around.related(each.id):
                assert len(mention.shared) > 1 or mention.shared[0] in (*page.names, "arxiv:2001.04451")


def test_related_items_share_rare_words(around: Index) -> None:
    """What is like an item has its rare words, says which, and is no edition of its story."""
    (first, *_) = around.related("lab/2/quantum-looms-weave")
    assert first.id == "lab/4/entangled-looms"
    assert {"threads", "entangled"} <= {word.casefold() for word in first.shared}
    for card in ISSUES:
        for each in card.items():
            related = around.related(each.id, 3)
            own = each.story or each.id
            found = [around.get(mention.id) for mention in related]
            stories = [page.story for page in found if page]
            assert len(related) <= 3
            assert own not in stories
            assert len(set(stories)) == len(related)


def test_an_unknown_item_has_no_surroundings(around: Index) -> None:
    """An id that is not found has neither a timeline nor relatives."""
    assert around.timeline("lab/99/x") == Timeline()
    assert around.related("lab/99/x") == ()
