"""Measures how near and how far off records may lie from what a distance is taken from.

Positions are degrees, EPSG:4326; distances are metres along the ellipsoid (WGS 84). Straight through the
earth two points are `c` apart, along it 2·R·asin(c / 2R), which is off by less than 0.02 of what the bend
adds: 10 cm at 200 km. Where that could change an answer, the geodesic is measured.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from geodata import shapes as of_shapes
from geodata.deadlines import stop_if_over
from geodata.geometry import WGS84, distance_m

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geodata.geometry import Bools, Floats
    from geodata.shapes import Shapes

    Ints = npt.NDArray[np.int64]
    Bound = Callable[..., Floats]

_MEAN_M: Final = 6_371_008.8
"""Mean radius of the earth (IUGG)."""
_DOUBT: Final = 0.02
"""Of what the bend of the earth adds to a distance: more than the quick distance is ever off."""
_DEGREE_M: Final = 111_700.0
"""No degree is longer, of latitude or of longitude."""
_STEP_M: Final = 20.0
"""Edges are followed by points so far apart: at 1 km that makes 5 cm."""
_MOST_STEPS: Final = 20_000
"""Of one shape; longer ones are followed in longer steps."""
_HULL_STEP: Final = 0.1
"""Degrees between corners in which the farthest point of a shape is looked for."""
_PIECES: Final = 64
_CUTS: Final = 8
_CLASSES: Final = 32
_NEIGHBOURS: Final = (16, 256, 2**31)
"""So many points are looked at where the nearest may not be the one; all of them, if need be."""
_SIDES: Final = (128, 1024, 8192)
"""Cells in each direction, from coarse to fine."""
_FEW: Final = 2_000
"""So few points are measured one by one."""
_MANY: Final = 20_000
"""From so many positions on, all processors look for their nearest."""
_QUERIED: Final = 2**17
"""Points looked up together, so that memory does not grow with them."""


class Nearest:
    """Finds the least of `distance + weight` over n points."""

    def __init__(self, lon: Floats, lat: Floats, weight: Floats) -> None:
        order = np.lexsort((lat, lon, weight))
        lon, lat, weight = lon[order], lat[order], weight[order]
        new = np.ones(len(lon), bool)
        new[1:] = (np.diff(lon) != 0) | (np.diff(lat) != 0) | (np.diff(weight) != 0)
        self.lon, self.lat, self.weight = lon[new], lat[new], weight[new]
        self.at = earth_centred(self.lon, self.lat)
        self._classes = [
            (cKDTree(self.at[some], balanced_tree=False, compact_nodes=False), some.start, self.weight[some])
            for some in _alike(self.weight)
        ]

    def __len__(self) -> int:
        return len(self.lon)

    def least(self, at: Floats) -> tuple[Floats, Ints]:
        """For each of m positions (`earth_centred`) the least, by the quick distance, and which point has it.

        Infinite where there is no point.
        """
        best, which = np.full(len(at), np.inf), np.full(len(at), -1, np.int64)
        for tree, first, weight in self._classes:
            chord, place = tree.query(at, workers=_workers(at))
            away = along(chord)
            found = away + weight[place]
            better = found < best
            best[better], which[better] = found[better], first + place[better]
            # Another of the class may be a little farther away and weigh less.
            lightest = float(weight[0])
            left = np.flatnonzero((weight[-1] > lightest) & (away + lightest < best))
            for k in _NEIGHBOURS:
                if not len(left):
                    break
                some = at[left]
                chord, place = tree.query(some, k=range(1, min(k, len(weight)) + 1), workers=_workers(some))
                away = along(chord)
                found = away + weight[place]
                least = found.argmin(axis=1)[:, None]
                value, point = (np.take_along_axis(each, least, 1)[:, 0] for each in (found, place))
                better = value < best[left]
                best[left[better]], which[left[better]] = value[better], first + point[better]
                left = left[(k < len(weight)) & (away[:, -1] + lightest < best[left])]
        return best, which

    def geodesic(self, lon: Floats, lat: Floats, which: Ints) -> Floats:
        """Distance and weight of each position and the point that has the least for it."""
        return distance_m(lon, lat, self.lon[which], self.lat[which]) + self.weight[which]

    def around(self, at: Floats, radius_m: float) -> Ints:
        """The points about a position, generously."""
        reach = chord_of(radius_m * 1.001 + 1)
        found = [
            first + np.array(tree.query_ball_point(at, reach), np.int64) for tree, first, _ in self._classes
        ]
        return np.concatenate([*found, np.zeros(0, np.int64)]).astype(np.int64)


class Hull(NamedTuple):
    """Corners of a shape among which its farthest point is, and how far around it is uncertain."""

    lon: Floats
    lat: Floats
    at: Floats
    """`earth_centred`."""
    radius_m: float


class Origins:
    """What distances are taken from: points and shapes with radii, or one shape that is known exactly."""

    def __init__(  # noqa: PLR0913 - points and shapes, each with what is known of them
        self,
        *,
        lon: Floats,
        lat: Floats,
        radius_m: Floats,
        certain: Bools,
        shapes: Shapes,
        shape_radius_m: Floats,
        shape_certain: Bools,
        exact: bool = False,
    ) -> None:
        self._lon, self._lat = lon, lat
        self._shapes = of_shapes.cut(shapes)
        around = np.nan_to_num(radius_m), np.nan_to_num(shape_radius_m)
        self.widest_m = float(max(each.max(initial=0.0) for each in around))
        steps = [steps_along(shape) for shape in self._shapes]
        beside = [np.full(len(each), radius) for each, radius in zip(steps, around[1], strict=True)]
        xy = np.concatenate([np.stack([lon, lat], axis=1), *steps])
        self._near = Nearest(xy[:, 0], xy[:, 1], -np.concatenate([around[0], *beside]))
        known = certain & np.isfinite(radius_m)
        self._far = self._near if exact else Nearest(lon[known], lat[known], radius_m[known])
        self._hulls = [] if exact else hulls(self._shapes[shape_certain], around[1][shape_certain])
        areas = shapely.get_dimensions(self._shapes) == 2
        mended = shapely.make_valid(self._shapes[areas]) if areas.any() else self._shapes[areas]
        self._areas, self._area_radius_m = shapely.STRtree(mended), around[1][areas]
        self._exact = exact

    @classmethod
    def given(cls, shape: shapely.Geometry) -> Origins:
        """A point, line or area that is known exactly: what an area is, the even-odd rule says."""
        nothing = np.zeros(0)
        return cls(
            lon=nothing,
            lat=nothing,
            radius_m=nothing,
            certain=np.zeros(0, bool),
            shapes=np.array([shape], dtype=object),
            shape_radius_m=np.zeros(1),
            shape_certain=np.ones(1, bool),
            exact=True,
        )

    def __len__(self) -> int:
        return len(self._near)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all of them, without their radii."""
        lon, lat = self._near.lon, self._near.lat
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    def nearest_m(self, lon: Floats, lat: Floats, *, geodesic: bool = False) -> Floats:
        """How near each position may be to the nearest: the distance less the radius; may be below 0."""
        found = _least(self._near, lon, lat, geodesic=geodesic)
        if len(self._areas):
            points, areas = self._areas.query(shapely.points(lon, lat), predicate="intersects")
            np.minimum.at(found, points, -self._area_radius_m[areas])
        return found

    def farthest_m(self, lon: Floats, lat: Floats, *, geodesic: bool = False) -> Floats:
        """How far each position may be from the one to which it is then nearest; infinite if none is sure."""
        if self._exact:
            return self.nearest_m(lon, lat, geodesic=geodesic)
        found = _least(self._far, lon, lat, geodesic=geodesic)
        if self._hulls:
            at = earth_centred(lon, lat)
            for hull in self._hulls:
                stop_if_over()
                np.minimum(found, _farthest(at, hull) + hull.radius_m, out=found)
        return found

    def distance_m(self, lon: Floats, lat: Floats) -> Floats:
        """Geodesic distances to the nearest, uncertainties left aside; 0 in an area."""
        found = _least(self._plain, lon, lat, geodesic=True)
        if len(self._areas):
            found[self._areas.query(shapely.points(lon, lat), predicate="intersects")[0]] = 0.0
        return found

    @cached_property
    def _plain(self) -> Nearest:
        return Nearest(self._near.lon, self._near.lat, np.zeros(len(self._near)))

    # Records that are lines, areas or several points ------------------------------------------------------

    def shapes_m(self, shapes: Shapes, limit_m: Floats | None = None) -> tuple[Floats, Floats, Floats]:
        """Of n shapes: how near they may be (`nearest_m`), the distance itself, how far (`farthest_m`).

        What may be anywhere in a shape is near if some of it is, and far if all of it may be. Where only a
        limit matters, what is beyond it need not be told exactly.
        """
        whole = of_shapes.cut(shapes)
        edges = Edges.of(whole)
        low, plain = (
            edges.least(bound, len(whole))
            for bound in (self.nearest_m, lambda lon, lat: _least(self._plain, lon, lat, geodesic=False))
        )
        areas = np.flatnonzero(shapely.get_dimensions(whole) == 2)
        if len(areas):
            tree = shapely.STRtree(shapely.make_valid(whole[areas]))
            inside, of = tree.query(shapely.points(self._near.lon, self._near.lat), predicate="intersects")
            np.minimum.at(low, areas[of], self._near.weight[inside])
            plain[areas[of]] = 0.0
        if len(self._areas):
            met, mine = self._areas.query(whole, predicate="intersects")
            np.minimum.at(low, met, -self._area_radius_m[mine])
            plain[met] = 0.0
        return (
            low,
            plain,
            self._farthest_of(whole, np.full(len(whole), np.inf) if limit_m is None else limit_m),
        )

    def _farthest_of(self, shapes: Shapes, limit_m: Floats) -> Floats:
        """How far the farthest corner of each may be from the origin for which that is the least."""
        around = hulls(shapes, np.zeros(len(shapes)))
        lon, lat = (
            np.concatenate([*(getattr(each, name) for each in around), []]) for name in ("lon", "lat")
        )
        corners = self.farthest_m(lon, lat)
        begins = np.cumsum([0, *(len(each.lon) for each in around)])
        found = np.array([corners[b:e].max() for b, e in pairwise(begins)], float)
        if not self._exact:  # of one and the same origin: no nearer than that
            for place in np.flatnonzero(np.isfinite(found) & (found <= limit_m)).tolist():
                stop_if_over()
                found[place] = self._farthest_of_one(around[place], float(corners[begins[place]]))
        return found

    def _farthest_of_one(self, hull: Hull, from_first_m: float) -> float:
        found = [float(_pairs(hull.at, other.at).max()) + other.radius_m for other in self._hulls]
        if len(self._far):
            size = float(_pairs(hull.at[:1], hull.at).max())
            some = self._far.around(hull.at[0], from_first_m + size)
            away = _pairs(hull.at, self._far.at[some]).max(axis=0) + self._far.weight[some]
            found.append(float(away.min(initial=np.inf)))
        return min(found)


