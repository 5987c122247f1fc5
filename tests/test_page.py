"""The page through AppTest: what a reader is told, without a browser."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components import incident_map, state
from geodata.filters import from_query
from geodata.query import answers
from geodata.query.store import opened

PAGE = str(Path(__file__).parents[1] / "components" / "page.py")


def page(**params: str | list[str]) -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def address(app: AppTest) -> dict[str, list[str]]:
    """The page's parameters; AppTest gives a lone value without its list."""
    return {
        name: [value] if isinstance(value, str) else list(value) for name, value in app.query_params.items()
    }


def told(app: AppTest, name: str) -> str:
    return app.button(key=f"count_{name}").label


def test_the_rest_of_the_page_waits_until_the_map_says_that_it_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(incident_map, "ALONE_AT_FIRST_S", 600)
    monkeypatch.setattr(state, "give_way", st.stop)  # what Streamlit does where a newer run is wanted
    app = page()
    assert not app.exception
    assert not app.button


def expected(query: str) -> tuple[str, str]:
    store = opened("northern-kosovo")
    counts = answers.counts(store, from_query(query))
    return f"{counts.incidents} of {counts.total} ", f"{counts.sites} of {counts.total_sites} "


def test_the_page_opens_with_every_record_of_the_case():
    app = page()
    assert not app.exception
    assert not app.error
    incidents, sites = expected("")
    assert told(app, "incidents").startswith(incidents)
    assert told(app, "sites").startswith(sites)


@pytest.mark.parametrize(
    "query",
    [
        "from=2023-09-24&to=2023-09-30&actor=kfor",
        "q=Leposavic",
        "kind=deployment",
        "precision=country&precision=district",
        "within=certainly&from=2023-09-24&to=2023-09-24",
        "area=20.7%2C42.9%3B20.9%2C42.9%3B20.9%2C43.0",
    ],
)
def test_an_address_opens_with_its_filters_and_keeps_them(query):
    given = from_query(query).to_params()
    app = page(**given)
    assert not app.exception
    incidents, sites = expected(query)
    assert told(app, "incidents").startswith(incidents)
    assert told(app, "sites").startswith(sites)
    assert {name: values for name, values in address(app).items() if name in given} == given


def test_the_map_comes_before_the_rest_of_the_page(monkeypatch):
    monkeypatch.setattr(incident_map, "leave_alone", lambda *_: st.stop())
    app = page()
    assert shown_by_map(app)["selection"]["query"] == ""
    assert not app.button
    assert not app.multiselect


def test_widgets_write_the_address():
    app = page()
    app.multiselect(key="filter_actors").set_value(["kfor"]).run()
    assert address(app)["actor"] == ["kfor"]
    assert told(app, "incidents").startswith(expected("actor=kfor")[0])


def test_a_chip_removes_its_filter_and_reset_removes_all():
    app = page(actor=["kfor", "kosovo-police"], q="Banjska")
    app.button(key="chip actors kfor").click().run()
    assert address(app)["actor"] == ["kosovo-police"]
    app.button(key="chip text None").click().run()
    assert "q" not in app.query_params
    next(button for button in app.button if button.label == "Reset all").click().run()
    assert "actor" not in app.query_params


def test_an_impossible_filter_is_explained_and_can_be_reset():
    app = page(**{"from": "24.9.2023"})
    assert not app.exception
    assert "24.9.2023" in app.error[0].value.replace("\\", "")
    app.button[0].click().run()
    assert not app.error
    assert told(app, "incidents").startswith(expected("")[0])


def test_an_unknown_dataset_is_explained():
    app = page(dataset="atlantis")
    assert "atlantis" in app.error[0].value


def test_a_link_to_another_version_says_so_and_shows_this_one():
    app = page(v="0123456789ab")
    assert "0123456789ab" in app.warning[0].value
    assert told(app, "incidents").startswith(expected("")[0])


def test_an_empty_result_says_which_filter_to_relax():
    app = page(actor="kfor", q="Washington")
    assert told(app, "incidents").startswith("0 of ")
    without_text = expected("actor=kfor")
    relax = app.button(key="relax text").label
    shown = sum(int(part.split()[0]) for part in without_text)
    assert relax == f"Without Search: {shown} records"
    app.button(key="relax text").click().run()
    assert "q" not in app.query_params


def test_a_chosen_incident_shows_its_details_and_stands_in_the_address():
    store = opened("northern-kosovo")
    firefight = store.dataset.incidents.query("event_type == 'armed clash'").iloc[0]
    app = page(incident=firefight["id"])
    assert not app.exception
    assert any(firefight["title"] in html.proto.body for html in app.get("html"))
    app.button(key="close_details").click().run()
    assert "incident" not in app.query_params


def shown_by_map(app: AppTest) -> dict[str, Any]:
    """What the map's hidden element says."""
    bodies = [element.proto.body for element in app.get("html")]
    (said,) = (found for body in bodies if (found := re.search(r"data-shown='([^']*)'", body)))
    return json.loads(unquote(said[1]))


def test_the_map_is_told_the_selection_itself_and_texts_reach_it_as_they_are(monkeypatch: pytest.MonkeyPatch):
    hostile = "</style><img src=x onerror=alert(1)> '\" -->"
    store = opened("northern-kosovo")
    for query in ("", "kind=deployment", "q=" + quote(hostile)):
        selection = shown_by_map(page(**parse_qs(query)))["selection"]
        assert selection["query"] == from_query(query).to_query()
        if not query:
            assert (selection["mask"], selection["bits"]) == (None, None)
        else:
            assert base64.b64decode(selection["bits"]) == answers.mask(store, from_query(query))
    monkeypatch.setattr("components.incident_map.MOST_SENT_ALONG", len(store) - 1)
    selection = shown_by_map(page(kind="deployment"))["selection"]
    assert selection["bits"] is None
    assert selection["mask"].endswith("/mask.bin?kind=deployment")
