"""Regions on the page: in countries, in a reader's own file, and what is said where nothing can be."""

from __future__ import annotations

import json
import re
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
import the_case
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest
from test_page import page
from test_regions import CASE

from access.acts import Act
from components.panels import boundaries as choosing
from geodata.errors import UnusableFileError
from geodata.readers import boundaries, region_columns
from geodata.sandbox import boundary_files

NORTH = shapely.box(20.5, 42.9, 21.1, 43.3)
SOUTH = shapely.box(20.5, 42.0, 21.1, 42.9)
GADM = {
    "GID_0": "XKO",
    "COUNTRY": "Kosovo",
    "NAME_1": ["North", "South"],
    "GID_1": ["N", "S"],
    "people": [50, 0],
}


def own_file(**columns: object) -> bytes:
    frame = gpd.GeoDataFrame(columns or GADM, geometry=[NORTH, SOUTH], crs=4326)
    return frame.to_json(drop_id=True).encode()


def brought(app: AppTest, name: str, content: bytes) -> AppTest:
    return app.file_uploader[0].set_value((name, content, "application/geo+json")).run()


def said(app: AppTest) -> str:
    return " ".join(each.value for each in app.caption).replace("\\", "")


def test_countries_are_listed_with_both_numbers_and_who_drew_them() -> None:
    app = page(part="regions")

    assert not app.exception
    told = app.dataframe[0].value.set_index("Region")[["Records, certain", "Records, possible"]]
    assert told.T.to_dict("list") == CASE
    assert (
        "Borders: Natural Earth. Licence: public domain. Natural Earth draws borders as they are held"
        in said(app)
    )
    assert "Possible: some of it may" in said(app)
    app.checkbox(key="regions_all").check().run()
    assert len(app.dataframe[0].value) > 200


def test_the_measure_in_force_is_told_and_what_gives_no_number() -> None:
    app = page(part="regions", measure="fatalities")

    assert not app.exception
    first = app.dataframe[0].value.iloc[0]
    assert first["Region"] == "Kosovo"
    assert 0 < first["Fatalities, certain"] <= first["Fatalities, possible"]
    assert first["give no number"] > 0


def test_a_file_is_read_and_what_its_columns_mean_is_guessed_and_can_be_changed() -> None:
    app = brought(page(part="regions"), "kosovo.geojson", own_file())

    assert not app.exception
    assert not app.error
    table = app.dataframe[0].value
    assert table["Region"].tolist() == ["North", "South"]
    assert table["In"].tolist() == ["Kosovo", "Kosovo"]
    assert "per 100,000 people, certain" not in table
    assert "Borders: GADM. Licence: free for academic" in said(app)
    population = next(each for each in app.selectbox if each.label == "… of the population")
    assert population.value is None
    population.set_value("people").run()
    told = app.dataframe[0].value.set_index("Region")
    expected = told.loc["North", "Records, possible"] / 50 * 100_000
    assert told.loc["North", "per 100,000 people, possible"] == pytest.approx(expected)
    next(each for each in app.text_input if each.label == "Who drew the borders").set_value("me").run()
    assert "Borders: me." in said(app)
    assert app.dataframe[0].value["Region"].tolist() == ["North", "South"]


def test_a_file_whose_names_are_not_recognised_asks_for_them() -> None:
    app = brought(page(part="regions"), "a.geojson", own_file(bezirk=["N", "S"]))

    assert not app.dataframe
    assert any("Choose the column that holds the regions' names" in each.value for each in app.info)
    next(each for each in app.selectbox if each.label == "Column of the names").set_value("bezirk").run()
    assert app.dataframe[0].value["Region"].tolist() == ["N", "S"]
    assert "Licence not stated" in said(app)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"{", "a.geojson"), (b'{"type": "Point", "coordinates": [20, 43]}', "it has no areas")],
)
def test_what_cannot_be_read_is_told_and_countries_stay(content: bytes, words: str) -> None:
    app = brought(page(part="regions"), "a.geojson", content)

    assert not app.exception
    assert words in app.error[0].value.replace("\\", "")
    assert app.dataframe[0].value["Region"].iloc[0] == "Kosovo"


