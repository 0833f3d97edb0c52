"""The settings of the archive that this application serves."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from archive.config import ArchiveConfig, ConfigError, load


def settings() -> ArchiveConfig:
    """The settings file as it stands now; BACKISSUES_SOURCE replaces the source that it names.

    Raises ConfigError.
    """
    source = current_app.config["BACKISSUES_SOURCE"]
    if source is not None and not source.is_dir():
        raise ConfigError(
            Path("BACKISSUES_SOURCE"),
            "",
            f'no folder "{source}"',
            "name the newsletter's folder",
        )
    return load(current_app.config["BACKISSUES_CONFIG"], source)
