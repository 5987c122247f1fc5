"""What people do with kept datasets: describe, rename, save an upload, delete, bring back.

Each is one rename on disk, or the replacement of one small file, so that it can be taken back.
"""

from __future__ import annotations

import secrets
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geodata.errors import NameTakenError, NothingToUndoError, ReadOnlyDatasetError, UnknownDatasetError
from geodata.ingest.choices import Choices
from geodata.library import files, manifests, paths, versions
from geodata.library.saving import beside, free_name, publish, save, writing
from geodata.model import BELONGING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geodata.model import Info
    from geodata.places.candidates import Candidate


@dataclass(frozen=True)
class Deletion:
    """A deleted dataset that can still be brought back."""

    token: str
    name: str
    deleted: datetime


def describe(name: str, info: Info) -> None:
    """Change what a kept dataset says of itself; its versions, and their time zone, stay as they are."""
    folder = _kept_folder(name)
    with writing():
        files.write_json(folder / paths.DESCRIPTION, manifests.description(info))


def rename(name: str, new_name: str) -> None:
    """Give a kept dataset another name; renaming it back undoes it."""
    folder = _kept_folder(name)
    if paths.is_private(name):
        raise NameTakenError(new_name, "a private upload keeps its token; save it to the library instead")
    target = paths.root() / free_name(new_name)
    if target.exists():
        raise NameTakenError(new_name, "another dataset in the library has it")
    with writing():
        folder.rename(target)
        files.fsync_folder(target.parent)


def save(token: str, *, name: str, info: Info | None = None) -> tuple[str, str]:
    """Copy a private upload's current version into the library; the upload stays until it expires."""
    folder = _kept_folder(token)
    manifest = manifests.manifests(folder)[0]
    name = free_name(name)
    target = paths.root() / name
    if manifests.manifest(target / manifest.version) is None:
        with writing(), beside() as work:
            (work / "version").rmdir()
            shutil.copytree(folder / manifest.version, work / "version")
            said = info or manifests.described(folder, manifest.timezone)
            kept_now = datetime.now(UTC).isoformat(timespec="microseconds")
            again = {**files.read_json(work / "version" / paths.MANIFEST), "kept": kept_now}
            publish(work, target, manifest.version, again, said)
    return name, manifest.version


def locate(name: str, chosen: Mapping[str, Candidate], version: str | None = None) -> tuple[str, str]:
    """Put places that were chosen for names into a kept dataset: a new version with the same original.

    Parameters
    ----------
    chosen
        By `geocoding.Wanted.key`; joined to what was chosen for the version before.
    version
        The version to begin with; none for the current one.

    Returns
    -------
    The dataset's name and the new version's.
    """
    from geodata.ingest.draft import Draft  # noqa: PLC0415
    from geodata.library import catalog  # noqa: PLC0415 - as below
    from geodata.places import geocoding  # noqa: PLC0415 - as below

    _kept_folder(name)
    dataset = catalog.load(name, version)
    manifest = next(each for each in catalog.versions(name) if each.version == dataset.version)
    said = dict(manifest.choices)
    before = said.pop("located", {})
    tables = {each: getattr(dataset, each) for each in ("incidents", "places", "actors", *BELONGING)}
    draft = Draft(
        layout=manifest.layout,
        choices_used=Choices.from_dict(said),
        rows_in=manifest.counts["rows_in"],
        accepted=manifest.counts["accepted"],
        tables=geocoding.applied(tables, chosen),
        rejected=dataset.rejected,
        warnings=catalog.warnings(name, dataset.version),
    )
    return save(
        draft,
        catalog.original(name, dataset.version),
        name=name,
        info=dataset.info,
        private=paths.is_private(name),
        file=manifest.originals[0].name,
        located={**before, **geocoding.choices(chosen)},
    )


def delete(name: str) -> str:
    """Take a kept dataset with all its versions away; the token brings it back for `shelf.UNDO_DAYS` days."""
    folder = _kept_folder(name)
    token = f"{int(time.time())}-{secrets.token_hex(8)}"
    bin_ = paths.root() / paths.TRASH / token
    with writing():
        bin_.mkdir(parents=True)
        folder.rename(bin_ / name)
        files.fsync_folder(bin_)
    return token


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
    target = paths.dataset_folder(name)
    if target is None or target.exists():
        raise NameTakenError(name, "another dataset has it meanwhile; rename that one first")
    with writing():
        (paths.root() / paths.TRASH / token / name).rename(target)
        files.fsync_folder(target.parent)
        shutil.rmtree(paths.root() / paths.TRASH / token, ignore_errors=True)
    return name


def deletions() -> list[Deletion]:
    """What can still be brought back, the latest first."""
    found = []
    for folder in paths.children(paths.root() / paths.TRASH):
        stamp = folder.name.partition("-")[0]
        if stamp.isdigit():
            when = datetime.fromtimestamp(int(stamp), UTC)
            found += [Deletion(folder.name, each.name, when) for each in paths.children(folder)]
    return sorted(found, key=lambda each: each.token, reverse=True)


def _kept_folder(name: str) -> Path:
    from geodata.library import catalog, folders  # noqa: PLC0415 - it offers what is done here

    folder = paths.dataset_folder(name)
    if folder is not None and paths.is_saved(folder) and not versions.expired(name, folder):
        return folder
    if name in folders.read_only_names():
        raise ReadOnlyDatasetError(name)
    raise UnknownDatasetError(name, None, catalog.names())
