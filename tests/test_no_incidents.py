"""Public tables that hold no incidents say what they are, unless somebody chooses to read them."""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_files import draft, raw_file

from geodata import readers
from geodata.errors import UnusableFileError
from geodata.ingest.choices import Choices
from geodata.layouts import drafting

FORECAST = {"country_id": "1", "month_id": "553", "name": "Aland", "main_mean": "3.1", "main_dich": "0.9"}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (FORECAST, "forecasts of VIEWS.*nothing that happened.*GED"),
        ({"pg_id": "62356", "month_id": "548", "main_mean_ln": "0.1"}, "forecasts of VIEWS"),
        ({"priogrid_gid": "62356", "month_id": "548", "ged_sb": "1"}, "a panel of VIEWS"),
        ({"gid": "62356", "xcoord": "20.25", "ycoord": "42.75"}, "this is PRIO-GRID"),
        ({"country_cy": "Aland", "year_cy": "2023", "sb_total_deaths_best_cy": "3"}, "countries and years"),
        (
            {"conflict_id": "1", "year": "2023", "intensity_level": "1", "incompatibility": "2"},
            "Armed Conflict .*no incident",
        ),
        ({"ActorId": "1", "NameData": "Group B", "Org": "1"}, "list of actors"),
        ({"event_id_cnty": "AAA1", "deleted_timestamp": "1695772800"}, r"deleted events.*\(append\)"),
    ],
)
def test_a_known_table_without_incidents_says_what_it_is(row: dict[str, str], words: str) -> None:
    with pytest.raises(UnusableFileError, match=words):
        drafting.prepare(raw_file([row]))


def test_its_rows_are_read_where_the_layout_is_chosen() -> None:
    assert draft([FORECAST], Choices(layout="mapped")).accepted == 1
    assert draft([FORECAST], Choices(mapping={"name": "title"})).accepted == 1


def test_a_table_of_events_with_some_of_these_columns_is_no_such_table() -> None:
    row = {"date": "2023-09-24", "title": "Raid", "gid": "7", "year": "2023", "actor_id": "4"}
    assert draft([row]).accepted == 1


def test_the_questionnaire_of_a_form_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text(
        "type;name;label:English(en);relevant\nstart;start;;\ndate;date1;When?;\n", encoding="utf-8"
    )
    with pytest.raises(UnusableFileError, match=r"questionnaire of a form .* a row is a question"):
        drafting.prepare(readers.read(path, name=path.name))
