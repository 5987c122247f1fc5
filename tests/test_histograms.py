"""Which step a histogram takes: the cases that the map's bins.js is tested on too."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata.query.histograms import STEPS, histogram_of, step_over

CASES = json.loads((Path(__file__).parent / "cases" / "histogram_steps.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_step_agrees_with_the_map(case: dict) -> None:
    assert step_over(case["first"], case["last"], wanted=case["asked"]) == case["step"]


def test_there_are_shared_cases_for_every_step() -> None:
    assert {case["step"] for case in CASES} == set(STEPS)
    assert {case["asked"] for case in CASES} == {"auto", *STEPS}


@pytest.mark.parametrize(("day", "hours"), [("2023-03-26", 23), ("2023-09-24", 24), ("2023-10-29", 25)])
def test_a_day_has_as_many_hours_as_its_clocks_show(day: str, hours: int) -> None:
    midnights = pd.DatetimeIndex([day, pd.Timestamp(day) + pd.Timedelta(days=1)]).tz_localize(
        "Europe/Belgrade"
    )
    first, after = (int(midnight.timestamp()) // 60 for midnight in midnights)
    whole = histogram_of(
        np.array([first, after - 60]),
        np.array([first + 60, after]),
        np.ones(2, np.int64),
        timezone="Europe/Belgrade",
        cut=(first, after),
        step="hour",
    )
    assert len(whole) == hours
    assert [whole["certain"].iloc[0], whole["certain"].iloc[-1], whole["possible"].sum()] == [1, 1, 0]
    assert [whole["start"].iloc[0], whole["end"].iloc[-1]] == list(midnights)


@pytest.mark.parametrize(("days", "bins"), [(92, 92), (93, 14)])
def test_a_histogram_is_made_of_the_step_that_was_found(days: int, bins: int) -> None:
    monday = 4 * 1440  # 5 January 1970
    start = np.array([monday, monday + (days - 1) * 1440])
    found = histogram_of(start, start + 1440, np.ones(2, np.int64), timezone="UTC")
    assert len(found) == bins
