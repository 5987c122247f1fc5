"""Compares what is made of stretches of a dataset's rows, its index above all, with what is made at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pytest
from drafts import INFO, draft
from pandas.testing import assert_frame_equal

from geodata import model
from geodata.index import duckdb_file, stretches
from geodata.library import saving, versions
from geodata.query import store
from tests.datasets import small_dataset

if TYPE_CHECKING:
    from pathlib import Path


def tables(path: Path) -> dict[str, list[str]]:
    """The lines of all tables; `line` only orders those of one row, and `cited` has no order."""
    with duckdb.connect(path, read_only=True) as connection:
        names = [name for (name,) in connection.execute("SHOW TABLES").fetchall()]
        frames = {name: connection.table(name).df().drop(columns="line", errors="ignore") for name in names}
    found = {name: list(map(repr, frame.to_numpy(object).tolist())) for name, frame in frames.items()}
    return {**found, "cited": sorted(found["cited"])}


def test_an_index_in_stretches_is_the_one_that_is_written_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = small_dataset(100)
    duckdb_file.write(tmp_path / "whole.duckdb", [dataset])
    monkeypatch.setattr(stretches, "ROWS", 37)
    assert len(list(stretches.of(dataset))) > 2
    (tmp_path / "cut").mkdir()
    duckdb_file.write(tmp_path / "cut" / "cut.duckdb", [dataset])
    assert tables(tmp_path / "cut" / "cut.duckdb") == tables(tmp_path / "whole.duckdb")


def test_a_saved_version_of_many_rows_gets_its_index_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an edition that makes another one: from tables that are read when asked for."""
    folder = tmp_path / "small" / "version"
    folder.mkdir(parents=True)
    dataset = small_dataset(100)
    monkeypatch.setattr(versions, "table", lambda _folder, name: getattr(dataset, name))
    monkeypatch.setattr(stretches, "ROWS", 37)
    duckdb_file.write(tmp_path / "again.duckdb", [versions.whole(folder)])
    with duckdb.connect(tmp_path / "again.duckdb", read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM incidents").fetchall() == [(100,)]


def test_lines_of_several_stretches_come_in_the_order_of_their_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As exports read them: each stretch of an index numbers its lines anew."""
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    monkeypatch.setattr(stretches, "ROWS", 37)
    name, version = saving.save(draft(100), b"a hundred", name="cut", info=INFO)
    opened, rows = store.opened(name, version), np.arange(5, 95)
    held = 0
    for table in model.BELONGING:
        read, lines = opened.columns(table, rows), opened.belonging(table, rows)
        assert read["row"].to_pylist() == lines["row"].tolist()
        assert read["incident"].to_pylist() == lines["incident"].tolist()
        held += len(lines)
    assert held > len(rows)


@pytest.mark.parametrize("name", list(model.TABLE_COLUMNS))
def test_lines_in_the_models_types_are_numbered_anew_and_stay_as_they_are(name: str) -> None:
    """They are told by their columns and types; in another order of columns each is looked at."""
    dataset = small_dataset(60)
    lines = model.typed(name, getattr(dataset, name, None)).iloc[1:9]
    each_looked_at = lines[lines.columns[::-1]]
    assert_frame_equal(model.typed(name, lines), model.typed(name, each_looked_at))
