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

from geodata import kept, shelf
from geodata.arranging import BELONGING
from geodata.errors import NameTakenError, NothingToUndoError, ReadOnlyDatasetError, UnknownDatasetError
from geodata.keeping import beside, free_name, keep, publish, writing
from geodata.mapping import Choices

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geodata.candidates import Candidate
    from geodata.model import Info


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
        shelf.write_json(folder / shelf.DESCRIPTION, shelf.description(info))


def rename(name: str, new_name: str) -> None:
    """Give a kept dataset another name; renaming it back undoes it."""
    folder = _kept_folder(name)
    if shelf.is_private(name):
        raise NameTakenError(new_name, "a private upload keeps its token; save it to the library instead")
    target = shelf.root() / free_name(new_name)
    if target.exists():
        raise NameTakenError(new_name, "another dataset in the library has it")
    with writing():
        folder.rename(target)
        shelf.fsync_folder(target.parent)


def save(token: str, *, name: str, info: Info | None = None) -> tuple[str, str]:
    """Copy a private upload's current version into the library; the upload stays until it expires."""
    folder = _kept_folder(token)
    manifest = shelf.manifests(folder)[0]
    name = free_name(name)
    target = shelf.root() / name
    if shelf.manifest(target / manifest.version) is None:
        with writing(), beside() as work:
            (work / "version").rmdir()
            shutil.copytree(folder / manifest.version, work / "version")
            said = info or shelf.described(folder, manifest.timezone)
            kept_now = datetime.now(UTC).isoformat(timespec="microseconds")
            again = {**shelf.read_json(work / "version" / shelf.MANIFEST), "kept": kept_now}
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
    from geodata import geocoding, library  # noqa: PLC0415 - as below
    from geodata.importing import Draft  # noqa: PLC0415

    _kept_folder(name)
    dataset = library.load(name, version)
    manifest = next(each for each in library.versions(name) if each.version == dataset.version)
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
        warnings=library.warnings(name, dataset.version),
    )
    return keep(
        draft,
        library.original(name, dataset.version),
        name=name,
        info=dataset.info,
        private=shelf.is_private(name),
        file=manifest.originals[0].name,
        located={**before, **geocoding.choices(chosen)},
    )


def delete(name: str) -> str:
    """Take a kept dataset with all its versions away; the token brings it back for `shelf.UNDO_DAYS` days."""
    folder = _kept_folder(name)
    token = f"{int(time.time())}-{secrets.token_hex(8)}"
    bin_ = shelf.root() / shelf.TRASH / token
    with writing():
        bin_.mkdir(parents=True)
        folder.rename(bin_ / name)
        shelf.fsync_folder(bin_)
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
    target = shelf.place(name)
    if target is None or target.exists():
        raise NameTakenError(name, "another dataset has it meanwhile; rename that one first")
    with writing():
        (shelf.root() / shelf.TRASH / token / name).rename(target)
        shelf.fsync_folder(target.parent)
        shutil.rmtree(shelf.root() / shelf.TRASH / token, ignore_errors=True)
    return name


def deletions() -> list[Deletion]:
    """What can still be brought back, the latest first."""
    found = []
    for folder in shelf.children(shelf.root() / shelf.TRASH):
        stamp = folder.name.partition("-")[0]
        if stamp.isdigit():
            when = datetime.fromtimestamp(int(stamp), UTC)
            found += [Deletion(folder.name, each.name, when) for each in shelf.children(folder)]
    return sorted(found, key=lambda each: each.token, reverse=True)


def _kept_folder(name: str) -> Path:
    from geodata import library  # noqa: PLC0415 - it offers what is done here

    folder = shelf.place(name)
    if folder is not None and shelf.is_kept(folder) and not kept.expired(name, folder):
        return folder
    if name in library.read_only_names():
        raise ReadOnlyDatasetError(name)
    raise UnknownDatasetError(name, None, library.names())
