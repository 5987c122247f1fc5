"""A date that cannot be keeps what is true of it: its month, its day, or a bound that is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from raw_files import draft

from geodata.ingest.choices import FIRST_DAY, GOES_ON, Choices
from geodata.ingest.draft import Draft
from geodata.values import dates

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read(text: str, order: str | None = None) -> tuple[str, str, str, str]:
    found = dates.read(text, ZoneInfo("UTC"), order)
    assert not isinstance(found, str), found
    if found.start is None:
        return "", "", found.time_class, found.remark
    first, last = (_EPOCH + timedelta(microseconds=each) for each in (found.start, found.end or 0))
    return f"{first:%Y-%m-%d}", f"{last - timedelta(microseconds=1):%Y-%m-%d}", found.time_class, found.remark


def rows(*cells: str, **more: str) -> list[dict[str, str]]:
    return [{"title": f"Raid {place}", "date": cell, **more} for place, cell in enumerate(cells)]


def remarks(made: Draft) -> str:
    return " ".join(made.warnings["reason"])


@pytest.mark.parametrize(
    "text",
    [
        *("31 Apr 2023", "April 31, 2023", "2023-04-31", "20230431", "31 avril 2023", "31 апреля 2023"),
        *("31/04/2023", "31.4.2023", "31-Apr-23", "April 45, 2023", "2023-04-31T10:00", "31 Apr 2023 10:00"),
    ],
)
def test_the_month_of_a_day_that_it_does_not_have_is_kept(text: str) -> None:
    first, last, time_class, remark = read(text, "day-first")
    assert (first, last, time_class) == ("2023-04-01", "2023-04-30", "month")
    assert remark.startswith("2023-04 has no day ")


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        *(("2023-13-05", "month 13"), ("2023-13", "month 13"), ("13/2023", "month 13")),
        *(
            ("31/13/2023", "month 13"),
            ("2023-W54", "week 54"),
            ("2023-366", "day 366"),
            ("20231345", "month 13"),
        ),
    ],
)
def test_the_year_of_a_month_that_no_year_has_is_kept(text: str, lacking: str) -> None:
    first, last, time_class, remark = read(text)
    assert (first, last, time_class) == ("2023-01-01", "2023-12-31", "year")
    assert remark == f"2023 has no {lacking}: the year is kept"


def test_an_interval_reaches_to_the_end_of_a_month_that_lacks_its_day() -> None:
    assert read("29 Apr - 31 Apr 2023")[:2] == ("2023-04-29", "2023-04-30")
    assert read("30 Feb - 2 Mar 2023")[:2] == ("2023-02-01", "2023-03-02")


@pytest.mark.parametrize(
    "time", ["25:10", "12:60", "12:30:60", "14:30 AM", "0:30 PM", "24:01", "10:00+15:00"]
)
def test_a_time_that_cannot_be_is_left_out_and_the_day_kept(time: str) -> None:
    first, last, time_class, remark = read(f"2023-09-24 {time}")
    assert (first, last, time_class) == ("2023-09-24", "2023-09-24", "day")
    assert remark.endswith("the time is left out, the day is kept")


@pytest.mark.parametrize(("written", "meant"), [("0:30 AM", "00:30"), ("13:30 PM", "13:30")])
def test_a_half_that_says_the_same_again_changes_nothing(written: str, meant: str) -> None:
    assert dates.read(f"2023-09-24 {written}", ZoneInfo("UTC")) == dates.read(
        f"2023-09-24 {meant}", ZoneInfo("UTC")
    )


def test_24_00_is_the_end_of_its_day_as_iso_8601_has_it() -> None:
    assert read("2023-09-24 24:00")[0] == "2023-09-25"
    made = draft([*rows("2023-09-24 22:00 - 2023-09-24 24:00"), *rows("2023-09-24 24:00")])
    found = made.tables["incidents"]
    assert [str(each) for each in found["end"]] == ["2023-09-25 00:00:00+00:00", "2023-09-25 00:01:00+00:00"]
    assert "24:00 is read as the end of its day" in remarks(made)


def test_a_time_beside_a_month_is_left_out() -> None:
    assert read("2023-09 14:00")[2:] == ("month", "a time of day without a whole date: the time is left out")


def test_a_time_in_its_own_column_that_cannot_be_costs_no_row() -> None:
    made = draft(
        [{"date": "2023-09-24", "time": "25:10", "title": "A"}, {"date": "2023-09-24", "time": "03:10"}]
    )
    assert (made.accepted, made.tables["incidents"]["time_class"].tolist()) == (2, ["day", "minute"])
    assert "25:10 is a time that no clock shows" in remarks(made)
    assert made.tables["attributes"]["time"].tolist() == ["25:10", "03:10"]


def test_year_month_and_day_in_columns_keep_the_month() -> None:
    made = draft([{"year": "2023", "month": "4", "day": "31"}, {"year": "2023", "month": "5", "day": "1"}])
    assert made.tables["incidents"]["time_class"].tolist() == ["month", "day"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "before 5 May 2023",
            "by 5 May 2023",
            "until 2023-05-05",
            "prior to 5 May 2023",
            "<2023",
            "up to May 2023",
        ),
        *(
            "no later than 5 May 2023",
            "on or before 5 May 2023",
            "avant le 5 mai 2023",
            "antes del 5 de mayo de 2023",
        ),
        *("до 5 мая 2023", "prije 5. maja 2023", "vor dem 5. Mai 2023", "sometime before 5 May 2023 10:00"),
    ],
)
def test_a_latest_date_alone_stays_unknown_and_is_told(text: str) -> None:
    assert read(text)[2:] == (
        "unknown",
        "only a latest date is said: the date stays unknown, the words are in the details",
    )
    made = draft(rows(text, "2023-05-04"))
    assert made.accepted == 2
    assert made.tables["attributes"]["date"].tolist()[0] == text


@pytest.mark.parametrize(
    ("text", "first"),
    [
        *(
            ("after 5 May 2023", "2023-05-06"),
            ("later than 2023-05-05", "2023-05-06"),
            ("> 2023-05-05", "2023-05-06"),
        ),
        *(
            ("on or after 5 May 2023", "2023-05-05"),
            ("not before May 2023", "2023-05-01"),
            ("after 2022", "2023-01-01"),
        ),
        ("since 5 May 2023", "2023-05-05"),
    ],
)
def test_an_earliest_date_is_open_at_the_end_and_never_one_day(text: str, first: str) -> None:
    cells = rows(text, "2023-05-04")
    assert [each.field for each in draft(cells).questions] == ["open_end"]
    open_one = draft(cells, Choices(open_end=GOES_ON)).tables["incidents"].iloc[0]
    assert (f"{open_one['start']:%Y-%m-%d}", str(open_one["end"])) == (first, "NaT")
    alone = draft(cells, Choices(open_end=FIRST_DAY)).tables["incidents"]["time_class"].iloc[0]
    assert alone == ("day" if text.startswith("since") else "unknown")


def test_after_a_moment_is_open_from_that_moment_on() -> None:
    made = draft(rows("after 5 May 2023 10:00", "2023-05-04"), Choices(open_end=GOES_ON))
    assert str(made.tables["incidents"]["start"].iloc[0]) == "2023-05-05 10:00:00+00:00"


def test_an_end_that_says_until_when_is_the_end() -> None:
    made = draft([{"start": "2023-05-01", "end": "until 5 May 2023", "title": "A"}])
    assert str(made.tables["incidents"]["end"].iloc[0]) == "2023-05-06 00:00:00+00:00"


@pytest.mark.parametrize("last", ["2023-04-05", "2023-31-04", "2023-13-05 03:10"])
def test_a_column_of_years_days_and_months_is_read_so_where_nothing_else_can_be(last: str) -> None:
    made = draft(rows("2023-13-05", "2023-04-05", "2023-24-09", last))
    begun = [f"{each:%Y-%m-%d}" for each in made.tables["incidents"]["start"]]
    assert begun[:3] == ["2023-05-13", "2023-05-04", "2023-09-24"]
    assert "read as year, day and month" in remarks(made)


def test_one_month_too_high_among_other_days_keeps_its_year_alone() -> None:
    made = draft(rows("2023-13-05", "2023-05-13", "2023-05-14"))
    assert made.tables["incidents"]["time_class"].tolist() == ["year", "day", "day"]
    assert "2023 has no month 13" in remarks(made)
