"""Reads the GeoPackage that Incident Map exports: its incidents, and the tables beside them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from geodata.readers import gdal_tables
from geodata.readers.data_packages import BESIDE, INCIDENTS, OURS
from geodata.readers.raw import Job

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from geodata.readers.raw import RawFile


@dataclass(frozen=True)
class _Layer:
    """One layer is asked for by its name."""

    table: str | None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    crs: str | None = None


def is_ours(path: Path) -> bool:
    """Whether a GeoPackage is an export with tables beside the incidents; older ones have one layer."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL remarks on our names, which have no endings
            if not {INCIDENTS, "participations", "sources"} <= _layers(path):
                return False
            said = pyogrio.read_info(path, layer=INCIDENTS)["dataset_metadata"]
    except (DataSourceError, DataLayerError, ValueError, RuntimeError, OSError, UnicodeError):
        return False  # what is wrong with it is said by who reads it
    return OURS in (said or {})


def read(path: Path, job: Job) -> RawFile:
    """Read the incidents and the tables beside them.

    Raises
    ------
    UnusableFileError
        If the file is broken, or goes beyond a limit.
    """
    incidents = _layer(path, INCIDENTS, job)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as above
        there = _layers(path)
    beside: dict[str, pd.DataFrame] = {
        name: _texts(_layer(path, name, job)) for name in map(str, BESIDE) if name in there
    }
    notes = tuple(note for note in incidents.notes if note.code != "sheet")
    return replace(incidents, tables=(), table=None, notes=notes, extra_tables=beside, file=job.file)


def _layers(path: Path) -> set[str]:
    return {str(name) for name in pyogrio.list_layers(path)[:, 0]}


def _layer(path: Path, name: str, job: Job) -> RawFile:
    return gdal_tables.read(path, "gpkg", Job(job.file, job.limits, _Layer(name)))


def _texts(raw: RawFile) -> pd.DataFrame:
    """The rows, with the shapes as well-known text, written so that nothing is lost."""
    if raw.geometry is None:
        return raw.rows
    return raw.rows.assign(geometry=shapely.to_wkt(raw.geometry, rounding_precision=-1)).fillna("")
