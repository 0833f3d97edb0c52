"""Which issues can be read in which languages, and how much of the original each translation has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from archive.model import Publication
from index.codec.flatfile import Array
from index.collection import Collection
from index.pages import age, by_issue
from index.results import Coverage, EditionCoverage, IssueCard, IssueCoverage


def coverage(
    collection: Collection, publications: Iterable[Publication], cards: Sequence[IssueCard]
) -> tuple[Coverage, ...]:
    """A table for each publication that can be read in several languages; ``cards`` are all editions."""
    found = []
    for publication in publications:
        its = [card for card in cards if card.publication == publication.key]
        languages = sorted(
            {card.language for card in its}, key=lambda each: (each != publication.language, each)
        )
        if len(languages) > 1:
            issues = sorted(by_issue(its), key=lambda editions: age(editions[0]), reverse=True)
            rows = tuple(_issue(collection, editions) for editions in issues)
            found.append(Coverage(publication, tuple(languages), rows))
    return tuple(found)


def _issue(collection: Collection, editions: tuple[IssueCard, ...]) -> IssueCoverage:
    original = _stories(collection, editions[0].id)
    return IssueCoverage(
        original=editions[0],
        stories=len(original),
        editions={
            card.language: EditionCoverage(card, len(np.intersect1d(original, _stories(collection, card.id))))
            for card in editions
        },
    )


def _stories(collection: Collection, edition: str) -> Array:
    return np.unique(collection.stories[collection.columns["issue"].having([edition])])
