"""Name and version of an imported dataset in, the dataset out: from memory while it is in use."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from geodata import parquet, shelf
from geodata.errors import LibraryError
from geodata.model import Dataset

if TYPE_CHECKING:
    from pathlib import Path

DATASETS_IN_MEMORY: Final = 8
PRIVATE_HOURS: Final = 24
"""A private upload expires when it has not been opened for so long."""
_TOUCHED_EVERY: Final = timedelta(minutes=5)


@dataclass
class _Slot:
    """What is remembered of one version."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    dataset: Dataset | None = None


_slots: OrderedDict[tuple[Path, str, float], _Slot] = OrderedDict()
_slots_lock: Final = threading.Lock()


def load(name: str, version: str | None = None) -> Dataset | None:
    """Load an imported dataset, the same object for every caller; none where there is no such one.

    Raises
    ------
    LibraryError
        If its files cannot be read.
    """
    folder = shelf.place(name)
    if folder is None or not shelf.is_kept(folder) or expired(name, folder):
        return None
    found = _manifest(folder, version)
    if found is None:
        return None
    if shelf.is_private(name):
        _touch(folder)
    info = shelf.described(folder, found.timezone)
    with _slots_lock:
        # When it was kept is part of the key: what was deleted and imported again is read again.
        key = (folder, found.version, (folder / found.version).stat().st_mtime)
        slot = _slots.setdefault(key, _Slot())
        _slots.move_to_end(key)
        while len(_slots) > DATASETS_IN_MEMORY:
            _slots.popitem(last=False)
    with slot.lock:
        if slot.dataset is None:
            slot.dataset = _read(folder, found, name, info)
        elif slot.dataset.info != info:
            slot.dataset = replace(slot.dataset, info=info)
        return slot.dataset


def table(folder: Path, name: str) -> Any:
    """One table of a version's folder, such as `warnings`.

    Raises
    ------
    LibraryError
        If it cannot be read.
    """
    return _tables(folder, (name,))[name]


def expired(name: str, folder: Path) -> bool:
    """Whether a dataset is a private upload that nobody has opened for long."""
    if not shelf.is_private(name):
        return False
    try:
        used = datetime.fromtimestamp((folder / shelf.DESCRIPTION).stat().st_mtime, UTC)
    except OSError:
        return True
    return datetime.now(UTC) - used > timedelta(hours=PRIVATE_HOURS)


def _manifest(folder: Path, version: str | None) -> shelf.Manifest | None:
    if version is None:
        return next(iter(shelf.manifests(folder)), None)
    return shelf.manifest(folder / version) if shelf.VERSION.fullmatch(version) else None


def _touch(folder: Path) -> None:
    path = folder / shelf.DESCRIPTION
    if datetime.now(UTC) - datetime.fromtimestamp(path.stat().st_mtime, UTC) > _TOUCHED_EVERY:
        path.touch()


def _read(folder: Path, manifest: shelf.Manifest, name: str, info: Any) -> Dataset:
    names = tuple(each for each in parquet.COLUMNS if each != "warnings")
    tables: dict[str, Any] = _tables(folder / manifest.version, names)
    return Dataset(name=name, version=manifest.version, info=info, **tables)


def _tables(folder: Path, names: tuple[str, ...]) -> dict[str, Any]:
    try:
        return dict(parquet.read(folder, names))
    except (OSError, ValueError, KeyError) as error:
        what = f"Version {folder.name[:12]} of '{folder.parent.name}' cannot be read"
        problem = type(error).__name__
        raise LibraryError(what, problem, "Delete the dataset and import its file again.") from error
