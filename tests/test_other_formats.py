"""Files of other programs: what is no table of ours is named with what to do, pandas' JSON is read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from geodata import readers
from geodata.errors import UnusableFileError


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.rds", gzip.compress(b"X\n\0\0\0\3", mtime=0), "R's own format"),
        ("x.RData", b"BZh91AY&SY", "R's own format"),
        ("x.bin", gzip.compress(b"RDX3\nX\n", mtime=0), "R's own format"),
        ("x.sav", b"$FL2@(#) SPSS", "SPSS"),
        ("x.mdb", b"\0\1\0\0Standard Jet DB\0", "Access"),
        ("x.xls", b"<html><table><tr><td>date</td></tr></table></html>", "web page"),
        ("x.csv", b"<!DOCTYPE html>\n<html><body>Log in</body></html>", "web page"),
    ],
)
def test_what_another_program_reads_is_named_with_what_to_do(
    name: str, content: bytes, words: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnusableFileError, match=words) as caught:
        readers.read(tmp_path / name, name=name)
    assert caught.value.code == "unsupported"
    assert any(word in caught.value.next_step for word in ("CSV", "write.csv"))


@pytest.mark.parametrize(
    "value",
    [
        {"columns": ["date", "title"], "index": [0, 1], "data": [["2023-09-24", "a"], ["2023-09-25", None]]},
        {"date": {"0": "2023-09-24", "1": "2023-09-25"}, "title": {"0": "a", "1": None}},
        {"date": ["2023-09-24", "2023-09-25"], "title": ["a", None]},
    ],
)
def test_a_table_by_columns_is_read(value: Any, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(json.dumps(value))
    raw = readers.read(tmp_path / "x.json", name="x.json")
    assert raw.rows.to_dict("list") == {"date": ["2023-09-24", "2023-09-25"], "title": ["a", ""]}


def test_an_object_that_is_no_table_is_not_read_as_one(tmp_path: Path) -> None:
    for value in ({"a": {"x": 1}, "b": {"x": 2}}, {"a": [1], "b": [1, 2]}, {"a": [[1]], "b": [[2]]}):
        (tmp_path / "x.json").write_text(json.dumps(value))
        with pytest.raises(UnusableFileError, match="no list of objects"):
            readers.read(tmp_path / "x.json", name="x.json")


def test_a_row_of_pandas_with_another_number_of_cells_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"columns": ["a", "b"], "data": [[1, 2], [3]]}')
    raw = readers.read(tmp_path / "x.json", name="x.json")
    assert (len(raw.rows), len(raw.refused)) == (1, 1)
