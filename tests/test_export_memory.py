"""An export's memory does not grow with its records."""

from __future__ import annotations

import tracemalloc

import pytest
from datasets import small_dataset

from geodata.exporters import registry, selection
from geodata.filters import Filters
from geodata.query import store

FEW, MANY = store.open(small_dataset(60, seed=3)), store.open(small_dataset(480, seed=3))


def _most_bytes(suffix: str, opened: store.Store) -> int:
    tracemalloc.start()
    try:
        for _ in registry.blocks(suffix, opened, Filters()):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("suffix", list(registry.FORMATS))
def test_eight_times_the_records_take_no_more_memory(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "BLOCK", 20)
    for opened in (FEW, MANY):  # what is imported and cached once
        list(registry.blocks(suffix, opened, Filters()))
    assert _most_bytes(suffix, MANY) < 1.5 * _most_bytes(suffix, FEW) + 500_000


@pytest.mark.parametrize("suffix", ["gpkg"])
def test_nothing_stays_on_the_disk_when_the_reader_leaves(
    suffix: str, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    blocks = registry.blocks(suffix, FEW, Filters())
    next(blocks)
    assert [*tmp_path.glob("incident-map-*")]
    blocks.close()
    assert not [*tmp_path.glob("incident-map-*")]
