"""Citations: an item of the newsletter, and the papers that it links to, each as what it is.

Nothing is made up. Who wrote an item is whom its issue names; of a paper, what its identifier says is
known (number, year, address), and its title where the item is called exactly as the link to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from archive.links import identifiers
from index.analysis import fold
from index.results import ItemPage

MOST_PAPERS = 8
"""An item that links to more papers than these is a list, not about any of them."""


@dataclass(frozen=True, slots=True)
class Citation:
    """What is known of a work. What is not known is empty."""

    key: str
    """Plain ASCII, the same for the same work."""
    title: str
    url: str
    authors: tuple[str, ...] = ()
    journal: str = ""
    """What it appeared in."""
    number: str = ""
    """Of that."""
    date: date | None = None
    year: int | None = None
    """Where the day is not known."""
    language: str = ""
    arxiv: str = ""
    doi: str = ""

    @property
    def parts_of_date(self) -> list[int]:
        """Year, month and day, as many of them as are known."""
        if self.date:
            return [self.date.year, self.date.month, self.date.day]
        return [self.year] if self.year else []


@dataclass(frozen=True, slots=True)
class Work:
    """What can be cited: an item, or a paper that it links to."""

    identifier: str
    """Such as ``arxiv:2001.04451``, see :func:`archive.links.identifiers`; empty for the item."""
    name: str
    """The identifier as people write it: "arXiv:2001.04451"."""
    citation: Citation


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a citation down."""

    name: str
    ending: str
    """Of a file, and of the address that it is had from."""
    media_type: str
    write: Callable[[Citation], str]


def works(item: ItemPage, url: str) -> tuple[Work, ...]:
    """An item and the papers that it is about; ``url`` is where the item is shown."""
    return Work("", "", _of_item(item, url)), *_papers(item)


def _of_item(item: ItemPage, url: str) -> Citation:
    card = item.issue
    return Citation(
        key=_key(item.id),
        title=item.label,
        url=url,
        authors=tuple(name for _, name in card.authors),
        journal=card.publication_title,
        number="" if card.number is None else str(card.number),
        date=card.date,
        language=card.language,
    )


def _papers(item: ItemPage) -> tuple[Work, ...]:
    """The papers that an item links to by arXiv number, DOI or ACL Anthology number, in its order."""
    titles: dict[str, str] = {}
    for url, words, _ in item.links:
        for identifier in identifiers(url):
            if identifier.startswith(tuple(_READ)):
                known = titles.get(identifier)
                titles[identifier] = known or (item.title if fold(words) == fold(item.title) else "")
    found = (_paper(identifier, title) for identifier, title in titles.items())
    return tuple(found) if len(titles) <= MOST_PAPERS else ()


def _paper(identifier: str, title: str) -> Work:
    scheme, _, number = identifier.partition(":")
    return _READ[f"{scheme}:"](identifier, number, title)


def _of_arxiv(identifier: str, number: str, title: str) -> Work:
    name = f"arXiv:{number}"
    return Work(
        identifier,
        name,
        Citation(
            key=_key(identifier),
            title=title or name,
            url=f"https://arxiv.org/abs/{number}",
            year=_year(re.match(r"(?:[^/]*/)?(\d{2})", number), first=91),
            arxiv=number,
        ),
    )


def _of_doi(identifier: str, number: str, title: str) -> Work:
    name = f"doi:{number}"
    citation = Citation(_key(identifier), title or name, f"https://doi.org/{number}", doi=number)
    return Work(identifier, name, citation)


def _of_acl(identifier: str, number: str, title: str) -> Work:
    """The numbers of before 2020, "P19-1001", are written with a capital."""
    old = re.match(r"[a-z](\d{2})-", number)
    number = number.upper() if old else number
    name = f"ACL:{number}"
    url = f"https://aclanthology.org/{number}"
    year = _year(old, first=60) if old else int(number[:4])
    return Work(identifier, name, Citation(_key(identifier), title or name, url, year=year))


_READ: dict[str, Callable[[str, str, str], Work]] = {
    "arxiv:": _of_arxiv,
    "doi:": _of_doi,
    "acl:": _of_acl,
}


def _year(found: re.Match[str] | None, first: int) -> int | None:
    """The year of two digits, where numbering began in the year ``first`` of the last century."""
    if not found:
        return None
    year = int(found[1])
    return year + (1900 if year >= first else 2000)


