"""Puts an archive's datasets into the library, each whole or not at all; what differs is left as it is."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING, Final

from geodata.errors import GeodataError, LibraryError
from geodata.library import (
    archived_decisions,
    archives,
    files,
    hashes,
    identities,
    manifests,
    paths,
    versions,
    withdrawals,
)
from geodata.library.archives import Report
from geodata.library.placing import beside, is_whole, join, make_last, writing

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

RESTORED: Final = "restored"
THERE: Final = "is there already"
MISSING: Final = "missing in the archive:"
"""Begins what is said of what the archive lacks, and the library too."""


def restore(given: str, without: Collection[str] = ()) -> list[Report]:
    """Put back what an archive has and the library has not, or has damaged.

    Nothing is put in place before all of the archive is unpacked beside the library's datasets and every file
    agrees with its hash. A dataset of which something differs is left as it is.

    Parameters
    ----------
    given
        A path, or an address that `fsspec` opens.
    without
        What is not taken from it, such as what was withdrawn since: `NAME`, or `NAME/VERSION`, of which the
        first characters do.

    Returns
    -------
    What was done with each dataset and version, and what the archive lacks by its own word.

    Raises
    ------
    LibraryError
        If the archive cannot be used, has nothing that `without` names, or the library cannot be written.
    """
    with writing(), beside() as work:
        found = archives.unpacked(given, work / "unpacked")
        missing = list(found.missing)
        reports = [each for one in without for each in _taken_out(one, found, work / "unpacked")]
        for name, recorded in found.datasets.items():
            ready = work / "unpacked" / archives.DATASETS / name
            if recorded:
                missing += _drop_unlisted(ready, recorded)
                reports += _restored(name, ready)
    versions.forget()
    reports += [
        Report(each.a, "", f"{each.number} decisions on pairs with {each.b} are restored")
        for each in archived_decisions.put_back(found.decided, archives.names())
    ]
    return [*reports, *(_lacking(each) for each in missing)]


def _taken_out(named: str, found: archives.Unpacked, unpacked: Path) -> list[Report]:
    """Take a dataset or versions of it out of what was unpacked."""
    name, slash, version = named.partition("/")
    inside = unpacked / archives.DATASETS / name
    chosen = [each for each in manifests.version_folders(inside) if version and each.name.startswith(version)]
    if name not in found.datasets or bool(slash) != bool(chosen):
        problem = f"it has no '{named}', which was to be left out"
        raise LibraryError("Nothing was restored", problem, "Name a dataset, or NAME/VERSION.")
    for each in chosen:
        shutil.rmtree(each)
    kept = (
        {}
        if not slash
        else {
            file: said
            for file, said in found.datasets[name].items()
            if file.partition("/")[0] not in {each.name for each in chosen}
        }
    )
    found.datasets[name] = kept
    return [Report(name, each, "left out, as asked") for each in [each.name for each in chosen] or [""]]


def _lacking(left_out: Report) -> Report:
    """What the archive left out may be here all the same."""
    place = paths.folder_of(left_out.dataset)
    if place is not None and _is_here(place, left_out.version):
        return left_out._replace(said="not in the archive, and whole here", well=True)
    return left_out._replace(said=f"{MISSING} {left_out.said}", well=False)


def _is_here(place: Path, version: str) -> bool:
    """Whether a version, or without one a dataset's description, is whole in the library."""
    if version:
        return bool(paths.VERSION.fullmatch(version)) and is_whole(place / version)
    try:
        manifests.described(place, "UTC")
    except GeodataError:
        return False
    return True


def _drop_unlisted(ready: Path, recorded: hashes.Hashes) -> list[Report]:
    """Take away what an archive of an earlier edition holds of versions that it left out; these."""
    dropped = set()
    for path in [each for each in ready.rglob("*") if each.is_file()]:
        if (inside := str(path.relative_to(ready))) not in recorded:
            dropped.add(inside.partition("/")[0])
            path.unlink()
    for path in sorted(ready.rglob("*"), reverse=True):
        if path.is_dir():
            with contextlib.suppress(OSError):
                path.rmdir()
    return [
        Report(ready.name, each, "left out: it was damaged", well=False)
        for each in sorted(filter(paths.VERSION.fullmatch, dropped))
        if not (ready / each).exists()
    ]


