"""A coordinate system that the form does not propose is named by its number in the EPSG register."""

from __future__ import annotations

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geodata.errors import MappingError
from geodata.values import coordinates

METRES = b"title,date,easting,northing\nA,2023-09-24,7478000,4754000\n"


def form() -> None:
    from test_asked_systems import METRES

    from components.importing import upload

    upload._small(METRES, "metres.csv")


def test_any_number_is_an_answer_and_what_is_none_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    whole_page = st.rerun  # there are no reruns of a part of it in such a test
    monkeypatch.setattr("components.importing.mapping_form.st.rerun", lambda scope: whole_page())
    app = AppTest.from_function(form, default_timeout=60).run()
    assert app.button(key="show_import").disabled
    (asked,) = (each for each in app.text_input if "EPSG register" in each.label)
    asked.set_value("999999").run()
    assert not app.exception
    assert any("999999" in each.value for each in app.warning)
    (asked,) = (each for each in app.text_input if "EPSG register" in each.label)
    asked.set_value("31277").run()
    assert not app.exception
    assert not app.button(key="show_import").disabled
    assert not [each for each in app.text_input if "EPSG register" in each.label]
    assert any("EPSG:31277" in str(each.value) for each in (*app.dataframe, *app.markdown))


@pytest.mark.parametrize("text", ["32634", " epsg: 32634 ", "EPSG:32634"])
def test_a_number_is_written_in_several_ways(text: str) -> None:
    assert coordinates.system(text) == "EPSG:32634"


@pytest.mark.parametrize("text", ["999999", "Gauss-Krüger", "5773", ""])
def test_what_is_no_system_of_positions_is_no_answer(text: str) -> None:
    with pytest.raises(MappingError, match="EPSG:32634"):
        coordinates.system(text)
