"""Rows at one place with one radius are looked at together, and none is lost or moved."""

from __future__ import annotations

import numpy as np
import pytest
from datasets import small_dataset, with_own_columns

from geodata.filters import from_query
from geodata.query import answers, distinct_places, store

DATASET = with_own_columns(small_dataset(300, seed=7))


def test_each_point_is_at_its_place_and_nothing_else_is() -> None:
    places = distinct_places.of(store.open(DATASET), np.arange(300))
    lines = DATASET.incidents[["lon", "lat", "uncertainty_m"]].to_numpy(float)
    kinds = [None if each is None else each.geom_type for each in DATASET.incidents.geometry]
    told = np.stack([places.lon, places.lat, places.radius_m], axis=1)
    for line, kind, number in zip(lines, kinds, places.number, strict=True):
        assert (number < 0) == (kind != "Point")
        assert number < 0 or np.array_equal(told[number], line, equal_nan=True)
    assert len(np.unique(np.nan_to_num(told, nan=-1), axis=0)) == len(told) < 250
    some = distinct_places.of(store.open(DATASET), np.arange(100, 200))
    assert np.array_equal(some.number < 0, places.number[100:200] < 0)


@pytest.mark.parametrize("query", ["near=8 km of point 20.8,42.95", "near=15 km of records kind=site"])
def test_rows_are_the_same_whether_places_are_held_or_not(
    query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = answers.selection_and_certain(store.open(DATASET), from_query(query))
    monkeypatch.setattr(distinct_places, "MOST", 0)
    other = store.open(with_own_columns(small_dataset(300, seed=7)))
    assert distinct_places.held(other) is None
    for here, there in zip(held, answers.selection_and_certain(other, from_query(query)), strict=True):
        assert here.tolist() == there.tolist()
        assert 0 < here.sum() < 300
