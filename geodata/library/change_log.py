"""Appends who changed what and when to a file of the library, one JSON object a line, and reads the latest.

Nothing in it is ever rewritten. Names of private uploads are secrets and are not written.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from geodata.library import paths

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
    OSError
        If it cannot be written.
    """
    named = "a private upload" if paths.is_private(dataset) else dataset
    change = Change(datetime.now(UTC).isoformat(timespec="seconds"), who, act, named, version, source, about)
    line = json.dumps(asdict(change), ensure_ascii=False, sort_keys=True) + "\n"
    folder = own_folder()
    # one write to a file that only grows: entries of several processes never mix
    handle = os.open(folder / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
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