def _restored(name: str, ready: Path) -> list[Report]:
    place = paths.root() / name
    broken = [each for each in manifests.version_folders(ready) if not _is_usable(each)]
    if broken:
        return [Report(name, each.name, "refused: the archive has it damaged", well=False) for each in broken]
    if not place.exists():
        return _put_whole(ready, place)
    left = _left(name, place, ready)
    return [left] if left else _joined(name, place, ready)


def _joined(name: str, place: Path, ready: Path) -> list[Report]:
    """Put the versions that are missing beside those that the library has."""
    missing, reports = [], []
    for version in manifests.version_folders(ready):
        report = _looked_at(name, place / version.name, version)
        reports.append(report)
        if report.said == RESTORED:
            missing.append(version)
    if not all(each.well for each in reports):
        return [each for each in reports if not each.well]
    _put_in_place(place, missing)
    return [*reports, *_description(name, place, ready)]


def _put_whole(ready: Path, place: Path) -> list[Report]:
    if (ready / paths.DESCRIPTION).exists():
        if not manifests.version_folders(ready):
            return []  # all of its versions are missing: there is nothing to describe
        identities.give(ready)  # it may be here still, under another name that it got since
    make_last(ready)
    ready.rename(place)
    files.fsync_folder(place.parent)
    return [Report(ready.name, "", RESTORED)]


def _left(name: str, place: Path, ready: Path) -> Report | None:
    """What is said of an archive's dataset of which nothing joins what is here; none where it may."""
    if withdrawals.of(place) is not None:
        return Report(name, "", "left as it is: it was withdrawn here")
    if not paths.is_saved(place) or not paths.is_saved(ready):
        return _compared(name, place, ready)
    if _is_another(place, ready):
        return Report(
            name, "", "refused: here another dataset has this name; rename that one first", well=False
        )
    return None


def _is_another(place: Path, ready: Path) -> bool:
    """Whether the archive's dataset is not the one that has its name here.

    The readers of what is here would be shown what was never meant for them.
    """
    ids = {identities.of_folder(place), identities.of_folder(ready)}
    if identities.named(place.name) not in ids:
        return len(ids) > 1
    # Older editions gave no ids.
    return manifests.is_safe_copy(place) != manifests.is_safe_copy(ready) and any(
        manifests.version_folders(ready)
    )


def _is_usable(version: Path) -> bool:
    return withdrawals.of(version) is not None or is_whole(version)


def _looked_at(name: str, place: Path, ready: Path) -> Report:
    """What becomes of one version; nothing is changed yet."""
    if withdrawals.of(place) is not None:
        return Report(name, ready.name, "left as it is: it was withdrawn here")
    if not place.exists() or not is_whole(place):
        return Report(name, ready.name, RESTORED)
    if withdrawals.of(ready) is not None:
        return Report(name, ready.name, "left as it is: the archive has only the mark of its withdrawal")
    if _same(place, ready):
        return Report(name, ready.name, THERE)
    return Report(name, ready.name, "refused: the library has it with other contents", well=False)


def _same(place: Path, ready: Path) -> bool:
    inside = hashes.lasting_files(ready)
    return inside == hashes.lasting_files(place) and hashes.of(place) == hashes.of(ready)


def _put_in_place(place: Path, missing: list[Path]) -> None:
    """All of them, or none: what was added goes again if one of them cannot be."""
    added: list[Path] = []
    try:
        for version in missing:
            make_last(version)
            new = not (place / version.name).exists()
            join(version, place / version.name)
            added += [place / version.name] if new else []
    except (OSError, GeodataError):
        for each in added:
            shutil.rmtree(each, ignore_errors=True)
        raise
    files.fsync_folder(place)


def _description(name: str, place: Path, ready: Path) -> list[Report]:
    """A description that was edited since stays; one that is damaged is put back."""
    archived = ready / paths.DESCRIPTION
    if not archived.exists():
        return []
    try:
        there = manifests.described(place, "UTC")
    except GeodataError:
        files.write_text(place / paths.DESCRIPTION, archived.read_text(encoding="utf-8"))
        return [Report(name, "", "its description is restored")]
    same = there == manifests.described(ready, "UTC")
    return [] if same else [Report(name, "", "its description was edited since, and is left as it is")]


def _compared(name: str, place: Path, ready: Path) -> Report:
    """Of a folder of tables, or where something else has the name."""
    for each in paths.children(ready):
        if not (place / each.name).is_file() or hashes.of_file(place / each.name) != hashes.of_file(each):
            return Report(name, "", f"refused: {each.name} differs from what is there", well=False)
    return Report(name, "", THERE)
