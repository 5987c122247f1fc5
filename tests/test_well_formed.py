"""Compares both ways of reading delimited text: by columns where it is well formed, and row by row."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import GeodataError
from geodata.limits import Limits
from geodata.readers import text_tables, well_formed
from geodata.readers.raw import Job, NoChoices

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.readers.raw import RawFile

JOB = Job("a.csv", Limits(rows=6, columns=4, cell_length=30), NoChoices())
PIECES = (
    "a",
    "b1",
    "2",
    ",",
    '"',
    "\n",
    "\r\n",
    "\r",
    " ",
    ";",
    "\t",
    "é",
    '""',
    "\ufeff",
    "1,5",
    "\x1c",
    "|",
)
anything = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
cell = st.lists(st.sampled_from(("a", "b", "1", " ", "é", '"', ",", "\n", "\r\n")), max_size=4).map("".join)
quoted = cell.map(lambda text: '"' + text.replace('"', '""') + '"')
plain = st.sampled_from(("a", "", "x1", "1.5", "é"))
title = st.sampled_from(
    ("Events", "# made, by hand", '"A title, quoted"', "é,,,", " ", '"two\nlines"', "x" * 31)
)


@st.composite
def tables(draw: Any) -> str:
    """Texts that are well formed, but for a line now and then."""
    width, end = draw(st.integers(2, 3)), draw(st.sampled_from(("\n", "\r\n", "\r")))
    line = st.lists(st.one_of(quoted, plain), min_size=width, max_size=width).map(",".join)
    lines = draw(st.lists(st.one_of(line, line, line, line, anything), min_size=1, max_size=6))
    if draw(st.booleans()):
        lines = [*draw(st.lists(st.one_of(title, title, anything), max_size=2)), *lines]
    return str(draw(st.sampled_from(("", "\ufeff"))) + end.join(lines) + draw(st.sampled_from(("", end))))


def said(read: Callable[[], RawFile]) -> Any:
    """All that a reader says of a file, or its error."""
    try:
        raw = read()
    except GeodataError as error:
        return error.code, str(error)
    tables = [(str(table.dtypes.tolist()), table.to_dict("split")) for table in (raw.rows, raw.refused)]
    return raw.format, raw.table, raw.notes, raw.top, raw.header_row, tables


@settings(max_examples=150)
@given(
    text=st.one_of(tables(), anything),
    looked_at=st.sampled_from((1, 3, 1 << 20)),
    small=st.sampled_from((-1, 99)),
)
def test_both_ways_read_the_same(
    text: str, looked_at: int, small: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "either.csv"
    path.write_bytes(text.encode())
    by_rows = said(lambda: text_tables.read(text.encode(), JOB))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(well_formed, "_LOOKED_AT", looked_at)
        patch.setattr(well_formed, "_SMALL", small)
        job = replace(JOB, scratch=path.parent)
        assert said(lambda: text_tables.read_file(path, job)) == by_rows


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_well_formed_text_is_read_by_columns_with_the_line_of_each_row(tmp_path: Path, end: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(end.join(("id,note", '1,"two\nlines, ""quoted"""', "2,plain", "3,")).encode())
    cells = well_formed.read(path, ",", JOB, first=1)
    assert cells is not None
    frame = well_formed.frame(cells.table, cells.lines)
    assert frame.index.tolist() == [2, 4, 5]
    assert frame["f1"].tolist() == ['two\nlines, "quoted"', "plain", ""]


@pytest.mark.parametrize(("end", "row"), [("\n", "2,plain"), ("\r\n", '2,"two\r\nlines"'), ("\r", "2,ü")])
def test_titles_above_a_well_formed_table_leave_it_to_be_read_by_columns(
    end: str, row: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    text = end.join(("Events of a year", "# compiled by hand", "id,note", "1,x", row, "3,y", ""))
    path.write_bytes(text.encode())
    by_rows = said(lambda: text_tables.read(path.read_bytes(), JOB))
    monkeypatch.setattr(text_tables, "read", None)
    assert said(lambda: text_tables.read_file(path, JOB)) == by_rows
    assert by_rows[4] == 3
    assert by_rows[5][0][1]["index"] == [4, 5, 7 if "two" in row else 6]


@pytest.mark.parametrize(
    "text",
    [
        'a,b\n1,x"y"\n',
        'a,b\n"1"x,y\n',
        "a,b\n1\n",
        "a,b\n\n1,2\n",
        "a,b\n,\n",
        "a,b\n1,\xff\n",
        'a,b\n1,"2\n',
    ],
)
def test_what_is_not_well_formed_is_left_to_the_other_way(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("latin-1"))
    assert well_formed.read(path, ",", JOB, first=1) is None


@pytest.mark.parametrize("text", ["a,b\n" + "1,2\n" * 7, "a,b,c,d,e\n1,2,3,4,5\n", f"a,b\n1,{'x' * 31}\n"])
def test_a_limit_holds_for_a_well_formed_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    assert well_formed.read(path, ",", JOB, first=1) is None
    assert said(lambda: text_tables.read_file(path, JOB))[0] == "too-large"


def test_reading_leaves_the_length_of_cells_as_it_was_for_others() -> None:
    before = csv.field_size_limit()
    said(lambda: text_tables.read(b'a,b\n1,"x"y"\n2,3\n', JOB))
    assert csv.field_size_limit() == before


def test_cells_that_lie_in_a_file_stay_when_another_is_read_beside_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(well_formed, "_SMALL", 0)
    found = []
    for text in ("a,b\n1,x\n", "c,d\n2,y\n3,z\n"):
        path = tmp_path / "a.csv"
        path.write_text(text)
        found.append(text_tables.read_file(path, replace(JOB, scratch=tmp_path)))
        found[-1].let_go()
    assert [raw.rows.to_numpy().tolist() for raw in found] == [[["1", "x"]], [["2", "y"], ["3", "z"]]]
    assert all(raw.mapped for raw in found)
