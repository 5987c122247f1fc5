"""Cuts a dataset into stretches of its rows, so that what is made of each needs no memory for all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
import pandas as pd

from geodata import model
from geodata.model import Dataset

if TYPE_CHECKING:
    from collections.abc import Iterator


Piece = TypeVar("Piece")

ROWS: Final = 30_720
"""As many as Parquet keeps together."""


def of(dataset: Dataset) -> Iterator[Dataset]:
    """The dataset in stretches of at most `ROWS` rows, which keep their numbers; one at least."""
    count, rows = len(dataset.incidents), ROWS
    if count <= rows:
        yield dataset
        return
    ordered = {name: _by_row(getattr(dataset, name), dataset.incidents["id"]) for name in model.BELONGING}
    for begin in range(0, count, rows):
        after = min(begin + rows, count)
        tables: dict[str, Any] = {"incidents": dataset.incidents.iloc[begin:after].reset_index(drop=True)}
        tables["folded"] = None
        tables[model.ATTRIBUTES] = dataset.attributes.iloc[begin:after].reset_index(drop=True)
        for name, (lines, places) in ordered.items():
            first, last = np.searchsorted(places, [begin, after])
            tables[name] = lines.iloc[first:last].reset_index(drop=True)
        # A saved version reads its own tables: what is cut from it is a plain dataset.
        yield Dataset(**{each.name: getattr(dataset, each.name) for each in fields(Dataset)} | tables)


def ahead(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The same pieces; while one is used, the next is made in another thread."""
    with ThreadPoolExecutor(1, thread_name_prefix="stretches") as worker:
        coming = worker.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            made, piece, coming = [piece], None, worker.submit(next, pieces, None)
            yield made.pop()  # it is held no longer than it is used


def _by_row(lines: pd.DataFrame, ids: pd.Series[Any]) -> tuple[pd.DataFrame, np.ndarray[Any, Any]]:
    """The lines in the order of the incidents that they belong to, and the place of each among these."""
    places = pd.Index(ids).get_indexer(pd.Index(lines["incident"]))
    if (np.diff(places) >= 0).all():
        return lines, places
    order = np.argsort(places, kind="stable")
    return lines.iloc[order], places[order]
