"""Intervals written as EDTF say the same when they are read, and are EDTF for others too."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import edtf
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.exporters import local_times
from geodata.values import dates, spans
from geodata.values.spans import Span

ZONES = ("Europe/Belgrade", "UTC", "Asia/Kolkata", "America/Toronto", "Africa/Monrovia", "Pacific/Apia")
DAYS = st.dates(date(2, 1, 1), date(5998, 1, 1)) | st.dates(date(1900, 1, 1), date(2040, 1, 1))
NEAR = st.dates(date(1973, 1, 1), date(2037, 1, 1))
"""Days on which no zone is seconds beside whole minutes."""


def told(*found: Span, zone: str) -> list[str | None]:
    columns = [pa.chunked_array([pa.array([each[n] for each in found])]) for n in range(3)]
    times = (column.cast(pa.int64()) for column in columns[:2])
    return local_times.Times(*times, columns[2].cast(pa.string()), zone)["edtf"].to_pylist()


def readings(zone: ZoneInfo) -> st.SearchStrategy[Span]:
    """What the reader makes of dates, from years to seconds, alone, from one to another, and going on."""
    whole = st.one_of(
        DAYS.map(lambda day: spans.day(day.year, day.month, day.day, zone)),
        DAYS.map(lambda day: spans.month(day.year, day.month, zone)),
        DAYS.map(lambda day: spans.year_of(day.year, zone)),
    )
    pairs = (
        st.tuples(whole, whole)
        .map(lambda pair: spans.joined(*pair))
        .filter(lambda each: isinstance(each, Span))
    )
    timed = st.builds(
        lambda day, minute, form: dates.read(
            (datetime.combine(day, time()) + timedelta(minutes=minute)).strftime(form), zone
        ),
        NEAR,
        st.integers(0, 1439),
        st.sampled_from(("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H", "%Y-%m-%dT%H:%M:07")),
    ).filter(lambda each: isinstance(each, Span))
    closed = whole | pairs | timed
    return closed | (whole | timed).map(lambda each: each._replace(open_end=True))


@given(data=st.data(), name=st.sampled_from(ZONES))
def test_what_is_written_reads_as_the_same_interval_and_class(data: st.DataObject, name: str) -> None:
    zone = ZoneInfo(name)
    given_one = data.draw(readings(zone))
    kept = given_one._replace(end=None) if given_one.open_end else given_one
    (text,) = told(kept, zone=name)
    read = dates.read(text, zone)
    assert isinstance(read, Span), (text, read)
    assert read.open_end is given_one.open_end
    assert (read.start, read.time_class) == (given_one.start, given_one.time_class), text
    assert read.end == given_one.end, text


@pytest.mark.parametrize(
    ("start", "end", "time_class", "text"),
    [
        ("2023-09-24", "2023-09-25", "day", "2023-09-24"),
        ("2023-09-24", "2023-09-27", "days", "2023-09-24/2023-09-26"),
        ("2023-09-25", "2023-10-02", "week", "2023-09-25/2023-10-01"),
        ("2023-09-01", "2023-10-01", "month", "2023-09"),
        ("2023-09-01", "2023-10-01", "days", "2023-09-01/2023-09-30"),
        ("2017-05-01", "2017-09-01", "month", "2017-05/2017-08"),
        ("2023-08-15", "2023-10-16", "month", "2023-08-15/2023-10-15"),
        ("2023-01-01", "2024-01-01", "year", "2023"),
        ("2018-01-01", "2020-01-01", "year", "2018/2019"),
        ("2018-01-01", "2018-09-01", "year", "2018-01/2018-08"),
        ("2023-09-29", None, "day", "2023-09-29/.."),
        ("2023-09-01", None, "month", "2023-09/.."),
        ("2023-01-01", None, "year", "2023/.."),
        ("2023-09-02", None, "month", "2023-09-02/.."),
        (None, None, "unknown", None),
        (None, None, "standing", None),
    ],
)
def test_days_months_and_years_are_edtf(
    start: str | None, end: str | None, time_class: str, text: str | None
) -> None:
    moments = [
        None if each is None else int(np.datetime64(each, "us").astype(np.int64)) for each in (start, end)
    ]
    assert told(Span(*moments, time_class), zone="UTC") == [text]
    if text:
        found = edtf.parse_edtf(text)
        assert found.lower_strict()[:3] == tuple(map(int, start.split("-")))
        if end:
            last = date.fromisoformat(end) - timedelta(days=1)
            assert found.upper_strict()[:3] == (last.year, last.month, last.day)


@pytest.mark.parametrize(
    ("start", "end", "time_class", "text"),
    [
        ("2023-09-24T00:34", "2023-09-24T00:35", "minute", "2023-09-24T02:34+02:00"),
        ("2023-09-24T00:00", "2023-09-24T01:00", "hour", "2023-09-24T02+02:00"),
        ("2023-09-24T00:30", "2023-09-24T01:30", "hour", "2023-09-24T02:30+02:00/2023-09-24T03:29+02:00"),
        ("2023-09-24T00:34:07", "2023-09-24T00:34:08", "minute", "2023-09-24T02:34:07+02:00"),
        ("2023-09-24T00:34:07.5", "2023-09-24T00:34:08", "minute", "2023-09-24T02:34:07+02:00"),
        # An hour that clocks showed twice.
        ("2023-10-29T00:30", "2023-10-29T01:31", "minute", "2023-10-29T02:30+02:00/2023-10-29T02:30+01:00"),
        ("2023-09-24T00:34", None, "minute", "2023-09-24T02:34+02:00/.."),
        ("2023-09-23T22:00", None, "minute", "2023-09-24T00:00+02:00/.."),
        ("2023-09-24T00:00", None, "hour", "2023-09-24T02+02:00/.."),
    ],
)
def test_times_are_as_fine_as_they_are_known(start: str, end: str | None, time_class: str, text: str) -> None:
    moments = [
        None if each is None else int(np.datetime64(each, "us").astype(np.int64)) for each in (start, end)
    ]
    assert told(Span(*moments, time_class), zone="Europe/Belgrade") == [text]


def test_many_are_told_each_for_itself() -> None:
    day = 86_400_000_000
    same = [Span(0, day, "day"), Span(0, None, "day"), Span(None, None, "unknown"), Span(0, day, "minute")]
    assert told(*same, *same, zone="UTC") == ["1970-01-01", "1970-01-01/..", None, "1970-01-01"] * 2