def _key(id: str) -> str:
    """Letters, digits and hyphens; of an id in another alphabet a checksum keeps it apart from others."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", id).strip("-")
    return plain if id.isascii() else f"{plain}-{crc32(id.encode()):08x}"


# BibTeX

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The macros of BibTeX's styles, which each style spells in its own way."""
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        # BibTeX counts braces, whatever stands before them.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        **{char: f"\\{char}" for char in "&%$#_"},
    }
)
"""Characters that LaTeX does not print as they stand. Others stay: the file is UTF-8."""
_IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})
"""Addresses are taken as they stand, but no brace may lack its partner."""
_PERSON = re.compile(r"[^\W\d_]+(?:(?:[.'’-] ?| )[^\W\d_]+)*\.?")
"""A name that BibTeX takes apart rightly; any other is kept whole by braces."""


def bibtex(citation: Citation) -> str:
    """One entry. Titles keep their capitals."""
    month = _MONTHS[citation.date.month - 1] if citation.date else ""
    fields = [
        ("author", _braced(" and ".join(map(_author, citation.authors)))),
        ("title", _braced(_braced(_escaped(citation.title)))),
        ("journal", _braced(_escaped(citation.journal))),
        ("number", _braced(_escaped(citation.number))),
        ("year", _braced(str(citation.parts_of_date[0]) if citation.parts_of_date else "")),
        ("month", month),
        ("eprint", _braced(citation.arxiv)),
        ("archiveprefix", _braced("arXiv" if citation.arxiv else "")),
        ("doi", _braced(citation.doi.translate(_IN_ADDRESS))),
        ("url", _braced(citation.url.translate(_IN_ADDRESS))),
        ("language", _braced(citation.language)),
    ]
    lines = [f"  {name} = {value}," for name, value in fields if value]
    kind = "article" if citation.journal else "misc"
    return "\n".join((f"@{kind}{{{citation.key},", *lines, "}\n"))


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""


def _author(name: str) -> str:
    words = name.split()
    if len(words) > 1 and "and" not in map(str.lower, words) and _PERSON.fullmatch(name):
        return name
    return f"{{{_escaped(name)}}}"


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(_LATEX)


# CSL-JSON, as citeproc, Zotero and Pandoc read it


def csl_json(citation: Citation) -> str:
    """A list of one. Names are kept whole, for which of their words is the family's is not known."""
    values = {
        "id": citation.key,
        "type": "article-magazine" if citation.journal else "article" if citation.arxiv else "document",
        "title": citation.title,
        "author": [{"literal": name} for name in citation.authors],
        "container-title": citation.journal,
        "issue": citation.number,
        "issued": {"date-parts": [citation.parts_of_date]} if citation.parts_of_date else None,
        "number": f"arXiv:{citation.arxiv}" if citation.arxiv else "",
        "publisher": "arXiv" if citation.arxiv else "",
        "DOI": citation.doi,
        "URL": citation.url,
        "language": citation.language,
    }
    known = {name: value for name, value in values.items() if value}
    return json.dumps([known], ensure_ascii=False, indent=2) + "\n"


# Markdown

_MARKDOWN = re.compile(r"([\\`*_\[\]<>&])")
"""What would be markup within a line."""


def markdown(citation: Citation) -> str:
    """One line: a linked title and where it appeared."""
    url = citation.url.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
    return ", ".join((f"[{_plain(citation.title)}]({url})", *_said(citation))) + "\n"


def _said(citation: Citation) -> Iterator[str]:
    if citation.authors:
        yield _plain(", ".join(citation.authors))
    if citation.journal:
        number = f" #{citation.number}" if citation.number else ""
        yield f"*{_plain(citation.journal)}*{number}"
    for scheme, number in (("arXiv", citation.arxiv), ("doi", citation.doi)):
        name = f"{scheme}:{number}"
        if number and name != citation.title:
            yield name
    if citation.date:
        yield citation.date.isoformat()
    elif citation.year:
        yield str(citation.year)


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


FORMATS = {
    each.ending: each
    for each in (
        Format("BibTeX", "bib", "application/x-bibtex; charset=utf-8", bibtex),
        Format("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", csl_json),
        Format("Markdown", "md", "text/markdown; charset=utf-8", markdown),
    )
}
"""By ending."""
