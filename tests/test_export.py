"""Files of what is shown hold every record and text exactly, and say where they come from."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import tempfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from datasets import HOSTILE, small_dataset

from geodata import model
from geodata.exporters import columns, geojson, kml, registry, tabular, xlsx
from geodata.filters import Filters, from_query
from geodata.query import answers, store

DATASET = small_dataset(120, seed=11)
STORE = store.open(DATASET)
SOME = Filters(start=date(2023, 9, 20), actors=("kfor", "gunmen"), text="a")


def table(filters: Filters) -> list[dict[str, str]]:
    text = b"".join(tabular.to_csv(STORE, filters)).decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def collection(filters: Filters) -> dict:
    return json.loads(b"".join(geojson.to_geojson(STORE, filters)))


def sheet(filters: Filters) -> list[dict[str, object]]:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx.to_xlsx(STORE, filters))))
    header, *lines = book["incidents"].iter_rows(values_only=True)
    return [dict(zip(header, line, strict=True)) for line in lines]


def layer(suffix: str) -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{suffix}"
        path.write_bytes(b"".join(registry.blocks(suffix, STORE, Filters())))
        read = gpd.read_file(path) if suffix == "gpkg" else gpd.read_parquet(path)
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
    assert [int(line["row"]) for line in table(SOME)] == rows
    assert [feature["properties"]["row"] for feature in collection(SOME)["features"]] == rows


def test_every_column_of_the_model_is_in_both_files() -> None:
    exported = set(model.INCIDENT_COLUMNS) - {"search_text"}
    assert exported <= set(table(SOME)[0])
    assert exported - {"geometry"} <= set(collection(SOME)["features"][0]["properties"])


def test_texts_come_back_exactly_whatever_they_hold() -> None:
    lines = table(Filters())
    features = collection(Filters())["features"]
    assert set(HOSTILE) <= set(DATASET.incidents["summary"].dropna())
    for column in ("title", "summary", "event_type", "place"):
        expected = [plain(value) for value in DATASET.incidents[column]]
        assert [line[column] or None for line in lines] == expected
        assert [feature["properties"][column] for feature in features] == expected


def test_a_text_that_looks_like_a_formula_is_not_changed() -> None:
    assert any(line["title"].startswith("=HYPERLINK") for line in table(Filters()))


def test_times_are_utc_and_unknown_ones_stay_empty() -> None:
    starts = [line["start"] for line in table(Filters())]
    expected = ["" if pd.isna(t) else t.strftime("%Y-%m-%dT%H:%M:%SZ") for t in DATASET.incidents["start"]]
    assert starts == expected
    assert "" in starts


def test_numbers_are_whole_and_unknown_ones_are_not_zero() -> None:
    for column in ("fatalities_best", "injured"):
        expected = [None if pd.isna(value) else int(value) for value in DATASET.incidents[column]]
        assert [int(line[column]) if line[column] else None for line in table(Filters())] == expected
        assert [f["properties"][column] for f in collection(Filters())["features"]] == expected


def test_what_belongs_to_an_incident_is_inside_it() -> None:
    for line, feature in zip(table(Filters()), collection(Filters())["features"], strict=True):
        for name in ("participations", "quantities", "sources", "claims"):
            lines = getattr(DATASET, name)
            expected = lines[lines["incident"].eq(line["id"])]
            nested = feature["properties"][name]
            assert json.loads(line[name]) == nested
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


def test_both_files_state_citation_licence_filter_and_version() -> None:
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
    assert all(about.items() <= line.items() for line in table(SOME))
    assert table(Filters())[0]["filter"] == "none: all records"


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
    for record in (
        *table(Filters()),
        *sheet(Filters()),
        *(each["properties"] | {"geometry": each["geometry"]} for each in collection(Filters())["features"]),
        *layer("gpkg"),
        *layer("parquet"),
    ):
        area = record["location_class"] in AREAS
        placed = [plain(record[name]) for name in ("lon", "lat", "geometry")]
        centre = plain_list(record["representative_point"])
        assert not any(placed) if area else centre is None
        point = DATASET.incidents.set_index("id").loc[record["id"], ["lon", "lat"]].tolist()
        assert centre in (None, point)
    assert sum(line["representative_point"] != "" for line in table(Filters())) > 5


def test_the_shape_of_an_area_stays_but_nothing_draws_its_centre() -> None:
    shape = shapely.box(20, 42, 21, 43)
    record = {"location_class": "district", "lon": 20.5, "lat": 42.5, "geometry": shape}
    found = record | columns._without_point(record)
    assert (found["lon"], found["lat"], found["geometry"]) == (None, None, shape)
    assert found["representative_point"] == [20.5, 42.5]


def local(start: str, end: str, zone: str = "Europe/Belgrade") -> tuple[str | None, str | None]:
    ends = [pd.Series(pd.to_datetime([text], utc=True)) for text in (start, end)]
    ((first,), (last,)) = columns._local(*ends, zone)
    return first, last


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
    known = [line["id"] for line in table(Filters()) if line["start"]]
    first = known[0]
    marks = ET.fromstring(b"".join(kml.to_kml(STORE, Filters()))).findall(".//{*}Placemark")  # noqa: S314 - our own file
    said = {
        fields["id"]: fields
        for mark in marks
        if (fields := {each.get("name"): each.findtext("{*}value") for each in mark.findall(".//{*}Data")})
    }
    start = DATASET.incidents.set_index("id")["start"][first].tz_convert("Europe/Belgrade")
    for record in (
        *table(Filters()),
        *sheet(Filters()),
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


def test_geometries_in_csv_are_well_known_text() -> None:
    shapes = gpd.GeoSeries([shapely.from_wkt(line["geometry"] or None) for line in table(Filters())])
    known = pd.Series(has_shape())
    assert (shapes.notna() == known).all()
    assert (
        shapes[known]
        .geom_equals_exact(DATASET.incidents.geometry[known].set_crs(None, allow_override=True), 0)
        .all()
    )


def test_a_file_of_nothing_still_has_its_columns_and_its_origin() -> None:
    nothing = Filters(actors=("unseen",))
    text = b"".join(tabular.to_csv(STORE, nothing)).decode()
    assert text.count("\r\n") == 1
    assert text.startswith("row,id,kind")
    assert collection(nothing)["features"] == []
    assert collection(nothing)["licence"] == "CC0-1.0"


def test_a_long_file_comes_in_blocks_with_one_header(monkeypatch) -> None:
    whole = b"".join(tabular.to_csv(STORE, Filters()))
    monkeypatch.setattr(columns, "BLOCK", 50)
    blocks = list(tabular.to_csv(STORE, Filters()))
    assert len(blocks) == 3
    assert b"".join(blocks) == whole


def test_a_workbook_holds_texts_and_no_formulas() -> None:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx.to_xlsx(STORE, Filters()))))
    header, *records = book["incidents"].iter_rows()
    titles = [cell.value for cell in header].index("title")
    assert [record[titles].value for record in records] == DATASET.incidents["title"].tolist()
    assert {cell.data_type for record in records for cell in record} <= {"s", "n"}
    assert dict(book["about"].iter_rows(values_only=True))["licence"] == "CC0-1.0"


def test_a_text_that_no_cell_holds_is_marked(monkeypatch) -> None:
    monkeypatch.setattr(xlsx, "LONGEST", 60)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx.to_xlsx(STORE, Filters()))))
    texts = [cell for row in book["incidents"].iter_rows(values_only=True) for cell in row if cell]
    assert any(str(text).endswith("(cut here: a cell holds no more)") for text in texts)


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
