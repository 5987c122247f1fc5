"""Finds the order of pairs in one cell by columns of latitude and longitude that stand beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geodata.ingest.choices import PAIR_ORDERS
from geodata.values import coordinates

if TYPE_CHECKING:
    import pandas as pd

    from geodata.ingest.sheet import Sheet

_SAME: Final = 0.01
"""Degrees by which the two may differ, as one of them is rounded."""
_MOST: Final = 0.95
_LOOKED_AT: Final = 5_000


def order(sheet: Sheet, column: str, cells: pd.Series[str], of: Any) -> str | None:
    """Which of the two comes first, where nearly all pairs say so; None where they do not, or none is asked.

    Parameters
    ----------
    of
        The columns of each field.
    """
    beside = of.one("latitude"), of.one("longitude")
    if sheet.choices.pair_order is not None or None in beside:
        return None
    few = cells.iloc[:_LOOKED_AT]
    stated = [
        coordinates.degrees(sheet.signed(name).iloc[:_LOOKED_AT], axis, sheet.choices.decimal)[0]
        for name, axis in zip(beside, (coordinates.LATITUDE, coordinates.LONGITUDE), strict=True)
    ]
    agreeing = [name for name in PAIR_ORDERS if _agree(few, name, stated, sheet.choices.decimal)]
    if len(agreeing) != 1:
        return None
    first = agreeing[0].split("-", 1)[0]
    words = (
        f"Pairs of coordinates are read with the {first} first, as '{beside[0]}' and '{beside[1]}' say"
        " the same beside them."
    )
    sheet.remark(sheet.column(column), words)
    return agreeing[0]


def _agree(cells: pd.Series[str], name: str, stated: list[Any], decimal: str | None) -> bool:
    """Whether pairs read in this order are what the columns beside them say."""
    lon, lat, _ = coordinates.pairs(cells, name, decimal)
    there = (cells.str.strip() != "").to_numpy(bool) & np.isfinite(stated[0]) & np.isfinite(stated[1])
    same = (abs(lat - stated[0]) <= _SAME) & (abs(lon - stated[1]) <= _SAME)
    return bool(there.any()) and int(same[there].sum()) >= _MOST * int(there.sum())
