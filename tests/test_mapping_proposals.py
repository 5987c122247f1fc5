"""Why a column was recognised is told, with samples; the first rows can be tried another way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from raw_files import draft, raw_file
from shapely import Point

from components.importing import first_rows
from geodata.errors import MappingError
from geodata.ingest.choices import Choices
from geodata.ingest.draft import HEAD_ROWS
from geodata.layouts import drafting, proposals
from geodata.sandbox import handover

ROWS = [
    {
        "title": "Shots",
        "name": "x",
        "when it was": f"2023-04-{day:02}",
        "location": "42.97, 20.78",
        "lat": "north",
        "x": "500000",
        "y": "4760000",
        "note": "",
    }
    for day in range(1, 5)
]


@pytest.mark.parametrize(
    ("column", "why"),
    [
        ("title", "name"),
        ("name", "taken"),
        ("when it was", "values"),
        ("location", "unlike_name"),
        ("note", "taken"),
        ("description", "name"),
    ],
)
def test_how_a_column_was_recognised_is_told(column: str, why: str) -> None:
    rows = [{name: cell for name, cell in row.items() if name not in ("x", "y", "lat")} for row in ROWS]
    rows = [{**row, "description": "d"} for row in rows]
    made = draft(rows)
    assert made.about_columns[column].why == why


def test_metres_named_x_and_y_are_recognised_by_both() -> None:
    rows = [{name: row[name] for name in ("title", "x", "y")} for row in ROWS]
    made = draft(rows)
    assert made.about_columns["x"].why == "both"


def test_a_column_whose_values_are_not_what_its_name_says_is_told() -> None:
    rows = [{**row, "coordinates": "somewhere"} for row in ROWS]
    assert draft(rows).about_columns["coordinates"].why == "not_its_values"


def test_a_column_that_somebody_mapped_is_chosen() -> None:
    mapping = {"name": "title", "when it was": "date"}
    made = draft(ROWS, Choices(layout="mapped", mapping=mapping))
    assert (made.about_columns["name"].why, made.about_columns["when it was"].why) == ("chosen", "values")
    assert {made.about_columns[name].why for name in made.columns} <= {"", *proposals.REASONS}


def test_a_column_shows_three_different_samples() -> None:
    made = draft([{"date": "2023", "what": what} for what in ("a", "a", "", "b", "c", "d")])
    assert made.about_columns["what"].samples == ("a", "b", "c")


def test_the_first_rows_are_records_or_refused_with_their_reason() -> None:
    rows = [{"id": "1", "date": "soon"}, {"id": "2", "date": "2023-09-24"}]
    made = draft(rows)
    first, second = made.first_rows
    assert (first.row, first.id) == (2, "")
    assert first.reason.startswith("date: ")
    assert (second.row, second.id, second.reason) == (3, "2", "")


def test_another_mapping_is_tried_on_the_first_rows_alone() -> None:
    rows = [{"date": "2023-09-24", "a": f"one {n}", "b": f"other {n}"} for n in range(50)]
    made = draft(rows)
    assert made.head is not None
    tried = drafting.tried(
        made.head, replace(made.choices_used, layout="mapped", mapping={"date": "date", "b": "title"})
    )
    assert tried.tables["incidents"]["title"].tolist() == [f"other {n}" for n in range(HEAD_ROWS)]
    with pytest.raises(MappingError):
        drafting.tried(made.head, Choices(layout="mapped", mapping={"nowhere": "title"}))


def test_all_of_it_survives_the_way_out_of_the_sandbox(tmp_path) -> None:
    raw = raw_file(
        [{"geometry": "a", "date": "2023"}],
        shapes=[Point(20, 42)],
        top=((1, ("geometry", "date")),),
        header_row=1,
    )
    made = drafting.prepare(raw)
    handover.save(made, tmp_path)
    found = handover.load(tmp_path)
    for name in ("about_columns", "first_rows", "top", "header_row"):
        assert getattr(found, name) == getattr(made, name)
    assert found.head is not None
    assert made.head is not None
    assert found.head.rows.equals(made.head.rows)
    assert found.head.shapes == made.head.shapes
    again = drafting.tried(found.head, found.choices_used)
    assert np.allclose(again.tables["incidents"]["lon"], 20)


def test_a_row_with_a_very_long_cell_is_left_out_of_what_is_tried() -> None:
    made = draft([{"date": "2023", "note": "x" * 5_000}, {"date": "2023", "note": "y"}])
    assert made.head is not None
    assert made.head.rows["note"].tolist() == ["y"]


def test_the_preview_is_text_whatever_the_file_holds() -> None:
    rows = [
        {
            "id": "1",
            "date": "2023-09-24",
            "title": "<script>",
            "place": "{{7*7}}",
            "actor": "A & B",
            "killed": "3",
        },
        {"id": "2", "date": "<b>", "title": "x", "place": "", "actor": "", "killed": ""},
    ]
    markup = first_rows.in_words(draft(rows))
    assert "<script>" not in markup
    assert "&lt;script&gt;" in markup
    assert "24 September 2023 (to the day)" in markup
    assert "A &amp; B" in markup
    assert "<td>3</td>" in markup
    assert "Refused. date: Not a date" in markup.replace("’", "'")


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("min_ppl_killed", "fatalities_low"),
        ("Maximum people killed", "fatalities_high"),
        ("Location (Google Maps)", "place"),
        ("Location of death (city)", "place"),
        ("Attack location", "place"),
        ("Strike ID", "id"),
        ("strike_link", "source_url"),
        ("Location of death (zip code)", None),
        ("Cause of death", None),
    ],
)
def test_what_public_lists_of_deaths_and_strikes_call_their_columns_is_known(
    column: str, field: str | None
) -> None:
    assert proposals.by_name(column) == field


def test_of_two_columns_of_places_the_one_that_hardly_ever_says_something_comes_second() -> None:
    places = ["N/A"] * 9 + ["on the road to the north"]
    rows = [
        {"date": f"2023-04-{day:02}", "location": places[day], "city": f"Town {day}"} for day in range(1, 10)
    ]
    assert draft(rows).mapping_proposed["city"] == "place"
    fuller = [{**row, "location": f"the road {day}"} for day, row in enumerate(rows)]
    assert draft(fuller).mapping_proposed["location"] == "place"
