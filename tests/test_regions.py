"""Records in regions, certainly and possibly: beside a plain reference, on borders, from any file."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import reference
import shapely
from datasets import small_dataset
from hypothesis import given, settings
from hypothesis import strategies as st

import geodata
from geodata.__main__ import main
from geodata.errors import BoundariesError, FilterError
from geodata.filters import Filters
from geodata.library import paths
from geodata.query import answers, region_joins, regions, store
from geodata.readers import boundaries
from geodata.readers.boundaries import Boundaries

N = 120


def drawn(shapes: list[shapely.Geometry], names: list[str] | None = None) -> Boundaries:
    frame = gpd.GeoDataFrame(
        {
            "name": names or [f"region {number}" for number in range(len(shapes))],
            "code": None,
            "parent": None,
            "population": 100_000.0,
            "area_km2": 1000.0,
        },
        geometry=shapes,
        crs=4326,
    )
    return Boundaries(frame, "nobody", "", repr([names, *(shapely.to_wkb(each) for each in shapes)]))


def scattered(lon: np.ndarray, lat: np.ndarray, radius_m: np.ndarray, **columns: object) -> store.Store:
    dataset = small_dataset(len(lon))
    incidents = dataset.incidents.assign(
        lon=lon,
        lat=lat,
        uncertainty_m=radius_m,
        geometry=gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=4326),
        location_class="site",
    ).assign(**columns)
    return store.open(replace(dataset, incidents=incidents))


RANDOM = np.random.default_rng(8)
LON, LAT = RANDOM.uniform(20.0, 22.0, N), RANDOM.uniform(42.0, 44.0, N)
RADIUS = RANDOM.choice([0.0, 200, 3_000, 25_000, np.nan], N)
STORE = scattered(LON, LAT, RADIUS)


@st.composite
def tilings(draw: st.DrawFn) -> list[shapely.Geometry]:
    """Polygons that tile a box which holds every disc."""
    corners = st.tuples(st.floats(19.5, 22.5), st.floats(41.5, 44.5))
    points = draw(st.lists(corners, min_size=2, max_size=9, unique=True))
    box = shapely.box(19, 41, 23, 45)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=box))
    return [each for each in shapely.intersection(cells, box) if each.area > 1e-6]


@given(tilings())
@settings(max_examples=25, deadline=None)
def test_regions_that_tile_the_whole_hold_it_between_the_certain_and_the_possible(
    cells: list[shapely.Geometry],
) -> None:
    found = regions.regions(STORE, drawn(cells), Filters(), measure="fatalities")
    assert (found["records_certain"] <= found["records_possible"]).all()
    assert found["records_certain"].sum() <= N <= found["records_possible"].sum()
    assert (found["fatalities_certain"] <= found["fatalities_possible"]).all()
    assert (found["fatalities_certain_low"] <= found["fatalities_certain"]).all()
    assert (found["fatalities_possible"] <= found["fatalities_possible_high"]).all()
    assert found.attrs["outside"] == 0


@given(tilings())
@settings(max_examples=2, deadline=None)
def test_discs_and_regions_meet_as_a_plain_projection_says(cells: list[shapely.Geometry]) -> None:
    pairs = region_joins.discs_in_regions(LON, LAT, RADIUS, np.array(cells, object))
    found = {(row, region): sure for row, region, sure in zip(*map(np.ndarray.tolist, pairs), strict=True)}
    for region, cell in enumerate(cells):
        ring = tuple(map(tuple, shapely.get_coordinates(cell)[:-1].tolist()))
        for row in range(8):
            close = [reference.disc(LON[row], LAT[row], RADIUS[row] * more, ring) for more in (0.998, 1.002)]
            if close[0] == close[1]:
                assert ((row, region) in found, found.get((row, region), False)) == close[0]


def test_a_record_on_a_border_is_possibly_in_both_and_certainly_in_neither() -> None:
    west, east = shapely.box(20, 42, 21, 44), shapely.box(21, 42, 22, 44)
    here = scattered(
        np.array([21.0, 21.005, 20.5, 20.6]), np.full(4, 43.0), np.array([0, 1000.0, 1000, np.nan])
    )
    found = regions.regions(here, drawn([west, east]), Filters())
    assert found["records_possible"].tolist() == [4, 2]
    assert found["records_certain"].tolist() == [1, 0]
    assert found["records_possible_per_100_000"].tolist() == [4, 2]
    assert found["records_certain_per_1000_km2"].tolist() == [1, 0]


def test_a_hole_is_outside_and_its_edge_a_border() -> None:
    hole = shapely.box(20.4, 42.9, 20.6, 43.1)
    around = shapely.difference(shapely.box(20, 42, 21, 44), hole)
    here = scattered(np.array([20.5, 20.39, 20.2]), np.full(3, 43.0), np.full(3, 3000.0))
    found = regions.regions(here, drawn([around, hole]), Filters())
    assert found["records_possible"].tolist() == [2, 2]
    assert found["records_certain"].tolist() == [1, 1]


def test_a_region_over_the_antimeridian_holds_discs_that_reach_over_it() -> None:
    fiji = shapely.MultiPolygon([shapely.box(178, -18, 180, -16), shapely.box(-180, -18, -178, -16)])
    here = scattered(np.array([179.99, -179.99, 177.99]), np.full(3, -17.0), np.full(3, 5000.0))
    found = regions.regions(here, drawn([fiji]), Filters())
    assert (found["records_certain"][0], found["records_possible"][0]) == (2, 3)


def test_lines_and_areas_are_certain_where_all_of_them_lies_inside() -> None:
    shapes = [
        shapely.LineString([(20.1, 43), (20.9, 43)]),
        shapely.LineString([(20.9, 43), (21.1, 43)]),
        shapely.box(20.2, 42.5, 20.4, 42.7),
        shapely.MultiPoint([(20.2, 42.5), (20.3, 42.5)]),
    ]
    middle = np.array([shape.centroid.coords[0] for shape in shapes])
    here = scattered(
        middle[:, 0],
        middle[:, 1],
        np.array([1000.0, 1000, np.nan, np.nan]),
        geometry=gpd.GeoSeries(shapes, crs=4326),
    )
    west, east = shapely.box(20, 42, 21, 44), shapely.box(21, 42, 22, 44)
    found = regions.regions(here, drawn([west, east]), Filters())
    assert found["records_possible"].tolist() == [4, 1]
    assert found["records_certain"].tolist() == [2, 0]


def test_a_district_is_certainly_in_the_region_that_carries_its_name() -> None:
    dataset = small_dataset(1)
    place = dataset.places.iloc[0]
    here = scattered(
        np.array([21.0]),
        np.array([43.0]),
        np.array([60_000.0]),
        location_class="district",
        place=place["key"],
    )
    west, east = shapely.box(20, 42, 21, 44), shapely.box(21, 42, 22, 44)
    named = regions.regions(here, drawn([west, east], [place["name_en"].upper(), "another"]), Filters())
    assert named["records_certain"].tolist() == [1, 0]
    assert named["records_possible"].tolist() == [1, 0]
    twice = regions.regions(here, drawn([west, east], [place["name_en"]] * 2), Filters())
    assert twice["records_certain"].tolist() == [0, 0]
    assert twice["records_possible"].tolist() == [1, 1]


def test_the_case_in_the_countries_that_are_built_in() -> None:
    """As Natural Earth draws Kosovo; what lies along its line with Serbia is certainly in neither."""
    found = geodata.regions(paths.DEFAULT).set_index("name")
    told = found[found["records_possible"] > 0][["records_certain", "records_possible"]]
    assert told.T.to_dict("list") == CASE
    assert found.attrs["drawn_by"] == "Natural Earth"
    assert "Kosovo" in found.attrs["note"]
    assert abs(found.loc["Kosovo", "area_km2"] - 10_887) < 100


CASE = {
    "Belgium": [5, 5],
    "Kosovo": [116, 152],
    "Macedonia": [1, 7],
    "Montenegro": [0, 6],
    "Serbia": [30, 66],
    "United States of America": [0, 3],
}


def test_the_filter_counts_and_a_measure_that_is_none_is_refused() -> None:
    found = geodata.regions(paths.DEFAULT, filters=Filters(kinds=("incident",))).set_index("name")
    assert (
        found.attrs["records"]
        == answers.counts(store.opened(paths.DEFAULT), Filters(kinds=("incident",))).shown
    )
    assert found.loc["Kosovo", "records_possible"] < CASE["Kosovo"][1]
    with pytest.raises(FilterError, match="records, fatalities, injured"):
        geodata.regions(paths.DEFAULT, measure="wounds")


# Files as they come -----------------------------------------------------------------------------------------

SQUARES = [shapely.box(20, 42, 21, 43), shapely.box(21, 42, 22, 43)]
LAYOUTS = {
    "GADM": (
        {"GID_0": "XKO", "COUNTRY": "Kosovo", "NAME_1": "Up", "GID_1": "XKO.1_1"},
        ("NAME_1", "GID_1", "COUNTRY"),
    ),
    "geoBoundaries": (
        {"shapeName": "A", "shapeISO": "XK-1", "shapeGroup": "XKX", "shapeID": "9"},
        ("shapeName", "shapeISO", "shapeGroup"),
    ),
    "OCHA, Common Operational Dataset": (
        {
            "ADM1_EN": "Up",
            "ADM1_PCODE": "X1",
            "ADM2_EN": "A",
            "ADM2_PCODE": "X11",
            "ADM0_PCODE": "X",
            "T_TL": 500,
        },
        ("ADM2_EN", "ADM2_PCODE", "ADM1_EN", "T_TL"),
    ),
    "Natural Earth": (
        {"NAME": "A", "ADM0_A3": "KOS", "POP_EST": 1_800_000},
        ("NAME", "ADM0_A3", None, "POP_EST"),
    ),
}


@pytest.mark.parametrize("drawn_by", list(LAYOUTS))
def test_the_columns_of_those_who_publish_boundaries_are_recognised(drawn_by: str, tmp_path: Path) -> None:
    columns, expected = LAYOUTS[drawn_by]
    frame = gpd.GeoDataFrame(
        {name: [value, value] for name, value in columns.items()}, geometry=SQUARES, crs=4326
    )
    frame.to_file(tmp_path / "regions.gpkg")
    found = boundaries.read(tmp_path / "regions.gpkg")
    assert found.drawn_by == drawn_by
    for field, column in zip(boundaries.FIELDS, expected, strict=False):
        told = found.regions[field].iloc[0]
        assert (told == columns[column]) if column else pd.isna(told), field


PLACEMARK = (
    "<Placemark><name>{}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>{}</coordinates></LinearRing>"
    "</outerBoundaryIs></Polygon></Placemark>"
)
KML = (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    + PLACEMARK.format("A", "{}")
    + PLACEMARK.format("B", "{}")
    + "</Document></kml>"
)


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "zip", "kml", "topojson"])
def test_boundaries_are_read_from_every_kind_of_file(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"regions.{suffix}"
    frame = gpd.GeoDataFrame({"Name": ["A", "B"]}, geometry=SQUARES, crs=4326)
    if suffix == "zip":
        frame.to_file(tmp_path / "regions.shp")
        with zipfile.ZipFile(file, "w") as packed:
            for part in tmp_path.glob("regions.[!z]*"):
                packed.write(part, part.name)
    elif suffix == "topojson":
        rings = [
            [[20, 42], [21, 42], [21, 43], [20, 43], [20, 42]],
            [[21, 42], [22, 42], [22, 43], [21, 43], [21, 42]],
        ]
        made = [
            {"type": "Polygon", "arcs": [[number]], "properties": {"Name": "AB"[number]}} for number in (0, 1)
        ]
        collection = {"type": "GeometryCollection", "geometries": made}
        file.write_text(json.dumps({"type": "Topology", "objects": {"regions": collection}, "arcs": rings}))
    elif suffix == "kml":
        file.write_text(
            KML.format(*(" ".join(f"{x},{y}" for x, y in each.exterior.coords) for each in SQUARES))
        )
    else:
        frame.to_file(file)
    found = boundaries.read(file)
    assert found.regions["name"].tolist() == ["A", "B"]
    assert abs(found.regions["area_km2"].iloc[0] - 9_100) < 200
    assert all(map(shapely.equals, found.regions.geometry, SQUARES))


def test_a_file_of_no_regions_says_what_was_found(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"label": ["A", "B"]}, geometry=SQUARES, crs=4326)
    frame.to_file(tmp_path / "regions.gpkg")
    with pytest.raises(BoundariesError, match="no column is known to hold the regions' names"):
        boundaries.read(tmp_path / "regions.gpkg")
    assert boundaries.read(tmp_path / "regions.gpkg", name="label").regions["name"].tolist() == ["A", "B"]
    gpd.GeoDataFrame({"name": ["A"]}, geometry=[shapely.Point(20, 43)], crs=4326).to_file(
        tmp_path / "points.gpkg"
    )
    with pytest.raises(BoundariesError, match="no areas"):
        boundaries.read(tmp_path / "points.gpkg")
    (tmp_path / "broken.geojson").write_text("{")
    with pytest.raises(BoundariesError, match="cannot be read"):
        boundaries.read(tmp_path / "broken.geojson")
    with pytest.raises(BoundariesError, match="no such file"):
        boundaries.read(tmp_path / "missing.gpkg")


def test_the_command_says_both_numbers_and_who_drew_the_borders(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["regions", paths.DEFAULT, "countries", "--measure", "fatalities"]) == 0
    said = capsys.readouterr().out
    assert "Kosovo: " in said
    assert "Borders: Natural Earth (public domain)." in said
    assert main(["regions", paths.DEFAULT, "countries", "--json"]) == 0
    lines = json.loads(capsys.readouterr().out)["regions"]
    assert {line["name"]: [line["records_certain"], line["records_possible"]] for line in lines} == CASE
