"""Where and when most of a dataset lies: a few far-off records do not decide it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.index import extents

DAY = extents.DAY


def test_a_record_on_another_continent_does_not_decide_the_first_view() -> None:
    lon = np.array([20.8 + i / 100 for i in range(9)] + [-77.04])
    lat = np.array([42.9] * 9 + [38.9])
    west, _, east, _ = extents.first_view(lon, lat)
    assert west > 20
    assert east < 22


def test_nothing_has_no_extent() -> None:
    none = np.zeros(0)
    assert extents.first_view(none, none) is None
    assert extents.boxes_of(none, none) == {"half": None, "all": None}
    assert extents.stretch_of(none, None) is None


def test_one_early_record_does_not_squeeze_the_busy_stretch() -> None:
    starts = np.array([0, *range(6000 * DAY, 6100 * DAY, DAY)])
    span = (0, 6100 * DAY)
    first, last = extents.stretch_of(starts, span)
    assert first > 5990 * DAY
    assert last == span[1]


def test_the_stretch_is_the_span_where_records_are_spread() -> None:
    starts = np.arange(0, 1000 * DAY, DAY)
    assert extents.stretch_of(starts, (0, 1000 * DAY)) == (0, 1000 * DAY)


def test_a_place_counts_once_however_many_records_it_holds() -> None:
    x, y = np.array([0] * 50 + [100, 101, 102, 103, 104]), np.array([0] * 50 + [7] * 5)
    boxes = extents.boxes_of(x, y)
    assert boxes["half"] == {"west": 100, "east": 102, "north": 7, "south": 7}
    assert boxes["all"] == {"west": 0, "east": 104, "north": 0, "south": 7}


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=40), st.floats(0.05, 1))
def test_the_shortest_stretch_holds_its_share_and_none_is_shorter(values: list[int], share: float) -> None:
    first, last = extents.shortest_stretch(np.array(values), share)
    needed = max(1, int(np.ceil(len(values) * share)))
    assert sum(first <= value <= last for value in values) >= needed
    ordered = sorted(values)
    assert last - first == min(ordered[i + needed - 1] - ordered[i] for i in range(len(values) - needed + 1))


@pytest.mark.parametrize("lat", [78.2, -78.2])
def test_far_from_the_equator_a_degree_of_longitude_counts_as_little_as_it_measures(lat: float) -> None:
    # About Longyearbyen: three degrees east are 68 km, two degrees north 223 km.
    lon = np.array([16.0 + east for east in (-3, -2, -1, 0, 1, 2, 3, 0)])
    lats = np.array([lat] * 7 + [lat - np.sign(lat) * 2])
    assert extents.first_view(lon, lats) == pytest.approx(
        (16.0 - 3.36, lat - 0.36, 16.0 + 3.36, lat + 0.36), abs=0.001
    )


def test_the_first_view_keeps_a_margin_however_small_it_is() -> None:
    assert extents.first_view(np.array([20.8]), np.array([42.9])) == (20.78, 42.88, 20.82, 42.92)
