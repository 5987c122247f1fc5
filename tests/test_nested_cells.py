"""Objects within cells are set apart into columns that a mapping can name; lists are read as lists."""

from __future__ import annotations

import pytest
from raw_files import draft, incident, lines, others, raw_file

from geodata.ingest.choices import Choices
from geodata.layouts import drafting, nested_cells

ROW = {
    "id": "1",
    "date": "2023-09-24",
    "location": '{"name": "Town", "lat": 42.90, "lng": 20.8}',
    "actors": '["Army of A", "Group B"]',
    "deaths": '{"low": 1, "high": 3}',
}


def test_members_of_objects_are_columns_and_parts_of_lists_are_actors() -> None:
    made = draft([ROW])
    found = incident(made)
    assert (found["lon"], found["lat"]) == (20.8, 42.9)
    assert (found["fatalities_low"], found["fatalities_best"], found["fatalities_high"]) == (1, None, 3)
    assert lines(made, "places", "name_en") == [("Town",)]
    assert lines(made, "participations", "actor") == [("Army of A",), ("Group B",)]
    assert others(made)["deaths.low"] == "1"
    assert "'location' into location.name, location.lat, location.lng" in made.warnings["reason"][0]


def test_digits_stay_as_they_are_written_and_lists_within_objects_as_json() -> None:
    raw = nested_cells.apart(
        raw_file([{"a": '{"b": {"c": 2.50, "d": [1.5, null], "e": true, "f": null}}'}]), {}
    )
    assert raw.rows.iloc[0].to_dict() == {
        "a.b.c": "2.50",
        "a.b.d": "[1.5, null]",
        "a.b.e": "true",
        "a.b.f": "",
    }


@pytest.mark.parametrize(
    "cells",
    [
        ('{"type": "Point", "coordinates": [20.8, 42.9]}',),
        ('{"a": 1}', "no object"),
        ("{{7*7}}",),
        ("{" + ", ".join(f'"m{number}": 1' for number in range(40)) + "}",),
    ],
)
def test_what_is_no_small_object_stays_as_it_is(cells) -> None:
    raw = raw_file([{"a": cell} for cell in cells])
    assert nested_cells.apart(raw, {}) is raw


def test_a_column_that_was_mapped_as_it_is_stays_and_an_answer_names_a_member() -> None:
    kept = draft([ROW], Choices(mapping={"location": "summary", "date": "date"}))
    assert incident(kept)["summary"].startswith("{")
    chosen = draft([ROW], Choices(mapping={"location.name": "title", "date": "date"}))
    assert incident(chosen)["title"] == "Town"


def test_the_first_rows_can_be_tried_with_another_mapping_of_members() -> None:
    made = draft([ROW])
    assert made.head is not None
    tried = drafting.tried(made.head, Choices(layout="mapped", mapping={"location.name": "title"}))
    assert tried.tables["incidents"]["title"].tolist() == ["Town"]


def test_an_empty_cell_among_objects_has_empty_members() -> None:
    made = draft([ROW, {**ROW, "id": "2", "location": ""}])
    assert made.accepted == 2
    assert incident(made, 1)["lon"] is None
