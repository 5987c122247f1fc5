"""Finds which rows lie in which regions: certainly, where all that is known of their place does, or possibly.

A record is certainly in a region when its whole disc of uncertainty is, of a line or an area all of it, as
far around as it is uncertain; possibly when some of it touches. On a border it is possibly in both regions,
and certainly in neither. What names no point (a district) is certainly in a region when it carries that
region's name, and no other region does. Where a radius is not known, nothing is certain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, cast

import numpy as np
import shapely

from geodata import geometry
from geodata.deadlines import bounded_somehow, stop_if_over
from geodata.query import distinct_places
from geodata.values.folding import NAME_COLUMNS, fold

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy.typing as npt

    from geodata.geometry import Bools, Floats
    from geodata.query.asked_tables import Asked
    from geodata.readers.boundaries import Boundaries

    Ints = npt.NDArray[np.int64]

_STRETCH: Final = 1_000_000
"""Rows whose places are read together."""
_AREAS: Final = ("district", "region", "country")
"""Classes of places that may carry a region's name."""
_EQUAL: Final = 1.01
"""How much too wide the surroundings of lines are drawn: the projection is true along one parallel."""


class Join(NamedTuple):
    """Pairs of rows and regions (their place in `Boundaries.regions`), by row."""

    row: Ints
    region: Ints
    certain: Bools


def joined(store: Asked, boundaries: Boundaries) -> Join:
    """Which rows are in which regions; held for the latest boundaries of a version."""
    key = ("regions", boundaries.version)
    found = store.references.get(key)
    if found is None:
        with bounded_somehow():
            found = _join(store, boundaries)
        store.references.put(key, found)
    return cast("Join", found)


def _join(store: Asked, boundaries: Boundaries) -> Join:
    outlines = boundaries.regions.geometry.to_numpy()
    parts = [
        _points(store, np.arange(first, min(first + _STRETCH, len(store))), outlines)
        for first in range(0, max(1, len(store)), _STRETCH)
    ]
    parts.append(_shapes(store, outlines))
    row, region, certain = (np.concatenate(each) for each in zip(*parts, strict=True))
    row, region, certain = _by_name(store, boundaries, Join(row, region, certain))
    order = np.lexsort((region, row))
    return Join(row[order], region[order], certain[order])


# Points -----------------------------------------------------------------------------------------------------


def _points(store: Asked, rows: Ints, outlines: npt.NDArray[np.object_]) -> Join:
    """Pairs of rows that are points: each place with its radius is looked at once."""
    whole = distinct_places.held(store) if len(rows) == len(store) else None
    places = whole or distinct_places.of(store, rows)
    placed = places.number >= 0
    number = places.number[placed]
    place, region, certain = discs_in_regions(places.lon, places.lat, places.radius_m, outlines)
    order = np.argsort(place, kind="stable")
    place, region, certain = place[order], region[order], certain[order]
    begins = np.searchsorted(place, np.arange(len(places.lon) + 1))
    counts = np.diff(begins)[number]
    row = np.repeat(rows[placed], counts)
    first = np.repeat(begins[number] - (np.cumsum(counts) - counts), counts)
    pair = first + np.arange(len(row))
    return Join(row, region[pair], certain[pair])


