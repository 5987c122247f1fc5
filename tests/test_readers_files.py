"""Workbooks, JSON, KML, GPX and the formats of GDAL and Arrow become rows of text and shapes."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from readings import MOMENT, UCDP, codes, read
from shapely import LineString, Point

from geodata import readers
from geodata.errors import UnusableFileError
from geodata.readers.raw import RawFile
from geodata.readers.shapes import AS_WRITTEN


def points(raw: RawFile) -> list[tuple[float, float] | None]:
    assert raw.geometry is not None
    return [None if shape is None else (shape.x, shape.y) for shape in raw.geometry]


# JSON and GeoJSON


def test_json_keeps_the_digits_that_the_file_has(tmp_path: Path) -> None:
    first = '{"id": "00123", "n": 9007199254740993, "x": 1.50, "l": [1, {"a": null}], "b": false}'
    text = f'[{first}, {{"n": null, "id": "2"}}]'
    raw = read(text, "a.json", tmp_path)
    assert raw.rows.to_dict("index") == {
        1: {"id": "00123", "n": "9007199254740993", "x": "1.50", "l": '[1, {"a": null}]', "b": "false"},
        2: {"id": "2", "n": "", "x": "", "l": "", "b": ""},
    }


def test_json_that_is_no_object_is_refused_by_row(tmp_path: Path) -> None:
    raw = read('[{"id": 1}, 7, {"id": 2}]', "a.json", tmp_path)
    assert raw.rows["id"].to_dict() == {1: "1", 3: "2"}
    assert raw.refused.to_dict("records") == [
        {"row": 2, "field": "", "value": "7", "original": "7"}
        | {"reason": "A number stands where an object was expected."}
    ]


def test_timemap_and_acled_have_their_tables_found(tmp_path: Path) -> None:
    said = {"events": [{"id": 1, "sources": ["s"]}], "sources": {"s": {"path": "p"}}, "associations": []}
    raw = read(json.dumps(said), "a.json", tmp_path)
    assert (list(raw.rows["sources"]), raw.tables) == (['["s"]'], ())
    assert raw.extra_tables["sources"].to_dict("records") == [{"id": "s", "path": "p"}]
    assert list(raw.extra_tables) == ["sources", "associations"]
    acled = read('{"status": 200, "data": [{"event_id_cnty": "SRB1"}]}', "a.json", tmp_path)
    assert list(acled.rows["event_id_cnty"]) == ["SRB1"]


def test_any_other_object_of_lists_asks_which(tmp_path: Path) -> None:
    text = '{"a": [{"x": 1}], "b": [{"y": 2}], "n": 3}'
    assert (read(text, "a.json", tmp_path).tables, read(text, "a.json", tmp_path).table) == (("a", "b"), None)
    assert list(read(text, "a.json", tmp_path, table="b").rows["y"]) == ["2"]


def test_objects_on_lines_are_rows(tmp_path: Path) -> None:
    assert list(read('{"id": 1}\n{"id": 2}\n', "a.jsonl", tmp_path).rows["id"]) == ["1", "2"]


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def geojson(*features: Any, **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


def test_geojson_features_are_rows_with_shapes(tmp_path: Path) -> None:
    text = geojson(
        feature({"type": "Point", "coordinates": [20.78, 42.97]}, n="a"),
        {**feature(None, n="b"), "id": 7},
        feature({"type": "Polygon", "coordinates": [[1, 2]]}, n="c"),
        feature({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, m={"x": 1}),
    )
    raw = read(text, "a.geojson", tmp_path)
    assert raw.rows.to_dict("index") == {
        1: {"n": "a", "id": "", "m": "", AS_WRITTEN: ""},
        2: {"n": "b", "id": "7", "m": "", AS_WRITTEN: ""},
        3: {"n": "c", "id": "", "m": "", AS_WRITTEN: '{"type": "Polygon", "coordinates": [[1, 2]]}'},
        4: {"n": "", "id": "", "m": '{"x": 1}', AS_WRITTEN: ""},
    }
    assert raw.geometry is not None
    assert list(raw.geometry) == [Point(20.78, 42.97), None, None, LineString([(0, 0), (1, 1)])]
    assert not len(raw.refused)
    assert "row 3: its coordinates are malformed" in raw.notes[0].words


def test_a_feature_of_which_nothing_but_a_broken_shape_is_known_is_refused(tmp_path: Path) -> None:
    broken = {"type": "Point", "coordinates": [1]}
    raw = read(geojson(feature(broken, n="a"), {**feature(broken), "id": 7}), "a.geojson", tmp_path)
    assert raw.rows.index.tolist() == [1]
    assert raw.refused.loc[0, ["row", "reason"]].tolist() == [
        2,
        "The shape cannot be read: a position has two numbers, longitude and latitude.",
    ]


def test_coordinates_in_quotation_marks_are_numbers_with_a_remark(tmp_path: Path) -> None:
    raw = read(
        geojson(feature({"type": "Point", "coordinates": ["1.5", "-1"]}, n="a")), "a.geojson", tmp_path
    )
    assert raw.geometry is not None
    assert raw.geometry[0] == Point(1.5, -1)
    assert "Coordinates in quotation marks are read as numbers: 1 " in raw.notes[0].words


def test_a_crs_with_a_code_is_converted_and_said(tmp_path: Path) -> None:
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32634"}}
    raw = read(
        geojson(feature({"type": "Point", "coordinates": [481_700, 4_757_600]}), crs=named), "a", tmp_path
    )
    [(lon, lat)] = [point for point in points(raw) if point]
    assert (round(lon, 2), round(lat, 2)) == (20.78, 42.97)
    assert codes(raw) == ["crs"]
    assert "from EPSG:32634 (WGS 84 / UTM zone 34N) to degrees" in raw.notes[0].words


@pytest.mark.skipif(not UCDP.is_dir(), reason="the shared data is not here")
def test_the_same_events_from_geojson_and_flatgeobuf_are_equal() -> None:
    found = {
        end: readers.read(UCDP / f"GEDEvent_v23_1.{end}", name=f"ged.{end}") for end in ("geojson", "fgb")
    }
    tables = {}
    for end, raw in found.items():
        assert raw.geometry is not None
        assert (raw.format, raw.rows_in, raw.notes) == (end, 1848, ())
        table = raw.rows.assign(shape=[shape.wkt for shape in raw.geometry])
        tables[end] = table.sort_values("id").reset_index(drop=True)
    pd.testing.assert_frame_equal(tables["geojson"], tables["fgb"])
    assert set(tables["fgb"]["where_prec"]) >= set("123456")


# KML, KMZ, GPX

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Style id="s"><IconStyle><Icon><href>icons/E00000/True/icons/TANK.png</href></Icon></IconStyle></Style>
<StyleMap id="m"><Pair><key>normal</key><styleUrl>#s</styleUrl></Pair></StyleMap>
<Folder><name>North</name>
<Placemark id="p1"><name>Бањска</name><description><![CDATA[<b>bold</b>]]></description>
<styleUrl>#m</styleUrl><TimeStamp><when>2023-09-24</when></TimeStamp>
<Point><coordinates> 20.78,42.97,612.5 </coordinates></Point></Placemark>
<Placemark><name>line</name><TimeSpan><begin>2023</begin><end>2024</end></TimeSpan>
<ExtendedData><Data name="toll"><value>4</value></Data></ExtendedData>
<LineString><coordinates>1,2 3,4</coordinates></LineString></Placemark></Folder>
<Placemark><name>broken</name><Point><coordinates>x,y</coordinates></Point></Placemark>
<Placemark><name>nowhere</name></Placemark>
<NetworkLink><Link><href>http://127.0.0.1:9/</href></Link></NetworkLink>
</Document></kml>"""


