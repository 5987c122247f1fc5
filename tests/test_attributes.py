"""The file's own columns are kept as typed columns, whatever they are called and whatever stands in them."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasets import small_dataset
from drafts import INFO, drafted
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_files import draft

import geodata
from geodata.errors import DamagedError
from geodata.exporters.selection import Selection
from geodata.filters import Filters
from geodata.index import attributes, duckdb_file, stretches
from geodata.ingest.choices import Choices
from geodata.library import catalog, indexes, parquet, saving, versions
from geodata.query import answers, details, store
from geodata.sandbox import handover
from geodata.values import attribute_kinds

NAMES = (
    *(
        "",
        "row",
        "ROW",
        "Row",
        "a0",
        "A0",
        "id",
        "extra",
        "geometry",
        "incident",
        'a "b"',
        "it's",
        "a.b",
        "%s",
    ),
    *("x" * 5_000, "файл", " both ", "both", "SELECT", "--", ";", "\n", "c\0d", "__index_level_0__", "texts"),
)
BASE = small_dataset(60)
AWKWARD = (
    "007",
    "1",
    "1.0",
    "2.5",
    "42,5",
    "-0",
    "1e5",
    "Yes",
    "No",
    "yes",
    "2024-02-29",
    "2024-02-30",
    " 1",
)
TEXTS = st.one_of(
    st.sampled_from(AWKWARD),
    st.just(""),
    st.integers(-(10**18), 10**18).map(str),
    st.floats(allow_nan=False).map(repr),
    st.dates().map(str),
    st.dates().map(lambda day: f"{day} 00:00:00"),
    st.booleans().map(str),
    st.text(max_size=5),
)


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


def own(columns: dict[str, list[str]]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(texts, dtype="str") for name, texts in columns.items()})


# Kinds -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["1", "", "-20"], "integer"),
        (["007"], "text"),
        (["1.0", "1"], "text"),
        (["1.0", "2.5"], "decimal"),
        (["1", "2.5"], "number"),
        (["42,5"], "text"),
        (["12345678901234567"], "text"),
        (["2024-02-29", "0001-01-01"], "date"),
        (["2024-02-29 00:00:00"], "date: 00:00:00"),
        (["2024-02-30"], "text"),
        (["2024-02-29", "2024-02-29 00:00:00"], "text"),
        (["Yes", "No", ""], "yes/no:Yes:No"),
        (["Yes", "no"], "text"),
        (["1e5"], "text"),
        (["NaN"], "text"),
        (["", ""], "empty"),
        ([], "empty"),
        ([*["1"] * 3_000, "2.5"], "number"),
        ([*["2.5"] * 3_000, "1.0"], "decimal"),
        ([*["1"] * 3_000, "one"], "text"),
        ([*[""] * 3_000, "1"], "integer"),
    ],
)
def test_a_column_is_typed_where_all_of_its_texts_allow_it(texts: list[str], kind: str) -> None:
    assert attribute_kinds.kind_of(pd.Series(texts, dtype="str")) == kind


@settings(max_examples=300)
@given(st.lists(st.one_of(TEXTS, st.none()), max_size=4) | st.lists(st.sampled_from(AWKWARD[:6]), max_size=3))
def test_a_columns_texts_are_those_of_the_file_whatever_its_kind(texts: list[str | None]) -> None:
    column = pd.Series(texts, dtype="str")
    kind = attribute_kinds.kind_of(column)
    values = attribute_kinds.typed(column, kind)
    assert values.type == attribute_kinds.type_of(kind)
    assert attribute_kinds.texts_of(values, kind).to_pylist() == [text or None for text in texts]


# From the file to the answers ------------------------------------------------------------------------------


def test_columns_of_any_name_reach_details_search_exports_and_the_index() -> None:
    cells = {name: f"cell {number}" for number, name in enumerate(NAMES)}
    made = draft([{"case": "1", "what": "Shots", **cells}], Choices(mapping={"case": "id", "what": "title"}))
    assert made.tables["attributes"].iloc[0].to_dict() == cells
    name, _ = saving.save(made, b"x", name="names", info=INFO)
    opened = store.opened(name)
    assert details.incident(opened, 0).attributes == cells
    assert answers.counts(opened, Filters(text=f"cell {len(NAMES) - 1}")).shown == 1
    (block,) = Selection(opened, Filters()).blocks()
    assert {name: texts.to_pylist() for name, texts in block.attributes.items()} == {
        name: [text] for name, text in cells.items()
    }
    assert json.loads(geodata.load(name)["extra"].iloc[0]) == cells
    rows = np.array([0])
    assert [*opened.attributes(rows, "ROW", "not there")] == ["ROW"]


def test_a_draft_is_handed_over_with_columns_of_any_name(tmp_path: Path) -> None:
    made = draft([{"case": "1", **dict.fromkeys(NAMES, "x")}], Choices(mapping={"case": "id"}))
    handover.save(made, tmp_path)
    pd.testing.assert_frame_equal(handover.load(tmp_path).tables["attributes"], made.tables["attributes"])


def test_two_thousand_columns_are_kept_and_found_again() -> None:
    wide = own({f"column {number}": ["", str(number)] * 30 for number in range(2_000)})
    saving.save(drafted({**_tables(), "attributes": wide}), b"x", name="wide", info=INFO)
    opened = store.opened("wide")
    assert len(opened.statistics.own_columns) == 2_000
    of = {tuple(found.values()) for row in (0, 59) for found in [details.own_texts(opened, row)]}
    assert of <= {(), tuple(map(str, range(2_000)))}
    found = opened.attributes(np.arange(60), "column 7", "column 1999")
    assert [sorted(texts.drop_null().to_pylist()) for texts in found.values()] == [["7"] * 30, ["1999"] * 30]


def _tables() -> dict[str, pd.DataFrame]:
    names = ("incidents", "places", "actors", "participations", "quantities", "sources", "claims")
    return {name: getattr(BASE, name) for name in names}


@settings(max_examples=8, deadline=None)
@given(
    st.dictionaries(
        st.text(max_size=3),
        st.lists(TEXTS, min_size=60, max_size=60) | st.lists(st.just("7"), min_size=60, max_size=60),
    )
)
def test_what_is_saved_and_indexed_are_the_texts_of_the_file(columns: dict[str, list[str]]) -> None:
    found = replace(BASE, attributes=own(columns), version="0" * 64)
    expected = {name: [text or None for text in texts] for name, texts in columns.items()}
    with tempfile.TemporaryDirectory() as folder:
        parquet.write({"attributes": found.attributes}, Path(folder))
        read = parquet.read(Path(folder), ("attributes",))["attributes"]
        assert {
            name: read[name].astype(object).where(read[name].notna(), None).tolist() for name in read
        } == expected
        duckdb_file.write(Path(folder) / duckdb_file.FILE, [found])
    asked = store.Store(found, *indexes.opened(found))
    given = {name: texts.to_pylist() for name, texts in asked.attributes(np.arange(60)).items()}
    assert given == {name: texts for name, texts in expected.items() if any(texts)}


# On disk ---------------------------------------------------------------------------------------------------


def test_types_are_columns_of_the_parquet_file_and_of_the_index(library: Path) -> None:
    typed = own(
        {"n": ["7"] * 60, "day": ["2024-05-01"] * 60, "is": ["yes"] * 60, "x": ["1.5"] * 60, "-": [""] * 60}
    )
    _, version = saving.save(drafted({**_tables(), "attributes": typed}), b"x", name="typed", info=INFO)
    folder = library / "typed" / version
    schema = pq.read_schema(folder / "attributes.parquet")
    assert [field.type for field in schema][:4] == [pa.int64(), pa.date32(), pa.bool_(), pa.float64()]
    assert schema.names == [*typed]
    assert "extra" not in pq.read_schema(folder / "incidents.parquet").names
    with duckdb.connect(folder / duckdb_file.FILE, read_only=True) as index:
        table, column = attributes.place_of(0)
        assert index.execute(f"SELECT count(*) FROM {table} WHERE {column} = 7").fetchone() == (60,)  # noqa: S608
        described = index.execute(f"DESCRIBE {table}").fetchall()
        assert [line[1] for line in described] == ["INTEGER", "BIGINT", "INTEGER", "BOOLEAN", "DOUBLE"]


def test_columns_follow_their_rows_into_another_order() -> None:
    tables = _tables()
    backwards = {**tables, "incidents": tables["incidents"].iloc[::-1]}
    carried = own({"its id": backwards["incidents"]["id"].tolist()})
    saving.save(drafted({**backwards, "attributes": carried}), b"x", name="order", info=INFO)
    found = catalog.load("order")
    assert found.attributes["its id"].tolist() == found.incidents["id"].tolist()
    assert carried["its id"].tolist() == backwards["incidents"]["id"].tolist(), "the draft stays as it was"


def test_a_lost_file_is_damage_and_no_version_without_columns(library: Path) -> None:
    _, version = saving.save(
        drafted({**_tables(), "attributes": own({"a": ["x"] * 60})}), b"x", name="lost", info=INFO
    )
    folder = library / "lost" / version
    (folder / "attributes.parquet").unlink()
    with pytest.raises(DamagedError, match=r"attributes\.parquet.*missing"):
        _ = versions.whole(folder).attributes


def test_an_index_in_stretches_holds_the_same_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [*["1"] * 40, *["one"] * 20]
    dataset = replace(BASE, attributes=own({"a": texts}), version="1" * 64)
    monkeypatch.setattr(stretches, "ROWS", 37)
    duckdb_file.write(tmp_path / duckdb_file.FILE, [dataset])
    with duckdb.connect(tmp_path / duckdb_file.FILE, read_only=True) as index:
        table, column = attributes.place_of(0)
        found = index.execute(f"SELECT {column} FROM {table} ORDER BY row").fetchall()  # noqa: S608
    assert [text for (text,) in found] == texts
