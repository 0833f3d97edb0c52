from __future__ import annotations

import pytest

from archive.common_words import language

TEXTS = {
    "en": "This week we have found three papers that you should read, and one of them is about how much of"
    " what we know of language models will be of use when they get larger than they are now.",
    "fr": "Cette semaine nous avons trouvé trois articles que vous devriez lire, et l'un d'eux est sur ce que"
    " nous savons des modèles de langue et de ce qui sera utile quand ils seront plus grands.",
    "de": "In dieser Woche haben wir drei Arbeiten gefunden, die man lesen sollte, und eine davon handelt"
    " davon, was wir über Sprachmodelle wissen und was davon noch gilt, wenn sie größer werden.",
}


@pytest.mark.parametrize("tag", TEXTS)
def test_plain_prose(tag: str) -> None:
    """A few lines of prose leave no doubt about their language."""
    assert language(TEXTS[tag]) == tag


@pytest.mark.parametrize(
    "text",
    ["", "Papers of the week", "que de para como entre sobre " * 6, "Rust Cargo Tokio Serde Clippy " * 9],
)
def test_doubt(text: str) -> None:
    """Few words, words that two languages share, or nothing but names leave the language open."""
    assert language(text) == ""
