"""Unpacks a file that is packed by itself, with gzip or zstd, counted while it is unpacked."""

from __future__ import annotations

import gzip
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final

import pyarrow as pa

from geodata.errors import shown
from geodata.readers import archives

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geodata.readers.raw import Job

GZIP: Final = b"\x1f\x8b"
ZSTD: Final = b"\x28\xb5\x2f\xfd"
ENDINGS: Final = {"gz": GZIP, "zst": ZSTD}
"""What the name of such a file ends in."""
_CHUNK: Final = 1 << 20
_RATIO_FROM_BYTES: Final = 1_000_000
_BROKEN: Final = (OSError, EOFError, zlib.error, pa.ArrowException, ValueError)


def kind(head: bytes) -> str | None:
    """What packed a file that begins so: one of `ENDINGS`."""
    return next((name for name, magic in ENDINGS.items() if head.startswith(magic)), None)


def inner_name(name: str) -> str:
    """What the file within is called: the same without the ending that says how it is packed."""
    stem, dot, ending = name.rpartition(".")
    return stem if dot and ending.lower() in ENDINGS else name


def unpack(path: Path, kind_: str, to: Path, job: Job) -> None:
    """Write what is in the file to `to`, a path of our own.

    Raises
    ------
    UnusableFileError
        If it is broken or ends too early, or unpacks to more than the limits allow.
    """
    packed, size = path.stat().st_size, 0
    try:
        with _opened(path, kind_) as source, to.open("xb") as target:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                _check(size, packed, job)
                target.write(chunk)
    except _BROKEN as error:
        if hasattr(error, "next_step"):  # a sentence of ours, which is a ValueError as well
            raise
        words = str(error).partition(". Detail:")[0] or "it ends too early"
        found = f"it cannot be unpacked ({shown(words)})"
        raise job.unusable("malformed", found, "Fetch it again, or send it unpacked.") from None


@contextmanager
def _opened(path: Path, kind_: str) -> Iterator[IO[bytes] | Any]:
    if kind_ == "gz":
        with gzip.open(path, "rb") as stream:
            yield stream
    else:
        with pa.OSFile(str(path), "rb") as file, pa.CompressedInputStream(file, "zstd") as packed:
            yield packed


def _check(size: int, packed: int, job: Job) -> None:
    if size > job.limits.bytes_unpacked:
        raise archives.bomb(job, f"it unpacks to more than {job.limits.bytes_unpacked:,} bytes")
    if size > _RATIO_FROM_BYTES and size > job.limits.ratio * packed:
        raise archives.dense(job, "it", size, packed)
