"""Gives Natural Earth's countries as GeoJSON: exact around a dataset, coarser with distance, without gaps.

The npm package `world-atlas` holds them as TopoJSON, where neighbours share their border as one arc. Each arc
is simplified once, before the polygons are put together, so that both neighbours keep the same border.

It also joins what lies on both sides of the 180th meridian, which rings of Russia and Fiji run across.
They are followed beyond 180° and cut there afterwards; taken as they stand, they are bands around the world.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from components.folium_map import ASSETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

ATLAS: Final = ASSETS / "vendor" / "world-atlas" / "countries-10m.json"
ATTRIBUTION: Final = "Outline: Natural Earth"
"""Kosovo is drawn as Natural Earth has it, a feature of its own, up to 5 km off surveyed lines."""

DECIMALS: Final = 3  # of a degree: about 100 m, finer than the 1:10,000,000 source
EXACT_WITHIN: Final = 1.0
COARSER_BY: Final = 0.006
COARSEST: Final = 0.2
"""Degrees: arcs this near keep every vertex; beyond, the tolerance grows by so much a degree, up to this."""

TURN: Final = 360.0

NAMES: Final = {
    "Antigua and Barb.": "Antigua and Barbuda",
    "Bosnia and Herz.": "Bosnia and Herzegovina",
    "Central African Rep.": "Central African Republic",
    "Dem. Rep. Congo": "DR Congo",
    "Dominican Rep.": "Dominican Republic",
    "Eq. Guinea": "Equatorial Guinea",
    "Macedonia": "North Macedonia",
    "S. Sudan": "South Sudan",
    "Solomon Is.": "Solomon Islands",
    "St. Kitts and Nevis": "Saint Kitts and Nevis",
    "St. Vin. and Gren.": "Saint Vincent and the Grenadines",
    "Turkey": "Türkiye",
    "W. Sahara": "Western Sahara",
}
"""Natural Earth's short or older names → what is written on the map."""

Box = tuple[float, float, float, float]
Ring = list[list[float]]


def countries(box: Box, *, finest: float = 0.0) -> tuple[dict[str, Any], dict[str, Any]]:
    """All countries around those that touch `box`, and those that touch it: two GeoJSON collections.

    Each country is a feature with its `name`.

    Parameters
    ----------
    box
        West, south, east, north in degrees, EPSG:4326.
    finest
        Degrees by which lines may be off even there, at most.
    """
    geometries, exact = _atlas()
    near = shapely.box(*box)
    arcs = _simplified(exact, near, finest)
    inside: list[dict[str, Any]] = []
    outside: list[dict[str, Any]] = []
    for country in geometries:
        polygons = list(_polygons(country, arcs))
        touches = any(shapely.Polygon(rings[0]).intersects(near) for rings in polygons)
        if polygons:
            (inside if touches else outside).append(_feature(country["properties"]["name"], polygons))
    return _collection(outside), _collection(inside)


def borders(box: Box) -> dict[str, Any]:
    """The coasts and borders within `box` as lines, every vertex kept: a GeoJSON feature."""
    arcs = _atlas()[1]
    inside = np.concatenate(
        [shapely.clip_by_rect(shapely.transform(arcs, _turned(turn)), *box) for turn in (-TURN, 0.0, TURN)]
    )
    return {
        "type": "Feature",
        "properties": {},
        "geometry": shapely.geometry.mapping(shapely.MultiLineString(_lines(inside))),
    }


def _lines(shapes: np.ndarray) -> list[shapely.LineString]:
    parts = shapely.get_parts(shapes)
    return [part for part in parts if isinstance(part, shapely.LineString) and not part.is_empty]


@cache
def _atlas() -> tuple[list[dict[str, Any]], np.ndarray]:
    """The countries, and the arcs as an array of shapely lines: a third of the memory of the parsed file."""
    topology = json.loads(ATLAS.read_bytes())
    scale, translate = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    # TopoJSON stores integer steps from vertex to vertex.
    lines = [np.cumsum(np.array(arc, dtype=float), axis=0) * scale + translate for arc in topology["arcs"]]
    arcs = np.array([shapely.LineString(_followed(line)) for line in lines], dtype=object)
    return topology["objects"]["countries"]["geometries"], arcs


def _simplified(arcs: np.ndarray, near: BaseGeometry, finest: float) -> list[np.ndarray]:
    distance = shapely.distance(arcs, near)
    tolerance = np.clip((distance - EXACT_WITHIN) * COARSER_BY, finest, COARSEST)
    lines = shapely.simplify(arcs, tolerance, preserve_topology=False)
    return [shapely.get_coordinates(line).round(DECIMALS) for line in lines]


def _polygons(country: Mapping[str, Any], arcs: Sequence[np.ndarray]) -> Iterator[list[Ring]]:
    polygons = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
    for polygon in polygons:
        rings = [_ring(indices, arcs) for indices in polygon]
        # an island smaller than the tolerance is gone, and a lake with it
        if len(rings[0]) >= 4:
            yield from _within_the_world([ring for ring in rings if len(ring) >= 4])


def _ring(indices: Iterable[int], arcs: Sequence[np.ndarray]) -> np.ndarray:
    """Join arcs; the one's complement of an index is that arc backwards, and neighbours share one vertex."""
    parts = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in indices]
    joined = _followed(np.concatenate([parts[0], *(part[1:] for part in parts[1:])]))
    (first, _), (last, _) = joined[0], joined[-1]
    if abs(last - first) < TURN / 2:
        return joined
    # once around the earth: what it encloses is Antarctica, with the pole
    return np.concatenate([joined, [[last, -90.0], [first, -90.0], joined[0]]])


def _followed(line: np.ndarray) -> np.ndarray:
    """A line whose longitudes run on beyond ±180° instead of jumping to the other side."""
    return np.column_stack([np.unwrap(line[:, 0], period=TURN), line[:, 1]])


def _turned(degrees: float) -> Callable[[np.ndarray], np.ndarray]:
    return lambda vertices: vertices + np.array([degrees, 0.0])


def _within_the_world(rings: list[np.ndarray]) -> Iterator[list[Ring]]:
    """A polygon as it is, or its parts on both sides of the 180th meridian."""
    if np.abs(rings[0][:, 0]).max() <= 180:
        yield [ring.tolist() for ring in rings]
        return
    whole = shapely.Polygon(rings[0], rings[1:])
    for turn in (-TURN, 0.0, TURN):
        # unlike an intersection, it takes a simplified ring that touches itself
        cut = shapely.clip_by_rect(shapely.transform(whole, _turned(turn)), -180, -90, 180, 90)
        for part in shapely.get_parts(cut):
            yield [
                shapely.get_coordinates(ring).round(DECIMALS).tolist()
                for ring in (part.exterior, *part.interiors)
            ]


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _feature(name: str, polygons: list[list[Ring]]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": NAMES.get(name, name)},
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }
