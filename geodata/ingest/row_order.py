"""Sorts the model's tables into row order, with `row` and `search_text`.

Rows follow the year of their start (missing last), then a Hilbert curve over the world, then the id, so that
rows which are asked for together lie together; the tables that belong to incidents follow the same order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import model
from geodata.ingest import search_texts

if TYPE_CHECKING:
    from collections.abc import Mapping


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


def _order(incidents: pd.DataFrame) -> np.ndarray:
    lon, lat = (incidents[name].to_numpy(float, na_value=np.nan) for name in ("lon", "lat"))
    located = ~np.isnan(lon) & ~np.isnan(lat)
    curve = pd.Series(np.nan, index=incidents.index)
    if located.any():
        # Over the world, not over these points: another incident does not move all others.
        points = gpd.GeoSeries(shapely.points(lon[located], lat[located]), crs=model.CRS)
        curve[located] = points.hilbert_distance(total_bounds=(-180, -90, 180, 90)).to_numpy()
    keys = pd.DataFrame({"year": incidents["start"].dt.year, "curve": curve, "id": incidents["id"]})
    keys = keys.reset_index(drop=True)
    return keys.sort_values(["year", "curve", "id"], kind="stable", na_position="last").index.to_numpy()


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
