from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Reading
from index.build import build_from
from index.facets import FACETS
from index.query import SORTS, Query
from index.results import Index, Results
from index.whoosh_index import open_index

WORDS = [
    "silkworm",
    "attention",
    "threads",
    "moth",
    "tiny loom",
    "绳结",
    "modele",
    "-lamps",
    '"of attention"',
    "knot*",
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
CHOICES = {
    "section": ["research", "tools-and-data"],
    "tag": ["letter", "moths"],
    "author": ["ada", "li"],
    "language": ["en", "fr", "zh"],
    "year": ["2020", "2021"],
    "kind": ["paper", "code"],
    "issue": ["lab/1", "lab/2", "lab/3.zh"],
}
FILTERS = st.dictionaries(
    st.sampled_from(sorted(CHOICES)), st.tuples(st.integers(0, 2), st.booleans()), max_size=2
).map(
    lambda picked: {
        facet: (("-" if minus else "") + CHOICES[facet][at % len(CHOICES[facet])],)
        for facet, (at, minus) in picked.items()
    }
)


def ids(results: Results) -> list[str]:
    return [hit.item.id for hit in results.hits]


def find(index: Index, text: str, **filters: str) -> list[str]:
    return ids(index.search(Query(text, {name: (value,) for name, value in filters.items()}, size=100)))


def test_every_item_is_found_by_its_title(index: Index, reading: Reading) -> None:
    """The title of an item finds it, or its story in another language, first."""
    for issue in reading.issues:
        for item in issue.items():
            hit = index.search(Query(item.label)).hits[0]
            assert hit.item.story == (item.story or item.id)
            assert not hit.missing


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("tiny loom", "lab/1/tinyloom-for-c-plus-plus"),
        ("tinyloom", "lab/1/tinyloom-for-c-plus-plus"),
        ("TINY-LOOM", "lab/1/tinyloom-for-c-plus-plus"),
        ("C++", "lab/1/tinyloom-for-c-plus-plus"),
        (".net", "lab/1/tinyloom-for-c-plus-plus"),
        ("gpt2", "lab/2/deep-threads"),
        ("GPT 2", "lab/2/deep-threads"),
        ("word2vec", "lab/2/deep-threads"),
        ("deepthreads", "lab/2/deep-threads"),
        ("moth circling", "lab/2/moths-and-lamps"),
        ("livre entier", "lab/1.fr/silkworm-lattention-sans-larmes"),
        ("école", "lab/1.fr/silkworm-lattention-sans-larmes"),
        ("绳结照片", "lab/3.zh/绳结数据集"),
        ("绳", "lab/3.zh/绳结数据集"),
        ("knot*", "lab/3/a-dataset-of-knots"),
        ("arxiv 2004.56789", "lab/1/silkworm-attention-without-tears"),
        ("arxiv:2004.56789", "lab/1/silkworm-attention-without-tears"),
        ("https://arxiv.org/abs/2004.56789", "lab/1/silkworm-attention-without-tears"),
        ("www.arxiv.org/abs/2004.56789/", "lab/1/silkworm-attention-without-tears"),
        ("github.com", "lab/1/tinyloom-for-c-plus-plus"),
        ("https://github.com/loom", "lab/1/tinyloom-for-c-plus-plus"),
        ("loom/tiny-loom", "lab/1/tinyloom-for-c-plus-plus"),
    ],
)
def test_an_item_is_found_however_it_is_asked_for(index: Index, text: str, id: str) -> None:
    """Compounds, inflections, accents, scripts, prefixes and links lead to the item."""
    assert find(index, text)[0] == id


def test_phrases_want_their_words_in_order(index: Index) -> None:
    """A phrase is found only where its words stand next to one another."""
    assert find(index, '"long books"') == ["lab/1/silkworm-attention-without-tears"]
    assert not find(index, '"books long"')
    assert find(index, '"由silkworm模型"') == ["lab/3.zh/绳结数据集"]


