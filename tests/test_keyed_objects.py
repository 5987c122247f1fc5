"""JSON in which each object stands under its id or its day is read as rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from geodata import readers
from geodata.errors import UnusableFileError
from geodata.layouts import drafting

TWO = {
    "a1": {"title": "A", "date": "2023-09-24"},
    "a2": {"title": "B", "date": "2023-09-25", "lat": 42.9},
    "a3": {"title": "C", "date": "2023-09-26"},
}


def read(value: Any, folder: Path) -> Any:
    path = folder / "a.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return readers.read(path, name=path.name)


def test_objects_under_their_ids_are_rows_with_that_id(tmp_path: Path) -> None:
    raw = read(TWO, tmp_path)
    assert raw.rows[["id", "title", "lat"]].to_numpy().tolist() == [
        ["a1", "A", ""],
        ["a2", "B", "42.9"],
        ["a3", "C", ""],
    ]
    made = drafting.prepare(raw)
    assert (made.accepted, made.tables["incidents"]["id"].tolist()) == (3, ["a1", "a2", "a3"])


def test_such_an_object_beside_others_is_the_table(tmp_path: Path) -> None:
    raw = read({"meta": {"total": 2, "from": "x"}, "events": TWO}, tmp_path)
    assert raw.rows["title"].tolist() == ["A", "B", "C"]


def test_objects_under_days_have_that_date_and_own_ids_are_not_doubled(tmp_path: Path) -> None:
    raw = read({"2023-09-24": {"killed": 1}, "2023-09-25": {"killed": 2}}, tmp_path)
    assert raw.rows["date"].tolist() == ["2023-09-24", "2023-09-25"]
    own = read({name: {"id": name, **one} for name, one in TWO.items()}, tmp_path)
    assert [*own.rows.columns] == ["id", "title", "date", "lat"]
    other = read({name: {"id": 7, "title": one["title"]} for name, one in TWO.items()}, tmp_path)
    assert other.rows["key"].tolist() == ["a1", "a2", "a3"]


@pytest.mark.parametrize(
    "value",
    [
        {"date": {"r1": "2023-09-24", "r2": "2023-09-25"}, "title": {"r1": "A", "r2": "B"}},
        {"a": {"x": 1}, "b": {"x": 2}},
        {"a": {"x": 1}, "b": {"y": 2}, "c": {"z": 3}},
        {"a": {"x": 1}},
        {"a": 1, "b": {"x": 2}},
        {},
    ],
)
def test_other_objects_are_none(value: Any, tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match=r"no list of objects|no rows"):
        read(value, tmp_path)


def test_lists_under_a_name_each_are_rows_with_that_name(tmp_path: Path) -> None:
    raw = read(
        [{"Alabama": [{"loc": "Anniston"}, {"loc": "Auburn"}]}, {"Alaska": [{"loc": "Bethel"}]}], tmp_path
    )
    assert raw.rows[["key", "loc"]].to_numpy().tolist() == [
        ["Alabama", "Anniston"],
        ["Alabama", "Auburn"],
        ["Alaska", "Bethel"],
    ]


@pytest.mark.parametrize("rows", [[{"a": [{"b": 1}]}, {"a": [{"b": 2}]}], [{"a": [{"b": 1}]}, {"c": [1, 2]}]])
def test_lists_under_the_same_name_or_of_numbers_are_cells(rows: list[Any], tmp_path: Path) -> None:
    assert read(rows, tmp_path).rows_in == 2
