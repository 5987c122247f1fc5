"""Gives rows without an id one that follows from their contents."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geodata.ingest import repeated_ids
from geodata.values import texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np

    from geodata.ingest.sheet import Sheet
    from geodata.readers.raw import RawFile

MADE_ID: Final = r"[0-9a-f]{12}(-[0-9]+)?"
"""What a made id looks like: a regular expression for the whole of it."""
_ROWS: Final = 20_000
"""Rows that are put together at the same time."""


def ids(
    sheet: Sheet, column: str | None, alike: Sequence[str] = (), needed: Sequence[str] = ()
) -> pd.Series[str]:
    """The ids of a column, or made ones: the same contents get the same id wherever the row stands.

    Rows with the same contents in every cell get a number behind it, and a warning. Where a column's
    ids repeat with different rows behind them see `repeated_ids.told_apart`, for `alike` and `needed`.
    Where some rows of such a column are empty, only those get made ids.
    """
    if column is not None and not repeated_ids.differ(sheet, column):
        given = sheet.identify(column, needed=False)
        empty = ~sheet.filled(column)
        return _completed(sheet, column, given, empty) if empty.any() else given
    made, again = _made(sheet)
    if column is None:
        sheet.remark("id", "No column of ids: each row got one made from its contents, such as 3f1c09aa27de.")
    _warn_of_repetitions(sheet, again > 0)
    return made if column is None else repeated_ids.told_apart(sheet, column, made, alike, needed)


def _completed(
    sheet: Sheet, column: str, given: pd.Series[str], empty: np.ndarray[Any, np.dtype[np.bool_]]
) -> pd.Series[str]:
    """The given ids, and made ones where they are empty."""
    made, again = _made(sheet)
    words = f"Empty in {int(empty.sum()):,} of {len(empty):,} rows: these got ids made from their contents."
    sheet.remark(sheet.column(column), words)
    _warn_of_repetitions(sheet, empty & (again > 0).to_numpy(bool))
    return given.where(~empty, made)


def _made(sheet: Sheet) -> tuple[pd.Series[str], pd.Series[int]]:
    """An id for each row, and how often the same row stood before it."""
    made = pd.Series(_hashes(sheet), index=sheet.index, dtype="str")
    if not texts.repeated(made).any():
        return made, pd.Series(0, index=sheet.index)
    again = made.groupby(made, sort=False).cumcount()
    return made.where(again == 0, made + "-" + (again + 1).astype("str")), again


def _warn_of_repetitions(sheet: Sheet, again: Any) -> None:
    columns = sheet.raw.rows.columns
    if len(columns):
        words = "the row repeats an earlier one in every cell: take it out if it is no event of its own"
        sheet.warn_where(str(columns[0]), again, words)


def _hashes(sheet: Sheet) -> Iterator[str]:
    for begin in range(0, len(sheet.index), _ROWS):
        sheet.raw.let_go()
        for line in _joined(sheet.raw, slice(begin, begin + _ROWS)).to_pylist():
            yield hashlib.sha256(line).hexdigest()[:12]


def _joined(raw: RawFile, part: slice) -> pa.Array:
    """The cells of each row put together."""
    rows = raw.rows.iloc[part]
    cells = [texts.arrow(rows[name]).combine_chunks() for name in rows.columns]
    if raw.geometry is not None:
        shapes = [str(shape) for shape in shapely.to_wkb(raw.geometry[part], hex=True)]
        cells.append(pa.array(shapes, pa.large_string()))
    if not cells:
        return pa.array([b""] * len(rows), pa.large_binary())
    return pc.binary_join_element_wise(*cells, pa.scalar("\x1f", pa.large_string())).cast(pa.large_binary())
