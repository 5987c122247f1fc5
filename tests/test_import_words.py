"""Tells beside the import what goes on and what cannot be done: the bar, the buttons and their reasons."""

from __future__ import annotations

import re

import pytest
from raw_files import draft
from streamlit.testing.v1 import AppTest

from components.importing import destination, first_rows
from geodata.ingest.choices import Choices


def test_nothing_is_left_to_stop_once_reading_has_failed() -> None:
    def script() -> None:
        import streamlit as st

        from components.importing.waiting import progress_bar

        try:
            with progress_bar("Reading", stop="stop_reading") as move:
                move(0.5, "half")
                raise ValueError("line 2 holds a NUL byte")
        except ValueError as error:
            st.error(str(error))

    app = AppTest.from_function(script).run()
    assert [each.value for each in app.error] == ["line 2 holds a NUL byte"]
    assert not app.button
    assert not app.get("progress")


def buttons(not_saved: str) -> AppTest:
    def script(not_saved: str) -> None:
        from components.importing import upload

        upload._buttons("a.csv", not_saved=not_saved)

    return AppTest.from_function(script, kwargs={"not_saved": not_saved}).run()


def test_why_a_file_cannot_be_saved_stands_beside_the_button() -> None:
    grey = buttons("The library has a dataset called mine.")
    assert [each.disabled for each in grey.button] == [False, True]
    assert [each.value for each in grey.caption] == ["The library has a dataset called mine."]
    free = buttons("")
    assert [each.disabled for each in free.button] == [False, False]
    assert not free.caption


@pytest.mark.parametrize(
    ("name", "yours", "words"),
    [
        ("mine", ["mine"], r"called mine\. Choose it under \*Save as\*"),
        ("theirs", ["mine"], r"called theirs, which you cannot replace\. Give another name"),
        ("new", ["mine"], "^$"),
    ],
)
def test_a_name_that_is_taken_is_offered_for_a_new_version_only_where_it_can_be(
    monkeypatch: pytest.MonkeyPatch, name: str, yours: list[str], words: str
) -> None:
    monkeypatch.setattr(destination.visitor, "person", lambda: None)
    monkeypatch.setattr(destination.shown, "names", lambda _: ("mine", "theirs"))
    monkeypatch.setattr(destination.shown, "replaceable", lambda _: yours)
    assert re.search(words, destination._taken(name))


def test_the_list_without_a_point_says_how_many_it_names_and_tells_equal_titles_apart() -> None:
    def script() -> None:
        from dataclasses import replace

        import streamlit as st
        from datasets import small_dataset

        from components.page import frame
        from geodata.filters import Filters
        from geodata.query import answers
        from geodata.query import store as stores

        dataset = small_dataset(400, 1)
        incidents = dataset.incidents.assign(title="Shots fired")
        incidents["fatalities_best"] = incidents["fatalities_best"].mask(incidents["row"] >= 0)
        incidents = incidents.assign(fatalities_low=9, fatalities_high=10).astype(
            {"fatalities_low": "Int64", "fatalities_high": "Int64"}
        )
        store = stores.open(replace(dataset, incidents=incidents, version="equal titles"))
        n = answers.counts(store, Filters()).without_point
        frame._unplaced(store, Filters(), n)
        st.text(str(n))

    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception
    n = int(app.text[0].value)
    assert n > len(app.button) == 50
    assert app.caption[1].value == f"50 of {n}; all of them are in the table."
    labels = [each.label for each in app.button]
    assert all("Shots fired" in each and r"9–10 killed" in each for each in labels)
    assert len(set(labels)) > len(labels) / 2


def test_the_first_rows_tell_a_toll_without_a_best_figure() -> None:
    rows = [{"id": "1", "lat": "42.9", "lon": "20.8", "fatalities_low": "9", "fatalities_high": "10"}]
    made = draft(rows)
    assert "<td>9–10</td>" in first_rows.in_words(made)


def test_times_of_a_timemap_file_taken_as_utc_are_remarked_on() -> None:
    row = {"id": "1", "description": "x", "date": "5/1/2024", "time": "14:30", "location": "Here"}
    made = draft(
        [{**row, "latitude": "42.9", "longitude": "20.8", "category": "", "sources": ""}],
        Choices(layout="timemap"),
    )
    assert made.layout == "timemap"
    assert sum("taken as UTC" in each for each in made.warnings["reason"]) == 1
