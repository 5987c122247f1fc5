"""Puts the records of a dataset into hexagons, and finds the hexagons that lie around those that hold some.

Hexagons are those of H3 (https://h3geo.org): about equal in area, the same in every dataset, each with an id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import h3.api.numpy_int as h3
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod

from geodata.errors import FilterError

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from geodata.query.store import Store

Cells = npt.NDArray[np.uint64]

RESOLUTIONS: Final = (3, 4, 5, 6, 7, 8)
"""Of H3; a hexagon of each has a seventh of the area of one of the resolution before."""
MOST_CELLS: Final = 20_000
_NEIGHBOURS: Final = 7
_NOWHERE: Final = 0
_GLOBE: Final = Geod(ellps="WGS84")


def area_km2(resolution: int) -> float:
    """The mean area of a hexagon, square kilometres."""
    return float(h3.average_hexagon_area(resolution, "km^2"))


def inner_radius_m(resolution: int) -> float:
    """How far a mean hexagon reaches from its middle to the middle of an edge, metres."""
    return float(h3.average_hexagon_edge_length(resolution, "m")) * 3**0.5 / 2


def of_rows(store: Store, resolution: int) -> Cells:
    """The hexagon of every row that is drawn as a point, 0 of all others; worked out once for a dataset."""
    return cast("Cells", store.cached(f"hexagons {resolution}", lambda: _of_rows(store, resolution)))


def _of_rows(store: Store, resolution: int) -> Cells:
    answer = store.ask_table("incidents", _points)
    lon, lat = (np.ma.getdata(answer[name]).astype(float) for name in ("lon", "lat"))
    degrees, place = np.unique(np.column_stack((lat, lon)), axis=0, return_inverse=True)
    found = (h3.latlng_to_cell(north, east, resolution) for north, east in degrees.tolist())
    cells = np.full(len(store), _NOWHERE, np.uint64)
    cells[answer["row"]] = np.fromiter(found, np.uint64, len(degrees))[place.ravel()]
    cells.setflags(write=False)
    return cells


def _points(table: ir.Table) -> ir.Table:
    return table.filter(table.drawable, ~table.shaped, table.lat.notnull()).select("row", "lon", "lat")


def around(occupied: Cells) -> Cells:
    """The hexagons of the smallest convex area that holds all these, in rising order: what is looked at.

    Raises
    ------
    FilterError
        If they reach around half the globe, or the area holds more than `MOST_CELLS`.
    """
    resolution = h3.get_resolution(int(occupied[0]))
    lat, lon = np.array([h3.cell_to_latlng(int(cell)) for cell in occupied]).T
    hull = shapely.MultiPoint(np.column_stack((_together(lon), lat))).convex_hull
    if not isinstance(hull, shapely.Polygon):
        return np.unique(np.concatenate([h3.grid_disk(int(cell), 1) for cell in occupied]))
    size = abs(_GLOBE.geometry_area_perimeter(hull)[0]) / 1e6 / area_km2(resolution)
    if size > MOST_CELLS:
        raise _too_many(size)
    edge = [(north, (east + 180) % 360 - 180) for east, north in hull.exterior.coords]
    inside = h3.h3shape_to_cells(h3.LatLngPoly(edge), resolution)
    return np.unique(np.append(np.asarray(inside, np.uint64), occupied))


def _together(lon: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Longitudes that rise across the antimeridian where those given lie on both sides of it."""
    rising = np.sort(lon)
    gaps = np.diff(rising, append=rising[0] + 360)
    begin = rising[(int(gaps.argmax()) + 1) % len(rising)]
    along = (lon - begin) % 360
    if along.max() > 180:
        raise FilterError(
            "area", f"records around {along.max():.0f}° of longitude", "records of at most half the globe"
        )
    found: npt.NDArray[np.float64] = begin + along
    return found


def _too_many(size: float) -> FilterError:
    return FilterError(
        "size", f"an area of some {size:,.0f} hexagons", f"at most {MOST_CELLS:,}, larger ones"
    )


def neighbours(cells: Cells) -> npt.NDArray[np.int64]:
    """For each of these hexagons, which rise, the places of those among them that touch it, and its own.

    Seven numbers a line, −1 where there is none.
    """
    found = np.full((len(cells), _NEIGHBOURS), -1, np.int64)
    for place, cell in enumerate(cells.tolist()):
        disk = np.asarray(h3.grid_disk(cell, 1), np.uint64)
        where = np.minimum(np.searchsorted(cells, disk), len(cells) - 1)
        among = where[cells[where] == disk]
        found[place, : len(among)] = among
    return found


def shapes_of(cells: Cells) -> npt.NDArray[Any]:
    """The hexagons as polygons, EPSG:4326; one over the antimeridian reaches beyond 180°."""
    corners = [np.array(h3.cell_to_boundary(int(cell)))[:, ::-1] for cell in cells]
    for ring in corners:
        if np.ptp(ring[:, 0]) > 180:
            ring[ring[:, 0] < 0, 0] += 360
    return np.array([shapely.polygons(ring) for ring in corners], object)


def middles(cells: Cells) -> npt.NDArray[np.float64]:
    """Longitude and latitude of each hexagon's middle, degrees, EPSG:4326."""
    return np.array([h3.cell_to_latlng(int(cell)) for cell in cells]).reshape(-1, 2)[:, ::-1]


def names(cells: Cells) -> list[str]:
    """The ids of the hexagons as H3 writes them."""
    return [h3.int_to_str(int(cell)) for cell in cells]
