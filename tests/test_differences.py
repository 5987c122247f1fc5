"""Two versions are compared by id: what was added, removed, and which fields changed from what to what."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from datasets import small_dataset
from shapely import Point

from geodata.library import diff
from geodata.model import Dataset

OLD = small_dataset(60, seed=4)


def changed(**tables: pd.DataFrame) -> Dataset:
    return dataclasses.replace(OLD, **tables)  # type: ignore[arg-type]


def edited(column: str, value: object, row: int = 3) -> Dataset:
    incidents = OLD.incidents.copy()
    incidents[column] = incidents[column].astype(object).where(incidents["row"] != row, value)
    return changed(incidents=incidents)


def test_a_version_does_not_differ_from_itself_in_any_order() -> None:
    backwards = changed(incidents=OLD.incidents.iloc[::-1], sources=OLD.sources.iloc[::-1])
    found = diff.compare(OLD, backwards)
    assert (found.added, found.removed, found.changed, found.same) == (0, 0, 0, 60)
    assert found.rows.empty
    assert tuple(found.rows.columns) == diff.COLUMNS


def test_added_and_removed_incidents_come_with_their_titles() -> None:
    fewer = changed(incidents=OLD.incidents.iloc[2:])
    ids = sorted(OLD.incidents["id"].iloc[:2])
    for found, change, field in (
        (diff.compare(OLD, fewer), "removed", "old"),
        (diff.compare(fewer, OLD), "added", "new"),
    ):
        assert getattr(found, change) == 2
        assert found.same == 58
        assert found.rows["change"].tolist() == [change] * 2
        assert found.rows["id"].tolist() == ids
        titles = OLD.incidents.set_index("id")["title"]
        assert found.rows[field].tolist() == [titles[each] for each in ids]


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("title", "{{7*7}}", "{{7*7}}"),
        ("fatalities_best", 4_000, "4000"),
        ("lon", 20.000000001, "20.000000001"),
        ("summary", None, ""),
        ("start", pd.Timestamp("2023-09-24T02:34Z"), "2023-09-24T02:34:00Z"),
        ("extra", '{"a": "1"}', '{"a": "1"}'),
    ],
)
def test_a_changed_field_is_told_with_both_values(column: str, value: object, text: str) -> None:
    row = int(OLD.incidents.index[OLD.incidents["summary"].notna()][0])
    found = diff.compare(OLD, edited(column, value, row))
    assert (found.changed, found.same, len(found.rows)) == (1, 59, 1)
    line = found.rows.iloc[0]
    assert (line["id"], line["change"], line["field"]) == (OLD.incidents["id"][row], "changed", column)
    assert line["new"] == text
    assert line["old"] != text


def test_a_moved_point_and_a_lost_one_are_changes_of_the_shape() -> None:
    for shape, text in ((Point(1, 2), "POINT (1 2)"), (None, "")):
        incidents = OLD.incidents.copy()
        row = int(incidents.index[incidents.geometry.notna()][0])
        incidents.loc[row, "geometry"] = shape
        found = diff.compare(OLD, changed(incidents=incidents)).rows
        assert found["field"].tolist() == ["geometry"]
        assert found["new"].tolist() == [text]


@pytest.mark.parametrize("table", ["participations", "quantities", "sources", "claims"])
def test_what_belongs_to_an_incident_is_one_field(table: str) -> None:
    lines = getattr(OLD, table)
    found = diff.compare(OLD, changed(**{table: lines.iloc[1:]}))
    assert found.rows["field"].tolist() == [table]
    assert found.rows["id"].tolist() == [lines["incident"].iloc[0]]
    assert found.rows["old"][0].startswith("[{")


def test_the_counts_add_up() -> None:
    new = changed(incidents=edited("title", "x", 30).incidents.iloc[10:])
    found = diff.compare(OLD, new)
    assert (found.removed, found.changed, found.same) == (10, 1, 49)
    assert found.added + found.changed + found.same == 50
