"""Finds datasets by name and version: the built-in case, what was imported, folders of CSV tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from geodata.errors import GeodataError, NotTogetherError, UnknownDatasetError, WithdrawnError
from geodata.library import folders, joints, library_format, manifests, paths, readers, withdrawals
from geodata.library import versions as stored
from geodata.sandbox.parent import File

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from geodata.library.manifests import Manifest
    from geodata.library.withdrawals import Withdrawal
    from geodata.model import Dataset


def names() -> tuple[str, ...]:
    """The datasets that can be asked for: the built-in case first, the others by name."""
    first, *others = folders.by_name()
    return (first, *sorted({*others, *manifests.saved_names()}))


def uploads_of(owner: str) -> list[str]:
    """The private uploads that somebody made, the last used first."""
    found = [
        (used, folder.name)
        for folder in paths.children(paths.root() / paths.PRIVATE)
        if owner in readers.of_folder(folder).people
        and not stored.expired(folder.name, folder)
        and (used := stored.last_opened(folder)) is not None
    ]
    return [name for _, name in sorted(found, reverse=True)]


def is_saved(name: str) -> bool:
    """Whether an imported dataset, or a private upload, has this name; folders of tables are not asked."""
    if parts := paths.parts_of(name):
        return all(is_saved(each) or each in folders.read_only_names() for each in parts)
    folder = paths.folder_of(name)
    return name == paths.DEFAULT or (folder is not None and paths.is_saved(folder))


def check_name(name: str) -> None:
    """Go on if a dataset here has this name, even if it cannot be opened.

    Raises
    ------
    UnknownDatasetError
        If none has.
    LibraryError
        If the library has gone away.
    """
    if not is_saved(name) and name not in (known := names()):
        library_format.check_there()
        raise UnknownDatasetError(name, None, known)


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
    NotTogetherError
        If several datasets are named that nobody has opened together yet: see `joining.make`.
    GeodataError
        If its files cannot be used.
    """
    if paths.is_joint(name):
        return _together(name, version)
    # The built-in case is asked for most, and needs no look at the library.
    if name != paths.DEFAULT and (found := stored.load(name, version)) is not None:
        return found
    folder = paths.CASE if name == paths.DEFAULT else folders.by_name().get(name)
    if folder is None:
        library_format.check_there()
        raise UnknownDatasetError(name, version, names())
    dataset = folders.load_folder(folder)
    if version not in (None, dataset.version):
        raise UnknownDatasetError(name, version, names())
    return dataset


def saved(dataset: Dataset) -> str:
    """When this version was saved, UTC, ISO 8601; empty where nothing is known of it."""
    try:
        found = versions(dataset.name)
    except (UnknownDatasetError, WithdrawnError):  # it expired or was withdrawn while it is shown
        return ""
    return next((each.saved for each in found if each.version == dataset.version), "")


def _together(name: str, version: str | None) -> Dataset:
    """Several datasets as one, as long as each of the versions that it is made of is given out."""
    folder = paths.folder_of(name)
    assert folder is not None  # noqa: S101 - its name says so
    names = paths.parts_of(name)
    wanted = version or joints.version_of([load(each) for each in names])
    found = manifests.manifest(folder / wanted) if paths.VERSION.fullmatch(wanted) else None
    if found is None:
        raise NotTogetherError(names) if version is None else UnknownDatasetError(name, version, names)
    parts = [load(part, of) for part, of in joints.parts_said(found)]
    stored.touch(folder)
    return stored.at(folder, name, found, joints.described(parts, found.timezone))


def versions(name: str) -> tuple[Manifest, ...]:
    """How each version of an imported dataset came to be, the newest first; none of a folder of tables.

    Those that are damaged or withdrawn are not among them: see `problems` and `withdrawn`.

    Raises
    ------
    UnknownDatasetError
        If no dataset here has the name.
    WithdrawnError
        If the whole dataset was withdrawn.
    """
    folder = paths.folder_of(name)
    if folder is not None and paths.is_joint(name):
        return tuple(each for each in manifests.manifests(folder) if joints.holds(each))
    if folder is not None:
        withdrawals.check(folder)
    if folder is not None and paths.is_saved(folder) and not stored.expired(name, folder):
        return tuple(manifests.manifests(folder))
    if name not in folders.read_only_names():
        raise UnknownDatasetError(name, None, names())
    return ()


def problems(name: str) -> tuple[GeodataError, ...]:
    """What is wrong with versions of an imported dataset, in words; of the dataset's description too."""
    folder = paths.folder_of(name)
    if folder is None or not paths.is_saved(folder) or withdrawals.of(folder) is not None:
        return ()
    found = manifests.problems(folder)
    try:
        manifests.described(folder, "UTC")
    except GeodataError as error:
        found.append(error)
    return tuple(found)


def withdrawn(name: str) -> tuple[Withdrawal, ...]:
    """The withdrawals of a dataset and its versions, purged ones too."""
    folder = paths.folder_of(name)
    return () if folder is None or paths.is_private(name) else tuple(withdrawals.all_of(folder))


def current(name: str) -> str:
    """The version that `load` gives when none is asked for.

    Raises
    ------
    UnknownDatasetError
        If no dataset here has the name.
    """
    found = versions(name)
    return found[0].version if found else load(name).version


def layout(dataset: Dataset) -> str | None:
    """The layout by which an imported version was read; none of a folder of tables."""
    folder = paths.folder_of(dataset.name)
    found = None if folder is None else manifests.manifest(folder / dataset.version)
    return found.layout if found else None


def warnings(name: str, version: str | None = None) -> pd.DataFrame:
    """The remarks on accepted rows that the import made: file, row, field, value, reason."""
    return cast("pd.DataFrame", stored.table(_version_folder(name, version), "warnings"))


def original(name: str, version: str | None = None) -> Path:
    """Where the imported file is saved; its bytes are those the researcher gave."""
    folder = _version_folder(name, version)
    manifest = manifests.manifest(folder)
    assert manifest is not None  # noqa: S101 - it was found by its manifest
    return folder / paths.ORIGINAL / manifest.originals[0].stored


def originals(name: str, version: str | None = None) -> tuple[File, ...]:
    """Likewise of all imported files, in the order in which they are read."""
    folder = _version_folder(name, version)
    manifest = manifests.manifest(folder)
    assert manifest is not None  # noqa: S101 - it was found by its manifest
    return tuple(File(each.name, folder / paths.ORIGINAL / each.stored) for each in manifest.originals)


def _version_folder(name: str, version: str | None) -> Path:
    wanted = [each for each in versions(name) if version in (None, each.version)]
    folder = paths.folder_of(name)
    if folder is None or not wanted:
        raise UnknownDatasetError(name, version, names())
    return folder / wanted[0].version
