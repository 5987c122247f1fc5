"""CSV files become text frames without a change, or an error that says where."""

from __future__ import annotations

import pytest

from geodata.errors import MalformedTableError, MissingColumnError
from geodata.readers import delimited


def test_every_cell_stays_the_text_that_stands_in_the_file() -> None:
    table = delimited.read(b"id,n,other\n00123, 1.50 ,NA\n9007199254740993,,null\n", "a.csv", columns=["id"])
    assert table.rows.to_dict("list") == {
        "id": ["00123", "9007199254740993"],
        "n": [" 1.50 ", ""],
        "other": ["NA", "null"],
    }


def test_a_row_has_the_number_of_the_line_on_which_it_begins() -> None:
    content = b'id,text\r\n1,"two\r\nlines"\r\n\r\n2,x\r\n'
    assert list(delimited.read(content, "a.csv", columns=[]).rows.index) == [2, 5]


def test_a_byte_order_mark_is_not_part_of_the_first_column() -> None:
    table = delimited.read("\ufeffid\nБањска\n".encode(), "a.csv", columns=["id"])
    assert list(table.rows["id"]) == ["Бањска"]


def test_a_table_without_rows_is_a_table() -> None:
    assert delimited.read(b"id,name\n", "a.csv", columns=["id"]).rows_in == 0


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    with pytest.raises(MissingColumnError, match=r"a\.csv: no column named 'lat'\. The file has: id, lon"):
        delimited.read(b"id,lon\n", "a.csv", columns=["id", "lat"])


def test_other_separators_are_guessed_in_the_message_only() -> None:
    with pytest.raises(MissingColumnError, match="separated by something else: save the table with commas"):
        delimited.read(b"id;lon\n1;2\n", "a.csv", columns=["id"])


def test_an_empty_file_has_no_columns() -> None:
    with pytest.raises(MissingColumnError, match="The file has: no columns"):
        delimited.read(b"", "a.csv", columns=["id"])


@pytest.mark.parametrize(
    ("content", "line", "found"),
    [
        (b"id\nok\nBanjsk\xeb\n", 3, "the byte 0xEB is no text in UTF-8"),
        ("id\nok\n".encode("utf-16"), 1, "NUL byte"),
        (b'id,text\n1,a\n2,"never closed\n3,c\n', 3, "cannot be split into cells"),
        (b"id,id\n", 1, "several columns are named 'id'"),
    ],
)
def test_a_file_whose_rows_cannot_be_told_apart_is_refused_with_the_line(
    content: bytes, line: int, found: str
) -> None:
    with pytest.raises(MalformedTableError, match=found) as caught:
        delimited.read(content, "a.csv", columns=["id"])
    assert caught.value.line == line
