"""Reads one layer of a GeoPackage, FlatGeobuf, shapefile or GPX through GDAL: rows as text, and shapes.

Only for files whose first bytes are of that format; in the sandbox GDAL has no drivers but `DRIVERS`.
Arrow carries the columns, so that integers with gaps do not become floating-point numbers.
"""

from __future__ import annotations

import os
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from geodata.errors import UnusableFileError, shown
from geodata.readers import arrow_cells, shapes
from geodata.readers.raw import (
    Note,
    RawFile,
    check_columns,
    check_rows,
    chosen_table,
    refused_frame,
    text_frame,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from geodata.readers.raw import Job

DRIVERS: Final = {"gpkg": "GPKG", "fgb": "FlatGeobuf", "shp": "ESRI Shapefile", "gpx": "GPX"}
_DERIVED: Final = ("route_points", "track_points")
"""GPX layers that say again, point by point, what `routes` and `tracks` say."""
_MOST_LAYERS: Final = 200
_FAULTS: Final = (
    DataSourceError,
    DataLayerError,
    ValueError,
    RuntimeError,
    OSError,
    UnicodeError,
    OverflowError,
)


def read(
    path: Path, format_: str, job: Job, encoding: str | None = None, system: str | None = None
) -> RawFile:
    """Read one layer.

    Parameters
    ----------
    format_
        A key of `DRIVERS`.
    encoding
        Of a shapefile's table, where it does not say so itself.
    system
        What a file beside says of the coordinate system, for the case that GDAL makes nothing of it.

    Raises
    ------
    UnusableFileError
        If the file is broken, has no such layer, or goes beyond a limit.
    """
    _check_drivers()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL remarks on our names, which have no endings
            names, table, meta, found = _opened(path, format_, encoding, job)
    except _FAULTS as error:
        if isinstance(error, UnusableFileError):
            raise
        next_step = "Save it again from the program it came from."
        raise job.unusable("malformed", f"it is a broken {DRIVERS[format_]} file", next_step) from None
    if not meta.get("crs"):
        meta["crs"] = system
    raw = _raw(found, meta, format_, (names, table), job)
    if len(names) > 1 and table:
        others = ", ".join(f"'{shown(name)}'" for name in names if name != table)
        note = Note("sheet", f"The layer '{shown(table)}' is read. Not read: {others}.")
        raw = replace(raw, notes=(note, *raw.notes))
    return raw


def _opened(
    path: Path, format_: str, encoding: str | None, job: Job
) -> tuple[tuple[str, ...], str | None, dict[str, Any], pa.Table]:
    """Layers with rows, the chosen one, what GDAL says of it, and its rows."""
    names = _layers(path, format_, job.choices.table)
    if not names and format_ not in ("gpkg", "gpx"):
        raise ValueError("no layer")
    table = chosen_table(names, job, "layer")
    if not names:
        raise job.unusable("empty", "no layer holds any rows", "Choose another file.")
    return (names, table, *_table(path, table or names[0], format_, encoding, job))


def _layers(path: Path, format_: str, asked: str | None) -> tuple[str, ...]:
    """Layers that hold rows; one that is asked for by its name, too."""
    names = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    if len(names) == 1:
        return tuple(names)
    wanted = [name for name in names if format_ != "gpx" or name not in _DERIVED or name == asked]
    return tuple(name for name in wanted[:_MOST_LAYERS] if name == asked or _has_rows(path, name))


def _has_rows(path: Path, layer: str) -> bool:
    return bool(pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"] > 0)


def _check_drivers() -> None:
    """In the sandbox a driver that slipped through its list is a fault of ours, and nothing is opened."""
    others = set(pyogrio.list_drivers()) - set(DRIVERS.values())
    if os.environ.get("INCIDENTS_SANDBOXED") and others:
        raise AssertionError(f"GDAL has drivers that reading_process.py does not skip: {sorted(others)}")


def _table(
    path: Path, layer: str, format_: str, encoding: str | None, job: Job
) -> tuple[dict[str, Any], pa.Table]:
    info = pyogrio.read_info(path, layer=layer, encoding=encoding)
    if info.get("driver", DRIVERS[format_]) != DRIVERS[format_]:
        raise job.unusable("unsupported", "it is not what it looks like", "Choose another file.")
    check_columns([str(name) for name in info["fields"]], job)
    check_rows(int(info["features"]), job)
    return pyogrio.read_arrow(  # type: ignore[no-any-return]
        path, layer=layer, encoding=encoding, datetime_as_string=True, max_features=job.limits.rows + 1
    )


def _raw(
    table: pa.Table,
    meta: dict[str, Any],
    format_: str,
    layers: tuple[tuple[str, ...], str | None],
    job: Job,
) -> RawFile:
    fields = [str(name) for name in meta["fields"]]
    others = [name for name in table.column_names if name not in fields]
    named = layers if len(layers[0]) > 1 or format_ in ("gpkg", "gpx") else ((), None)
    cells = arrow_cells.texts(table.select(fields), job)
    rows = range(1, table.num_rows + 1)
    if not others:
        return RawFile(format_, *named, text_frame(cells, rows), None, file=job.file)
    column = table.column(others[-1])
    made, broken = shapes.from_wkb(column.to_pylist())
    kept = shapes.without_broken(cells, table.num_rows, broken, lambda row: column[row].as_py().hex())
    made[broken] = None
    made, heights = shapes.flat(made[kept.rows])
    made, moved = shapes.to_degrees(made, meta.get("crs"), job)
    found = kept.cells
    if kept.refused:
        found = {name: [values[row] for row in kept.rows] for name, values in found.items()}
    return RawFile(
        format_,
        *named,
        text_frame(found, [row + 1 for row in kept.rows]),
        made,
        refused_frame(kept.refused),
        (*kept.notes, *heights, *moved),
        file=job.file,
    )