class Edges(NamedTuple):
    """Pieces of the edges of shapes, and whose each is; a single point is both ends of its own."""

    begin: Floats
    end: Floats
    owner: Ints

    @classmethod
    def of(cls, shapes: Shapes) -> Edges:
        """In some sixty pieces of each shape, none shorter than `_STEP_M`."""
        parts, owner = of_shapes.simple_parts(shapes)
        areas = shapely.get_dimensions(parts) == 2
        lines = np.where(areas, shapely.boundary(parts), parts)
        step = np.maximum(shapely.length(lines) / _PIECES, _STEP_M / _DEGREE_M)
        xy, line = shapely.get_coordinates(shapely.segmentize(lines, step), return_index=True)
        ends = np.append(line[1:] != line[:-1], True) if len(line) else np.zeros(0, bool)
        next_one = np.where(ends, np.arange(len(line)), np.arange(len(line)) + 1)
        return cls(xy, xy[next_one], owner[line])

    def least(self, bound: Bound, n: int) -> Floats:
        """The least of a bound along the edges of each of n shapes, within `_STEP_M`² / 8 of its distance.

        A bound changes by no more than one moves: so a piece may hold the least only if half of what its ends
        have together, less half its length, is below the least so far; such pieces are cut.
        """
        best = np.full(n, np.inf)
        left = self
        while len(left.owner):
            at_begin, at_end = bound(*left.begin.T), bound(*left.end.T)
            np.minimum.at(best, left.owner, np.minimum(at_begin, at_end))
            length = np.hypot(*((left.end - left.begin) * _DEGREE_M).T)
            kept = (length > _STEP_M) & ((at_begin + at_end - length) / 2 < best[left.owner])
            share = np.arange(_CUTS + 1)[None, :, None] / _CUTS
            some = left.begin[kept][:, None] + share * (left.end - left.begin)[kept][:, None]
            left = Edges(
                some[:, :-1].reshape(-1, 2), some[:, 1:].reshape(-1, 2), np.repeat(left.owner[kept], _CUTS)
            )
            stop_if_over()
        return best