LEFT_OUT = (
    "1 shape cannot be read and is left out (row 3: 'x,y' is no position): the row is kept, "
    "what stands there is in 'shape as written'."
)


@pytest.mark.parametrize("packed", [False, True])
def test_placemarks_are_rows_whatever_folder_they_are_in(packed: bool, tmp_path: Path) -> None:
    content = KML.encode()
    if packed:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("images/a.png", b"picture")
            archive.writestr("doc.kml", content)
        content = stream.getvalue()
    raw = read(content, "a.kmz" if packed else "a.kml", tmp_path)
    assert raw.format == ("kmz" if packed else "kml")
    first = {key: value for key, value in raw.rows.loc[1].items() if value}
    assert first == {
        "id": "p1",
        "name": "Бањска",
        "description": "bold",
        "folder": "North",
        "when": "2023-09-24",
        "style": "#m",
        "icon": "icons/E00000/True/icons/TANK.png",
        "altitude": "612.5",
    }
    assert raw.rows.loc[2, ["begin", "end", "toll", "folder"]].tolist() == ["2023", "2024", "4", "North"]
    assert raw.geometry is not None
    assert list(raw.geometry) == [Point(20.78, 42.97), LineString([(1, 2), (3, 4)]), None, None]
    assert raw.rows.loc[3, ["name", AS_WRITTEN]].tolist() == ["broken", "x,y"]
    assert not len(raw.refused)
    assert [note.words for note in raw.notes] == [
        LEFT_OUT,
        "1 network links are not followed: what they lead to is not in this file.",
        "Texts hold HTML: they are read as words, and the links and pictures in them are columns.",
    ]


