"""The settings of the archive that this application serves, and those of the server in its environment."""

from __future__ import annotations

import os
from logging import Logger
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


def amount(logger: Logger, name: str, default: float, unit: str) -> float:
    """A number from the environment; ``default`` where there is none, which is said of what is no number."""
    text = os.environ.get(name, "").strip()
    try:
        return float(text or default)
    except ValueError:
        logger.warning("%s=%r is no number of %s; %d is taken", name, text, unit, default)
        return default
