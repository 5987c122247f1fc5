"""The line of the columns' names can be chosen where titles stand above it, in texts and in workbooks."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from geodata import readers
from geodata.errors import MappingError, UnusableFileError
from geodata.ingest.choices import Choices
from geodata.layouts import drafting
from geodata.readers.raw import RawFile

TITLED = (
    'Monthly report, by "us\n\nmade in May, 2023\n'
    "what;date;place\nShots;2023-04-03;Banjska\nRoad;2023-04-05;Zvečan\n"
)


def read(folder: Path, text: str, **choices: object) -> RawFile:
    path = folder / "titled.csv"
    path.write_text(text, encoding="utf-8")
    return readers.read(path, name=path.name, choices=Choices(**choices))  # type: ignore[arg-type]


def test_a_header_below_titles_is_taken_from_the_line_that_is_chosen(tmp_path: Path) -> None:
    raw = read(tmp_path, TITLED, header_row=4)
    assert list(raw.rows.columns) == ["what", "date", "place"]
    assert raw.rows.index.tolist() == [5, 6]
    assert (raw.header_row, len(raw.refused)) == (4, 0)


def test_the_first_lines_are_shown_split_as_most_of_them_are_and_the_likely_header_is_told(
    tmp_path: Path,
) -> None:
    raw = read(tmp_path, TITLED.replace(', by "us', ""))
    assert dict(raw.top)[4] == ("what", "date", "place")
    assert 2 not in dict(raw.top)
    assert raw.header_row == 4


def test_a_file_without_titles_keeps_its_first_line(tmp_path: Path) -> None:
    raw = read(tmp_path, "a,b\n1,2\n")
    assert raw.header_row == 1


def test_a_line_that_declares_the_delimiter_counts_as_a_line(tmp_path: Path) -> None:
    raw = read(tmp_path, "sep=;\nTitle\na;b\n1;2\n", header_row=3)
    assert list(raw.rows.columns) == ["a", "b"]
    assert raw.rows.index.tolist() == [4]
    assert raw.top == ((2, ("Title",)), (3, ("a", "b")), (4, ("1", "2")))


def test_a_line_beyond_the_last_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match="line 40 is beyond its last"):
        read(tmp_path, TITLED, header_row=40)


def test_a_header_row_is_a_positive_number() -> None:
    with pytest.raises(MappingError, match="a line from 1"):
        Choices(header_row=-1)
    with pytest.raises(MappingError, match="the number of a line"):
        Choices.from_dict({"header_row": True})
    assert Choices.from_toml(Choices(header_row=4).to_toml()) == Choices(header_row=4)


def test_a_workbook_has_titles_above_its_header_too(tmp_path: Path) -> None:
    path = tmp_path / "titled.xlsx"
    book = openpyxl.Workbook()
    for line in (["Monthly report"], [], ["what", "date"], ["Shots", "2023-04-03"]):
        book.active.append(line)
    book.save(path)
    first = readers.read(path, name="titled.xlsx")
    assert first.top == ((1, ("Monthly report", "")), (3, ("what", "date")), (4, ("Shots", "2023-04-03")))
    raw = readers.read(path, name="titled.xlsx", choices=Choices(header_row=3))
    assert list(raw.rows.columns) == ["what", "date"]
    assert (raw.rows.index.tolist(), raw.header_row) == ([4], 3)


def test_the_choice_is_part_of_the_versions_name_only_where_it_is_made(tmp_path: Path) -> None:
    made = drafting.prepare(read(tmp_path, TITLED, header_row=4), Choices(header_row=4))
    assert '"header_row":4' in made.choices_used.canonical()
    assert "header_row" not in drafting.prepare(read(tmp_path, "a,date\n1,2023\n")).choices_used.canonical()


@pytest.mark.parametrize("place", ["42.93, 20.68", "42°56'N 20°41'E", "POINT (20.68 42.93)"])
@pytest.mark.parametrize("below", [("Raid", "7"), ("Road blocked", "x")])
def test_a_row_that_holds_a_place_is_no_line_of_names_where_a_column_has_none(
    place: str, below: tuple[str, str], tmp_path: Path
) -> None:
    rows = [f"{place};Raid;" if below[1] == "x" else f"{place};Raid;x", f"{place};{below[0]};{below[1]}"]
    raw = read(tmp_path, "\n".join(["coordinates;title;", *rows, ""]))
    assert (raw.header_row, len(raw.rows)) == (1, 2)
