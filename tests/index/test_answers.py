"""What results say beside the items: reasons, typed filters, the histogram, the language."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from archive.model import Image, Publication, Reading
from index.build import build_from
from index.query import Query
from index.results import FORMS, Index, Notice, Results
from index.whoosh_index import open_index
from tests.index.conftest import issue, item

TEXTS = st.lists(
    st.sampled_from(
        ["silkworm", "moth", "threads", "lang:fr", "-lamps", "2020", "kind:paper", "during:2020"]
    ),
    max_size=3,
).map(" ".join)


def ids(results: Results) -> list[str]:
    return [hit.item.id for hit in results.hits]


def why(index: Index, text: str) -> set[tuple[str, str, str, str]]:
    hit = index.search(Query(text)).hits[0]
    return {(each.word, each.field, each.form, each.found) for each in hit.why}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("moths", ("moths", "title", "exact", "Moths")),
        ("circling", ("circling", "body", "inflected", "circle")),
        ("ecole", ("ecole", "body", "folded", "école")),
        ("tiny loom", ("tiny", "title", "exact", "Tiny")),
        ("deepthreads", ("deepthreads", "title", "compound", "Deep threads")),
        ("knot*", ("knot*", "title", "prefix", "knots")),
        ("silkwrom attention", ("silkwrom", "title", "corrected", "Silkworm")),
        ('"long books"', ("long books", "body", "exact", "long books")),
        (
            "arxiv.org/abs/2004.56789",
            ("arxiv.org/abs/2004.56789", "address", "link", "arxiv.org/abs/2004.56789"),
        ),
        ("moths 2020", ("2020", "date", "date", "2020-02-05")),
        ("loom github", ("github", "address", "exact", "github")),
        ("moths brontë", ("brontë", "author", "exact", "Brontë")),
        ("moths letter", ("letter", "tag", "exact", "letter")),
        ("knots tools", ("tools", "section", "exact", "Tools")),
    ],
)
def test_a_result_says_why_it_is_one(index: Index, text: str, reason: tuple[str, str, str, str]) -> None:
    """Each word is shown where it stands, as it stands there, and in which form it was found."""
    assert reason in why(index, text)
    assert reason[2] in FORMS


def test_a_word_in_another_languages_form_says_which(index: Index) -> None:
    """Found only as French inflects it by someone who asks in English, a word is in a form of French."""
    query = Query("livraient silkworm lang:fr", prefer=("en",))
    (hit,) = index.search(query).hits
    (reason,) = (each for each in hit.why if each.word == "livraient")
    assert (reason.form, reason.language, reason.found) == ("foreign", "fr", "livres")
    (hit,) = index.search(Query("livraient silkworm lang:fr", prefer=("fr",))).hits
    assert "foreign" not in {each.form for each in hit.why}


def test_a_caption_gives_a_reason_too(tmp_path: Path) -> None:
    """What is found by an image's caption or by its text for who does not see it says so."""
    plain = item("lab/1", "news", "A loom", "It weaves.")
    shown = replace(plain, images=(Image("/loom.png", "Bobbins in a row", "A treadle at work"),))
    made = issue("lab/1", 1, date(2020, 1, 1), {"news": [shown]})
    build_from([Reading(Publication("lab", "Lab", "en"), (made,), ())], "An archive", tmp_path)
    opened = open_index(tmp_path)
    assert ("treadle", "captions", "exact", "treadle") in why(opened, "treadle")
    assert ("bobbin", "captions", "inflected", "Bobbins") in why(opened, "bobbin")
    opened.close()


def test_a_word_of_another_edition_says_which(index: Index) -> None:
    """What a result lacks and a translation of its story has is told with that edition's language."""
    hits = index.search(Query("silkworm tears reads livres")).hits
    (hit,) = (each for each in hits if each.item.story == "lab/1/silkworm-attention-without-tears")
    assert hit.missing == ("livres",)
    (reason,) = (each for each in hit.why if each.word == "livres")
    assert (reason.field, reason.language) == ("edition", "fr")


@given(st.text('abcdmothsilkwrnéç深绳结 -"*:()', max_size=25))
@example("绳结深:结")  # the first word stands there in a half of its pairs alone: that is none of it
def test_reasons_are_of_the_item(index: Index, text: str) -> None:
    """Whatever is typed, a reason's words stand in the item, and a word that is missing has none."""
    for hit in index.search(Query(text)).hits:
        for reason in hit.why:
            assert reason.form in FORMS
            assert (reason.word in hit.missing) == (reason.field == "edition")
            if reason.field in ("title", "body"):
                shown = hit.item.title if reason.field == "title" else hit.item.text
                assert all(piece in shown for piece in reason.found.split(" … "))


