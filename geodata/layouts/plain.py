"""Builds a `Dataset` of the plain layout's accepted rows: typed, in UTC, in row order.

Trusts its input: `validation.check` has been over it. Texts that are empty in the file are missing in the
tables; counts of people are `Int64` and other numbers `float64`, so that unknown is not zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import model
from geodata.ingest import row_order
from geodata.ingest.validation import OPTIONAL, TABLES, written_corner
from geodata.model import Dataset, Info
from geodata.values import iso_intervals

if TYPE_CHECKING:
    from collections.abc import Mapping

LAYOUT: Final = "plain"
"""The layout's name, part of a dataset's version."""


def build(
    name: str, version: str, info: Info, accepted: Mapping[str, pd.DataFrame], rejected: pd.DataFrame
) -> Dataset:
    """Make the model's tables.

    Parameters
    ----------
    accepted
        By file, the rows that `validation.check` accepted, as text.
    rejected
        The others, saved as evidence.

    Returns
    -------
    The dataset, in the order of `ingest.row_order`.
    """
    place_table = _places(accepted["places.csv"])
    tables = row_order.in_row_order(
        {
            "incidents": _incidents(accepted["incidents.csv"], place_table, ZoneInfo(info.timezone)),
            "quantities": _quantities(accepted["quantities.csv"]),
            "participations": accepted["participations.csv"][["incident", "actor", "role"]],
            "actors": _actors(accepted["actors.csv"]),
            "places": place_table,
            "sources": _sources(accepted),
            "claims": _texts(accepted["claims.csv"], model.CLAIM_COLUMNS),
            model.ATTRIBUTES: _others(accepted["incidents.csv"]),
        }
    )
    return Dataset(name=name, version=version, info=info, rejected=rejected, **tables)  # type: ignore[arg-type]


def _incidents(rows: pd.DataFrame, place_table: gpd.GeoDataFrame, zone: ZoneInfo) -> gpd.GeoDataFrame:
    found = _texts(rows.reindex(columns=list(_fields()), fill_value=""), _fields()).reset_index(drop=True)
    written = zip(rows["start"], rows["end"], rows["time_class"], strict=True)
    spans = [_readable(span) for span in iso_intervals.intervals(written, zone)]
    for column in ("start", "end"):
        instants = pd.to_datetime([getattr(span, column) for span in spans], utc=True)
        found[column] = pd.Series(instants, index=found.index).astype("datetime64[us, UTC]")
    for column in ("count", "fatalities_low", "fatalities_best", "fatalities_high", "injured"):
        found[column] = pd.to_numeric(found[column]).astype("Int64")
    at = place_table.set_index("key").reindex(found["place"].to_numpy())
    found["uncertainty_m"] = _numbers(found["uncertainty_m"]).fillna(
        at["uncertainty_m"].reset_index(drop=True)
    )
    points = _representative_points(at.geometry.to_numpy())
    found["lon"], found["lat"] = shapely.get_x(points), shapely.get_y(points)
    return gpd.GeoDataFrame(found, geometry=at.geometry.to_numpy(), crs=model.CRS)


def _others(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[[name for name in rows.columns if name not in _fields()]]


def _fields() -> tuple[str, ...]:
    return (*TABLES["incidents.csv"], *OPTIONAL["incidents.csv"])


def _readable(span: iso_intervals.Interval | iso_intervals.Unreadable) -> iso_intervals.Interval:
    if isinstance(
        span, iso_intervals.Unreadable
    ):  # a bug, as the check refuses these: an unknown date it is not
        raise span
    return span


def _representative_points(geometries: np.ndarray) -> np.ndarray:
    """A point itself; of a line, the middle of its length."""
    lines = shapely.get_type_id(geometries) == shapely.GeometryType.LINESTRING
    points = geometries.copy()
    points[lines] = shapely.line_interpolate_point(geometries[lines], 0.5, normalized=True)
    return points


def _places(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    found = _texts(rows, TABLES["places.csv"]).reset_index(drop=True)
    lon, lat = _numbers(found["lon"]).to_numpy(), _numbers(found["lat"]).to_numpy()
    geometry = np.full(len(found), None, dtype=object)
    located = ~np.isnan(lon)
    geometry[located] = shapely.points(lon[located], lat[located])
    corner = dict(zip(found["key"], zip(lon, lat, strict=True), strict=True))
    for position in np.flatnonzero(found["through"].notna()):
        corners = found["through"].iloc[position].split()
        geometry[position] = shapely.LineString([written_corner(each) or corner[each] for each in corners])
    found["uncertainty_m"] = _numbers(found["uncertainty_m"])
    columns = [column for column in model.PLACE_COLUMNS if column != "geometry"]
    return gpd.GeoDataFrame(found[columns], geometry=geometry, crs=model.CRS)[list(model.PLACE_COLUMNS)]


def _actors(rows: pd.DataFrame) -> pd.DataFrame:
    found = _texts(rows, model.ACTOR_COLUMNS).reset_index(drop=True)
    aliases = [[alias.strip() for alias in text.split(";") if alias.strip()] for text in rows["aliases"]]
    return found.assign(aliases=pd.Series(aliases, dtype=object))


def _quantities(rows: pd.DataFrame) -> pd.DataFrame:
    found = _texts(rows, model.QUANTITY_COLUMNS)
    return found.assign(**{column: _numbers(found[column]) for column in ("low", "best", "high")})


def _sources(accepted: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Each incident with each source it cites; a source that only a claim names is cited by that."""
    cited = _texts(accepted["citations.csv"], ("incident", "source", "credibility"))
    named = _texts(accepted["claims.csv"], ("incident", "source")).dropna()
    pairs = pd.concat([cited, named], ignore_index=True).drop_duplicates(["incident", "source"])
    pairs["credibility"] = pd.to_numeric(pairs["credibility"]).astype("Int64")
    described = _texts(accepted["sources.csv"], TABLES["sources.csv"])
    return pairs.merge(described, on="source", how="left")


def _texts(rows: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    chosen = rows[list(columns)]
    return chosen.mask(chosen == "")


def _numbers(texts: pd.Series[str]) -> pd.Series[float]:
    return pd.to_numeric(texts).astype("float64")
