"""Numbers of people that stand in a column for each part are offered to be added up, and added if told so."""

from __future__ import annotations

import pytest
from raw_files import draft, incident, lines, table

from geodata.ingest.choices import Choices
from geodata.layouts import column_names

ROWS = table(
    """
    title;killed civilians;killed soldiers;injured civilians
    A;3;1;2
    B;;2;
    C;;;
    D;2-4;at least 1;
    """,
    ";",
)
PARTS = {"title": "title", "killed civilians": "fatalities", "killed soldiers": "fatalities"}


def test_parts_without_a_total_are_offered_with_an_example_and_not_added_by_themselves() -> None:
    made = draft(ROWS)
    assert incident(made)["fatalities_best"] is None
    offers = [words for words in made.warnings["reason"] if "or parts of it" in words]
    assert len(offers) == 2  # of those killed, and of those injured
    assert "(row 2: 3 + 1)" in offers[0]


def test_parts_that_are_mapped_alike_are_added_up_with_remarks_on_empty_ones() -> None:
    made = draft(ROWS, Choices(mapping=PARTS))
    figures = [
        tuple(incident(made, row)[f"fatalities_{name}"] for name in ("low", "best", "high"))
        for row in range(4)
    ]
    assert figures == [(None, 4, None), (None, 2, None), (None, None, None), (3, None, None)]
    remarks = made.warnings[made.warnings["reason"].str.contains("is the sum of|adds nothing")]
    assert (len(remarks), remarks["row"].dropna().tolist()) == (2, [3])


def test_a_single_part_and_victims_are_offered_too() -> None:
    for name in ("Civilians reported killed", "VICTIMAS", "victims", "No. of casualties", "Civilians died"):
        made = draft([{"title": "A", name: "3"}])
        assert incident(made)["fatalities_best"] is None
        assert any(f"'{name}' may be that number" in words for words in made.warnings["reason"])


def test_bounds_of_the_whole_are_the_number_too() -> None:
    made = draft([{"title": "A", "leaders killed": "1", "killed low": "4", "killed high": "6"}])
    assert not any("or parts of it" in words for words in made.warnings["reason"])


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("Total Died Min", "Total Died Mix"),
        ("Dead (min)", "Dead (max)"),
        ("minimum people killed", "Maximum people killed"),
        ("deaths low estimate", "Deaths (high estimate)"),
        ("lowest number who died", "highest number who died"),
    ],
)
def test_names_of_the_lowest_and_highest_are_the_numbers(low: str, high: str) -> None:
    found = incident(draft([{"title": "A", low: "4", high: "6"}]))
    assert (found["fatalities_low"], found["fatalities_best"], found["fatalities_high"]) == (4, None, 6)


@pytest.mark.parametrize("name", ["Persons died", "Died", "people who died", "Deaths (best estimate)"])
def test_a_name_with_died_is_the_number(name: str) -> None:
    assert incident(draft([{"title": "A", name: "4"}]))["fatalities_best"] == 4
    for cell in ("yes", "2023-09-24"):
        assert incident(draft([{"title": "A", name: cell}]))["fatalities_best"] is None


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("injured_low", "injured_high"),
        ("Minimum injured", "Injured (max)"),
        ("wounded low", "highest wounded"),
        ("Injured from", "Injured to"),
        ("heridos mínimo", "heridos máximo"),
        ("раненых от", "раненых до"),
    ],
)
def test_bounds_of_the_injured_are_a_range_as_those_of_the_killed_are(low: str, high: str) -> None:
    made = draft([{"title": "A", low: "3", high: "5"}])
    assert lines(made, "quantities", "what", "low", "best", "high") == [("injured", 3.0, None, 5.0)]
    assert incident(made)["injured"] is None
    whole = draft([{"title": "A", low: "3", "injured": "4", high: "5"}])
    assert lines(whole, "quantities", "what", "low", "best", "high") == [("injured", 3.0, 4.0, 5.0)]
    assert incident(whole)["injured"] == 4


@pytest.mark.parametrize("killed", ["5-7", "5 to 7", "between five and seven"])
def test_a_range_in_one_cell_is_the_same_as_one_in_two_columns(killed: str) -> None:
    made = draft([{"title": "A", "killed": killed, "injured": killed}])
    found = incident(made)
    assert (found["fatalities_low"], found["fatalities_best"], found["fatalities_high"]) == (5, None, 7)
    assert lines(made, "quantities", "what", "low", "best", "high") == [("injured", 5.0, None, 7.0)]


def test_bounds_of_the_injured_that_fall_are_told() -> None:
    made = draft([{"title": "A", "injured_low": "5", "injured_high": "3"}])
    assert any("do not rise" in words for words in made.warnings["reason"])


@pytest.mark.parametrize(
    ("low", "high"),
    [("killed_from", "killed_to"), ("Deaths min", "Deaths max"), ("poginulih od", "poginulih do")],
)
def test_from_and_to_are_bounds_of_the_killed(low: str, high: str) -> None:
    found = incident(draft([{"title": "A", low: "3", high: "5"}]))
    assert (found["fatalities_low"], found["fatalities_high"]) == (3, 5)


def test_a_total_beside_its_parts_is_the_number_and_nothing_is_offered() -> None:
    made = draft([{"title": "A", "total killed": "6", "men killed": "4", "women killed": "2"}])
    assert incident(made)["fatalities_best"] == 6
    assert not any("or parts of it" in words for words in made.warnings["reason"])


@pytest.mark.parametrize(
    "name", ["killed civilians", "civiles muertos", "убито военных", "Soldiers killed (total)"]
)
def test_a_name_of_a_part_is_told_from_that_of_the_whole(name: str) -> None:
    assert column_names.is_part(name, "fatalities")


@pytest.mark.parametrize(
    "name", ["killed", "total killed", "killed min", "number of people killed", "civilians"]
)
def test_a_name_of_the_whole_is_no_part(name: str) -> None:
    assert not column_names.is_part(name, "fatalities")