def test_typed_operators_are_filters_to_remove(index: Index) -> None:
    """An operator in the text is told with its label and the query without it."""
    query = Query('moths section:research -author:"Li Wei" during:2020', {"tag": ("moths",)}, page=2)
    filters = index.search(query).filters
    assert [(each.name, each.label, each.text, each.excluded) for each in filters] == [
        ("section", "Research", "section:research", False),
        ("author", "Li Wei", '-author:"Li Wei"', True),
        ("during", "2020", "during:2020", False),
    ]
    assert filters[1].without == Query("moths section:research during:2020", {"tag": ("moths",)})


def test_typed_operators_mean_what_chosen_values_mean(index: Index) -> None:
    """The same values give the same results, typed or chosen."""
    pairs = [
        ("section:research", Query(filters={"section": ("research",)})),
        ("tag:moths tag:letter", Query(filters={"tag": ("moths", "letter")})),
        ("-lang:fr", Query(filters={"language": ("-fr",)})),
        ("lang:french", Query(filters={"language": ("fr",)})),
        ("lang:Français", Query(filters={"language": ("fr",)})),
        ("site:github.com", Query(filters={"site": ("github.com",)})),
        ("author:brontë", Query(filters={"author": ("ada",)})),
        ("section:data", Query(filters={"section": ("tools-and-data",)})),
        ("issue:2", Query(filters={"issue": ("lab/2",)})),
        ("during:2020-02", Query(during="2020-02")),
        ("after:2020-02 before:2021", Query(after="2020-02", before="2021")),
    ]
    for text, query in pairs:
        assert ids(index.search(Query(text))) == ids(index.search(query)) != [], text


@pytest.mark.parametrize(
    "text",
    [
        "https://arxiv.org/abs/2004.56789",
        "http://www.arxiv.org/pdf/2004.56789v2.pdf",
        "arxiv:2004.56789",
        "link:arxiv.org/abs/2004.56789",
        "doi:10.48550/arXiv.2004.56789",
    ],
)
def test_a_pasted_address_finds_what_links_to_it(index: Index, text: str) -> None:
    """However a link is written, exactly the stories that link to its page are found."""
    assert ids(index.search(Query(text))) == ["lab/1/silkworm-attention-without-tears"]


def test_parentheses_hold_together(index: Index) -> None:
    """Alternatives of several words, and what is excluded as a whole."""
    assert set(ids(index.search(Query("(moths lamps) OR (dataset knots)")))) == {
        "lab/2/moths-and-lamps",
        "lab/3/a-dataset-of-knots",
    }
    assert ids(index.search(Query("silkworm -(long OR larmes OR 绳结) weave"))) == ["lab/1/weaving-networks"]


@given(TEXTS, st.sampled_from(["", "2020", "2020-01..2020-02", "2021-03"]))
def test_a_bar_gives_as_many_results_as_it_is_high(index: Index, text: str, during: str) -> None:
    """Choosing a month of the histogram, in place of another time, gives its count."""
    results = index.search(Query(text, during=during, as_typed=True))
    assert [each.value for each in results.histogram][:3] == ["2020-01", "2020-02", "2020-03"]
    assert len(results.histogram) == 15
    for each in results.histogram:
        assert index.search(Query(text, during=each.value, as_typed=True)).total == each.count
        assert each.chosen == (bool(during) and each.value[: len(during)] in during)


def test_a_time_that_is_none_is_said(index: Index) -> None:
    """A time in an address that cannot be understood narrows nothing, and says so."""
    results = index.search(Query("moths", during="soon"))
    assert results.total == index.search(Query("moths")).total
    assert results.notices == (Notice("left-out", "soon"),)


def test_a_story_is_shown_in_the_language_that_is_preferred(index: Index) -> None:
    """The query's own language counts most, then the reader's, then the archive's."""
    story = "lab/1/silkworm-attention-without-tears"
    assert (
        ids(index.search(Query("silkworm livres", prefer=("en",))))[0]
        == "lab/1.fr/silkworm-lattention-sans-larmes"
    )
    assert story in ids(index.search(Query("silkworm")))
    french = index.search(Query("silkworm", prefer=("fr-CA", "en")))
    assert "lab/1.fr/silkworm-lattention-sans-larmes" in ids(french)
    assert story not in ids(french)
    assert french.total == index.search(Query("silkworm")).total
