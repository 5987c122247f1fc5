"""What the page and the exports say of a dataset, for those who cite it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from datasets import small_dataset
from raw_files import draft
from streamlit.testing.v1 import AppTest

from components.panels.about import recognised_publisher
from components.text.wording import literal
from geodata.exporters import columns
from geodata.filters import Filters
from geodata.ingest.draft import Draft
from geodata.library import catalog, saving
from geodata.model import Dataset
from geodata.query import store


def fetched_on(day: str) -> Dataset:
    dataset = small_dataset(5)
    return replace(dataset, info=replace(dataset.info, citation="Nobody, never.", accessed=day))


def panel(dataset):  # run by Streamlit as a script of its own
    from components.panels.about import about
    from geodata.filters import Filters
    from geodata.query import store

    about(store.open(dataset), Filters())


def test_no_heading_stands_over_nothing() -> None:
    dataset = fetched_on("")
    empty = replace(dataset.info, description="", note="", citation="", licence="")
    shown = AppTest.from_function(panel, args=(replace(dataset, version="0" * 64, info=empty),)).run()
    assert not shown.exception
    lines = [line.value for line in shown.markdown]
    assert all(line.strip() and not line.rstrip().endswith("**") for line in lines)
    assert not [line for line in lines if "Licence" in line or "Cite as" in line]


def drafted(layout: str) -> Draft:
    return replace(draft([{"id": "a", "date": "2020-01-02", "title": "x"}]), layout=layout)


def test_the_publisher_of_a_known_layout_is_told_as_recognised_and_no_licence_with_it(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    for layout, told in (("ucdp", True), ("mapped", False)):
        info = replace(small_dataset(3).info, citation="", licence="", source_line="")
        name, _ = saving.save(drafted(layout), layout.encode(), name=f"upload-{layout}", info=info)
        dataset = catalog.load(name)
        shown = AppTest.from_function(panel, args=(dataset,)).run()
        lines = [line.value for line in shown.markdown]
        assert any("Publisher" in line and "as recognised" in line for line in lines) == told
        assert not [line for line in lines if "Licence" in line]
        assert ("Uppsala" in recognised_publisher(dataset)) == told


@pytest.mark.parametrize(
    ("day", "citation"), [("2024-05-01", "Nobody, never. (accessed 2024-05-01)"), ("", "Nobody, never.")]
)
def test_the_day_of_access_is_the_datasets_own_or_is_not_told(day: str, citation: str) -> None:
    dataset = fetched_on(day)
    shown = AppTest.from_function(panel, args=(dataset,)).run()
    lines = [line.value for line in shown.markdown if "Cite as" in line.value]
    assert lines == [f"**Cite as**  \n{literal(citation)}"]
    assert columns.about(store.open(dataset), Filters())["citation"] == citation
