"""A cell that somebody forgot far from a workbook's table costs neither memory nor rows, and is told."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import openpyxl
import pytest

from geodata import readers
from geodata.errors import UnusableFileError
from geodata.readers.raw import RawFile

_ROWS = [["date", "title"], ["2022-01-01", "A"], ["2022-01-02", "B"], ["2022-01-03", "C"]]


def book(folder: Path, *far: tuple[int, int, str], rows: list[list[str]] = _ROWS) -> Path:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in rows:
        sheet.append(row)
    for row, column, text in far:
        sheet.cell(row, column, text)
    made.save(folder / "x.xlsx")
    return folder / "x.xlsx"


def read(path: Path) -> RawFile:
    return readers.read(path, name="x.xlsx")


def notes(raw: RawFile) -> str:
    return " ".join(note.words for note in raw.notes)


@pytest.mark.parametrize(
    ("row", "column", "address"),
    [(1_048_576, 16_384, "XFD1048576"), (1_048_576, 1, "A1048576"), (900_000, 30, "AD900000")],
)
def test_one_far_cell_is_left_out_and_named_and_the_table_is_read(
    tmp_path: Path, row: int, column: int, address: str
) -> None:
    path = book(tmp_path, (row, column, "x"))
    tracemalloc.start()
    raw = read(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert raw.rows.index.tolist() == [2, 3, 4]
    assert f"far from all others, and is left out: {address}." in notes(raw)
    assert most < 50_000_000


def test_several_far_cells_are_left_out_and_listed(tmp_path: Path) -> None:
    raw = read(book(tmp_path, (1_048_576, 16_384, "x"), (1_048_575, 1, "y")))
    assert len(raw.rows) == 3
    assert "2 cells lie far from all others, and are left out: A1048575, XFD1048576." in notes(raw)


def test_many_cells_behind_a_gap_are_a_table_and_no_slip(tmp_path: Path) -> None:
    far = [(200_000 + n, column, "x") for n in range(30) for column in (1, 2)]
    raw = read(book(tmp_path, *far))
    assert len(raw.rows) == 33
    assert raw.rows.index[-1] == 200_029
    assert "left out" not in notes(raw)


def test_a_workbook_of_far_cells_alone_is_too_large_as_ever(tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match="empty cells included"):
        read(book(tmp_path, (1_048_576, 16_384, "x"), rows=[]))


def test_rows_of_spaces_are_no_rows(tmp_path: Path) -> None:
    raw = read(book(tmp_path, rows=[*_ROWS, [" ", "  "], ["\u00a0", ""], ["2022-01-04", "D"]]))
    assert raw.rows.index.tolist() == [2, 3, 4, 7]


def test_cells_far_away_that_only_have_a_format_are_nothing(tmp_path: Path) -> None:
    made = openpyxl.load_workbook(book(tmp_path))
    made.worksheets[0].cell(1_048_576, 16_384).number_format = "0.00"
    made.save(tmp_path / "x.xlsx")
    assert len(read(tmp_path / "x.xlsx").rows) == 3
