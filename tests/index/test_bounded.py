from __future__ import annotations

from index.bounded import Bounded


def kept(*sizes: int, most: int = 10) -> Bounded[int]:
    """Values that are as large as they say, under their places."""
    bounded: Bounded[int] = Bounded(most, int)
    for place, size in enumerate(sizes):
        bounded.keep(place, size)
    return bounded


def test_what_was_asked_for_last_is_kept() -> None:
    """When there is no more room, what nobody asked for longest goes first."""
    bounded = kept(4, 4)
    assert bounded.get(0) == 4
    bounded.keep(2, 4)
    assert [bounded.get(place) for place in range(3)] == [4, None, 4]


def test_what_is_too_large_displaces_nothing() -> None:
    """A value that would fill all the room and more is not kept, the others stay."""
    bounded = kept(4, 11)
    assert [bounded.get(place) for place in range(2)] == [4, None]


def test_what_has_grown_takes_more_room() -> None:
    """A value that is kept anew, larger, takes the place of what there was, and others make room for it."""
    bounded = kept(3, 3)
    bounded.keep(1, 7)
    assert [bounded.get(place) for place in range(2)] == [3, 7]
    bounded.keep(1, 8)
    assert [bounded.get(place) for place in range(2)] == [None, 8]
    bounded.keep(1, 11)
    assert bounded.get(1) is None
    bounded.keep(2, 10)
    assert bounded.get(2) == 10


def test_there_is_room_again_once_all_is_forgotten() -> None:
    """Clearing makes room for as much as in the beginning."""
    bounded = kept(5, 5)
    bounded.clear()
    assert bounded.get(0) is None
    bounded.keep(2, 5)
    bounded.keep(3, 5)
    assert (bounded.get(2), bounded.get(3)) == (5, 5)
