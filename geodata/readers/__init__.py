"""Files in, raw tables out: one module for each family of formats; none of them changes a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.readers.limits import Limits
    from geodata.readers.raw import Asked, RawFile

__all__ = ["read"]


def read(
    path: Path,
    *,
    name: str,
    choices: Asked | None = None,
    limits: Limits | None = None,
    scratch: Path | None = None,
) -> RawFile:
    """Read a file of any known format: see `opening.read`. For files of others, go through `fence`."""
    from geodata.readers import detect  # noqa: PLC0415  pandas is loaded when a file is read

    return detect.read(path, name=name, choices=choices, limits=limits, scratch=scratch)
