"""The address is the state, but a browser may still send the one before the last: quick choices all count."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.state import QueryParamsProxy
from streamlit.testing.v1 import AppTest

from components import map_address, state
from components.map import incident_map
from components.text.strings import say
from geodata.filters import Filters, readable

PAGE = str(Path(__file__).parents[1] / "components" / "page" / "script.py")


@pytest.fixture
def app() -> AppTest:
    opened = AppTest.from_file(PAGE, default_timeout=60).run()
    return opened.multiselect(key="filter_actors").set_value(["kfor"]).run()


@pytest.mark.parametrize(
    ("param", "value"),
    [
        *(("sort", "age"), ("size", "weight"), ("draw", "cubes"), ("colour", "mood"), ("part", "attic")),
        *(("step", "minute"), ("step", "hour"), ("base", "moon"), ("hide", "ghost"), ("at", "here")),
    ],
)
def test_what_an_address_asks_of_the_look_and_cannot_be_is_said_and_left_out(param: str, value: str) -> None:
    page = AppTest.from_file(PAGE, default_timeout=60)
    page.query_params[param] = value
    page.query_params["actor"] = "kfor"
    page.run()
    assert not page.exception
    (told,) = [each.value for each in page.error]
    assert say("problem.left_out") in told
    assert param in told
    assert param not in page.query_params or param in map_address.NAMES
    assert page.multiselect(key="filter_actors").value == ["kfor"]


def test_hours_stay_in_the_address_as_long_as_days_are_chosen() -> None:
    page = AppTest.from_file(PAGE, default_timeout=60)
    page.query_params.update({"step": "hour", "from": "2023-09-24", "to": "2023-09-24"})
    page.run()
    assert not page.error
    assert page.query_params["step"] in ("hour", ["hour"])
    page.button(key="chip start None").click().run()
    assert "step" not in page.query_params


def test_what_can_be_of_the_maps_address_is_kept() -> None:
    asked = {"at": ["42,20,7"], "base": ["moon"], "hide": ["site,ghost"]}
    found, wrong = map_address.readable(asked, ["osm"])
    assert (found.view, found.base, found.hidden) == ((42.0, 20.0, 7.0), None, ("site",))
    assert [error.field for error in wrong] == ["base", "hide"]


def test_a_choice_made_before_the_browser_knows_the_new_address_undoes_nothing(app: AppTest) -> None:
    del app.query_params["actor"]  # what the browser sends until our answer has reached it
    app.pills(key="filter_kinds").set_value(["incident"]).run()
    assert app.multiselect(key="filter_actors").value == ["kfor"]
    assert app.pills(key="filter_kinds").value == ["incident"]
    assert app.query_params["actor"] in ("kfor", ["kfor"])


def test_what_else_runs_the_page_before_the_browser_knows_the_new_address_undoes_nothing(
    app: AppTest,
) -> None:
    del app.query_params["actor"]
    app.run()
    assert app.multiselect(key="filter_actors").value == ["kfor"]
    assert app.query_params["actor"] in ("kfor", ["kfor"])


def test_an_address_that_reaches_the_browser_late_does_not_stay(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[dict[str, list[str]]] = []
    monkeypatch.setattr(QueryParamsProxy, "from_dict", lambda _, params: written.append(params))
    del app.query_params["actor"]
    app.multiselect(key="filter_actors").set_value([]).run()
    assert written  # although it is what the browser named
    assert "actor" not in written[-1]


def test_a_choice_made_while_the_page_runs_is_undone_by_nothing(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run before was ended before it had written its address."""
    with monkeypatch.context() as ended:
        ended.setattr(state, "write_address", lambda *_, **__: None)
        app.pills(key="filter_kinds").set_value(["incident"]).run()
    app.query_params.pop("actor")
    app.pills(key="filter_kinds").set_value([]).run()
    assert app.multiselect(key="filter_actors").value == ["kfor"]


def test_a_run_that_ends_before_the_widgets_are_drawn_loses_no_choice(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as ended:
        ended.setattr(incident_map, "leave_alone", lambda *_: st.stop())
        app.pills(key="filter_kinds").set_value(["incident"]).run()
    app.run()
    assert app.pills(key="filter_kinds").value == ["incident"]
    assert app.multiselect(key="filter_actors").value == ["kfor"]


def test_back_takes_the_address_of_before(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    del app.query_params["actor"]
    monkeypatch.setattr(state, "_went_back", lambda: True)
    app.run()
    assert app.multiselect(key="filter_actors_1").value == []
    assert "actor" not in app.query_params


def test_a_browser_that_draws_the_filters_late_draws_those_that_are_held() -> None:
    """It draws the newest run that it has heard of, and of that the values with which widgets begin."""
    opened = AppTest.from_file(PAGE, default_timeout=60)
    opened.query_params.update({"kind": "deployment", "within": "certainly"})
    app = opened.run().run()
    assert app.pills(key="filter_kinds").proto.default
    assert [app.segmented_control(key="filter_within").proto.default] == [[1]]


def test_a_filter_that_changes_elsewhere_gets_a_new_widget(app: AppTest) -> None:
    """What the browser still tells of the old one, until it has drawn the new one, undoes nothing."""
    app.button(key="chip actors kfor").click().run()
    assert app.multiselect(key="filter_actors_1").value == []
    assert app.multiselect(key="filter_roles")  # not concerned


def test_of_an_address_what_cannot_be_is_left_out_alone() -> None:
    asked = {"from": "2023-13-45", "to": "2023-09-30", "actor": ["kfor"], "disputed": "maybe", "area": "1,2"}
    found, wrong = readable(asked)
    assert found == Filters(end=date(2023, 9, 30), actors=("kfor",))
    assert [error.field for error in wrong] == ["from", "disputed", "area"]
    turned = {"from": "2024-01-01", "to": "2023-01-01", "actor": "kfor"}
    assert readable(turned)[0] == Filters(actors=("kfor",))
    assert len(readable(turned)[1]) == 1
    assert readable({"q": "Banjska", "elsewhere": "?"}) == (Filters(text="Banjska"), ())
