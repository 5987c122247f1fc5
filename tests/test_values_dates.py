"""Dates as people write them: each way with its exact interval, or with the reason why it is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.values import dates

UTC_ZONE = ZoneInfo("UTC")
BELGRADE = ZoneInfo("Europe/Belgrade")


def moment(microseconds: int | None) -> str | None:
    if microseconds is None:
        return None
    text = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)).isoformat()
    return text.removesuffix("+00:00").removesuffix("T00:00:00")


def read(
    text: str, order: str | None = None, zone: ZoneInfo = UTC_ZONE
) -> tuple[str | None, str | None, str] | str:
    found = dates.read(text, zone, order)
    return found if isinstance(found, str) else (moment(found.start), moment(found.end), found.time_class)


@pytest.mark.parametrize(
    ("text", "start", "end", "time_class"),
    [
        ("2023-09-24", "2023-09-24", "2023-09-25", "day"),
        ("2023/9/4", "2023-09-04", "2023-09-05", "day"),
        ("20230924", "2023-09-24", "2023-09-25", "day"),
        ("24 September 2023", "2023-09-24", "2023-09-25", "day"),
        ("24-Sep-2023", "2023-09-24", "2023-09-25", "day"),
        ("September 24, 2023", "2023-09-24", "2023-09-25", "day"),
        ("3.3.2023.", "2023-03-03", "2023-03-04", "day"),
        ("2023", "2023-01-01", "2024-01-01", "year"),
        ("2023-09", "2023-09-01", "2023-10-01", "month"),
        ("Sep 2023", "2023-09-01", "2023-10-01", "month"),
        ("2023-09~", "2023-09-01", "2023-10-01", "month"),
        ("2023-09-XX", "2023-09-01", "2023-10-01", "month"),
        ("2023-XX-XX", "2023-01-01", "2024-01-01", "year"),
        ("202X", "2020-01-01", "2030-01-01", "year"),
        ("2023-12", "2023-12-01", "2024-01-01", "month"),
        ("2023-09-24/2023-09-30", "2023-09-24", "2023-10-01", "days"),
        ("2023-09/2023-10", "2023-09-01", "2023-11-01", "month"),
        ("2023-09-24T02:34", "2023-09-24T02:34:00", "2023-09-24T02:35:00", "minute"),
        ("2023-09-24 02:34:56", "2023-09-24T02:34:56", "2023-09-24T02:34:57", "minute"),
        ("2023-09-24T02:34:00+02:00", "2023-09-24T00:34:00", "2023-09-24T00:34:01", "minute"),
        ("2023-09-24T02", "2023-09-24T02:00:00", "2023-09-24T03:00:00", "hour"),
        ("24 September 2023 2:30 PM", "2023-09-24T14:30:00", "2023-09-24T14:31:00", "minute"),
        ("", None, None, "unknown"),
        ("unknown", None, None, "unknown"),
        ("XXXX-XX-XX", None, None, "unknown"),
    ],
)
def test_a_date_becomes_its_interval(text: str, start: str, end: str, time_class: str) -> None:
    assert read(text) == (start, end, time_class)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not a date", "not a date"),
        ("1.69551E+12", "spreadsheet rounded"),
        ("99999", "number that is no date"),
        ("../2023-09-24", "without its start"),
        ("2022-23", "either a season or the years"),
        ("24-Sep", "without a year"),
        ("24 Mehr 1402", "no month that is known"),
        ("۱۴۰۲/۰۷/۰۲", "another calendar"),
        ("2023-1X", "unknown digit"),
        ("0001-01-01", "outside 0002 to 5999"),
        ("2023-09-30/2023-09-24", "before the start"),
        ("{{7*7}}", "not a date"),
        ("2" * 5000, "not a date"),
    ],
)
def test_what_is_no_date_is_refused_with_a_reason(text: str, words: str) -> None:
    found = read(text)
    assert isinstance(found, str)
    assert words in found


def test_a_day_and_a_month_in_figures_follow_the_order_that_was_said() -> None:
    assert read("03/04/2023", "day-first") == ("2023-04-03", "2023-04-04", "day")
    assert read("03/04/2023", "month-first") == ("2023-03-04", "2023-03-05", "day")
    assert read("03/04/2023") == (None, None, "unknown")


def test_the_order_counts_for_a_date_with_a_time_too() -> None:
    expected = ("2023-04-03T14:30:00", "2023-04-03T14:31:00", "minute")
    assert read("03/04/2023 14:30", "day-first") == read("04/03/2023, 2:30 pm", "month-first") == expected
    assert read("03/04/2023 14:30") == (None, None, "unknown")


def test_a_date_that_contradicts_the_order_is_refused_not_turned_round() -> None:
    assert "has the month 24" in read("09/24/2023", "day-first")
    assert "has the month 13" in read("12/13/2023", "day-first")


def test_a_value_above_twelve_decides_for_the_file() -> None:
    order = dates.order_of([pd.Series(["03/04/2023", "24/09/2023"], dtype="str")])
    assert order.chosen == "day-first"
    assert not order.to_ask


def test_where_nothing_decides_the_order_is_to_be_asked() -> None:
    order = dates.order_of([pd.Series(["03/04/2023", "05.06.2023"], dtype="str")])
    assert order.chosen is None
    assert order.to_ask
    assert order.undecided == ("03/04/2023", "05.06.2023")


def test_where_values_contradict_each_other_the_order_is_to_be_asked() -> None:
    assert dates.order_of([pd.Series(["24/09/2023", "09/24/2023"], dtype="str")]).to_ask


@pytest.mark.parametrize(
    ("texts", "chosen"),
    [
        (["7/26/22", "7/3/22"], "month-first"),
        (["7-26-22 03:10"], "month-first"),
        (["26/7/98", "3/7/98"], "day-first"),
        (["26/7/22", "3/7/22", "4/8/22"], "day-first"),
        (["٢٦/٧/٢٢", "٣/٧/٢٢", "٤/٨/٢٢"], "day-first"),
    ],
)
def test_a_figure_that_is_no_month_decides_for_years_in_two_digits_too(texts: list[str], chosen: str) -> None:
    assert dates.order_of([pd.Series(texts, dtype="str")]).chosen == chosen


@pytest.mark.parametrize("texts", [["26/7/22"], ["22/09/24", "23/10/25"], ["7/3/22"], ["05/05/05"]])
def test_years_in_two_digits_that_may_come_first_are_asked(texts: list[str]) -> None:
    assert dates.order_of([pd.Series(texts, dtype="str")]).to_ask


def test_equal_figures_before_a_year_in_two_digits_need_no_order_where_it_can_be_nothing_else() -> None:
    found = dates.read("5/5/98", ZoneInfo("UTC"))
    assert isinstance(found, dates.Span)
    assert found.start == dates.read("1998-05-05", ZoneInfo("UTC")).start  # type: ignore[union-attr]


def test_equal_figures_need_no_order() -> None:
    assert not dates.order_of([pd.Series(["03/03/2023"], dtype="str")]).to_ask


def test_a_day_is_one_of_the_zone_in_which_it_was_written() -> None:
    assert read("2023-09-24", zone=BELGRADE) == ("2023-09-23T22:00:00", "2023-09-24T22:00:00", "day")
    # Clocks go forward on this day: it has 23 hours.
    assert read("2023-03-26", zone=BELGRADE) == ("2023-03-25T23:00:00", "2023-03-26T22:00:00", "day")


def test_a_time_that_clocks_skipped_is_refused_and_one_shown_twice_is_as_wide_as_it_is_uncertain() -> None:
    assert "put forward" in read("2023-03-26 02:30", zone=BELGRADE)
    assert read("2023-10-29 02:30", zone=BELGRADE) == ("2023-10-29T00:30:00", "2023-10-29T01:31:00", "minute")


def test_an_offset_goes_before_the_zone() -> None:
    assert read("2023-09-24T02:34Z", zone=BELGRADE) == (
        "2023-09-24T02:34:00",
        "2023-09-24T02:35:00",
        "minute",
    )


@given(st.dates(min_value=date(2, 1, 2), max_value=date(5999, 12, 30)))
def test_every_day_is_read_back_in_every_spelling(day) -> None:
    expected = read(day.isoformat())
    assert expected[0].startswith(day.isoformat())
    assert read(f"{day.day:02}/{day.month:02}/{day.year:04}", "day-first") == expected
    assert read(f"{day.month}/{day.day}/{day.year:04}", "month-first") == expected
    assert read(f"{day.day}. {day.month}. {day.year:04}.", "day-first") == expected


@given(st.text(max_size=40))
def test_any_text_is_an_interval_or_a_reason(text: str) -> None:
    found = dates.read(text, BELGRADE, "day-first")
    if not isinstance(found, str) and found.start is not None:
        assert found.start < found.end


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("12:00 AM", "00:00"),
        ("12:30 a.m.", "00:30"),
        ("11:59 am", "11:59"),
        ("12:00 PM", "12:00"),
        ("1:00 pm", "13:00"),
        ("11:59 PM", "23:59"),
        ("23:59", "23:59"),
        ("0:00", "00:00"),
    ],
)
def test_noon_and_midnight_are_what_clocks_with_two_halves_show(text: str, begins: str) -> None:
    assert read(f"2023-09-24 {text}")[0] == f"2023-09-24T{begins}:00".removesuffix("T00:00:00")


@pytest.mark.parametrize(
    ("offset", "begins"),
    [
        ("Z", "12:00"),
        ("GMT", "12:00"),
        ("+02", "10:00"),
        ("+0530", "06:30"),
        ("-03:30", "15:30"),
        ("+14:59", "21:01"),
    ],
)
def test_an_offset_is_taken_from_the_time_whatever_its_form(offset: str, begins: str) -> None:
    day = "2023-09-23" if offset == "+14:59" else "2023-09-24"
    assert read(f"2023-09-24T12:00{offset}", zone=BELGRADE)[0] == f"{day}T{begins}:00"


def test_fractions_of_a_second_are_kept_to_the_microsecond() -> None:
    for written, kept in ((".5", ".500000"), (",25", ".250000"), (".123456789", ".123456")):
        assert read(f"2023-09-24 02:34:56{written}")[0] == f"2023-09-24T02:34:56{kept}"


@pytest.mark.parametrize(
    ("first", "last", "time_class"),
    [
        ("2023-09-24", "2023-09-24", "day"),
        ("2023-09-24", "2023-09-25", "days"),
        ("2023-02-01", "2023-02-27", "days"),
        ("2023-02-01", "2023-02-28", "month"),
        ("2023-01-01", "2023-12-30", "month"),
        ("2023-01-01", "2023-12-31", "year"),
        ("2023", "2023-09-24", "month"),
    ],
)
def test_an_interval_has_the_class_of_its_length(first: str, last: str, time_class: str) -> None:
    assert read(f"{first}/{last}") == (read(first)[0], read(last)[1], time_class)


@pytest.mark.parametrize("text", ["2023-09-24/2023-09-23", "XXXX/2023-09-24", "2X2X", "0001", "6000", "00XX"])
def test_an_interval_or_year_that_cannot_be_is_refused(text: str) -> None:
    assert isinstance(read(text), str)


def test_decades_and_centuries_are_as_long_as_they_are_and_the_years_that_count_end_somewhere() -> None:
    assert read("199X") == ("1990-01-01", "2000-01-01", "year")
    assert read("20XX") == ("2000-01-01", "2100-01-01", "year")
    assert read("0002") == ("0002-01-01", "0003-01-01", "year")
    assert read("5999") == ("5999-01-01", "6000-01-01", "year")


def test_a_text_that_recurs_beside_other_cells_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, read = [], dates._with_notes
    monkeypatch.setattr(dates, "_with_notes", lambda text, inner: (seen.append(text), read(text, inner))[1])
    zone = ZoneInfo("Europe/Kyiv")
    found = [dates.read("1 March 2031", zone, order) for order in (None, "day-first", None)]
    assert seen == ["1 March 2031"] * 2
    assert found[0] == found[2] == dates.read("2031-03-01", zone)
