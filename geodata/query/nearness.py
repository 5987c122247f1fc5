"""Answers `Filters.near`: which rows are at most so far from a record, a shape or a filter's records.

A row's distance has three figures: how near it may be, with the uncertainty of both sides, the distance
itself, between where both are thought to be, and how far it may be. A radius that is not known is taken for 0
where something may be near, and makes nothing certain. The record itself, and each of a filter's records, is
0 km away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from shapely import GeometryType

from geodata.distances import Origins, at_most
from geodata.errors import FilterError
from geodata.filters import from_query
from geodata.query import distinct_places, own_columns, region_sets
from geodata.query.boxes import Box, floats, shapes_near

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir
    import numpy.typing as npt

    from geodata.geometry import Bools, Floats
    from geodata.near_filters import Near
    from geodata.query.asked_tables import Asked
    from geodata.query.distinct_places import Places
    from geodata.shapes import Shapes

    Rows = npt.NDArray[np.int64]

FIGURES: Final = ("distance_km", "distance_low_km", "distance_high_km")
_STRETCH: Final = 1_000_000
"""Rows whose places are looked at together."""
_APART: Final = (GeometryType.MULTIPOINT, GeometryType.GEOMETRYCOLLECTION)
_HALF_WAY: Final = 90.0
"""Degrees: corners of a box are no farther apart, so that an edge goes the way that is meant."""


@dataclass(frozen=True, eq=False)
class Reference:
    """What a distance is taken from, in one dataset."""

    origins: Origins
    rows: Rows
    """The records themselves, if records they are; rising."""
    certain: Bools
    """Which of them are surely among them."""


def check(store: Asked, near: Near) -> None:
    """Compare a distance with the records and columns of a dataset.

    Raises
    ------
    FilterError
        If there is no such record, or it has no position; or no column that a filter of records names.
    """
    if near.records:
        others = from_query(near.records)
        own_columns.check(store, others.columns)
        region_sets.check(others.regions)
    elif near.record:
        reference(store, near)


def reference(store: Asked, near: Near) -> Reference:
    """What `near` is a distance from; the latest are held.

    Raises
    ------
    FilterError
        If there is no such record, or it has no position.
    """
    key = replace(near, km=1.0)
    found = store.references.get(key)
    if found is None:
        found = _reference(store, near)
        store.references.put(key, found)
    return cast("Reference", found)


def _reference(store: Asked, near: Near) -> Reference:
    if near.records:
        answer = store.ask(from_query(near.records), _shown)
        order = np.argsort(answer["row"])
        rows, certain = np.asarray(answer["row"], np.int64)[order], np.asarray(answer["certain"], bool)[order]
        return Reference(_origins(store, rows, certain), rows, certain)
    if near.record:
        rows = np.asarray(store.ask_table("records", _with_id, near.record)["row"], np.int64)[:1]
        if not len(rows):
            raise FilterError("near", near.record[:60], "the id of a record of this dataset")
        found = Reference(_origins(store, rows, np.ones(1, bool)), rows, np.ones(1, bool))
        if not len(found.origins):
            raise FilterError("near", near.record[:60], "a record whose position is known")
        return found
    shape = (
        shapely.Point(near.point)
        if near.point
        else shapely.LineString(near.line)
        if near.line
        else shapely.Polygon(near.area)
    )
    return Reference(Origins.given(shape), np.zeros(0, np.int64), np.zeros(0, bool))


def _shown(_store: Asked, shown: ir.Table) -> ir.Table:
    return shown.select("row", "certain")


def _with_id(records: ir.Table, incident_id: str) -> ir.Table:
    return records.filter(records.id == incident_id).select("row")


def _origins(store: Asked, rows: Rows, certain: Bools) -> Origins:
    lon, lat, radius, shaped = _places(store, rows)
    points = ~shaped & np.isfinite(lon) & np.isfinite(lat)
    shapes, around = store.geometries(rows[shaped]), radius[shaped]
    return Origins(
        lon=lon[points],
        lat=lat[points],
        radius_m=radius[points],
        certain=certain[points],
        shapes=shapes,
        shape_radius_m=around,
        shape_certain=certain[shaped] & _bounded(shapes, around),
    )


def _bounded(shapes: Shapes, radius_m: Floats) -> Bools:
    """Which shapes are known to lie no farther around: of several points without a radius nobody knows."""
    return np.asarray(np.isfinite(radius_m) | ~np.isin(shapely.get_type_id(shapes), _APART), bool)


def _places(store: Asked, rows: Rows) -> tuple[Floats, Floats, Floats, Bools]:
    """Longitude, latitude, radius of rows, which rise, and whether each is more than a point."""
    found = store.columns("incidents", rows, "row", "lon", "lat", "uncertainty_m", "shaped")
    lon, lat, radius = (found[name].to_numpy().astype(float) for name in ("lon", "lat", "uncertainty_m"))
    return lon, lat, radius, found["shaped"].to_numpy().astype(bool)


# Which rows are near ----------------------------------------------------------------------------------------


def rows_near(store: Asked, near: Near) -> pa.Table:
    """The rows that may be as near as `near` says: `row`, and `certain` where they surely are."""
    of = reference(store, near)
    if not len(of.origins):
        return _lines(np.zeros(0), np.zeros(0, bool), np.zeros(0, bool))
    limit_m = near.km * 1000
    ring = _around(of.origins, limit_m)
    if (places := distinct_places.held(store)) is not None:
        found = [_at_places(places, of.origins, limit_m)]
    else:
        stretches = range(0, max(1, len(store)), _STRETCH)
        found = [_points_near(store, of.origins, ring, limit_m, first) for first in stretches]
    found += _shapes_near(store, of.origins, ring, limit_m)
    rows, certain = (np.concatenate([each[name].to_numpy() for each in found]) for name in ("row", "certain"))
    sure = of.rows[of.certain]
    certain = certain | np.isin(rows, sure)
    return _lines(rows, np.ones(len(rows), bool), certain)


def _at_places(places: Places, origins: Origins, limit_m: float) -> pa.Table:
    """Of a version whose places are held: each is looked at once, with all that happened there."""
    rows, certain = places.rows(*_near(origins, places.lon, places.lat, places.radius_m, limit_m))
    return _lines(rows, np.ones(len(rows), bool), certain)


def _near(
    origins: Origins, lon: Floats, lat: Floats, radius_m: Floats, limit_m: float
) -> tuple[Bools, Bools]:
    """Which positions may be near, with the uncertainty of both sides, and which surely are."""
    possible = at_most(origins.nearest_m, lon, lat, limit_m + np.nan_to_num(radius_m))
    certain = np.zeros(len(lon), bool)
    certain[possible] = at_most(
        origins.farthest_m, lon[possible], lat[possible], (limit_m - radius_m)[possible]
    )
    return possible, certain


def _points_near(
    store: Asked, origins: Origins, ring: tuple[tuple[float, float], ...], limit_m: float, first: int
) -> pa.Table:
    """Of a stretch of rows: the engine finds what may be near, geometry decides."""
    table = store.incidents
    box = Box(table.lon, table.lat, table.lon, table.lat)
    stretch = table.filter(
        table.row >= first,
        table.row < first + _STRETCH,
        ~table.shaped,
        table.lat.notnull(),
        *box.may_touch(ring, table.uncertainty_m),
    )
    answer = store.run(stretch.select("row", "lon", "lat", "uncertainty_m"))
    lon, lat, radius = (floats(answer[name]) for name in ("lon", "lat", "uncertainty_m"))
    return _lines(answer["row"], *_near(origins, lon, lat, radius, limit_m))


def _shapes_near(
    store: Asked, origins: Origins, ring: tuple[tuple[float, float], ...], limit_m: float
) -> Iterator[pa.Table]:
    """The same for the rows that are no point, whose whole geometry is read."""
    for rows, radius in shapes_near(store, ring):
        low, _, high = _of_shapes(store, origins, rows, radius, limit_m)
        yield _lines(rows, low <= limit_m, high <= limit_m)


def _of_shapes(
    store: Asked, origins: Origins, rows: Rows, radius: Floats, limit_m: float | None = None
) -> tuple[Floats, Floats, Floats]:
    shapes = store.geometries(rows)
    around = np.where(_bounded(shapes, radius), np.nan_to_num(radius), np.inf)
    low, plain, high = origins.shapes_m(shapes, None if limit_m is None else limit_m - around)
    return low - np.nan_to_num(radius), plain, high + around


def _lines(rows: npt.NDArray[Any], possible: Bools, certain: Bools) -> pa.Table:
    return pa.table({"row": np.asarray(rows)[possible].astype(np.int32), "certain": certain[possible]})


def _around(origins: Origins, limit_m: float) -> tuple[tuple[float, float], ...]:
    """A ring about a box that holds all that may be near: its own width, or the whole world."""
    west, south, east, north = origins.bounds
    tall = (limit_m + origins.widest_m) / 110_000 + 1e-6
    poleward = max(abs(south), abs(north)) + tall
    wide = 360.0 if poleward >= 89.9 else tall / float(np.cos(np.radians(poleward)))
    if east - west + 2 * wide >= 360:
        west, east = -180.0, 180.0
    else:
        west, east = west - wide, east + wide
    south, north = max(south - tall, -90.0), min(north + tall, 90.0)
    lons = np.linspace(west, east, 2 + int((east - west) // _HALF_WAY)).tolist()
    return (*((lon, south) for lon in lons), *((lon, north) for lon in reversed(lons)))


# How far they are -------------------------------------------------------------------------------------------


def distances(store: Asked, near: Near, rows: Rows) -> pd.DataFrame:
    """How far rows are from what `near` names, in kilometres: `FIGURES`, by row.

    `distance_high_km` is infinite where nobody knows how far they may be; all are missing where a row has no
    position.
    """
    of = reference(store, near)
    asked = np.unique(np.asarray(rows, np.int64))
    lon, lat, radius, shaped = _places(store, asked)
    found = np.full((3, len(asked)), np.nan)
    points = np.flatnonzero(~shaped & np.isfinite(lon) & np.isfinite(lat))
    if len(of.origins):
        x, y, around = lon[points], lat[points], radius[points]
        nearest = of.origins.nearest_m(x, y, geodesic=True) - np.nan_to_num(around)
        farthest = of.origins.farthest_m(x, y, geodesic=True) + np.where(np.isnan(around), np.inf, around)
        found[:, points] = of.origins.distance_m(x, y), nearest, farthest
        if shaped.any():
            low, plain, high = _of_shapes(store, of.origins, asked[shaped], radius[shaped])
            found[:, shaped] = plain, low, high
        placed = ~np.isnan(found[0])
        found[:2, placed & np.isin(asked, of.rows)] = 0.0
        found[2, placed & np.isin(asked, of.rows[of.certain])] = 0.0
    found[1] = np.maximum(found[1], 0.0)
    km = pd.DataFrame(dict(zip(FIGURES, found / 1000, strict=True)), index=pd.Index(asked, name="row"))
    return km.loc[np.asarray(rows, np.int64)]
