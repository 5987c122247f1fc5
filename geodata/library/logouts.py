"""Remembers which logins were ended: their cookies count no more, whoever has a copy of one."""

from __future__ import annotations

import hashlib
import time
from functools import lru_cache
from pathlib import Path
from typing import Final

from geodata.library import change_log, files, paths, placing

FILE: Final = "logouts.json"
_CLOCKS_DIFFER_S: Final = 3_600


def note(subject: str, issued: float, *, hours: float) -> None:
    """End the logins of somebody that began at a moment, seconds since 1970, or before.

    Only moments of the provider's clock are compared: the next login counts although clocks differ. What is
    older than the hours that a login lasts is forgotten.

    Raises
    ------
    LibraryError
        If it cannot be written down.
    """
    with placing.writing(), files.locked(change_log.own_folder() / FILE):
        oldest = time.time() - hours * 3_600 - _CLOCKS_DIFFER_S
        kept = {key: moment for key, moment in _ended().items() if moment > oldest}
        kept[_key(subject)] = max(issued, kept.get(_key(subject), issued))
        files.write_json(change_log.own_folder() / FILE, {"ended": kept})


def has_ended(subject: str, issued: float) -> bool:
    """Whether a login that began at this moment was ended."""
    return issued <= _ended().get(_key(subject), float("-inf"))


def _ended() -> dict[str, float]:
    """Until when the logins of each have ended."""
    path = paths.root() / paths.OWN / FILE
    try:
        found = path.stat()
    except FileNotFoundError:
        return {}
    return _read(str(path), found.st_mtime_ns, found.st_ino)


@lru_cache(maxsize=2)
def _read(path: str, _changed: int, _inode: int) -> dict[str, float]:
    return {key: float(moment) for key, moment in files.read_json(Path(path))["ended"].items()}


def _key(subject: str) -> str:
    """Nobody reads from the file who it was."""
    return hashlib.sha256(subject.encode()).hexdigest()
