from __future__ import annotations

import subprocess
import sys

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


def test_images_of_raw_html_read_the_same_every_time() -> None:
    """Whatever process cleans it, an image has its attributes in one order; text that looks like them is
    left alone."""
    source = (
        '<p><img src="https://x.example/a.png" alt="b > c"> referrerpolicy="no-referrer" loading="lazy"</p>'
    )
    expected = (
        '<p><img src="https://x.example/a.png" alt="b &gt; c" loading="lazy" referrerpolicy="no-referrer">'
        ' referrerpolicy="no-referrer" loading="lazy"</p>'
    )
    script = f"from archive.safe_html import sanitise; print(sanitise({source!r}))"
    for _ in range(4):
        ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert ran.stdout.strip() == expected
