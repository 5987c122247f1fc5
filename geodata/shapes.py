"""Tests lines, areas and several points against a drawn area, cuts and thins them for that and for a map.

Shapes are shapely's, EPSG:4326, of any type, None where there is none; distances are metres over WGS 84. An
edge is straight in longitude and latitude. One of more than 180 degrees of longitude is taken the short way,
across the antimeridian, unless both its ends stand on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
import shapely.affinity
from shapely import GeometryType

from geodata import geometry

if TYPE_CHECKING:
    from geodata.filters import Ring
    from geodata.geometry import Bools, Floats

Shapes = npt.NDArray[np.object_]

POINT, LINE, AREA = "points", "line", "area"
"""The kinds of parts that shapes are made of."""
_LINES: Final = (GeometryType.LINESTRING, GeometryType.LINEARRING)
_SEVERAL: Final = GeometryType.MULTIPOINT
"""The first of shapely's numbers for types that are made of parts."""

FEW: Final = 64
"""Corners that a map need not be spared."""
FINEST, COARSEST = 1e-4, 1 / 32
"""Of a shape's extent: what cannot be seen where all of it is in view, and what nobody would do without."""


def more_than_a_point(shapes: Shapes) -> Bools:
    """Which of n shapes are lines, areas, several points or mixtures: neither one point nor empty."""
    there = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    return np.asarray(there & (shapely.get_type_id(shapes) != GeometryType.POINT), bool)


def simple_parts(shapes: Shapes) -> tuple[Shapes, npt.NDArray[np.intp]]:
    """Points, lines and polygons that n shapes are made of, however nested, and whose part each is."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while len(parts) and (shapely.get_type_id(parts) >= _SEVERAL).any():
        parts, of = shapely.get_parts(parts, return_index=True)
        owner = owner[of]
    there = ~shapely.is_empty(parts)
    return parts[there], owner[there]


def kinds_of(parts: Shapes) -> npt.NDArray[np.str_]:
    """`POINT`, `LINE` or `AREA` for each of n simple parts."""
    types = shapely.get_type_id(parts)
    return np.where(types == GeometryType.POINT, POINT, np.where(np.isin(types, _LINES), LINE, AREA))


# The antimeridian -----------------------------------------------------------------------------------------


def cut(shapes: Shapes) -> Shapes:
    """The same shapes; those that cross the antimeridian in parts on both of its sides (RFC 7946)."""
    bounds = shapely.bounds(shapes)
    wide = np.flatnonzero(bounds[:, 2] - bounds[:, 0] > 180)
    if not len(wide):
        return shapes
    found = shapes.copy()
    found[wide] = [_cut(shape) for shape in shapes[wide]]
    return found


def unwrapped(part: shapely.Geometry) -> Any:
    """A line or polygon with longitudes that go on beyond 180 degrees where it crosses the antimeridian."""
    if shapely.get_type_id(part) in _LINES:
        return shapely.LineString(_unwrapped(shapely.get_coordinates(part)))
    outer, *inner = (_unwrapped(shapely.get_coordinates(ring)) for ring in shapely.get_rings(part))
    if outer[0, 0] != outer[-1, 0]:  # it goes around a pole
        return part
    west = outer[:, 0].min()
    return shapely.Polygon(outer, [_moved(ring, west) for ring in inner])


def _moved(hole: Floats, west: float) -> Floats:
    """A hole by as many turns of the world that it lies east of its polygon's west."""
    found = hole.copy()
    found[:, 0] += np.ceil((west - hole[:, 0].min()) / 360) * 360
    return found


def _unwrapped(corners: Floats) -> Floats:
    found: Floats = corners.copy()
    found[1:, 0] += 360 * np.cumsum(geometry.turns_of(corners[:, 0]))
    return found


def _cut(shape: shapely.Geometry) -> shapely.Geometry:
    """One shape, each of its parts cut where it crosses."""
    parts = simple_parts(np.array([shape], dtype=object))[0]
    pieces = [
        piece
        for part, kind in zip(parts, kinds_of(parts), strict=True)
        for piece in ([part] if kind == POINT else _pieces(part))
    ]
    return shapely.from_wkt("POINT EMPTY") if not pieces else _together(pieces)


