from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text import decode, front_matter, read_date


def fenced(block: str) -> dict[str, object]:
    """The values of a block of YAML between fences."""
    matter = front_matter(f"---\n{block}\n---\nText.\n")
    assert matter.body == "Text.\n"
    return matter.values


def test_yaml_is_parted_from_the_text() -> None:
    """The body begins on the line behind the fence, and that line is known."""
    matter = front_matter("---\ntitle: One\nTags: [a, b]\n---\n\nText.\n")
    assert matter.values == {"title": "One", "tags": ["a", "b"]}
    assert (matter.body, matter.body_line, matter.problems) == ("\nText.\n", 5, ())


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("number: 6", {"number": 6}),
        ("number: 010", {"number": "010"}),
        ("version: 1.10", {"version": "1.10"}),
        ("language: no", {"language": "no"}),
        ("draft: true\ncomments: False", {"draft": True, "comments": False}),
        ("author:", {"author": None}),
        ("date: 2020-02-30", {"date": "2020-02-30"}),
        ("time: 12:30:45", {"time": "12:30:45"}),
        ("title: '2020'", {"title": "2020"}),
        ("title: ! 'Issue #20'", {"title": "Issue #20"}),
        ("title: !custom x", {"title": "x"}),
        ("image:\n  Thumb: a.png", {"image": {"thumb": "a.png"}}),
        ("excerpt: >\n  one\n  two", {"excerpt": "one two"}),
        ("# a comment\ntitle: x # another", {"title": "x"}),
        ("", {}),
    ],
)
def test_right_yaml_is_read_by_the_book(block: str, expected: dict[str, object]) -> None:
    """Valid YAML yields texts, whole numbers, true and false, and no surprises."""
    matter = front_matter(f"---\n{block}\n---\nText.\n")
    assert (matter.values, matter.problems, matter.body) == (expected, (), "Text.\n")


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("title: News: the sixth", {"title": "News: the sixth"}),
        ("title: Weekly #20: more", {"title": "Weekly #20: more"}),
        ("title: It's Issue #20", {"title": "It's Issue #20"}),
        ("title:\tNews", {"title": "News"}),
        ("tags:\n\t- a\n\t- b", {"tags": ["a", "b"]}),
        ('title: "News', {"title": "News"}),
        ("title: 'It's news'", {"title": "It's news"}),
        ('title: "News" of today', {"title": '"News" of today'}),
        ("title: *Bold* news", {"title": "*Bold* news"}),
        ("title: @home", {"title": "@home"}),
        ("title: `code`", {"title": "`code`"}),
        ("tags: [a, b", {"tags": ["a", "b"]}),
        ("tags:\n- a\n- b: c: d", {"tags": ["a", "b: c: d"]}),
        ("image:\n  thumb: a: b\n  big: c", {"image": {"thumb": "a: b", "big": "c"}}),
        ("title:News", {"title": "News"}),
        ("title：简报", {"title": "简报"}),
        ("title: News\nwhich go on", {"title": "News which go on"}),
        ("title: one\ntitle: two", {"title": "two"}),
        ("title: one\ntitle:", {"title": "one"}),
    ],
)
def test_broken_yaml_is_read_as_it_was_meant(block: str, expected: dict[str, object]) -> None:
    """A slip is mended and told; the keys around it are read as ever."""
    matter = front_matter(f"---\nlayout: post\n{block}\nnumber: 6\n---\nText.\n")
    assert matter.values == {"layout": "post", **expected, "number": 6}
    assert matter.body == "Text.\n"
    assert [line for line, _, _ in matter.problems] == [
        4 if block.startswith(("title: one\n", "tags:\n\t")) else 3
    ]
    assert all(message and cure for _, message, cure in matter.problems)


def test_aliases_cannot_grow() -> None:
    """YAML that doubles itself with every line is read as the text it is."""
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
    assert len(str(fenced("\n".join(lines)))) < 2000


def test_toml_is_read() -> None:
    """TOML between plus signs has types of its own, and Hugo's and Zola's tables count as the top."""
    matter = front_matter('+++\nTitle = "One"\ndate = 2020-03-02\n[taxonomies]\ntags = ["a"]\n+++\nText.\n')
    assert matter.values["title"] == "One"
    assert matter.values["date"] == date(2020, 3, 2)
    assert matter.values["tags"] == ["a"]
    assert (matter.body, matter.body_line, matter.problems) == ("Text.\n", 7, ())


def test_broken_toml_is_read_as_it_was_meant() -> None:
    """A value without quotes costs a remark, nothing more."""
    matter = front_matter('+++\ntitle = News\nnumber = 6\n[extra]\ntags = [\n"a",\n]\n+++\nText.\n')
    assert matter.values == {"title": "News", "number": 6, "tags": ["a"]}
    assert matter.problems == ((2, '"title" is no valid TOML', "put the value in quotes"),)


