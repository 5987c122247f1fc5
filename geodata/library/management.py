"""Changes saved datasets as people ask: describe, rename, save an upload to the library, delete, bring back.

Each is one rename on disk, or the replacement of one small file, so that it can be taken back; what is purged
cannot. Nobody is asked here who they are: whoever calls has seen to it.
"""

from __future__ import annotations

import secrets
import shutil
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from geodata.errors import (
    DamagedError,
    LibraryError,
    NameTakenError,
    NothingToUndoError,
    ReadOnlyDatasetError,
    UnknownDatasetError,
    withdrawn_thing,
)
from geodata.library import (
    catalog,
    files,
    folders,
    hashes,
    identities,
    indexes,
    joints,
    library_format,
    manifests,
    paths,
    readers,
    versions,
    withdrawals,
)
from geodata.library.placing import beside, is_whole, publish, writing
from geodata.library.saving import check_is_free, check_kind, free_name, target_name
from geodata.model import Info

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.library.readers import Readers
    from geodata.library.withdrawals import Withdrawal


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
        files.write_json(path, {**_said(path), **manifests.description(info)})


def _said(path: Path) -> dict[str, Any]:
    """What a description says; of one that is damaged it is lost who might see the dataset: so nobody may."""
    try:
        return files.read_json(path)
    except LibraryError:
        return {readers.KEY: readers.described(readers.NOBODY), identities.KEY: identities.new()}


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
        joints.sweep()


def described(name: str) -> Info:
    """What a saved dataset, or boundaries, say of themselves; the name alone where that is damaged."""
    try:
        folder = paths.folder_of(name)
        if folder is not None and manifests.are_boundaries(folder):
            return manifests.described(folder, "UTC")
        return catalog.load(name).info
    except DamagedError:
        return Info(title=name, description="", timezone="UTC", licence="", citation="", note="")


def save_upload(
    token: str,
    *,
    name: str,
    info: Info | None = None,
    new_version_of: str | None = None,
    seen_by: Readers = readers.ALL,
) -> tuple[str, str]:
    """Copy a private upload's current version into the library; the upload itself stays.

    Parameters
    ----------
    name
        A new dataset's name.
    new_version_of
        The dataset of the library of which it is a new version, instead of `name`.
    seen_by
        Who may see a new dataset, from its first moment on.

    Raises
    ------
    ExistingDatasetError
        If the library has a dataset of this name, and it is not said that this is a version of it.
    WithdrawnError
        If this version was withdrawn.
    """
    folder = editable_folder(token)
    version = catalog.current(token)
    manifest = manifests.usable(folder / version)
    name = target_name(name, new_version_of)
    target = paths.root() / name
    withdrawals.check(target, version)
    check_kind(target, manifest.layout)
    if not is_whole(target / version):
        check_is_free(name, version, new_version_of)
        with writing(), beside() as work:
            _copy_public(folder / version, work / "version")
            said = info or manifests.described(folder, manifest.timezone)
            joins = new_version_of is not None
            publish(
                work, target, replace(manifest, saved=manifests.now()), said, joins=joins, seen_by=seen_by
            )
    return name, version


def _copy_public(private: Path, to: Path) -> None:
    """Copy what cannot be made anew; others may read it, as all that is saved in the library."""
    (to / paths.ORIGINAL).mkdir()
    for name in hashes.lasting_files(private):
        shutil.copyfile(private / name, to / name)


def delete(name: str) -> str | None:
    """Take a saved dataset with all its versions away; its token brings it back for a while.

    A private upload is erased at once and has no token: what its owner takes back must not lie where others
    could find it.
    """
    folder = editable_folder(name)
    if paths.is_private(name):
        for version in manifests.version_folders(folder):
            indexes.forget(version)
        erase(folder)
        return None
    token = f"{int(time.time())}-{secrets.token_hex(8)}"
    bin_ = paths.root() / paths.TRASH / token
    with writing():
        files.private_folder(bin_.parent)
        bin_.mkdir()
        folder.rename(bin_ / name)
        files.fsync_folder(bin_)
        joints.sweep()
    return token


def erase(folder: Path) -> None:
    """Erase for good: away by one rename to where the next sweep clears what a killed process leaves."""
    gone = paths.root() / paths.INCOMING / secrets.token_hex(8)
    with writing():
        files.private_folder(gone.parent)
        folder.rename(gone)
        files.fsync_folder(folder.parent)
        if gone.is_dir():
            shutil.rmtree(gone)
        else:
            gone.unlink()


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


