"""Keeps boundaries in the library: regions with their names, in versions, as datasets of incidents are kept.

A folder like a dataset's, whose manifests say `LAYOUT`: so who may read them, deleting, withdrawing, backups
and `verify` are the same. Under `source_line` its description says who drew the borders, under `note` which
of them are disputed. What was chosen, a manifest says: the file's columns that tell `FIELDS`, and the layer.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd

from geodata.errors import DamagedError, NameTakenError, UnknownDatasetError
from geodata.library import files, manifests, paths, placing, saving, withdrawals
from geodata.library.manifests import BOUNDARIES as LAYOUT
from geodata.library.manifests import Manifest
from geodata.library.readers import ALL
from geodata.model import MODEL_VERSION, Info
from geodata.readers import boundaries
from geodata.readers.boundaries import COUNTRIES, FIELDS, NOTE, Boundaries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geodata.library.readers import Readers
    from geodata.readers.boundaries import Outlined

FILE: Final = "regions.parquet"
_HELD: Final = 8


def save(  # noqa: PLR0913 - what is saved, under what name, and for whom
    found: Outlined,
    fields: Mapping[str, str | None],
    original: bytes | Path,
    *,
    name: str,
    info: Info,
    new_version_of: str | None = None,
    seen_by: Readers = ALL,
) -> tuple[str, str]:
    """Save the regions of a file: all of it or nothing; the name and the version's.

    Parameters
    ----------
    found, original
        The areas of a file, and its bytes or where it is.
    fields
        Which of its columns tell `FIELDS`.
    info
        `title`, `licence`, `source_line` (who drew the borders), `note` (which are disputed).
    new_version_of
        The boundaries of which this is a new version, instead of `name`.
    seen_by
        Who may see new ones, from their first moment on.

    Raises
    ------
    BoundariesError
        If no column is known to hold the names.
    GeodataError
        As `saving.save`.
    """
    drawn = boundaries.chosen(found, fields)
    name = saving.target_name(name, new_version_of)
    folder = paths.root() / name
    if name == COUNTRIES:
        raise NameTakenError(name, "the built-in countries have it")
    if folder.exists() and not manifests.are_boundaries(folder):
        raise NameTakenError(name, "a dataset of incidents has it")
    with placing.writing(), placing.beside() as work:
        stored = saving.stored_originals(original, found.file, work / "version" / paths.ORIGINAL)
        choices = {"fields": {each: fields.get(each) for each in FIELDS}, "layer": found.layer}
        version = saving.version_of(LAYOUT, canonical(choices), None, [each.sha256 for each in stored])
        withdrawals.check(folder, version)
        if placing.is_whole(folder / version):
            placing.mend_description(folder, info)
            return name, version
        saving.check_is_free(name, version, new_version_of)
        drawn.regions.to_parquet(work / "version" / FILE, compression="zstd")
        rows = len(drawn) + found.refused
        manifest = Manifest(
            version=version,
            model=MODEL_VERSION,
            layout=LAYOUT,
            choices=choices,
            timezone="UTC",
            tool=f"incident-map {metadata.version('incident-map')}",
            saved=manifests.now(),
            originals=stored,
            counts={"rows_in": rows, "accepted": len(drawn), "rejected": found.refused, "warnings": 0},
        )
        joins = new_version_of is not None
        placing.publish(work, folder, manifest, info, joins=joins, seen_by=seen_by)
    return name, version


def canonical(choices: Mapping[str, Any]) -> str:
    """Choices as a version is named by them."""
    return json.dumps(choices, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def names() -> list[str]:
    """The boundaries that the library has, by name; the built-in countries are not among them."""
    return manifests.boundary_names()


def load(name: str, version: str | None = None) -> Boundaries:
    """Boundaries of the library, the same object for every caller.

    Parameters
    ----------
    version
        The version that is wanted; none for the current one.

    Raises
    ------
    UnknownDatasetError
        If there are none of the name, or not in this version.
    WithdrawnError
        If they were withdrawn.
    DamagedError
        If their file cannot be read.
    """
    folder = paths.folder_of(name)
    if folder is None or not manifests.are_boundaries(folder):
        raise UnknownDatasetError(name, version, tuple(names()))
    withdrawals.check(folder, version)
    found = [each for each in manifests.manifests(folder) if version in (None, each.version)]
    if not found:
        for problem in manifests.problems(folder):
            raise problem
        raise UnknownDatasetError(name, version, tuple(names()))
    path = folder / found[0].version / FILE
    try:
        status = path.stat()
    except OSError:
        raise DamagedError(name, found[0].version, FILE, "it is missing") from None
    said = manifests.described(folder, "UTC")
    return _loaded(path, (status.st_mtime_ns, status.st_ino, status.st_size), said)


@lru_cache(maxsize=_HELD)
def _loaded(path: Path, _signature: tuple[int, int, int], said: Info) -> Boundaries:
    version = path.parent.name
    try:
        regions = gpd.read_parquet(path)
    except Exception as error:
        reason = files.system_reason(error) if isinstance(error, OSError) else None
        problem = f"it cannot be read ({reason or type(error).__name__})"
        raise DamagedError(path.parents[1].name, version, FILE, problem) from error
    by = said.source_line or f"whoever made {said.title or path.parents[1].name}"
    return Boundaries(regions, by, said.note or NOTE, version, said.licence)
