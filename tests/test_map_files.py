"""Files that programs for maps save: uMap, kepler.gl, TopoJSON, Esri's JSON, scripts, and broken GeoJSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from expected_files import drafted, told
from readings import codes
from readings import read as read_text

from geodata.errors import UnusableFileError
from geodata.readers.raw import RawFile
from geodata.readers.shapes import AS_WRITTEN

STRIKE = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [20.8, 42.9]},
    "properties": {"name": "Strike one", "date": "2023-09-24", "_umap_options": {"color": "Red"}},
}
POST = {**STRIKE, "properties": {"name": "Post", "layer": "east"}}


def written(tmp_path: Path, value: Any, name: str) -> Path:
    path = tmp_path / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def read(value: Any, name: str, tmp_path: Path) -> RawFile:
    return read_text(value if isinstance(value, str) else json.dumps(value), name, tmp_path)


def incidents(tmp_path: Path, value: Any, name: str, **chosen: Any) -> list[dict[str, Any]]:
    return told(drafted(written(tmp_path, value, name), tmp_path, **chosen))


def umap(*layers: Any) -> dict[str, Any]:
    return {"type": "umap", "properties": {"name": "War map"}, "geometry": None, "layers": [*layers]}


def test_a_umap_file_gives_the_features_of_all_layers_with_their_layers_name(tmp_path: Path) -> None:
    layers = [
        {"type": "FeatureCollection", "_umap_options": {"name": "Strikes"}, "features": [STRIKE]},
        {"type": "FeatureCollection", "_storage": {"name": "Posts"}, "features": [POST]},
    ]
    strike, post = incidents(tmp_path, umap(*layers), "a.umap")
    assert (strike["title"], strike["when"], strike["at"]) == ("Strike one", "2023-09-24", (20.8, 42.9))
    assert strike["others"] == {"date": "2023-09-24", "layer": "Strikes"}
    assert post["others"] == {"layer": "east", "layer of the map": "Posts"}


def test_what_a_umap_layer_shows_from_elsewhere_is_said_not_to_be_in_the_file(tmp_path: Path) -> None:
    layer = {"_umap_options": {"name": "Roads", "remoteData": {"url": "https://example.org/roads"}}}
    raw = read(umap(layer, {"features": [STRIKE]}), "a.umap", tmp_path)
    assert raw.notes[0].words.startswith("The layer 'Roads' shows data of https://example.org/roads")


def test_umaps_marks_become_words_links_and_media(tmp_path: Path) -> None:
    text = "**Roof** hit [[https://example.org/2|report]] {{https://example.org/p.jpg|200}}"
    feature = {**STRIKE, "properties": {"name": "A", "description": text}}
    (one,) = incidents(tmp_path, umap({"features": [feature]}), "a.umap")
    assert (one["summary"], one["addresses"]) == ("Roof hit report", ["https://example.org/2"])
    assert one["others"]["media"] == "https://example.org/p.jpg"


@pytest.mark.parametrize(
    "feature", [None, 3, {"properties": 4, "geometry": None}, {"geometry": {"type": "x"}}]
)
def test_an_odd_feature_of_a_umap_layer_is_accounted_for(feature: Any, tmp_path: Path) -> None:
    raw = read(umap({"features": [feature, STRIKE]}, 7), "a.umap", tmp_path)
    assert raw.rows_in == 3


def kepler(*datasets: dict[str, Any]) -> dict[str, Any]:
    return {
        "datasets": [{"version": "v1", "data": one} for one in datasets],
        "config": {"version": "v1", "config": {}},
        "info": {"app": "kepler.gl"},
    }


EVENTS = {
    "id": "a1",
    "label": "events.csv",
    "allData": [["2023-09-24", 42.9, 20.8, "Strike one"], ["2023-09-25", 42.8, 20.9, "Strike two"]],
    "fields": [{"name": name} for name in ("date", "lat", "lon", "title")],
}
SHAPES = {
    "label": "areas",
    "allData": [[{"type": "Feature", "geometry": {"type": "Point", "coordinates": [20.7, 42.95]}}, "A"]],
    "fields": [{"name": "_geojson", "type": "geojson"}, {"name": "title"}],
}


def test_a_map_of_kepler_gl_gives_its_rows_by_its_fields(tmp_path: Path) -> None:
    first, second = incidents(tmp_path, kepler(EVENTS), "keplergl.json")
    assert (first["title"], first["when"], first["at"]) == ("Strike one", "2023-09-24", (20.8, 42.9))
    assert (second["title"], second["at"]) == ("Strike two", (20.9, 42.8))


def test_which_dataset_of_kepler_gl_holds_the_incidents_is_asked(tmp_path: Path) -> None:
    made = drafted(written(tmp_path, kepler(EVENTS, SHAPES), "a.json"), tmp_path)
    assert [(each.field, each.options) for each in made.questions] == [("table", ("events.csv", "areas"))]
    assert len(incidents(tmp_path, kepler(EVENTS, SHAPES), "a.json", table="areas")) == 1


def test_a_map_of_kepler_gl_without_rows_says_so(tmp_path: Path) -> None:
    with pytest.raises(
        UnusableFileError, match=r"a map of kepler\.gl without rows\. Export the map with its"
    ):
        read(kepler({**EVENTS, "allData": []}), "a.json", tmp_path)


TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.1, 0.1], "translate": [20, 42]},
    "arcs": [[[0, 0], [10, 0]], [[10, 0], [0, 10], [-10, 0], [0, -10]]],
    "objects": {
        "events": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "Area"}},
                {"type": "LineString", "arcs": [-1], "properties": {"name": "Line"}},
                {"type": "Point", "coordinates": [8, 9], "id": "p", "properties": {"name": "Point"}},
                {"type": "LineString", "arcs": [9], "properties": {"name": "Broken"}},
                {"type": None, "properties": {"name": "Nowhere"}},
                {"type": "Polygon", "arcs": [[0]], "properties": {"name": "Two positions"}},
                {"type": "Polygon", "arcs": [[]], "properties": {"name": "No arcs"}},
                {"type": "MultiPolygon", "arcs": [[[0, 1]], [[0, -1]]], "properties": {"name": "Half"}},
                {"type": "Polygon", "arcs": [[0]]},
            ],
        }
    },
}


def test_topojson_gives_shapes_of_the_arcs_that_neighbours_share(tmp_path: Path) -> None:
    raw = read(TOPOLOGY, "a.topojson", tmp_path)
    assert raw.geometry is not None
    assert [None if one is None else one.wkt for one in raw.geometry] == [
        "POLYGON ((20 42, 21 42, 21 43, 20 43, 20 42))",
        "LINESTRING (21 42, 20 42)",
        "POINT (20.8 42.9)",
        *(None for _ in range(4)),
        "MULTIPOLYGON (((20 42, 21 42, 21 43, 20 43, 20 42)))",  # without a ring that has no area
    ]
    assert list(raw.rows["name"])[:5] == ["Area", "Line", "Point", "Broken", "Nowhere"]
    assert raw.rows["id"].iloc[2] == "p"
    assert json.loads(raw.rows[AS_WRITTEN].iloc[3]) == {"type": "LineString", "arcs": [9]}
    assert raw.refused["row"].tolist() == [9], "the one that says nothing else"
    assert codes(raw) == ["shapes"]
    assert "row 4: it has no coordinates; row 6: its coordinates are malformed" in raw.notes[0].words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"type": "Topology"}, "TopoJSON without objects"),
        ({**TOPOLOGY, "arcs": [[["x"]]]}, "its arcs or its transform cannot be read"),
        ({**TOPOLOGY, "transform": {"scale": [1]}}, "its arcs or its transform cannot be read"),
    ],
)
def test_topojson_that_is_broken_as_a_whole_says_so(value: Any, words: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match=words):
        read(value, "a.json", tmp_path)


def esri(*features: Any, **more: Any) -> dict[str, Any]:
    fields = [{"name": "EventDate", "type": "esriFieldTypeDate"}, {"name": "Title"}]
    return {"spatialReference": {"wkid": 4326}, "fields": fields, "features": [*features], **more}


def esri_feature(geometry: Any, date: Any = 1_695_513_600_000) -> dict[str, Any]:
    return {"attributes": {"EventDate": date, "Title": "A"}, "geometry": geometry}


def test_esris_json_is_read_with_its_milliseconds_as_days(tmp_path: Path) -> None:
    (one,) = incidents(tmp_path, esri(esri_feature({"x": 20.8, "y": 42.9})), "a.json")
    assert (one["title"], one["when"], one["at"]) == ("A", "2023-09-24", (20.8, 42.9))


def test_esris_moments_are_times_where_one_of_them_is_no_midnight(tmp_path: Path) -> None:
    value = esri(esri_feature(None), esri_feature(None, 1_695_524_400_500))
    assert list(read(value, "a.json", tmp_path).rows["EventDate"]) == [
        "2023-09-24T00:00:00Z",
        "2023-09-24T03:00:00.500000Z",
    ]


OUTER = [[20, 42], [20, 43], [21, 43], [21, 42], [20, 42]]
HOLE = [[20.2, 42.2], [20.4, 42.2], [20.4, 42.4], [20.2, 42.4], [20.2, 42.2]]
ISLAND = [[22, 42], [22, 43], [23, 43], [23, 42], [22, 42]]


@pytest.mark.parametrize(
    ("geometry", "wkt"),
    [
        ({"rings": [OUTER, HOLE]}, "POLYGON ((20 42, 20 43, 21 43, 21 42, 20 42), (20.2 42.2,"),
        ({"rings": [OUTER, ISLAND, HOLE]}, "MULTIPOLYGON (((20 42, 20 43, 21 43, 21 42, 20 42), (20.2 42.2,"),
        ({"rings": [HOLE]}, "POLYGON ((20.2 42.2,"),
        ({"paths": [[[20, 42], [21, 43]]]}, "LINESTRING (20 42, 21 43)"),
        ({"paths": [[[20, 42, 7], [21, 43, 8]]], "hasM": True}, "LINESTRING (20 42, 21 43)"),
        ({"paths": [[[0, 1], [1, 1]], [[2, 2], [3, 3]]]}, "MULTILINESTRING ((0 1, 1 1), (2 2, 3 3))"),
        ({"points": [[20, 42], [21, 43]]}, "MULTIPOINT ((20 42), (21 43))"),
        ({"xmin": 0, "ymin": 1, "xmax": 2, "ymax": 3}, "POLYGON ((0 1, 2 1, 2 3, 0 3, 0 1))"),
    ],
)
def test_esris_shapes_keep_their_kind(geometry: Any, wkt: str, tmp_path: Path) -> None:
    raw = read(esri(esri_feature(geometry)), "a.json", tmp_path)
    assert raw.geometry is not None
    assert raw.geometry[0].wkt.startswith(wkt)


@pytest.mark.parametrize("geometry", [{"curveRings": [[1]]}, {"rings": [[1, 2]]}, {"paths": 3}, {"x": 1}, 5])
def test_a_shape_of_esri_that_cannot_be_read_is_left_out_and_its_row_kept(
    geometry: Any, tmp_path: Path
) -> None:
    raw = read(esri(esri_feature(geometry), esri_feature({"x": 1, "y": 2})), "a.json", tmp_path)
    assert (len(raw.rows), len(raw.refused)) == (2, 0)
    assert raw.geometry is not None
    assert [one is None for one in raw.geometry] == [True, False]
    assert "shapes" in codes(raw) or geometry == 5


def test_esris_metres_are_converted_by_the_number_of_their_system(tmp_path: Path) -> None:
    value = esri(esri_feature({"x": 2_315_445.4, "y": 5_297_076.9}), spatialReference={"wkid": 102100})
    (one,) = incidents(tmp_path, value, "a.json")
    assert one["at"] == pytest.approx((20.8, 42.9021), abs=1e-3)


def test_layers_of_a_web_map_are_asked_for_by_their_names(tmp_path: Path) -> None:
    layers = [
        {"layerDefinition": {"name": name}, "featureSet": esri(esri_feature({"x": 20.8, "y": 42.9}))}
        for name in ("Strikes", "Posts")
    ]
    raw = read({"featureCollection": {"layers": layers}}, "a.json", tmp_path)
    assert (raw.tables, raw.table) == (("Strikes", "Posts"), None)


FEATURES = json.dumps({"type": "FeatureCollection", "features": [STRIKE]})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"var json_posts_1 = {FEATURES}", "posts_1.js"),
        (f"/* made by a map */\nconst data = {FEATURES};\n", "a.js"),
        (f"export default {FEATURES};", "a.js"),
        (f"callback({FEATURES});", "a.json"),
    ],
)
def test_what_a_script_assigns_is_read(text: str, name: str, tmp_path: Path) -> None:
    raw = read(text, name, tmp_path)
    assert (raw.format, len(raw.rows), codes(raw)) == ("geojson", 1, ["format"])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("'type': 'geojson',\n'data': {\n'features': [\n", "a.geojson"),
        ("type,features\na,b\n", "a.geojson"),
        ('"features": [{"type": "Feature"}]}', "a.json"),
        ("x, y\n{1}, 2", "a.ndjson"),
        ("var map = L.map('map');", "a.umap"),
    ],
)
def test_broken_json_is_said_to_be_broken_and_never_read_as_a_table(
    text: str, name: str, tmp_path: Path
) -> None:
    with pytest.raises(UnusableFileError, match="it is no JSON, as its name says") as caught:
        read(text, name, tmp_path)
    assert caught.value.code == "malformed"


def test_a_table_under_the_name_of_json_is_read_where_nothing_looks_like_objects(tmp_path: Path) -> None:
    raw = read("id,title\n1,a\n", "a.json", tmp_path)
    assert (raw.format, codes(raw)) == ("csv", ["format"])


METRES = {**STRIKE, "geometry": {"type": "Point", "coordinates": [2_315_445.4, 5_297_076.9]}}


def test_the_system_of_metres_is_asked_where_the_file_does_not_say_it(tmp_path: Path) -> None:
    value = {"type": "FeatureCollection", "features": [METRES]}
    made = drafted(written(tmp_path, value, "a.geojson"), tmp_path)
    assert [(each.field, each.examples) for each in made.questions] == [("crs", ("2315445.4, 5297076.9",))]
    assert made.accepted == 1
    (one,) = incidents(tmp_path, value, "a.geojson", crs="EPSG:3857")
    assert one["at"] == pytest.approx((20.8, 42.9021), abs=1e-3)


def test_one_position_in_metres_among_degrees_is_refused_alone(tmp_path: Path) -> None:
    value = {"type": "FeatureCollection", "features": [STRIKE, POST, METRES]}
    made = drafted(written(tmp_path, value, "a.geojson"), tmp_path)
    assert (made.accepted, len(made.rejected), made.questions) == (2, 1, ())