def withdraw(name: str, version: str | None = None, *, reason: str) -> None:
    """Take back a dataset, or one version of it: its addresses say so, and give nothing out any more.

    The content stays on the disk until it is purged. Of the other versions the latest is the current one.

    Raises
    ------
    UnknownDatasetError, ReadOnlyDatasetError
        If there is none, or it is no imported dataset. A private upload is deleted instead.
    WithdrawnError
        If it is withdrawn already.
    """
    there = paths.folder_of(name)
    if there is not None and (whole := withdrawals.of(there)) is not None:
        raise whole.error(already=True)
    folder = editable_folder(name)
    if paths.is_private(name):
        raise UnknownDatasetError(name, version, catalog.names())
    if version is not None and not (paths.VERSION.fullmatch(version) and (folder / version).is_dir()):
        raise UnknownDatasetError(name, version, catalog.names())
    if version is not None and (before := withdrawals.of(folder / version)) is not None:
        raise before.error(already=True)
    with writing():
        withdrawals.mark(folder, version, reason, 0 if version is None else _sequence(folder / version))
        joints.sweep()
    versions.forget()


def reword_withdrawal(name: str, version: str | None, *, reason: str) -> bool:
    """Tell another reason of what is withdrawn, purged or not; whether there is such a withdrawal."""
    folder = paths.folder_of(name)
    found = [each for each in withdrawn() if (each.name, each.version) == (name, version)]
    if folder is None or not found:
        return False
    with writing():
        withdrawals.reword(folder, found[0], reason)
    return True


def _sequence(folder: Path) -> int:
    try:
        found = manifests.manifest(folder)
    except DamagedError:
        return 0
    return 0 if found is None else found.sequence


def reinstate(name: str, version: str | None = None) -> None:
    """Take a withdrawal back, as long as its content was not purged.

    Raises
    ------
    NothingToUndoError
        If it is not withdrawn, or its content is gone.
    """
    folder = paths.folder_of(name)
    place = folder if folder is None or version is None else folder / version
    if folder is None or place is None or withdrawals.of(place) is None:
        raise NothingToUndoError(_not_withdrawn(name, version))
    if not has_content(place):
        raise NothingToUndoError(
            f"{withdrawn_thing(name, version)} stays withdrawn: its content was erased for good, and nothing "
            "brings it back."
        )
    with writing():
        withdrawals.unmark(place.parent if version else place, version)


def _not_withdrawn(name: str, version: str | None) -> str:
    """What whoever takes back a withdrawal that is none is told, and what else of it is withdrawn."""
    what = withdrawn_thing(name, version)
    marks = [each.version for each in catalog.withdrawn(name)]
    if None in marks:
        return f"{what} is not withdrawn by itself: the whole dataset is. Take that back without a version."
    known = ", ".join(each[:12] for each in marks if each)
    of_it = f" Of it these versions are: {known}; name one." if known else ""
    return f"{what} is not withdrawn: there is nothing to take back.{of_it}"


def withdrawn() -> list[Withdrawal]:
    """All that is withdrawn, the latest first."""
    found = [each for folder in paths.children(paths.root()) for each in withdrawals.all_of(folder)]
    return sorted(found, key=lambda each: each.when, reverse=True)


def can_be_reinstated(withdrawal: Withdrawal) -> bool:
    """Whether its content is still there."""
    return has_content(withdrawn_place(withdrawal))


def withdrawn_place(withdrawal: Withdrawal) -> Path:
    """The folder that is withdrawn, a dataset's or a version's."""
    folder = paths.root() / withdrawal.name
    return folder if withdrawal.version is None else folder / withdrawal.version


def has_content(place: Path) -> bool:
    """Whether something of a withdrawn dataset or version is still there to be erased."""
    return any(each.name not in (withdrawals.MARKER, paths.DESCRIPTION) for each in paths.children(place))


def editable_folder(name: str) -> Path:
    """The folder of an imported dataset.

    Raises
    ------
    ReadOnlyDatasetError, UnknownDatasetError, WithdrawnError
        If a dataset of this name cannot be changed, there is none, or it was withdrawn.
    """
    folder = paths.folder_of(name)
    here = folder is not None and paths.is_saved(folder) and not paths.is_joint(name)
    if folder is not None and here and not versions.expired(name, folder):
        withdrawals.check(folder)
        return folder
    library_format.check_there()
    if name in folders.read_only_names() or paths.is_joint(name):
        raise ReadOnlyDatasetError(name)
    raise UnknownDatasetError(name, None, catalog.names())
