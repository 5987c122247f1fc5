"""What is within so many kilometres of something, certainly and possibly: beside plain geodesics."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from functools import cache
from math import cos, sin
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import reference
import shapely
from datasets import small_dataset
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

import geodata
from api.routes import routes
from components.folium_map import ASSETS
from components.map import view
from components.text import wording
from components.text.strings import say
from geodata import distances
from geodata.errors import FilterError
from geodata.exporters import tabular
from geodata.exporters.registry import FORMATS
from geodata.filters import Filters, from_query
from geodata.library import paths
from geodata.model import Dataset
from geodata.near_filters import Near
from geodata.query import answers, nearness, store

ROOT = Path(__file__).parents[1]
CASE = store.opened(paths.DEFAULT)
MONASTERY = "BNJ-03"
"""Armed men enter Banjska Monastery and hold it: a site."""
N = 160


def scattered(seed: int = 3, n: int = N) -> Dataset:
    """Points, lines, areas, several points around 43° N and over the antimeridian, of every uncertainty."""
    random = np.random.default_rng(seed)
    dataset = small_dataset(n)
    lon, lat = random.uniform(20.0, 22.5, n), random.uniform(42.0, 44.0, n)
    far = slice(n - n // 8, n)
    lon[far] = (random.uniform(178.5, 181.5, n // 8) + 180) % 360 - 180
    lat[far] = random.uniform(-1, 1, n // 8)
    radius = random.choice([0.0, 50, 1_500, 8_000, 40_000, np.nan], n)
    lon[:3] = np.nan
    shapes: list[Any] = list(gpd.points_from_xy(lon, lat))
    for row in range(3, n - n // 8, 20):
        x, y = lon[row], lat[row]
        shapes[row : row + 3] = [
            shapely.LineString([(x, y), (x + 0.1, y + 0.05), (x + 0.2, y - 0.02)]),
            shapely.box(x, y, x + 0.15, y + 0.1),
            shapely.MultiPoint([(x, y), (x + 0.05, y)]),
        ]
    incidents = dataset.incidents.assign(
        lon=lon,
        lat=lat,
        uncertainty_m=radius,
        geometry=gpd.GeoSeries(shapes, crs=4326),
        location_class="site",
    )
    return replace(dataset, incidents=incidents, version=f"{seed:064}")


@cache
def opened(seed: int = 3) -> store.Store:
    return store.open(scattered(seed))


def rows_of(filters: Filters, of: store.Store) -> tuple[set[int], set[int]]:
    """The rows possibly and certainly shown."""
    return tuple(
        set(np.flatnonzero(each(of, filters)).tolist()) for each in (answers.selection, answers.certain)
    )


corners = st.tuples(st.floats(20.0, 22.5), st.floats(42.0, 44.0)).map(
    lambda each: (round(each[0], 5), round(each[1], 5))
)
DATASET = scattered()
IDS = DATASET.incidents["id"].iloc[3:].tolist()
nears = st.one_of(
    st.builds(Near, st.floats(0.01, 150), record=st.sampled_from(IDS)),
    st.builds(Near, st.floats(0.01, 150), point=corners),
    st.builds(
        Near, st.floats(0.01, 60), line=st.lists(corners, min_size=2, max_size=4, unique=True).map(tuple)
    ),
    st.builds(
        Near, st.floats(0.01, 60), area=st.lists(corners, min_size=3, max_size=5, unique=True).map(tuple)
    ),
    st.builds(
        Near,
        st.floats(0.01, 60),
        records=st.sampled_from(
            ["kind=incident", "kind=site", "type=protest&from=2022-09-01", "from=2023-01-01"]
        ),
    ),
)


@given(nears)
@settings(max_examples=8, deadline=None)
def test_the_rows_near_are_those_that_plain_geodesics_find(near: Near) -> None:
    """But for those within 30 m of the limit: the projection is not true between two lines."""
    origins = reference.origins_of(DATASET, near)
    possible, certain = rows_of(Filters(near=near), opened())
    for record in DATASET.incidents.itertuples():
        for figure, rows in zip(reference.how_far(record, near, origins), (possible, certain), strict=True):
            if abs(figure - near.km * 1000) > 30:
                assert (record.row in rows) == (figure < near.km * 1000), (record.row, near)


@given(nears, st.floats(1, 3))
@settings(max_examples=8, deadline=None)
def test_what_is_certain_is_possible_and_a_larger_radius_loses_nothing(near: Near, more: float) -> None:
    possible, certain = rows_of(Filters(near=near), opened())
    assert certain <= possible
    wider = rows_of(Filters(near=replace(near, km=near.km * more)), opened())
    assert possible <= wider[0]
    assert certain <= wider[1]


@given(nears)
@settings(max_examples=8, deadline=None)
def test_the_figures_of_a_distance_say_what_the_filter_says(near: Near) -> None:
    possible, certain = rows_of(Filters(near=near), opened())
    found = nearness.distances(opened(), near, np.arange(N))
    placed = found.dropna()
    assert len(placed) == N - 3 or not len(placed)
    assert (placed["distance_low_km"] <= placed["distance_km"] + 1e-9).all()
    assert (placed["distance_km"] <= placed["distance_high_km"] + 1e-9).all()
    for name, rows in (("distance_low_km", possible), ("distance_high_km", certain)):
        within = placed[name] <= near.km
        clear = (placed[name] - near.km).abs() > 1e-4
        assert within[clear].to_dict() == {row: row in rows for row in placed.index[clear]}


def test_over_the_antimeridian_it_is_not_far() -> None:
    lon, lat = DATASET.incidents["lon"].to_numpy(), DATASET.incidents["lat"].to_numpy()
    radius = DATASET.incidents["uncertainty_m"].to_numpy()
    possible, certain = rows_of(Filters(near=Near(100, point=(179.95, 0.0))), opened())
    away = reference.WGS84.inv(lon, lat, np.full(N, 179.95), np.zeros(N))[2]
    there = np.arange(N) >= N - N // 8
    assert possible == set(np.flatnonzero(there & (away - np.nan_to_num(radius) <= 100_000)).tolist())
    assert certain == set(np.flatnonzero(there & (away + radius <= 100_000)).tolist())
    assert {lon[row] < 0 for row in certain} == {True, False}


def test_many_rows_are_decided_in_cells_as_they_are_one_by_one() -> None:
    """Twenty thousand rows about two hundred places of several radii."""
    random = np.random.default_rng(5)
    n = 20_000
    lon, lat = random.uniform(20, 22, n), random.uniform(42, 44, n)
    limit = random.choice([3_000.0, 10_000, 60_000], n)
    of = distances.Origins(
        lon=random.uniform(20, 22, 200),
        lat=random.uniform(42, 44, 200),
        radius_m=random.uniform(0, 5_000, 200),
        certain=np.arange(200) < 150,
        shapes=np.zeros(0, object),
        shape_radius_m=np.zeros(0),
        shape_certain=np.zeros(0, bool),
    )
    for bound in (of.nearest_m, of.farthest_m):
        found = distances.at_most(bound, lon, lat, limit)
        assert found.tolist() == (bound(lon, lat) <= limit).tolist()
        assert 0 < found.sum() < n


def test_the_posts_within_15_km_of_the_monastery() -> None:
    """The question that a researcher brought, with its answer."""
    near = Near(15, record=MONASTERY)
    sites = Filters(near=near, kinds=("site",))
    found = answers.rows(CASE, sites)
    away = nearness.distances(CASE, near, found["row"].to_numpy()).round(1)
    told = dict(zip(found["id"], away.to_numpy().tolist(), strict=True))
    assert told == POSTS
    certain = np.flatnonzero(answers.certain(CASE, sites))
    assert sorted(answers.records(CASE, certain)["id"]) == sorted(
        each for each, (_, _, high) in POSTS.items() if high <= 15
    )


POSTS = {"FAC-K05": [14.8, 10.6, 19.0]}
"""Camp Nothing Hill is known to the settlement: possibly within 15 km, not certainly."""


def test_what_no_distance_can_be_taken_from_is_refused() -> None:
    with pytest.raises(FilterError, match="the id of a record of this dataset"):
        answers.counts(CASE, Filters(near=Near(5, record="no such record")))
    unplaced = DATASET.incidents["id"].iloc[0]
    with pytest.raises(FilterError, match="a record whose position is known"):
        answers.counts(opened(), Filters(near=Near(5, record=unplaced)))
    assert answers.counts(CASE, Filters(near=Near(5, records="type=nothing+such"))).shown == 0


STAR = ";".join(f"{20 + 15 * cos(2.1 * i):.5f},{5 + 12 * sin(2.1 * i):.5f}" for i in range(200))
"""A polygon whose parts nobody tells apart within minutes."""


def test_an_area_whose_border_crosses_itself_now_and_then_is_one() -> None:
    bow = from_query(urlencode({"near": "15 km of area 20,43;21,44;21,43;20,44"})).near
    assert bow is not None
    assert answers.counts(CASE, Filters(near=bow)).shown > 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15 km", "15 km of record ID"),
        ("0 km of record x", "more than 0"),
        ("99999 km of record x", "at most 5,000 km"),
        ("15 km of point 20,43;21,43", "one point"),
        ("15 km of line 20,43", "2 to 200 corners"),
        ("15 km of area 20,43;21,x;22,44", "longitude,latitude"),
        (
            f"15 km of area {STAR}",
            "crosses itself 13,200 times' was found",
        ),
        ("15 km of point 200,43", "longitude,latitude"),
        ("15 km of records kinds=site", "kind"),
        ("15 km of records near=5 km of record x", "without a distance of its own"),
        ("15 km of records within=certainly", "leaves some out"),
    ],
)
def test_a_text_that_is_no_distance_is_refused_with_what_was_expected(text: str, expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        from_query(urlencode({"near": text}))


@given(nears)
@settings(max_examples=60)
def test_a_distance_is_read_from_an_address_as_it_was_written(near: Near) -> None:
    once = from_query(Filters(near=near).to_query())
    assert from_query(once.to_query()) == once
    assert once.near is not None
    assert abs(once.near.km - near.km) <= 0.0005
    assert once.near.kind == near.kind


# Where people meet it ---------------------------------------------------------------------------------------


def test_in_python_the_nearest_come_first_with_how_far_they_are() -> None:
    for of in (
        MONASTERY,
        (20.78, 42.97),
        shapely.LineString([(20.7, 42.9), (20.8, 43)]),
        Filters(kinds=("site",)),
    ):
        found = geodata.within(paths.DEFAULT, of, 5, Filters(kinds=("incident",)))
        assert len(found) > 5
        assert found["distance_km"].is_monotonic_increasing
        assert (found["certain"] == (found["distance_high_km"] <= 5)).all()
        assert (found["distance_low_km"] <= 5).all()
    with pytest.raises(FilterError, match="MultiPoint"):
        geodata.within(paths.DEFAULT, shapely.MultiPoint([(20, 43)]), 5)


def test_the_table_is_sorted_by_distance_both_ways() -> None:
    near = Near(15, record=MONASTERY)
    up, down = (
        answers.rows(CASE, Filters(near=near), order="distance", descending=way)["row"].to_numpy()
        for way in (False, True)
    )
    away = nearness.distances(CASE, near, np.concatenate([up, down]))["distance_km"].to_numpy()
    assert (np.diff(away[: len(up)]) >= 0).all()
    assert (np.diff(away[len(up) :]) <= 0).all()
    with pytest.raises(FilterError, match="a column of the table"):
        answers.rows(CASE, Filters(), order="distance")


def test_a_csv_file_tells_the_distance_and_its_bounds() -> None:
    near = Filters(near=Near(15, record=MONASTERY), kinds=("site",))
    text = b"".join(tabular.to_csv(CASE, near)).decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text))
    found = [float(line[name]) for name in nearness.FIGURES]
    assert [round(each, 1) for each in found] == POSTS[line["id"]]
    assert "distance_km" not in b"".join(tabular.to_csv(CASE, Filters(kinds=("site",)))).decode("utf-8-sig")


def test_every_kind_of_file_tells_the_distance_and_its_bounds(tmp_path: Path) -> None:
    filters = Filters(near=Near(15, record=MONASTERY))
    chosen = np.flatnonzero(answers.selection(CASE, filters))
    expected = nearness.distances(CASE, filters.near, chosen).round(3).to_numpy()
    for suffix, layer in (("geojson", None), ("gpkg", "incidents"), ("parquet", None)):
        path = tmp_path / f"near.{suffix}"
        path.write_bytes(b"".join(FORMATS[suffix].write(CASE, filters)))
        given_layer = {} if layer is None else {"layer": layer}
        found = gpd.read_parquet(path) if suffix == "parquet" else gpd.read_file(path, **given_layer)
        of_row = found[list(nearness.FIGURES)].to_numpy(float)
        assert np.allclose(of_row, np.where(np.isfinite(expected), expected, np.nan), equal_nan=True), suffix
    kml = b"".join(FORMATS["kml"].write(CASE, filters)).decode()
    assert kml.count('<Data name="distance_km">') == len(chosen)
    with zipfile.ZipFile(io.BytesIO(b"".join(FORMATS["zip"].write(CASE, filters)))) as package:
        lines = pd.read_csv(package.open("incidents.csv"))
        described = json.loads(package.read("datapackage.json"))
    assert np.allclose(lines["distance_km"], expected[:, 0])
    (incidents,) = (each for each in described["resources"] if each["name"] == "incidents")
    assert [each["name"] for each in incidents["schema"]["fields"]][-3:] == list(nearness.FIGURES)


def test_over_http_a_distance_from_nothing_is_a_bad_request() -> None:
    client = TestClient(Starlette(routes=routes(view.module, wording.describe, assets=ASSETS)))
    address = f"/data/{CASE.dataset.name}/{CASE.dataset.version}/mask.bin"
    assert client.get(address, params={"near": f"15 km of record {MONASTERY}"}).status_code == 200
    refused = client.get(address, params={"near": "15 km of record nobody"})
    assert refused.status_code == 400
    assert "the id of a record of this dataset" in refused.text


def test_the_details_show_what_is_near_and_the_table_how_far() -> None:
    app = AppTest.from_file(str(ROOT / "components" / "page" / "script.py"), default_timeout=60)
    app.query_params["incident"] = MONASTERY
    app.query_params["kind"] = "site"
    app.run()
    app.number_input(key="near_this_km").set_value(15.0)
    app.button(key="show_near").click().run()
    assert not app.exception
    assert app.query_params["near"] == f"15 km of record {MONASTERY}"
    chips = [each.label for each in app.button if str(each.key).startswith("chip near")]
    assert chips == ["possibly within 15 km of Armed men enter Banjska Monaste… ✕"]
    assert app.dataframe[0].value[say("table.distance")].tolist() == ["14.8 km ± 4.2"]
    (km,) = (each for each in app.number_input if str(each.key).startswith("filter_near"))
    km.set_value(10.0).run()
    assert app.query_params["near"] == f"10 km of record {MONASTERY}"
    assert not app.exception


def test_a_link_to_a_record_that_is_not_here_is_shown_without_its_distance() -> None:
    app = AppTest.from_file(str(ROOT / "components" / "page" / "script.py"), default_timeout=60)
    app.query_params["near"] = "15 km of record nobody"
    app.query_params["sort"] = "distance"
    app.run()
    assert not app.exception
    assert "near" not in app.query_params
    assert any(
        "the id of a record of this dataset" in each.value for each in (*app.warning, *app.info, *app.error)
    )


def test_an_error_repeats_so_much_of_what_was_found_as_a_reader_needs() -> None:
    with pytest.raises(FilterError) as caught:
        from_query(urlencode({"killed_from": "x" * 5_000}))
    assert len(str(caught.value)) < 1_000
