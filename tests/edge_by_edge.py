"""Compares discs with a polygon edge by edge, without cells: what the faster way has to find as well."""

from __future__ import annotations

import numpy as np

from geodata.filters import Ring
from geodata.geometry import Bools, Floats, _edges, _foot, distance_to_edge_m

_LARGE_M = 200_000.0


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