def at_most(bound: Bound, lon: Floats, lat: Floats, limit_m: Floats) -> Bools:
    """Which of n positions a bound, `Origins.nearest_m` or `farthest_m`, does not put beyond their limits.

    Neither changes by more than one moves: so a cell's middle decides for all in it whose limit is not nearly
    reached, and only the others are looked at again, in finer cells, at last one by one. NaN is no limit.
    """
    found = np.zeros(len(lon), bool)
    left = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat) & ~np.isnan(limit_m))
    for side in _SIDES:
        if len(left) <= _FEW:
            break
        x, y, limit = lon[left], lat[left], limit_m[left]
        place, middle_x, middle_y, reach = _cells(x, y, side)
        if 2 * len(middle_x) > len(left):
            break
        value = np.concatenate(list(_in_parts(bound, middle_x, middle_y)))
        slack = reach + _doubt(value)
        inside = (value + slack)[place] <= limit
        found[left[inside]] = True
        left = left[~inside & ((value - slack)[place] <= limit)]
    x, y, limit = lon[left], lat[left], limit_m[left]
    value = np.concatenate([*_in_parts(bound, x, y), np.zeros(0)])
    close = np.abs(value - limit) <= _doubt(value)
    if close.any():
        value[close] = bound(x[close], y[close], geodesic=True)
    found[left] = value <= limit
    return found


