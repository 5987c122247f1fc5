"""On the page, of pairs of degrees that may be other places', one is chosen, or none."""

from __future__ import annotations

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components import state
from geodata.ingest.choices import Choices

JOURNEYS = (
    b"origin_lat,origin_lon,dest_lat,dest_lon,date,title\n"
    b"42.9,20.6,43.9,21.6,2023-09-24,Shots at the bridge\n"
)


def form() -> None:
    from test_asked_positions import JOURNEYS

    from components.importing import upload

    upload._small(JOURNEYS, "journeys.csv")


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        ("dest_lat and dest_lon say where it happened", "latitude"),
        ("none of them says where it happened", None),
    ],
)
def test_a_pair_is_chosen_or_none(answer: str, seen: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    whole_page = st.rerun  # there are no reruns of a part of it in such a test
    monkeypatch.setattr("components.importing.mapping_form.st.rerun", lambda scope: whole_page())
    made: list[Choices] = []
    kept = state.set_import_choices
    monkeypatch.setattr(state, "set_import_choices", lambda key, each: (made.append(each), kept(key, each)))
    app = AppTest.from_function(form, default_timeout=60).run()
    assert app.button(key="show_import").disabled
    (asked,) = (each for each in app.radio if "hold positions" in each.label)
    assert len(asked.options) == 3
    asked.set_value(answer).run()
    assert not app.exception
    assert not app.button(key="show_import").disabled
    assert not [each for each in app.radio if "hold positions" in each.label]
    assert made[-1].mapping.get("dest_lat") == seen
    assert made[-1].mapping["date"] == "date"
