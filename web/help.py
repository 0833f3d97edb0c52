"""How to search, shown by searches that find something in this very archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import regex
from flask_babel import lazy_gettext as _

from archive.links import identifiers
from index.query import Query
from index.results import FacetCount, Index, ItemPage, Results

READ = 3
"""Issues, the latest, whose items examples are taken from."""
SHORTEST = 5
"""Letters: shorter words stand everywhere and show little."""
TRIED = 6
"""Examples of a kind that are tried until one finds something."""
FACET_OPERATORS = (
    ("section", "section", _("items in one section")),
    ("tag", "tag", _("items with a tag")),
    ("author", "author", _("items by one of the authors")),
    ("lang", "language", _("items in a language")),
    ("kind", "kind", _("items that link to something of a kind")),
    ("issue", "issue", _("items of one issue")),
    ("publication", "publication", _("items of one newsletter")),
    ("site", "site", _("items that link to a site")),
    ("year", "year", _("items of a year")),
)
"""(operator, facet, what it finds)"""

_WORD = regex.compile(rf"\p{{L}}{{{SHORTEST},}}")


@dataclass(frozen=True, slots=True)
class Example:
    """Something to type, and what that finds, in the language that it is shown in."""

    text: str
    finds: str
    total: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """Examples that belong together."""

    title: str
    examples: tuple[Example, ...]


def chapters(index: Index) -> tuple[Chapter, ...]:
    """What can be typed, by example; only what finds something here."""
    everything = index.search(Query(size=1))
    items = _items(index)
    found = (
        Chapter(_("Words"), _working(index, _words(items))),
        Chapter(_("Parts of the archive"), _working(index, _facets(everything))),
        Chapter(_("Links"), _working(index, _links(items))),
        Chapter(_("Time"), _working(index, _times(everything))),
    )
    return tuple(chapter for chapter in found if chapter.examples)


Candidates = Iterator[tuple[str, Sequence[str]]]
"""(what it finds, texts of which the first that finds something is shown)"""


def _working(index: Index, candidates: Candidates) -> tuple[Example, ...]:
    examples = []
    for finds, texts in candidates:
        for text in islice(dict.fromkeys(texts), TRIED):
            results = index.search(Query(text, size=1))
            if results.total and not results.notices and not results.corrected:
                examples.append(Example(text, finds, results.total))
                break
    return tuple(examples)


def _items(index: Index) -> tuple[ItemPage, ...]:
    """Titled items of the latest issues, in the main language where there is one."""
    pages = (index.issue(card.id) for card in index.issues()[:READ])
    parts = (part for page in pages if page for section in page.sections for part in section.parts)
    return tuple(part.item for part in parts if part.item and part.item.title)


def _words(items: Sequence[ItemPage]) -> Candidates:
    titles = [words for item in items if len(words := _WORD.findall(item.title)) > 1]
    firsts = [words[0] for words in titles]
    yield _("all of these words; items that lack one come last"), [" ".join(words[:2]) for words in titles]
    yield _("these words next to one another"), [f'"{phrase}"' for phrase in _phrases(items)]
    yield (
        _("the first word, but not the second"),
        [f"{words[0]} -{other[0]}" for words, other in pairwise(titles)],
    )
    yield (
        _("the word, but not these next to one another"),
        [f'{words[0]} -"{phrase}"' for words, phrase in zip(titles, _phrases(items[::-1]), strict=False)],
    )
    yield (
        _("either of two words"),
        [f"{words[0]} OR {other[0]}" for words, other in pairwise(titles)],
    )
    yield (
        _("words that go together before OR does"),
        [f"({words[0]} OR {other[0]}) {words[1]}" for words, other in pairwise(titles)],
    )
    yield _("words that begin like this"), [f"{word[:4]}*" for word in firsts]
    yield _("a word of the title"), [f"title:{word}" for word in firsts]


def _phrases(items: Sequence[ItemPage]) -> Iterator[str]:
    """Two words of a title that stand side by side."""
    for item in items:
        yield from regex.findall(r"\p{L}{4,} \p{L}{4,}", item.title)[:1]


def _facets(everything: Results) -> Candidates:
    for operator, facet, finds in FACET_OPERATORS:
        values = everything.facets.get(facet, ())
        telling = [value for value in values if value.count < everything.total]
        if telling:
            yield finds, [f"{operator}:{_quoted(value)}" for value in telling]


def _quoted(value: FacetCount) -> str:
    return f'"{value.value}"' if regex.search(r"\s", value.value) else value.value


def _links(items: Sequence[ItemPage]) -> Candidates:
    urls = [url for item in items for url, _, _ in item.links if url.startswith("http")]
    papers = [found for url in urls for found in regex.findall(r"arxiv\.org/abs/(\d{4}\.\d{4,5})", url)]
    yield _("items that link there, however the address is written"), urls
    yield _("the same, as an operator"), [f"link:{url}" for url in urls]
    yield _("items about one paper"), [f"arxiv:{paper}" for paper in papers]
    works = [found for url in urls for found in identifiers(url) if found.startswith("doi:")]
    yield _("the same, by its DOI"), [*works, *(f"doi:10.48550/arXiv.{paper}" for paper in papers)]


def _times(everything: Results) -> Candidates:
    years = sorted((value.value for value in everything.facets.get("year", ())), reverse=True)
    months = [each.value for each in everything.histogram if each.count and len(each.value) > 4]
    yield _("issues of a year"), years
    yield _("issues of a month"), months[::-1]
    yield _("from a time on"), [f"after:{time}" for time in (*months[-3:], *years)]
    yield _("before a time"), [f"before:{time}" for time in (*months[-1:], *years)]
    yield (
        _("a season"),
        [f"during:{year}-{season}" for year in years for season in ("summer", "winter", "spring")],
    )
