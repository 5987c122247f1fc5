"""When and where in words, as a reader sees them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.text.strings import say
from components.text.wording import amount, distance, figure, interval, literal, when, where, zone_of

BELGRADE = "Europe/Belgrade"


def incident(start: str | None, end: str | None, time_class: str) -> pd.Series:
    return pd.Series(
        {
            "start": pd.Timestamp(start, tz="UTC") if start else pd.NaT,
            "end": pd.Timestamp(end, tz="UTC") if end else pd.NaT,
            "time_class": time_class,
        }
    )


@pytest.mark.parametrize(
    ("start", "end", "time_class", "words"),
    [
        ("2023-09-24T00:34", "2023-09-24T00:35", "minute", "24 September 2023, 02:34 UTC+2 (to the minute)"),
        (
            "2023-09-24T01:00",
            "2023-09-24T02:00",
            "hour",
            "24 September 2023, 03:00–04:00 UTC+2 (to the hour)",
        ),
        (
            "2023-10-29T00:00",
            "2023-10-29T02:00",
            "hour",
            "29 October 2023, 02:00 UTC+2–03:00 UTC+1 (to the hour)",
        ),
        (
            "2023-09-23T22:00",
            "2023-09-23T22:00:01",
            "minute",
            "24 September 2023, 00:00 UTC+2 (to the minute)",
        ),
        (
            "2023-09-23T22:00",
            "2023-09-24T22:00:01",
            "hour",
            "24 September 2023, 00:00 – 25 September 2023, 00:00 UTC+2 (to the hour)",
        ),
        (  # the hour that clocks show twice
            "2023-10-29T00:30",
            "2023-10-29T01:10",
            "hour",
            "29 October 2023, 02:30 UTC+2–02:10 UTC+1 (to the hour)",
        ),
        ("2023-09-23T22:00", "2023-09-24T22:00", "day", "24 September 2023 (to the day)"),
        ("2023-09-24T22:00", "2023-10-02T22:00", "days", "25 September – 2 October 2023 (over these days)"),
        ("2023-09-28T22:00", "2023-09-30T22:00", "days", "29 – 30 September 2023 (over these days)"),
        (
            "2022-12-30T23:00",
            "2023-01-01T23:00",
            "days",
            "31 December 2022 – 1 January 2023 (over these days)",
        ),
        (None, None, "standing", "Standing site, no date"),
        (None, None, "unknown", "Date unknown"),
    ],
)
def test_a_time_is_told_in_the_datasets_zone_with_its_precision(start, end, time_class, words):
    assert when(incident(start, end, time_class), BELGRADE) == words


def test_the_zone_of_the_clocks_is_named_where_the_time_of_the_day_is_told_and_nowhere_else():
    hour, day = ("2023-09-24T01:00", "2023-09-24T02:00"), ("2023-09-23T22:00", "2023-09-24T22:00")
    assert zone_of(incident(*hour, "hour"), BELGRADE) == "Europe/Belgrade time"
    assert zone_of(incident(*day, "day"), BELGRADE) == ""
    assert zone_of(incident(None, None, "unknown"), BELGRADE) == ""
    assert zone_of(incident(*hour, "hour"), "UTC") == ""
    assert when(incident(*hour, "hour"), "UTC") == "24 September 2023, 01:00–02:00 UTC (to the hour)"
    assert "06:30–07:30 UTC+5:30" in when(incident(*hour, "hour"), "Asia/Kolkata")
    assert "22:30–23:30 UTC−2:30" in when(incident(*hour, "hour"), "America/St_Johns")


def test_midnight_in_utc_is_a_time_of_its_day():
    for end in ("2016-01-08T00:00:01", "2016-01-08T00:00:59.999999", "2016-01-08T00:01"):
        told_time = when(incident("2016-01-08T00:00", end, "minute"), "UTC")
        assert told_time == "8 January 2016, 00:00 UTC (to the minute)"


def test_an_hour_between_two_midnights_of_one_day_is_told_by_its_clocks():
    twice = when(incident("2023-11-05T04:00", "2023-11-05T05:00", "hour"), "America/Havana")
    assert twice == "5 November 2023, 00:00 UTC−4–00:00 UTC−5 (to the hour)"


MONTH = r"[A-Z][a-z]+"
MOMENT = re.compile(
    rf"(?P<day>\d+)?(?: (?P<month>{MONTH}))?(?: (?P<year>\d{{4}}))?"
    r"(?:(?:, |^)(?P<clock>\d\d:\d\d))?(?: UTC(?P<sign>[+−])?(?P<hours>\d+)?(?::(?P<minutes>\d\d))?)?"
)


def moments(words: str) -> list[datetime]:
    """The ends of an interval as its words tell them; what the first leaves out is the other's."""
    parts = [part.strip() for part in words.split("–")]
    ends = [found.groupdict() for part in parts if (found := MOMENT.fullmatch(part))]
    assert len(ends) == len(parts) <= 2, words
    for name in ("day", "month", "year", "sign", "hours", "minutes"):
        for end, other in zip(ends, reversed(ends), strict=True):
            if name in {"day", "month", "year"} or not (end["clock"] and "UTC" in parts[ends.index(end)]):
                end[name] = end[name] or other[name]
    return [_moment(end) for end in ends]


