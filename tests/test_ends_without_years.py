"""Starts and ends in columns of their own get the years that they lack, also over New Year."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from raw_files import draft

from geodata import readers
from geodata.ingest.choices import Choices
from geodata.ingest.draft import Draft
from geodata.layouts import drafting

_DAY = pd.Timedelta(days=1)
_OVER = "2022-12-28/2023-01-03"


def intervals(made: Draft) -> list[str]:
    found = made.tables["incidents"]
    return [
        f"{begin:%Y-%m-%d}/{end - _DAY:%Y-%m-%d}"
        for begin, end in zip(found["start"], found["end"], strict=True)
    ]


def remarks(made: Draft) -> str:
    return " ".join(made.warnings["reason"])


@pytest.mark.parametrize(
    ("start", "end"),
    [("28 Dec", "3 Jan"), ("28.12.", "3.1."), ("28. decembra", "3. januara"), ("Dec 28", "January 3")],
)
def test_over_new_year_a_column_of_years_is_that_of_the_start_and_told(start: str, end: str) -> None:
    made = draft(
        [
            {"title": "A", "start": start, "end": end, "year": "2022"},
            {"title": "B", "start": "3 Mar", "end": "5 Mar", "year": "2022"},
        ]
    )
    assert intervals(made) == [_OVER, "2022-03-03/2022-03-05"]
    assert remarks(made).count("Over New Year, from 2022 to 2023: 2022 is taken for its beginning") == 1


def test_a_year_that_was_chosen_is_that_of_the_start() -> None:
    made = draft([{"title": "A", "start": "28 Dec", "end": "3 Jan"}], Choices(year=2022))
    assert intervals(made) == [_OVER]


@pytest.mark.parametrize(
    ("start", "end"), [("28 Dec", "3 Jan 2023"), ("28 Dec 2022", "3 Jan"), ("2022-12-28", "3.1.")]
)
def test_a_year_at_one_end_is_enough_and_nothing_is_asked(start: str, end: str) -> None:
    made = draft([{"title": "A", "start": start, "end": end}])
    assert (intervals(made), made.questions) == ([_OVER], ())


def test_a_year_at_one_end_of_the_same_year_is_that_of_both() -> None:
    made = draft(
        [
            {"title": "A", "start": "3 Mar", "end": "5 Mar 2022"},
            {"title": "A", "start": "3 Mar 2022", "end": "5 Mar"},
        ]
    )
    assert intervals(made) == ["2022-03-03/2022-03-05"] * 2


def test_years_of_start_and_end_in_their_own_columns() -> None:
    made = draft(
        [{"title": "A", "start": "28 Dec", "end": "3 Jan", "start_year": "2022", "end_year": "2023"}]
    )
    assert intervals(made) == [_OVER]
    assert "New Year" not in remarks(made)


@pytest.mark.parametrize("sheet", ["Dec 2022", "Jan 2023"])
def test_a_sheet_named_after_a_month_says_which_year_is_whose(tmp_path: Path, sheet: str) -> None:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in (["start", "end", "title", "lat", "lon"], ["28 Dec", "3 Jan", "A", 42.9, 20.7]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    made = drafting.prepare(readers.read(tmp_path / "a.xlsx", name="a.xlsx", choices=Choices()), Choices())
    assert intervals(made) == [_OVER]
    assert "New Year" not in remarks(made)


def test_an_end_before_its_start_within_a_year_is_refused_as_ever() -> None:
    made = draft([{"title": "A", "start": "2022-12-28", "end": "2022-01-03", "year": "2022"}])
    assert "before the start" in made.rejected["reason"].iloc[0]


@pytest.mark.parametrize("end", ["до сих пор", "until now", "ongoing"])
def test_an_end_that_has_not_come_is_asked(end: str) -> None:
    made = draft([{"title": "A", "start": "28 Dec 2022", "end": end}])
    assert [each.field for each in made.questions] == ["open_end"]


@pytest.mark.parametrize(
    ("ended", "interval"),
    [
        ({"end_month": "1", "end_day": "3"}, _OVER),
        ({"end_month": "12", "end_day": "30"}, "2022-12-28/2022-12-30"),
        ({"end_day": "30"}, "2022-12-28/2022-12-30"),
        ({"end_month": "", "end_day": ""}, "2022-12-28/2022-12-28"),
    ],
)
def test_an_end_in_parts_without_a_year_is_of_the_same_or_the_next(
    ended: dict[str, str], interval: str
) -> None:
    made = draft([{"title": "A", "year": "2022", "month": "12", "day": "28", **ended}])
    assert intervals(made) == [interval]
