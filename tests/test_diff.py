"""Two versions are compared by id: what was added, removed, and which fields changed from what to what."""

from __future__ import annotations

import dataclasses
import time

import pandas as pd
import pytest
from datasets import small_dataset
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_files import draft
from shapely import LineString, Point

from components.panels import differences
from geodata import model
from geodata.ingest import row_order
from geodata.library import diff, pairing
from geodata.model import Dataset

OLD = small_dataset(60, seed=4)


def changed(**tables: pd.DataFrame) -> Dataset:
    return dataclasses.replace(OLD, **tables)  # type: ignore[arg-type]


def edited(column: str, value: object, row: int = 3) -> Dataset:
    incidents = OLD.incidents.copy()
    incidents[column] = incidents[column].astype(object).where(incidents["row"] != row, value)
    return changed(incidents=incidents)


def test_a_version_does_not_differ_from_itself_in_any_order() -> None:
    backwards = changed(
        **{name: getattr(OLD, name).iloc[::-1] for name in ("incidents", "attributes", "sources")}
    )
    found = diff.compare(OLD, backwards)
    assert (found.added, found.removed, found.changed, found.same) == (0, 0, 0, 60)
    assert found.rows.empty
    assert tuple(found.rows.columns) == diff.COLUMNS


def test_added_and_removed_incidents_come_with_their_titles() -> None:
    fewer = changed(incidents=OLD.incidents.iloc[2:], attributes=OLD.attributes.iloc[2:])
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


def test_a_moved_point_and_a_lost_one_are_one_change_of_the_position() -> None:
    for shape, text in ((Point(1, 2), "2.0, 1.0"), (None, "")):
        incidents = OLD.incidents.copy()
        row = int(incidents.index[incidents.geometry.notna()][0])
        incidents.loc[row, "geometry"] = shape
        incidents.loc[row, ["lon", "lat"]] = (1.0, 2.0) if shape else (None, None)
        found = diff.compare(OLD, changed(incidents=incidents)).rows
        assert found["field"].tolist() == ["position"]
        assert found["new"].tolist() == [text]
        assert (diff.moved_m(found["old"][0], text) is None) == (shape is None)


def test_a_moved_point_is_told_with_how_far_it_moved() -> None:
    line = {"id": "a", "change": "changed", "field": "position", "old": "42.9, 20.8", "new": "42.9108, 20.8"}
    told = differences.in_words(pd.DataFrame([line]), {"a": "Shots"}).iloc[0].tolist()
    assert told == ["Shots", "changed", "Position", "42.9000, 20.8000", "42.9108, 20.8000, moved 1.2 km"]


def test_a_line_that_changed_is_a_change_of_the_shape_alone() -> None:
    row = int(OLD.incidents.index[OLD.incidents.geometry.notna()][0])
    shapes = LineString([(1, 2), (3, 4)]), LineString([(1, 2), (3, 5)])
    versions = []
    for number, shape in enumerate(shapes):
        incidents = OLD.incidents.copy()
        incidents.loc[row, "geometry"] = shape
        incidents.loc[row, ["lon", "lat"]] = (2.0, 3.0 + number)
        versions.append(changed(incidents=incidents))
    assert diff.compare(*versions).rows["field"].tolist() == ["geometry"]


@pytest.mark.parametrize("table", ["participations", "quantities", "sources", "claims"])
def test_what_belongs_to_an_incident_is_one_field(table: str) -> None:
    lines = getattr(OLD, table)
    found = diff.compare(OLD, changed(**{table: lines.iloc[1:]}))
    assert found.rows["field"].tolist() == [table]
    assert found.rows["id"].tolist() == [lines["incident"].iloc[0]]
    assert found.rows["old"][0].startswith("[{")


def test_the_counts_add_up() -> None:
    new = changed(incidents=edited("title", "x", 30).incidents.iloc[10:], attributes=OLD.attributes.iloc[10:])
    found = diff.compare(OLD, new)
    assert (found.removed, found.changed, found.same) == (10, 1, 49)
    assert found.added + found.changed + found.same == 50


def test_each_other_column_of_the_file_is_a_field() -> None:
    nothing = [""] * len(OLD.incidents)

    def with_own(**texts: str) -> Dataset:
        return changed(attributes=pd.DataFrame({name: [text, *nothing[1:]] for name, text in texts.items()}))

    found = diff.compare(with_own(a="1", b="2", c="[1]"), with_own(a="1", b="3", d="4")).rows
    assert found[["field", "old", "new"]].values.tolist() == [
        ["extra: b", "2", "3"],
        ["extra: c", "[1]", ""],
        ["extra: d", "", "4"],
    ]


# Ids made from contents ------------------------------------------------------------------------------------

COLUMNS = ("date", "place", "latitude", "longitude", "title", "actor", "killed", "note")


