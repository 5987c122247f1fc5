"""A column's values are counted under all filters but those on it, as pandas counts them."""

from __future__ import annotations

import pandas as pd
import pytest
from datasets import small_dataset, with_own_columns
from reference import passing

from geodata.errors import FilterError
from geodata.filters import Filters
from geodata.query import facets, store

DATASET = with_own_columns(small_dataset(120, seed=7))
STORE = store.open(DATASET)
OTHERS = Filters(kinds=("incident",), columns=("share>=0.5",))


def under(filters: Filters, column: str) -> pd.Series:
    shown = passing(DATASET, filters)["passes"].to_numpy()
    return DATASET.attributes[column][shown]


@pytest.mark.parametrize("few", [facets._FEW, 1])  # held in memory, or asked of the engine
@pytest.mark.parametrize("column", ["weapon", "population", "share", "checked on", "verified", "odd=name>%"])
def test_values_are_counted_as_pandas_counts_them(
    column: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "_FEW", few)
    opened = STORE if few > 1 else store.Store(DATASET, STORE._engine, STORE.statistics)
    others = Filters(kinds=OTHERS.kinds, columns=() if column == "share" else OTHERS.columns)
    found = facets.facet(opened, OTHERS, column)
    expected = under(others, column)
    assert dict(found.values) == expected[expected != ""].value_counts().to_dict()
    assert found.missing == expected.eq("").sum() > 0
    assert [n for _, n in found.values] == sorted((n for _, n in found.values), reverse=True)


def test_conditions_on_the_column_itself_do_not_narrow_its_values() -> None:
    whole = facets.facet(STORE, Filters(), "weapon")
    assert facets.facet(STORE, Filters(columns=("weapon=rifle",)), "weapon") == whole
    assert facets.facet(STORE, Filters(columns=("weapon=rifle", "verified=Yes")), "weapon") != whole


@pytest.mark.parametrize(
    ("column", "low", "high"),
    [("population", "-3", "1500"), ("share", "0.25", "2"), ("checked on", "1969-12-31", "2023-10-01")],
)
def test_numbers_and_dates_have_bounds_and_bins_that_hold_them_all(column: str, low: str, high: str) -> None:
    found = facets.facet(STORE, Filters(), column)
    assert (found.low, found.high) == (low, high)
    assert sum(found.bins) == len(DATASET.incidents) - found.missing
    assert len(found.bins) == facets.BINS
    assert found.bins[-1] > 0


def test_texts_have_no_bounds_and_what_shows_nothing_has_none() -> None:
    assert facets.facet(STORE, Filters(), "weapon").bins == ()
    empty = facets.facet(STORE, Filters(text="no such word"), "population")
    assert (empty.values, empty.missing, empty.bins) == ((), 0, ())


def test_a_column_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(FilterError, match="'weapon', 'population'"):
        facets.facet(STORE, Filters(), "colour")
