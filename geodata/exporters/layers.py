"""What is shown to GeoPackage and GeoParquet: one layer, a row each, with the columns of the CSV export.

Unlike in GeoJSON every record keeps its shape, also one that is known only to a district, so that nothing is
lost on the way back; `location_class` and `uncertainty_m` say how finely it is known.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio

from geodata import model
from geodata.exporters import tabular

if TYPE_CHECKING:
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


def to_geopackage(store: Store, filters: Filters) -> bytes:
    """The incidents shown as a GeoPackage (OGC 12-128) with the layer `incidents`, EPSG:4326."""
    layer = _layer(store, filters)
    stream = io.BytesIO()
    pyogrio.write_dataframe(
        layer.assign(**{name: _storable(layer[name]) for name in _TIMES}),
        stream,
        driver="GPKG",
        layer=LAYER,
        geometry_type="Unknown",  # points beside lines
        dataset_metadata={METADATA: _about(store, filters)},
    )
    return stream.getvalue()


def to_geoparquet(store: Store, filters: Filters) -> bytes:
    """The incidents shown as GeoParquet 1.1."""
    stream = io.BytesIO()
    layer = _layer(store, filters)
    layer.to_parquet(stream, index=False, compression="zstd", schema_version="1.1.0")
    stream.seek(0)
    table = pq.read_table(stream)
    said = {**table.schema.metadata, METADATA.encode(): _about(store, filters).encode()}
    written = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(said), written, compression="zstd")
    return written.getvalue()


def _layer(store: Store, filters: Filters) -> gpd.GeoDataFrame:
    frame = pd.concat(list(tabular.tabular(store, filters)), ignore_index=True)
    said = tabular.about(store, filters)
    columns = {
        name: _typed(name, frame[name])
        for name in frame.columns
        if name != "geometry" and (name not in said or name in _ON_EVERY_ROW)
    }
    return gpd.GeoDataFrame(columns, geometry=frame["geometry"].to_numpy(), crs=model.CRS)


def _typed(name: str, values: pd.Series[Any]) -> pd.Series[Any]:
    if name in _TIMES:
        return pd.to_datetime(values, utc=True, format="ISO8601").astype("datetime64[us, UTC]")
    if name in _FLOATS:
        return values.astype("float64")
    if name in _INTEGERS:
        return pd.to_numeric(values).astype("Int64")
    return values.astype("str").where(values.notna())


def _storable(times: pd.Series[Any]) -> pd.Series[Any]:
    """A GeoPackage's times have milliseconds; finer ones are written as text, so that none changes."""
    instants = times.dt.tz_localize(None).to_numpy("datetime64[us]")
    known = instants[~np.isnat(instants)]
    if (known.astype(np.int64) % 1000 == 0).all():
        return times
    texts = pd.Series(times.dt.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), dtype="str")
    return texts.where(times.notna())


def _about(store: Store, filters: Filters) -> str:
    return json.dumps(tabular.about(store, filters), ensure_ascii=False)
