"""Bounds what private uploads take of the disk: they are counted as they lie there."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from geodata import settings
from geodata.errors import QuotaError
from geodata.library import paths

if TYPE_CHECKING:
    from pathlib import Path


def check_private(ready: Path) -> None:
    """Refuse a private upload for which there is no room.

    Parameters
    ----------
    ready
        The folder with all that is to be kept of it.

    Raises
    ------
    QuotaError
        If all private uploads together would be more than the settings allow.
    """
    most, more = settings.current().quota.private_bytes, size_of(ready)
    taken = size_of(paths.root() / paths.PRIVATE)
    if taken + more > most:
        raise QuotaError(
            f"This upload would take {more / 1e6:,.0f} MB of the server's disk, of which private "
            f"uploads may have {most / 1e6:,.0f} MB and have {taken / 1e6:,.0f} MB. Delete one of yours, or "
            "wait: each goes by itself when it expires.",
            retry_after_s=3600,
        )


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder; one that goes away meanwhile has none."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.lstat().st_size if not path.is_dir() else 0
    return total
