"""The file's own columns reach every export under their own names, whatever a record carries."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from datasets import small_dataset

from geodata.exporters import own_columns, selection
from geodata.exporters.selection import Selection
from geodata.filters import Filters, from_query
from geodata.query import store
from geodata.values import other_columns

BASE = small_dataset(60, seed=4)


def opened(*carried: object) -> store.Store:
    """Records that carry these texts, again and again."""
    texts = [carried[row % len(carried)] for row in range(len(BASE.incidents))]
    found = other_columns.frame(pd.Series(texts, dtype="str"))
    return store.open(replace(BASE, attributes=found, version=str(hash(carried))))


def cells(asked: store.Store, query: str = "") -> pd.DataFrame:
    chosen = Selection(asked, from_query(query))
    names = own_columns.names(chosen)
    columns = [
        [*map(list, zip(*map(_listed, own_columns.columns(block, names)), strict=True))]
        for block in chosen.blocks()
    ]
    return pd.DataFrame([line for block in columns for line in block], columns=list(names))


def _listed(column: object) -> list[str | None]:
    return column.to_pylist()  # type: ignore[attr-defined]


def test_columns_stand_in_the_files_order_though_records_leave_empty_ones_out() -> None:
    asked = opened('{"a": "1", "d": "4"}', '{"a": "1", "b": "2", "c": "3", "d": "4"}', "{}", None)
    assert own_columns.names(Selection(asked, Filters())) == ("a", "b", "c", "d")
    assert cells(asked).iloc[:4].fillna("").to_numpy().tolist() == [
        *(["1", "", "", "4"], ["1", "2", "3", "4"], [""] * 4, [""] * 4),
    ]


def test_texts_are_exact_and_nothing_is_taken_for_a_number_or_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "BLOCK", 7)
    awkward = ["00123", "2023-09-24", "1e5", "true", "null", ' x\n"y" ', "Бањска", "\u2028", "\\", "😀"]
    found = cells(opened(*(json.dumps({"ä b": text}, ensure_ascii=False) for text in awkward)))
    assert found["ä b"].tolist() == (awkward * 6)[:60]


@pytest.mark.parametrize(
    "odd", ['{"a": 7, "b": ["x"]}', '{"a": "x", "a": "y"}', "no JSON", "[1]", '{"a": {"b": 1}}']
)
def test_what_no_layout_writes_is_kept_all_the_same(odd: str) -> None:
    asked = opened('{"a": "x"}', odd)
    found = cells(asked)
    assert found["a"].iloc[0] == "x"
    assert found.iloc[1].notna().any()
    for block in Selection(asked, Filters()).blocks():
        said = [json.loads(text) for text in own_columns.as_json(block).to_pylist()]
        assert said[0] == {"a": "x"}


def test_a_filter_takes_its_own_rows_whether_they_lie_close_or_far(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = opened(*(json.dumps({"n": str(number)}) for number in range(60)))
    every = cells(asked)["n"].tolist()
    assert every == [str(number) for number in range(60)]
    rows = np.array([1, 2, 5, 59])
    for dense in (0, 100):
        monkeypatch.setattr(store, "_DENSE", dense)
        assert asked.columns("records", rows)["row"].to_pylist() == rows.tolist()
        sources = BASE.sources[BASE.sources["incident"].isin(BASE.incidents["id"].iloc[rows])]
        assert len(asked.columns("sources", rows)) == len(sources)
