"""Headline, standfirst and source line that a dataset can set: what stands above and under the map."""

from __future__ import annotations

from dataclasses import replace

import pytest
from datasets import small_dataset
from streamlit.testing.v1 import AppTest

from geodata.model import Dataset
from geodata.query import store


def _page(dataset: Dataset) -> list[str]:
    """The pieces of HTML of a page that draws heading and source line alone."""

    def script() -> None:
        import streamlit as st

        from components.page import frame

        opened = st.session_state["store"]
        frame.reserve(opened)
        frame.source_line(opened)

    app = AppTest.from_function(script)
    app.session_state["store"] = store.open(dataset)
    app.run()
    assert not app.exception
    return [each.proto.body for each in app.get("html")]


@pytest.fixture
def dataset() -> Dataset:
    made = small_dataset(3)
    return replace(made, info=replace(made.info, title="Strikes", citation="Someone, 2024."))


def test_title_and_citation_stand_where_nothing_else_is_set(dataset: Dataset) -> None:
    told = _page(dataset)
    assert any("<h1>Strikes</h1></header>" in each for each in told)
    assert "<p class='source-line'>Source: Someone, 2024.</p>" in told


def test_what_the_dataset_sets_stands_instead_as_text(dataset: Dataset) -> None:
    said = {"headline": "A <b>year</b>", "standfirst": "Who & where.", "source_line": "An institute"}
    told = _page(replace(dataset, info=replace(dataset.info, **said)))
    assert any("<h1>A &lt;b&gt;year&lt;/b&gt;</h1><p>Who &amp; where.</p>" in each for each in told)
    assert "<p class='source-line'>Source: An institute</p>" in told


def test_without_source_and_citation_there_is_no_line(dataset: Dataset) -> None:
    told = _page(replace(dataset, info=replace(dataset.info, citation="")))
    assert not [each for each in told if "source-line" in each]
