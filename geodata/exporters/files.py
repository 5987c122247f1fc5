"""Hands out a file that can only be written on a disk, block by block, and takes it away afterwards."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BLOCK: Final = 2**20
"""Bytes that are handed out at a time."""


def written(name: str, write: Callable[[Path], None]) -> Iterator[bytes]:
    """What `write` writes into a file of this name; nothing stays on the disk, whoever stops reading."""
    with TemporaryDirectory(prefix="incident-map-export-") as folder:
        path = Path(folder) / name
        write(path)
        with path.open("rb") as stream:
            while block := stream.read(BLOCK):
                yield block