def test_nothing_in_any_region_is_said() -> None:
    app = page(part="regions", q="nothing says this")

    assert not app.exception
    assert not app.dataframe
    assert any("None of the records shown lies in one of these regions" in each.value for each in app.info)


def test_whoever_may_not_bring_files_is_not_asked_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "may", lambda _person, act: act is not Act.IMPORT)
    app = page(part="regions")

    assert not app.exception
    assert not app.file_uploader
    assert app.dataframe[0].value["Region"].iloc[0] == "Kosovo"


# What the sandbox hands over --------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "fgb", "parquet"])
def test_the_sandbox_reads_what_gdal_reads(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"a.{suffix}"
    frame = gpd.GeoDataFrame({"NAME_1": ["Б", None], "geometry": [NORTH, SOUTH]}, crs=4326)
    (frame.to_parquet if suffix == "parquet" else frame.to_file)(file)
    found = boundary_files.read(file, name=file.name)
    told = boundaries.chosen(found, region_columns.guessed(found.names)).regions
    assert told["name"].fillna("").tolist() == ["Б", ""]
    assert all(map(shapely.equals, told.geometry, [NORTH, SOUTH]))
    assert told["area_km2"].tolist() == pytest.approx([2_167, 4_916], rel=0.01)


def test_a_projected_file_is_converted_and_broken_outlines_are_mended(tmp_path: Path) -> None:
    bow = shapely.Polygon([(20, 42), (21, 43), (21, 42), (20, 43)])
    frame = gpd.GeoDataFrame({"name": ["bow"]}, geometry=[bow], crs=4326).to_crs(32634)
    frame.to_file(tmp_path / "a.gpkg")
    found = boundary_files.read(tmp_path / "a.gpkg", name="a.gpkg")
    assert found.outlines[0].is_valid
    assert shapely.bounds(found.outlines[0]) == pytest.approx([20, 42, 21, 43])
    assert "EPSG:32634" in found.converted[0]


def test_a_layer_is_chosen(tmp_path: Path) -> None:
    for layer, shape in (("one", NORTH), ("two", SOUTH)):
        frame = gpd.GeoDataFrame({"name": [layer]}, geometry=[shape], crs=4326)
        frame.to_file(tmp_path / "a.gpkg", layer=layer)
    found = boundary_files.read(tmp_path / "a.gpkg", name="a.gpkg", layer="two")
    assert (found.layers, found.layer) == (("one", "two"), "two")
    assert found.columns["name"].tolist() == ["two"]


def test_a_ring_that_rounding_left_no_area_takes_no_region_along() -> None:
    """As in `world-atlas`, where Spain has one."""
    square, nothing = [[0, 0], [9, 0], [0, 9], [-9, 0], [0, -9]], [[5, 5], [1, 0], [-1, 0]]
    many = {"type": "MultiPolygon", "arcs": [[[0]], [[1]]], "properties": {"name": "Spain"}}
    made = {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [0, 0]},
        "objects": {"regions": {"type": "GeometryCollection", "geometries": [many]}},
        "arcs": [square, nothing],
    }
    found = boundary_files.read(json.dumps(made).encode(), name="a.topojson")
    assert (found.refused, len(found.outlines)) == (0, 1)
    assert shapely.area(found.outlines[0]) == pytest.approx(0.81)


def test_the_sandbox_says_what_is_no_map() -> None:
    with pytest.raises(UnusableFileError, match=r"a\.gpkg"):
        boundary_files.read(b"SQLite format 3\0 and nothing more", name="a.gpkg")


@pytest.mark.browser
def test_a_file_of_regions_is_dropped_and_counted(visit, tmp_path: Path) -> None:
    file = tmp_path / "kosovo.geojson"
    file.write_bytes(own_file())
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    part = seen.part("Regions")
    expect(part).to_contain_text("Borders: Natural Earth.")
    expect(part).to_contain_text("Records lie in 6 regions of 255.")
    part.get_by_role("button", name="Bring boundaries").click()
    seen.page.locator("[data-testid=stPopoverBody] input[type=file]").set_input_files(file)
    expect(part).to_contain_text("Borders: GADM.")
    expect(part).to_contain_text("Records lie in 2 regions of 2.")
    expect(seen.page).to_have_url(re.compile(r"[?&]part=regions"))
