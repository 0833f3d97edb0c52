from __future__ import annotations

import pytest

from archive.config import DEFAULT, load
from archive.model import Reading
from archive.reader import read
from benchmarks.copies import of_size


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    return read(load(DEFAULT).publications[0], tmp_path_factory.mktemp("cache"))


def ids(reading: Reading) -> list[str]:
    return [item.id for issue in reading.issues for item in issue.items()]


def test_copies_make_a_newsletter_of_that_size(reading: Reading) -> None:
    """There are as many items as asked for, give or take an issue, and no two have one id."""
    one = len(ids(reading))
    largest = max(sum(1 for _ in issue.items()) for issue in reading.issues)
    for size in (one // 2, one, 5 * one // 2):
        made = ids(of_size(reading, size))
        assert size <= len(made) < size + largest
        assert len(set(made)) == len(made)


def test_the_first_copy_is_the_newsletter_itself(reading: Reading) -> None:
    """A newsletter made three times as large begins with what it was."""
    assert of_size(reading, 3 * len(ids(reading))).issues[: len(reading.issues)] == reading.issues


def test_copies_are_alike_but_not_the_same(reading: Reading) -> None:
    """Another copy has other texts of about the same length, other days, and stories of its own."""
    twice = of_size(reading, 2 * len(ids(reading))).issues
    made = {item.id for issue in twice for item in issue.items()}
    texts = []
    for issue, copy in zip(reading.issues, twice[len(reading.issues) :], strict=True):
        assert issue.date is None or (copy.date is not None and 0 < (copy.date - issue.date).days < 7)
        for item, other in zip(issue.items(), copy.items(), strict=True):
            assert len(other.text.split()) == len(item.text.split())
            assert not other.story or other.story in made
            texts.append((item.text, other.text))
    assert sum(one != other for one, other in texts) > len(texts) / 2


def test_the_same_reading_gives_the_same_copies(reading: Reading) -> None:
    """Chance has no part in what a copy says, so that runs can be compared."""
    size = 2 * len(ids(reading))
    assert of_size(reading, size) == of_size(reading, size)
