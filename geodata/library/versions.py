"""Name and version of an imported dataset in, the dataset out: from memory while it is in use."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from geodata import model
from geodata.errors import LibraryError
from geodata.library import manifests, parquet, paths
from geodata.model import Dataset, Info

if TYPE_CHECKING:
    from pathlib import Path

DATASETS_IN_MEMORY: Final = 8
PRIVATE_HOURS: Final = 24
"""A private upload expires when it has not been opened for so long."""
_TOUCHED_EVERY: Final = timedelta(minutes=5)


class StoredDataset(Dataset):
    """A version whose tables are read when they are first asked for, each by its name.

    Who answers questions about it does not: see `store` and `indexing`.
    """

    def __init__(self, folder: Path, name: str, version: str, info: Info) -> None:
        self.__dict__.update(folder=folder, name=name, version=version, info=info)

    folder: Path
    """The version's folder."""

    def __getattr__(self, name: str) -> Any:
        if name not in model.TABLE_COLUMNS:
            raise AttributeError(name)
        return self.__dict__.setdefault(name, table(self.folder, name))


@dataclass
class _Slot:
    """What is remembered of one version."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    dataset: StoredDataset | None = None


_slots: OrderedDict[tuple[Path, str, str], _Slot] = OrderedDict()
_slots_lock: Final = threading.Lock()


def load(name: str, version: str | None = None) -> Dataset | None:
    """Load an imported dataset, the same object for every caller; none where there is no such one.

    Raises
    ------
    LibraryError
        If its files cannot be read.
    """
    folder = paths.dataset_folder(name)
    if folder is None or not paths.is_saved(folder) or expired(name, folder):
        return None
    found = _manifest(folder, version)
    if found is None:
        return None
    if paths.is_private(name):
        _touch(folder)
    info = manifests.described(folder, found.timezone)
    with _slots_lock:
        # When it was kept is part of the key: what was deleted and imported again is read again.
        key = (folder, found.version, found.kept)
        slot = _slots.setdefault(key, _Slot())
        _slots.move_to_end(key)
        while len(_slots) > DATASETS_IN_MEMORY:
            _slots.popitem(last=False)
    with slot.lock:
        if slot.dataset is None or slot.dataset.info != info:
            slot.dataset = StoredDataset(folder / found.version, name, found.version, info)
        return slot.dataset


def whole(folder: Path) -> Dataset:
    """The version in a folder with all that makes its index; what it says of itself plays no part there.

    Raises
    ------
    LibraryError
        If its files cannot be read.
    """
    nothing = Info(title="", description="", timezone="UTC", licence="", citation="", note="")
    return StoredDataset(folder, folder.parent.name, folder.name, nothing)


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
    if not paths.is_private(name):
        return False
    try:
        used = datetime.fromtimestamp((folder / paths.DESCRIPTION).stat().st_mtime, UTC)
    except OSError:
        return True
    return datetime.now(UTC) - used > timedelta(hours=PRIVATE_HOURS)


def _manifest(folder: Path, version: str | None) -> manifests.Manifest | None:
    if version is None:
        return next(iter(manifests.manifests(folder)), None)
    return manifests.manifest(folder / version) if paths.VERSION.fullmatch(version) else None


def _touch(folder: Path) -> None:
    path = folder / paths.DESCRIPTION
    if datetime.now(UTC) - datetime.fromtimestamp(path.stat().st_mtime, UTC) > _TOUCHED_EVERY:
        path.touch()


def _tables(folder: Path, names: tuple[str, ...]) -> dict[str, Any]:
    try:
        return dict(parquet.read(folder, names))
    except (OSError, ValueError, KeyError) as error:
        what = f"Version {folder.name[:12]} of '{folder.parent.name}' cannot be read"
        problem = type(error).__name__
        raise LibraryError(what, problem, "Delete the dataset and import its file again.") from error