@pytest.mark.parametrize(
    "text",
    [
        "Title: News: the sixth\nDate: 2013-06-07 18:46\nTags: a, b\n\nText.\n",
        "title: News: the sixth\ndate: 2013-06-07 18:46\ntags: a,\n      b\n\nText.\n",
        "Title: News: the sixth\nDate: 2013-06-07 18:46\nTags: a, b\n---\n\nText.\n",
        "\nTitle: News: the sixth\nDate: 2013-06-07 18:46\nTags: a, b\n\nText.\n",
        "News: the sixth\n===============\n\n:date: 2013-06-07 18:46\n:tags: a, b\n\nText.\n",
        "====\nNews: the sixth\n====\n\n:date: 2013-06-07 18:46\n:tags: a, b\n\nText.\n",
        "<!-- lint off -->\n\nTitle: News: the sixth\nDate: 2013-06-07 18:46\nTags: a, b\n\nText.\n",
    ],
)
def test_headers_without_fences_are_read(text: str) -> None:
    """Pelican's, MultiMarkdown's and reStructuredText's keys are values as they stand, without complaint."""
    matter = front_matter(text)
    assert matter.values == {"title": "News: the sixth", "date": "2013-06-07 18:46", "tags": "a, b"}
    assert (matter.body, matter.problems) == ("\nText.\n", ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "Text.\n",
        "# Title: one\n\nText.\n",
        "---\n\nText behind a break.\n\n---\n\nMore.\n",
        "---\nText with: a colon and more words before it than a key: has\n",
        "---",
        "Note: this is a text.\n\nText.\n",
        "Note: this is\nTitle: a text\n",
        "By: the way\n\nText.\n",
        ":tada: Hello\n\nText.\n",
        "http://example.org/\n",
        "<!-- a comment\n\nthat does not end\n",
        "Heading\n=======\n\nText.\n",
        "- a list\n- that goes on\n",
    ],
)
def test_what_is_no_front_matter_stays(text: str) -> None:
    """A break, a colon or a comment at the top is text."""
    matter = front_matter(text)
    assert (matter.values, matter.body, matter.body_line, matter.problems) == ({}, text, 1, ())


@pytest.mark.parametrize("above", ["", "\n", "<!-- a comment -->\n", "<!--\ntwo\nlines\n-->\n\n"])
@pytest.mark.parametrize("fence", ["---", "--- ", "-----"])
def test_comments_and_blank_lines_may_stand_above(above: str, fence: str) -> None:
    """What a linter or a licence puts above the fence does no harm."""
    matter = front_matter(f"{above}{fence}\ntitle: One\n{fence}\nText.\n")
    assert (matter.values, matter.body) == ({"title": "One"}, "Text.\n")
    assert matter.body_line == above.count("\n") + 4


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("---\ntitle: One\nnumber: 6\n\nText.\n", "\nText.\n"),
        ("---\ntitle: One\nnumber: 6\n# Heading\n\nText.\n", "# Heading\n\nText.\n"),
        ("---\ntitle: One\nnumber: 6\n\nText.\n\n---\n\nMore.\n", "\nText.\n\n---\n\nMore.\n"),
        ("---\ntitle: One\nnumber: 6\n\n# Heading\n\nText.\n\n---\n", "\n# Heading\n\nText.\n\n---\n"),
        ("---\ntitle: One\nnumber: 6", ""),
        ('+++\ntitle = "One"\nnumber = 6\n\nText.\n', "\nText.\n"),
    ],
)
def test_a_missing_fence_costs_no_text(text: str, body: str) -> None:
    """Front matter that is not closed ends where its keys end, which is told."""
    matter = front_matter(text)
    assert (matter.values, matter.body) == ({"title": "One", "number": 6}, body)
    assert [(line, message) for line, message, _ in matter.problems] == [(3, "the front matter has no end")]


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["---", "+++", "...", "title: x", "Title: x: y", "a = 1", "- b", "  c: d", "", "# e"]
        ),
        st.sampled_from(
            ["<!--", "-->", "====", ":date: x", "tags: [", 'k: "', "k: &a", "k: *a", "k: |", "[t]"]
        ),
        st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=12),
    ),
    max_size=12,
).map("\n".join)


@given(LINES)
def test_any_text_is_parted(text: str) -> None:
    """Whatever stands at the top, the body is the rest of the source from its line on."""
    matter = front_matter(text)
    assert matter.body == "\n".join(text.split("\n")[matter.body_line - 1 :])
    assert all(1 <= line <= text.count("\n") + 1 for line, _, _ in matter.problems)


@pytest.mark.parametrize(
    "text", ["---\na: " + "[" * 5000, "---\n" + "a:\n  " * 3000, "+++\na = " + "[" * 5000]
)
def test_deep_nesting_is_survived(text: str) -> None:
    """Brackets without end make no error."""
    front_matter(f"{text}\n---\n+++\n")


def test_real_newsletters_are_read(shared: Path) -> None:
    """Every real issue has a title, and every date in front matter is understood."""
    paths = [
        *(shared / "corpora" / "dair" / "posts").rglob("*.*"),
        *(shared / "corpora" / "twir").rglob("*-*.*"),
    ]
    assert paths
    for path in paths:
        values = front_matter(decode(path.read_bytes()).text).values
        assert values["title"], path
        assert "date" not in values or read_date(values["date"]), path
