"""Gives rows without an id one that follows from their contents."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Final

import pandas as pd
import shapely

if TYPE_CHECKING:
    from geodata.ingest.sheet import Sheet

MADE_ID: Final = r"[0-9a-f]{12}(-[0-9]+)?"
"""What a made id looks like: a regular expression for the whole of it."""


def ids(sheet: Sheet, column: str | None) -> pd.Series[str]:
    """The ids of a column, or made ones: the same contents get the same id wherever the row stands.

    Rows with the same contents in every cell get a number behind it, and a warning.
    """
    if column is not None:
        return sheet.identify(column)
    rows = sheet.raw.rows
    cells = [rows[name].tolist() for name in rows.columns]
    if sheet.raw.geometry is not None:
        cells.append([str(shape) for shape in shapely.to_wkb(sheet.raw.geometry, hex=True)])
    lines = zip(*cells, strict=True) if cells else iter(())
    made = [
        hashlib.sha256("\x1f".join(line).encode("utf-8", "surrogatepass")).hexdigest()[:12] for line in lines
    ]
    seen: Counter[str] = Counter()
    numbered, repeated = [], []
    for one in made:
        seen[one] += 1
        repeated.append(seen[one] > 1)
        numbered.append(one if seen[one] == 1 else f"{one}-{seen[one]}")
    sheet.remark("id", "No column of ids: each row got one made from its contents, such as 3f1c09aa27de.")
    if len(rows.columns):
        words = "the row repeats an earlier one in every cell: take it out if it is no event of its own"
        sheet.warn_where(str(rows.columns[0]), repeated, words)
    return pd.Series(numbered, index=sheet.index, dtype="str")
