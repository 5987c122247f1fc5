"""Measures discs and polygons on the ellipsoid: what lies certainly or possibly in a drawn area.

Distances are metres over WGS 84; positions are degrees, EPSG:4326. A polygon's edges are straight in
longitude and latitude, as they are drawn on the map; polygons do not wrap around the antimeridian.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from pyproj import Geod

if TYPE_CHECKING:
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


def inside_polygon(lon: Floats, lat: Floats, ring: Ring) -> Bools:
    """Ray casting, even-odd: whether each point lies inside; missing positions do not.

    Parameters
    ----------
    lon, lat
        Degrees, n values each.
    ring
        The polygon's corners, not closed; edges may cross, as a hurried hand draws them.
    """
    order = np.argsort(lat)  # missing ones come last and meet no edge
    x, y = lon[order], lat[order]
    odd = np.zeros(len(x), bool)
    for (x1, y1), (x2, y2) in _edges(ring):
        if y1 != y2:
            # Half-open in latitude, so that a corner counts for one of its two edges only.
            a, b = np.searchsorted(y, sorted((y1, y2)))
            odd[a:b] ^= x[a:b] < x1 + (y[a:b] - y1) * ((x2 - x1) / (y2 - y1))
    inside = np.empty_like(odd)
    inside[order] = odd
    return inside


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
    order = np.argsort(lat)
    x, y, radius = lon[order], lat[order], radius_m[order]
    tall = radius / 110_000  # degrees, rounded up: a degree of latitude is 110.6 km or more
    poleward = np.minimum(np.abs(y) + tall, 89.9)
    wide = tall / np.cos(np.radians(poleward))
    tallest = tall.max()
    reached = np.zeros(len(x), bool)
    unsure = np.zeros(len(x), bool)
    for (x1, y1), (x2, y2) in _edges(ring):
        west, east, south, north = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
        a, b = np.searchsorted(y, [south - tallest, north + tallest])
        band = slice(a, b)
        near = a + np.flatnonzero(
            (x[band] + wide[band] >= west)
            & (x[band] - wide[band] <= east)
            & (y[band] + tall[band] >= south)
            & (y[band] - tall[band] <= north)
            & ~reached[band]
        )
        distance = _foot(x[near], y[near], (x1, y1), (x2, y2))[0]
        trusted = radius[near] < _LARGE_M
        reached[near] |= trusted & (distance < 0.95 * radius[near])
        unsure[near] |= ~trusted | (distance <= 1.05 * radius[near])
    left = np.flatnonzero(unsure & ~reached)
    if len(left):
        reached[left] = distance_to_edge_m(x[left], y[left], ring) <= radius[left]
    result = np.empty_like(reached)
    result[order] = reached
    return result


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


def _edges(ring: Ring) -> list[tuple[Any, Any]]:
    return list(zip(ring, (*ring[1:], ring[0]), strict=True))
