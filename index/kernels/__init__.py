"""What a search does for every posting, document or value, in C, and the few words with which to ask for it.

NumPy would need a hundred calls where these need one, and to be called is most of what a search costs. The
files in C are compiled by :mod:`index.kernels.compiling`; tests hold them to the same reckoned by hand and,
by thousands of searches, to Whoosh's own searcher.
"""

from index.kernels.facets import Column, Columns, frequent
from index.kernels.library import NONE, Scored
from index.kernels.lists import (
    Lists,
    Matched,
    also,
    highest,
    holding,
    in_any,
    lists,
    match,
    total,
    without,
)
from index.kernels.ranking import Nearness, Position, add_near, first
from index.kernels.stretches import Pieces
from index.kernels.texts import Numbers, Part, Terms, Texts, Way, Word

__all__ = (
    "NONE",
    "Column",
    "Columns",
    "Lists",
    "Matched",
    "Nearness",
    "Numbers",
    "Part",
    "Pieces",
    "Position",
    "Scored",
    "Terms",
    "Texts",
    "Way",
    "Word",
    "add_near",
    "also",
    "first",
    "frequent",
    "highest",
    "holding",
    "in_any",
    "lists",
    "match",
    "total",
    "without",
)
