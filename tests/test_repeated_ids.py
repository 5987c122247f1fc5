"""An id that repeats with different rows behind it refuses no row: it is none, or they are victims."""

from __future__ import annotations

from raw_files import draft, incident, lines, others, table

from geodata.ingest.choices import Choices

VICTIMS = """incident_id,incident_date,lat,lon,name_en,killed_or_injured,actor,source
             x1,2023-10-07,42.9,20.8,Person A,k,Army of A,https://example.org/1
             x1,2023-10-07,42.9,20.8,Person B,i,Group B,https://example.org/1
             x1,2023-10-07,42.9,20.8,Person C,k,Army of A,https://example.org/2
             x2,2023-10-08,42.8,20.7,Person D,k,Army of A,https://example.org/3"""


def test_rows_of_one_id_time_and_place_are_asked_about_and_none_is_refused() -> None:
    made = draft(table(VICTIMS))
    (question,) = made.questions
    assert (question.field, question.options, question.examples) == (
        "row_is",
        ("event", "victim"),
        ("x1: 3 rows",),
    )
    assert made.accepted == 4
    events = draft(table(VICTIMS), Choices(row_is="event"))
    assert not events.questions
    assert events.tables["incidents"]["id"].is_unique
    assert others(events)["incident_id"] == "x1"


def test_answered_that_rows_are_victims_one_event_has_their_sum_and_all_their_texts() -> None:
    made = draft(table(VICTIMS), Choices(row_is="victim"))
    assert list(made.tables["incidents"]["id"]) == ["x1", "x2"]
    assert (incident(made)["fatalities_best"], incident(made)["injured"]) == (2, 1)
    assert lines(made, "participations", "incident", "actor") == [
        ("x1", "Army of A"),
        ("x1", "Group B"),
        ("x2", "Army of A"),
    ]
    assert [url for (url,) in lines(made, "sources", "url")] == [
        f"https://example.org/{n}" for n in (1, 2, 3)
    ]
    assert others(made)["name_en"] == "Person A; Person B; Person C"
    assert any("make 2 incidents" in reason for reason in made.warnings["reason"])


def test_tolls_of_victims_are_summed_but_an_events_own_that_each_row_repeats() -> None:
    rows = """event_id,date,lat,lon,victim,deaths
              1,2023-10-07,42.9,20.8,A,{0}
              1,2023-10-07,42.9,20.8,B,{1}
              2,2023-10-08,42.8,20.7,C,1"""
    chosen = Choices(row_is="victim")
    assert incident(draft(table(rows.format(1, 0)), chosen))["fatalities_best"] == 1
    assert incident(draft(table(rows.format(1, 1)), chosen))["fatalities_best"] == 2
    repeated = draft(table(rows.format(7, 7)), chosen)
    assert incident(repeated)["fatalities_best"] == 7
    assert any("counts once" in reason for reason in repeated.warnings["reason"])


def test_a_number_that_repeats_on_other_days_is_no_id_and_no_question() -> None:
    made = draft(
        table("""No,date,title,lat,lon
                 3,2023-09-24,A,42.9,20.8
                 3,2023-09-25,B,42.8,20.9
                 4,2023-09-26,C,42.7,20.7""")
    )
    assert (made.accepted, made.questions) == (3, ())
    assert others(made)["No"] == "3"
    assert any(reason.startswith("No id: '3' stands in rows 2, 3") for reason in made.warnings["reason"])


def test_few_repeats_among_many_ids_leave_the_others_their_own() -> None:
    rows = "\n".join(f"e{n},2023-09-{n:02},T{n},42.9,20.8" for n in range(1, 9))
    made = draft(table(f"event_id,date,title,lat,lon\n{rows}\ne1,2023-09-20,T9,42.9,20.8"))
    ids = list(made.tables["incidents"]["id"])
    assert made.accepted == 9
    assert ids[1:8] == [f"e{n}" for n in range(2, 9)]
    assert len({*ids}) == 9
    assert "e1" not in ids


def test_a_row_whose_id_is_empty_gets_one_as_rows_of_a_file_without_ids_do() -> None:
    rows = """event_id,date,lat,lon,deaths
              81067,2023-10-07,42.9,20.8,1
              ,2023-10-08,42.8,20.7,2
              ,2023-10-09,42.8,20.7,3"""
    made = draft(table(rows))
    assert (made.accepted, len(made.rejected)) == (3, 0)
    ids = list(made.tables["incidents"]["id"])
    assert ids[0] == "81067"
    assert len(set(ids)) == 3
    assert "Empty in 2 of 3 rows: these got ids made from their contents." in list(made.warnings["reason"])


def test_rows_with_empty_ids_that_are_the_same_in_every_cell_are_told_apart_and_said() -> None:
    rows = """event_id,date,lat,lon
              1,2023-10-07,42.9,20.8
              ,2023-10-08,42.8,20.7
              ,2023-10-08,42.8,20.7"""
    made = draft(table(rows))
    assert made.tables["incidents"]["id"].is_unique
    repeated = made.warnings["reason"].str.contains("repeats an earlier one")
    assert made.warnings.loc[repeated, "row"].tolist() == [4]