def test_excluded_words_and_phrases_are_left_out(index: Index) -> None:
    """What a minus stands before is in no result."""
    assert "lab/1/weaving-networks" not in find(index, "silkworm -weaving")
    assert find(index, 'silkworm -"long books" -larmes -weaving') == ["lab/3.zh/绳结数据集"]
    assert len(find(index, "-silkworm")) == 5


def test_what_is_called_as_was_typed_is_found_whatever_a_minus_says(index: Index) -> None:
    """A dash in a title is no syntax: it comes first. What is called otherwise must not hold the word."""
    assert find(index, "silkworm attention without -tears")[0] == "lab/1/silkworm-attention-without-tears"
    assert "lab/1/silkworm-attention-without-tears" not in find(index, "silkworm -tears")


def test_alternatives_are_either(index: Index) -> None:
    """OR finds what holds one of both."""
    assert set(find(index, "lamps OR knots")) == {"lab/2/moths-and-lamps", "lab/3/a-dataset-of-knots"}


def test_fields_narrow_from_within_the_text(index: Index) -> None:
    """A facet or the title may be named in the text, its value written as people call it."""
    assert find(index, "tag:moths") == find(index, "", tag="moths")
    assert find(index, "author:'Li' OR author:li") == find(index, "", author="li")
    assert find(index, 'section:"Tools and Data" loom') == ["lab/1/tinyloom-for-c-plus-plus"]
    assert find(index, "title:weaving") == ["lab/1/weaving-networks"]
    assert not find(index, "title:knitting")


def test_results_with_all_words_come_first_and_the_others_say_what_they_lack(index: Index) -> None:
    """A result may lack one word of several; it comes after those that lack none."""
    results = index.search(Query("silkworm weave"))
    assert [hit.missing for hit in results.hits] == [(), ("weave",), ("weave",)]
    assert results.hits[0].item.id == "lab/1/weaving-networks"


def test_a_misspelt_word_is_corrected_and_said_to_be(index: Index) -> None:
    """Where a word is unknown, its likeliest correction is searched, and the results say so."""
    results = index.search(Query("silkwrom attention"))
    assert results.corrected == "silkworm attention"
    assert results.hits[0].item.id == "lab/1/silkworm-attention-without-tears"
    assert "<mark>Silkworm</mark>" in results.hits[0].title_html


def test_what_was_typed_can_be_insisted_on(index: Index) -> None:
    """Asked for the words as typed, nothing is corrected."""
    results = index.search(Query("silkwrom", as_typed=True))
    assert (results.total, results.corrected) == (0, "")


def test_a_known_word_is_no_misspelling(index: Index) -> None:
    """A filter that leaves nothing does not change the words."""
    assert not index.search(Query("moths", {"language": ("fr",)})).corrected


def test_a_story_is_one_result_with_its_translations(index: Index) -> None:
    """Editions of a story are one result, shown by the best-matching one, which names the others."""
    hit = index.search(Query("larmes")).hits[0]
    assert hit.item.id == "lab/1.fr/silkworm-lattention-sans-larmes"
    assert hit.item.translations == (
        ("en", "lab/1/silkworm-attention-without-tears", "Silkworm: attention without tears"),
    )
    everything = find(index, "")
    assert len(everything) == 7
    assert "lab/1/silkworm-attention-without-tears" in everything


def test_empty_text_lists_what_the_filters_leave(index: Index) -> None:
    """Without words, all items match, newest first."""
    assert find(index, "", issue="lab/2") == ["lab/2/moths-and-lamps", "lab/2/deep-threads"]


def test_a_section_may_be_named_by_its_title(index: Index) -> None:
    """A filter's value may be written as the section is called, in any language's title that is shown."""
    results = index.search(Query("", {"section": ("Tools and data",)}))
    assert results.query.filters["section"] == ("tools-and-data",)
    assert results.total == 3


def test_chosen_values_never_vanish(index: Index) -> None:
    """A chosen or excluded value is listed also where it leaves nothing."""
    results = index.search(Query("moths", {"language": ("fr",), "tag": ("nonsense", "-letter")}))
    assert results.total == 0
    assert [(each.value, each.count) for each in results.facets["language"] if each.chosen] == [("fr", 0)]
    assert [each.value for each in results.facets["tag"] if each.chosen] == ["nonsense"]
    assert [each.value for each in results.facets["tag"] if each.excluded] == ["letter"]


