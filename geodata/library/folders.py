"""Finds, checks and loads datasets that are folders of CSV tables, the built-in case among them.

A version is named by the SHA-256 of the files, the layout, the time zone and the model's number; the rest of
the description can be edited without a new version.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from geodata.errors import DescriptionError, GeodataError
from geodata.ingest import validation
from geodata.layouts import plain
from geodata.library import paths
from geodata.library.loaded_datasets import Slots
from geodata.model import MODEL_VERSION
from geodata.readers import dataset_folder

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.ingest.validation import Checked
    from geodata.model import Dataset
    from geodata.readers.dataset_folder import Folder

_IN_MEMORY: Final = 64


def by_name() -> dict[str, Path]:
    """The folders by their datasets' names, the built-in case first."""
    return _scan()[0]


def read_only_names() -> tuple[str, ...]:
    """The built-in case and the folders of CSV tables, which nothing here changes."""
    return tuple(by_name())


def problems() -> tuple[GeodataError, ...]:
    """Why folders of the library are not among `names`, in words for their owner."""
    return tuple(_scan()[1])


def load_folder(folder: Path) -> Dataset:
    """Load the dataset in `folder`, wherever it is, from memory while its files are the same.

    Raises
    ------
    GeodataError
        If its files cannot be used.
    """
    folder = folder.resolve()
    slot = _slots.of(folder)
    with slot.lock:
        signature = _signature(folder)
        if slot.value is not None and signature == slot.value[0]:
            return slot.value[1]
        dataset = _loaded(folder, None if slot.value is None else slot.value[1])
        newest = max((modified for _, _, modified, _ in signature), default=0)
        slot.value = (signature if time.time_ns() - newest > _SETTLED_NS else None), dataset
        return dataset


def check_folder(folder: Path) -> tuple[Folder, Checked]:
    """Read and check the dataset in `folder` without caching it.

    Raises
    ------
    GeodataError
        If its files cannot be used.
    """
    found = dataset_folder.read(folder, tuple(validation.TABLES))
    return found, _checked(found)


def version_of(folder: Folder) -> str:
    """The version's name, 64 hexadecimal digits."""
    choices = {
        "layout": plain.LAYOUT,
        "model": MODEL_VERSION,
        "timezone": folder.description.info.timezone,
    }
    digest = hashlib.sha256(json.dumps(choices, sort_keys=True).encode())
    for name, content in sorted(folder.originals.items()):
        # Name and length go first, so that no other division into files gives the same digest.
        digest.update(f"\n{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


Signature = tuple[tuple[str, int, int, int], ...]

_SETTLED_NS: Final = 2_000_000_000
"""Only files that have rested this long are taken as unchanged by their times: two writes may fall into one
step of the file system's clock (git trusts its index by the same rule)."""


_slots: Final[Slots[tuple[Signature | None, Dataset]]] = Slots(_IN_MEMORY)


def _loaded(folder: Path, cached: Dataset | None) -> Dataset:
    """What is in a folder now: what was cached of it, where only its description changed."""
    found = dataset_folder.read(folder, tuple(validation.TABLES))
    version, description = version_of(found), found.description
    if cached is None or (cached.name, cached.version) != (description.name, version):
        return _build(found, version)
    return cached if cached.info == description.info else replace(cached, info=description.info)


def _build(folder: Folder, version: str) -> Dataset:
    checked = _checked(folder)
    description = folder.description
    return plain.build(description.name, version, description.info, checked.accepted, checked.rejected)


def _checked(folder: Folder) -> Checked:
    zone = ZoneInfo(folder.description.info.timezone)
    return validation.check(dataset_folder.tables(folder, validation.TABLES), zone)


def _signature(folder: Path) -> Signature:
    found = []
    for name in (dataset_folder.DESCRIPTION, dataset_folder.METHOD, *validation.TABLES):
        try:
            status = (folder / name).stat()
        except OSError:  # a missing file is for the reader to tell
            continue
        found.append((name, status.st_size, status.st_mtime_ns, status.st_ino))
    return tuple(found)


def _scan() -> tuple[dict[str, Path], list[GeodataError]]:
    found: dict[str, Path] = {}
    wrong: list[GeodataError] = []
    for folder in (paths.CASE, *_library_folders()):
        try:
            name = dataset_folder.describe(folder).name
            if name in found:
                file = f"{folder.name}/{dataset_folder.DESCRIPTION}"
                raise DescriptionError(file, "name", f"'{name}' like another's", "a name of its own")
        except GeodataError as error:
            wrong.append(error)
        else:
            found[name] = folder
    return found, wrong


def _library_folders() -> list[Path]:
    # A library that is not there (yet) is an empty one.
    folders = paths.children(paths.root())
    return [folder for folder in folders if (folder / dataset_folder.DESCRIPTION).is_file()]
