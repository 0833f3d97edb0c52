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


def test_there_is_room_again_once_all_is_forgotten() -> None:
    """Clearing makes room for as much as in the beginning."""
    bounded = kept(5, 5)
    bounded.clear()
    assert bounded.get(0) is None
    bounded.keep(2, 5)
    bounded.keep(3, 5)
    assert (bounded.get(2), bounded.get(3)) == (5, 5)
