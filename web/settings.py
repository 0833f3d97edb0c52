"""The settings of the archive that this application serves."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from archive.config import ArchiveConfig, load
from archive.settings_file import ConfigError


def settings(source: Path | None = None, publication: str = "", config: Path | None = None) -> ArchiveConfig:
    """The settings file as it stands now, or those of the file ``config``.

    ``source``, or else BACKISSUES_SOURCE, replaces the source of the publication, or of the only one.
    Raises ConfigError.
    """
    given = "--source" if source else "BACKISSUES_SOURCE"
    source = source or current_app.config["BACKISSUES_SOURCE"]
    if source is not None and not source.is_dir():
        raise ConfigError(
            Path(given),
            "",
            f'no folder "{source}"',
            "name the newsletter's folder",
        )
    return load(config or current_app.config["BACKISSUES_CONFIG"], source, publication)