def test_facet_values_have_readable_labels(index: Index) -> None:
    """Sections, people, languages and issues are called by name."""
    facets = index.search(Query()).facets
    labels = {(name, each.value): each.label for name, values in facets.items() for each in values}
    assert labels["section", "tools-and-data"] == "Tools and Data"
    assert labels["author", "ada"] == "Ada Brontë"
    assert labels["language", "fr"] == "Français"
    assert labels["issue", "lab/1.fr"] == "#1 (fr)"
    assert labels["kind", "paper"] == "Paper"
    assert labels["publication", "lab"] == "Lab Letter"


@given(TEXTS, FILTERS, st.sampled_from(SORTS))
def test_choosing_a_value_gives_its_count(
    index: Index, text: str, filters: dict[str, tuple[str, ...]], sort: str
) -> None:
    """A facet's count is how many results choosing that value, in place of others, gives."""
    query = Query(text, filters, sort, as_typed=True)
    results = index.search(query)
    for facet in FACETS:
        for each in results.facets[facet.name]:
            kept = tuple(f"-{value}" for value in query.excluded(facet.name) if value != each.value)
            if each.excluded:
                kept = ()
            only = Query(text, {**query.filters, facet.name: (*kept, each.value)}, as_typed=True)
            assert index.search(only).total == each.count


