"""The nearest of other records is what all pairs give, and certain only where no other may be nearer."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from datasets import small_dataset
from pyproj import Geod

import geodata
from geodata.errors import FilterError
from geodata.filters import Filters
from geodata.library import paths
from geodata.query import answers, neighbours, store

STORE = store.open(small_dataset(200, seed=7))
OTHER = store.open(small_dataset(90, seed=8))
WGS84 = Geod(ellps="WGS84")
SITES = Filters(kinds=("site",))
FILTERS = (Filters(), SITES, Filters(kinds=("incident", "statement"), start=date(2023, 9, 20)))
COARSE = ("district", "region", "country")
Point = tuple[int, float, float, float, bool]


def points(opened: store.Store, filters: Filters) -> list[Point]:
    """Row, longitude, latitude, radius and whether it is surely shown, of what has a point."""
    shown, certain = answers.selection_and_certain(opened, filters)
    return [
        (line.row, line.geometry.x, line.geometry.y, float(line.uncertainty_m), bool(certain[line.row]))
        for line in opened.dataset.incidents.astype({"uncertainty_m": "float64"}).itertuples()
        if shown[line.row]
        and line.geometry is not None
        and line.geometry.geom_type == "Point"
        and line.location_class not in COARSE
    ]


@pytest.mark.parametrize("other", [STORE, OTHER], ids=["same", "other"])
@pytest.mark.parametrize("of", FILTERS, ids=Filters.to_query)
@pytest.mark.parametrize("filters", FILTERS, ids=Filters.to_query)
def test_the_nearest_is_that_of_all_pairs(filters: Filters, of: Filters, other: store.Store) -> None:
    found = neighbours.nearest(STORE, filters, other, of).lines.set_index("row")
    there, here = points(other, of), points(STORE, filters)
    assert set(found.index) == {each[0] for each in here}
    for row, lon, lat, radius, sure in here:
        line, others = found.loc[row], [each for each in there if other is OTHER or each[0] != row]
        away = np.array([WGS84.inv(lon, lat, x, y)[2] for _, x, y, _, _ in others])
        told = [each[0] for each in others].index(line["nearest_row"])
        assert away[told] == pytest.approx(away.min(), abs=0.01)
        _, _, _, its_radius, surely = others[told]
        about = radius + its_radius
        assert line["distance_km"] * 1000 == pytest.approx(away.min(), abs=0.01)
        low = max(away.min() - np.nan_to_num(radius) - np.nan_to_num(its_radius), 0)
        assert line["distance_low_km"] * 1000 == pytest.approx(low, abs=0.01)
        high = np.inf if np.isnan(about) else away.min() + about
        assert line["distance_high_km"] * 1000 == pytest.approx(high, abs=0.01)
        nearer = away - np.nan_to_num([each[3] for each in others])
        nearer[told] = np.inf
        most = high + radius
        known = bool(sure and surely and np.isfinite(about))
        if line["certain"]:
            assert known
            assert nearer.min() > most
        elif known:
            assert nearer.min() <= most * 1.001 + 1


def test_what_may_be_nearer_makes_the_nearest_uncertain_however_far_it_lies() -> None:
    """Nine posts lie nearer than a tenth, whose wide disc reaches all the way."""
    for wide in (5_000.0, 500_000.0):
        here = neighbours._Points(*(np.array([each]) for each in (0, 20.0, 43.0, 100.0, True)))
        lon = 20.0 + np.array([0.1, *np.linspace(0.5, 0.6, 9), 4.0])
        radius = np.array([100.0] * 10 + [wide])
        there = neighbours._Points(np.arange(1, 12), lon, np.full(11, 43.0), radius, np.ones(11, bool))
        line = neighbours._pairs(here, there, same=False).iloc[0]
        assert line["nearest_row"] == 1
        assert bool(line["certain"]) == (wide < 100_000)


def test_in_python_each_post_has_its_nearest_incident_and_what_is_left_out_is_counted() -> None:
    found = geodata.nearest(paths.DEFAULT, of=Filters(kinds=("incident",)), filters=SITES)
    assert found["distance_km"].is_monotonic_increasing
    assert found.attrs["left_out"] + len(found) == len(geodata.load(paths.DEFAULT, filters=SITES))
    assert not found["nearest_title"].isna().any()


def test_nothing_to_be_near_to_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FilterError, match="records with a point"):
        neighbours.nearest(STORE, Filters(), STORE, Filters(text="no such word"))
    monkeypatch.setattr(neighbours, "MOST", 3)
    with pytest.raises(FilterError, match="at most 3 records"):
        neighbours.nearest(STORE, Filters(), STORE, Filters())
