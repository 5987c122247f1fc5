"""Lists the records within so many kilometres of something, the nearest first, with how far they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from shapely import LineString, Point, Polygon

from geodata.errors import FilterError
from geodata.filters import Filters
from geodata.near_filters import KINDS, Near
from geodata.query import answers, nearness

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geodata.query.store import Store

    Of = str | tuple[float, float] | Filters | BaseGeometry


def within(store: Store, of: Of, km: float, filters: Filters) -> gpd.GeoDataFrame:
    """The records shown that may be within `km` of `of`, with columns as `geodata.within` says.

    Raises
    ------
    FilterError
        If it is nothing that a distance can be taken from, or the filters have a distance already.
    """
    if filters.near:
        raise FilterError("near", str(filters.near)[:60], "filters without a distance of their own")
    near = near_of(of, km)
    nearness.check(store, near)
    asked = replace(filters, near=near)
    found = answers.rows(store, asked, order="distance")
    figures = nearness.distances(store, near, found["row"].to_numpy())
    certain = answers.certain(store, asked)[found["row"].to_numpy()]
    told = {name: figures[name].to_numpy() for name in nearness.FIGURES}
    return found.assign(**told, certain=certain, possible=np.ones(len(found), bool))


def near_of(of: Of, km: float) -> Near:
    """The condition: `of` is a record's id, (longitude, latitude), filters, or a point, line or polygon.

    Raises
    ------
    FilterError
        If it is none of these.
    """
    if isinstance(of, str):
        return Near(km, record=of)
    if isinstance(of, Filters):
        return Near(km, records=of.to_query())
    if isinstance(of, tuple):
        return Near(km, point=of)
    if isinstance(of, Point):
        return Near(km, point=_corners(of)[0])
    if isinstance(of, LineString):
        return Near(km, line=_corners(of))
    if isinstance(of, Polygon) and not of.interiors:
        return Near(km, area=_corners(of.exterior)[:-1])
    raise FilterError(
        "near", type(of).__name__, f"one of {', '.join(KINDS)}: one line, or a polygon without holes"
    )


def _corners(shape: BaseGeometry) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y, *_ in shape.coords)
