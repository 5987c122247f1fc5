"""Turns an Arrow table into an engine's answer: NumPy arrays, masked where values are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from geodata.engines import Answer


def answer(table: pa.Table) -> Answer:
    """The columns by name."""
    return {name: _array(table[name]) for name in table.column_names}


def _array(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    kind = column.type
    if pa.types.is_decimal(kind):  # what sums of large integers are in other engines
        column, kind = column.cast(pa.float64()), pa.float64()
    if not column.null_count:
        return cast("npt.NDArray[Any]", column.to_numpy())
    missing = pc.is_null(column).to_numpy()
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind):
        column = column.fill_null(pa.scalar(0, kind) if not pa.types.is_boolean(kind) else False)
    return np.ma.MaskedArray(column.to_numpy(), missing)
