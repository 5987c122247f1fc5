"""Reads a Parquet file's rows as text; with GeoParquet's "geo" entry, shapes in degrees as well."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geodata.errors import shown
from geodata.readers import archives, arrow_cells, shapes
from geodata.readers.raw import RawFile, check_rows, refused_frame, text_frame

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.readers.raw import Geometries, Job

_NATIVE: Final = ("point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon")


def read(path: Path, job: Job) -> RawFile:
    """Read all rows.

    Raises
    ------
    UnusableFileError
        If the file is broken, or says of itself, or turns out, to be larger than the limits allow.
    """
    with arrow_cells.told_if_broken("a broken Parquet file", job):
        # Memory-mapped or pre-buffered reads would hide the limits on memory.
        source = pq.ParquetFile(path, memory_map=False, pre_buffer=False)
        _check(source, path.stat().st_size, job)
        table = source.read(use_threads=False)
    return of_table(table, "parquet", job)


def of_table(table: pa.Table, format_: str, job: Job) -> RawFile:
    """An Arrow table's rows, with its shapes if its metadata tell of some; `format_` then begins with geo."""
    said = _geo(table.schema.metadata or {}) or _extension(table.schema)
    if said is None:
        return RawFile(format_, (), None, _frame(arrow_cells.texts(table, job), table), file=job.file)
    return _with_shapes(table, said, f"geo{format_}", job)


def _check(source: pq.ParquetFile, packed: int, job: Job) -> None:
    metadata = source.metadata
    check_rows(metadata.num_rows, job)
    if metadata.num_columns > job.limits.columns:
        raise job.too_large(f"{metadata.num_columns:,} columns", f"{job.limits.columns:,}", "columns")
    unpacked = 0
    for group in range(metadata.num_row_groups):
        sizes = [metadata.row_group(group).column(one) for one in range(metadata.num_columns)]
        unpacked += sum(one.total_uncompressed_size for one in sizes)
    if unpacked > job.limits.bytes_unpacked:
        raise archives.bomb(job, f"it unpacks to {unpacked:,} bytes")
    if unpacked > 1_000_000 and unpacked > job.limits.ratio * packed:
        raise archives.dense(job, "it", unpacked, packed)


def _geo(metadata: Mapping[bytes, bytes]) -> Mapping[str, Any] | None:
    """The description of the primary shape column, with its name as "column"; None if there is none."""
    try:
        said = json.loads(metadata.get(b"geo", b"null"))
        name = said["primary_column"]
        return {"column": name, **said["columns"][name]}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _extension(schema: pa.Schema) -> Mapping[str, Any] | None:
    """Likewise of the first column that is marked as GeoArrow's well-known binary."""
    for field in schema:
        marks = field.metadata or {}
        if marks.get(b"ARROW:extension:name") in (b"geoarrow.wkb", b"ogc.wkb"):
            try:
                said = json.loads(marks.get(b"ARROW:extension:metadata") or b"{}")
            except (ValueError, RecursionError):
                said = {}
            system = said.get("crs") if isinstance(said, dict) else None
            crs = {"crs": system} if system is not None else {}
            return {"column": field.name, "encoding": "WKB", **crs}
    return None


def _with_shapes(table: pa.Table, said: Mapping[str, Any], format_: str, job: Job) -> RawFile:
    name, encoding = said["column"], str(said.get("encoding", "WKB")).lower()
    if name not in table.column_names:
        found = f"the column of shapes it speaks of, '{shown(name)}', is not there"
        raise job.unusable("malformed", found, "Write it again from the program it came from.")
    column = table.column(name)
    if encoding == "wkb" and (pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type)):
        made, broken = shapes.from_wkb(column.to_pylist())
    elif encoding == "point" and pa.types.is_struct(column.type):
        made, broken = _native_points(column)
    else:
        found = f"its shapes are written as '{shown(said.get('encoding'))}', which is not read here"
        raise job.unusable("unsupported", found, "Write them as WKB.")
    cells, rows, refused, said_of = shapes.without_broken(
        arrow_cells.texts(table.drop_columns([name]), job),
        table.num_rows,
        broken,
        lambda row: _written(column[row].as_py()),
    )
    made[broken] = None
    made, notes = shapes.flat(made[rows])
    made, more = shapes.to_degrees(made, _definition(said), job)
    chosen = {one: [values[row] for row in rows] for one, values in cells.items()} if refused else cells
    frame = text_frame(chosen, [row + 1 for row in rows])
    all_notes = (*said_of, *notes, *more)
    return RawFile(format_, (), None, frame, made, refused_frame(refused), all_notes, file=job.file)


def _written(value: Any) -> str:
    """What stands for a shape: bytes as hexadecimal digits."""
    return value.hex() if isinstance(value, bytes) else str(value)


def _native_points(column: pa.ChunkedArray) -> tuple[Geometries, list[int]]:
    cells = column.to_pylist()
    given = np.array([cell is not None and cell.get("x") is not None for cell in cells], bool)
    made = np.full(len(cells), None, dtype=object)
    made[given] = shapely.points(
        [(cell["x"], cell["y"]) for cell, there in zip(cells, given, strict=True) if there]
    )
    return made, shapes.broken(made, given)


def _definition(said: Mapping[str, Any]) -> str | None:
    """What the file says of its coordinate system: silence means OGC:CRS84, `null` that none is known."""
    if "crs" not in said:
        return "OGC:CRS84"
    system = said["crs"]
    code = system.get("id") if isinstance(system, Mapping) else None
    if isinstance(code, Mapping) and isinstance(code.get("code"), (int, str)):
        return f"{code.get('authority')}:{code['code']}"
    return None if system is None else json.dumps(system)


def _frame(cells: dict[str, list[str]], table: pa.Table) -> Any:
    return text_frame(cells, range(1, table.num_rows + 1))
