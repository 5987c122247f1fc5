"""Files of what is shown hold every record and text exactly, and say where they come from."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import tempfile
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import duckdb
import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from datasets import HOSTILE, small_dataset, with_totals

from geodata import model
from geodata.errors import TooManyRowsError
from geodata.exporters import geojson, kml, local_times, registry, selection, sheet_cells, tabular, xlsx
from geodata.filters import Filters, from_query
from geodata.query import answers, store

DATASET = small_dataset(120, seed=11)
STORE = store.open(DATASET)
EVERYTHING = Filters()
SOME = Filters(start=date(2023, 9, 20), actors=("kfor", "gunmen"), text="a")


def table(filters: Filters) -> list[dict[str, str]]:
    text = b"".join(tabular.to_csv(STORE, filters)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def collection(filters: Filters) -> dict:
    return json.loads(b"".join(geojson.to_geojson(STORE, filters)))


def book(filters: Filters = EVERYTHING) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(b"".join(xlsx.to_xlsx(STORE, filters))))


def sheet(filters: Filters, name: str = "incidents") -> list[dict[str, object]]:
    header, *lines = book(filters)[name].iter_rows(values_only=True)
    return [dict(zip(header, line, strict=True)) for line in lines]


def layer(suffix: str) -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{suffix}"
        path.write_bytes(b"".join(registry.blocks(suffix, STORE, Filters())))
        read = gpd.read_file(path, layer="incidents") if suffix == "gpkg" else gpd.read_parquet(path)
    return read.to_dict("records")


def has_shape() -> list[bool]:
    """Which records a file draws."""
    incidents = DATASET.incidents
    return (incidents.geometry.notna() & ~incidents["location_class"].isin(AREAS)).tolist()


def plain_list(value: object) -> object:
    """A JSON list, which a flat file has as text."""
    return (
        json.loads(value) if isinstance(value, str) and value else value if isinstance(value, list) else None
    )


def plain(value: object) -> object:
    return None if value == "" or pd.isna(value) else value


def test_every_row_shown_is_in_both_files_in_row_order() -> None:
    rows = [row for row, shown in enumerate(answers.selection(STORE, SOME)) if shown]
    assert 0 < len(rows) < 120
    ids = DATASET.incidents["id"].iloc[rows].tolist()
    assert [line["id"] for line in table(SOME)] == ids
    assert [line["id"] for line in sheet(SOME)] == ids
    assert [feature["properties"]["row"] for feature in collection(SOME)["features"]] == rows


def test_every_column_of_the_model_is_in_geojson() -> None:
    exported = set(model.INCIDENT_COLUMNS) - {"search_text", "geometry"}
    assert exported - {"count"} == exported & set(collection(SOME)["features"][0]["properties"])
    totals = b"".join(geojson.to_geojson(store.open(with_totals(DATASET)), SOME))
    assert exported <= set(json.loads(totals)["features"][0]["properties"]), (
        "of totals how many events they are"
    )


def test_a_table_for_people_has_the_files_columns_first_and_no_json_in_any_cell() -> None:
    for lines in (table(EVERYTHING), sheet(EVERYTHING)):
        names = [*lines[0]]
        assert names[:2] == ["note", "id"]
        assert {"date", "time", "time_zone", "start_utc", "actors", "side_a", "initiator", "sources"} < {
            *names
        }
        assert [line["note"] or "" for line in lines] == DATASET.attributes["note"].tolist()
        cells = [str(cell) for line in lines for cell in line.values() if cell]
        assert not [cell for cell in cells if cell[:2] in ('{"', "[{", "[]", '["')]


def test_texts_come_back_exactly_whatever_they_hold() -> None:
    lines = table(Filters())
    features = collection(Filters())["features"]
    assert set(HOSTILE) <= set(DATASET.incidents["summary"].dropna())
    for column in ("title", "summary", "event_type", "place"):
        expected = [plain(value) for value in DATASET.incidents[column]]
        if column != "place":
            assert [line[{"event_type": "type"}.get(column, column)] or None for line in lines] == expected
        assert [feature["properties"][column] for feature in features] == expected


def test_a_text_that_looks_like_a_formula_is_not_changed() -> None:
    assert any(line["title"].startswith("=HYPERLINK") for line in table(Filters()))


def test_times_are_utc_and_unknown_ones_stay_empty() -> None:
    starts = [line["start_utc"] for line in table(Filters())]
    expected = ["" if pd.isna(t) else t.strftime("%Y-%m-%dT%H:%M:%SZ") for t in DATASET.incidents["start"]]
    assert starts == expected
    assert "" in starts


def test_numbers_are_whole_and_unknown_ones_are_not_zero() -> None:
    for column in ("fatalities_best", "injured"):
        expected = [None if pd.isna(value) else int(value) for value in DATASET.incidents[column]]
        assert [int(line[column]) if line[column] else None for line in table(Filters())] == expected
        assert [f["properties"][column] for f in collection(Filters())["features"]] == expected


def test_what_belongs_to_an_incident_is_inside_it() -> None:
    for feature in collection(Filters())["features"]:
        for name in ("participations", "quantities", "sources", "claims"):
            lines = getattr(DATASET, name)
            expected = lines[lines["incident"].eq(feature["id"])]
            nested = feature["properties"][name]
            for column in set(nested[0] if nested else ()) & set(expected.columns):
                assert [each[column] for each in nested] == [plain(value) for value in expected[column]]
            assert len(nested) == len(expected)


def test_actors_are_exported_with_their_names_and_aliases() -> None:
    kfor = next(
        each
        for feature in collection(SOME)["features"]
        for each in feature["properties"]["participations"]
        if each["actor"] == "kfor"
    )
    assert (kfor["name"], kfor["aliases"]) == ("KFOR", ["Kosovo Force", "КФОР"])


def test_every_file_states_citation_licence_filter_and_version() -> None:
    about = {
        "dataset": "small",
        "dataset_version": DATASET.version,
        "dataset_title": "Small {{7*7}} dataset",
        "timezone": "Europe/Belgrade",
        "licence": "CC0-1.0",
        "citation": DATASET.info.citation,
        "note": DATASET.info.note,
        "filter": SOME.to_query(),
    }
    assert about.items() <= collection(SOME).items()
    told = {str(cell) for row in book(SOME)["about"].iter_rows(values_only=True) for cell in row}
    assert set(about.values()) <= told
    described = json.loads(tabular.to_csv_metadata(STORE, SOME, "export.csv"))
    assert {*about.values()} - {each for each in described.values() if isinstance(each, str)} <= {
        "small",
        "Europe/Belgrade",
    }
    assert {(line["dataset"], line["dataset_version"]) for line in table(SOME)} == {
        ("small", DATASET.version[:12])
    }


def test_the_dictionary_of_a_csv_names_its_columns_in_their_order() -> None:
    described = json.loads(tabular.to_csv_metadata(STORE, SOME, "export.csv"))
    columns = described["tableSchema"]["columns"]
    assert [each["titles"] for each in columns] == [*table(SOME)[0]]
    assert all(each["dc:description"] for each in columns)
    header, *lines = (
        row[:4] for row in book(SOME)["about"].iter_rows(values_only=True) if row[0] in ("Sheet", "incidents")
    )
    assert header == ("Sheet", "Column", "Type", "Meaning")
    assert [line[1] for line in lines] == [each["titles"] for each in columns]


def test_geojson_keeps_to_rfc_7946() -> None:
    found = collection(Filters())
    assert found["type"] == "FeatureCollection"
    assert "crs" not in found
    for feature in found["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        if feature["geometry"]:
            assert shapely.from_geojson(json.dumps(feature["geometry"])).is_valid


AREAS = ("district", "region", "country")


def test_what_is_known_only_to_an_area_has_no_point_in_any_file_but_keeps_its_centre() -> None:
    points = DATASET.incidents.set_index("id")[["lon", "lat"]]
    for record in (
        *(each["properties"] | {"geometry": each["geometry"]} for each in collection(Filters())["features"]),
        *layer("gpkg"),
        *layer("parquet"),
    ):
        placed = [plain(record[name]) for name in ("lon", "lat", "geometry")]
        if "representative_point" in record:
            centre = plain_list(record["representative_point"])
        else:
            found = [plain(record[f"representative_{name}"]) for name in ("lon", "lat")]
            centre = None if found == [None, None] else found
        assert not any(placed) if record["location_class"] in AREAS else centre is None
        assert centre in (None, points.loc[record["id"]].tolist())


def test_a_table_for_people_has_no_coordinates_of_what_has_no_point() -> None:
    for line in (*table(Filters()), *sheet(Filters())):
        if line["place_known_to"] in AREAS:
            assert not any(line[name] for name in ("latitude", "longitude", "shape"))
        assert bool(line["shape"]) == (line["place_known_to"] == "line")


def test_the_shape_of_an_area_stays_but_nothing_draws_its_centre() -> None:
    shapes = [shapely.box(20, 42, 21, 43), shapely.Point(20.5, 42.5)]
    records = pa.table(
        {
            "location_class": ["district", "district"],
            "lon": [20.5, 20.5],
            "lat": [42.5, 42.5],
            "geometry": pa.array(shapely.to_wkb(shapes), pa.binary()),
        }
    )
    found = selection._without_points(records)
    assert found["lon"].to_pylist() == found["lat"].to_pylist() == [None, None]
    assert shapely.from_wkb(found["geometry"].to_numpy()).tolist() == [shapes[0], None]
    assert found["representative_lat"].to_pylist() == [42.5, 42.5]


DAY = pa.chunked_array([["day"]])


def local(start: str, end: str, zone: str = "Europe/Belgrade") -> tuple[str | None, str | None]:
    told = local_times.Times(*(microseconds(text) for text in (start, end)), DAY, zone)
    return told["start_local"][0].as_py(), told["end_local"][0].as_py()


def microseconds(text: str) -> pa.ChunkedArray:
    value = int(pd.Timestamp(text).timestamp() * 1e6) if text else None
    return pa.chunked_array([pa.array([value], pa.int64())])


def test_a_person_reads_days_and_times_of_the_day_apart() -> None:
    hour = [microseconds(text) for text in ("2023-09-24T00:34Z", "2023-09-24T00:34:07Z")]
    told = local_times.Times(*hour, DAY, "Europe/Belgrade")
    assert [told[name][0].as_py() for name in ("date", "time", "end_date", "end_time")] == [
        *("2023-09-24", "02:34", "2023-09-24", "02:34:07"),
    ]
    days = [microseconds(text) for text in ("2023-09-22T22:00Z", "2023-09-24T22:00Z")]
    told = local_times.Times(*days, DAY, "Europe/Belgrade")
    assert [told[name][0].as_py() for name in ("date", "time", "end_date", "end_time")] == [
        *("2023-09-23", None, "2023-09-24", None),
    ]


def test_an_hour_between_two_midnights_of_one_day_does_not_end_before_it_begins() -> None:
    twice = local("2023-11-05T04:00Z", "2023-11-05T05:00Z", "America/Havana")
    assert twice == ("2023-11-05T00:00:00-04:00", "2023-11-05T00:00:00-05:00")


@pytest.mark.parametrize(
    ("utc", "written"),
    [
        (("2023-09-23T22:00Z", "2023-09-24T22:00Z"), ("2023-09-24", "2023-09-24")),
        (("2023-08-31T22:00Z", "2023-09-30T22:00Z"), ("2023-09-01", "2023-09-30")),
        (("2023-03-25T23:00Z", "2023-03-26T22:00Z"), ("2023-03-26", "2023-03-26")),
        (
            ("2023-09-24T00:34Z", "2023-09-24T00:35Z"),
            ("2023-09-24T02:34:00+02:00", "2023-09-24T02:35:00+02:00"),
        ),
        (
            ("2023-12-24T00:34:00.5Z", "2023-12-24T22:00Z"),
            ("2023-12-24T01:34:00.500000+01:00", "2023-12-24T23:00:00+01:00"),
        ),
    ],
)
def test_an_interval_is_told_in_the_datasets_zone_whole_days_as_dates(
    utc: tuple[str, str], written: tuple[str, str]
) -> None:
    assert local(*utc) == written


def test_a_zone_west_of_greenwich_and_a_missing_time_are_written_as_well() -> None:
    assert local("2023-09-24T00:30Z", "2023-09-24T00:31Z", "America/St_Johns") == (
        "2023-09-23T22:00:00-02:30",
        "2023-09-23T22:01:00-02:30",
    )
    assert local("", "") == (None, None)


def test_every_file_has_local_time_and_zone_beside_utc_and_the_day_that_the_page_shows() -> None:
    known = [line["id"] for line in table(Filters()) if line["start_utc"]]
    first = known[0]
    marks = ET.fromstring(b"".join(kml.to_kml(STORE, Filters()))).findall(".//{*}Placemark")  # noqa: S314 - our own file
    said = {
        fields["id"]: fields
        for mark in marks
        if (fields := {each.get("name"): each.findtext("{*}value") for each in mark.findall(".//{*}Data")})
    }
    start = DATASET.incidents.set_index("id")["start"][first].tz_convert("Europe/Belgrade")
    for line in (*table(Filters()), *sheet(Filters())):
        assert line["time_zone"] == "Europe/Belgrade"
        if line["id"] == first:
            assert str(line["date"]).startswith(f"{start:%Y-%m-%d}")
    for record in (
        *(each["properties"] for each in collection(Filters())["features"]),
        *layer("gpkg"),
        *layer("parquet"),
        said[first],
    ):
        assert record["timezone"] == "Europe/Belgrade"
        if record["id"] == first:
            assert record["start_local"].startswith(f"{start:%Y-%m-%d}")
            assert record["end_local"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "small-{}-all.csv"),
        ("from=2023-09-24&kind=site", "small-{}-from-2023-09-24-kind-site.csv"),
        ("q=Бањска", "small-{}-q-banjska-"),
        (f"q={'x' * 150}", f"small-{{}}-q-{'x' * 58}-"),
        ("q=../../%22%0d%0a{{7*7}}", "small-{}-q-7-7-"),
    ],
)
def test_a_files_name_carries_dataset_and_filter_short_and_safe(query: str, name: str) -> None:
    found = registry.file_name("csv", DATASET, from_query(query))
    assert found.startswith(name.format(DATASET.version[:12]))
    assert re.fullmatch(r"[a-z0-9-]{1,160}\.csv", found)


def test_two_filters_that_read_alike_do_not_share_a_name_and_a_private_upload_keeps_its_secret() -> None:
    names = {registry.file_name("csv", DATASET, Filters(text=text)) for text in ("Бањска", "banjska", "a b")}
    assert len(names) == 3
    private = dataclasses.replace(DATASET, name=f"upload-{'a' * 32}")
    assert registry.file_name("csv", private, Filters()) == f"upload-{DATASET.version[:12]}-all.csv"
    assert private.name not in b"".join(tabular.to_csv(store.open(private), Filters())).decode()


def test_geopandas_reads_the_geojson_and_finds_the_geometries() -> None:
    read = gpd.GeoDataFrame.from_features(collection(Filters())["features"], crs=model.CRS)
    drawn = read.geometry.notna() & ~read.geometry.is_empty
    assert drawn.tolist() == has_shape()
    assert (read.geometry[drawn].geom_equals(DATASET.incidents.geometry[drawn])).all()


def test_lines_and_areas_in_csv_are_well_known_text_and_points_are_numbers() -> None:
    incidents = DATASET.incidents
    for line, drawn, shape in zip(table(Filters()), has_shape(), incidents.geometry, strict=True):
        if drawn and shape.geom_type == "Point":
            assert (float(line["longitude"]), float(line["latitude"])) == (shape.x, shape.y)
        assert shapely.from_wkt(line["shape"] or None) == (
            shape if drawn and shape.geom_type != "Point" else None
        )


def test_who_took_part_and_what_is_cited_is_told_in_words() -> None:
    names = DATASET.actors.set_index("id")["name"]
    lines = {line["id"]: line for line in table(Filters())}
    assert [*lines] == [line["id"] for line in sheet(Filters())]
    for one, line in lines.items():
        took = DATASET.participations[DATASET.participations["incident"] == one]
        assert line["actors"] == "; ".join(dict.fromkeys(names[took["actor"]]))
        targets = took.loc[took["role"] == "target", "actor"]
        assert line["target"] == "; ".join(names[targets])
        cited = DATASET.sources[DATASET.sources["incident"] == one]
        told = [f"{each.publisher}: {each.title} ({each.url})" for each in cited.itertuples()]
        assert line["sources"] == "; ".join(told)
        claimed = DATASET.claims[DATASET.claims["incident"] == one]
        assert line["claims"] == "; ".join(
            f"{c.field}: {c.value} ({c.said_by})" for c in claimed.itertuples()
        )


def test_duckdb_reads_the_same_from_csv_and_geoparquet_and_excel_knows_the_utf_8(tmp_path: Path) -> None:
    for suffix in ("csv", "parquet"):
        (tmp_path / f"x.{suffix}").write_bytes(b"".join(registry.blocks(suffix, STORE, SOME)))
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with duckdb.connect() as engine:
        lines = engine.read_csv(str(tmp_path / "x.csv"), all_varchar=True, header=True).fetchall()
        assert lines == [tuple(value or None for value in line.values()) for line in table(SOME)]
        read = engine.read_parquet(str(tmp_path / "x.parquet")).project("* EXCLUDE geometry")
        found = read.to_arrow_table().to_pandas()
    shown = [each["properties"] for each in collection(SOME)["features"]]
    assert found["row"].tolist() == [each["row"] for each in shown]
    for name in ("title", "summary", "kind", "start_local", "confidence"):
        assert [plain(value) for value in found[name]] == [each[name] for each in shown]
    for name in ("participations", "sources", "quantities", "claims"):
        assert [json.loads(text) for text in found[name]] == [each[name] for each in shown]
    starts = [None if pd.isna(start) else start.tz_convert("UTC").isoformat() for start in found["start"]]
    assert [start and start.replace("+00:00", "Z") for start in starts] == [each["start"] for each in shown]


def test_a_file_of_nothing_still_has_its_columns_and_its_origin() -> None:
    nothing = Filters(actors=("unseen",))
    text = b"".join(tabular.to_csv(STORE, nothing)).decode()
    assert text.count("\r\n") == 1
    assert text.startswith("\ufeffnote,id,kind")
    assert collection(nothing)["features"] == []
    assert collection(nothing)["licence"] == "CC0-1.0"


def test_a_long_file_comes_in_blocks_with_one_header(monkeypatch) -> None:
    whole = b"".join(tabular.to_csv(STORE, Filters()))
    monkeypatch.setattr(selection, "BLOCK", 50)
    blocks = list(tabular.to_csv(STORE, Filters()))
    assert len(blocks) == 4  # with the header
    assert b"".join(blocks) == whole


def test_a_workbook_holds_texts_and_no_formulas_real_days_and_numbers() -> None:
    read = book()
    header, *records = read["incidents"].iter_rows()
    titles = [cell.value for cell in header].index("title")
    assert [record[titles].value for record in records] == DATASET.incidents["title"].tolist()
    assert {cell.data_type for page in read for row in page.iter_rows() for cell in row} <= {
        *("s", "inlineStr", "n", "d"),
    }
    lines = {line["id"]: line for line in sheet(EVERYTHING)}
    for record in DATASET.incidents.itertuples():
        start = None if pd.isna(record.start) else record.start.tz_localize(None).to_pydatetime()
        shown = lines[record.id]["start_utc"]
        assert start is None if shown is None else abs(shown - start) < timedelta(milliseconds=1)
        best = record.fatalities_best
        assert lines[record.id]["fatalities_best"] == (None if pd.isna(best) else best)


def test_a_workbook_has_a_sheet_for_each_table_with_frozen_headers_and_filters() -> None:
    read = book()
    assert read.sheetnames == [
        *("about", "incidents", "participations", "actors", "aliases", "places"),
        *("quantities", "sources", "claims"),
    ]
    for name in read.sheetnames[1:]:
        page = read[name]
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref == page.dimensions
    assert len(sheet(EVERYTHING, "sources")) == len(DATASET.sources)
    shapes = {line["key"]: line["geometry"] for line in sheet(EVERYTHING, "places")}
    assert (shapes["jarinje"], shapes["north"]) == ("POINT (20.6886 43.2331)", None)
    assert read["sources"].max_row == len(DATASET.sources) + 1


def test_a_second_reader_finds_the_same_cells() -> None:
    content = io.BytesIO(b"".join(xlsx.to_xlsx(STORE, EVERYTHING)))
    read = pd.read_excel(content, sheet_name="incidents", engine="calamine")
    assert read["id"].tolist() == DATASET.incidents["id"].tolist()
    assert read["summary"].fillna("").tolist() == DATASET.incidents["summary"].fillna("").tolist()


def test_a_text_that_no_cell_holds_is_marked(monkeypatch) -> None:
    monkeypatch.setattr(sheet_cells, "LONGEST", 60)
    texts = [cell for row in book()["incidents"].iter_rows(values_only=True) for cell in row if cell]
    assert any(str(text).endswith("(cut here: a cell holds no more)") for text in texts)


def test_what_a_sheet_cannot_hold_is_said_before_it_begins_and_other_tables_go_on(monkeypatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_LINES", 120)
    with pytest.raises(TooManyRowsError, match="holds 119 records, and these are 120"):
        xlsx.to_xlsx(STORE, EVERYTHING)
    monkeypatch.setattr(selection, "BLOCK", 20)
    monkeypatch.setattr(xlsx, "MOST_LINES", 121)
    read = book()
    assert read["incidents"].max_row == 121
    cited = [row[:2] for name in ("sources", "sources 2", "sources 3") for row in read[name].values][1:]
    assert [row for row in cited if row[0] != "incident"] == list(
        DATASET.sources[["incident", "source"]].itertuples(index=False, name=None)
    )


def test_odd_texts_and_early_days_stay_what_they_are_in_a_sheet() -> None:
    texts = [" x ", "_x000D_", "a\nb", "=1+1", "<b>&", "\x07", None, ""]
    written = sheet_cells.rows([sheet_cells.cells(pa.array(texts), "string", {})]).decode()
    found = ET.fromstring(f"<all>{written}</all>").findall(".//c")  # noqa: S314 - our own
    assert [each.findtext("is/t") for each in found] == [
        *(" x ", "_x005F_x000D_", "a\nb", "=1+1", "<b>&", "\ufffd", None, None),
    ]
    days = sheet_cells.cells(pa.array(["1900-02-28", "1900-03-01", None]), "date", {"date": 3}).to_pylist()
    assert "1900-02-28" in days[0]
    assert days[1:] == ['<c s="3"><v>61</v></c>', "<c/>"]


def test_kml_draws_what_has_a_point_and_holds_every_field() -> None:
    root = ET.fromstring(b"".join(kml.to_kml(STORE, Filters())))  # noqa: S314 - our own file
    marks = root.findall(".//{*}Placemark")
    names = [mark.findtext("{*}name") for mark in marks]
    assert names == [title.replace("\r", "\n") for title in DATASET.incidents["title"]]
    for mark, record in zip(marks, DATASET.incidents.itertuples(), strict=True):
        fields = {each.get("name"): each.findtext("{*}value") for each in mark.findall(".//{*}Data")}
        assert fields["id"] == record.id
        drawn = mark.find("{*}Point") is not None
        if record.location_class in ("district", "region", "country"):
            assert not drawn
        elif record.geometry is not None and record.geometry.geom_type == "Point":
            lon, lat = map(float, mark.findtext("{*}Point/{*}coordinates").split(","))
            assert (lon, lat) == (record.lon, record.lat)


def test_figures_beside_the_toll_name_their_unit_whatever_the_number() -> None:
    case, attack = store.opened("northern-kosovo"), from_query("from=2023-09-24&to=2023-09-24")
    text = b"".join(registry.blocks("csv", case, attack)).decode("utf-8-sig")
    told = {line["id"]: line["other_figures"] for line in csv.DictReader(io.StringIO(text, newline=""))}
    assert told["BNJ-02"].startswith("killed police (people): 1; injured police (people): 2 (1–4)")
