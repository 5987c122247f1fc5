"""Finds the records whose geometry stands to a shape as one of CQL2's spatial functions says (OGC 21-065r2).

The geometry is what a file shows of a record: none of what is known only to a district or wider. How far a
place is uncertain plays no part here, as no client of the standard would expect it to: `Filters` asks that.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
import shapely.geometry

from geodata.errors import FilterError
from geodata.model import AREA_CLASSES
from geodata.query.boxes import SHAPES, floats

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir
    import numpy.typing as npt

    from geodata.query.store import Store

_FUNCTIONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "s_contains": shapely.contains,
    "s_crosses": shapely.crosses,
    "s_disjoint": shapely.disjoint,
    "s_equals": shapely.equals,
    "s_intersects": shapely.intersects,
    "s_overlaps": shapely.overlaps,
    "s_touches": shapely.touches,
    "s_within": shapely.within,
}
_TURNED: Final = {"s_contains": "s_within", "s_within": "s_contains"}
_MOST_CORNERS: Final = 2_000
_NO_CODE: Final = -2
_NO_SHAPE: Final = (
    *(FilterError, ValueError, TypeError, KeyError, AttributeError, IndexError),
    shapely.errors.ShapelyError,
)


def turned(op: str) -> str:
    """The function that says the same with its arguments exchanged."""
    return _TURNED.get(op, op)


def shape_of(tree: Any) -> shapely.Geometry:
    """A shape that is written in a condition, degrees, longitude first.

    Raises
    ------
    FilterError
        If it is none.
    """
    expected = "a shape such as POLYGON((20.7 42.9, 20.9 42.9, 20.9 43.1, 20.7 42.9)) or BBOX(20, 42, 21, 43)"
    try:
        if isinstance(tree, dict) and "bbox" in tree:
            west, south, *_, east, north = (float(each) for each in tree["bbox"])
            return of_box((west, south, east, north))
        shape = shapely.geometry.shape(tree)
        coordinates = shapely.get_coordinates(shape)
    except (
        FilterError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        shapely.errors.ShapelyError,
    ):
        raise FilterError("filter", str(tree)[:60], expected) from None
    if not len(coordinates) or not np.isfinite(coordinates).all() or len(coordinates) > _MOST_CORNERS:
        raise FilterError("filter", str(tree)[:60], f"{expected} with at most {_MOST_CORNERS:,} corners")
    return shapely.make_valid(shape)


def of_box(box: tuple[float, float, float, float]) -> shapely.Geometry:
    """West, south, east, north as a shape; in two parts where it crosses 180°.

    Raises
    ------
    FilterError
        If it is no box of degrees.
    """
    west, south, east, north = box
    if (
        not all(map(math.isfinite, box))
        or south > north
        or max(map(abs, (west, east))) > 180
        or abs(south) > 90
    ):
        raise FilterError(
            "bbox", ",".join(map(str, box)), "west, south, east, north in degrees, south below north"
        )
    if west <= east:
        return shapely.box(west, south, east, north)
    return shapely.MultiPolygon([shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)])


def drawn(store: Store) -> ir.Table:
    """Of each `row` whether a file shows a geometry of it: `drawn`."""
    table = store.incidents
    of_area = table.location_class.isin(store.code_list("location_class", AREA_CLASSES) or [_NO_CODE])
    return table.select("row", drawn=table.shaped | (table.lat.notnull() & ~of_area))


def rows(store: Store, shape: shapely.Geometry, op: str) -> npt.NDArray[np.int64]:
    """The rows whose geometry stands so to a shape.

    Raises
    ------
    FilterError
        If there is no such function.
    """
    if op not in _FUNCTIONS:
        raise FilterError("filter", op.upper(), f"one of {', '.join(map(str.upper, _FUNCTIONS))}")
    shapely.prepare(shape)
    # what a box around the shape leaves out is apart from it
    asked = "s_intersects" if op == "s_disjoint" else op
    found = np.concatenate([_points(store, shape, asked), _shapes(store, shape, asked)])
    if op != "s_disjoint":
        return found
    table = drawn(store)
    everything = np.asarray(store.run(table.filter(table.drawn).select("row"))["row"], np.int64)
    return np.setdiff1d(everything, found)


def _points(store: Store, shape: shapely.Geometry, op: str) -> npt.NDArray[np.int64]:
    west, south, east, north = shapely.bounds(shape)
    table = store.incidents
    there = table.inner_join(drawn(store), "row").filter(
        lambda each: each.drawn,
        lambda each: ~each.shaped,
        lambda each: each.lat.between(south, north),
        lambda each: each.lon.between(west, east),
    )
    answer = store.run(there.select("row", "lon", "lat"))
    points = shapely.points(floats(answer["lon"]), floats(answer["lat"]))
    return np.asarray(answer["row"], np.int64)[_stand(op, points, shape)]


def _shapes(store: Store, shape: shapely.Geometry, op: str) -> npt.NDArray[np.int64]:
    west, south, east, north = shapely.bounds(shape)
    table = store.table("shapes")
    near = table.filter(table.west <= east, table.east >= west, table.south <= north, table.north >= south)
    there = np.asarray(store.run(near.select("row").order_by("row"))["row"], np.int64)
    found = []
    for begin in range(0, len(there), SHAPES):
        some = there[begin : begin + SHAPES]
        found.append(some[_stand(op, store.geometries(some), shape)])
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _stand(op: str, geometries: Any, shape: shapely.Geometry) -> npt.NDArray[np.bool_]:
    return np.asarray(_FUNCTIONS[op](geometries, shape), bool)
