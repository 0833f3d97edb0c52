from __future__ import annotations

from pathlib import Path
from struct import pack

from archive.model import Publication, Reading
from index import media

PNG = b"\x89PNG\r\n\x1a\n" + pack(">I4sIIBBBBB", 13, b"IHDR", 640, 360, 8, 2, 0, 0, 0) + bytes(4)


def reading(folder: Path, **files: bytes) -> Reading:
    found = []
    for name, content in files.items():
        file = folder / name
        file.write_bytes(content)
        found.append((f"lamp/{name} one", str(file)))
    return Reading(Publication("lamp", "Lamp", "en"), (), (), tuple(found))


def test_images_have_the_size_that_their_files_state(tmp_path: Path) -> None:
    """The size of an image is known by the address that pages show; of what is none, nothing is known."""
    readings = [reading(tmp_path, picture=PNG, text=b"no image", cut=PNG[:12], empty=b"")]
    instance = tmp_path / "instance"
    assert media.copy(readings, instance) == []
    assert media.sizes(readings, instance) == {"/media/lamp/picture%20one": (640, 360)}


def test_images_state_their_size_where_the_source_does_not() -> None:
    """An image of known size gets it as attributes; one whose source gives a size keeps that."""
    known = {"/media/a.png": (640, 360), "/media/b%26c.png": (10, 20)}
    assert media.sized('<p><img src="/media/a.png" alt="> width=1"></p>', known) == (
        '<p><img width="640" height="360" src="/media/a.png" alt="> width=1"></p>'
    )
    for html in (
        '<img src="/media/a.png" width="100">',
        '<img height="9" src="/media/a.png">',
        '<img src="/media/unknown.png">',
        '<img src="https://x.example/media/a.png">',
        "<p>/media/a.png</p>",
    ):
        assert media.sized(html, known) == html
