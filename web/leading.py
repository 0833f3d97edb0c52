"""Where a page of results leads to: hundreds of searches, each of which differs from its own in one thing."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote_plus, urlencode

from flask import url_for

from index.facets import BY_NAME
from index.query import SORTS, TIMES, Query
from web.addresses import PLAIN, search_page
from web.repeated import safe
from web.translating import ARGUMENT, Manner, manner

Around = tuple[str, str]
"""What stands in an address before and behind a value, as markup."""

_RANKS = {
    name: rank
    for rank, name in enumerate(("q", *BY_NAME, *TIMES, "sort", "page", "size", "as_typed", ARGUMENT))
}
"""The order in which addresses have them: that of :meth:`Query.to_args`, behind which is the language."""
_DURING = _RANKS["during"]


class Leading:
    """The addresses of searches like one, as markup. Its arguments are written once for all of them."""

    def __init__(self, query: Query) -> None:
        self._manner = manner()
        self._page = safe(search_page())
        given = query.to_args()
        if self._manner.asked:
            given.append((ARGUMENT, self._manner.asked))
        self._first = [(_RANKS[name], _argument(name, value)) for name, value in given if name != "page"]

    def more(self, argument: str) -> Around:
        """The search narrowed by one more value of a facet, or for ``during`` to another time, which is
        :func:`quoted` and which it must not have already."""
        rank, given = _RANKS[argument], self._first
        if rank == _DURING:
            given = [each for each in given if not _DURING <= each[0] < _DURING + len(TIMES)]
        before = "".join([f"{text}&amp;" for its, text in given if its <= rank])
        behind = "".join([f"&amp;{text}" for its, text in given if its > rank])
        return f"{self._page}?{before}{argument}=", behind

    def always(self) -> str:
        """The search without what narrows its time."""
        return _joined(
            self._page,
            [text for its, text in self._first if not _DURING <= its < _DURING + len(TIMES)],
        )

    def every(self, facet: str) -> str:
        """All values of a facet for the search."""
        return _joined(_values_page(facet, self._manner), [text for _, text in self._first])

    def ordered(self, sort: str) -> str:
        """The search in another order, from its first page on."""
        return self._with("sort", sort if sort != SORTS[0] else "")

    def page(self, number: int) -> str:
        """Another of its pages."""
        return self._with("page", str(number) if number > 1 else "")

    def _with(self, name: str, value: str) -> str:
        """Its first page with another value of an argument; without it where that is empty."""
        rank = _RANKS[name]
        texts = [text for its, text in self._first if its < rank]
        if value:
            texts.append(_argument(name, value))
        texts += [text for its, text in self._first if its > rank]
        return _joined(self._page, texts)


def quoted(value: str) -> str:
    """A value as it stands among the arguments of an address, as markup."""
    return safe(quote_plus(value, safe=PLAIN))


def _argument(name: str, value: str) -> str:
    return safe(urlencode([(name, value)], safe=PLAIN))


def _joined(page: str, texts: list[str]) -> str:
    return f"{page}?{'&amp;'.join(texts)}" if texts else page


@lru_cache(maxsize=64)
def _values_page(facet: str, _manner: Manner) -> str:
    return safe(url_for("pages.values", facet=facet, **{ARGUMENT: None}))
