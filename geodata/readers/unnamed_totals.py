"""Tells whether a table's last row only adds up the rows above it, though no word in it says so.

Spreadsheets end so: `,,,,,7` below 1, 4 and 2. A row that says anything of its own (a date, a place, a text,
a year, a number that counts on) is a row like the others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER: Final = re.compile(r"\s*[0-9]{1,15}(?:\.[0-9]{1,9})?\s*")
_MOST_SUMMED: Final = 200_000
_FEWEST: Final = 2
"""So many numbers have to stand above a sum that tells of itself."""
_BY_ITSELF: Final = 20
"""A sum above this, of three numbers or more, tells also beside other columns that are rounded."""
_YEARS: Final = (1900, 2100)
_FOOTNOTES: Final = 5
"""So many rows of one text each may stand below a sum."""


def place(rows: pd.DataFrame) -> int | None:
    """Where the last row stands, or the last above footnotes, if it may be a sum by its cells."""
    for at in range(len(rows) - 1, max(len(rows) - 2 - _FOOTNOTES, _FEWEST - 1), -1):
        given = [cell for cell in rows.iloc[at].tolist() if cell.strip()]
        if given and all(map(_NUMBER.fullmatch, given)):
            return at
        if len(given) > 1 or any(not re.search(r"[^\W\d_]", cell) for cell in given):
            return None
    return None


def is_sum(rows: pd.DataFrame, usual: Sequence[bool]) -> bool:
    """Whether the last of some rows is nothing but sums.

    Parameters
    ----------
    rows
        A table's rows, as `RawFile.rows`, down to that row, of which every cell is a number or empty.
    usual
        Which columns are filled in most of the rows above.
    """
    if not _FEWEST < len(rows) <= _MOST_SUMMED:
        return False
    cells: list[str] = rows.iloc[-1].tolist()
    filled = [column for column, cell in enumerate(cells) if cell.strip()]
    above = rows.iloc[:-1]
    lacked = [column for column, each in enumerate(usual) if each and column not in filled]
    # Where other rows lack the same, such a row is one of a kind.
    if not lacked or (above.iloc[:, lacked] == "").all(axis=1).any():
        return False
    exact, large, rounded = False, False, False
    for column in filled:
        value = float(cells[column])
        numbers: Any = pd.to_numeric(above.iloc[:, column], errors="coerce").dropna()
        numbers = numbers[np.isfinite(numbers)].to_numpy(float)
        if _says_something(value, numbers, first=column == 0):
            return False
        if not np.isclose(numbers.sum(), value, rtol=1e-9, atol=1e-6):
            # What has decimals and is no sum may be a position.
            if "." in cells[column]:
                return False
            rounded = True
        elif value > 0 and value.is_integer() and len(numbers) >= _FEWEST:
            exact = True
            large |= value > _BY_ITSELF and len(numbers) > _FEWEST
    return large or (exact and not rounded)


def _says_something(value: float, numbers: np.ndarray[Any, np.dtype[np.float64]], *, first: bool) -> bool:
    """Whether a number is no sum of those above it: a year, the next number of a row, one of them again."""
    if not len(numbers):
        return True
    if first and len(numbers) >= _FEWEST and (np.diff([*numbers, value]) == 1).all():
        return True
    years = np.append(numbers, value)
    if ((years >= _YEARS[0]) & (years <= _YEARS[1])).all():
        return True
    return bool(value < numbers.max())
