"""Makes folders that only this user may read, locked while their process lives, and sweeps those left behind.

A process that is killed takes nothing away. Its lock goes with it, so that the next one can tell what nobody
uses any more from what is in use.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
import time
import weakref
from pathlib import Path
from typing import IO, Final

try:
    import fcntl
except ImportError:  # a system without POSIX locks tells leftovers by their age alone
    fcntl = None  # type: ignore[assignment]

PREFIX: Final = "incident-map-"
"""Begins the names of our folders among the system's temporary ones."""
_LOCK: Final = "lock"
_UNLOCKED: Final = "new-"
"""Begins the name of a folder for the moment before it is locked."""
_UNLOCKED_S: Final = 60
_ABANDONED_S: Final = 24 * 3600


class PrivateFolder:
    """A folder of mode 0700 that goes with `cleanup`, with this object, or with the next `sweep`."""

    def __init__(self, parent: Path | None = None, prefix: str = PREFIX) -> None:
        parent = parent or Path(tempfile.gettempdir())
        name = secrets.token_hex(8)
        unlocked = parent / f"{prefix}{_UNLOCKED}{name}"
        unlocked.mkdir(mode=0o700)
        lock = _taken(unlocked / _LOCK)
        # Only now a sweep may try the lock: before, it would have found it free.
        self.path = unlocked.rename(parent / f"{prefix}{name}")
        self.name = str(self.path)
        self._finalizer = weakref.finalize(self, _remove, self.path, lock, os.getpid())

    def cleanup(self) -> None:
        """Take the folder away."""
        self._finalizer()

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.cleanup()


def sweep(parent: Path | None = None, prefix: str = PREFIX) -> None:
    """Take away the folders of this user that killed processes left."""
    for folder in (parent or Path(tempfile.gettempdir())).glob(f"{prefix}*"):
        if _is_ours(folder) and is_abandoned(folder, unlocked=f"{prefix}{_UNLOCKED}"):
            shutil.rmtree(folder, ignore_errors=True)


def is_abandoned(folder: Path, *, unlocked: str = _UNLOCKED) -> bool:
    """Whether the process that made a locked folder is gone."""
    try:
        age_s = time.time() - folder.stat().st_mtime
        if folder.name.startswith(unlocked):
            return age_s > _UNLOCKED_S
        with (folder / _LOCK).open("r") as lock:
            if fcntl is None:
                return age_s > _ABANDONED_S
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # A folder gets its name with a lock in it, and loses the lock only while it is taken away: by its
        # owner, who was perhaps killed over it, or by another sweep. To help with that harms nobody.
        pass
    return True


def _taken(path: Path) -> IO[str]:
    lock = path.open("w")
    if fcntl is not None:
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def _is_ours(folder: Path) -> bool:
    """Whether it may be a private folder of this user: a lock says nothing in a place for everybody."""
    with contextlib.suppress(OSError):
        status = folder.lstat()
        mine = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
        return mine and folder.is_dir() and not folder.is_symlink() and _is_named_as_ours(folder.name)
    return False


def _is_named_as_ours(name: str) -> bool:
    digits = name.rpartition("-")[2]
    return len(digits) == 16 and all(each in "0123456789abcdef" for each in digits)


def _remove(path: Path, lock: IO[str], owner: int) -> None:
    """Take it away; a forked child leaves its parent's folder where it is."""
    if os.getpid() == owner:
        shutil.rmtree(path, ignore_errors=True)
    lock.close()
