"""What is more than a point is in an area if any of it is, certainly if all of it is, from file to export.

The shared files' cases are those of `EXPECTED.md`, section F13; the others are read from files made here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from expected_files import FILES, drafted, needs_shared_files
from test_round_trip import dataset

from geodata.exporters import registry
from geodata.filters import from_query
from geodata.query import store

BOX = "20.7,42.8;20.9,42.8;20.9,43.0;20.7,43.0"
BESIDE_THE_DATE_LINE = "179.2,-17.5;180,-17.5;180,-16.5;179.2,-16.5"

SHARED = {
    "v01_lines_and_box.geojson": (BOX, {"enters", "inside"}, {"inside"}),
    "v02_areas_and_box.geojson": (BOX, {"overlaps", "holds", "inside"}, {"inside"}),
    "v03_points_and_box.geojson": (BOX, {"one in"}, set()),
    "v04_middle_inside.geojson": (BOX, {"crosses", "larger"}, set()),
    "v05_disc_and_box.csv": (BOX, {"touches"}, set()),
    "v06_date_line_and_box.geojson": (BESIDE_THE_DATE_LINE, {"across", "west"}, {"west"}),
}

MADE = {
    "a line that enters": ("LINESTRING (20.8 42.9, 20.8 43.9)", BOX, "possibly"),
    "a line inside": ("LINESTRING (20.72 42.82, 20.78 42.88)", BOX, "certainly"),
    "a line through, whose middle is inside": ("LINESTRING (20.3 42.9, 21.3 42.9)", BOX, "possibly"),
    "a line that cuts a corner, with neither end inside": (
        "LINESTRING (20.6 42.9, 20.8 43.1)",
        BOX,
        "possibly",
    ),
    "a line beside": ("LINESTRING (21.5 43, 22 43)", BOX, "not"),
    "a line around, with its middle inside": ("LINESTRING (20.5 42.6, 21.1 42.6, 21.1 43.2)", BOX, "not"),
    "an area that overlaps": (
        "POLYGON ((20.85 42.85, 22 42.85, 22 44, 20.85 44, 20.85 42.85))",
        BOX,
        "possibly",
    ),
    "an area around": ("POLYGON ((19 41, 23 41, 23 45, 19 45, 19 41))", BOX, "possibly"),
    "an area inside": ("POLYGON ((20.75 42.82, 20.8 42.82, 20.8 42.86, 20.75 42.82))", BOX, "certainly"),
    "an area in whose hole the box lies": (
        "POLYGON ((19 41, 23 41, 23 45, 19 45, 19 41), (20 42, 22 42, 22 44, 20 44, 20 42))",
        BOX,
        "not",
    ),
    "points of which one is inside": ("MULTIPOINT (22.1 44, 20.8 42.9, 22.2 44.1)", BOX, "possibly"),
    "points all inside": ("MULTIPOINT (20.75 42.9, 20.8 42.9)", BOX, "certainly"),
    "points around": ("MULTIPOINT (20.6 42.9, 21 42.9)", BOX, "not"),
    "a line over the date line": ("LINESTRING (179 -17, -179 -17)", BESIDE_THE_DATE_LINE, "possibly"),
    "a line the other way round the world": ("LINESTRING (-179 -17, -178 -17)", BESIDE_THE_DATE_LINE, "not"),
}


def shown(path: Path, query: str, scratch: Path) -> dict[str, Any]:
    """The titles of what a GeoJSON export of the imported file holds, with the shapes."""
    imported = store.open(dataset(dict(drafted(path, scratch).tables)))
    features = json.loads(b"".join(registry.blocks("geojson", imported, from_query(query))))["features"]
    return {each["properties"]["title"]: each["geometry"] for each in features}


@needs_shared_files()
@pytest.mark.parametrize("file", SHARED)
def test_a_shared_file_is_in_the_area_as_an_exact_researcher_expects(file: str, tmp_path: Path) -> None:
    area, possibly, certainly = SHARED[file]
    found = shown(FILES / file, f"area={area}", tmp_path)
    assert set(found) == possibly
    assert set(shown(FILES / file, f"area={area}&within=certainly", tmp_path)) == certainly
    if file.startswith("v03"):
        assert len(found["one in"]["coordinates"]) == 3


@pytest.mark.parametrize("area", [BOX, BESIDE_THE_DATE_LINE])
def test_a_shape_is_possibly_in_an_area_that_it_touches_and_certainly_in_one_that_holds_it(
    area: str, tmp_path: Path
) -> None:
    made = {title: shapely.from_wkt(written) for title, (written, of, _) in MADE.items() if of == area}
    path = tmp_path / "made.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [*map(feature, made.items())]}))
    possibly = shown(path, f"area={area}", tmp_path)
    certainly = shown(path, f"area={area}&within=certainly", tmp_path)
    found = {
        title: "certainly" if title in certainly else "possibly" if title in possibly else "not"
        for title in made
    }
    assert found == {title: MADE[title][2] for title in made}
    assert set(certainly) <= set(possibly)
    for title, kept in possibly.items():
        assert shapely.from_geojson(json.dumps(kept)).equals(made[title]), title


def feature(named: tuple[str, shapely.Geometry]) -> dict[str, Any]:
    title, shape = named
    properties = {"title": title, "date": "2023-09-24", "uncertainty_m": 100}
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shape))}
