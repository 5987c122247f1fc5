"""Writes what is shown as a GeoPackage (OGC 12-128): a layer or table each, with relations between them.

Relations are foreign keys of SQLite, which GDAL and QGIS read as such.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyogrio

from geodata import model
from geodata.exporters import columns, files
from geodata.exporters.related_tables import RelatedTables
from geodata.exporters.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geodata.exporters.dictionary import Table
    from geodata.filters import Filters
    from geodata.query.store import Store

METADATA: Final = "incident_map"
"""Where the file says where it comes from: a JSON object under this key."""
_GEOMETRY: Final = "geometry"
_TIMES: Final = ("start", "end")
_MILLISECOND_US: Final = 1_000


def to_geopackage(store: Store, filters: Filters) -> Iterator[bytes]:
    """The incidents shown, and all that belongs to them, as a GeoPackage, EPSG:4326, in blocks."""
    return files.written("incidents.gpkg", lambda path: _write(path, Selection(store, filters)))


def _write(path: Path, chosen: Selection) -> None:
    try:
        _write_tables(path, chosen, as_texts=False)
    except _FinerTimeError:  # the column's type stands before the first line is written
        path.unlink(missing_ok=True)
        _write_tables(path, chosen, as_texts=True)


def _write_tables(path: Path, chosen: Selection, *, as_texts: bool) -> None:
    tables = RelatedTables(chosen)
    for table in tables.described():
        lines = (_storable(each, table, as_texts=as_texts) for each in tables.lines(table))
        _write_layer(path, table.name, lines, columns.as_json(columns.about(chosen.store, chosen.filters)))
    with contextlib.closing(sqlite3.connect(path)) as connection:
        _relate(connection, tables.described())


def _storable(lines: pa.Table, table: Table, *, as_texts: bool) -> pa.Table:
    """The columns of a layer; `start` and `end` as texts where one is finer than a GeoPackage's times."""
    found: dict[str, Any] = {}
    for field in table.fields:
        values = lines[field.name]
        if field.type == "datetime":
            values = lines[f"{field.name}_utc"] if as_texts else _in_milliseconds(values)
        found[field.name] = values
    return pa.table(found)


class _FinerTimeError(Exception):
    """A time is finer than a GeoPackage's, which have milliseconds."""


def _in_milliseconds(times: pa.ChunkedArray) -> pa.ChunkedArray:
    if (times.drop_null().cast(pa.int64()).to_numpy() % _MILLISECOND_US).any():
        raise _FinerTimeError
    return times


def _write_layer(path: Path, name: str, tables: Iterator[pa.Table], about: str) -> None:
    first = next(tables)
    problems: list[Exception] = []
    spatial = _GEOMETRY in first.column_names
    try:
        pyogrio.write_arrow(
            pa.RecordBatchReader.from_batches(first.schema, _noting(first, tables, problems)),
            path,
            driver="GPKG",
            layer=name,
            append=path.exists(),
            geometry_name=_GEOMETRY if spatial else None,
            geometry_type="Unknown" if spatial else None,  # points beside lines
            crs=model.CRS if spatial else None,
            dataset_metadata=None if path.exists() else {METADATA: about},
            layer_options={"GEOMETRY_NAME": "geom"} if spatial else {},
        )
    except Exception:
        if problems:
            raise problems[0] from None
        raise


def _noting(
    first: pa.Table, others: Iterator[pa.Table], problems: list[Exception]
) -> Iterator[pa.RecordBatch]:
    """The tables' batches; GDAL says of any error in making them only that there was one."""
    try:
        yield from first.to_batches()
        for table in others:
            yield from table.cast(first.schema).to_batches()
    except Exception as error:
        problems.append(error)
        raise


def _relate(connection: sqlite3.Connection, tables: list[Table]) -> None:
    """Make keys of the columns that are, and say which refer to them.

    The schema is edited as SQLite's own page on ALTER TABLE has it for constraints, which change no content.
    """
    for table in tables:
        if table.key:
            connection.execute(
                f'CREATE UNIQUE INDEX "{table.name}_{table.key}" ON "{table.name}" ("{table.key}")'
            )
    connection.execute("PRAGMA writable_schema = ON")
    for table in tables:
        for column, other, key in table.refers:
            old = f'"{column}" TEXT'
            connection.execute(
                "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?",
                (old, f'{old} REFERENCES "{other}" ("{key}")', table.name),
            )
    connection.execute("PRAGMA writable_schema = RESET")
    connection.commit()
