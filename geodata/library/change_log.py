"""Appends who changed what and when to a file of the library, one JSON object a line, and reads the latest.

Nothing in it is ever rewritten. Names of private uploads are secrets and are not written.
"""

from __future__ import annotations

import errno
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from geodata.errors import LibraryError
from geodata.library import files, paths

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "log.jsonl"
_LONGEST: Final = 2**16
"""Bytes at the file's end that are read for each hundred entries."""


@dataclass(frozen=True)
class Change:
    """One entry."""

    when: str
    """UTC, ISO 8601."""
    who: str
    """A verified e-mail address, a key's id, a user of the machine; empty for the person at a local page."""
    act: str
    dataset: str = ""
    version: str = ""
    source: str = ""
    """Where the order came from: `page`, `http`, `command line`."""
    about: str = ""


def record(*, who: str, act: str, source: str, dataset: str = "", version: str = "", about: str = "") -> None:  # noqa: PLR0913 - an entry's parts
    """Append an entry, on disk before this returns.

    Raises
    ------
    LibraryError
        If it cannot be written; what was done is done all the same, and the words say so.
    """
    named = "a private upload" if paths.is_private(dataset) else dataset
    change = Change(datetime.now(UTC).isoformat(timespec="seconds"), who, act, named, version, source, about)
    line = json.dumps(asdict(change), ensure_ascii=False, sort_keys=True) + "\n"
    try:
        _append(own_folder() / FILE, line.encode())
    except OSError as error:
        raise LibraryError(
            "This was done, and is not in the log of changes",
            files.system_reason(error) or type(error).__name__,
            "Do not do it again. Check free space and rights of the folder that INCIDENTS_LIBRARY names.",
        ) from error


def _append(path: Path, line: bytes) -> None:
    """Write a line at the end of a file, on disk before this returns."""
    # one write to a file that only grows: entries of several processes never mix
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(handle).st_size
        if size and os.pread(handle, 1, size - 1) != b"\n":
            line = (
                b"\n" + line
            )  # a full disk or a crash took the last one's end: it is not to take this one along
        if os.write(handle, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)
    finally:
        os.close(handle)


def latest(most: int = 200) -> list[Change]:
    """The latest entries, the newest first; a line that is none, as after a crash, is left out."""
    try:
        with (paths.root() / paths.OWN / FILE).open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - _LONGEST * (1 + most // 100)))
            lines = stream.read().decode(errors="replace").splitlines()
    except FileNotFoundError:
        return []
    read = [change for change in map(_read, reversed(lines)) if change is not None]
    return read[:most]


def own_folder() -> Path:
    """The folder for what the library says of people; nobody else on the machine may look into it."""
    folder = paths.root() / paths.OWN
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _read(line: str) -> Change | None:
    try:
        said: Any = json.loads(line)
        return Change(**{name: str(said.get(name, "")) for name in Change.__dataclass_fields__})
    except (ValueError, AttributeError):
        return None