def test_gpx_waypoints_are_rows(tmp_path: Path) -> None:
    text = (
        '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="42.97" lon="20.78">'
        "<ele>5</ele><time>2023-09-24T02:34:00Z</time><name>Banjska</name></wpt></gpx>"
    )
    raw = read(text, "a.gpx", tmp_path)
    assert (raw.format, raw.table) == ("gpx", "waypoints")
    assert raw.rows.loc[1, ["name", "time", "ele"]].tolist() == ["Banjska", "2023-09-24T02:34:00Z", "5.0"]
    assert points(raw) == [(20.78, 42.97)]


# GeoPackage, FlatGeobuf, shapefile, Parquet


def frame() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "id": ["00123", "b"],
            "n": pd.array([9007199254740993, None], dtype="Int64"),
            "x": [42.1, np.nan],
            "when": pd.to_datetime(["2023-09-24T02:34:00Z", None], utc=True),
        },
        geometry=[Point(20.78, 42.97), None],
        crs="EPSG:4326",
    )


@pytest.mark.parametrize("end", ["gpkg", "fgb", "parquet"])
def test_typed_cells_become_text_without_loss(end: str, tmp_path: Path) -> None:
    path = tmp_path / f"made.{end}"
    if end == "parquet":
        frame().to_parquet(path)
    else:
        given = frame() if end == "gpkg" else frame().assign(geometry=[Point(20.78, 42.97)] * 2)
        given.to_file(path, layer="made")
    raw = read(path.read_bytes(), f"a.{end}", tmp_path / "in")
    rows = raw.rows.sort_values("id")
    assert raw.format == ("geoparquet" if end == "parquet" else end)
    assert rows.to_dict("list") == {
        "id": ["00123", "b"],
        "n": ["9007199254740993", ""],
        "x": ["42.1", ""],
        "when": ["2023-09-24T02:34:00Z", ""],
    }
    assert (20.78, 42.97) in points(raw)


def test_a_geopackage_asks_for_its_layer_and_converts_its_coordinates(tmp_path: Path) -> None:
    path = tmp_path / "made.gpkg"
    frame().iloc[:1].to_file(path, layer="one")
    frame().iloc[:1].to_crs("EPSG:32634").to_file(path, layer="two")
    content = path.read_bytes()
    raw = read(content, "a.gpkg", tmp_path / "in")
    assert (raw.tables, raw.table) == (("one", "two"), None)
    raw = read(content, "a.gpkg", tmp_path / "in", table="two")
    assert codes(raw) == ["sheet", "crs"]
    [point] = points(raw)
    assert point == pytest.approx((20.78, 42.97), abs=1e-9)


def shapefile(folder: Path, encoding: str, *leave_out: str, crs: str | None = "EPSG:4326") -> bytes:
    folder.mkdir()
    table = gpd.GeoDataFrame({"id": ["1"], "place": ["Zvečan"]}, geometry=[Point(20.78, 42.97)], crs=crs)
    table.to_file(folder / "Čaglavica.shp", encoding=encoding)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in folder.iterdir():
            if path.suffix not in leave_out:
                archive.writestr(f"deep/folder/{path.name}", path.read_bytes())
    return stream.getvalue()


@pytest.mark.parametrize(
    ("encoding", "leave_out", "expected"),
    [
        ("UTF-8", (), []),
        ("CP1250", (), []),
        ("CP1250", (".cpg",), ["encoding"]),
        ("UTF-8", (".cpg", ".prj"), ["encoding", "crs"]),
    ],
)
def test_a_zipped_shapefile_is_read_and_its_guesses_are_said(
    encoding: str, leave_out: tuple[str, ...], expected: list[str], tmp_path: Path
) -> None:
    raw = read(shapefile(tmp_path / "made", encoding, *leave_out), "a.zip", tmp_path / "in")
    assert (raw.format, raw.rows.to_dict("list")) == ("shp", {"id": ["1"], "place": ["Zvečan"]})
    assert points(raw) == [(20.78, 42.97)]
    assert codes(raw) == expected


def test_a_shapefile_that_says_a_wrong_encoding_is_read_in_the_right_one(tmp_path: Path) -> None:
    content = shapefile(tmp_path / "made", "CP1250", ".cpg")
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in made.namelist():
            archive.writestr(name, made.read(name))
        archive.writestr("deep/folder/Čaglavica.cpg", "UTF-8")
    raw = read((tmp_path / "a.zip").read_bytes(), "a.zip", tmp_path / "in")
    assert (list(raw.rows["place"]), codes(raw)) == (["Zvečan"], ["encoding"])


