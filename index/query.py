"""A search as a value: from and to URL arguments.

The address holds all of it: ``?q=reformer&section=publications&section=-education&during=2020-03&page=2``.
Only the languages that a reader prefers are the browser's to say, and stand in no address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Protocol

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from index.facets import BY_NAME, FACETS

SORTS = ("relevance", "newest", "oldest")
PAGE_SIZE = 10
MAX_PAGE_SIZE = 100
MAX_PAGE = 10_000
TIMES = ("during", "after", "before")
"""Arguments that narrow down by date; what each takes is said at :func:`index.dates.period`."""


class Args(Protocol):
    """URL arguments, as Flask's ``request.args`` has them."""

    def lists(self) -> Iterable[tuple[str, list[str]]]: ...


_NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def _frozen(filters: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    if not filters:
        return _NONE
    kept = {
        facet.name: tuple(dict.fromkeys(value for value in filters.get(facet.name, ()) if value.strip("- ")))
        for facet in FACETS
    }
    return MappingProxyType({name: values for name, values in kept.items() if values})


class Query(Struct, frozen=True, gc=False):
    """What a reader asked for."""

    text: str = ""
    """As typed."""
    filters: Mapping[str, tuple[str, ...]] = {}
    """Facet name -> chosen values; ``-value`` excludes. Names that are no facet are dropped."""
    sort: str = "relevance"
    """One of :data:`SORTS`."""
    page: int = 1
    size: int = PAGE_SIZE
    as_typed: bool = False
    """Whether to search the very words, without correcting their spelling."""
    during: str = ""
    """Only issues of this time: ``2020``, ``2020-03``, ``2020-03-02``, ``2020-summer``…"""
    after: str = ""
    """Only issues from this time on."""
    before: str = ""
    """Only issues before this time."""
    prefer: tuple[str, ...] = ()
    """Languages that the reader likes best, BCP 47 tags, the best first: in which edition to show a story."""

    def __post_init__(self) -> None:
        force_setattr(self, "filters", _frozen(self.filters))
        if self.sort not in SORTS:
            force_setattr(self, "sort", SORTS[0])
        if not 1 <= self.page <= MAX_PAGE:
            force_setattr(self, "page", min(max(1, self.page), MAX_PAGE))
        if not 1 <= self.size <= MAX_PAGE_SIZE:
            force_setattr(self, "size", min(max(1, self.size), MAX_PAGE_SIZE))

    def __hash__(self) -> int:
        return hash((self.text, self.page, *self.filters.items())) if self.filters else hash(self.text)

    @property
    def narrows(self) -> bool:
        """Whether anything but the text leaves results out."""
        return bool(self.filters or self.during or self.after or self.before)

    @classmethod
    def from_args(cls, args: Args, prefer: tuple[str, ...] = ()) -> Query:
        """Read a query from URL arguments; whatever cannot be understood takes its default."""
        given = dict(args.lists())

        def first(name: str) -> str:
            return next(iter(given.get(name, ())), "").strip()

        return cls(
            text=first("q"),
            filters={name: tuple(given[name]) for name in BY_NAME if name in given},
            sort=first("sort"),
            page=_number(first("page"), 1),
            size=_number(first("size"), PAGE_SIZE),
            as_typed=first("as_typed") == "1",
            during=first("during"),
            after=first("after"),
            before=first("before"),
            prefer=prefer,
        )

    def to_args(self) -> list[tuple[str, str]]:
        """URL arguments, defaults left out; ``from_args(MultiDict(query.to_args())) == query``, save for
        :attr:`prefer`."""
        args = [("q", self.text)] if self.text else []
        args += [(name, value) for name, values in self.filters.items() for value in values]
        args += [(name, value) for name in TIMES if (value := getattr(self, name))]
        if self.sort != SORTS[0]:
            args.append(("sort", self.sort))
        if self.page != 1:
            args.append(("page", str(self.page)))
        if self.size != PAGE_SIZE:
            args.append(("size", str(self.size)))
        if self.as_typed:
            args.append(("as_typed", "1"))
        return args

    def chosen(self, facet: str) -> tuple[str, ...]:
        return tuple(value for value in self.filters.get(facet, ()) if not value.startswith("-"))

    def excluded(self, facet: str) -> tuple[str, ...]:
        return tuple(value[1:] for value in self.filters.get(facet, ()) if value.startswith("-"))

    def adding(self, facet: str, value: str) -> Query:
        """This query narrowed by one more value, from the first page on."""
        values = (*self.filters.get(facet, ()), value)
        return replace(self, filters={**self.filters, facet: values}, page=1)

    def removing(self, facet: str, value: str) -> Query:
        """This query without one of its filters, from the first page on."""
        values = tuple(v for v in self.filters.get(facet, ()) if v != value)
        return replace(self, filters={**self.filters, facet: values}, page=1)

    def at(self, during: str = "", after: str = "", before: str = "") -> Query:
        """This query narrowed to another time (or, without any, to none), from the first page on."""
        return replace(self, during=during, after=after, before=before, page=1)

    def on_page(self, page: int) -> Query:
        return replace(self, page=page)


def _number(text: str, default: int) -> int:
    try:
        return int(text or default)
    except ValueError:
        return default
