"""Columns of mapped files give memory back and say the same afterwards."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from geodata.values import mapped_tables


def test_what_was_given_back_is_read_again(tmp_path: Path) -> None:
    texts = [f"text {number}" for number in range(10_000)]
    batch = pa.record_batch({"text": pa.array(texts, pa.large_string())})
    path = tmp_path / "texts.arrow"
    mapped = mapped_tables.written(path, batch.schema, [batch, batch])
    column = mapped_tables.column(mapped.table.column("text"))
    assert not path.exists()
    assert list(column) == [*texts, *texts]
    mapped_tables.let_go_of_all()
    mapped.let_go()
    assert list(column) == [*texts, *texts]
