"""Measures discs and polygons on the ellipsoid: what lies certainly or possibly in a drawn area.

Distances are metres over WGS 84; positions are degrees, EPSG:4326. A polygon's edges are straight in
longitude and latitude, as they are drawn on the map. One of more than 180 degrees of longitude goes the short
way, across the antimeridian, unless both its ends stand on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from pyproj import Geod

from geodata.deadlines import stop_if_over
from geodata.near_edges import PointGrid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.filters import Ring

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

WGS84: Final = Geod(ellps="WGS84")
WORLD: Final = 2**32
"""Units of the web mercator world's width and height."""
_HIGHEST_LATITUDE: Final = 85.0511287798066
"""Where web mercator's square world ends."""
_SQUARE_ECCENTRICITY: Final = WGS84.es
_LARGE_M: Final = 200_000.0
"""Above this radius the quick distance is not trusted to decide anything."""
_WIDEST: Final = 45.0
"""Degrees of longitude beyond the antimeridian at which discs of this side are looked for."""


def distance_m(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """Geodesic distances between points, pairwise."""
    lon, lat, to_lon, to_lat = np.broadcast_arrays(lon, lat, to_lon, to_lat)
    return np.asarray(WGS84.inv(lon, lat, to_lon, to_lat)[2], np.float64)


def world(lon: Floats, lat: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Web mercator (EPSG:3857) as fractions of its world in 1/2³², 1 cm: from the west, from the north.

    Never 2³²−1, which may stand for no place; 0 where the position is missing.
    """
    radians = np.radians(np.clip(lat, -_HIGHEST_LATITUDE, _HIGHEST_LATITUDE))

    def fixed(fraction: Floats) -> npt.NDArray[np.int64]:
        known = np.where(np.isfinite(fraction), fraction, 0)
        return np.clip(np.round(known * WORLD), 0, WORLD - 2).astype(np.int64)

    return fixed(lon / 360 + 0.5), fixed(0.5 - np.arcsinh(np.tan(radians)) / (2 * np.pi))


def lon_lat(x: npt.NDArray[Any], y: npt.NDArray[Any]) -> tuple[Floats, Floats]:
    """Degrees of places in `world` units: what `world` undoes."""
    lon = (x / WORLD - 0.5) * 360
    return lon, np.degrees(np.arctan(np.sinh((0.5 - y / WORLD) * 2 * np.pi)))


def inside_polygon(lon: Floats, lat: Floats, ring: Ring) -> Bools:
    """Ray casting, even-odd: whether each point lies inside; missing positions do not.

    Parameters
    ----------
    lon, lat
        Degrees, n values each.
    ring
        The polygon's corners, not closed; edges may cross, as a hurried hand draws them.
    """
    there = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat) & _in_box(lon, lat, ring))
    inside = np.zeros(len(lon), bool)
    inside[there] = _odd(PointGrid(lon[there], lat[there]), _as_array(ring))
    return inside


def _in_box(lon: Floats, lat: Floats, ring: Ring) -> Bools:
    (west, east), (south, north) = ((min(each), max(each)) for each in zip(*ring, strict=True))
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))


def _odd(grid: PointGrid, edges: Floats) -> Bools:
    """Whether an odd number of edges lies east of each point, in the order in which the grid got them.

    An edge is compared with the points of the cells that it passes through, and of the rows where it ends;
    all points west of it in a row that it passes from below to above are counted together.
    """
    edges = edges[edges[:, 1] != edges[:, 3]]
    found = grid.stretches(edges)
    odd = np.zeros(len(grid.x), bool)
    first = np.where(found.whole, found.first, 0)
    for points, edge in grid.pairs(found.edge, found.row, first, found.last):
        stop_if_over()
        x1, y1, x2, y2 = edges[edge].T
        x, y = grid.x[points], grid.y[points]
        # Half-open in latitude, so that a corner counts for one of its two edges only.
        crossed = (y >= np.minimum(y1, y2)) & (y < np.maximum(y1, y2))
        crossed &= x < x1 + (y - y1) * ((x2 - x1) / (y2 - y1))
        odd ^= (np.bincount(points[crossed], minlength=len(odd)) & 1).astype(bool)
    odd ^= grid.west_of(found)
    result = np.empty_like(odd)
    result[grid.order] = odd
    return result


def discs_in_polygon(lon: Floats, lat: Floats, radius_m: Floats, ring: Ring) -> tuple[Bools, Bools]:
    """Which uncertainty discs touch a polygon, and which of them lie wholly inside it.

    Parameters
    ----------
    lon, lat
        Centres in degrees, n values each; NaN where no place is known: touches nothing.
    radius_m
        Geodesic radii. With 0 the disc is its centre; with NaN the centre may touch, but is never certainly
        inside.
    ring
        The polygon's corners, not closed.

    Returns
    -------
    Two arrays of n: touches, lies inside.
    """
    touches, inside = np.zeros((2, len(lon)), bool)
    for frame in frames(ring):
        touches_here, inside_here = discs_in_frame(lon, lat, radius_m, frame)
        touches |= touches_here
        inside |= inside_here
    return touches, inside


def frames(ring: Ring) -> list[Ring]:
    """A polygon as it lies on a map that goes on beyond 180 degrees: wherever it may concern our world.

    The first has the corners' own longitudes, or turns of the world added where an edge crosses the
    antimeridian. A ring that goes around a pole stays as it is given.
    """
    lon = np.array([corner[0] for corner in ring])
    turns = 360 * np.cumsum(turns_of(np.append(lon, lon[0])))
    long = lon if turns[-1] else lon + np.append(0, turns[:-1])
    moved = [0.0, *(turn for turn in (-360.0, 360.0) if _reaches_world(long + turn))]
    return [tuple((float(x) + turn, y) for x, (_, y) in zip(long, ring, strict=True)) for turn in moved]


def turns_of(lon: Floats) -> Floats:
    """Of each edge between n longitudes, by how many turns of the world its end is moved: 0, 1 or −1."""
    step = np.diff(lon)
    on_it = (np.abs(lon[:-1]) == 180) & (np.abs(lon[1:]) == 180)
    return np.where((np.abs(step) > 180) & ~on_it, -np.sign(step), 0)


def _reaches_world(lon: Floats) -> bool:
    return bool(lon.min() <= 180 + _WIDEST and lon.max() >= -180 - _WIDEST)


def discs_in_frame(lon: Floats, lat: Floats, radius_m: Floats, ring: Ring) -> tuple[Bools, Bools]:
    """As `discs_in_polygon`, on a plane: nothing crosses the antimeridian."""
    inside = inside_polygon(lon, lat, ring)
    touches, contained = inside.copy(), inside & (radius_m >= 0)
    discs = np.flatnonzero((radius_m > 0) & np.isfinite(lon) & np.isfinite(lat))
    if len(discs):
        # Where a disc does not reach the polygon's edge, its centre decides.
        crossed = discs[_reach_edge(lon[discs], lat[discs], radius_m[discs], ring)]
        touches[crossed] = True
        contained[crossed] = False
    return touches, contained


def distance_to_edge_m(lon: Floats, lat: Floats, ring: Ring) -> Floats:
    """Geodesic distance from each point to the polygon's edge.

    The nearest point of the edge is sought with the scales of longitude and latitude half-way to it, which
    finds the distance within 0.1 % up to some hundred kilometres.
    """
    nearest = np.full(len(lon), np.inf)
    foot_lon, foot_lat = np.empty(len(lon)), np.empty(len(lon))
    for edge in _edges(ring):
        distance, x, y = _foot(lon, lat, *edge)
        nearer = distance < nearest
        nearest[nearer], foot_lon[nearer], foot_lat[nearer] = distance[nearer], x[nearer], y[nearer]
    return distance_m(lon, lat, foot_lon, foot_lat)


def edges_reach(begin: Floats, end: Floats, radius_m: Floats, point: tuple[float, float]) -> Bools:
    """Which of n edges (pairs of longitude and latitude) pass within their radius of a point.

    As with discs, the quick distance decides where it is not within 5 % of the radius.
    """
    lon, lat = point
    tall = radius_m / 110_000
    poleward = np.minimum(np.maximum(np.abs(begin[:, 1]), np.abs(end[:, 1])) + tall, 89.9)
    wide = tall / np.cos(np.radians(poleward))
    low, high = np.minimum(begin, end), np.maximum(begin, end)
    near = np.flatnonzero(
        (lon >= low[:, 0] - wide)
        & (lon <= high[:, 0] + wide)
        & (lat >= low[:, 1] - tall)
        & (lat <= high[:, 1] + tall)
    )
    here = np.full(len(near), lon), np.full(len(near), lat)
    distance, x, y = _foot(*here, (begin[near, 0], begin[near, 1]), (end[near, 0], end[near, 1]))
    radius = radius_m[near]
    within = distance <= radius
    unsure = (radius >= _LARGE_M) | (np.abs(distance - radius) <= 0.05 * radius)
    within[unsure] = distance_m(here[0][unsure], here[1][unsure], x[unsure], y[unsure]) <= radius[unsure]
    reached = np.zeros(len(begin), bool)
    reached[near] = within
    return reached


def _reach_edge(lon: Floats, lat: Floats, radius_m: Floats, ring: Ring) -> Bools:
    """Whether discs cross or touch the polygon's edge.

    Discs whose bounding box is far from an edge are left out first; of the others, those decided by the quick
    distance; only what is within 5 % of the edge is measured over the ellipsoid.
    """
    large = radius_m >= _LARGE_M
    reached = np.zeros(len(lon), bool)
    reached[large] = _large_reach_edge(lon[large], lat[large], radius_m[large], ring)
    wide = _box_around(lat, radius_m)[0]
    size = np.where(large, -1, np.frexp(wide)[1] // 2 + 1000)  # alike within a factor of 4
    for each in np.unique(size[~large]):
        alike = np.flatnonzero(size == each)
        reached[alike] = _alike_reach_edge(lon[alike], lat[alike], radius_m[alike], _as_array(ring))
    return reached


def discs_on_edges(
    lon: Floats, lat: Floats, radius_m: Floats, edges: Floats
) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Which of n discs reach which of m edges (x1, y1, x2, y2): pairs of their numbers, some at a time.

    Everything lies in one turn of the world. Measured as in `discs_in_polygon`: geodesically where the quick
    distance is within 5 % of the radius, or the radius large.
    """
    wide = _box_around(lat, radius_m)[0]
    size = np.frexp(wide)[1] // 2
    for each in np.unique(size):
        alike = np.flatnonzero(size == each)
        grid = PointGrid(lon[alike], lat[alike])
        place = alike[grid.order]
        around_x, around_y = _box_around(grid.y, radius_m[place])
        found = grid.stretches(edges, float(around_x.max()), float(around_y.max()))
        for points, of in grid.pairs(found.edge, found.row, found.first, found.last):
            stop_if_over()
            near = _boxes_meet(grid.x[points], grid.y[points], around_x[points], around_y[points], edges[of])
            some, edge = points[near], of[near]
            x, y, radius = grid.x[some], grid.y[some], radius_m[place[some]]
            x1, y1, x2, y2 = edges[edge].T
            away, foot_x, foot_y = _foot(x, y, (x1, y1), (x2, y2))
            unsure = np.flatnonzero((np.abs(away - radius) <= 0.05 * radius) | (radius >= _LARGE_M))
            away[unsure] = distance_m(x[unsure], y[unsure], foot_x[unsure], foot_y[unsure])
            reached = away <= radius
            yield place[some[reached]], edge[reached]


def _box_around(lat: Floats, radius_m: Floats) -> tuple[Floats, Floats]:
    """How far discs reach in degrees of longitude and of latitude, rounded up."""
    tall = radius_m / 110_000  # a degree of latitude is 110.6 km or more
    poleward = np.minimum(np.abs(lat) + tall, 89.9)
    return tall / np.cos(np.radians(poleward)), tall


def _large_reach_edge(lon: Floats, lat: Floats, radius_m: Floats, ring: Ring) -> Bools:
    wide, tall = _box_around(lat, radius_m)
    near = np.zeros(len(lon), bool)
    for edge in _as_array(ring):
        near |= _boxes_meet(lon, lat, wide, tall, edge)
    reached = np.zeros(len(lon), bool)
    left = np.flatnonzero(near)
    if len(left):
        reached[left] = distance_to_edge_m(lon[left], lat[left], ring) <= radius_m[left]
    return reached


def _boxes_meet(lon: Floats, lat: Floats, wide: Floats, tall: Floats, edges: Floats) -> Bools:
    """Whether the box around each disc meets that around an edge, or each around its own."""
    x1, y1, x2, y2 = edges.T
    found = (lon + wide >= np.minimum(x1, x2)) & (lon - wide <= np.maximum(x1, x2))
    return np.asarray(found & (lat + tall >= np.minimum(y1, y2)) & (lat - tall <= np.maximum(y1, y2)))


def _alike_reach_edge(lon: Floats, lat: Floats, radius_m: Floats, edges: Floats) -> Bools:
    """The same for discs of about one size, each of which is compared with the edges that pass near."""
    grid = PointGrid(lon, lat)
    radius = radius_m[grid.order]
    wide, tall = _box_around(grid.y, radius)
    found = grid.stretches(edges, float(wide.max()), float(tall.max()))
    reached, unsure = np.zeros(len(lon), bool), list[npt.NDArray[Any]]()
    for points, of in grid.pairs(found.edge, found.row, found.first, found.last):
        stop_if_over()
        x, y = grid.x[points], grid.y[points]
        near = _boxes_meet(x, y, wide[points], tall[points], edges[of]) & ~reached[points]
        points, x, y, (x1, y1, x2, y2) = points[near], x[near], y[near], edges[of[near]].T  # noqa: PLW2901
        distance, foot_x, foot_y = _foot(x, y, (x1, y1), (x2, y2))
        reached[points[distance < 0.95 * radius[points]]] = True
        close = (distance <= 1.05 * radius[points]) & ~reached[points]
        unsure.append(np.array([points, distance, foot_x, foot_y])[:, close])
    _measure(grid, radius, np.concatenate(unsure, axis=1) if unsure else np.zeros((4, 0)), reached)
    result = np.empty_like(reached)
    result[grid.order] = reached
    return result


def _measure(grid: PointGrid, radius_m: Floats, unsure: Floats, reached: Bools) -> None:
    """Set `reached` of the points of `unsure` (point, quick distance, foot) whose nearest foot is near."""
    unsure = unsure[:, np.lexsort((unsure[1], unsure[0]))]
    points, first = np.unique(unsure[0].astype(np.int64), return_index=True)
    distance = distance_m(grid.x[points], grid.y[points], *unsure[2:, first])
    reached[points] |= distance <= radius_m[points]


def _foot(
    lon: Floats, lat: Floats, begin: tuple[Any, Any], end: tuple[Any, Any]
) -> tuple[Floats, Floats, Floats]:
    """Quick distance (metres) from points to an edge, or each to its own, and the nearest point on it."""
    (x1, y1), (x2, y2) = begin, end
    middle: Floats = lat
    for _ in range(3):
        east_m, north_m = _metres_per_degree(middle)
        along_x, along_y = (x2 - x1) * east_m, (y2 - y1) * north_m
        length = along_x**2 + along_y**2
        share = ((lon - x1) * east_m * along_x + (lat - y1) * north_m * along_y) / np.where(
            length > 0, length, 1
        )
        share = np.clip(share, 0, 1)
        x, y = x1 + share * (x2 - x1), y1 + share * (y2 - y1)
        middle = (lat + y) / 2
    return np.hypot((lon - x) * east_m, (lat - y) * north_m), x, y


def _metres_per_degree(lat: Floats) -> tuple[Floats, Floats]:
    """Length of a degree of longitude and of latitude (Snyder 1987, USGS PP 1395, eq. 4-20 and 4-18)."""
    radians = np.radians(lat)
    root = np.sqrt(1 - _SQUARE_ECCENTRICITY * np.sin(radians) ** 2)
    normal = WGS84.a / root
    meridional: Floats = normal * (1 - _SQUARE_ECCENTRICITY) / root**2
    return normal * np.cos(radians) * (np.pi / 180), meridional * (np.pi / 180)


def _as_array(ring: Ring) -> Floats:
    """The edges as lines of four numbers: x1, y1, x2, y2."""
    corners = np.asarray(ring, np.float64)
    return np.concatenate([corners, np.roll(corners, -1, axis=0)], axis=1)


def _edges(ring: Ring) -> list[tuple[Any, Any]]:
    return list(zip(ring, (*ring[1:], ring[0]), strict=True))