def _cells(x: Floats, y: Floats, side: int) -> tuple[Ints, Floats, Floats, Floats]:
    """Cells that hold points: which one each is in, their middles, and how far they reach, metres."""
    west, south = float(x.min()), float(y.min())
    wide, high = ((float(each.max()) - least) / side or 1e-9 for each, least in ((x, west), (y, south)))
    column, row = (
        np.minimum((each - least) / size, side - 1).astype(np.int64)
        for each, least, size in ((x, west, wide), (y, south, high))
    )
    cell = row * side + column
    if side**2 > 2**21:
        cells, place = np.unique(cell, return_inverse=True)
    else:
        cells = np.flatnonzero(np.bincount(cell, minlength=side**2))
        number = np.empty(side**2, np.int64)
        number[cells] = np.arange(len(cells))
        place = number[cell]
    middle_x, middle_y = west + (cells % side + 0.5) * wide, south + (cells // side + 0.5) * high
    equator = np.maximum(np.abs(middle_y) - high / 2, 0)
    half_wide, half_high = wide / 2 * np.cos(np.radians(equator)), high / 2
    return place, middle_x, middle_y, np.hypot(half_wide, half_high) * _DEGREE_M * 1.01


def _in_parts(bound: Bound, lon: Floats, lat: Floats) -> Iterator[Floats]:
    for first in range(0, len(lon), _QUERIED):
        stop_if_over()
        yield bound(lon[first : first + _QUERIED], lat[first : first + _QUERIED])


def _workers(at: Floats) -> int:
    """How many threads look for neighbours: all processors where that is worth starting them."""
    return -1 if len(at) > _MANY else 1


def _least(points: Nearest, lon: Floats, lat: Floats, *, geodesic: bool) -> Floats:
    found, which = points.least(earth_centred(lon, lat))
    return points.geodesic(lon, lat, which) if geodesic and len(points) else found


def _farthest(at: Floats, hull: Hull) -> Floats:
    """The quick distance from each position to the farthest corner."""
    chord = np.zeros(len(at))
    for corner in hull.at:
        np.maximum(chord, np.square(at - corner).sum(axis=1), out=chord)
    return along(np.sqrt(chord))


def _pairs(of: Floats, to: Floats) -> Floats:
    """The quick distances of all pairs of positions."""
    return along(np.linalg.norm(of[:, None] - to[None], axis=2))


def hulls(shapes: Shapes, radius_m: Floats) -> list[Hull]:
    """The corners among which each shape's farthest point from anywhere is."""
    around = shapely.segmentize(shapely.convex_hull(shapes), _HULL_STEP)
    corners = [shapely.get_coordinates(each) for each in around]
    return [
        Hull(xy[:, 0], xy[:, 1], earth_centred(xy[:, 0], xy[:, 1]), radius)
        for xy, radius in zip(corners, np.asarray(radius_m).tolist(), strict=True)
    ]


def steps_along(shape: shapely.Geometry) -> Floats:
    """A shape's corners and points along its edges, `_STEP_M` apart or a little less; longitude, latitude."""
    step = max(_STEP_M / _DEGREE_M, float(shapely.length(shape)) / _MOST_STEPS)
    parts = of_shapes.simple_parts(np.array([shape], dtype=object))[0]
    areas = shapely.get_dimensions(parts) == 2
    edges = np.where(areas, shapely.boundary(parts), parts)  # of a flat area nothing would be left
    found: Floats = shapely.get_coordinates(shapely.segmentize(edges, step))
    return found


def earth_centred(lon: Floats, lat: Floats) -> Floats:
    """Positions on the ellipsoid as metres from the earth's centre, three numbers each (EPSG:4978)."""
    x, y = np.radians(lon), np.radians(lat)
    normal = WGS84.a / np.sqrt(1 - WGS84.es * np.sin(y) ** 2)
    across = normal * np.cos(y)
    return np.stack([across * np.cos(x), across * np.sin(x), normal * (1 - WGS84.es) * np.sin(y)], axis=-1)


def along(chord: Floats) -> Floats:
    """The quick distance: along the earth, of what is so far apart straight through it."""
    return np.asarray(2 * _MEAN_M * np.arcsin(np.minimum(chord / (2 * _MEAN_M), 1)), np.float64)


def chord_of(distance_m: float) -> float:
    """The way back, a hair longer."""
    return float(2 * _MEAN_M * np.sin(min(max(distance_m, 0) / (2 * _MEAN_M), np.pi / 2))) + 1e-6


def _doubt(distance: Floats) -> Floats:
    """By how much a quick distance may be off."""
    away = np.minimum(np.abs(np.where(np.isfinite(distance), distance, 0)), np.pi * _MEAN_M)
    return np.asarray(1e-3 + _DOUBT * (away - 2 * _MEAN_M * np.sin(away / (2 * _MEAN_M))), np.float64)


def _alike(weight: Floats) -> list[slice]:
    """Stretches of rising weights that are equal, or nearly where they are many."""
    distinct = np.unique(weight)
    firsts = [part[0] for part in np.array_split(distinct, _CLASSES) if len(part)]
    begins: list[Any] = [*np.searchsorted(weight, firsts).tolist(), len(weight)]
    return [slice(begin, end) for begin, end in pairwise(begins) if end > begin]
