"""Words that stand near one another in a text, and what that is worth beside their scores.

Someone who remembers several words of a story mostly remembers them from one place. Only the documents that
may reach the first pages are looked at: each can only gain, so that what was not looked at stays behind them.
"""

from __future__ import annotations

from index.kernels import Nearness

MOST = 300
"""Documents that are looked at: the best ones by their scores."""
MOST_WORDS = 8
"""Words of a query that are looked at, the first ones; each is compared with each."""
WINDOW = 8
"""Positions: words further apart are not near."""
WORTH = 0.6
"""What two neighbours are worth beside what the more frequent of them tells; half of it with a word between
them, a third with two, and so on.

These, and that titles count no more than bodies here, were measured on words, passages and titles of some
hundred random items; titles count more by their scores already."""
FIELDS = ("title", "body")
"""In the other texts, which are lists, neighbours have little to do with one another."""
HOW = Nearness.of(MOST, WINDOW, WORTH, FIELDS)
