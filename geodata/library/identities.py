"""Tells datasets apart by an id that each keeps when it is renamed, and that no other ever gets.

It stands in `dataset.json` under `id`. The built-in case and folders of tables have none; they are told by
their names, which nothing here changes.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geodata.errors import LibraryError
from geodata.library import files, paths

if TYPE_CHECKING:
    from pathlib import Path

KEY: Final = "id"


def new() -> str:
    """An id that no dataset has."""
    return secrets.token_hex(16)


def of(name: str) -> str:
    """The id of a dataset; of what has none, its name in other words."""
    folder = paths.folder_of(name)
    return (_of_folder(folder) if folder is not None else "") or named(name)


def of_folder(folder: Path) -> str:
    """The id of the dataset in a folder, as `of` gives it."""
    return _of_folder(folder) or named(folder.name)


def kept(folder: Path) -> dict[str, str]:
    """What a description that is written anew has to say of the id."""
    found = _of_folder(folder)
    return {KEY: found} if found else {}


def named(name: str) -> str:
    """What stands for a dataset without an id."""
    return f"named {name}"


def name_of(id_: str) -> str | None:
    """The name that a dataset of this id has now; none if it is not here any more."""
    return next((each.name for each in _folders() if _of_folder(each) == id_), None)


def give(folder: Path) -> str:
    """The id of the dataset in a folder, which gets a new one if it has none or another's.

    Raises
    ------
    LibraryError
        If its description cannot be read or written.
    """
    path = folder / paths.DESCRIPTION
    said = files.read_json(path)
    found = str(said.get(KEY, ""))
    if found and not any(each != folder and _of_folder(each) == found for each in _folders()):
        return found
    made = new()
    files.write_json(path, {**said, KEY: made})
    return made


def _folders() -> list[Path]:
    root = paths.root()
    return [each for each in (*paths.children(root), *paths.children(root / paths.PRIVATE)) if each.is_dir()]


def _of_folder(folder: Path) -> str:
    path = folder / paths.DESCRIPTION
    try:
        status = path.stat()
    except OSError:
        return ""
    return _read(path, (status.st_mtime_ns, status.st_ino, status.st_size))


@lru_cache(maxsize=1024)
def _read(path: Path, _signature: tuple[int, int, int]) -> str:
    try:
        return str(files.read_json(path).get(KEY, ""))
    except LibraryError:
        return ""
