"""Kinds of tables that public files of incidents are: each made small, with what an exact reader gets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from raw_files import draft, incident, lines

from geodata import readers
from geodata.ingest.choices import Choices
from geodata.layouts import column_names, drafting


def table(**columns: list[str]) -> list[dict[str, str]]:
    """Rows, by columns."""
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def of_file(path: Path, **choices: Any) -> Any:
    chosen = Choices(**choices)
    return drafting.prepare(readers.read(path, name=path.name, choices=chosen), chosen)


def of_text(folder: Path, text: str, name: str = "a.csv", **choices: Any) -> Any:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return of_file(path, **choices)


def said(made: Any, field: str) -> str:
    table = made.warnings
    return " ".join(table[table["field"] == field]["reason"].tolist())


def days(made: Any) -> list[str]:
    return [each.strftime("%Y-%m-%d") for each in made.tables["incidents"]["start"]]


def test_a_table_without_names_keeps_its_first_row_though_a_number_is_an_estimate(tmp_path: Path) -> None:
    text = "20150418,Afghanistan,32,~100,+\n20151024,Bangladesh,1,80,+\n20150720,Turquie,33,~100,+\n"
    made = of_text(tmp_path, text)
    assert (made.rows_in, made.accepted) == (3, 3)
    assert days(made) == ["2015-04-18", "2015-10-24", "2015-07-20"]
    assert "no line of names" in said(made, "header")


def test_groups_of_ages_above_a_table_stay_its_names(tmp_path: Path) -> None:
    made = of_text(tmp_path, "date,place,<18,>60\n2023-09-24,Town,1,0\n2023-09-25,Town,2,1\n")
    assert (made.rows_in, made.header_row) == (2, 1)


def test_tags_of_which_one_lacks_a_plus_are_no_row(tmp_path: Path) -> None:
    made = of_text(
        tmp_path,
        "Date,What,Country,Place,Who,By\n#date,,#country +name,#geo +name,#affected who,#group +by\n"
        "2023-09-24,Raid,X,Town,Farmers,Army\n",
    )
    assert (made.rows_in, made.accepted, len(made.rejected)) == (1, 1, 0)


def test_a_column_is_judged_by_what_it_says_though_na_fills_its_first_rows(tmp_path: Path) -> None:
    rows = "".join(f"N{number},NA\n" for number in range(5_000))
    made = of_text(tmp_path, f"name,position\n{rows}M,Corner of High Street\n")
    assert (made.accepted, len(made.rejected)) == (5_001, 0)
    assert made.mapping_proposed == {"name": "title"}


@pytest.mark.parametrize(
    ("pairs", "first"),
    [(("42.93,20.68", "42.95,20.70"), "latitude"), (("20.68,42.93", "20.70,42.95"), "longitude")],
)
def test_columns_beside_pairs_say_their_order(pairs: tuple[str, str], first: str) -> None:
    columns = {"Coordinates": [*pairs], "Latitude": ["42.9301", "42.95"], "Longitude": ["20.68", "20.70"]}
    made = draft(table(title=["A", "B"], **columns))
    assert not made.questions
    assert f"with the {first} first" in said(made, "Coordinates")
    assert incident(made, 0)["lat"] == pytest.approx(42.93, abs=0.001)


def test_columns_beside_pairs_that_say_another_place_decide_nothing() -> None:
    columns = {"Coordinates": ["42.93,20.68"], "Latitude": ["44.8"], "Longitude": ["20.4"]}
    made = draft(table(title=["A"], **columns))
    assert [question.field for question in made.questions] == ["pair_order"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["16/06/1944", "17-Jun-44", "23-Jan-45"], ["1944-06-16", "1944-06-17", "1945-01-23"]),
        # Nothing says another century, or the years do not fit either way.
        (["16/06/2023", "17-Jun-23"], ["2023-06-16", "2023-06-17"]),
        (["17-Jun-44"], ["2044-06-17"]),
        (["16/06/1990", "17-Jun-44"], ["1990-06-16", "2044-06-17"]),
    ],
)
def test_years_in_two_digits_are_of_the_century_of_the_others(cells: list[str], expected: list[str]) -> None:
    made = draft(table(title=[str(place) for place in range(len(cells))], date=cells))
    assert days(made) == expected
    assert ("century" in said(made, "date")) == ("1944" in cells[0])


@pytest.mark.parametrize("year", ["2,006", "2.006", "2 006", "2'006"])
def test_a_year_written_as_numbers_are_is_one(year: str) -> None:
    made = draft(table(title=["A"], año=[year], mes=["4"]))
    assert days(made) == ["2006-04-01"]
    assert "without the mark in them" in said(made, "año")


def test_a_link_of_html_is_a_source_with_its_words() -> None:
    cell = '<a href="https://example.org/1?a=1&amp;b=2">The Paper</a>'
    made = draft(table(title=["A"], link=[cell]))
    assert lines(made, "sources", "url", "title", "publisher") == [
        ("https://example.org/1?a=1&b=2", "The Paper", "example.org")
    ]


def test_objects_that_say_nothing_are_no_rows(tmp_path: Path) -> None:
    rows = [{"title": "A", "date": "2023-09-24"}, {"title": "", "date": None}, {}]
    made = of_text(tmp_path, json.dumps(rows), "a.json")
    assert made.rows_in == made.accepted == 1
    assert said(made, "blank") == "2 rows with nothing in any cell are left out."


def test_a_date_on_each_line_of_a_cell_is_the_interval_of_both() -> None:
    made = draft(table(title=["A", "B"], date=["2023-09-24\n2023-09-26", "2023-09-24\n03:10"]))
    found = made.tables["incidents"]
    assert [f"{end:%m-%d %H:%M}" for end in found["end"]] == ["09-27 00:00", "09-24 03:11"]


@pytest.mark.parametrize("marks", ['""', "''", "“”", "„“", "«»"])
def test_numbers_and_dates_in_quotation_marks_are_read_and_said(marks: str) -> None:
    columns = {"date": "2023-09-24", "deaths": "12", "lat": "42.9", "lon": "20.7"}
    made = draft(table(title=["A"], **{name: [marks[0] + cell + marks[1]] for name, cell in columns.items()}))
    found = incident(made, 0)
    assert (found["fatalities_best"], found["lat"], days(made)) == (12, 42.9, ["2023-09-24"])
    assert "quotation marks" in said(made, "deaths")


def test_degrees_and_words_with_quotation_marks_of_their_own_stay_as_they_are() -> None:
    made = draft(table(title=['"Raid"'], position=["42°55'48\"N 20°40'48\"E"]))
    assert incident(made, 0)["title"] == '"Raid"'
    assert incident(made, 0)["lat"] == pytest.approx(42.93)
    assert not said(made, "position")


def test_a_sheet_of_notes_beside_the_incidents_is_not_asked_about(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Data"
    for row in (["date", "title", "lat", "lon"], ["2023-09-24", "Raid", 42.9, 20.7]):
        book.active.append(row)
    notes = book.create_sheet("Notes")
    for row in (["Column", "Meaning"], ["date", "when it happened"], ["lat", "degrees north"]):
        notes.append(row)
    book.save(tmp_path / "a.xlsx")
    made = of_file(tmp_path / "a.xlsx")
    assert not made.questions
    assert "Not read: 'Notes'" in said(made, "sheet")


def test_which_of_several_dates_is_meant_may_be_answered_by_none() -> None:
    columns = {"date attack": ["2023-09-24", "2023-09-20"], "date burial": ["2023-09-22", "2023-09-25"]}
    made = draft(table(title=["A", "B"], **columns))
    (question,) = made.questions
    assert (question.about, question.optional) == ("date", True)


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [("13°44'N - 4°12'W", -4.2, 13.7333), ("13°44' N - 4°12' E", 4.2, 13.7333)],
)
def test_a_dash_between_two_coordinates_with_letters_is_no_sign(text: str, lon: float, lat: float) -> None:
    made = draft(table(title=["A"], position=[text]))
    found = incident(made, 0)
    assert (found["lon"], found["lat"]) == (pytest.approx(lon), pytest.approx(lat, abs=1e-4))


def test_dated_objects_in_lists_are_rows_with_what_holds_them(tmp_path: Path) -> None:
    towns = [
        {
            "town": "Aland",
            "lat": 42.9,
            "lng": 20.7,
            "incidents": [
                {"text": "Raid", "date": "2014-07-24T11:06:00+02:00"},
                {"text": "Fire", "date": "2016-01-11"},
            ],
        },
        {"town": "Bland", "lat": 43.1, "lng": 20.8, "incidents": [{"text": "Shots", "date": "2015-03-01"}]},
    ]
    made = of_text(tmp_path, json.dumps(towns), "a.json")
    found = made.tables["incidents"]
    assert (made.rows_in, days(made)) == (3, ["2014-07-24", "2016-01-11", "2015-03-01"])
    assert found["lat"].tolist() == [42.9, 42.9, 43.1]
    assert "each of these 3 is a row" in said(made, "nested")


def test_lists_of_sources_beside_a_date_stay_in_their_row(tmp_path: Path) -> None:
    rows = [
        {
            "title": "Raid",
            "date": "2023-09-24",
            "media": [{"url": "https://example.org/1", "taken": "2023-09-25"}],
        }
    ]
    assert of_text(tmp_path, json.dumps(rows), "a.json").rows_in == 1


def test_lists_of_labels_are_read_as_their_words(tmp_path: Path) -> None:
    rows = [
        {
            "title": f"Case {number}",
            "metadata": {
                "lugar_del_hecho": [{"label": "Town One", "value": "9c47"}],
                "fecha_del_hecho": [{"value": 1445385600 + 86400 * number}],
                "estado": []
                if number
                else [{"label": "Muerto", "value": "s2"}, {"label": "Joven", "value": "s3"}],
            },
        }
        for number in range(2)
    ]
    made = of_text(tmp_path, json.dumps(rows), "a.json")
    assert days(made) == ["2015-10-21", "2015-10-22"]
    assert made.tables["places"]["name_en"].tolist() == ["Town One"]
    others = made.tables["attributes"]
    assert others["metadata.estado"].tolist() == ["Muerto; Joven", ""]
    assert others["metadata.estado.value"].tolist() == ["s2; s3", ""]


def test_whole_days_that_begin_in_the_evening_are_said_to_be_days_of_another_zone() -> None:
    begin = [f"1940-10-{day:02}T23:00:00Z" for day in range(6, 11)]
    end = [f"1940-10-{day:02}T22:59:59Z" for day in range(7, 12)]
    rows = table(title=list("ABCDE"), start=begin, end=end)
    assert "Europe/London" in said(draft(rows), "start")
    there = draft(rows, Choices(timezone="Europe/London"))
    assert not said(there, "start")
    assert set(there.tables["incidents"]["time_class"]) == {"day"}
    real = table(title=list("ABCDE"), start=begin, end=[each.replace("22:59", "03:10") for each in end])
    assert "look like days" not in said(draft(real), "start")


@pytest.mark.parametrize(
    ("text", "day", "kind"),
    [
        ("2023-09-00", "2023-09-01", "month"),
        ("2023-00-00", "2023-01-01", "year"),
        ("00/09/2023", "2023-09-01", "month"),
        ("00.00.2023", "2023-01-01", "year"),
        ("2023-09-24 ?", "2023-09-24", "day"),
        ("24 September 2023 ?", "2023-09-24", "day"),
    ],
)
def test_zeros_and_marks_in_a_date_say_how_finely_and_surely_it_is_known(
    text: str, day: str, kind: str
) -> None:
    made = draft(table(title=["A"], date=[text]))
    assert (days(made), incident(made, 0)["time_class"]) == ([day], kind)
    assert ("uncertain" in said(made, "date")) == ("?" in text)


@pytest.mark.parametrize("text", ["0000-00-00", "1900-01-00", "1/0/1900"])
def test_what_programs_write_for_no_date_is_none_and_said(text: str) -> None:
    made = draft(table(title=["A", "B"], date=["2023-09-24", text]))
    assert incident(made, 1)["start"] is None
    assert "stands for no date" in said(made, "date")


def test_a_day_of_reporting_is_taken_with_a_remark_where_no_other_is_there() -> None:
    made = draft(table(title=["A"], **{"date reported": ["2023-09-24"]}))
    assert days(made) == ["2023-09-24"]
    assert "not when it happened" in said(made, "date reported")
    both = draft(table(title=["A"], date=["2023-09-20"], **{"date reported": ["2023-09-24"]}))
    assert (days(both), said(both, "date reported")) == (["2023-09-20"], "")


@pytest.mark.parametrize(
    ("header", "field"),
    [("Attacker(s)", "initiator"), ("Victim(s)", "target"), ("Death(s)", "fatalities"), ("Tatort", "place")],
)
def test_names_with_their_plural_in_brackets_and_other_words(header: str, field: str) -> None:
    assert column_names.meanings(header)[0].field == field
