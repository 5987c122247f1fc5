"""Days that are written without a year get it from a column, a sheet's name or a researcher, by no guess."""

from __future__ import annotations

from pathlib import Path

import openpyxl
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
