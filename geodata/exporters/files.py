"""Hands out a file while it is written, or from the disk where it can only be written there."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from geodata.sandbox.private_folders import PrivateFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BLOCK: Final = 2**20
"""Bytes that are handed out at a time."""


class Pieces(io.RawIOBase):
    """A file that is written from its beginning to its end, and taken away as it grows."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Bytes that were written so far."""
        return self._written

    def write(self, data: Any) -> int:
        """Take what is written."""
        piece = bytes(data)
        self._pieces.append(piece)
        self._written += len(piece)
        return len(piece)

    def taken(self) -> Iterator[bytes]:
        """What was written since the last time, if anything was."""
        piece = b"".join(self._pieces)
        self._pieces.clear()
        if piece:
            yield piece


def written(name: str, write: Callable[[Path], None]) -> Iterator[bytes]:
    """What `write` writes into a file of this name.

    Nothing stays on the disk when its reader stops; what a killed process leaves is swept at the next start.
    """
    with PrivateFolder() as folder:
        path = folder / name
        write(path)
        with path.open("rb") as stream:
            while block := stream.read(BLOCK):
                yield block
