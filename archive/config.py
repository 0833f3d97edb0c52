"""The settings of an archive: ``archive.toml`` in, values out."""
