"""Changes saved datasets as people ask: describe, rename, save an upload to the library, delete, bring back.

Each is one rename on disk, or the replacement of one small file, so that it can be taken back.
"""

from __future__ import annotations

import secrets
import shutil
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geodata.errors import NameTakenError, NothingToUndoError, ReadOnlyDatasetError, UnknownDatasetError
from geodata.library import catalog, files, folders, manifests, paths, versions
from geodata.library.saving import beside, free_name, publish, writing

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.model import Info


@dataclass(frozen=True)
class Deletion:
    """A deleted dataset that can still be brought back."""

    token: str
    name: str
    deleted: datetime


def describe(name: str, info: Info) -> None:
    """Change what a saved dataset says of itself; its versions, and their time zone, stay as they are."""
    folder = editable_folder(name)
    path = folder / paths.DESCRIPTION
    with writing():  # what else the file says, such as who may see the dataset, stays
        files.write_json(path, {**files.read_json(path), **manifests.description(info)})


def rename(name: str, new_name: str) -> None:
    """Give a saved dataset another name; renaming it back undoes it."""
    folder = editable_folder(name)
    if paths.is_private(name):
        raise NameTakenError(
            new_name, "a private upload has its token for good; save it to the library instead"
        )
    target = paths.root() / free_name(new_name)
    if target.exists():
        raise NameTakenError(new_name, "another dataset in the library has it")
    with writing():
        folder.rename(target)
        files.fsync_folder(target.parent)


def save_upload(token: str, *, name: str, info: Info | None = None) -> tuple[str, str]:
    """Copy a private upload's current version into the library; the upload itself stays."""
    folder = editable_folder(token)
    manifest = manifests.manifests(folder)[0]
    name = free_name(name)
    target = paths.root() / name
    if manifests.manifest(target / manifest.version) is None:
        with writing(), beside() as work:
            (work / "version").rmdir()
            shutil.copytree(folder / manifest.version, work / "version")
            said = info or manifests.described(folder, manifest.timezone)
            publish(work, target, replace(manifest, saved=manifests.now()), said)
    return name, manifest.version


def delete(name: str) -> str | None:
    """Take a saved dataset with all its versions away; its token brings it back for a while.

    A private upload is erased at once and has no token: what its owner takes back must not lie where others
    could find it.
    """
    folder = editable_folder(name)
    if paths.is_private(name):
        _erase(folder)
        return None
    token = f"{int(time.time())}-{secrets.token_hex(8)}"
    bin_ = paths.root() / paths.TRASH / token
    with writing():
        bin_.mkdir(parents=True)
        folder.rename(bin_ / name)
        files.fsync_folder(bin_)
    return token


def _erase(folder: Path) -> None:
    """Away by one rename to where the next sweep clears what a killed process leaves."""
    gone = paths.root() / paths.INCOMING / secrets.token_hex(8)
    with writing():
        gone.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(gone)
        files.fsync_folder(folder.parent)
        shutil.rmtree(gone)


def undelete(token: str) -> str:
    """Bring back what `delete` took away; its name.

    Raises
    ------
    NothingToUndoError
        If nothing can be brought back under this token.
    NameTakenError
        If its name has been given to another dataset meanwhile.
    """
    found = [each for each in deletions() if each.token == token]
    if not found:
        raise NothingToUndoError
    name = found[0].name
    target = paths.folder_of(name)
    if target is None or target.exists():
        raise NameTakenError(name, "another dataset has it meanwhile; rename that one first")
    with writing():
        (paths.root() / paths.TRASH / token / name).rename(target)
        files.fsync_folder(target.parent)
        shutil.rmtree(paths.root() / paths.TRASH / token, ignore_errors=True)
    return name


def deletions() -> list[Deletion]:
    """What can still be brought back, the latest first; private uploads, whose names are secrets, never."""
    found = []
    for folder in paths.children(paths.root() / paths.TRASH):
        stamp = folder.name.partition("-")[0]
        if stamp.isdigit():
            when = datetime.fromtimestamp(int(stamp), UTC)
            found += [
                Deletion(folder.name, each.name, when)
                for each in paths.children(folder)
                if not paths.is_private(each.name)
            ]
    return sorted(found, key=lambda each: each.token, reverse=True)


def editable_folder(name: str) -> Path:
    """The folder of an imported dataset.

    Raises
    ------
    ReadOnlyDatasetError, UnknownDatasetError
        If a dataset of this name cannot be changed, or there is none.
    """
    folder = paths.folder_of(name)
    if folder is not None and paths.is_saved(folder) and not versions.expired(name, folder):
        return folder
    if name in folders.read_only_names():
        raise ReadOnlyDatasetError(name)
    raise UnknownDatasetError(name, None, catalog.names())
