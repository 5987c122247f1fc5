"""Small files of each layout, read from disk: from bytes to incidents."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from raw_files import incident, lines, span
from test_layout_acled import EVENT
from test_layouts_others import GDELT, TIMEMAP

from geodata import readers
from geodata.exporters import data_package, geojson, geopackage, geoparquet
from geodata.filters import Filters
from geodata.ingest import row_order
from geodata.ingest.choices import Choices
from geodata.ingest.draft import Draft
from geodata.layouts import drafting
from geodata.query import store

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Style id="s"><IconStyle><Icon><href>/icons/E00000/False/icons/100/10.png</href></Icon></IconStyle></Style>
<Placemark><name>24 SEP 2023 - Car</name><description><![CDATA[Seen.<br>https://example.org/a]]></description>
<styleUrl>#s</styleUrl><Point><coordinates>20.7808,42.9733,0</coordinates></Point></Placemark>
</Document></kml>"""


def drafted(folder: Path, name: str, content: str | bytes) -> Draft:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    made = drafting.prepare(readers.read(path, name=name, choices=Choices()))
    assert made.accepted + len(made.rejected) == made.rows_in
    return made


def test_a_geoconfirmed_kml(tmp_path: Path) -> None:
    made = drafted(tmp_path, "doc.kml", KML)
    assert (made.layout, made.accepted) == ("geoconfirmed", 1)
    assert span(made)[0] == "2023-09-24T00:00:00"
    assert (incident(made)["lon"], incident(made)["event_type"]) == (20.7808, "10")
    assert lines(made, "sources", "url") == [("https://example.org/a",)]


def test_a_timemap_json_with_its_sources(tmp_path: Path) -> None:
    sources = [
        {"id": "s1", "title": "First", "paths": ["https://example.org/1"]},
        {"id": "s2", "title": "Second"},
    ]
    content = {
        "events": [{**TIMEMAP, "sources": ["s1", "s2"]}],
        "sources": sources,
        "associations": [{"id": "a1"}],
    }
    made = drafted(tmp_path, "map.json", json.dumps(content))
    assert (made.layout, made.accepted) == ("timemap", 1)
    assert lines(made, "sources", "source", "title", "url") == [
        ("s1", "First", "https://example.org/1"),
        ("s2", "Second", None),
    ]


def test_acleds_answer_over_its_api(tmp_path: Path) -> None:
    made = drafted(tmp_path, "acled.json", json.dumps({"status": 200, "count": 1, "data": [EVENT]}))
    assert (made.layout, incident(made)["id"]) == ("acled", "KSV0123")


def test_gdelt_without_a_header(tmp_path: Path) -> None:
    places = {
        0: "GLOBALEVENTID",
        1: "SQLDATE",
        6: "Actor1Name",
        16: "Actor2Name",
        26: "EventCode",
        28: "EventRootCode",
        51: "ActionGeo_Type",
        52: "ActionGeo_FullName",
        56: "ActionGeo_Lat",
        57: "ActionGeo_Long",
        60: "SOURCEURL",
    }
    cells = [GDELT[places[place]] if place in places else "" for place in range(61)]
    other = [*cells]
    other[0] = "9007199254740995"
    made = drafted(
        tmp_path, "20230924.export.CSV", "\n".join("\t".join(row) for row in (cells, other)) + "\n"
    )
    assert (made.layout, made.accepted) == ("gdelt", 2)
    assert made.tables["incidents"]["id"].tolist() == ["9007199254740993", "9007199254740995"]
    assert incident(made)["event_type"] == "fight"


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.zip", data_package.to_data_package),
        ("a.geojson", geojson.to_geojson),
        ("a.gpkg", geopackage.to_geopackage),
        ("a.parquet", geoparquet.to_geoparquet),
    ],
)
def test_the_built_in_case_comes_back_equal_from_every_export(tmp_path: Path, name: str, write) -> None:
    opened = store.opened("northern-kosovo")
    written = write(opened, Filters())
    made = drafted(tmp_path, name, written if isinstance(written, bytes) else b"".join(written))
    assert (made.layout, made.rejected.empty) == ("own", True)
    tables = row_order.in_row_order(made.tables)
    for table in ("incidents", "quantities", "participations", "sources", "claims"):
        before, after = pd.DataFrame(getattr(opened.dataset, table)), pd.DataFrame(tables[table])
        assert len(before) == len(after), table
        for column in before.columns.drop("geometry", errors="ignore"):
            assert before[column].astype(str).tolist() == after[column].astype(str).tolist(), (table, column)
    shapes = opened.dataset.incidents.geometry.tolist(), tables["incidents"]["geometry"].tolist()
    for one, other in zip(*shapes, strict=True):
        assert (one is None) == (other is None)
        assert one is None or one.equals_exact(other, 1e-9)
    used = opened.dataset.places.set_index("key").loc[tables["places"]["key"]]
    assert used["name_sr_cyrl"].fillna("").tolist() == tables["places"]["name_sr_cyrl"].fillna("").tolist()
