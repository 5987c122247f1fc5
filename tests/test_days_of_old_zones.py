"""A day is within its own filter and in one bar, also where clocks were seconds beside whole minutes."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from geodata.filters import Filters
from geodata.index.star_schema import minutes_of
from geodata.query import predicate
from geodata.query.histograms import histogram_of
from geodata.values import spans, zone_minutes

CASES = json.loads((Path(__file__).parent / "cases" / "days_of_zones.json").read_text())
ZONES = sorted(name for name in available_timezones() if "/" in name)


def index_minutes(spans_read: list[spans.Span], zone: str) -> tuple[np.ndarray, np.ndarray]:
    """Start and end of intervals as the index has them."""
    columns = {name: [getattr(span, name) for span in spans_read] for name in ("start", "end")}
    times = {name: pd.to_datetime(pd.Series(each), unit="us", utc=True) for name, each in columns.items()}
    return minutes_of(pd.DataFrame(times), zone)


def read(day: date, zone: str) -> spans.Span:
    found = spans.day(day.year, day.month, day.day, ZoneInfo(zone))
    assert isinstance(found, spans.Span)
    return found


@given(st.sampled_from(ZONES), st.dates(date(1890, 1, 1), date(2030, 12, 31)))
@example("Europe/Kyiv", date(1920, 5, 1))
@example("Europe/Kyiv", date(1924, 5, 1))  # at whose end clocks were put back by two minutes and four seconds
@example("Europe/Kyiv", date(1924, 5, 2))
@example("America/New_York", date(1883, 11, 18))
@example("Africa/Monrovia", date(1972, 1, 6))
@example("Africa/Monrovia", date(1972, 1, 7))
@example("America/Toronto", date(1919, 3, 30))  # clocks went from 23:30 to 00:30
@example("America/Toronto", date(1919, 3, 31))
@example("Asia/Beirut", date(2022, 3, 27))
@example("America/Havana", date(2022, 11, 6))
def test_a_day_is_certainly_within_its_own_filter_beside_its_neighbours_and_in_one_bar(
    zone: str, day: date
) -> None:
    days = [day + timedelta(days=k) for k in (-1, 0, 1)]
    found = [read(each, zone) for each in days]
    assume(all(span.start < span.end for span in found))  # the date line has been moved over whole days
    start, end = index_minutes(found, zone)
    first, last = predicate.minutes(Filters(start=day, end=day), zone)
    assert first is not None
    assert last is not None
    assert ((start >= first) & (end <= last)).tolist() == [False, True, False]
    assert ((end > first) & (start < last)).tolist() == [False, True, False]
    bars = histogram_of(start, end, np.ones(3, np.int64), timezone=zone, step="day")
    assert bars["certain"].tolist() == [1, 1, 1]
    assert bars["possible"].sum() == 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_days_begin_where_the_browser_says(case: dict) -> None:
    day = Filters(start=date.fromisoformat(case["day"]))
    assert predicate.minutes(day, case["zone"]) == (case["begins"], None)


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "America/New_York", "UTC"])
def test_minutes_hold_what_is_told_in_seconds(zone: str) -> None:
    moments = pd.Series(pd.to_datetime(["1850-01-01T11:59:59.5Z", "2023-09-24T00:00:30Z"], format="ISO8601"))
    seconds = pd.DataFrame({"start": moments, "end": moments + pd.Timedelta(seconds=1)})
    start, end = minutes_of(seconds, zone)
    assert (end - start >= 1).all()
    assert (end - start <= 2).all()
    assert start[1] == pd.Timestamp("2023-09-24T00:00Z").timestamp() // 60


def test_since_1973_all_clocks_are_whole_minutes_beside_utc() -> None:
    since = np.datetime64(zone_minutes.WHOLE_SINCE, "us")
    moments = pd.DatetimeIndex(np.arange(since, np.datetime64("2038-01-01"), np.timedelta64(90, "D")))
    for name in ZONES:
        walls = moments.tz_localize("UTC").tz_convert(name).tz_localize(None)
        assert not ((walls - moments) % pd.Timedelta(minutes=1)).any(), name
