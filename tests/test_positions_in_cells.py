"""Positions in cells: UTM, MGRS, plus codes, shapes; longitudes to 360, poles, columns against shapes.

The values of MGRS are those that the package `mgrs` gives as well.
"""

from __future__ import annotations

import pytest
import shapely
from raw_files import draft, incident

from geodata.ingest.choices import Choices
from geodata.values import grid_references, shape_cells


def said(made: object) -> str:
    return " ".join(made.warnings["reason"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        ("34TDN7322553255", 20.6719, 42.9315),
        ("34T DN 74225 54255", 20.6841, 42.9405),
        ("33UXP0450032300", 16.404589, 48.135372),
        ("18SUJ2338308450", -77.036896, 38.907198),
        ("34T 474125 4753101", 20.6829, 42.9301),
        ("UTM zone 34 N 474125 mE, 4753101 mN", 20.6829, 42.9301),
        ("56H 334873 6252266", 151.214998, -33.857001),
        ("56S 334873 6252266", 151.214998, -33.857001),
        ("37S 500000 3800000", 39.0, 34.341303),
        ("8FVC9G8F+6X", 8.524938, 47.365563),
    ],
)
def test_a_position_on_a_grid_is_read(text: str, lon: float, lat: float) -> None:
    found = grid_references.read(text)
    assert isinstance(found, grid_references.Square)
    assert (found.lon, found.lat) == pytest.approx((lon, lat), abs=1e-4)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("34TZN7322553255", "not on the grid"),
        ("34TDN732255325", "a digit is missing"),
        ("61TDN7322553255", "not on the grid"),
        ("34C 474125 4753101", "do not lie in zone 34C"),
        ("34T 74125 4753101", "between 100,000 and 900,000"),
        ("9G8F+6X Zürich", "a shortened plus code"),
    ],
)
def test_what_is_no_position_on_a_grid_says_why(text: str, words: str) -> None:
    assert words in str(grid_references.read(text))


@pytest.mark.parametrize("text", ["", "Town", "42.93, 20.68", "2023-09-24", "12 people", "N42 E20", "34T"])
def test_another_text_is_no_grid_reference(text: str) -> None:
    assert grid_references.read(text) is None


def test_a_shortened_mgrs_is_a_square_of_which_the_middle_and_the_size_are_kept() -> None:
    made = draft([{"title": "A", "mgrs": "34TDN7353"}, {"title": "B", "mgrs": "34TDN7322553255"}])
    first, second = incident(made, 0), incident(made, 1)
    assert first["uncertainty_m"] == pytest.approx(707.1, abs=0.1)
    assert (first["lon"], first["lat"]) == pytest.approx((20.6753, 42.9337), abs=1e-3)
    assert second["uncertainty_m"] is None
    assert "a square, not a point" in said(made).lower()
    assert not made.questions


def test_eastings_are_read_in_the_zone_beside_each() -> None:
    rows = [
        {"title": "A", "easting": "474125", "northing": "4753101", "zone": "34T"},
        {"title": "B", "easting": "334873", "northing": "6252266", "zone": "56H"},
        {"title": "C", "easting": "", "northing": "", "zone": ""},
    ]
    made = draft(rows)
    assert not made.questions
    assert (incident(made, 0)["lon"], incident(made, 0)["lat"]) == pytest.approx((20.6829, 42.9301), abs=1e-4)
    assert (incident(made, 1)["lon"], incident(made, 1)["lat"]) == pytest.approx((151.215, -33.857), abs=1e-3)
    assert incident(made, 2)["lon"] is None


def test_a_chosen_coordinate_system_goes_before_the_zone_beside_it() -> None:
    row = {"title": "A", "easting": "474125", "northing": "4753101", "zone": "33T"}
    made = draft([row], Choices(crs="EPSG:32634"))
    assert incident(made)["lon"] == pytest.approx(20.6829, abs=1e-4)


HEX = "0101000020E6100000AE47E17A14AE344048E17A14AE774540"


