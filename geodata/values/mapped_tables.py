"""Writes tables of texts as Arrow files that are mapped into memory: only what is looked at is resident.

The columns made of them are views on the file (`column`): as long as nothing changes them, they cost no memory
of their own, and what was looked at can be given back.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TEXT = pd.StringDtype(na_value=np.nan)


@dataclass(frozen=True, eq=False)
class Mapped:
    """An Arrow file in memory."""

    table: pa.Table
    """Its columns, which lie in the file."""
    pages: mmap.mmap

    def let_go(self) -> None:
        """Give back the memory of what was looked at; it is read again where it is looked at again."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self.pages.madvise(mmap.MADV_DONTNEED)


def written(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Mapped:
    """Write batches of one schema as a file, none of them kept, and map it."""
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return opened(path)


def opened(path: Path) -> Mapped:
    """Map an uncompressed Arrow file."""
    with path.open("rb") as stream:
        pages = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    return Mapped(pa.ipc.open_file(pa.py_buffer(pages)).read_all(), pages)


def column(texts: pa.Array | pa.ChunkedArray) -> pd.arrays.ArrowStringArray:
    """Arrow's texts (`large_string`) as pandas has them, without a copy."""
    return pd.arrays.ArrowStringArray(texts, dtype=TEXT)


def frame(table: pa.Table, index: pd.Index[int]) -> pd.DataFrame:
    """Arrow's columns of texts as pandas has them, without a copy."""
    columns = {place: column(table.column(place)) for place in range(table.num_columns)}
    return pd.DataFrame(columns, index=index, copy=False).set_axis(table.column_names, axis="columns")
