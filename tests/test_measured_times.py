"""A measure over time, as the map's timeline draws it: bins of records, with sums in them."""

from __future__ import annotations

from random import Random

import pandas as pd
import pytest
from random_filters import random_filters
from reference import passing
from test_sums import DATASET, STORE

from geodata import measures
from geodata.errors import FilterError
from geodata.filters import Filters, from_query
from geodata.library import paths
from geodata.query import answers, measured_times
from geodata.query.store import opened

MEASURES = ("fatalities", "injured", "population", "share")


def best_of(row: int, measure: str) -> float:
    """The best figure that a record gives, nothing where it gives none."""
    if measure in ("fatalities", "injured"):
        column = "fatalities_best" if measure == "fatalities" else measure
        number = DATASET.incidents[column].iloc[row]
    else:
        number = DATASET.attributes[measure].iloc[row] or None
    return 0.0 if pd.isna(number) else float(number)


@pytest.mark.parametrize("part", range(3))
def test_bins_of_a_measure_are_those_of_records_with_the_sums_of_a_plain_loop(part: int) -> None:
    random = Random(part)  # noqa: S311 - the same each time
    for filters in random_filters(DATASET, 12, seed=part):
        measure, step = random.choice(MEASURES), random.choice(("day", "week", "month", "year", "auto"))
        bins = measured_times.histogram(STORE, filters, measures.measure(measure), step=step)
        counted = answers.histogram(STORE, filters, step=step)
        pd.testing.assert_frame_equal(bins[["start", "end"]], counted[["start", "end"]])
        shown = DATASET.incidents[passing(DATASET, filters)["passes"]]
        dated = shown[shown["kind"].ne("site") & shown["start"].notna()]
        dated = dated.assign(end=dated["end"].fillna(pd.Timestamp("9999-01-01", tz="UTC")))
        dated = dated.assign(best=[best_of(row, measure) for row in dated["row"]])
        for edge in bins.itertuples():
            overlaps = (dated["start"] < edge.end) & (dated["end"] > edge.start)
            whole = (dated["start"] >= edge.start) & (dated["end"] <= edge.end)
            assert edge.certain == pytest.approx(dated["best"][whole].sum())
            assert edge.possible == pytest.approx(dated["best"][overlaps & ~whole].sum(), abs=1e-9)


def test_the_case_has_its_four_killed_on_one_day_and_hours_are_told_too() -> None:
    case = opened(paths.DEFAULT)
    killed = measures.measure("fatalities")
    months = measured_times.histogram(case, Filters(), killed, step="month").set_index("start")
    assert months["certain"].sum() == 4
    assert months.loc["2023-09-01", "certain"] == 4
    day = from_query("from=2023-09-24&to=2023-09-24")
    hours = measured_times.histogram(case, day, killed, step="hour")
    assert len(hours) == 24
    assert hours["certain"].sum() <= 4 <= hours["certain"].sum() + hours["possible"].max()


def test_records_are_counted_as_ever_and_what_is_no_measure_is_refused() -> None:
    pd.testing.assert_frame_equal(
        measured_times.histogram(STORE, Filters()), answers.histogram(STORE, Filters())
    )
    with pytest.raises(FilterError, match="a column of numbers: 'population', 'share'"):
        measured_times.histogram(STORE, Filters(), measures.measure("weapon"))