@given(TEXTS, FILTERS, st.sampled_from(SORTS), st.integers(1, 4))
def test_pages_are_the_total_without_repeats(
    index: Index, text: str, filters: dict[str, tuple[str, ...]], sort: str, size: int
) -> None:
    """All pages together are all results, each once and in one order."""
    whole = index.search(Query(text, filters, sort, size=100))
    pages = [
        index.search(Query(text, filters, sort, page=page, size=size))
        for page in range(1, -(-whole.total // size) + 2)
    ]
    assert [each for page in pages for each in ids(page)] == ids(whole)
    assert {page.total for page in pages} == {whole.total} == {len(ids(whole))}
    assert len({hit.item.story for hit in whole.hits}) == whole.total


def test_sorting_by_time(index: Index) -> None:
    """Newest and oldest are each other's mirror in issues; within an issue, position decides."""
    by_issue = [find_id.split("/")[1] for find_id in ids(index.search(Query(sort="newest")))]
    assert by_issue == ["3", "2", "2", "1", "1", "1", "1"]
    oldest = ids(index.search(Query(sort="oldest")))
    assert [each.split("/")[1] for each in oldest] == by_issue[::-1]
    assert oldest[:2] == ["lab/1/silkworm-attention-without-tears", "lab/1/weaving-networks"]


HOSTILE = """
    ?? * ** *a* a* word~9 " \"\"\" - -- -" tag: : tag:- OR \x00\x1b[2J \u202eabc 👩\u200d💻 ـ \ud800
    <script>alert(1)</script> ../../etc/passwd %00 {{7*7}} title: title:"" section:\u0000 ' \\ \\\\ `
""".split()
HOSTILE += ["[a TO z]", "- -", "OR OR", "a" * 100_000, "w " * 20_000, "NOT " * 2_000, "a OR " * 50]
HOSTILE += ["(" * 5_000 + ")" * 5_000, "絵" * 399, "a/b/" * 99]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_searched_like_any_other(index: Index, text: str) -> None:
    """Nothing that is typed makes an error or reaches a page as markup."""
    results = index.search(Query(text))
    assert results.total >= len(results.hits)
    assert "<script" not in "".join(hit.snippet_html + hit.title_html for hit in results.hits)
    index.suggest(text)
    index.nearest(text)
    assert index.get(text) is None
    assert index.issue(text) is None


@given(st.text(), FILTERS)
def test_any_text_can_be_searched(index: Index, text: str, filters: dict[str, tuple[str, ...]]) -> None:
    """Any text and any filters have an answer."""
    results = index.search(Query(text, filters))
    assert results.total >= len(results.hits)


def test_bounds_that_were_hit_are_said(index: Index) -> None:
    """A text that is searched only in part comes with a notice."""
    assert index.search(Query("moths " * 100)).notices


def test_pages_show_what_was_indexed(index: Index, reading: Reading) -> None:
    """Every item and edition comes back whole, in its place."""
    for issue in reading.issues:
        page = index.issue(issue.id)
        assert page is not None
        assert [part.item.id for section in page.sections for part in section.parts if part.item] == [
            item.id for item in issue.items()
        ]
        for item in issue.items():
            shown = index.get(item.id)
            assert shown is not None
            assert (shown.title, shown.text, shown.html) == (item.title, item.text, item.html)
            assert shown.issue == page.card


def test_boilerplate_is_shown_and_not_searched(index: Index) -> None:
    """What comes back in every issue stands in its page, and is no item to find."""
    page = index.issue("lab/1")
    assert page is not None
    assert page.sections[-1].parts[-1].html == "<p>Subscribe!</p>"
    assert not find(index, "subscribe")


def test_an_issue_knows_its_editions_and_neighbours(index: Index) -> None:
    """An edition names the others, main language first, and its neighbours, in its language if they exist."""
    page = index.issue("lab/1.fr")
    assert page is not None
    assert [card.id for card in page.editions] == ["lab/1", "lab/1.fr"]
    assert page.previous is None
    assert page.next is not None
    assert page.next.id == "lab/2"
    assert [card.id for card in index.issues()] == ["lab/3.zh", "lab/3", "lab/2", "lab/1.fr", "lab/1"]
    assert index.issues("other") == ()


@pytest.mark.parametrize(
    ("id", "nearest"),
    [
        ("lab/1/weaving-network", "lab/1/weaving-networks"),
        ("lab/1.tr/weaving-networks", "lab/1/weaving-networks"),
        ("lab/7", "lab/3"),
        ("lab/x/y/z", ""),
        ("other/1", ""),
    ],
)
def test_a_wrong_address_leads_to_the_nearest(index: Index, id: str, nearest: str) -> None:
    """An id that is not found leads to what is most like it, within its publication."""
    assert index.nearest(id) == nearest


def test_suggestions_begin_like_what_is_typed(index: Index) -> None:
    """Names of items, sections, tags and people are offered from their words' beginnings."""
    assert index.suggest("bron")[0].value == "ada"
    assert index.suggest("tools da")[0].value == "tools-and-data"
    assert index.suggest("mot")[0].label == "moths"
    assert "lab/2/moths-and-lamps" in [each.value for each in index.suggest("mot")]
    assert index.suggest("") == ()
    assert len(index.suggest("a", limit=2)) == 2


def test_information_about_the_archive(index: Index, reading: Reading) -> None:
    """The index says what it holds and when it was built."""
    info = index.info()
    assert (info.title, info.issues, info.items) == ("An archive", 5, 9)
    assert info.publications == (reading.publication,)
    assert info.built.tzinfo is not None


def test_threads_may_search_one_index(index: Index) -> None:
    """Searching from many threads at once gives each what it would get alone."""
    expected = {text: find(index, text) for text in WORDS}
    wrong: list[str] = []

    def work() -> None:
        wrong.extend(text for text in WORDS * 3 if find(index, text) != expected[text])

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_several_segments_with_deletions_answer_like_one(tmp_path: Path, reading: Reading) -> None:
    """However often an archive was built, it answers like one built at once."""
    grown, whole = tmp_path / "grown", tmp_path / "whole"
    for count in range(1, len(reading.issues) + 1):
        part = Reading(reading.publication, reading.issues[:count], ())
        build_from([part], "An archive", grown)
    build_from([Reading(reading.publication, reading.issues[1:], ())], "An archive", grown)
    build_from([reading], "An archive", grown)
    build_from([reading], "An archive", whole)
    one, other = open_index(grown), open_index(whole)
    for text in ["", *WORDS]:
        mine, theirs = one.search(Query(text)), other.search(Query(text))
        assert set(ids(mine)) == set(ids(theirs))
        assert mine.facets == theirs.facets
    one.close()
    other.close()
