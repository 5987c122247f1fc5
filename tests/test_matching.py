"""Records of two datasets that may be one event: known doubles are found; pairs are those of a plain loop."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from random import Random

import numpy as np
import pandas as pd
import pytest
from datasets import small_dataset
from pyproj import Geod

from geodata.__main__ import main
from geodata.errors import FilterError
from geodata.filters import Filters
from geodata.query import likeness, matching, store


def doubled(dataset, seed=3, *, moved_km=2.0, later_hours=5.0):
    """The same events as another project would record them: ids of its own, a little elsewhere and later."""
    random = Random(seed)  # noqa: S311 - the same each time
    incidents = dataset.incidents.copy()
    degrees = moved_km / 111
    incidents["id"] = [f"other-{each}" for each in incidents["id"]]
    for name in ("lon", "lat"):
        incidents[name] = [each + random.uniform(-degrees, degrees) for each in incidents[name]]
    shift = pd.to_timedelta(
        [random.uniform(0, later_hours) * 3600 // 60 * 60 for _ in range(len(incidents))], unit="s"
    )
    incidents["start"], incidents["end"] = incidents["start"] + shift, incidents["end"] + shift
    named = dict(zip(dataset.incidents["id"], incidents["id"], strict=True))
    tables = {
        name: getattr(dataset, name).assign(incident=lambda table: table["incident"].map(named))
        for name in ("participations", "quantities", "sources", "claims")
    }
    version = hashlib.sha256(f"{dataset.version} doubled {seed}".encode()).hexdigest()
    return replace(dataset, name="other", version=version, incidents=incidents, **tables)


@pytest.fixture(scope="module")
def two():
    first = small_dataset(80)
    return store.open(first), store.open(doubled(first))


def test_known_doubles_are_the_best_pairs(two):
    found = matching.matches(two[0], Filters(), two[1], Filters(), days=1, km=5)
    best = found.pairs[found.pairs["best"]]

    assert found.compared[0] == found.compared[1] > 10
    right = best["b_id"] == "other-" + best["a_id"]
    assert right.sum() / found.compared[0] > 0.9  # recall
    assert right.mean() > 0.8  # precision
    assert (found.pairs["decision"] == "").all()


def test_pairs_are_those_of_a_plain_loop(two):
    window = {"days": 0.5, "km": 20.0}
    found = matching.matches(two[0], Filters(), two[1], Filters(), **window)

    assert set(zip(found.pairs["a_id"], found.pairs["b_id"], strict=True)) == plainly(*two, **window)
    assert (found.pairs["km_low"] <= found.pairs["km"]).all()
    assert (found.pairs["km"] <= found.pairs["km_high"]).all()
    assert found.pairs["score"].between(0, 1).all()
    assert found.pairs["score"].is_monotonic_decreasing


def plainly(one, two, *, days, km):
    """Every record beside every other."""
    globe, pairs = Geod(ellps="WGS84"), set()
    frames = [fit(each) for each in (one, two)]
    for a in frames[0].itertuples():
        for b in frames[1].itertuples():
            apart = max((a.start - b.end).total_seconds(), (b.start - a.end).total_seconds(), 0) / 86_400
            metres = globe.inv(a.lon, a.lat, b.lon, b.lat)[2]
            around = sum(0 if pd.isna(each) else each for each in (a.uncertainty_m, b.uncertainty_m))
            if apart <= days and (metres - around) / 1000 <= km:
                pairs.add((a.id, b.id))
    return pairs


def fit(opened):
    """What says enough of where and when."""
    incidents = opened.dataset.incidents
    point = incidents["location_class"].isin(["site", "settlement", "near"]) & incidents["lon"].notna()
    known = incidents["start"].notna() & incidents["end"].notna() & (incidents["time_class"] != "standing")
    short = (incidents["end"] - incidents["start"]) <= pd.Timedelta(days=31)
    fine = ~(incidents["uncertainty_m"] > 50_000)
    return incidents[point & known & short & fine & (incidents["kind"] != "site")]


def test_a_wider_window_loses_no_pair(two):
    narrow, wide = (
        set(zip(found["a_id"], found["b_id"], strict=True))
        for found in (
            matching.matches(two[0], Filters(), two[1], Filters(), days=days, km=km).pairs
            for days, km in ((0.2, 3), (2, 30))
        )
    )
    assert narrow
    assert narrow < wide


def test_what_is_not_told_counts_for_nothing():
    assert np.isnan(likeness.overlap(np.array([[np.nan, np.nan]]), np.array([[1.0, 2.0]]))).all()
    assert likeness.overlap(np.array([[4.0, 4.0]]), np.array([[1.0, 2.0]])).tolist() == [0.5]
    assert likeness.overlap(np.array([[1.0, 3.0]]), np.array([[2.0, 9.0]])).tolist() == [1.0]


def test_what_is_left_out_is_counted(two):
    found = matching.matches(two[0], Filters(), two[1], Filters())

    assert found.compared[0] + found.left_out[0] == len(two[0])


def test_a_window_without_bound_and_a_dataset_beside_itself_are_refused(two):
    with pytest.raises(FilterError, match="at most 366 days and 500 km"):
        matching.matches(two[0], Filters(), two[1], Filters(), days=5000)
    with pytest.raises(FilterError, match="another dataset"):
        matching.matches(two[0], Filters(), two[0], Filters())


def test_the_command_writes_pairs_for_a_person_to_decide(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    other = tmp_path / "other.csv"
    other.write_text(
        "id,date,latitude,longitude,title,actor\n"
        "X1,2023-09-24,42.972,20.786,Clash at Banjska,Kosovo Police\n",
        encoding="utf-8",
    )
    assert main(["import", str(other), "--name", "other"]) == 0
    assert main(["matches", "northern-kosovo", "other", "--best", "--to", str(tmp_path / "pairs.csv")]) == 0
    assert "1 pairs may be one event" in capsys.readouterr().out
    pairs = pd.read_csv(tmp_path / "pairs.csv")
    assert pairs["b_id"].tolist() == ["X1"]
    assert pairs["a_id"].str.startswith("BNJ-").all()
    assert "times meet" in pairs.loc[0, "reasons"]
    assert main(["matches", "northern-kosovo", "other"]) == 0
    assert "X1?" in capsys.readouterr().out
