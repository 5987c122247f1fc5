"""Records that are lines, areas or several points: what of them reaches the map; all counts agree."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import shapely
from datasets import small_dataset

from geodata import geometry, shapes
from geodata.filters import Filters
from geodata.index import duckdb_file
from geodata.mapdata import columns, outlines
from geodata.query import answers, grids, store

TRIANGLE = shapely.Polygon([(20.7, 42.8), (20.9, 42.8), (20.8, 43.0)])
HOLED = shapely.box(20, 42, 21, 43).difference(shapely.box(20.4, 42.4, 20.6, 42.6))
THREE = shapely.MultiPoint([(20.8, 42.9), (20.7, 42.9), (20.6, 42.95)])
ROAD = shapely.LineString([(20.5, 42.8), (20.7, 42.9), (20.9, 42.85)])
MIXED = shapely.GeometryCollection([shapely.Point(20.8, 42.9), ROAD])
ACROSS = shapely.LineString([(179.0, -17.0), (-179.0, -17.0)])
POINT = shapely.Point(20.8, 42.9)
GIVEN = (
    *((TRIANGLE, "region"), (HOLED, "site"), (THREE, "near"), (ROAD, "line"), (MIXED, "near")),
    *((ACROSS, "line"), (TRIANGLE, "district"), (POINT, "site"), (POINT, "country"), (None, None)),
)


def opened(given=GIVEN, radius_m: float = 100.0) -> store.Store:
    dataset = small_dataset(len(given))
    geometries = np.array([shape for shape, _ in given], dtype=object)
    middles = shapely.centroid(geometries)
    incidents = dataset.incidents.assign(
        geometry=geometries,
        lon=shapely.get_x(middles),
        lat=shapely.get_y(middles),
        location_class=[name for _, name in given],
        uncertainty_m=radius_m,
    )
    return store.open(replace(dataset, incidents=incidents))


STORE = opened()
DRAWN = outlines.drawn(STORE)


def test_each_geometry_comes_once_with_its_rows_and_its_kinds() -> None:
    told = [(each["rows"], each["kind"], len(each["paths"])) for each in DRAWN]
    assert told == [
        ([0, 6], "area", 1),
        ([1], "area", 2),
        ([2], "points", 1),
        ([3], "line", 1),
        ([4], "points", 1),
        ([4], "line", 1),
        ([5], "line", 2),
    ]
    assert DRAWN[3]["paths"] == [[list(corner) for corner in ROAD.coords]]
    assert DRAWN[2]["paths"] == [[[20.8, 42.9], [20.7, 42.9], [20.6, 42.95]]]
    assert json.loads(json.dumps(DRAWN)) == DRAWN


def test_what_the_map_draws_is_what_answers_and_cells_count() -> None:
    counts = answers.counts(STORE, Filters())
    assert counts.drawn == STORE.statistics.drawn == columns.header(STORE)["drawn"] == 8
    assert counts.without_point == len(answers.unplaced(STORE, Filters())) == 2
    shown = grids.shapes_shown(STORE, Filters())
    assert shown == sorted({row for each in DRAWN for row in each["rows"]}) == list(range(7))
    world = grids.CellBox(24, 0, 0, 256, 256)
    assert grids.cells(STORE, Filters(), world, "kind", [0])["count"].sum() + len(shown) == counts.drawn
    assert columns.arrays_of(STORE, Filters(), world)["row"].tolist() == [7]


def test_the_first_box_holds_all_of_every_shape() -> None:
    box = STORE.statistics.boxes["all"]
    (west, east), (south, north) = geometry.world(np.array([-180.0, 180.0]), np.array([-17.0, 43.0]))
    assert (box["west"], box["east"], box["north"], box["south"]) == (west, east, north, south)
    areas = opened([(HOLED, "region")])
    assert areas.statistics.first_view == pytest.approx((19.94, 41.94, 21.06, 43.06))


BOX = ((20.65, 42.75), (20.95, 42.75), (20.95, 43.05), (20.65, 43.05))
FIJI = ((179.2, -17.5), (180.0, -17.5), (180.0, -16.5), (179.2, -16.5))


@pytest.mark.parametrize(
    ("area", "possibly", "certainly"), [(BOX, [0, 1, 2, 3, 4, 6, 7, 8], [0, 6, 7, 8]), (FIJI, [5], [])]
)
def test_an_area_is_asked_of_whole_shapes(area, possibly: list[int], certainly: list[int]) -> None:
    for within, rows in (("possibly", possibly), ("certainly", certainly)):
        asked = Filters(area=area, within=within)
        assert np.flatnonzero(answers.selection(STORE, asked)).tolist() == rows, within


def test_a_radius_widens_shapes_too() -> None:
    beside = ((20.91, 42.79), (20.95, 42.79), (20.95, 42.81), (20.91, 42.81))  # 820 m east of the triangle
    given = [(TRIANGLE, "region")]
    shown = [
        answers.selection(opened(given, radius), Filters(area=beside))[0] for radius in (700, 900, np.nan)
    ]
    assert shown == [False, True, False]


def winding(corners: int) -> np.ndarray:
    """A wobbly ring."""
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    away = 1 + 0.01 * np.sin(angle * 400) + 0.05 * np.sin(angle * 17)
    return np.column_stack([20 + away * np.cos(angle), 43 + away * np.sin(angle)])


@pytest.mark.parametrize("most", [32, 500, 4000])
def test_a_map_gets_few_corners_of_a_detailed_shape_and_the_filter_all(most: int) -> None:
    exact = shapely.Polygon(winding(50_000))
    (area,) = outlines.paths_of(exact, most)["area"]
    assert 8 < len(area) <= most
    off = 0.002 if most == 4000 else 0.1  # its extent is two degrees
    assert shapely.Polygon(area).symmetric_difference(exact).area < off * exact.area
    detailed = opened([(exact, "region")])
    assert detailed.geometries(np.array([0]))[0].equals_exact(exact)


def test_small_shapes_and_the_largest_part_stay_as_they_are() -> None:
    few = shapely.Polygon(winding(60))
    assert outlines.paths_of(few, 100)["area"][0] == np.round(few.exterior.coords, 7).tolist()
    islands = shapely.MultiPolygon(
        [
            shapely.Polygon(winding(500)),
            *(shapely.box(x, 45, x + 1e-5, 45.00001) for x in np.arange(20, 21, 0.01)),
        ]
    )
    assert len(outlines.paths_of(islands, 4000)["area"]) == 1
    alone = shapely.transform(shapely.Polygon(winding(5000)), lambda xy: xy * 1e-9)
    assert len(outlines.paths_of(alone, 32)["area"]) == 1


def test_of_very_many_points_one_stays_in_each_cell() -> None:
    random = np.random.default_rng(3).uniform(20, 21, (50_000, 2))
    (points,) = outlines.paths_of(shapely.MultiPoint(random), 4000)["points"]
    assert 500 < len(points) <= 4000
    assert {tuple(point) for point in points} <= {tuple(point) for point in np.round(random, 7).tolist()}


def test_the_more_shapes_the_fewer_corners_each(monkeypatch: pytest.MonkeyPatch) -> None:
    detailed = [(shapely.Polygon(winding(3000) + np.array([at, 0])), "region") for at in range(4)]
    counted = opened(detailed)
    assert outlines.most_corners(counted) == outlines.MOST
    monkeypatch.setattr(outlines, "MOST_CORNERS", 800)
    assert outlines.most_corners(counted) == 200
    assert all(len(each["paths"][0]) <= 200 for each in outlines.drawn(counted))


def test_the_index_of_pieces_holds_the_shapes_of_each(tmp_path) -> None:
    dataset = STORE.dataset
    duckdb_file.write(tmp_path / "whole.duckdb", [dataset])
    from geodata.engines.embedded import DuckDB

    engine = DuckDB(tmp_path / "whole.duckdb")
    found = engine.run("SELECT row, west, uncertainty_m FROM shapes ORDER BY row")
    assert found["row"].tolist() == list(range(7))
    assert found["west"].tolist() == [
        *(each.bounds[0] for each in shapes.cut(dataset.incidents.geometry.to_numpy()[:7])),
    ]
    engine.close()
