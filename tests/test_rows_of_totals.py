"""Any table's rows may be totals, if a column says of how many events: what a row is is asked."""

from __future__ import annotations

import pytest
from raw_files import draft, incident, others, table

from geodata.errors import MappingError
from geodata.ingest.choices import Choices

PANEL = """district,month,n_incidents,deaths,lat,lon
           North,2023-09,12,3,42.9,20.8
           South,2023-09,0,,42.8,20.7
           North,2023-10,,1,42.9,20.8"""


def reasons(made, pattern: str) -> list[str]:
    found = made.warnings["reason"]
    return found[found.str.contains(pattern)].tolist()


@pytest.mark.parametrize(
    "name",
    ["n_incidents", "EVENTS", "Number of events", "count", "événements", "broj incidenata", "Число событий"],
)
def test_a_column_that_may_count_events_is_asked_about_with_its_values(name: str) -> None:
    made = draft(table(PANEL.replace("n_incidents", name)))
    (question,) = made.questions
    assert (question.field, question.options, question.examples) == (
        "row_is",
        ("event", "total"),
        ("12", "0"),
    )
    assert name in question.words


def test_answered_that_rows_are_totals_they_count_as_so_many_events() -> None:
    made = draft(table(PANEL), Choices(row_is="total"))
    assert made.questions == ()
    incidents = made.tables["incidents"]
    assert incidents["kind"].tolist() == ["total"] * 3
    assert incidents["count"].astype(object).where(incidents["count"].notna(), None).tolist() == [12, 0, None]
    assert others(made)["n_incidents"] == "12", "the file's own text stays"
    (said,) = reasons(made, "are totals")
    assert "3 rows are totals that stand for 12 events" in said
    assert "1 of them give no number" in said
    assert made.choices_used.mapping["n_incidents"] == "count"


def test_answered_that_rows_are_events_each_is_one() -> None:
    made = draft(table(PANEL), Choices(row_is="event"))
    assert made.questions == ()
    assert made.tables["incidents"]["kind"].tolist() == ["incident"] * 3
    assert made.tables["incidents"]["count"].isna().all()
    assert not reasons(made, "total")


@pytest.mark.parametrize(
    "cells",
    ["a,b,c", "1,0,1", "2.5,1,3", "-3,4,5", ",,"],
    ids=["words", "flags", "decimals", "negative", "empty"],
)
def test_other_values_are_no_number_of_events_and_nothing_is_asked(cells: str) -> None:
    rows = PANEL
    for old, new in zip((",12,", ",0,", "10,,"), cells.split(","), strict=True):
        rows = rows.replace(old, f"10,{new}," if old == "10,," else f",{new},")
    assert "row_is" not in [each.field for each in draft(table(rows)).questions]


def test_a_column_mapped_to_the_count_needs_no_question_and_no_known_name() -> None:
    chosen = Choices(mapping={"month": "date", "clashes": "count", "district": "place"})
    made = draft(table(PANEL.replace("n_incidents", "clashes")), chosen)
    assert made.questions == ()
    assert (incident(made)["kind"], incident(made)["count"]) == ("total", 12)


def test_said_to_be_totals_without_a_column_that_is_known_it_is_asked_which() -> None:
    made = draft(table(PANEL.replace("n_incidents", "clashes")), Choices(row_is="total"))
    (question,) = made.questions
    assert (question.field, question.about, question.options) == ("mapping", "count", ("clashes",))
    words = "day,place\n2023-09-24,Town"
    with pytest.raises(MappingError, match="how many events a row stands for"):
        draft(table(words), Choices(row_is="total"))
    with pytest.raises(MappingError, match="'n_incidents' is mapped to the number of events"):
        draft(table(PANEL), Choices(row_is="event", mapping={"n_incidents": "count", "month": "date"}))


def test_a_count_that_cannot_be_read_leaves_the_row_and_says_so() -> None:
    chosen = Choices(mapping={"month": "date", "n_incidents": "count", "district": "place"})
    made = draft(table(PANEL.replace(",12,", ",x12,").replace(",0,", ",3-5,")), chosen)
    assert (made.accepted, made.tables["incidents"]["count"].isna().all()) == (3, True)
    assert len(reasons(made, "kept without one")) == 1
    assert len(reasons(made, "eft out of the figures")) == 1
    assert others(made)["n_incidents"] == "x12"


def test_rows_that_say_that_they_are_no_totals_are_one_event_each() -> None:
    rows = """kind,date,lat,lon,events
              total,2023-09-24,42.9,20.8,7
              incident,2023-09-25,42.9,20.8,1
              incident,2023-09-26,42.9,20.8,4
              ,2023-09-27,42.9,20.8,2"""
    mapping = {"kind": "kind", "date": "date", "lat": "latitude", "lon": "longitude", "events": "count"}
    made = draft(table(rows), Choices(mapping=mapping))
    incidents = made.tables["incidents"]
    assert incidents["kind"].tolist() == ["total", "incident", "incident", "total"]
    assert incidents["count"].fillna(-1).tolist() == [7, -1, -1, 2]
    assert made.warnings.loc[
        made.warnings["reason"].str.contains("no total by its kind"), "row"
    ].tolist() == [4]


def test_an_id_that_repeats_beside_counts_is_asked_about_once_with_all_answers() -> None:
    rows = """district_id,date,lat,lon,events
              1,2023-09-24,42.9,20.8,7
              1,2023-09-24,42.9,20.8,2
              2,2023-09-25,42.8,20.7,4"""
    chosen = {"district_id": "id", "date": "date", "lat": "latitude", "lon": "longitude"}
    made = draft(table(rows), Choices(mapping=chosen))
    assert [(each.field, each.options) for each in made.questions] == [
        ("row_is", ("event", "victim", "total"))
    ]
    totals = draft(table(rows), Choices(mapping=chosen, row_is="total"))
    assert totals.tables["incidents"]["id"].is_unique
    assert totals.tables["incidents"]["count"].tolist() == [7, 2, 4]
