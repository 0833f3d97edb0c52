"""Why a result is one: in which of its texts each word of the query stands, and in which form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from archive import links
from index.addresses import Address
from index.analysis import Span, fold, stems
from index.results import FoundAs, ItemPage, Reason
from index.sought import Sought
from index.wanted import Wanted, Way


class Reasons:
    """Why results of one search are ones."""

    def __init__(self, items: Sequence[ItemPage], sought: Sought, corrections: Mapping[str, str]) -> None:
        """``sought`` are the terms of the search; ``corrections`` are what was meant, by what was typed."""
        self.sought = sought
        self._typed = {meant: word for word, meant in corrections.items()}
        self._texts = {item.id: _texts(item) for item in items}
        every: dict[str, list[str]] = {"": list(map(_linked_to, items))}
        for item in items:
            its = every.setdefault(item.issue.language, [])
            its += [item.label, *[text for _, text in self._texts[item.id]]]
        for language, texts in every.items():
            sought.texts(language).look_through(texts)

    def of(self, item: ItemPage, wanted: Iterable[Wanted], asker: str) -> list[Reason]:
        """At most one reason for each word and text of one of the items; ``asker`` is the language that was
        probably asked in."""
        language, day = item.issue.language, item.issue.date
        places = self.sought.texts(language)
        texts = [_Text(name, text, its) for name, text in self._texts[item.id] if (its := places[text])]
        addresses = _linked_to(item)
        in_addresses = _Text("address", addresses, self.sought.texts("")[addresses])
        told: list[Reason] = []
        for word in wanted:
            typed = self._typed.get(word.text)
            said = typed or word.text
            for text in texts:
                if (text.name == "title" or not word.title) and (found := _found(word, text)):
                    way, form, stretch = found
                    of = _inflecting(word, way, asker, language) if form == "inflected" else ""
                    form = "corrected" if typed else "foreign" if of else form
                    told.append(Reason(said, text.name, form, stretch, of))
            if word.address and (linked := _linked(word.address, item)):
                told.append(Reason(word.text, "address", "link", linked))
            elif in_addresses.spots and not word.title and (found := _found(word, in_addresses)):
                told.append(Reason(said, "address", found[1], found[2]))
            if word.period and day and word.period.first <= day.toordinal() <= word.period.last:
                told.append(Reason(word.text, "date", "date", day.isoformat()))
        return told


def _texts(item: ItemPage) -> list[tuple[str, str]]:
    """(name, text) of what an item is found by, in the language of its issue; none that is empty."""
    its = (
        ("title", item.title),
        ("links", "\n".join([text for _, text, _ in item.links])),
        ("section", item.section_title),
        ("author", "\n".join([name for _, name in item.issue.authors])),
        ("tag", "\n".join(item.tags)),
        ("body", item.text),
        ("captions", "\n".join(item.captions)),
    )
    return [each for each in its if each[1]]


def _linked_to(item: ItemPage) -> str:
    """Its addresses as a text, which is in no language."""
    return "\n".join(item.addresses)


class _Text:
    """A text of an item with the places of the terms that are sought."""

    __slots__ = ("name", "spots", "text")

    def __init__(self, name: str, text: str, spans: Sequence[Span]) -> None:
        self.name = name
        self.text = text
        self.spots = {term: (start, end) for start, end, term in reversed(spans)}
        """Where each term first stands."""

    def stretch(self, terms: Sequence[str]) -> str:
        """The words that hold several terms, all of which are there, as they stand there."""
        found = [self.spots[term] for term in terms]
        start, end = min(found)[0], max([last for _, last in found])
        if end - start <= sum([last - first for first, last in found]) + _GAP * len(found):
            return self.text[start:end]
        return " … ".join([self.text[first:last] for first, last in found])


_GAP = 3
"""Characters between words that stand next to one another, at most."""


def _found(word: Wanted, text: _Text) -> tuple[Way | None, FoundAs, str] | None:
    """(way, form, the words as they stand there), by the first way in which the word is there."""
    spots = text.spots
    for way in word.ways:
        terms, form = way.terms, way.form
        if len(terms) > 1:
            if not all(map(spots.__contains__, terms)):
                continue
            stretch = text.stretch(terms)
        elif spot := spots.get(terms[0]):
            stretch = text.text[spot[0] : spot[1]]
        else:
            continue
        if stretch == word.text or stretch.casefold() == word.text.casefold():
            form = "exact"
        elif form in ("exact", "compound") and fold(stretch) == fold(word.text):
            form = "folded"
        return way, form, stretch
    held = [pair for pair in word.loose if pair in spots]
    return (None, "parts", " … ".join(held)) if held else None


def _inflecting(word: Wanted, way: Way | None, asker: str, own: str) -> str:
    """The language, that of the item, whose inflection led there; empty where the asker's own does."""
    terms = set(way.terms) if way else set()
    return own if terms & set(stems(word.text, own)) - set(stems(word.text, asker)) else ""


def _linked(meant: Address, item: ItemPage) -> str:
    """The address that the item links to and that is meant, in its canonical form; empty where none."""
    keys = (*meant.same, *meant.around)
    for (url, _, _), address in zip(item.links, item.addresses, strict=True):
        named = (address, *links.identifiers(url))
        if any(each == known or address.startswith(f"{each}/") for each in keys for known in named):
            return address
    return ""
