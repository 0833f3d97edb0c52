"""The pages of an archive. The only package that imports Flask; reads the index, never the files."""
