from __future__ import annotations

from archive.safe_html import sanitise


def test_images_of_raw_html_come_late_and_tell_nobody() -> None:
    """An image written as HTML is loaded lazily and without a referrer, whatever its source says."""
    found = sanitise(
        '<img src="https://x.example/a.png" loading="eager" referrerpolicy="unsafe-url" width="3">'
    )
    for attribute in ('loading="lazy"', 'referrerpolicy="no-referrer"', 'width="3"'):
        assert attribute in found
    assert "eager" not in found
    assert "unsafe" not in found
