from __future__ import annotations

import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from archive.links import link
from index.results import IssueCard, ItemPage
from web.citing import Citation, bibtex, csl_json, markdown, works

CARD = IssueCard(
    id="lamp/1",
    publication="lamp",
    publication_title="The Lamplighter",
    number=1,
    date=date(2024, 1, 8),
    language="en",
    title="The Lamplighter #1",
    authors=(("iris", "Iris Ng"), ("crew", "Lamps & Sons, Inc.")),
    tags=(),
    excerpt="",
    cover="",
    items=1,
    path="1.md",
)


def item(title: str, *links: tuple[str, str]) -> ItemPage:
    return ItemPage(
        id="lamp/1/x",
        title=title,
        label=title or "First words…",
        text="",
        html="",
        section="",
        section_title="",
        issue=CARD,
        tags=(),
        kinds=(),
        links=tuple((made.url, text, made.kind) for url, text in links if (made := link(url, text))),
        story="lamp/1/x",
    )


def papers(*links: tuple[str, str], title: str = "A look at it") -> list[tuple[str, Citation]]:
    return [
        (work.identifier, work.citation) for work in works(item(title, *links), "https://x.example/x")[1:]
    ]


def fields(entry: str) -> dict[str, str]:
    return dict(re.findall(r"^  (\w+) = (.+),$", entry, re.MULTILINE))


def test_an_item_is_cited_as_what_stands_in_its_issue() -> None:
    """An item's citation has its title, its issue's authors, number and date, and its permanent address."""
    (work,) = works(item("Long letters"), "https://x.example/lamp/1/x")
    found = fields(bibtex(work.citation))
    assert found == {
        "author": "{Iris Ng and {Lamps \\& Sons, Inc.}}",
        "title": "{{Long letters}}",
        "journal": "{The Lamplighter}",
        "number": "{1}",
        "year": "{2024}",
        "month": "jan",
        "url": "{https://x.example/lamp/1/x}",
        "language": "{en}",
    }


def test_a_paper_is_told_apart_from_the_item_about_it() -> None:
    """A paper's citation has nothing of the newsletter's: neither its authors nor its title or date."""
    ((identifier, paper),) = papers(("https://arxiv.org/abs/2001.04451v2", "the paper"))
    assert identifier == "arxiv:2001.04451"
    assert (paper.title, paper.authors, paper.journal) == ("arXiv:2001.04451", (), "")
    assert (paper.year, paper.url) == (2020, "https://arxiv.org/abs/2001.04451")


def test_a_paper_has_a_title_where_the_item_is_called_like_the_link() -> None:
    """The words of a link are the paper's title only where they are the item's title too."""
    url = "https://arxiv.org/abs/2001.04451"
    assert papers((url, "Reformer"), title="Reformer")[0][1].title == "Reformer"
    assert papers((url, "this paper"), title="Reformer")[0][1].title == "arXiv:2001.04451"


@pytest.mark.parametrize(
    ("url", "identifier", "address", "year"),
    [
        ("https://arxiv.org/pdf/cs/0112017", "arxiv:cs/0112017", "https://arxiv.org/abs/cs/0112017", 2001),
        (
            "https://arxiv.org/abs/hep-th/9901001",
            "arxiv:hep-th/9901001",
            "https://arxiv.org/abs/hep-th/9901001",
            1999,
        ),
        ("https://doi.org/10.1000/182", "doi:10.1000/182", "https://doi.org/10.1000/182", None),
        (
            "https://www.aclweb.org/anthology/P19-1001/",
            "acl:p19-1001",
            "https://aclanthology.org/P19-1001",
            2019,
        ),
        ("https://aclanthology.org/J93-2003", "acl:j93-2003", "https://aclanthology.org/J93-2003", 1993),
        (
            "https://aclanthology.org/2020.acl-main.5.pdf",
            "acl:2020.acl-main.5",
            "https://aclanthology.org/2020.acl-main.5",
            2020,
        ),
    ],
)
def test_an_identifier_says_address_and_year(
    url: str, identifier: str, address: str, year: int | None
) -> None:
    """Of a paper, what its identifier tells is known: where it is, and mostly the year."""
    ((found, paper),) = papers((url, ""))
    assert (found, paper.url, paper.year) == (identifier, address, year)


