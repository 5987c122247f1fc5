"""Cells that hold several dates, or a note beside one; columns of times most of which are midnight."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from expected_files import drafted, remarks
from hypothesis import given
from hypothesis import strategies as st

from geodata.layouts import date_proposals
from geodata.values import date_notes, dates, spans
from geodata.values.spans import Span

ZONE = ZoneInfo("Europe/Belgrade")
GAP, WHOLE = date_notes.SEVERAL, ""


def told(text: str, order: str | None = "day-first") -> tuple[str, str]:
    found = dates.read(text, ZONE, order)
    assert isinstance(found, Span), (text, found)
    last = spans.local_day(found._replace(start=(found.end or 1) - 1), ZONE)
    return f"{spans.local_day(found, ZONE)}/{last}", found.remark


@pytest.mark.parametrize(
    ("text", "interval", "remark"),
    [
        ("24 and 26 September 2023", "2023-09-24/2023-09-26", GAP),
        ("24, 26 September 2023", "2023-09-24/2023-09-26", GAP),
        ("24, 25 and 26 September 2023", "2023-09-24/2023-09-26", WHOLE),
        ("24 and 25 September 2023", "2023-09-24/2023-09-25", WHOLE),
        ("September 24, 26 and 28, 2023", "2023-09-24/2023-09-28", GAP),
        ("24.09.2023; 26.09.2023", "2023-09-24/2023-09-26", GAP),
        ("26/09/2023, 24/09/2023", "2023-09-24/2023-09-26", GAP),
        ("24., 26. i 28.9.2023", "2023-09-24/2023-09-28", GAP),
        ("24 September, 3 October and 5 October 2023", "2023-09-24/2023-10-05", GAP),
        ("24. i 26. septembra 2023", "2023-09-24/2023-09-26", GAP),
        ("24 и 26 сентября 2023", "2023-09-24/2023-09-26", GAP),
        ("24 et 26 septembre 2023", "2023-09-24/2023-09-26", GAP),
        ("24 & 26 Sept 2023", "2023-09-24/2023-09-26", GAP),
        ("2022, 2023", "2022-01-01/2023-12-31", WHOLE),
        # From one to another all days are meant.
        ("between 24 and 26 September 2023", "2023-09-24/2023-09-26", WHOLE),
        ("24 to 26 September 2023", "2023-09-24/2023-09-26", WHOLE),
        ("od 24. do 26. septembra 2023", "2023-09-24/2023-09-26", WHOLE),
    ],
)
def test_a_list_is_the_interval_that_holds_it_and_says_where_days_between_are_not_meant(
    text: str, interval: str, remark: str
) -> None:
    assert told(text) == (interval, remark)


def test_a_list_whose_order_is_open_waits_for_it() -> None:
    assert dates.read("03/04/2023; 05/04/2023", ZONE) == spans.UNKNOWN
    assert told("03/04/2023; 05/04/2023", "month-first")[0] == "2023-03-04/2023-05-04"


@given(st.lists(st.dates(date(1990, 1, 1), date(2030, 1, 1)), min_size=2, max_size=6, unique=True))
def test_of_a_list_nothing_lies_outside_and_both_ends_are_its_own(days: list[date]) -> None:
    interval, remark = told("; ".join(map(str, days)))
    assert interval == f"{min(days)}/{max(days)}"
    assert (remark == GAP) is ((max(days) - min(days)).days >= len(days))


@pytest.mark.parametrize(
    ("text", "approximate", "remark"),
    [
        ("24 Sept 2023 (approx.)", True, ""),
        ("24/09/2023 (TBC)", True, ""),
        ("24/09/2023 [?]", True, ""),
        ("(approx.) 24 Sept 2023", True, ""),
        ("24/09/2023 [report date]", False, "without the note beside it: 'report date'"),
        ("2023-09-24 (reported 2023-09-26)", False, "'reported 2023-09-26'"),
        ("[report date] 2023-09-24", False, "'report date'"),
        ("2023-09-24 (Sunday)", False, ""),
        ("24 September 2023 (night)", False, ""),
    ],
)
def test_a_note_in_brackets_marks_the_date_or_is_said(text: str, approximate: bool, remark: str) -> None:
    found = dates.read(text, ZONE, "day-first")
    assert isinstance(found, Span)
    assert str(spans.local_day(found, ZONE)) == "2023-09-24"
    assert (found.time_class, found.approximate) == ("day", approximate)
    assert remark in found.remark
    assert bool(found.remark) is bool(remark)


def test_a_time_in_brackets_is_the_time() -> None:
    found = dates.read("24/09/2023 (14:30)", ZONE, "day-first")
    assert isinstance(found, Span)
    assert found.time_class == "minute"


@pytest.mark.parametrize(
    "text", ["2023 (09)", "24, 2023", "12 (5 children)", "soon; later", "x, 24 May 2023"]
)
def test_what_may_mean_something_else_is_not_read(text: str) -> None:
    assert isinstance(dates.read(text, ZONE, "day-first"), str)


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("X2013", "2013-01-01/2013-12-31"),
        ("X2013.09", "2013-09-01/2013-09-30"),
        ("X2013.09.24", "2013-09-24/2013-09-24"),
    ],
)
def test_rs_name_of_a_column_is_its_year_month_or_day(text: str, interval: str) -> None:
    assert told(text)[0] == interval
    found = dates.read(text, ZONE)
    assert isinstance(found, Span)
    assert found.said in spans.READINGS


def test_figures_with_notes_and_numbered_names_make_no_column_of_dates() -> None:
    for text in ("1500 (approx.)", "1500; 2000", "X2013", "2013"):
        assert not date_proposals.is_date(text)
    assert date_proposals.is_date("24 Sept 2023 (approx.)")


def table(folder: Path, header: str, *cells: str) -> Path:
    lines = [f"A{number},42.9,20.8,{each}" for number, each in enumerate(cells)]
    path = folder / "made.csv"
    path.write_text("\n".join([f"title,lat,lon,{header}", *lines]), encoding="utf-8")
    return path


def said(made: object) -> list[str]:
    return [f"{each['field']}: {each['value']}: {each['reason']}" for each in remarks(made.warnings)]


def test_where_most_times_are_midnight_these_are_days_and_the_others_keep_theirs(
    tmp_path: Path,
) -> None:
    midnights = [f"2023-09-{day:02} 00:00:00" for day in range(1, 26)]
    made = drafted(table(tmp_path, "date", *midnights, "2023-09-26 03:10"), tmp_path)
    classes = made.tables["incidents"]["time_class"].tolist()
    assert classes == [*["day"] * 25, "minute"]
    assert sum("Most times are 00:00" in each for each in said(made)) == 1


def test_where_midnights_may_be_chance_or_are_few_they_stay_times(tmp_path: Path) -> None:
    half = [f"2023-09-{day:02} {'00:00' if day % 2 else '03:10'}" for day in range(1, 26)]
    made = drafted(table(tmp_path, "date", *half), tmp_path)
    assert set(made.tables["incidents"]["time_class"]) == {"minute"}
    few = drafted(table(tmp_path, "date", "2023-09-01 00:00", "2023-09-02 03:10"), tmp_path)
    assert set(few.tables["incidents"]["time_class"]) == {"minute"}


def test_a_list_keeps_its_text_beside_the_remark(tmp_path: Path) -> None:
    made = drafted(table(tmp_path, "date", "24.09.2023; 26.09.2023", "24.09.2023"), tmp_path)
    assert any("24.09.2023; 26.09.2023: Several days are named" in each for each in said(made))


@pytest.mark.parametrize(
    ("header", "cells", "words"),
    [
        ("uploaded", ["2023-09-24"] * 9, "'uploaded' holds dates"),
        ("foo", [*["2023-09-24"] * 5, *["soon"] * 5], "'foo' holds dates"),
        ("year,reported", ["2023,2023-09-24"] * 9, "'reported' holds dates such as 2023-09-24"),
    ],
)
def test_a_column_of_dates_that_is_not_taken_for_anything_is_named(
    tmp_path: Path, header: str, cells: list[str], words: str
) -> None:
    made = drafted(table(tmp_path, header, *cells), tmp_path)
    assert any(words in each for each in said(made)), said(made)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Mon 5 May 2023", "Friday"),
        ("Mon 5 May 2023 14:30", "Friday"),
        ("Monday, 05.05.2023", "Friday"),
        ("5 May 2023, Monday", "Friday"),
        ("lundi 5 mai 2023", "Friday"),
        ("sreda, 5. maj 2023", "Friday"),
        ("Fri 5 - Mon 9 May 2023", "Tuesday"),
    ],
)
def test_a_weekday_that_is_not_that_of_its_date_is_told_and_the_date_kept(text: str, day: str) -> None:
    interval, remark = told(text)
    assert interval.startswith("2023-05-05/")
    assert f"is a {day}, though" in remark


@pytest.mark.parametrize(
    "text",
    [
        *("Fri 5 May 2023", "vendredi 5 mai 2023", "petak 5. maja 2023.", "Fri 5 - Tue 9 May 2023"),
        *("Mon, Wed 8-12 May 2023", "5 mar 2023", "mar 5 mai 2023", "Mon May 2023", "mer 3 mai 2023"),
    ],
)
def test_a_weekday_that_may_be_right_is_not_told(text: str) -> None:
    assert told(text)[1] == ""


def test_days_between_two_that_may_be_meant_are_not() -> None:
    assert told("3 or 10 May 2023") == ("2023-05-03/2023-05-10", GAP)


def test_the_night_of_one_day_or_another_is_no_single_night() -> None:
    assert isinstance(dates.read("night of 3 or 4 May 2023", ZONE), str)