@pytest.mark.parametrize(
    "cell",
    [
        "POINT (20.68 42.93)",
        "SRID=4326;POINT Z (20.68 42.93 5)",
        '{"type":"Point","coordinates":[20.68,42.93]}',
        '{"type":"Feature","geometry":{"type":"Point","coordinates":[20.68,42.93]},"properties":{}}',
        HEX,
        f"\\x{HEX.lower()}",
        "SRID=3857;POINT (2302087.06 5301315.6)",
    ],
)
def test_a_shape_in_a_cell_is_read_in_each_of_its_writings(cell: str) -> None:
    made = draft([{"title": "A", "geom": cell}])
    one = incident(made)
    assert (one["lon"], one["lat"]) == pytest.approx((20.68, 42.93), abs=1e-2)
    assert isinstance(one["geometry"], shapely.Point)


@pytest.mark.parametrize(
    "cell", ["POINT (1", "{}", '{"coordinates": 3}', "0101", "SRID=9;POINT (1 2)", "x", "{"]
)
def test_what_is_no_shape_is_no_fault_of_ours(cell: str) -> None:
    import pandas as pd

    shapes, lost = shape_cells.read(pd.Series([cell], dtype="str"))
    assert (list(shapes), list(lost)) == ([None], [True])


def test_a_longitude_to_360_is_turned_with_a_remark() -> None:
    made = draft(
        [{"title": "A", "lat": "-13.9", "lon": "192.48"}, {"title": "B", "lat": "-13", "lon": "361"}]
    )
    assert incident(made)["lon"] == pytest.approx(-167.52)
    assert "360 are taken off" in said(made)
    assert len(made.rejected) == 1


@pytest.mark.parametrize(
    ("lon", "read"),
    [
        ("-181.5", 178.5),
        ("-200", 160),
        ("-360", 0),
        ("-180", -180),
        ("180", 180),
        ("360", 0),
        ("-192,48", 167.52),
    ],
)
def test_a_longitude_to_360_either_way_is_turned(lon: str, read: float) -> None:
    made = draft([{"title": "A", "lat": "-13.9", "lon": lon}])
    assert incident(made)["lon"] == pytest.approx(read)
    turned = "360 are added" if lon[0] == "-" else "360 are taken off"
    assert (turned in said(made)) == (abs(float(lon.replace(",", "."))) > 180)


@pytest.mark.parametrize("lon", ["-360.1", "-361", "-1000", "360.5"])
def test_a_longitude_beyond_a_turn_is_refused(lon: str) -> None:
    made = draft([{"title": "A", "lat": "-13.9", "lon": "-20"}, {"title": "B", "lat": "-13", "lon": lon}])
    assert made.rejected["row"].tolist() == [3]


def test_a_shape_beyond_180_degrees_is_turned_with_a_remark() -> None:
    line = shapely.LineString([(179, -17), (183, -17)])
    made = draft([{"title": "A"}], shapes=[line], format="geojson")
    assert incident(made)["geometry"].wkt == "LINESTRING (179 -17, -177 -17)"
    assert abs(incident(made)["lon"]) == pytest.approx(179, abs=0.01)
    assert "360 are taken off or added" in said(made)


def test_a_pole_is_remarked_on() -> None:
    assert "is a pole" in said(draft([{"title": "A", "lat": "-90", "lon": "29.44"}]))


@pytest.mark.parametrize(
    ("lat", "lon", "words"),
    [
        ("52.91", "20.77", "km away, at 2.91 N 20.77 E; the shape counts"),
        ("20.77", "2.91", "exchanged in one of the two"),
        ("2.9", "20.8", ""),
    ],
)
def test_columns_that_contradict_the_shape_are_remarked_on(lat: str, lon: str, words: str) -> None:
    row = {"title": "A", "latitude": lat, "longitude": lon}
    made = draft([row], shapes=[shapely.Point(20.77, 2.91)], format="geojson")
    assert incident(made)["lat"] == 2.91
    assert (words in said(made)) if words else ("the shape lies" not in said(made).lower())