def test_one_paper_under_many_addresses_is_cited_once() -> None:
    """All links to one paper make one citation; links to anything else make none."""
    found = papers(
        ("https://arxiv.org/abs/2001.04451", "abstract"),
        ("https://arxiv.org/pdf/2001.04451v2.pdf", "PDF"),
        ("https://github.com/a/b", "code"),
    )
    assert [identifier for identifier, _ in found] == ["arxiv:2001.04451"]


def test_a_list_of_papers_is_about_none_of_them() -> None:
    """An item that links to many papers offers to cite itself only."""
    assert papers(*((f"https://arxiv.org/abs/2001.{number:05}", "") for number in range(1, 20))) == []


@given(st.text(min_size=1, max_size=40))
def test_bibtex_holds_any_title(title: str) -> None:
    """Whatever a title holds, the braces of the entry are balanced and no special character stands bare."""
    entry = bibtex(Citation("key", title, "https://x.example/a{b}_%20#c"))
    depth = 0
    for char in entry:
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0
    inside = fields(entry).get("title", "")[2:-2]
    assert not re.search(r"(?<!\\)[&%$#_~^]", inside)


@given(st.text(min_size=1, max_size=40))
def test_csl_json_holds_any_title(title: str) -> None:
    """CSL-JSON gives a title back as it is."""
    (found,) = json.loads(csl_json(Citation("key", title, "https://x.example")))
    assert found["title"] == title


def test_csl_json_says_dates_and_whole_names() -> None:
    """In CSL-JSON a date has its parts and a name is not taken apart."""
    (work,) = works(item("Long letters"), "https://x.example/x")
    (found,) = json.loads(csl_json(work.citation))
    assert found["issued"] == {"date-parts": [[2024, 1, 8]]}
    assert found["author"] == [{"literal": "Iris Ng"}, {"literal": "Lamps & Sons, Inc."}]
    assert (found["container-title"], found["issue"]) == ("The Lamplighter", "1")


def test_markdown_stays_one_link() -> None:
    """A title with brackets and stars is still the text of one link."""
    line = markdown(Citation("key", "A [new] *star*", "https://x.example/a(b)", arxiv="1", year=2020))
    assert line == "[A \\[new\\] \\*star\\*](https://x.example/a%28b%29), arXiv:1, 2020\n"


@pytest.mark.parametrize("name", ["Iris Ng", "Jean-Luc O’Hara", "J. R. Smith"])
def test_names_of_people_are_left_to_bibtex(name: str) -> None:
    """A name that is plainly a person's stands as it is."""
    assert fields(bibtex(Citation("k", "t", "u", authors=(name,))))["author"] == f"{{{name}}}"


@pytest.mark.parametrize("name", ["Smith, Jones and Co", "dair.ai", "Elvis", "Rock and Roll"])
def test_other_names_are_kept_whole(name: str) -> None:
    """A name that BibTeX would take apart wrongly stands in braces of its own."""
    assert fields(bibtex(Citation("k", "t", "u", authors=(name,))))["author"] == f"{{{{{name}}}}}"


def test_keys_are_plain_and_distinct() -> None:
    """Items whose ids are in another alphabet have keys in ASCII that differ."""
    keys = {works(_with_id(f"lamp/1/{slug}"), "u")[0].citation.key for slug in ("عودة", "رسالة", "a-b")}
    assert len(keys) == 3
    assert all(re.fullmatch(r"[A-Za-z0-9-]+", key) for key in keys)


def _with_id(id: str) -> ItemPage:
    return replace(item("x"), id=id)