def _pieces(part: shapely.Geometry) -> list[shapely.Geometry]:
    """What of a line or polygon lies in each turn of the world, moved into ours."""
    long = unwrapped(part)
    west, _, east, _ = shapely.bounds(long)
    if west >= -180 and east <= 180:
        return [part]
    pieces, valid = [], shapely.is_valid(long)
    for turn in range(int((west + 180) // 360), int((east + 180) // 360) + 1):
        world = shapely.box(360 * turn - 180, -90, 360 * turn + 180, 90)
        inside = shapely.intersection(long if valid else shapely.make_valid(long), world)
        pieces.append(shapely.affinity.translate(inside, -360 * turn))
    found = simple_parts(np.array(pieces, dtype=object))[0]
    return list(found[shapely.get_dimensions(found) == shapely.get_dimensions(part)])


def _together(pieces: list[shapely.Geometry]) -> shapely.Geometry:
    kinds = set(kinds_of(np.array(pieces, dtype=object)).tolist())
    several: dict[str, Any] = {
        POINT: shapely.MultiPoint,
        LINE: shapely.MultiLineString,
        AREA: shapely.MultiPolygon,
    }
    made = several[kinds.pop()] if len(kinds) == 1 else shapely.GeometryCollection
    return made(pieces)


# A map ----------------------------------------------------------------------------------------------------


def thinned(shape: shapely.Geometry, most: int) -> Shapes:
    """The simple parts of a shape, with no more corners than a map can show: about `most`.

    Corners are left out that make less difference than `FINEST` of the shape's extent, and parts that are
    smaller, but for the largest; where more than `most` are left, twice as much is left out, and so on. A
    shape of up to `FEW` corners stays as it is.
    """
    parts = simple_parts(np.array([shape], dtype=object))[0]
    corners = int(shapely.get_num_coordinates(parts).sum())
    if corners <= min(FEW, most):
        return parts
    extent = float(_extents(shapely.bounds(shape)))
    share = FINEST * max(1, corners / most / 8)  # with less it would hardly be enough
    found = _coarser(parts, share * extent)
    while shapely.get_num_coordinates(found).sum() > most and share < COARSEST:
        share *= 2
        found = _coarser(
            found, share * extent
        )  # of what is left: what is done stays below twice the difference
    return found


def _coarser(parts: Shapes, tolerance: float) -> Shapes:
    """Lines and polygons simplified, small ones left out; of points that share a cell, the first."""
    points = shapely.get_type_id(parts) == GeometryType.POINT
    size = _extents(shapely.bounds(parts[~points]))
    large = (size >= tolerance) | (size == size.max(initial=0))
    cells = np.round(shapely.get_coordinates(parts[points]) / tolerance)
    first = np.sort(np.unique(cells, axis=0, return_index=True)[1])
    return np.concatenate([parts[points][first], _simplified(parts[~points][large], tolerance)])


def _simplified(parts: Shapes, tolerance: float) -> Shapes:
    """By Douglas and Peucker; by the slower way that keeps areas whole where one would vanish."""
    found = np.asarray(shapely.simplify(parts, tolerance, preserve_topology=False), dtype=object)
    gone = shapely.is_empty(found)
    found[gone] = shapely.simplify(parts[gone], tolerance)
    return simple_parts(found)[0]


def _extents(bounds: Floats) -> Floats:
    """The longer side of boxes, degrees; never 0."""
    sides = bounds[..., 2:] - bounds[..., :2]
    return np.asarray(np.maximum(sides.max(axis=-1), 1e-9), np.float64)


# A drawn area ---------------------------------------------------------------------------------------------


def in_polygon(shapes: Shapes, radius_m: Floats, ring: Ring) -> tuple[Bools, Bools]:
    """Which shapes, as far around as they are uncertain, touch a polygon, and which lie wholly inside it.

    Parameters
    ----------
    shapes
        n shapes.
    radius_m
        How far their corners may be off, n values. A line or an area without a radius (NaN) is taken as it
        is; a point without one may touch, but is never certainly inside, as in `geometry.discs_in_polygon`.
    ring
        The polygon's corners, not closed; edges may cross.

    Returns
    -------
    Two arrays of n: some part touches, all parts lie inside.
    """
    whole, radius = cut(shapes), np.asarray(radius_m, np.float64)
    frames = [_Frame(each, _area_of(each)) for each in geometry.frames(ring)]
    for frame in frames:
        shapely.prepare(frame.area)
    touches, inside, unsure = _by_boxes(whole, radius, frames)
    if len(unsure):
        touches[unsure], inside[unsure] = _one_by_one(whole[unsure], radius[unsure], frames)
    return touches, inside


class _Frame(NamedTuple):
    """A drawn polygon as it lies in one turn of the world."""

    ring: Ring
    area: shapely.Geometry


def _by_boxes(
    shapes: Shapes, radius_m: Floats, frames: list[_Frame]
) -> tuple[Bools, Bools, npt.NDArray[np.intp]]:
    """What boxes around shapes and their radii tell, and those of which that is not enough."""
    there = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    west, south, east, north = np.where(there, shapely.bounds(shapes).T, 0)
    tall = np.nan_to_num(radius_m) / 110_000 + 1e-6
    wide = tall / np.cos(np.radians(np.minimum(np.maximum(np.abs(south), np.abs(north)) + tall, 89.9)))
    boxes = shapely.box(west - wide, south - tall, east + wide, north + tall)
    # Of several points that are not known how well, none is certainly inside.
    apart = np.isin(shapely.get_type_id(shapes), (_SEVERAL, GeometryType.GEOMETRYCOLLECTION))
    known = ~(apart & np.isnan(radius_m))
    covered, met = (
        np.logical_or.reduce([meets(frame.area, boxes) for frame in frames])
        for meets in (shapely.covers, shapely.intersects)
    )
    inside = there & known & covered
    return inside.copy(), inside, np.flatnonzero(there & ~inside & met)


def _one_by_one(shapes: Shapes, radius_m: Floats, frames: list[_Frame]) -> tuple[Bools, Bools]:
    broken = ~shapely.is_valid(shapes)
    mended = np.where(broken, shapely.make_valid(shapes), shapes) if broken.any() else shapes
    parts, owner = simple_parts(mended)
    found = [_parts_in_frame(parts, radius_m[owner], frame) for frame in frames]
    touches, inside = np.logical_or.reduce(np.array(found))
    n = len(shapes)
    return (
        np.bincount(owner[touches], minlength=n) > 0,
        np.bincount(owner[inside], minlength=n) == np.bincount(owner, minlength=n),
    )


def _parts_in_frame(parts: Shapes, radius_m: Floats, frame: _Frame) -> tuple[Bools, Bools]:
    ring, area = frame
    touches = np.asarray(shapely.intersects(area, parts), bool)
    inside = np.asarray(shapely.covers(area, parts), bool)
    points = shapely.get_type_id(parts) == GeometryType.POINT
    touches[points], inside[points] = geometry.discs_in_frame(
        shapely.get_x(parts[points]), shapely.get_y(parts[points]), radius_m[points], ring
    )
    # What crosses the edge touches and is not inside, however uncertain.
    blurred = np.flatnonzero(~points & (radius_m > 0) & ~(touches & ~inside))
    by_corner, all_corners = _corners_in_polygon(parts[blurred], radius_m[blurred], ring)
    corners = np.concatenate([np.asarray(ring, np.float64), shapely.get_coordinates(area)])
    near = _pass_near(parts[blurred], radius_m[blurred], corners)
    touches[blurred] |= by_corner | near
    inside[blurred] &= all_corners & ~near
    return touches, inside


def _area_of(ring: Ring) -> shapely.Geometry:
    """The polygon by the even-odd rule, in parts where edges cross; empty if it has no area."""
    parts = simple_parts(np.array([shapely.make_valid(shapely.Polygon(ring))], dtype=object))[0]
    return shapely.MultiPolygon(parts[shapely.get_dimensions(parts) == 2].tolist())


def _corners_in_polygon(parts: Shapes, radius_m: Floats, ring: Ring) -> tuple[Bools, Bools]:
    """Whether a disc about some corner of each part touches the polygon, and whether all lie inside."""
    xy, of = shapely.get_coordinates(parts, return_index=True)
    touches, inside = geometry.discs_in_frame(xy[:, 0], xy[:, 1], radius_m[of], ring)
    return (
        np.bincount(of[touches], minlength=len(parts)) > 0,
        np.bincount(of[~inside], minlength=len(parts)) == 0,
    )


def _pass_near(parts: Shapes, radius_m: Floats, corners: Floats) -> Bools:
    """Whether an edge of each part passes within its radius of one of the corners."""
    begin, end, of = _edges(parts)
    passes = np.zeros(len(parts), bool)
    for lon, lat in np.unique(corners, axis=0):
        left = np.flatnonzero(~passes[of])
        reached = geometry.edges_reach(begin[left], end[left], radius_m[of[left]], (lon, lat))
        passes[of[left[reached]]] = True
    return passes


def _edges(parts: Shapes) -> tuple[Floats, Floats, npt.NDArray[np.intp]]:
    """Begins and ends of all edges of lines and polygons, and the part that each belongs to."""
    areas = shapely.get_dimensions(parts) == 2
    lines, line_of = shapely.get_parts(np.where(areas, shapely.boundary(parts), parts), return_index=True)
    xy, of = shapely.get_coordinates(lines, return_index=True)
    same = of[:-1] == of[1:]
    return xy[:-1][same], xy[1:][same], line_of[of[:-1][same]]
