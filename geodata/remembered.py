"""Choices that were made for a file's columns, kept for the next file with the same ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geodata.errors import MappingError
from geodata.ingest.choices import Choices, header_key
from geodata.library import files, paths
from geodata.library.saving import writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FOLDER: Final = ".mappings"


def remember(columns: Sequence[str], choices: Choices) -> None:
    """Keep what was chosen for a table with these columns, in any order; name and title are left out."""
    with writing():
        path = _path(columns)
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write_text(path, replace(choices, name=None, title=None).to_toml())


def recall(columns: Sequence[str]) -> Choices | None:
    """What was chosen the last time; none if these columns are new here, or that cannot be read."""
    try:
        return Choices.from_toml(_path(columns).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, MappingError):
        return None


def _path(columns: Sequence[str]) -> Path:
    return paths.root() / FOLDER / f"{header_key(columns)}.toml"
