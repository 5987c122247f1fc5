"""Bounds what private uploads take of the disk: they are counted as they lie there."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from geodata import settings
from geodata.errors import QuotaError
from geodata.library import paths, readers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def check_private(ready: Path, owners: Iterable[str] = ()) -> None:
    """Refuse a private upload for which there is no room.

    Parameters
    ----------
    ready
        The folder with all that is to be kept of it.
    owners
        Whose it is, if that is known.

    Raises
    ------
    QuotaError
        If all private uploads together, or those of one of its owners, would be more than the settings allow.
    """
    quota, more = settings.current().quota, size_of(ready)
    uploads = paths.children(paths.root() / paths.PRIVATE)
    _check("private uploads", quota.private_bytes, sum(map(size_of, uploads)), more)
    for owner in owners:
        own = (each for each in uploads if owner in readers.of_folder(each).people)
        _check("yours", quota.private_bytes_each, sum(map(size_of, own)), more)


def _check(whose: str, most: int, taken: int, more: int) -> None:
    if taken + more > most:
        raise QuotaError(
            f"This upload would take {more / 1e6:,.0f} MB of the server's disk, of which {whose} may have "
            f"{most / 1e6:,.0f} MB and have {taken / 1e6:,.0f} MB. Delete one of yours, or wait: each goes "
            "by itself when it expires.",
            retry_after_s=3600,
        )


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder; one that goes away meanwhile has none."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.lstat().st_size if not path.is_dir() else 0
    return total
