"""A refusal and a remark name the row by the number that a person sees in the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from geodata import readers
from geodata.ingest.choices import Choices
from geodata.ingest.draft import Draft
from geodata.layouts import drafting

NAMES = ["date", "title", "lat", "lon"]
GOOD = ["2022-01-01", "A", 42.9, 20.8]
BAD = ["2022-01-02", "B", 142.9, 20.8]
"""Refused for its latitude."""
TOLD = ["31 Apr 2022", "C", 42.9, 20.8]
"""Remarked on for its day."""


def book(path: Path, **sheets: dict[int, list[Any]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for number, cells in rows.items():
            for column, cell in enumerate(cells, start=1):
                sheet.cell(number, column, cell)
    made.save(path)
    return path


def drafted(path: Path, **choices: Any) -> Draft:
    chosen = Choices(**choices)
    return drafting.prepare(readers.read(path, name=path.name, choices=chosen), chosen)


def numbers(made: Draft) -> tuple[list[int], list[int]]:
    told = made.warnings.loc[made.warnings["reason"].str.contains("has no day"), "row"]
    return made.rejected["row"].tolist(), told.tolist()


@pytest.mark.parametrize(
    "rows",
    [
        {1: NAMES, 2: GOOD, 3: BAD, 4: TOLD},
        {1: ["Incidents of 2022, by us"], 3: NAMES, 4: GOOD, 7: BAD, 9: TOLD},
        {1: NAMES, 2: ["#date", "#name", "#geo+lat", "#geo+lon"], 3: GOOD, 4: [" "], 5: BAD, 1_000: TOLD},
        {5: NAMES, 6: GOOD, 8: BAD, 9: NAMES, 10: GOOD, 12: TOLD},
    ],
)
def test_in_a_workbook_it_is_the_sheets_own(tmp_path: Path, rows: dict[int, list[Any]]) -> None:
    bad, told = (next(number for number, cells in rows.items() if cells is each) for each in (BAD, TOLD))
    assert numbers(drafted(book(tmp_path / "a.xlsx", Data=rows))) == ([bad], [told])


def test_of_several_sheets_each_has_its_own(tmp_path: Path) -> None:
    sheets = {"2022": {1: ["Title"], 3: NAMES, 4: GOOD, 6: BAD}, "2023": {1: NAMES, 2: GOOD, 5: TOLD, 7: BAD}}
    made = drafted(book(tmp_path / "a.xlsx", **sheets), table="all")
    assert made.rejected[["file", "row"]].values.tolist() == [["2022", 6], ["2023", 7]]
    told = made.warnings[made.warnings["reason"].str.contains("has no day")]
    assert told[["file", "row"]].values.tolist() == [["2023", 5]]


@pytest.mark.parametrize(
    ("text", "bad", "told"),
    [
        ("{names}\n{good}\n{bad}\n{told}\n", 3, 4),
        ("Incidents of 2022\n\n{names}\n{good}\n\n,,,\n{bad}\n{told}\n", 7, 8),
        ("# a\n# b\n{names}\n{good}\n# c\n{bad}\n{told}\n", 6, 7),
        ("{names}\n{good}\n{names}\n{good}\n{bad}\n\n{told}\n", 5, 7),
    ],
)
def test_in_a_text_it_is_the_line(tmp_path: Path, text: str, bad: int, told: int) -> None:
    lines = {"names": NAMES, "good": GOOD, "bad": BAD, "told": TOLD}
    path = tmp_path / "a.csv"
    path.write_text(text.format(**{name: ",".join(map(str, cells)) for name, cells in lines.items()}))
    assert numbers(drafted(path)) == ([bad], [told])


def test_in_a_text_whose_cells_have_several_lines_it_is_the_line_at_which_the_row_begins(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text('date,title,lat,lon\n2022-01-01,"A\nB\nC",42.9,20.8\n2022-01-02,"D\nE",142.9,20.8\n')
    assert numbers(drafted(path))[0] == [5]
