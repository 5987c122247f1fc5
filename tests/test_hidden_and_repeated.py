"""What a workbook hides is said, a sheet that repeats others counts once, subtotals are no incidents."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from readings import read as read_file

from geodata import readers
from geodata.ingest.choices import Choices
from geodata.layouts import drafting

NAMES = ["date", "title", "lat", "lon", "deaths"]
ONE = [["2022-09-24", "A", 42.93, 20.68, 2], ["2022-09-25", "B", 42.94, 20.69, 3]]
TWO = [["2023-09-24", "C", 42.95, 20.6, 4], ["2023-09-25", "D", 42.96, 20.61, 5]]


class Read:
    def __init__(self, folder: Path, book: openpyxl.Workbook, **choices: Any) -> None:
        book.save(folder / "book.xlsx")
        self.raw = readers.read(folder / "book.xlsx", name="book.xlsx", choices=Choices(**choices))
        self.draft = drafting.prepare(self.raw, Choices(**choices))
        self.account = self.draft.rows_in, self.draft.accepted, len(self.draft.rejected)
        self.said = " ".join(note.words for note in self.raw.notes)


def book(**sheets: list[list[Any]]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, lines in sheets.items():
        sheet = made.create_sheet(name.replace("_", " "))
        for line in (NAMES, *lines):
            sheet.append(line)
    return made


# A sheet that repeats the others ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["All", "Total", "Gesamt", "Sve godine", "Всего", "Tous", "Todos", "Të gjitha", "الكل", "Copy"]
)
def test_a_sheet_with_the_rows_of_all_others_is_left_out_and_said(name: str, tmp_path: Path) -> None:
    sheets = {"y2022": ONE, "y2023": TWO, name: [*ONE, *TWO]}
    found = Read(tmp_path, book(**sheets), table="all")
    assert found.account == (4, 4, 0)
    assert f"'{name}' is not read: all of its 4 rows stand in 'y2022', 'y2023' as well." in found.said
    assert found.draft.tables["attributes"]["sheet"].tolist() == ["y2022", "y2022", "y2023", "y2023"]


def test_of_a_sheet_for_the_whole_the_rows_that_stand_elsewhere_are_left_out(tmp_path: Path) -> None:
    more = ["2024-01-01", "E", 42.9, 20.6, 1]
    found = Read(tmp_path, book(All=[*ONE, more], y2022=ONE), table="all")
    assert found.account == (3, 3, 0)
    assert "2 of the 3 rows of 'All' stand in 'y2022' as well: they are left out there." in found.said
    only = Read(tmp_path, book(All=ONE, y2022=ONE), table="all")
    assert only.account == (2, 2, 0)


def test_sheets_that_happen_to_share_rows_are_read_and_it_is_said(tmp_path: Path) -> None:
    found = Read(tmp_path, book(North=ONE, South=ONE, East=TWO), table="all")
    assert found.account == (6, 6, 0)
    assert "they are read, and count twice" in found.said
    apart = Read(tmp_path, book(North=ONE, All=TWO), table="all")
    assert apart.account == (4, 4, 0)
    assert "stand in" not in apart.said


def test_a_table_of_a_zip_that_repeats_the_others_is_left_out(tmp_path: Path) -> None:
    texts = {
        name: "\n".join(",".join(map(str, line)) for line in (NAMES, *rows)) + "\n"
        for name, rows in (("2022.csv", ONE), ("2023.csv", TWO), ("all.csv", [*ONE, *TWO]))
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, text in texts.items():
            made.writestr(name, text)
    raw = read_file(stream.getvalue(), "a.zip", tmp_path)
    assert raw.rows["title"].tolist() == ["A", "B", "C", "D"]
    assert "'all.csv' is not read" in raw.notes[1].words


# What is hidden ---------------------------------------------------------------------------------------------


def test_hidden_rows_and_columns_are_read_and_said(tmp_path: Path) -> None:
    made = book(Data=[*ONE, *TWO])
    for row in (3, 5, 40):
        made["Data"].row_dimensions[row].hidden = True
    made["Data"].column_dimensions["E"].hidden = True
    found = Read(tmp_path, made)
    assert found.account == (4, 4, 0)
    assert "2 hidden rows are read like the others (3, 5)" in found.said
    assert "Hidden columns are read like the others: 'deaths'." in found.said


def test_nothing_is_said_where_nothing_is_hidden(tmp_path: Path) -> None:
    assert "idden" not in Read(tmp_path, book(Data=ONE)).said


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_not_read_unless_chosen_and_said(state: str, tmp_path: Path) -> None:
    made = book(Old=TWO, Data=ONE)
    made["Old"].sheet_state = state
    found = Read(tmp_path, made)
    assert (found.account, found.raw.table, found.draft.questions) == ((2, 2, 0), "Data", ())
    assert "Sheets that the workbook hides are not read: 'Old'." in found.said
    assert Read(tmp_path, made, table="all").account == (2, 2, 0)
    chosen = Read(tmp_path, made, table="Old")
    assert chosen.draft.tables["incidents"]["title"].tolist() == ["C", "D"]
    assert "The sheet 'Old' is hidden in the workbook." in chosen.said


# Subtotals --------------------------------------------------------------------------------------------------

LINES = "2023-09-24,A,42.93,20.68,2\n2023-09-25,B,42.94,20.69,3\n"


@pytest.mark.parametrize(
    "label",
    [
        *(
            "Total",
            "Subtotal",
            "Sub-total:",
            "Ukupno",
            "Međuzbir",
            "Укупно",
            "Итого",
            "Подытог",
            "Всього",
            "Усього",
        ),
        *(
            "Sous-total",
            "Zwischensumme",
            "Gjithsej",
            "Nëntotali",
            "المجموع",
            "المجموع الفرعي",
            "Ara toplam",
            "Total 2023",
        ),
    ],
)
@pytest.mark.parametrize("first", ["", ","])
def test_a_total_between_rows_is_no_incident(label: str, first: str, tmp_path: Path) -> None:
    line = f"{first}{label},,,{'' if first else ','}5\n"
    raw = read_file(",".join(NAMES) + "\n" + LINES + line + LINES, "a.csv", tmp_path)
    assert (len(raw.rows), raw.refused["row"].tolist()) == (4, [4])
    assert "sums up the rows above it" in raw.refused["reason"][0]


@pytest.mark.parametrize(
    "label", ["Total North", "North total", "Ukupno za januar", "Итого по области", "Kosovo: total"]
)
def test_a_total_of_something_is_told_by_its_sum(label: str, tmp_path: Path) -> None:
    text = ",".join(NAMES) + "\n" + LINES + f"{label},,,,5\n" + LINES + f"{label} 2,,,,5\n" + LINES
    raw = read_file(text, "a.csv", tmp_path)
    assert 4 in raw.refused["row"].tolist()
    other = read_file(text.replace("5\n", "4\n"), "a.csv", tmp_path)
    assert not len(other.refused), "what sums nothing up stays"


@pytest.mark.parametrize(
    "line",
    [
        "2023-09-26,Total,42.1,20.1,3\n",
        ",Total chaos in town,,,3\n",
        "2023-09-26,Sum,,,3\n",
        "2023-09-26,Total,,,5\n",
    ],
)
def test_an_incident_whose_title_begins_so_is_one_between_others(line: str, tmp_path: Path) -> None:
    raw = read_file(",".join(NAMES) + "\n" + LINES + line + LINES, "a.csv", tmp_path)
    assert (len(raw.rows), len(raw.refused)) == (5, 0)


def test_where_most_rows_are_totals_none_is_refused(tmp_path: Path) -> None:
    text = "group,year,deaths\nTotal,2021,3\nTotal,2022,4\nTotal,2023,5\nMen,2021,3\n"
    assert not len(read_file(text, "a.csv", tmp_path).refused)
