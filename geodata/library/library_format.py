"""Tells the format in which a library lies on disk, migrates older ones, and leaves newer ones as they are.

`library.json` in the library's root names the format. A library without it is of format 1, as all were until
November 2026; it gets the file, and what has changed since, before the first write.
"""

from __future__ import annotations

import contextlib
import shutil
from importlib import metadata
from typing import TYPE_CHECKING, Final

from geodata.errors import LibraryError, NewerError
from geodata.library import files, identities, keys, paths

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE: Final = "library.json"
FORMAT: Final = 3
"""Raise it when an earlier edition must not write to what this one writes, and add a migration."""

_seen: Final[set[Path]] = set()
"""Libraries that this process has found: one that is gone was taken away, and is not a new one."""


def number() -> int:
    """The format of the library.

    Raises
    ------
    LibraryError
        If it cannot be told.
    """
    path = paths.root() / FILE
    if not path.exists():
        return 1
    found = files.read_json(path).get("format")
    if not isinstance(found, int) or found < 1:
        raise files.unreadable(path, "no format is named")
    return found


def is_read_only() -> bool:
    """Whether this edition must leave the library as it is: a newer one made it, or it cannot be told."""
    try:
        return number() > FORMAT
    except LibraryError:
        return True


def check_there() -> None:
    """Refuse to take a library that has gone away for an empty one.

    Raises
    ------
    LibraryError
        If this process found a library in its place before, and there is none now.
    """
    root = paths.root()
    if (root / FILE).exists():
        _seen.add(root)
    elif root in _seen and not paths.children(root):
        raise LibraryError(
            "The library is not there any more",
            "its folder, or the disk that holds it, has gone away",
            "The built-in case works. Nothing is saved until those who run this server bring it back.",
        )


def ready_for_writing() -> None:
    """Make sure that the library is there and of this edition's format; older ones are migrated.

    Raises
    ------
    LibraryError
        If it has gone away, or was made by a newer edition.
    """
    check_there()
    found = number()
    if found > FORMAT:
        raise NewerError("The library", found, FORMAT, "It is only read here: save with that edition.")
    root = paths.root()
    if found == FORMAT and (root / FILE).exists():
        return
    root.mkdir(parents=True, exist_ok=True)
    for each in MIGRATIONS[found - 1 :]:
        each(root)
    tool = f"incident-map {metadata.version('incident-map')}"
    files.write_json(root / FILE, {"format": FORMAT, "tool": tool})
    _seen.add(root)


def _private_is_private(root: Path) -> None:
    """1 → 2: nobody else reads private uploads, and none that was deleted waits to be brought back."""
    files.make_private(root / paths.PRIVATE)
    for folder in paths.children(root / paths.TRASH):
        for each in paths.children(folder):
            if paths.is_private(each.name):
                shutil.rmtree(each, ignore_errors=True)
        with contextlib.suppress(OSError):  # other datasets lie there too
            folder.rmdir()


def _datasets_have_ids(root: Path) -> None:
    """2 → 3: each dataset has an id, by which keys name it, before its name can change."""
    for folder in (*paths.children(root), *paths.children(root / paths.PRIVATE)):
        if paths.is_saved(folder):
            with contextlib.suppress(LibraryError):  # a damaged description is mended with an id
                identities.give(folder)
    keys.name_ids()


MIGRATIONS: Final[tuple[Callable[[Path], None], ...]] = (_private_is_private, _datasets_have_ids)
"""From each format to the next. Any of them may be cut off by a crash, and is then run again."""
