"""Days that are written without a year get it from a column, a sheet's name or a researcher, by no guess."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from raw_files import draft
from streamlit.testing.v1 import AppTest

from geodata import readers
from geodata.__main__ import main
from geodata.errors import MappingError
from geodata.ingest import missing_years
from geodata.ingest.choices import Choices
from geodata.ingest.draft import Draft
from geodata.layouts import drafting

DAYS = ("24-Sep", "25 September", "3. oktobra", "24.9.", "Sep 24")


def rows(*cells: str, **more: str) -> list[dict[str, str]]:
    return [{"title": f"Raid {place}", "date": cell, **more} for place, cell in enumerate(cells)]


def days(made: Draft) -> list[str]:
    return [str(each.date()) for each in made.tables["incidents"]["start"]]


def test_a_day_without_a_year_is_asked_about_and_has_no_date_before() -> None:
    made = draft(rows(*DAYS))
    (question,) = made.questions
    assert (question.field, question.examples) == ("year", DAYS[:3])
    assert set(made.tables["incidents"]["time_class"]) == {"unknown"}
    answered = draft(rows(*DAYS), Choices(year=2023))
    assert not answered.questions
    assert days(answered) == ["2023-09-24", "2023-09-25", "2023-10-03", "2023-09-24", "2023-09-24"]


def test_a_column_of_years_says_it(tmp_path: Path) -> None:
    made = draft([*rows("24-Sep", "24.9.", year="2023"), *rows("25.9.", year="2022")])
    assert days(made) == ["2023-09-24", "2023-09-24", "2022-09-25"]
    assert not made.questions


def test_a_few_days_without_a_year_are_refused_with_the_reason() -> None:
    made = draft(rows("2023-09-24", "2023-09-25", "2023-09-26", "24-Sep"))
    assert (made.rejected["reason"].tolist(), made.questions) == (
        ["A day without a year: write it like 2023-09-24."],
        (),
    )


def test_an_end_without_a_year_is_of_the_same() -> None:
    made = draft([{"start": "24-Sep", "end": "26-Sep"}], Choices(year=2023))
    found = made.tables["incidents"].iloc[0]
    assert (str(found["start"].date()), str(found["end"].date())) == ("2023-09-24", "2023-09-27")


def of_sheets(folder: Path, sheets: dict[str, list[str]], year: int | None = None) -> Draft:
    made = openpyxl.Workbook()
    for name, cells in sheets.items():
        sheet = made.create_sheet(name)
        sheet.append(["date", "title", "lat", "lon"])
        for place, cell in enumerate(cells):
            sheet.append([cell, f"Raid {name} {place}", 42.9, 20.7])
    del made["Sheet"]
    made.save(folder / "a.xlsx")
    chosen = Choices(table="all" if len(sheets) > 1 else None, year=year)
    return drafting.prepare(readers.read(folder / "a.xlsx", name="a.xlsx", choices=chosen), chosen)


def intervals(made: Draft) -> list[str]:
    found = made.tables["incidents"]
    ends = [str((each - pd.Timedelta(days=1)).date()) for each in found["end"]]
    return [f"{begin}/{end}" for begin, end in zip(days(made), ends, strict=True)]


def remarks(made: Draft) -> str:
    return " ".join(made.warnings["reason"])


@pytest.mark.parametrize(
    ("sheet", "cell", "interval"),
    [
        ("December_2023", "30 Dec - 2 Jan", "2023-12-30/2024-01-02"),
        ("2023-12", "30 Dec - 2 Jan", "2023-12-30/2024-01-02"),
        ("décembre 2023", "30 Dec - 2 Jan", "2023-12-30/2024-01-02"),
        ("Raids Jan 2024", "30 Dec - 2 Jan", "2023-12-30/2024-01-02"),
        ("January_2024", "Dec 30 to Jan 2", "2023-12-30/2024-01-02"),
        ("January_2024", "29 Jan - 2 Feb", "2024-01-29/2024-02-02"),
    ],
)
def test_over_new_year_the_sheets_month_says_which_year_is_meant(
    tmp_path: Path, sheet: str, cell: str, interval: str
) -> None:
    made = of_sheets(tmp_path, {sheet: [cell]})
    assert intervals(made) == [interval]
    assert "look whether" not in remarks(made)
    assert "New Year" not in remarks(made)


@pytest.mark.parametrize(("sheet", "year"), [("Raids", 2023), ("Raids_2023", None), ("From Dec 2023", None)])
def test_over_new_year_a_year_alone_is_that_of_the_beginning_and_told(
    tmp_path: Path, sheet: str, year: int | None
) -> None:
    made = of_sheets(tmp_path, {sheet: ["30 Dec - 2 Jan", "3 Mar - 5 Mar"]}, year)
    assert intervals(made) == ["2023-12-30/2024-01-02", "2023-03-03/2023-03-05"]
    assert remarks(made).count("Over New Year, from 2023 to 2024: 2023 is taken for its beginning") == 1


def test_a_day_outside_the_sheets_month_is_told(tmp_path: Path) -> None:
    made = of_sheets(tmp_path, {"January 2024": ["31 Dec", "5 Jan", "7 Feb"]})
    assert days(made) == ["2024-12-31", "2024-01-05", "2024-02-07"]
    assert "2023-12-31 may be meant" in remarks(made)
    assert remarks(made).count("2024-01, in which this is not") == 1


def test_days_alone_are_of_the_month_that_the_sheet_is_named_after(tmp_path: Path) -> None:
    made = of_sheets(tmp_path, {"May 2024": ["3-5", "6", "28–31"], "June 2024": ["7"]})
    assert intervals(made) == [
        *("2024-05-03/2024-05-05", "2024-05-06/2024-05-06", "2024-05-28/2024-05-31", "2024-06-07/2024-06-07")
    ]
    assert remarks(made).count("Days alone, such as 3-5,") == 1
    made = of_sheets(tmp_path, {"June 2024": ["30", "31"]})
    assert intervals(made) == ["2024-06-30/2024-06-30", "2024-06-01/2024-06-30"]
    assert "2024-06 has no day 31: the month is kept" in remarks(made)


@pytest.mark.parametrize(
    ("sheet", "cells"),
    [
        ("May_2024", ["3-5", "6", "32"]),
        ("May_2024", ["5-3", "6"]),
        ("2024", ["3-5", "6"]),
        ("May - June 2024", ["3-5", "6"]),
        ("From May 2024", ["3-5", "6"]),
    ],
)
def test_other_figures_and_other_sheets_make_no_days(tmp_path: Path, sheet: str, cells: list[str]) -> None:
    made = of_sheets(tmp_path, {sheet: cells})
    assert len(made.rejected) == len(cells)


@pytest.mark.parametrize("cell", ["31 Apr", "Apr 31", "31.4.", "30 February", "31. aprila"])
def test_a_day_that_no_year_has_is_the_month_of_the_year_that_is_said(cell: str) -> None:
    asked = draft(rows(cell, "24-Sep", "25-Sep"))
    assert [each.field for each in asked.questions] == ["year"]
    made = draft(rows(cell, "24-Sep", "25-Sep"), Choices(year=2023))
    assert made.tables["incidents"]["time_class"].tolist() == ["month", "day", "day"]
    assert "the month is kept" in remarks(made)


def book(folder: Path, **sheets: str) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, day in sheets.items():
        sheet = made.create_sheet(name.replace("_", " "))
        for row in (["date", "title", "lat", "lon"], [day, "Raid", 42.9, 20.7], [day, "Fire", 42.8, 20.6]):
            sheet.append(row)
    made.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def test_the_name_of_a_sheet_says_the_year(tmp_path: Path) -> None:
    path = book(tmp_path, Incidents_2022="24-Sep", Incidents_2023="25-Sep")
    chosen = Choices(table="all")
    made = drafting.prepare(readers.read(path, name=path.name, choices=chosen), chosen)
    assert days(made) == ["2022-09-24", "2022-09-24", "2023-09-25", "2023-09-25"]
    assert "the table's name" in " ".join(made.warnings["reason"])
    one = book(tmp_path, Raids="24-Sep")
    assert [each.field for each in drafting.prepare(readers.read(one, name="raids.xlsx")).questions] == [
        "year"
    ]


def test_the_name_of_a_file_is_only_offered(tmp_path: Path) -> None:
    path = tmp_path / "raids_2023.csv"
    path.write_text("title,date\nRaid,24-Sep\nFire,25-Sep\n", encoding="utf-8")
    made = drafting.prepare(readers.read(path, name=path.name))
    assert [each.options for each in made.questions] == [("2023",)]


@pytest.mark.parametrize(
    "text", ["9/24", "24", "2023", "24-Sep-23", "2023-09-24", "1.2", "24.13.", "May", "Raid"]
)
def test_what_may_be_something_else_is_no_day_without_a_year(text: str) -> None:
    assert not missing_years.lacks_one(text)


def test_the_command_line_takes_the_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title,date\nRaid,24-Sep\n", encoding="utf-8")
    main(["inspect", str(path)])
    assert "answer with --year and its four figures" in capsys.readouterr().out
    assert main(["inspect", str(path), "--year", "2023"]) == 0
    assert "question" not in capsys.readouterr().out
    with pytest.raises(MappingError, match="a year such as 2023"):
        Choices(year=-1)
    assert Choices.from_toml(Choices(year=2023).to_toml()) == Choices(year=2023)


def test_the_page_takes_a_year_that_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.rerun", lambda **_: None)

    def script() -> None:
        import streamlit as st

        from components import state
        from components.importing import mapping_form
        from geodata.ingest.choices import Choices, Question

        mapping_form._ask("k", Choices(), Question("year", "Which year?", (), ("24-Sep",)))
        st.text(str(state.import_choices("k")))

    page = AppTest.from_function(script).run()
    page.number_input[0].set_value(2023).run()
    assert not page.exception
    assert "year=2023" in page.text[0].value


@pytest.mark.parametrize("text", ["Sep-23", "Sept.-23"])
def test_a_month_with_two_figures_may_be_its_year_or_its_day(text: str) -> None:
    made = draft(rows(text))
    assert "a month of a year in two digits, or a day" in made.rejected["reason"].iloc[0].casefold()
    assert not made.questions
