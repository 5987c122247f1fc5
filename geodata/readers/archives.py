"""Unpacks a ZIP file's members, counted and sized before and while they are unpacked.

Names within an archive are never used as paths: a member is unpacked under a name of our own.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from geodata.errors import UnusableFileError, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geodata.readers.raw import Job

_CHUNK: Final = 1 << 20
_RATIO_FROM_BYTES: Final = 1_000_000
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)


@contextmanager
def opened(path: Path, job: Job) -> Iterator[zipfile.ZipFile]:
    """Open an archive and check every member before anything is unpacked.

    Raises
    ------
    UnusableFileError
        If it is broken, encrypted, holds links or paths that lead out of it, the same name twice, or more
        than the limits allow.
    """
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise broken(job, str(error)) from None
    with archive:
        _check(archive.infolist(), job)
        yield archive


def members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files in it, without folders and what operating systems leave behind."""
    return [
        one
        for one in archive.infolist()
        if not one.is_dir() and not one.filename.startswith("__MACOSX/") and not _base(one).startswith(".")
    ]


def names_of(members: list[zipfile.ZipInfo]) -> list[str]:
    """What members are called in a list: without their folders, if they then still differ."""
    short = [_base(one) for one in members]
    return short if len({*short}) == len(short) else [one.filename for one in members]


def content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, job: Job) -> bytes:
    """The bytes of one member."""
    return b"".join(blocks(archive, member, job))


def unpack(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, to: Path, job: Job, *, before: bytes = b""
) -> None:
    """Write one member to `to`, a path of our own, with some bytes before it."""
    with to.open("xb") as stream:
        stream.write(before)
        for chunk in blocks(archive, member, job):
            stream.write(chunk)


def broken(job: Job, problem: str) -> UnusableFileError:
    """The error for an archive that cannot be unpacked."""
    found = f"it cannot be unpacked ({shown(problem)})"
    return job.unusable("malformed", found, "Make the file again, or send the table in it by itself.")


def blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, job: Job) -> Iterator[bytes]:
    """The bytes of one member, a megabyte at a time."""
    size = 0
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > member.file_size:  # what the archive says of it is what was checked
                    raise bomb(job, f"'{shown(member.filename)}' is larger than the archive says")
                yield chunk
    except _BROKEN as error:
        if isinstance(error, UnusableFileError):
            raise
        raise broken(job, str(error)) from None


def bomb(job: Job, found: str) -> UnusableFileError:
    """The error for something that unpacks to more than it should."""
    return job.too_large(found, f"{job.limits.bytes_unpacked:,} bytes", "bytes_unpacked", "bomb")


def dense(job: Job, what: str, size: int, packed: int) -> UnusableFileError:
    """The error for something that unpacks to far more than it takes."""
    found = f"{what} unpacks to {size:,} bytes from {packed:,}"
    return job.too_large(found, f"{job.limits.ratio} bytes for each packed one", "ratio", "bomb")


def _check(found: list[zipfile.ZipInfo], job: Job) -> None:
    if len(found) > job.limits.archive_members:
        what, allowed = f"{len(found):,} members in the archive", f"{job.limits.archive_members:,}"
        raise job.too_large(what, allowed, "archive_members", "bomb")
    total = sum(one.file_size for one in found)
    if total > job.limits.bytes_unpacked:
        raise bomb(job, f"it unpacks to {total:,} bytes")
    names: set[str] = set()
    for one in found:
        _check_member(one, job)
        if one.filename in names:
            raise _refused(job, f"the archive holds '{shown(one.filename)}' twice")
        names.add(one.filename)
    _check_overlaps(found, job)


def _check_member(one: zipfile.ZipInfo, job: Job) -> None:
    name, mode = one.filename.replace("\\", "/"), one.external_attr >> 16
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        raise _refused(job, f"the archive holds a path that leads out of it, '{shown(name)}'")
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _refused(job, f"the archive holds a link or a device, '{shown(name)}'")
    if one.flag_bits & 0x1:
        next_step = "Take the password off, and send it again."
        raise job.unusable("unsupported", f"'{shown(name)}' is encrypted", next_step)
    if one.file_size > _RATIO_FROM_BYTES and one.file_size > job.limits.ratio * max(one.compress_size, 1):
        raise dense(job, f"'{shown(name)}'", one.file_size, one.compress_size)


def _check_overlaps(found: list[zipfile.ZipInfo], job: Job) -> None:
    """Members that share their packed bytes: how one archive becomes far larger than it looks."""
    end = -1
    for one in sorted(found, key=lambda member: member.header_offset):
        if one.header_offset < end:
            raise job.unusable(
                "bomb",
                f"members of the archive overlap at '{shown(one.filename)}'",
                "Make the file again.",
            )
        end = one.header_offset + 30 + one.compress_size


def _refused(job: Job, found: str) -> UnusableFileError:
    return job.unusable("unsupported", found, "Pack plain files only, and send it again.")


def _base(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/").rsplit("/", 1)[-1]
