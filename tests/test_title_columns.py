"""A column of titles is recognised by what public datasets call it, in each language; its values decide."""

from __future__ import annotations

import pytest
from raw_files import draft

from geodata.layouts.proposals import by_name

TITLES = ("Shots at the bridge", "Road closed at night", "Van set on fire", "Two men arrested")


def proposed(column: str, values: tuple[str, ...] = TITLES, **others: str) -> str | None:
    rows = [{"date": "2023-04-01", "lat": "42.9", "lon": "20.8", column: value, **others} for value in values]
    return dict(draft(rows).mapping_proposed).get(column)


@pytest.mark.parametrize(
    "column",
    [
        *(
            "title",
            "Headline",
            "case",
            "Incident",
            "event",
            "Case Name",
            "incident_title",
            "Subject",
            "What happened",
        ),
        *("Naslov", "Slučaj", "Događaj", "Догађај", "Случај"),
        *("Titulli", "Rasti", "Ngjarja", "Incidenti"),
        *("Titel", "Vorfall", "Ereignis", "Überschrift", "Bezeichnung"),
        *("Titre", "Intitulé", "Événement", "Libellé"),
    ],
)
def test_a_column_of_titles_is_recognised_by_its_name(column: str) -> None:
    assert by_name(column) == "title"
    assert proposed(column) == "title"


@pytest.mark.parametrize("column", ["description", "Opis", "Përshkrimi", "Beschreibung", "notes"])
def test_short_descriptions_are_titles_where_nothing_else_is(column: str) -> None:
    assert proposed(column) == "title"
    assert proposed(column, name="A name of its own") == "summary"
    assert proposed(column, tuple(f"{title}. " * 30 for title in TITLES)) == "summary"


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("case", ("2023-001", "2023-002", "2023-003", "2023-004")),
        ("incident", ("yes", "no", "yes", "no")),
        ("event", ("armed clash", "armed clash", "armed clash", "road block")),
    ],
)
def test_numbers_and_words_for_a_kind_are_no_titles(column: str, values: tuple[str, ...]) -> None:
    assert proposed(column, values) != "title"


def test_what_is_called_a_title_goes_before_what_may_be_one() -> None:
    assert proposed("incident", title="Shots") is None
