"""What the page and the exports say of a dataset, for those who cite it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from datasets import small_dataset
from streamlit.testing.v1 import AppTest

from components.text.wording import literal
from geodata.exporters import columns
from geodata.filters import Filters
from geodata.model import Dataset
from geodata.query import store


def fetched_on(day: str) -> Dataset:
    dataset = small_dataset(5)
    return replace(dataset, info=replace(dataset.info, citation="Nobody, never.", accessed=day))


def panel(dataset):  # run by Streamlit as a script of its own
    from components.panels.about import about
    from geodata.query import store

    about(store.open(dataset))


@pytest.mark.parametrize(
    ("day", "citation"), [("2024-05-01", "Nobody, never. (accessed 2024-05-01)"), ("", "Nobody, never.")]
)
def test_the_day_of_access_is_the_datasets_own_or_is_not_told(day: str, citation: str) -> None:
    dataset = fetched_on(day)
    shown = AppTest.from_function(panel, args=(dataset,)).run()
    lines = [line.value for line in shown.markdown if "Cite as" in line.value]
    assert lines == [f"**Cite as**  \n{literal(citation)}"]
    assert columns.about(store.open(dataset), Filters())["citation"] == citation
