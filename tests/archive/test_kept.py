from __future__ import annotations

import gc
from datetime import date
from pathlib import Path

import pytest
from msgspec import msgpack, structs

from archive.kept import load, save, uncollected
from archive.model import Author, Boilerplate, Image, Issue, Item, Link, Section
from archive.outline import Block, Entry
from archive.page import Page

LINK = Link("https://a.b/", "b", "a.b/", "page", ("doi:10.1/2",), "a.b")
ITEM = Item(
    "n/1/b", "B", "text", "<p>text</p>", "s", (1, 2), (LINK,), (Image("i", "alt"),), ("nlp",), "n/1/b"
)
SECTION = Section("s", "S", "S 📙", ("S",), (ITEM, Boilerplate("bye", "<p>bye</p>", (3, 3))))
ENTRY = Entry("B", "B text", "<b>B</b> text", "text", "text", (1, 1), (LINK,))
BLOCK = Block("list", "B text", "<ul></ul>", (1, 1), entries=(ENTRY,))
VALUES = [
    Issue("n/1", "n", "1.md", "N", 1, date(2020, 1, 1), "en", (Author("h", "H"),), (), "", None, (SECTION,)),
    Page("1.md", "N", 1, None, "en", (), (), "", "", (BLOCK,), (), ()),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_are_kept_whole(value: object, tmp_path: Path) -> None:
    """What is loaded equals what was saved, in all its fields."""
    save(tmp_path / "new" / "kept", "stamp", value)
    loaded = load(tmp_path / "new" / "kept", "stamp", type(value))
    assert loaded == value
    assert repr(loaded) == repr(value)


def test_values_are_kept_small() -> None:
    """A value is kept as its fields alone, without their names."""
    assert b"canonical" not in msgpack.encode(LINK)


def test_halves_of_characters(tmp_path: Path) -> None:
    """A name that is no text, as files on disk have, is kept spelt out, what is beside it as it is."""
    odd = Page("\udcff.md", "N", 1, date(2020, 1, 1), "en", (), (), "", "", (BLOCK,), (), ())
    save(tmp_path / "kept", "stamp", {"\udcff.md": (odd, b"\xff")})
    found = load(tmp_path / "kept", "stamp", dict[str, tuple[Page, bytes]])
    assert found == {r"\udcff.md": (structs.replace(odd, path=r"\udcff.md"), b"\xff")}


def test_another_stamp(tmp_path: Path) -> None:
    """What was kept under another stamp, or not at all, is not loaded."""
    assert load(tmp_path / "kept", "stamp", Item) is None
    save(tmp_path / "kept", "stamp", ITEM)
    assert load(tmp_path / "kept", "other", Item) is None


def test_saved_whole_or_not_at_all(tmp_path: Path) -> None:
    """A value that cannot be saved leaves the one that was kept before."""
    save(tmp_path / "kept", "stamp", ITEM)
    with pytest.raises(TypeError):
        save(tmp_path / "kept", "stamp", lambda: None)
    assert load(tmp_path / "kept", "stamp", Item) == ITEM
    assert [file.name for file in tmp_path.iterdir()] == ["kept"]


@pytest.mark.parametrize("length", [0, 1, 20, 100])
def test_a_file_cut_short(length: int, tmp_path: Path) -> None:
    """A file that lacks its end is as good as none."""
    save(tmp_path / "kept", "stamp", ITEM)
    whole = (tmp_path / "kept").read_bytes()
    (tmp_path / "kept").write_bytes(whole[:length])
    assert load(tmp_path / "kept", "stamp", Item) is None


def test_garbage_is_collected_afterwards() -> None:
    """Garbage is hardly looked for meanwhile, and as often as before afterwards, after an error too."""
    before = gc.get_threshold()
    with uncollected():
        assert gc.get_threshold()[0] > 100 * before[0]
        with uncollected():
            pass
        assert gc.get_threshold()[0] > 100 * before[0]
    assert gc.get_threshold() == before
    with pytest.raises(ZeroDivisionError), uncollected():
        _ = 1 / 0
    assert gc.get_threshold() == before
