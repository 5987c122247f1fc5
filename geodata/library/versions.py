"""Loads imported versions, the same object for all who ask, and tells when a private upload expires."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from geodata import model
from geodata.errors import LibraryError
from geodata.library import manifests, parquet, paths
from geodata.library.loaded_datasets import Slots
from geodata.model import Dataset, Info

if TYPE_CHECKING:
    from pathlib import Path

DATASETS_IN_MEMORY: Final = 8
PRIVATE_HOURS: Final = 24
"""A private upload expires when it has not been opened for so long."""
_TOUCHED_EVERY: Final = timedelta(minutes=5)


class StoredDataset(Dataset):
    """A version whose tables are read when they are first asked for, each by its name.

    Who answers questions about it does not: see `query.store` and `indexes`.
    """

    def __init__(self, folder: Path, name: str, version: str, info: Info) -> None:
        self.__dict__.update(folder=folder, name=name, version=version, info=info)

    folder: Path
    """The version's folder."""

    def __getattr__(self, name: str) -> Any:
        if name not in model.TABLE_COLUMNS:
            raise AttributeError(name)
        return self.__dict__.setdefault(name, table(self.folder, name))


_slots: Final[Slots[StoredDataset]] = Slots(DATASETS_IN_MEMORY)


def load(name: str, version: str | None = None) -> Dataset | None:
    """Load an imported dataset, the same object for every caller; none where there is no such one.

    Raises
    ------
    LibraryError
        If its files cannot be read.
    """
    folder = paths.folder_of(name)
    if folder is None or not paths.is_saved(folder) or expired(name, folder):
        return None
    found = _manifest(folder, version)
    if found is None:
        return None
    if paths.is_private(name):
        _touch(folder)
    info = manifests.described(folder, found.timezone)
    # When it was saved is part of the key: what was deleted and imported again is read again.
    slot = _slots.of((folder, found.version, found.saved))
    with slot.lock:
        if slot.value is None or slot.value.info != info:
            slot.value = StoredDataset(folder / found.version, name, found.version, info)
        return slot.value


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
