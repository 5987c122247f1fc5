"""The harness's own parts; nothing is timed here, and no browser is started."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks import data
from benchmarks.figures import asking, filtering, wire
from benchmarks.measurement import Measurement, as_json, quantile, table
from geodata import columns, model, queries, store
from geodata.filters import Filters

DATASET = data.synthetic(500)
STORE = store.open(DATASET)


def test_the_generator_gives_the_same_dataset_for_the_same_seed():
    again = data.synthetic(500)
    assert again.version == DATASET.version
    assert again.incidents.equals(DATASET.incidents)
    assert again.participations.equals(DATASET.participations)
    assert not data.synthetic(500, seed=1).incidents.equals(DATASET.incidents)


def test_the_generator_fills_the_model_as_the_library_does():
    incidents = DATASET.incidents
    assert tuple(incidents.columns) == model.INCIDENT_COLUMNS
    assert incidents["row"].tolist() == list(range(500))
    assert incidents["id"].is_unique
    for column in ("kind", "time_class", "location_class", "confidence"):
        assert set(incidents[column].dropna()) <= set(getattr(model, _vocabulary(column)))
    dated = incidents.dropna(subset=["start"])
    assert (dated["start"] < dated["end"]).all()
    assert set(incidents.loc[incidents["start"].isna(), "time_class"]) <= {"standing", "unknown"}
    years = incidents["start"].dt.year.fillna(9999)
    assert years.is_monotonic_increasing
    assert set(DATASET.participations["actor"]) <= set(DATASET.actors["id"])
    assert set(incidents["place"].dropna()) <= set(DATASET.places["key"])


def test_a_title_is_found_by_search():
    title = DATASET.incidents["title"].iloc[7]
    found = queries.rows(STORE, Filters(text=title.replace(",", "")))
    assert title in found["title"].tolist()


def test_a_description_names_the_case_or_a_synthetic_dataset():
    assert data.load("case").name == "northern-kosovo"
    assert data.load("synthetic:500").version == DATASET.version


def test_every_change_gives_a_filter_that_was_not_there_before_and_shows_something():
    for opened in (STORE, store.open(data.load("case"))):
        changes = [
            change for visit in range(filtering.VISITS) for change in filtering.changes(opened, visit, 10)
        ]
        assert len({change.filters for change in changes}) == len(changes) == filtering.CHANGES
        assert all(change.drawn > 0 for change in changes)


def test_pandas_gives_the_same_answers():
    measured = list(asking.measure("synthetic:500"))  # raises where the two disagree
    assert {each.peer for each in measured} == {"pandas mask"}


def test_a_peer_that_answers_otherwise_is_noticed(monkeypatch):
    right = asking.PandasPeer.ask
    monkeypatch.setattr(
        asking.PandasPeer, "ask", lambda self, filters: (~right(self, filters)[0], *right(self, filters)[1:])
    )
    with pytest.raises(asking.DisagreementError, match="disagree on"):
        list(asking.measure("synthetic:500"))


def test_the_peers_on_the_wire_hold_the_same_fields():
    fields = wire.same_fields(STORE)
    header, values = columns.decode(columns.encode(STORE))
    assert {"lon", "lat", "weight", "uncertainty", "start", "end", *header["categories"]} == set(fields)
    words = [each["id"] for each in header["categories"]["kind"]]
    assert fields["kind"].tolist() == [words[code] for code in values["kind"]]
    features = json.loads(wire.geojson(fields))["features"]
    assert len(features) == 500
    assert sum(each["geometry"] is not None for each in features) == int(np.sum(STORE.drawable))


def test_a_quantile_is_a_sample_and_says_when_it_was_given_up():
    assert quantile([3.0, 1.0, 2.0, 4.0], 0.5, limit=10) == 2.0
    assert quantile([float(number) for number in range(1, 21)], 0.95, limit=10) == 19.0
    assert quantile([1.0, None], 0.5, limit=10) == 1.0
    assert quantile([1.0, None], 0.95, limit=30_000) == "> 30000"


def test_a_table_tells_bar_and_ratio():
    told = table(
        [
            Measurement("fast", 1000, 50.0, "ms", bar=150, peer="slow", peer_value=500.0),
            Measurement("late", 1000, 200.0, "ms", bar=150, peer="given up", peer_value="> 30000"),
            Measurement("alone", 1000, 16.7, "ms"),
        ]
    ).splitlines()
    assert "≤ 150 ✓" in told[2]
    assert "10.0 ×" in told[2]
    assert "≤ 150 ✗" in told[3]
    assert "> 150.0 ×" in told[3]
    assert "×" not in told[4]


def test_json_has_the_agreed_members():
    [line] = as_json([Measurement("fast", 1000, 50.0, "ms")])
    assert list(line) == ["figure", "n", "value", "unit", "bar", "peer", "peer_value"]


def _vocabulary(column: str) -> str:
    return {
        "kind": "KINDS",
        "time_class": "TIME_CLASSES",
        "location_class": "LOCATION_CLASSES",
        "confidence": "CONFIDENCES",
    }[column]