def _moment(end: dict[str, str | None]) -> datetime:
    clock = end["clock"] or "00:00"
    local = datetime.strptime(f"{end['day']} {end['month']} {end['year']} {clock} Z", "%d %B %Y %H:%M %z")
    ahead = timedelta(hours=int(end["hours"] or 0), minutes=int(end["minutes"] or 0))
    return local - (-ahead if end["sign"] == "−" else ahead)


NEAR_MIDNIGHT = st.sampled_from([0, 1, 59, 60, 61, 3600, 86_399, 86_400, 86_401, 90_000, 31 * 86_400])


@given(
    start=st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - made UTC below
    at_midnight=st.booleans(),
    seconds=NEAR_MIDNIGHT.filter(bool) | st.integers(1, 400 * 86_400),
    timezone=st.sampled_from(["UTC", BELGRADE, "America/Havana", "Asia/Kolkata", "America/St_Johns"]),
)
def test_the_words_of_no_interval_run_backwards(start, at_midnight, seconds, timezone):
    begin = pd.Timestamp(start, tz="UTC")
    if at_midnight:
        midnight = begin.tz_convert(timezone).tz_localize(None).normalize()
        # where clocks are put back at midnight it comes twice
        begin = midnight.tz_localize(timezone, ambiguous=True, nonexistent="shift_forward").tz_convert("UTC")
    words = interval(begin, begin + pd.Timedelta(seconds=seconds), None, timezone)
    told_ends = moments(words)
    assert told_ends == sorted(told_ends), words


@pytest.mark.parametrize(
    ("low", "best", "high", "words", "cell"),
    [
        (9, None, 10, "9–10", "9–10"),
        (9, pd.NA, None, "at least 9", "at least 9"),
        (None, float("nan"), 10, "at most 10", "at most 10"),
        (9, None, 9, "9", "9"),
        (0, 1000, 2000, "1,000 (between 0 and 2,000)", "1,000"),
        (None, 0, None, "0", "0"),
        (None, None, None, "unknown", "unknown"),
    ],
)
def test_a_figure_is_told_by_whatever_bounds_it_has(low, best, high, words, cell):
    assert amount(low, best, high) == words
    assert figure(low, best, high) == cell


def test_the_day_the_clocks_change_is_still_one_whole_day():
    autumn = incident("2023-10-28T22:00", "2023-10-29T23:00", "day")  # 25 hours long
    assert when(autumn, BELGRADE) == "29 October 2023 (to the day)"


@pytest.mark.parametrize(
    ("location_class", "radius", "words"),
    [
        ("site", 200.0, "Banjska · exact site, ± 200 m"),
        ("settlement", 1500.0, "Banjska · settlement, ± 1.5 km"),
        ("country", 60000.0, "Banjska · country only"),
    ],
)
def test_a_place_is_told_with_the_radius_of_its_precision(location_class, radius, words):
    known = pd.Series({"location_class": location_class, "uncertainty_m": radius})
    assert where(known, "Banjska") == words


def test_a_distance_is_in_metres_below_a_kilometre():
    assert [distance(200), distance(1000), distance(12_000)] == ["200 m", "1 km", "12 km"]


def test_markdown_in_a_label_stands_for_itself():
    assert literal("*KFOR* [x](http://y) :red[z] $1$") == (r"\*KFOR\* \[x\]\(http\:\/\/y\) \:red\[z\] \$1\$")


def test_words_follow_the_number():
    assert say("counts.records", n=1, shown=1) == "1 of 1 record"
    assert say("counts.records", n=1200, shown=34) == "34 of 1,200 records"


def test_a_place_whose_position_is_unknown_is_told_by_its_name():
    known = pd.Series({"location_class": None, "uncertainty_m": None})
    assert where(known, "Atlantis") == "Atlantis · position unknown"
