"""Writes what is shown as GeoPackage or GeoParquet: one layer with the columns of the CSV export."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely

from geodata import model
from geodata.exporters import columns, files

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.filters import Filters
    from geodata.query.store import Store

LAYER: Final = "incidents"
METADATA: Final = "incident_map"
"""Where the files say where they come from: a JSON object under this key."""

_ON_EVERY_ROW: Final = ("dataset", "dataset_version", "timezone")
"""Of what is said about the export, the part that each row repeats; all of it is in the file's metadata."""
_FLOATS: Final = ("lon", "lat", "uncertainty_m")
_INTEGERS: Final = ("row", "fatalities_low", "fatalities_best", "fatalities_high", "injured")
_TIMES: Final = ("start", "end")

_Storable = Callable[["pd.Series[Any]"], "pd.Series[Any]"]


def to_geopackage(store: Store, filters: Filters) -> Iterator[bytes]:
    """The incidents shown as a GeoPackage (OGC 12-128) with the layer `incidents`, EPSG:4326, in blocks."""
    return files.written("incidents.gpkg", lambda path: _write_geopackage(path, store, filters))


def to_geoparquet(store: Store, filters: Filters) -> Iterator[bytes]:
    """The incidents shown as GeoParquet 1.1, in blocks."""
    return files.written("incidents.parquet", lambda path: _write_geoparquet(path, store, filters))


def _write_geopackage(path: Path, store: Store, filters: Filters) -> None:
    try:
        _write_layer(path, store, filters, _in_milliseconds)
    except _FinerTimeError:  # the column's type stands before the first line is written
        path.unlink(missing_ok=True)
        _write_layer(path, store, filters, _as_texts)


def _write_layer(path: Path, store: Store, filters: Filters, storable: _Storable) -> None:
    layers = (
        layer.assign(**{name: storable(layer[name]) for name in _TIMES}) for layer in _layers(store, filters)
    )
    tables = map(_table, layers)
    first = next(tables)
    problems: list[Exception] = []
    try:
        pyogrio.write_arrow(
            pa.RecordBatchReader.from_batches(
                first.schema, _noting(itertools.chain([first], tables), first.schema, problems)
            ),
            path,
            driver="GPKG",
            layer=LAYER,
            geometry_name="geometry",
            geometry_type="Unknown",  # points beside lines
            crs=model.CRS,
            dataset_metadata={METADATA: _about(store, filters)},
            layer_options={"GEOMETRY_NAME": "geom"},
        )
    except Exception:
        if problems:
            raise problems[0] from None
        raise


def _noting(
    tables: Iterable[pa.Table], schema: pa.Schema, problems: list[Exception]
) -> Iterator[pa.RecordBatch]:
    """The tables' batches; GDAL says of any error in making them only that there was one."""
    try:
        for table in tables:
            yield from table.cast(schema).to_batches()
    except Exception as error:
        problems.append(error)
        raise


def _write_geoparquet(path: Path, store: Store, filters: Filters) -> None:
    layers = _layers(store, filters)
    first = next(layers)
    schema, said = _table(first).schema, _metadata(first)
    kinds, boxes = set[str](), list[npt.NDArray[np.float64]]()
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for layer in itertools.chain([first], layers):
            kinds |= _kinds(gpd.GeoSeries(layer.geometry.dropna()))
            boxes.append(layer.total_bounds)
            writer.write_table(_table(layer).cast(schema))
        geo = json.loads(said[b"geo"])
        geo["columns"]["geometry"] |= {"geometry_types": sorted(kinds), **_bbox(boxes)}
        writer.add_key_value_metadata(
            {**said, b"geo": json.dumps(geo).encode(), METADATA.encode(): _about(store, filters).encode()}
        )


def _metadata(layer: gpd.GeoDataFrame) -> dict[bytes, bytes]:
    """What geopandas writes into a file beside its columns."""
    stream = io.BytesIO()
    layer.to_parquet(stream, index=False, schema_version="1.1.0")
    return {
        name: value
        for name, value in (pq.read_metadata(stream).metadata or {}).items()
        if name != b"ARROW:schema"
    }


def _kinds(shapes: pd.Series[Any]) -> set[str]:
    """The types of shapes, as GeoParquet writes them."""
    known = gpd.GeoSeries(shapes)
    high = pd.Series(" Z", index=known.index).where(known.has_z, "")
    return set(known.geom_type + high)


def _bbox(boxes: list[npt.NDArray[np.float64]]) -> dict[str, list[float]]:
    west, south, east, north = np.array(boxes).T
    known = np.isfinite(west)
    if not known.any():
        return {}
    around = west[known].min(), south[known].min(), east[known].max(), north[known].max()
    return {"bbox": [float(each) for each in around]}


def _table(layer: gpd.GeoDataFrame) -> pa.Table:
    """The layer's columns, its geometry as well-known binary."""
    shapes = pa.array(shapely.to_wkb(layer.geometry.to_numpy()), pa.binary())
    plain = pa.Table.from_pandas(pd.DataFrame(layer.drop(columns="geometry")), preserve_index=False)
    return plain.replace_schema_metadata().append_column("geometry", shapes)


def _layers(store: Store, filters: Filters) -> Iterator[gpd.GeoDataFrame]:
    said = columns.about(store, filters)
    for frame in columns.frames(store, filters):
        typed = {
            name: _typed(name, frame[name])
            for name in frame.columns
            if name != "geometry" and (name not in said or name in _ON_EVERY_ROW)
        }
        yield gpd.GeoDataFrame(typed, geometry=frame["geometry"].to_numpy(), crs=model.CRS)


def _typed(name: str, values: pd.Series[Any]) -> pd.Series[Any]:
    if name in _TIMES:
        return pd.to_datetime(values, utc=True, format="ISO8601").astype("datetime64[us, UTC]")
    if name in _FLOATS:
        return values.astype("float64")
    if name in _INTEGERS:
        return pd.to_numeric(values).astype("Int64")
    return values.astype("str").where(values.notna())


class _FinerTimeError(Exception):
    """A time is finer than a GeoPackage's, which have milliseconds."""


def _in_milliseconds(times: pd.Series[Any]) -> pd.Series[Any]:
    instants = times.dt.tz_localize(None).to_numpy("datetime64[us]")
    if (instants[~np.isnat(instants)].astype(np.int64) % 1000).any():
        raise _FinerTimeError
    return times


def _as_texts(times: pd.Series[Any]) -> pd.Series[Any]:
    """So that no time changes where one is finer than a GeoPackage's."""
    texts = pd.Series(times.dt.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), dtype="str")
    return texts.where(times.notna())


def _about(store: Store, filters: Filters) -> str:
    return json.dumps(columns.about(store, filters), ensure_ascii=False)
