"""Loads imported versions, the same object for all who ask, and tells when a private upload expires."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import shapely

from geodata import model
from geodata.errors import DamagedError, LibraryError
from geodata.library import hashes, library_format, manifests, parquet, paths, withdrawals
from geodata.library.loaded_datasets import Slots
from geodata.model import Dataset, Info

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DATASETS_IN_MEMORY: Final = 8
_TOUCHED_EVERY: Final = timedelta(minutes=5)
_UNREADABLE: Final = (
    *(OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, NotImplementedError),
    *(MemoryError, pa.ArrowException, shapely.errors.ShapelyError),
)
"""What the readers of Parquet and of shapes raise for bytes that are none."""


class StoredDataset(Dataset):
    """A version whose tables are read when they are first asked for, each by its name.

    Who answers questions about it does not: see `query.store` and `indexes`.
    """

    def __init__(self, folder: Path, name: str, version: str, info: Info) -> None:
        self.__dict__.update(folder=folder, name=name, version=version, info=info)

    folder: Path
    """The version's folder."""

    def check(self) -> None:
        """Read every table once, without holding it.

        Raises
        ------
        DamagedError
            If one of them cannot be read.
        """
        for name in model.TABLES:
            table(self.folder, name)

    def __getattr__(self, name: str) -> Any:
        if name not in model.TABLES:
            raise AttributeError(name)
        return self.__dict__.setdefault(name, table(self.folder, name))


_slots: Final[Slots[StoredDataset]] = Slots(DATASETS_IN_MEMORY)


def load(name: str, version: str | None = None) -> Dataset | None:
    """Load an imported dataset, the same object for every caller; none where there is no such one.

    Raises
    ------
    WithdrawnError
        If it was withdrawn: asked of the disk each time, so that every process knows at once.
    LibraryError
        If its files cannot be read, or the library has gone away.
    """
    library_format.check_there()
    folder = paths.folder_of(name)
    if folder is None or expired(name, folder):
        return None
    withdrawals.check(folder, version if version and paths.VERSION.fullmatch(version) else None)
    if not paths.is_saved(folder):
        return None
    found = _manifest(folder, version)
    if found is None or found.layout == manifests.BOUNDARIES:
        return None
    if paths.is_private(name):
        touch(folder)
    return at(folder, name, found, manifests.described(folder, found.timezone))


def at(folder: Path, name: str, found: manifests.Manifest, info: Info) -> StoredDataset:
    """The version of a dataset's folder with this manifest, the same object for every caller."""
    # When it was saved is part of the key: what was deleted and imported again is read again.
    slot = _slots.of((folder, found.version, found.saved))
    with slot.lock:
        if slot.value is None or slot.value.info != info:
            slot.value = StoredDataset(folder / found.version, name, found.version, info)
        return slot.value


def forget() -> None:
    """Let go of what is loaded, which is found again at once: for when something must not be given out."""
    _slots.clear()


def whole(folder: Path) -> StoredDataset:
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
    used = last_opened(folder)
    return used is None or datetime.now(UTC) - used > timedelta(hours=paths.PRIVATE_HOURS)


def last_opened(folder: Path) -> datetime | None:
    """When a private upload was last opened, made or changed, to some minutes; none if it is not here."""
    try:
        return datetime.fromtimestamp((folder / paths.DESCRIPTION).stat().st_mtime, UTC)
    except OSError:
        return None


def _manifest(folder: Path, version: str | None) -> manifests.Manifest | None:
    if version is not None:
        there = paths.VERSION.fullmatch(version) and (folder / version).is_dir()
        return manifests.usable(folder / version) if there else None
    for found in manifests.manifests(folder):
        return found
    for problem in manifests.problems(folder):
        raise problem
    for withdrawal in withdrawals.all_of(folder):
        raise withdrawal.error()
    return None


def touch(folder: Path) -> None:
    """Write down that a dataset which goes when nobody opens it was opened now, to some minutes."""
    path = folder / paths.DESCRIPTION
    with contextlib.suppress(OSError):  # a library that is only read lets it expire
        if datetime.now(UTC) - datetime.fromtimestamp(path.stat().st_mtime, UTC) > _TOUCHED_EVERY:
            path.touch()


def check_table(folder: Path, name: str) -> None:
    """Compare a table's file with what the manifest says of it; raises `DamagedError`."""
    file = _file(folder, name)
    for problem in hashes.differences(folder, _recorded(folder), [file]).values():
        raise DamagedError(folder.parent.name, folder.name, file, problem)


def _tables(folder: Path, names: tuple[str, ...]) -> dict[str, Any]:
    for name in names:
        check_table(folder, name)
    found = {}
    for name in names:
        try:
            found.update(parquet.read(folder, (name,)))
        except _UNREADABLE as error:
            library_format.check_there()
            problem = "it is missing" if isinstance(error, FileNotFoundError) else "it cannot be read"
            raise DamagedError(folder.parent.name, folder.name, _file(folder, name), problem) from error
    return found


def _file(folder: Path, name: str) -> str:
    """The file that holds a table; before there were `attributes`, their texts stood with the incidents."""
    file = f"{name}.parquet"
    older = name == model.ATTRIBUTES and not (folder / file).exists() and file not in _recorded(folder)
    return "incidents.parquet" if older else file


def _recorded(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """What the version's manifest says of its files; nothing of an older one, or one that is damaged too."""
    try:
        found = manifests.manifest(folder)
    except LibraryError:
        return {}
    return {} if found is None else found.files
