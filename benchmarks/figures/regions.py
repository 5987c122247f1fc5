"""Measures a million records joined with 3,600 regions and counted in them, beside `geopandas.sjoin`."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.figures.query_time import questions, timed
from benchmarks.measurement import Measurement, quantile
from geodata.filters import Filters
from geodata.query import region_joins, regions
from geodata.readers.boundaries import NOTE as NOTE_OF_BORDERS
from geodata.readers.boundaries import Boundaries

DATASETS: Final = ("synthetic:1000000",)
REGIONS: Final = 3_600
CORNERS: Final = 12
"""About, between two corners of a region."""
QUESTIONS: Final = 20
WARM_UP: Final = 3
SEED: Final = 23
JOIN_S: Final = 10
FILTER_MS: Final = 150
NOTE: Final = (
    f"regions: {REGIONS:,} regions that tile the dataset's box (Voronoi cells with ragged borders, of one "
    "seed), joined once with all records: certain and possible, by each record's radius. The peer: "
    "`geopandas.sjoin` of the same records' bare points, which knows no uncertainty. Then all regions' table "
    f"(records, fatalities) under {QUESTIONS} random filters, none asked before."
)


def measure(datasets: Sequence[Given], _browsers: Browsers) -> Iterator[Measurement]:
    for given in datasets:
        store, n = given.opened(), len(given)
        points = given.table("incidents", ("lon", "lat")).dropna()
        drawn = _tiles(points)
        regions.regions(store, _box(points), Filters())  # the engine's first answer is not what is measured
        begin = time.perf_counter()
        pairs = region_joins.joined(store, drawn)
        took = time.perf_counter() - begin
        begin = time.perf_counter()
        bare = gpd.GeoDataFrame(geometry=gpd.points_from_xy(points["lon"], points["lat"]), crs=4326)
        joined = gpd.sjoin(bare, drawn.regions[["name", "geometry"]], predicate="intersects")
        peer = time.perf_counter() - begin
        assert len(pairs.row) >= len(joined)  # noqa: S101 - what touches holds what lies in
        yield Measurement(
            f"first join with {REGIONS:,} regions",
            n,
            round(took, 2),
            "s",
            bar=JOIN_S if n == 1_000_000 else None,
            peer="geopandas.sjoin of bare points",
            peer_value=round(peer, 2),
        )
        filters = questions(store, WARM_UP + QUESTIONS, SEED)
        times = [
            timed(lambda each=each: regions.regions(store, drawn, each, measure="fatalities"))[1]  # noqa: B023
            for each in filters
        ][WARM_UP:]
        for word, share in (("median", 0.5), ("p95", 0.95)):
            yield Measurement(
                f"{REGIONS:,} regions under a filter, {word} of {QUESTIONS}",
                n,
                quantile(times, share, limit=0),
                "ms",
                bar=FILTER_MS if word == "p95" and n == 1_000_000 else None,
            )


def _tiles(points: pd.DataFrame) -> Boundaries:
    """Voronoi cells of random points, whose shared borders are ragged alike on both sides."""
    random = np.random.default_rng(SEED)
    west, south, east, north = _bounds(points)
    seeds = np.column_stack([random.uniform(west, east, REGIONS), random.uniform(south, north, REGIONS)])
    box = shapely.box(west, south, east, north)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=box))
    cells = shapely.intersection(cells, box)
    step = float(np.sqrt(box.area / REGIONS)) / CORNERS
    cells = shapely.segmentize(cells, step)

    def ragged(xy: np.ndarray) -> np.ndarray:
        return xy + 0.1 * step * np.sin(xy[:, ::-1] * (7 / step))

    return _boundaries(shapely.make_valid(shapely.transform(cells, ragged)))


def _box(points: pd.DataFrame) -> Boundaries:
    return _boundaries(np.array([shapely.box(*_bounds(points))], object))


def _bounds(points: pd.DataFrame) -> tuple[float, float, float, float]:
    lon, lat = points["lon"], points["lat"]
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _boundaries(outlines: np.ndarray) -> Boundaries:
    n = len(outlines)
    frame = gpd.GeoDataFrame(
        {
            "name": [f"region {number}" for number in range(n)],
            "code": None,
            "parent": None,
            "population": 10_000.0,
            "area_km2": 100.0,
        },
        geometry=outlines,
        crs=4326,
    )
    return Boundaries(frame, "the benchmark", NOTE_OF_BORDERS, f"{n} regions")
