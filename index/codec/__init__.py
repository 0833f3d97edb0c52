"""Segments of the index: flat arrays in memory-mapped files, which Whoosh reads through a codec."""
