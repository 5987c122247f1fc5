"""The day of a minute is that between whose first minute and the next day's it lies, in any zone and year."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.query import period_numbers
from geodata.query.histograms import histogram_of
from geodata.values import zone_days

ZONES = (
    "UTC",
    "Europe/Belgrade",
    "Europe/London",
    "Europe/Kyiv",
    "America/Toronto",
    "America/St_Johns",
    "Pacific/Apia",
)
MINUTES = st.integers(-150 * 365 * 1440, 60 * 365 * 1440)


@settings(max_examples=60)
@given(st.sampled_from(ZONES), st.lists(MINUTES, min_size=1, max_size=20))
def test_a_day_begins_at_its_first_minute_and_ends_at_the_next_ones(zone: str, minutes: list[int]) -> None:
    days = zone_days.days_of(np.array(minutes), zone)
    for minute, day in zip(minutes, days.tolist(), strict=True):
        assert zone_days.first_minute(day, zone) <= minute < zone_days.first_minute(day + 1, zone)


@settings(max_examples=60)
@given(st.sampled_from(ZONES), MINUTES, st.sampled_from(("day", "week", "month", "year")))
def test_a_record_is_in_the_bar_of_the_histogram_that_has_its_periods_number(
    zone: str, minute: int, step: str
) -> None:
    bars = histogram_of(np.array([minute]), np.array([minute + 1]), np.array([1]), timezone=zone, step=step)
    (day,) = zone_days.days_of(np.array([minute]), zone)
    found = np.datetime64(int(day), "D").astype(date)
    (first,) = period_numbers.first_days(np.array([period_numbers.of_day(found, step)]), step)
    assert bars["certain"].tolist() == [1]
    assert bars["start"].iloc[0].date() == first.astype(date) or zone == "Pacific/Apia"


@pytest.mark.parametrize(
    ("zone", "day", "minutes"),
    [
        ("Europe/Belgrade", date(2023, 3, 26), 23 * 60),
        ("Europe/Belgrade", date(2023, 10, 29), 25 * 60),
        ("Pacific/Apia", date(2011, 12, 30), 0),  # a day that never was
    ],
)
def test_days_are_as_long_as_clocks_make_them(zone: str, day: date, minutes: int) -> None:
    number = (day - date(1970, 1, 1)).days
    assert zone_days.first_minute(number + 1, zone) - zone_days.first_minute(number, zone) == minutes


def test_numbers_go_below_zero() -> None:
    days = np.array([-1, 0, 4, -400])
    assert zone_days.months_of(days).tolist() == [-1, 0, 0, -14]
    for step, expected in (("week", "1969-12-29"), ("month", "1969-12-01"), ("year", "1969-01-01")):
        number = period_numbers.of_day(date(1969, 12, 31), step)
        assert str(period_numbers.first_days(np.array([number]), step)[0]) == expected