def test_plain_parquet_has_no_shapes(tmp_path: Path) -> None:
    stream = io.BytesIO()
    columns = {
        "id": pa.array(["00123"]),
        "n": pa.array([2**63 - 1]),
        "single": pa.array([42.1], pa.float32()),
        "money": pa.array([Decimal("1.00")]),
        "day": pa.array([dt.date(2023, 9, 24)]),
        "moment": pa.array([MOMENT]),
        "list": pa.array([["a", "b"]]),
        "bytes": pa.array([b"\x01\xff"]),
    }
    pq.write_table(pa.table(columns), stream)
    raw = read(stream.getvalue(), "a.parquet", tmp_path)
    assert (raw.format, raw.geometry) == ("parquet", None)
    assert raw.rows.iloc[0].to_dict() == {
        "id": "00123",
        "n": "9223372036854775807",
        "single": "42.1",
        "money": "1.00",
        "day": "2023-09-24",
        "moment": "2023-09-24T02:34:00",
        "list": '["a", "b"]',
        "bytes": "01ff",
    }


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("20.1, 42.9, 0", Point(20.1, 42.9)),
        ("20.1 ,42.9", Point(20.1, 42.9)),
        (" 20.1,\n 42.9 , 0 ", Point(20.1, 42.9)),
        ("20.1, 42.9, 0 20.2, 42.8, 0", LineString([(20.1, 42.9), (20.2, 42.8)])),
        ("20.1,42.9, 20.2,42.8,", LineString([(20.1, 42.9), (20.2, 42.8)])),
    ],
)
def test_spaces_behind_commas_are_read_within_a_position_of_kml(written, found, tmp_path: Path) -> None:
    kind = found.geom_type
    shape = f"<{kind}><coordinates>{written}</coordinates></{kind}>"
    text = f"<kml><Placemark><name>A</name>{shape}</Placemark></kml>"
    raw = read(text, "a.kml", tmp_path)
    assert raw.geometry is not None
    assert raw.geometry.tolist() == [found]


def test_a_position_of_four_numbers_is_none(tmp_path: Path) -> None:
    text = (
        "<kml><Placemark><name>A</name><Point><coordinates>1, 2, 3, 4</coordinates></Point></Placemark></kml>"
    )
    raw = read(text, "a.kml", tmp_path)
    assert (raw.rows_in, len(raw.refused), raw.rows[AS_WRITTEN].tolist()) == (1, 0, ["1, 2, 3, 4"])


def test_a_shape_of_broken_bytes_is_left_out(tmp_path: Path) -> None:
    geo = {"primary_column": "g", "columns": {"g": {"encoding": "WKB"}}}
    cells = [shapely.to_wkb(Point(1, 2)), b"\x01\x02", None]
    table = pa.table({"id": ["a", "b", "c"], "g": pa.array(cells, pa.binary())})
    stream = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), stream)
    raw = read(stream.getvalue(), "a.parquet", tmp_path)
    assert (list(raw.rows["id"]), points(raw)) == (["a", "b", "c"], [(1.0, 2.0), None, None])
    assert raw.rows[AS_WRITTEN].tolist() == ["", "0102", ""]
    assert "row 2: its bytes are malformed" in raw.notes[0].words


# What a file is


def test_a_single_table_in_a_zip_is_read(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("GEDEvent.csv", "id\n1\n")
        archive.writestr("__MACOSX/._GEDEvent.csv", b"\0")
    raw = read(stream.getvalue(), "ged231-csv.zip", tmp_path)
    assert (raw.format, codes(raw)) == ("csv", ["members"])


def test_the_content_says_what_a_file_is_and_a_false_name_is_said(tmp_path: Path) -> None:
    raw = read("id,x\n1,2\n", "a.xlsx", tmp_path)
    assert raw.format == "csv"
    assert raw.notes[0].words.startswith("The name ends in .xlsx, but the content is of the format csv")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", r"an old \(\.xls\) or encrypted workbook\. Save it as XLSX"),
        (b"%PDF-1.7", "a PDF document"),
        (b"BZh91AY", "packed with bzip2"),
        (b"<html><body>", "it is a web page"),
        (b'{"a": 1}', "the object holds no list of objects"),
    ],
)
def test_what_is_not_read_is_said_with_a_way_out(content: bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match=words) as caught:
        read(content, "a.csv", tmp_path)
    assert caught.value.code == "unsupported"


@pytest.mark.parametrize("suffix", ["csv", "tsv", "tab", "txt"])
def test_a_table_whose_first_column_is_in_brackets_is_no_json(tmp_path: Path, suffix: str) -> None:
    raw = read("[id]\tname\n1\ta\n", f"a.{suffix}", tmp_path)
    assert list(raw.rows) == ["[id]", "name"]
