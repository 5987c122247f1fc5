"""Checks every version of the library against what was recorded when it was saved, and says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import pyarrow.parquet as pq

from geodata.errors import GeodataError, UnknownDatasetError
from geodata.ingest.choices import Choices
from geodata.library import (
    boundary_sets,
    files,
    hashes,
    library_format,
    manifests,
    paths,
    placing,
    saving,
    versions,
    withdrawals,
)
from geodata.model import MODEL_VERSION, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geodata.library.manifests import Manifest

RESTORE: Final = (
    "put it back from a backup (python -m geodata restore), or import its file again: that mends it"
)


@dataclass(frozen=True)
class Finding:
    """What was found of one version, of a dataset's description or of the library itself."""

    dataset: str
    version: str
    """"" where it concerns no single version."""
    state: Literal["whole", "damaged", "withdrawn", "newer"]
    said: str
    """What was found, in words; no path of this machine."""
    advice: str = ""
    """What to do."""


def verify(name: str | None = None) -> Iterator[Finding]:
    """Check the library, or one dataset; reads every byte of it.

    Of a version whose own release recorded no hashes, today's are written beside it once its tables are found
    to agree with its manifest: they tell later changes, and are no evidence of what was saved.

    Raises
    ------
    UnknownDatasetError
        If no saved dataset has the name.
    LibraryError
        If the library has gone away.
    """
    library_format.check_there()
    if name is None:
        yield from _of_the_library()
        named = [each.name for each in paths.children(paths.root()) if paths.folder_of(each.name) == each]
        private = [each.name for each in paths.children(paths.root() / paths.PRIVATE)]
        chosen = [*named, *private]
    else:
        chosen = [name]
    for each in chosen:
        folder = paths.folder_of(each)
        if folder is not None and (paths.is_saved(folder) or withdrawals.of(folder)):
            yield from _of_dataset(each, folder)
        elif name is not None:
            raise UnknownDatasetError(name, None, tuple(manifests.saved_names()))


def _of_the_library() -> Iterator[Finding]:
    try:
        found = library_format.number()
    except GeodataError as error:
        yield Finding(
            "",
            "",
            "damaged",
            str(error),
            "write it anew as docs/architecture.md says; until then nothing is saved",
        )
        return
    if found > library_format.FORMAT:
        yield Finding(
            "", "", "newer", f"the library is of format {found}", "save with the edition that made it"
        )


def _of_dataset(name: str, folder: Path) -> Iterator[Finding]:
    """The findings of a dataset; the name of a private upload is a secret, of which its beginning is told."""
    told = f"{name[:11]}…" if paths.is_private(name) else name
    whole = withdrawals.of(folder)
    if whole is not None:
        yield Finding(told, "", "withdrawn", str(whole.error()))
        return
    try:
        manifests.described(folder, "UTC")
    except GeodataError as error:
        yield Finding(told, "", "damaged", str(error), "describe it anew (python -m geodata describe)")
    for each in manifests.version_folders(folder):
        yield of_version(told, each)


def of_version(name: str, folder: Path) -> Finding:
    """What is found of one version's folder; reads every byte of it.

    Parameters
    ----------
    name
        The dataset's, as it is told.
    """
    if (found := withdrawals.of(folder)) is not None:
        return Finding(name, folder.name, "withdrawn", str(found.error()))
    try:
        manifest = manifests.usable(folder)
        _check_named(folder, manifest)
        problems = _differing(folder, manifest) or _miscounted(folder, manifest)
    except GeodataError as error:
        newer = error.code == "newer"
        advice = "open it with the edition that saved it" if newer else RESTORE
        return Finding(name, folder.name, "newer" if newer else "damaged", str(error), advice)
    if problems:
        said = "; ".join(f"{file}: {problem}" for file, problem in problems.items())
        return Finding(name, folder.name, "damaged", said, RESTORE)
    return Finding(name, folder.name, "whole", _evidence(folder, manifest))


def _check_named(folder: Path, manifest: Manifest) -> None:
    """The version's name is the hash of what its manifest says of originals, layout and choices."""
    if manifest.model != MODEL_VERSION:
        return
    said = dict(manifest.choices)
    located = said.pop("located", None)
    originals = [each.sha256 for each in manifest.originals]
    problem = "its choices or originals are not those that the version is named by"
    try:
        regions = manifest.layout == manifests.BOUNDARIES
        choices = boundary_sets.canonical(said) if regions else Choices.from_dict(said).canonical()
    except GeodataError:  # of another program, or made up
        raise manifests.damaged(folder, problem) from None
    if saving.version_of(manifest.layout, choices, located, originals) != folder.name:
        raise manifests.damaged(folder, problem)


def _differing(folder: Path, manifest: Manifest) -> dict[str, str]:
    """Files that are not as recorded; the imported bytes were recorded from the beginning."""
    originals = {
        f"{paths.ORIGINAL}/{each.stored}": {"bytes": each.bytes, "sha256": each.sha256}
        for each in manifest.originals
    }
    recorded = {**_recorded_later(folder), **originals, **manifest.files}
    return hashes.differences(folder, recorded, recorded)


def _recorded_later(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    path = folder / hashes.RECORDED_LATER
    found: dict[str, Mapping[str, Any]] = files.read_json(path).get("files", {}) if path.exists() else {}
    return found


def _miscounted(folder: Path, manifest: Manifest) -> dict[str, str]:
    """Tables with other numbers of lines than the manifest says."""
    wrong = {}
    counted = {name: manifest.counts.get(name) for name in TABLES}
    if manifest.layout == manifests.BOUNDARIES:
        counted = {"regions": manifest.counts["accepted"]}
    for name, said in counted.items():
        if said is not None and (lines := _lines(folder, name, manifest)) != said:
            wrong[f"{name}.parquet"] = f"it has {lines} lines, {said} were saved"
    rows = manifest.counts
    if rows["rows_in"] != rows["accepted"] + rows["rejected"]:
        wrong[paths.MANIFEST] = "rows in are not rows accepted and rows refused"
    return wrong


def _lines(folder: Path, name: str, manifest: Manifest) -> int:
    """A table's lines; one without a recorded hash is read whole, for nothing else says that it can be."""
    path = folder / f"{name}.parquet"
    if path.name in manifest.files:
        return int(pq.read_metadata(path).num_rows)
    return len(versions.table(folder, name))


def _evidence(folder: Path, manifest: Manifest) -> str:
    if manifest.files:
        return "every file is as it was saved"
    path = folder / hashes.RECORDED_LATER
    if path.exists():
        since = str(files.read_json(path).get("recorded", ""))[:10]
        return f"hashes not recorded by the release that made it; as verify found it on {since}"
    _record(path, folder)
    return "hashes not recorded by the release that made it; tables and original agree with the manifest"


def _record(path: Path, folder: Path) -> None:
    try:
        with placing.writing():
            said = {"recorded": manifests.now(), "by": "verify", "files": hashes.of(folder)}
            files.write_json(path, said)
    except GeodataError:  # a library that is only read is verified all the same
        return
