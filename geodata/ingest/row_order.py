"""Sorts the model's tables into row order, with `row` and `search_text`.

Rows follow the year of their start (missing last), then a Hilbert curve over the world, then the id, so that
rows which are asked for together lie together; the tables that belong to incidents follow the same order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geodata import model
from geodata.ingest import search_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

_NO_YEAR: Final = 1 << 20
_NO_PLACE: Final = 1 << 32
"""After all there are."""
_AT_ONCE: Final = 1 << 17
"""Points that are made at the same time."""


def in_row_order(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Put the model's tables in row order, new frames all of them.

    Parameters
    ----------
    tables
        Tables by name; those that are missing are empty. `row` and `search_text` are made here.

    Returns
    -------
    All of `model`'s tables but `rejected` and `warnings`, in its columns.
    """
    return ordered(dict(tables))


def ordered(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """As `in_row_order`; `tables` is emptied on the way, so that no table is held twice."""
    columns = {
        "quantities": model.QUANTITY_COLUMNS,
        "actors": model.ACTOR_COLUMNS,
        "sources": model.SOURCE_COLUMNS,
        "claims": model.CLAIM_COLUMNS,
    }
    found = {name: _complete(tables.pop(name, None), names) for name, names in columns.items()}
    found["participations"] = _complete(tables.pop("participations", None), ("incident", "actor", "role"))
    places_found = _located(_complete(tables.pop("places", None), model.PLACE_COLUMNS))
    found["places"] = places_found[list(model.PLACE_COLUMNS)]
    incidents = _located(tables.pop("incidents").drop(columns=["row", "search_text"], errors="ignore"))
    order = _order(incidents)
    located = dict(incidents.items())
    del incidents
    incidents = gpd.GeoDataFrame(_taken(located, order), geometry="geometry", crs=model.CRS)
    attributes = _taken(dict(tables.pop(model.ATTRIBUTES, pd.DataFrame()).items()), order)
    incidents["row"] = np.arange(len(incidents), dtype="int64")
    row_of = pd.Series(incidents["row"].to_numpy(), index=incidents["id"].astype(object))
    for name in model.BELONGING:
        found[name] = _by_row(found[name], row_of)
    found["participations"]["row"] = found["participations"]["incident"].map(row_of).astype("int64")
    found["participations"] = found["participations"][list(model.PARTICIPATION_COLUMNS)]
    incidents["search_text"] = search_texts.folded(
        incidents, found["participations"], found["actors"], found["places"]
    )
    return {"incidents": _complete(incidents, model.INCIDENT_COLUMNS), model.ATTRIBUTES: attributes, **found}


def _taken(columns: dict[Any, pd.Series[Any]], order: np.ndarray) -> pd.DataFrame:
    """The rows in an order: column by column, each of which is given up before the next is taken."""
    for name in list(columns):
        columns[name] = pd.Series(columns.pop(name).array.take(order))
    return pd.DataFrame(columns)


def order_of(start: pa.Array, lon: Floats, lat: Floats, ids: pa.Array) -> Places:
    """The order of n incidents, as their places: by year, the curve over the world, and the id.

    Parameters
    ----------
    start
        When they begin, in UTC, missing where that is unknown.
    lon, lat
        Degrees, NaN where there are none.
    """
    year = pc.year(start).fill_null(_NO_YEAR).to_numpy(zero_copy_only=False).astype(np.int64)
    keys = pa.array(year * (_NO_PLACE + 1) + _curve(lon, lat))
    lines = pa.table({"key": keys, "id": ids}).combine_chunks()
    order: Places = pc.sort_indices(lines, [("key", "ascending"), ("id", "ascending")]).to_numpy()
    return order.astype(np.int64)


def _curve(lon: Floats, lat: Floats) -> Places:
    """How far along the curve each place lies; `_NO_PLACE` of none."""
    found = np.full(len(lon), _NO_PLACE, np.int64)
    located = np.flatnonzero(~np.isnan(lon) & ~np.isnan(lat))
    places, each = np.unique(lon[located] + 1j * lat[located], return_inverse=True)
    distances: list[npt.NDArray[Any]] = [np.zeros(0, np.int64)]
    for begin in range(0, len(places), _AT_ONCE):
        some = places[begin : begin + _AT_ONCE]
        points = gpd.GeoSeries(shapely.points(some.real, some.imag), crs=model.CRS)
        # Over the world, not over these points: another incident does not move all others.
        distances.append(points.hilbert_distance(total_bounds=(-180, -90, 180, 90)).to_numpy(np.int64))
    found[located] = np.concatenate(distances)[each]
    return found


def _order(incidents: pd.DataFrame) -> Places:
    lon, lat = (incidents[name].to_numpy(float, na_value=np.nan) for name in ("lon", "lat"))
    ids = pa.array(incidents["id"].astype("str"), pa.large_string(), from_pandas=True)
    return order_of(_times(incidents["start"]), lon, lat, ids)


def _times(start: pd.Series[Any]) -> pa.Array:
    return pa.array(pd.to_datetime(start, utc=True).astype("datetime64[us, UTC]"), from_pandas=True)


def _by_row(lines: pd.DataFrame, row_of: pd.Series[Any]) -> pd.DataFrame:
    order = lines["incident"].map(row_of).argsort(kind="stable")
    return lines.iloc[order].reset_index(drop=True)


def _complete(table: pd.DataFrame | None, columns: tuple[str, ...]) -> pd.DataFrame:
    if table is None:
        return pd.DataFrame({name: pd.Series([], dtype=object) for name in columns})
    missing = {name: None for name in columns if name not in table}
    return table.assign(**missing)[list(columns)]


def _located(table: pd.DataFrame) -> gpd.GeoDataFrame:
    shapes = table["geometry"].to_numpy() if "geometry" in table else np.full(len(table), None, object)
    others = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
    return gpd.GeoDataFrame(others, geometry=shapes, crs=model.CRS)
