"""A dataset's name in, the dataset out: the built-in case, what was imported, and folders of CSV tables.

A version is named by the SHA-256 of the original bytes, the layout, the choices that change what the bytes
mean and the model's number; titles and notes can be edited without a new version. Imports are kept by
`keeping`, on a `shelf`; this module is how the rest of the program asks for them.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast
from zoneinfo import ZoneInfo

from geodata.errors import DescriptionError, GeodataError, UnknownDatasetError
from geodata.ingest import validation
from geodata.layouts import plain
from geodata.library import manifests, paths
from geodata.library import versions as library_versions
from geodata.library.management import delete, deletions, describe, rename, save_upload, undelete
from geodata.library.paths import LIBRARY_VARIABLE, is_private
from geodata.library.saving import save, suggested_name, sweep
from geodata.model import MODEL_VERSION, Dataset
from geodata.places.locate import locate
from geodata.readers import dataset_folder

if TYPE_CHECKING:
    import pandas as pd

    from geodata.ingest.validation import Checked
    from geodata.readers.dataset_folder import Folder

DEFAULT: Final = "northern-kosovo"
CASE: Final = Path(__file__).parent / "case"

__all__ = [
    "CASE",
    "DEFAULT",
    "LIBRARY_VARIABLE",
    "check_folder",
    "current",
    "delete",
    "deletions",
    "describe",
    "is_private",
    "keep",
    "load",
    "load_folder",
    "locate",
    "names",
    "original",
    "problems",
    "read_only_names",
    "rename",
    "save",
    "suggested_name",
    "sweep",
    "undelete",
    "version_of",
    "versions",
    "warnings",
]


def names() -> tuple[str, ...]:
    """The datasets that can be asked for: the built-in case first, the others by name."""
    first, *others = _scan()[0]
    return (first, *sorted({*others, *manifests.saved_names()}))


def read_only_names() -> tuple[str, ...]:
    """The built-in case and the folders of CSV tables, which nothing here changes."""
    return tuple(_scan()[0])


def problems() -> tuple[GeodataError, ...]:
    """Why folders of the library are not among `names`, in words for their owner."""
    return tuple(_scan()[1])


def load(name: str, version: str | None = None) -> Dataset:
    """Load a dataset, from memory while its files are the same.

    Parameters
    ----------
    version
        The version that is wanted; none for the current one.

    Returns
    -------
    The dataset, the same object for every caller and thread: treat it as read-only.

    Raises
    ------
    UnknownDatasetError
        If no dataset here has the name, or not in this version.
    GeodataError
        If its files cannot be used.
    """
    # The built-in case is asked for most, and needs no look at the library.
    if name != DEFAULT and (found := library_versions.load(name, version)) is not None:
        return found
    folder = CASE if name == DEFAULT else _scan()[0].get(name)
    if folder is None:
        raise UnknownDatasetError(name, version, names())
    dataset = load_folder(folder)
    if version not in (None, dataset.version):
        raise UnknownDatasetError(name, version, names())
    return dataset


def versions(name: str) -> tuple[manifests.Manifest, ...]:
    """How each version of an imported dataset came to be, the newest first; none of a folder of tables.

    Raises
    ------
    UnknownDatasetError
        If no dataset here has the name.
    """
    folder = paths.dataset_folder(name)
    if folder is not None and paths.is_saved(folder) and not library_versions.expired(name, folder):
        return tuple(manifests.manifests(folder))
    if name not in read_only_names():
        raise UnknownDatasetError(name, None, names())
    return ()


def current(name: str) -> str:
    """The version that `load` gives when none is asked for.

    Raises
    ------
    UnknownDatasetError
        If no dataset here has the name.
    """
    found = versions(name)
    return found[0].version if found else load(name).version


def warnings(name: str, version: str | None = None) -> pd.DataFrame:
    """The remarks on accepted rows that the import made: file, row, field, value, reason."""
    return cast("pd.DataFrame", library_versions.table(_version_folder(name, version), "warnings"))


def original(name: str, version: str | None = None) -> Path:
    """Where the imported file is kept; its bytes are those the researcher gave."""
    folder = _version_folder(name, version)
    manifest = manifests.manifest(folder)
    assert manifest is not None  # noqa: S101 - it was found by its manifest
    return folder / paths.ORIGINAL / manifest.originals[0].stored


def _version_folder(name: str, version: str | None) -> Path:
    wanted = [each for each in versions(name) if version in (None, each.version)]
    folder = paths.dataset_folder(name)
    if folder is None or not wanted:
        raise UnknownDatasetError(name, version, names())
    return folder / wanted[0].version


def load_folder(folder: Path) -> Dataset:
    """Load the dataset in `folder`, wherever it is, from memory while its files are the same.

    Raises
    ------
    GeodataError
        If its files cannot be used.
    """
    folder = folder.resolve()
    with _slots_lock:
        slot = _slots.setdefault(folder, _Slot())
    # One lock for each folder: a large dataset being read holds nobody else up.
    with slot.lock:
        return slot.load(folder)


def check_folder(folder: Path) -> tuple[Folder, Checked]:
    """Read and check the dataset in `folder` without keeping it.

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
step of the file system's clock (git keeps its index by the same rule)."""


@dataclass
class _Slot:
    """What is remembered of one folder."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    signature: Signature | None = None
    dataset: Dataset | None = None

    def load(self, folder: Path) -> Dataset:
        signature = _signature(folder)
        if self.dataset is not None and signature == self.signature:
            return self.dataset
        found = dataset_folder.read(folder, tuple(validation.TABLES))
        version, description = version_of(found), found.description
        known = self.dataset
        if known is None or (known.name, known.version) != (description.name, version):
            known = _build(found, version)
        elif known.info != description.info:
            known = replace(known, info=description.info)
        self.dataset = known
        newest = max((modified for _, _, modified, _ in signature), default=0)
        self.signature = signature if time.time_ns() - newest > _SETTLED_NS else None
        return known


_slots: dict[Path, _Slot] = {}
_slots_lock: Final = threading.Lock()


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
    for folder in (CASE, *_library_folders()):
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