def version(rows: list[dict[str, str]]) -> Dataset:
    """Rows of a file without ids, as they are saved."""
    tables = row_order.in_row_order(draft(rows).tables)
    typed = {name: model.typed(name, table) for name, table in tables.items()}
    empty = model.typed("rejected", None)
    return Dataset(name="x", version="0" * 64, info=OLD.info, rejected=empty, **typed)


def rows_of_a_file(n: int) -> list[dict[str, str]]:
    return [
        {
            "date": f"2023-{1 + number % 12:02}-{1 + number % 28:02}",
            "place": f"Place {number % 17}",
            "latitude": f"{42 + number % 17 / 20:.4f}",
            "longitude": f"{20 + number % 17 / 30:.4f}",
            "title": f"Report {number}",
            "actor": ("A", "B", "C")[number % 3],
            "killed": str(number % 5),
            "note": f"note {number}",
        }
        for number in range(n)
    ]


CHANGES = {
    "date": "2024-02-03",
    "place": "Elsewhere",
    "latitude": "41.5",
    "title": "Another title",
    "actor": "D",
    "killed": "77",
    "note": "another note",
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_cell_of_a_row_without_an_id_is_changed_not_removed_and_added(column: str) -> None:
    rows = rows_of_a_file(40)
    edited_rows = [dict(row) for row in rows]
    edited_rows[5][column] = CHANGES[column]
    found = diff.compare(version(rows), version(edited_rows))
    assert (found.added, found.removed, found.changed, found.same) == (0, 0, 1, 39)
    assert set(found.rows["change"]) == {"changed"}
    new = version(edited_rows).incidents["id"]
    assert set(found.rows["id"]) <= set(new)
    assert CHANGES[column] in " ".join(found.rows["new"])


def test_rows_that_any_of_several_may_be_stay_removed_and_added() -> None:
    same = {"date": "2023-09-24", "place": "Banjska", "killed": "1"}
    old = [{**same, "note": note} for note in ("a", "b")]
    new = [{**same, "note": note} for note in ("c", "d")]
    found = diff.compare(version(old), version(new))
    assert (found.added, found.removed, found.changed) == (2, 2, 0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            {"date": "2023-09-24", "place": "Banjska", "title": "One"},
            {"date": "2021-01-02", "place": "Prizren", "title": "Other"},
        ),
        ({"title": "One"}, {"title": "Other"}),
    ],
)
def test_what_has_nothing_but_type_and_toll_in_common_is_another_event(one, other) -> None:
    rest = {"type": "shooting", "killed": "1"}
    old, new = [{**one, **rest}], [{**other, **rest}]
    found = diff.compare(version(old), version(new))
    assert (found.added, found.removed, found.changed) == (1, 1, 0)


def test_ids_that_the_file_gives_are_taken_at_their_word() -> None:
    rows = [{**row, "id": f"n{number}"} for number, row in enumerate(rows_of_a_file(5))]
    other = [{**rows[0], "id": "m0"}, *rows[1:]]
    found = diff.compare(version(rows), version(other))
    assert (found.added, found.removed, found.changed) == (1, 1, 0)


@settings(max_examples=15)
@given(
    st.lists(
        st.fixed_dictionaries({name: st.sampled_from(["", "1", "2", "2023-01-02"]) for name in COLUMNS}),
        min_size=1,
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_pairs_are_of_both_versions_each_row_once_and_the_counts_add_up(rows, random) -> None:
    new = [{**row, random.choice(COLUMNS): random.choice(["", "3", "2024-05-06"])} for row in rows]
    old_version, new_version = version(rows), version(random.sample(new, len(new)))
    found = diff.compare(old_version, new_version)
    assert found.added + found.changed + found.same == len(new_version.incidents)
    assert found.removed + found.changed + found.same == len(old_version.incidents)
    pairs = pairing.pairs(old_version, new_version, {})
    assert len(set(pairs.values())) == len(pairs)
    assert set(pairs) <= set(old_version.incidents["id"]) - set(new_version.incidents["id"])
    assert set(pairs.values()) <= set(new_version.incidents["id"]) - set(old_version.incidents["id"])


def test_a_hundred_thousand_changed_rows_are_paired_in_seconds() -> None:
    rows = rows_of_a_file(100_000)
    new = [{**row, "killed": str(int(row["killed"]) + 1)} for row in rows]
    old_version, new_version = version(rows), version(new)
    start = time.monotonic()
    pairs = pairing.pairs(old_version, new_version, {})
    assert len(pairs) == 100_000
    same_place = version([{**row, "title": "x", "note": str(n)} for n, row in enumerate(rows)])
    assert len(pairing.pairs(same_place, new_version, {})) >= 0
    assert time.monotonic() - start < 30
