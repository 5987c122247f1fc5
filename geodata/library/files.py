"""Reads and replaces the library's small JSON files, at once: nobody ever reads half of one."""

from __future__ import annotations

import json
import os
import secrets
from typing import TYPE_CHECKING, Any

from geodata.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file of the library."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise unreadable(path, error.strerror or type(error).__name__) from None
    except ValueError:
        raise unreadable(path, "no JSON") from None
    if not isinstance(found, dict):
        raise unreadable(path, "no JSON object")
    return found


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Replace a file by an object, as `write_text` does."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True))


def write_text(path: Path, text: str) -> None:
    """Replace a file at once: whoever reads it sees the old or the new one, whenever the power fails."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    fsync_folder(path.parent)


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder last; systems that cannot open folders do without."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unreadable(path: Path, problem: str) -> LibraryError:
    """The error for a file of the library that cannot be used."""
    what = f"The library's file {path.parent.name[:12]}/{path.name} cannot be read"
    return LibraryError(what, problem, "Delete the dataset and import its file again.")
