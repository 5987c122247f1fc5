"""The table: its order is that of all records by value, and no cell is without words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from datasets import small_dataset
from streamlit.testing.v1 import AppTest

from components.panels import order, table
from components.text.strings import say
from geodata.filters import Filters
from geodata.query import answers
from geodata.query.store import open as open_store
from geodata.query.store import opened

PAGE = str(Path(__file__).parents[1] / "components" / "page" / "script.py")
EMPTY_WORDS = ("", "None", "nan", "NaT", "<NA>", "?")


def test_the_address_sorts_the_table_and_choosing_an_order_writes_it() -> None:
    app = AppTest.from_file(PAGE, default_timeout=120)
    app.query_params["sort"] = "-fatalities"
    app.run()
    known = opened("northern-kosovo").dataset.incidents["fatalities_best"].dropna()
    shown = app.dataframe[0].value[say("table.fatalities")].tolist()
    assert shown[: len(known)] == [str(deaths) for deaths in sorted(known, reverse=True)]
    assert set(shown[len(known) :]) == {"unknown"}
    app.selectbox(key="look_sort").set_value("title").run()
    assert app.query_params["sort"] in ("title", ["title"])
    titles = app.dataframe[0].value[say("table.title")].str.lower().tolist()
    assert titles[0] == min(titles)


@pytest.mark.parametrize("way", order.ways(Filters()))
def test_every_order_is_of_all_records_with_the_unknown_last(way: str) -> None:
    store = open_store(small_dataset(120, 7))
    name = way.removeprefix("-")
    whole = answers.rows(store, Filters(), order=table.ORDERS[name], descending=way != name)
    cells = table.in_words(store, whole)[say(f"table.{name}")]
    unknown = [cell in ("unknown", "Date unknown", "Standing site, no date") for cell in cells]
    assert unknown == sorted(unknown)
    turned = answers.rows(store, Filters(), order=table.ORDERS[name], descending=way == name)
    assert whole["row"].tolist() != turned["row"].tolist()


def test_places_and_actors_are_sorted_by_the_names_that_people_read() -> None:
    store = opened("northern-kosovo")
    for heading in ("where", "actors"):
        records = answers.rows(store, Filters(), order=table.ORDERS[heading])
        cells = table.in_words(store, records)[say(f"table.{heading}")].tolist()
        known = [cell.split(", ")[0] for cell in cells if cell != "unknown"]
        # A handful of names with marks or accents aside, this is the alphabet.
        plain = [name.lower() for name in known if name.isascii() and name.replace(" ", "").isalpha()]
        assert plain == sorted(plain)


@pytest.mark.parametrize("column", [name for name in table.COLUMNS if name not in ("row", "id")])
def test_a_missing_value_in_any_column_is_told_in_words(column: str) -> None:
    dataset = small_dataset(30, 3)
    incidents = dataset.incidents.copy()
    lost = incidents[column].copy()
    lost[:] = pd.NaT if column in ("start", "end") else None
    incidents[column] = lost
    if column in ("start", "end"):
        incidents[["start", "end"]] = incidents[["start", "end"]].mask(incidents["start"].notna())
        incidents["time_class"] = "unknown"
    store = open_store(replace(dataset, incidents=incidents, version=f"without {column}"))
    words = table.in_words(store, store.records(range(30), table.COLUMNS))
    for heading in words:
        for cell in words[heading]:
            assert isinstance(cell, str)
            assert cell.strip() not in EMPTY_WORDS
            assert not any(empty in cell.split() for empty in EMPTY_WORDS)


def test_a_toll_without_a_best_figure_is_a_range() -> None:
    dataset = small_dataset(3, 3)
    figures = pd.DataFrame(
        {"fatalities_low": [9, 9, 9], "fatalities_best": [None, None, 10], "fatalities_high": [10, None, 12]}
    ).astype("Int64")
    store = open_store(replace(dataset, incidents=dataset.incidents.assign(**figures), version="ranges"))
    words = table.in_words(store, store.records(range(3), table.COLUMNS))
    assert words["Fatalities"].tolist() == ["9–10", "at least 9", "10"]
