"""One sheet of a workbook becomes rows of text, with nothing rounded, run or lost."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from readings import MOMENT, codes, read

from geodata.errors import UnusableFileError


def workbook(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_whole_number_in_a_sheet_is_not_rounded(tmp_path: Path) -> None:
    stream, exact = io.BytesIO(), io.BytesIO(workbook(("A", [["id"], [777]])))
    with zipfile.ZipFile(exact) as made, zipfile.ZipFile(stream, "w") as archive:
        for name in made.namelist():  # openpyxl itself writes sixteen digits
            archive.writestr(name, made.read(name).replace(b"<v>777</v>", b"<v>9007199254740993</v>"))
    assert list(read(stream.getvalue(), "a.xlsx", tmp_path).rows["id"]) == ["9007199254740993"]


def test_a_sheet_keeps_its_own_row_numbers_dates_and_exact_numbers(tmp_path: Path) -> None:
    rows = [
        [],
        ["id", "when", "at", "n", "text"],
        ["00123", dt.date(2023, 9, 24), MOMENT, 900719925474, "24/09/2023"],
        [],
        [5, dt.time(2, 34), None, 42.97, True],
    ]
    raw = read(workbook(("Data", rows)), "a.xlsx", tmp_path)
    assert raw.rows.to_dict("index") == {
        3: {"id": "00123", "when": "2023-09-24", "at": "2023-09-24T02:34:00", "n": "900719925474"}
        | {"text": "24/09/2023"},
        5: {"id": "5", "when": "02:34:00", "at": "", "n": "42.97", "text": "true"},
    }
    assert (raw.format, raw.tables, raw.table, raw.notes) == ("xlsx", ("Data",), "Data", ())


def test_among_several_sheets_one_is_chosen(tmp_path: Path) -> None:
    content = workbook(("A", [["id"], ["a"]]), ("Empty", []), ("B", [["id"], ["b"]]))
    raw = read(content, "a.xlsx", tmp_path)
    assert (raw.tables, raw.table, list(raw.rows["id"])) == (("A", "B"), None, ["a"])
    raw = read(content, "a.xlsx", tmp_path, table="B")
    assert (raw.table, list(raw.rows["id"])) == ("B", ["b"])
    with pytest.raises(UnusableFileError, match=r"no sheet named 'C'\. The file has: 'A', 'B'") as caught:
        read(content, "a.xlsx", tmp_path, table="C")
    assert caught.value.code == "layer-missing"


def test_macros_are_left_out_and_said(tmp_path: Path) -> None:
    stream = io.BytesIO(workbook(("A", [["id"], ["a"]])))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macros")
    assert codes(read(stream.getvalue(), "a.xlsm", tmp_path)) == ["macros"]


def test_cells_that_give_nothing_are_counted(tmp_path: Path) -> None:
    raw = read(
        workbook(("A", [["id", "sum", "error"], ["a", "=1+1", "#N/A"], ["b", "=2+2", None]])),
        "a.xlsx",
        tmp_path,
    )
    assert raw.rows.to_dict("list") == {"id": ["a", "b"], "sum": ["", ""], "error": ["", ""]}
    assert [note.words.partition(":")[0] for note in raw.notes] == [
        "1 cells hold an error such as #N/A",
        "2 formulas were saved without their values",
    ]


def test_cells_too_far_apart_are_refused_before_they_are_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "id", "far"
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(UnusableFileError, match="a sheet of 1,048,576 rows by 16,384 columns") as caught:
        read(stream.getvalue(), "a.xlsx", tmp_path)
    assert caught.value.code == "too-large"


def test_a_cell_far_below_and_far_right_is_not_lost(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["C200000"] = "id", "far"
    stream = io.BytesIO()
    book.save(stream)
    raw = read(stream.getvalue(), "a.xlsx", tmp_path)
    assert raw.rows.to_dict("index") == {200_000: {"id": "", "column 3": "far"}}
