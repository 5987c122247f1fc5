"""Columns of texts that repeat are handed over coded, trusted no more than others, and mean the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from drafts import INFO, draft
from hypothesis import given
from hypothesis import strategies as st

from geodata.ingest import arrow_tables
from geodata.ingest.draft import Draft
from geodata.library import saving
from geodata.sandbox import handover
from geodata.values import firsts, mapped_tables, text_columns

if TYPE_CHECKING:
    from pathlib import Path

words = st.lists(st.sampled_from((None, "", "a", "ü", "bb")), max_size=40)
whole = st.integers(0, 9) | st.integers(0, 2**62)


def written(column: pa.Array | pa.ChunkedArray, path: Path) -> Path:
    """A file of one column, as it is."""
    table = pa.table({"text": column})
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return path


@given(words)
def test_coded_texts_are_those_that_were_coded(column: list[str | None]) -> None:
    plain = pa.array(column, pa.large_string())
    for each in (plain, plain.dictionary_encode(), pa.chunked_array([plain, plain]).slice(len(plain) // 2)):
        distinct, codes = text_columns.coded(each)
        texts = distinct.to_pylist()
        assert len({*texts}) == len(texts)
        assert [None if code < 0 else texts[code] for code in codes] == each.to_pylist()


@given(st.lists(whole, max_size=60))
def test_the_first_places_are_those_that_numpy_finds(numbers: list[int]) -> None:
    found = np.array(numbers, np.int64)
    assert firsts.each(found).tolist() == np.unique(found).tolist()
    assert firsts.places(found).tolist() == np.unique(found, return_index=True)[1].tolist()


def test_lines_of_a_coded_table_are_taken_in_any_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrow_tables, "ROWS", 7)
    monkeypatch.setattr(arrow_tables, "_PIECE", 1)
    texts = ["a", None, "ü", "", "a"] * 8
    table = pa.table({"text": pa.array(texts, pa.large_string()), "n": list(range(40))})
    arrow_tables.write(table, tmp_path / "t.arrow")
    mapped = arrow_tables.MappedTable(tmp_path / "t.arrow")
    assert mapped.schema.field("text").type == pa.dictionary(pa.int8(), pa.large_string())
    assert len(mapped.column("text").chunks) > 4
    assert arrow_tables.texts_of(mapped.column("text")).to_pylist() == texts
    order = np.random.default_rng(1).permutation(40)[:25]
    mapped.release()
    taken = arrow_tables.in_texts(mapped.take(order))
    assert taken.to_pydict() == {"text": [texts[place] for place in order], "n": order.tolist()}


def test_a_table_is_written_in_as_few_pieces_as_its_size_asks_for(tmp_path: Path) -> None:
    """However many its columns have, and each of them others: who takes lines asks every piece."""
    texts = pa.chunked_array([[f"n{number}", None] for number in range(50)], pa.large_string())
    words = pa.array(["a", "b"], pa.large_string())
    codes = [pa.DictionaryArray.from_arrays(pa.array([0, None, 1, 1], pa.int8()), words) for _ in range(25)]
    table = pa.table({"text": texts, "word": pa.chunked_array(codes), "n": list(range(100))})
    arrow_tables.write(table, tmp_path / "t.arrow")
    mapped = arrow_tables.MappedTable(tmp_path / "t.arrow")
    assert [each.num_rows for each in mapped.pieces()] == [100]
    assert arrow_tables.in_texts(mapped.whole()).to_pydict() == arrow_tables.in_texts(table).to_pydict()


def test_a_version_is_the_same_whether_its_texts_were_coded_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    tables = []
    for rows in (1, arrow_tables.ROWS):
        monkeypatch.setattr(arrow_tables, "ROWS", rows)
        folder = tmp_path / str(rows)
        folder.mkdir()
        handover.save(draft(200), folder)
        handed = handover.load(folder)
        kinds = {each.type for each in handed.tables.arrow("incidents").schema}  # type: ignore[attr-defined]
        assert any(map(pa.types.is_dictionary, kinds)) == (rows == 1)
        name, version = saving.save(handed, b"x", name=f"rows-{rows}", info=INFO)
        saved = tmp_path / "library" / name / version
        tables.append({path.name: pq.read_table(path) for path in sorted(saved.glob("*.parquet"))})
    assert tables[0].keys() == tables[1].keys()
    for name, table in tables[0].items():
        assert table.equals(tables[1][name], check_metadata=True), name


def test_texts_that_stay_coded_are_handed_over_as_texts(tmp_path: Path) -> None:
    column = mapped_tables.coded(["a", "", "b"], np.array([0, 2, 1, -1, 0, 0, 2]))
    shown = np.array([True] * 6 + [False])
    made = mapped_tables.chosen({"text": column}, shown, tmp_path / "text.arrow")["text"]
    held: Draft = draft(6)
    tables = {**held.tables, "claims": pd.DataFrame({"text": made})}
    handover.save(Draft(**{**vars(held), "tables": tables}), tmp_path)
    found = handover.load(tmp_path).tables["claims"]["text"]
    assert found.dtype == "str"
    assert found.isna().tolist() == [False, False, True, True, False, False]
    assert found.dropna().tolist() == ["a", "b", "a", "a"]


def test_coded_texts_that_no_reader_may_trust_are_refused(tmp_path: Path) -> None:
    texts = pa.array(["a", "b"], pa.large_string())
    beyond = pa.DictionaryArray.from_arrays(pa.array([0, 2], pa.int8()), texts, safe=False)
    below = pa.DictionaryArray.from_arrays(pa.array([0, -1], pa.int8()), texts, safe=False)
    hurt = pa.LargeStringArray.from_buffers(1, texts.buffers()[1], pa.py_buffer(b"\xff"))
    no_text = pa.DictionaryArray.from_arrays(pa.array([0], pa.int8()), hurt, safe=False)
    numbers = pa.array([1, 2]).dictionary_encode()
    nested = pa.DictionaryArray.from_arrays(pa.array([0], pa.int8()), pa.array([["a"]]), safe=False)
    for number, each in enumerate((beyond, below, no_text, numbers, nested)):
        path = written(each, tmp_path / f"{number}.arrow")
        with pytest.raises((pa.ArrowInvalid, pa.ArrowException)):
            arrow_tables.MappedTable(path)
    good = pa.DictionaryArray.from_arrays(pa.array([1, None], pa.int8()), texts)
    mapped = arrow_tables.MappedTable(written(good, tmp_path / "good.arrow"))
    assert arrow_tables.texts_of(mapped.column("text")).to_pylist() == ["b", None]
