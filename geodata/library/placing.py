"""Puts finished versions in their place by one rename, and clears away what killed processes left.

A version is written into a folder beside and made to last before it is moved, so that a dataset has it whole
or not at all, whenever the power fails. A damaged one makes room for the same version that is whole.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import duckdb

from geodata.errors import ExistingDatasetError, GeodataError, LibraryError
from geodata.library import (
    files,
    hashes,
    identities,
    joints,
    library_format,
    manifests,
    paths,
    readers,
    versions,
)
from geodata.sandbox import private_folders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geodata.library.manifests import Manifest
    from geodata.library.readers import Readers
    from geodata.model import Info

_DAMAGED: Final = ".damaged"
"""Ends the name of a damaged version for the moment in which a whole one takes its place."""


def sweep() -> None:
    """Clear away what killed imports left, private uploads that expired, and old deletions."""
    private_folders.sweep()
    if library_format.is_read_only():
        return
    root = paths.root()
    for folder in paths.children(root / paths.INCOMING):
        if private_folders.is_abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)
    for folder in paths.children(root / paths.PRIVATE):
        if versions.expired(folder.name, folder):
            shutil.rmtree(folder, ignore_errors=True)
    limit = time.time() - paths.UNDO_DAYS * 24 * 3600
    for folder in paths.children(root / paths.TRASH):
        stamp = folder.name.partition("-")[0]
        private = any(
            paths.is_private(each.name) for each in paths.children(folder)
        )  # older versions kept them
        if private or (stamp.isdigit() and int(stamp) < limit):
            shutil.rmtree(folder, ignore_errors=True)
    _finish_repairs(root)
    joints.sweep()


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """See that the library may be written, and turn the system's errors on the way into words.

    Raises
    ------
    LibraryError
        If it cannot be written: the disk is full, it is only to be read, it has gone away, or a newer edition
        made it.
    """
    try:
        library_format.ready_for_writing()
        yield
    except GeodataError:
        raise
    except (OSError, duckdb.Error) as error:
        reason = files.system_reason(error)
        if reason is None and not isinstance(error, OSError):
            raise
        raise LibraryError(
            "The library cannot be written",
            reason or type(error).__name__,
            "Nothing was changed: all that was saved before is whole. Check the free space and the rights "
            "of the folder that INCIDENTS_LIBRARY names, then try again.",
        ) from error


@contextlib.contextmanager
def beside() -> Iterator[Path]:
    """A folder on the library's disk, locked while this process lives, gone afterwards."""
    sweep()
    incoming = files.private_folder(paths.root() / paths.INCOMING)
    with private_folders.PrivateFolder(incoming, prefix="") as work:
        (work / "version").mkdir()
        yield work


def publish(  # noqa: PLR0913 - what is published, where, and for whom
    work: Path, folder: Path, manifest: Manifest, info: Info, *, joins: bool, seen_by: Readers = readers.ALL
) -> None:
    """Move a finished version to its place, by one rename; with `joins` the dataset may be there already.

    The manifest gets the hashes of the files and the next number in the order of the dataset's versions. A
    new dataset is never seen by others than `seen_by`; of one that is there already they stay what they are.

    Raises
    ------
    ExistingDatasetError
        If another process was quicker with a dataset of this name.
    """
    ready, version = work / "version", manifest.version
    sequence = manifests.next_sequence(folder)
    found = hashes.of(ready, _of_originals(manifest))
    manifests.write(ready, replace(manifest, files=found, sequence=sequence))
    if paths.is_private(folder.name):
        files.make_private(ready)
        files.private_folder(folder.parent)
    make_last(ready)
    if not folder.exists():
        dataset = work / "dataset"
        dataset.mkdir(mode=0o700 if paths.is_private(folder.name) else 0o777)
        ready.rename(dataset / version)
        said: dict[str, Any] = {}
        if seen_by != readers.ALL:
            said[readers.KEY] = readers.described(seen_by)
        said[identities.KEY] = identities.new()
        files.write_json(dataset / paths.DESCRIPTION, {**manifests.description(info), **said})
        if paths.is_private(folder.name):
            files.make_private(dataset)
        with contextlib.suppress(OSError):  # another process was quicker: the version joins its dataset
            dataset.rename(folder)
            files.fsync_folder(folder.parent)
            return
        ready = dataset / version
    if not joins and not (folder / version).exists():
        raise ExistingDatasetError(folder.name)
    mend_description(folder, info)
    join(ready, folder / version)
    files.fsync_folder(folder)


def _of_originals(manifest: Manifest) -> hashes.Hashes:
    """The hashes of the imported bytes, found when they were stored here."""
    return {
        f"{paths.ORIGINAL}/{each.stored}": {"bytes": each.bytes, "sha256": each.sha256}
        for each in manifest.originals
    }


def lacks_description(folder: Path) -> bool:
    """Whether an imported dataset's description is lost or damaged."""
    try:
        manifests.described(folder, "UTC")
    except GeodataError:
        return paths.is_saved(folder)
    return False


def mend_description(folder: Path, info: Info) -> None:
    """Write a lost description anew; who might see the dataset is lost with it: so nobody may.

    Only a private upload, whose name is its secret, is left to expire.
    """
    if lacks_description(folder) and not paths.is_private(folder.name):
        said = {readers.KEY: readers.described(readers.NOBODY), identities.KEY: identities.new()}
        files.write_json(folder / paths.DESCRIPTION, {**manifests.description(info), **said})


def join(ready: Path, place: Path) -> None:
    """Put a finished version among the others of its dataset; a damaged one makes room for it."""
    aside = place.with_name(f".{place.name}{_DAMAGED}")
    if place.exists() and not is_whole(place):
        place.rename(aside)
    try:
        ready.rename(place)
    except OSError:
        if not is_whole(place):
            raise  # not there, so nobody was quicker with the same version
    finally:
        _finish_repair(aside)


def _finish_repairs(root: Path) -> None:
    for dataset in (*paths.children(root), *paths.children(root / paths.PRIVATE)):
        for aside in dataset.glob(f".*{_DAMAGED}") if dataset.is_dir() else ():
            _finish_repair(aside)


def _finish_repair(aside: Path) -> None:
    """What was damaged goes when something whole has its place, else it comes back."""
    place = aside.with_name(aside.name.removeprefix(".").removesuffix(_DAMAGED))
    if place.exists():
        shutil.rmtree(aside, ignore_errors=True)
    elif aside.exists():
        aside.rename(place)


def is_whole(folder: Path) -> bool:
    """Whether a version lies there with all of its files as they were saved; reads them."""
    try:
        found = manifests.manifest(folder)
        if found is None:
            return False
        if found.files:
            return not hashes.differences(folder, found.files, found.files)
        versions.whole(folder).check()
    except LibraryError:
        return False
    return True


def make_last(folder: Path) -> None:
    """See that a folder and all in it is on the disk, whenever the power fails."""
    for path in (*folder.rglob("*"), folder):
        if path.is_dir():
            files.fsync_folder(path)
        else:
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())
