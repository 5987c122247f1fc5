"""Previous and next walk the table's list; a day is listed by the hour; the address carries the map."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from datasets import small_dataset
from streamlit.runtime.state import QueryParamsProxy
from streamlit.testing.v1 import AppTest

from components import map_address, state
from components.map import incident_map
from components.map_address import MapAddress
from components.panels import order
from components.text.strings import say
from geodata.errors import FilterError
from geodata.filters import Filters, from_query
from geodata.index import text_order
from geodata.query import answers, listing
from geodata.query.ordering import DISTANCE
from geodata.query.store import open as open_store
from geodata.query.store import opened
from geodata.values.folding import fold

PAGE = str(Path(__file__).parents[1] / "components" / "page" / "script.py")
DAY = "from=2023-09-24&to=2023-09-24"


def page(**params: str) -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=120)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def chosen(app: AppTest) -> str:
    value = app.query_params["incident"]
    return value if isinstance(value, str) else value[0]


@pytest.mark.parametrize("name", [*order.ORDERS.values(), order.BY_HOUR])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("query", ["", "kind=incident"])
def test_from_neighbour_to_neighbour_the_whole_list_is_walked(
    name: str, descending: bool, query: str
) -> None:
    store = open_store(small_dataset(120, 7))
    if name == DISTANCE:  # there is one only from something
        query = f"{query}&near=40 km of point 20.79,42.97"
    filters = from_query(query) if query else Filters()
    rows = answers.rows(store, filters, order=name, descending=descending)["row"].tolist()
    walked, row = [], rows[0]
    while row is not None:
        beside = answers.neighbours(store, filters, row, name, descending=descending)
        assert beside.previous == (walked[-1] if walked else None)
        walked.append(row)
        assert (beside.position, beside.of) == (len(walked), len(rows))
        row = beside.next
    assert walked == rows


def test_a_row_that_is_not_shown_has_no_neighbours() -> None:
    store = opened("northern-kosovo")
    filters = Filters(kinds=("site",))
    outside = int(answers.rows(store, Filters(kinds=("incident",)))["row"].iloc[0])
    assert answers.neighbours(store, filters, outside, "start") is None


def test_a_list_is_sorted_once_for_its_pages_and_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(small_dataset(121, 7))
    sorts: list[int] = []
    really = listing.sorted_by_text
    monkeypatch.setattr(
        listing, "sorted_by_text", lambda *args, **kwargs: sorts.append(1) or really(*args, **kwargs)
    )
    for offset in (0, 20, 40):
        answers.rows(store, Filters(), order="event_type", offset=offset, limit=20)
    for row in range(20):
        answers.neighbours(store, Filters(), row, "event_type")
    assert len(sorts) == 1
    answers.neighbours(store, Filters(kinds=("incident",)), 0, "event_type")
    assert len(sorts) == 2


@pytest.mark.parametrize("name", text_order.COLUMNS)
def test_titles_and_places_are_sorted_by_the_index_and_as_people_sort_them(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    dataset = small_dataset(121, 7)
    store = open_store(dataset)
    monkeypatch.setattr(listing, "sorted_by_text", None)
    names = dataset.places.set_index("key")["name_en"].dropna().to_dict()
    read = [names.get(text, text) for text in dataset.incidents[name].astype(object)]
    known = [row for row, text in enumerate(read) if not pd.isna(text)]
    unknown = [row for row, text in enumerate(read) if pd.isna(text)]
    for descending in (False, True):
        found = listing.ordered(store, Filters(), name, descending).tolist()
        told = [(fold(read[row]), read[row]) for row in found[: len(known)]]
        assert told == sorted(told, reverse=descending)
        assert (sorted(found[: len(known)]), found[len(known) :]) == (known, unknown)


def test_a_button_of_an_earlier_run_steps_from_the_record_that_is_open_now() -> None:
    ids = answers.rows(opened("northern-kosovo"), Filters())["id"].tolist()
    app = page(incident=ids[0])
    app.button(key="next_record").click().run()
    assert chosen(app) == ids[1]
    app.session_state[state.INCIDENT] = ids[4]
    app.button(key="next_record").click().run()
    assert chosen(app) == ids[5]
    app.button(key="previous_record").click().run()
    assert chosen(app) == ids[4]


def test_at_the_ends_there_is_nothing_more_and_a_filtered_out_record_offers_no_steps() -> None:
    ids = answers.rows(opened("northern-kosovo"), Filters())["id"].tolist()
    assert page(incident=ids[0]).button(key="previous_record").disabled
    assert page(incident=ids[-1]).button(key="next_record").disabled
    app = page(incident=ids[0], kind="site")
    assert not [button for button in app.button if button.key == "next_record"]


def test_one_day_is_listed_by_the_hour_with_the_rest_apart_unless_another_order_is_asked_for() -> None:
    app = page(**{"from": "2023-09-24", "to": "2023-09-24"})
    by_hour, rest = (table.value[say("table.when")].tolist() for table in app.dataframe)
    assert all("to the minute" in when or "to the hour" in when for when in by_hour)
    assert not any("to the minute" in when or "to the hour" in when for when in rest)
    records = answers.rows(opened("northern-kosovo"), from_query(DAY), order="hour")
    timed = records[records["time_class"].isin(["minute", "hour"])]
    assert timed["start"].is_monotonic_increasing
    assert len(by_hour) == len(timed)
    assert len(by_hour) + len(rest) == len(records)
    assert len(page(**{"from": "2023-09-24", "to": "2023-09-24", "sort": "title"}).dataframe) == 1
    assert len(page(**{"from": "2023-09-23", "to": "2023-09-24"}).dataframe) == 1


def test_a_narrow_page_has_two_columns_that_say_when_what_where_and_who() -> None:
    app = page()
    app.session_state["narrow"] = True
    app.run()
    lines = app.dataframe[0].value
    assert list(lines) == [say("table.when"), say("table.narrow")]
    assert lines[say("table.narrow")].iloc[0].count(" · ") == 2


def shown(app: AppTest) -> MapAddress:
    return app.session_state["map"]


def test_the_address_says_where_the_map_stands_and_which_layers_it_shows() -> None:
    app = page(at="42.97,20.78,11", base="light", hide="site,statement")
    assert shown(app) == MapAddress((42.97, 20.78, 11), "light", ("site", "statement"))
    assert shown(app).to_map() == {
        "view": {"lat": 42.97, "lon": 20.78, "zoom": 11},
        "base": "light",
        "hidden": ["site", "statement"],
    }
    assert shown(page()) == MapAddress()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("at", text)
            for text in ("91,20,9", "42,20", "nan,20,9", "42,inf,9", "42,20,99", "a,b,c", "1,2,3,4")
        ),
        ("base", "javascript:alert(1)"),
        ("base", "outline"),
        ("hide", "site,<b>"),
    ],
)
def test_what_a_map_cannot_be_is_refused_in_words_and_the_rest_is_taken(name: str, value: str) -> None:
    app = page(**{name: value, "kind": "incident"})
    (error,) = app.error
    assert name in error.value
    assert shown(app) == MapAddress(hidden=("site",) if "site" in value else ())
    assert app.pills(key="filter_kinds").value == ["incident"]
    with pytest.raises(FilterError, match=f"filter '{name}'"):
        map_address.read({name: [value]}, ["light"])


def test_what_the_browser_writes_of_the_map_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    app = page()
    app.query_params["at"] = "42.9,20.8,9"
    written: list[dict[str, list[str]]] = []
    monkeypatch.setattr(QueryParamsProxy, "from_dict", lambda _, params: written.append(params))
    app.run()
    assert not written


def test_a_refusal_is_said_again_in_the_run_that_the_map_asks_for() -> None:
    app = page(at="91,20,9")
    assert len(app.error) == 1
    app.session_state["refused"] = app.session_state["said"]
    app.run()
    assert len(app.error) == 1
    app.run()
    assert not app.error


def test_the_map_says_how_wide_the_window_is(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[bool] = []
    monkeypatch.setattr(state, "set_narrow", told.append)
    monkeypatch.setattr(state, "say_again", lambda: None)
    for event in ({"narrow": True}, {"narrow": False}, {"narrow": "yes"}, None):
        incident_map._ready(event)
    assert told == [True, False, False]
