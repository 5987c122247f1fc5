"""The harness's own parts; nothing is timed here, and no browser is started."""

from __future__ import annotations

import json
from itertools import islice

import numpy as np
import pytest
from synthetic_libraries import synthetic_library

from benchmarks import data, synthetic
from benchmarks.figures import filtering, growth, importing, joining, query_time, sorting, wire
from benchmarks.measurement import Measurement, as_json, quantile, table
from benchmarks.visitor import gray
from geodata import model
from geodata.filters import Filters
from geodata.ingest import row_order
from geodata.library import parquet
from geodata.query import answers

DATASET = synthetic.dataset(500)


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> data.Given:
    """500 synthetic records in a library of their own."""
    return synthetic_library(500, tmp_path_factory.mktemp("cache"))


@pytest.fixture(autouse=True)
def own_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """`Given.enter` sets the variable: set it back afterwards."""
    monkeypatch.setenv("INCIDENTS_LIBRARY", "")


def test_the_generator_gives_the_same_dataset_for_the_same_seed():
    again = synthetic.dataset(500)
    assert again.version == DATASET.version
    assert again.incidents.equals(DATASET.incidents)
    assert again.participations.equals(DATASET.participations)
    assert not synthetic.dataset(500, seed=1).incidents.equals(DATASET.incidents)


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
    assert set(DATASET.participations["actor"]) <= set(DATASET.actors["id"])
    assert set(incidents["place"].dropna()) <= set(DATASET.places["key"])


def test_the_pieces_come_in_the_order_of_the_library():
    ordered = row_order.in_row_order({"incidents": DATASET.incidents})["incidents"]
    assert ordered["id"].tolist() == DATASET.incidents["id"].tolist()


def test_a_dataset_written_in_pieces_is_the_one_made_at_once(given):
    for name, found in parquet.read(given.folder).items():
        if name != "warnings":
            assert found.equals(model.typed(name, getattr(DATASET, name))), name


def test_a_title_is_found_by_search(given):
    title = DATASET.incidents["title"].iloc[7]
    found = answers.rows(given.opened(), Filters(text=title.replace(",", "")))
    assert title in found["title"].tolist()


def test_a_description_names_the_case_a_folder_or_a_file(tmp_path):
    assert data.given("case").name == "northern-kosovo"
    assert len(data.given("geodata/case")) == len(data.given("case"))
    file = tmp_path / "Events of May.csv"
    file.write_text("id,date,latitude,longitude\na,03/04/2023,42.9,20.8\n", encoding="utf-8")
    found = data.given(str(file))
    assert (found.name, len(found)) == ("events-of-may", 1)


def test_every_change_gives_a_filter_that_was_not_there_before_and_shows_something(given):
    for opened in (given.opened(), data.given("case").opened()):
        changes = [change for visit in filtering.visits(opened, filtering.CHANGES) for change in visit]
        assert len({change.filters for change in changes}) == len(changes) == filtering.CHANGES
        assert all(change.drawn > 0 for change in changes)


def test_pandas_gives_the_same_answers(given):
    measured = list(query_time.measure([given], None))  # raises where the two disagree
    assert {each.peer for each in measured} == {"pandas mask"}


def test_pandas_sorts_the_same_lists(given):
    measured = list(sorting.measure([given], None))  # raises where the two disagree
    assert [each.figure.split(", ")[1] for each in measured] == ["first page", "next page", "next record"]


def test_a_peer_that_answers_otherwise_is_noticed(given, monkeypatch):
    right = query_time.PandasPeer.ask
    monkeypatch.setattr(
        query_time.PandasPeer,
        "ask",
        lambda self, filters: (~right(self, filters)[0], *right(self, filters)[1:]),
    )
    with pytest.raises(query_time.DisagreementError, match="disagree on"):
        list(query_time.measure([given], None))


def test_growth_is_the_cost_at_the_larger_size_over_that_at_the_smaller(given, monkeypatch):
    costs = {given: {"counts": (2.0, "ms")}, data.given("case"): {"counts": (0.5, "ms")}}
    monkeypatch.setattr(growth, "_costs", costs.get)
    *_, grown = growth.measure(list(costs), None)
    assert (grown.n, grown.value, grown.bar) == (500, 4.0, 100)


def test_the_peers_on_the_wire_hold_the_same_fields(given):
    fields = wire.same_fields(given)
    assert fields["kind"].tolist() == DATASET.incidents["kind"].tolist()
    first = DATASET.participations.drop_duplicates("row")["actor"]
    assert fields["actor"].tolist() == first.tolist()
    features = json.loads(wire.geojson(fields))["features"]
    assert len(features) == 500
    drawn = answers.counts(given.opened(), Filters()).drawn
    assert sum(each["geometry"] is not None for each in features) == drawn


def test_clicks_by_grays_code_meet_every_combination_of_kinds():
    held: set[str] = set()
    seen = [frozenset(held := held ^ {kind}) for kind in islice(gray(("a", "b", "c")), 7)]
    assert len(set(seen)) == 7
    assert np.all([len(each) > 0 for each in seen])


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


def test_two_datasets_are_put_together_beside_pandas(monkeypatch):
    monkeypatch.setenv(importing.ROWS, "400")
    seconds, peak = joining.measure([], None)
    assert (seconds.n, seconds.unit, peak.unit) == (400, "s", "MB")
    assert 0 < seconds.peer_value < seconds.value
    assert peak.value > 50
