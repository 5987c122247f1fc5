"""Reads files as raw tables: one module for each family of formats; none of them changes a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.limits import Limits
    from geodata.readers.raw import RawFile, ReadingChoices

__all__ = ["read"]


def read(
    path: Path,
    *,
    name: str,
    choices: ReadingChoices | None = None,
    limits: Limits | None = None,
    scratch: Path | None = None,
) -> RawFile:
    """Read a file of any registered format: see `detect.read`. For strangers' files use `sandbox.parent`."""
    from geodata.readers import detect  # noqa: PLC0415 - the worker confines itself before pandas is loaded

    return detect.read(path, name=name, choices=choices, limits=limits, scratch=scratch)