def discs_in_regions(lon: Floats, lat: Floats, radius_m: Floats, outlines: npt.NDArray[np.object_]) -> Join:
    """Which discs touch which regions, and which lie wholly inside one; by number, in no order.

    Parameters
    ----------
    lon, lat, radius_m
        n discs: degrees, metres. NaN: the centre may touch, and is not certainly inside.
    outlines
        m polygons, EPSG:4326, valid, cut at the antimeridian.
    """
    m = max(1, len(outlines))
    tree = shapely.STRtree(np.asarray(shapely.points(lon, lat), object))
    region, place = tree.query(outlines, predicate="intersects")
    inner_region, inner_place = tree.query(outlines, predicate="contains")
    touching = place.astype(np.int64) * m + region
    inside = inner_place.astype(np.int64) * m + inner_region
    edges, owner = _edges(outlines)
    discs, shift = _copies(lon, lat, radius_m)
    reached = [np.zeros(0, np.int64)]
    for disc, edge in geometry.discs_on_edges(lon[discs] + shift, lat[discs], radius_m[discs], edges):
        stop_if_over()
        reached.append(np.unique(discs[disc] * m + owner[edge]))
    on_edge = np.unique(np.concatenate(reached))
    inside = inside[(radius_m >= 0)[inside // m]]
    sure = np.setdiff1d(inside, on_edge)
    pairs = np.union1d(touching, on_edge)
    return Join(pairs // m, pairs % m, np.isin(pairs, sure))


def _edges(outlines: npt.NDArray[np.object_]) -> tuple[Floats, Ints]:
    """The edges of all regions (x1, y1, x2, y2) and whose each is; not those along the antimeridian."""
    rings, owner = shapely.get_parts(shapely.boundary(outlines), return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    edges = np.concatenate([xy[:-1], xy[1:]], axis=1)[same]
    kept = ~((np.abs(edges[:, 0]) == 180) & (edges[:, 0] == edges[:, 2]))
    return edges[kept], owner[ring[1:][same]][kept].astype(np.int64)


def _copies(lon: Floats, lat: Floats, radius_m: Floats) -> tuple[Ints, Floats]:
    """Discs that have a size, and those over the antimeridian once more on its other side: number, turn."""
    discs = np.flatnonzero(radius_m > 0)
    wide = radius_m[discs] / 110_000
    wide = wide / np.cos(np.radians(np.minimum(np.abs(lat[discs]) + wide, 89.9)))
    east, west = discs[lon[discs] + wide > 180], discs[lon[discs] - wide < -180]
    turns = (np.zeros(len(discs)), np.full(len(east), -360.0), np.full(len(west), 360.0))
    return np.concatenate([discs, east, west]), np.concatenate(turns)


# Lines and areas, and what carries a region's name ----------------------------------------------------------


def _shapes(store: Asked, outlines: npt.NDArray[np.object_]) -> Join:
    """Pairs of rows that are lines, areas or several points: few, and looked at one by one."""
    answer = store.run(store.table("shapes").select("row", "uncertainty_m").order_by("row"))
    rows = np.asarray(answer["row"], np.int64)
    radius = np.ma.filled(answer["uncertainty_m"].astype(float), np.nan)
    tree = shapely.STRtree(outlines)
    found: list[tuple[int, int, bool]] = []
    for row, shape, around in zip(rows.tolist(), store.geometries(rows), radius.tolist(), strict=True):
        stop_if_over()
        apart = shape.geom_type in ("MultiPoint", "GeometryCollection") and np.isnan(around)
        wide = _widened(shape, 0.0 if np.isnan(around) else around)
        some = tree.query(wide, predicate="intersects")
        inside = shapely.contains_properly(outlines[some], wide) & (not apart)
        found += [(row, int(region), bool(sure)) for region, sure in zip(some, inside, strict=True)]
    row, region, certain = zip(*found, strict=True) if found else ((), (), ())
    return Join(np.array(row, np.int64), np.array(region, np.int64), np.array(certain, bool))


def _widened(shape: shapely.Geometry, radius_m: float) -> shapely.Geometry:
    """A shape and all that is within a radius of it, in degrees, up to 1 % too wide."""
    if not radius_m:
        return shape
    south, north = shapely.bounds(shape)[[1, 3]]
    tall = radius_m / 110_500
    shrink = float(np.cos(np.radians(min(max(abs(south), abs(north)) + tall, 89.0))))
    flat = shapely.transform(shape, lambda xy: xy * [shrink, 1.0])
    wide = shapely.buffer(flat, tall * _EQUAL, quad_segs=32)
    return shapely.transform(wide, lambda xy: xy / [shrink, 1.0])


def _by_name(store: Asked, boundaries: Boundaries, pairs: Join) -> Join:
    """The pairs, those of districts that carry a region's name made that region's, certainly and alone."""
    called = boundaries.regions["name"].fillna("").map(fold)
    once = called[~called.duplicated(keep=False) & (called != "")]
    of_name = dict(zip(once, once.index, strict=True))
    places = store.ask_table("places", _names)
    of_place: dict[str, int] = {}
    for key, *names in zip(*(places[name] for name in ("key", *NAME_COLUMNS.values())), strict=True):
        for name in names:
            if isinstance(name, str) and fold(name) in of_name:
                of_place.setdefault(key, of_name[fold(name)])
    if not of_place:
        return pairs
    areas = store.ask_table("records", _areas)
    region = np.array([of_place.get(key, -1) for key in areas["place"].tolist()], np.int64)
    rows = np.asarray(areas["row"], np.int64)
    own = np.isin(rows, np.asarray(store.run(store.table("shapes").select("row"))["row"]))
    named = (region >= 0) & ~own
    rows, region = rows[named], region[named]
    kept = ~np.isin(pairs.row, rows)
    return Join(
        np.concatenate([pairs.row[kept], rows]),
        np.concatenate([pairs.region[kept], region]),
        np.concatenate([pairs.certain[kept], np.ones(len(rows), bool)]),
    )


def _names(places: ir.Table) -> ir.Table:
    return places.select("key", *NAME_COLUMNS.values())


def _areas(records: ir.Table) -> ir.Table:
    return records.filter(records.location_class.isin(_AREAS), records.place.notnull()).select("row", "place")
