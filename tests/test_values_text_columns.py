"""Compares columns of texts that are folded, spaced or read at once with the same done one by one."""

from __future__ import annotations

import json

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.values import other_columns, searching, text_columns
from geodata.values.folding import fold

PIECES = (
    "a",
    "bQ",
    "Z",
    "09",
    " ",
    ".",
    "-",
    "--",
    "\t",
    "\x0b",
    "\x1c",
    "\x01",
    "č",
    "“",
    "И",
    "e\u0301",
    "\u200b",
)
texts = st.lists(
    st.one_of(st.none(), st.lists(st.sampled_from(PIECES), max_size=8).map("".join)), max_size=12
)
values = st.one_of(
    st.text('aü" \n\\', max_size=5), st.none(), st.integers(), st.booleans(), st.just("2020-01-01")
)
records = st.dictionaries(st.sampled_from(("a", "b", "č", "")), values, max_size=3).map(json.dumps)
extras = st.lists(
    st.one_of(records, records, st.sampled_from((None, "", "{}", "[1]", "no JSON", '{"a": "x"} {}')))
)


@settings(max_examples=80)
@given(texts)
def test_a_column_is_folded_and_spaced_as_each_of_its_texts(column: list[str | None]) -> None:
    one_by_one = [fold(text or "") for text in column]
    assert text_columns.folded(pa.array(column, pa.string())).fill_null("").to_pylist() == one_by_one
    spaced = [text[1:-1] for text in searching.searched(one_by_one).to_pylist()]
    assert text_columns.spaced(pa.array(column, pa.string())).fill_null("").to_pylist() == spaced
    folded = text_columns.folded(pa.array(column, pa.string()))
    assert text_columns.spaced_of_folded(folded).fill_null("").to_pylist() == spaced
    for each in (pa.array(column, pa.large_string()), pa.array(column).dictionary_encode()):
        held = text_columns.spaced_as_held(each)
        assert text_columns.strings(held).fill_null("").to_pylist() == spaced


def test_texts_beyond_one_block_are_folded_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_columns, "_AT_ONCE", 8)
    column = ["A longer text than a block", "b", "", "Q q", *map(str, range(30))]
    assert text_columns.folded(column).fill_null("").to_pylist() == [fold(text) for text in column]


@settings(max_examples=80)
@given(extras)
def test_the_other_columns_of_all_records_are_those_of_each(extra: list[str | None]) -> None:
    found: list[dict[str, str]] = [{} for _ in extra]
    for name, column in other_columns.columns(pa.array(extra, pa.string())).items():
        for place, text in enumerate(column.to_pylist()):
            found[place].update({name: text} if text else {})
    assert found == [other_columns.read(each) for each in extra]


def test_a_name_that_only_a_later_record_has_is_found() -> None:
    extra = ['{"a": "1"}'] * 2_500 + ['{"b": "2"}']
    found = other_columns.columns(pa.array(extra))
    assert {name: column.drop_null().to_pylist()[-1] for name, column in found.items()} == {
        "a": "1",
        "b": "2",
    }


def test_texts_of_which_few_repeat_are_folded_as_those_that_do() -> None:
    column = [*(f"Note {number} QQ" for number in range(1_500)), None, "Note 1 QQ"]
    assert text_columns.folded(column).to_pylist() == [text and fold(text) for text in column]


def test_the_texts_of_a_row_are_put_together_in_their_order() -> None:
    rows = pa.array([0, 0, 2, 2, 2]).to_numpy()
    found = text_columns.listed(pa.array(["a", "b", None, "c", "d"], pa.large_string()), rows, 4, "; ")
    assert found.to_pylist() == ["a; b", None, "c; d", None]


def test_a_row_without_any_text_keeps_its_place_among_the_joined() -> None:
    one, two = pa.array(["a", None, None]), pa.array(["b", None, "c"])
    assert text_columns.joined([one, two], ", ").to_pylist() == ["a, b", None, "c"]


few = st.sampled_from((None, "", "a", "b c"))


@settings(max_examples=80)
@given(st.lists(st.tuples(few, few, few, few, few), min_size=1, max_size=40), st.sets(st.integers(0, 4)))
def test_parts_that_are_coded_are_put_together_as_those_that_are_not(
    rows: list[tuple[str | None, ...]], coded: set[int]
) -> None:
    parts = [
        text_columns.or_missing(pa.array([row[place] for row in rows], pa.large_string())).slice(1)
        for place in range(5)
    ]
    mixed = [part.dictionary_encode() if place in coded else part for place, part in enumerate(parts)]
    found = text_columns.joined(mixed, " | ").to_pylist()
    assert found == [" | ".join(filter(None, row)) or None for row in rows[1:]]


cells = st.text('aé"\\\n\x00\x1f\x7f', max_size=3)


@settings(max_examples=60)
@given(st.lists(st.tuples(cells, cells)))
def test_other_columns_are_written_as_json_writes_them(rows: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["a", 'b "q"'], dtype="str")
    expected = [{name: cell for name, cell in zip(frame.columns, row, strict=True) if cell} for row in rows]
    encode = json.JSONEncoder(ensure_ascii=False).encode
    assert other_columns.written(dict(frame.items()), len(frame)).to_pylist() == [
        encode(each) for each in expected
    ]
