"""Tells remarks on rows of several files by file and the row's number within it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geodata.errors import shown
from geodata.readers.raw import FILE_ROWS, placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.readers.raw import RawFile

_NUMBER: Final = r"\b[1-9][0-9]{9,13}\b"
"""What a row of joined files looks like in a sentence."""


def told(remarks: pd.DataFrame, raw: RawFile) -> pd.DataFrame:
    """Refusals or remarks with the column `file`, and rows as that file counts them."""
    if not raw.parts:
        return remarks
    rows = remarks["row"].fillna(0).to_numpy(np.int64)
    numbers, within = np.divmod(rows, FILE_ROWS)
    names = np.array([raw.file, *raw.parts], dtype=object)
    numbered: Any = remarks["row"].copy()
    numbered[numbered.notna()] = within[numbered.notna().to_numpy(bool)]
    return remarks.assign(
        file=pd.Series(names[numbers], index=remarks.index, dtype="str"),
        row=numbered,
        reason=_reasons(remarks["reason"], raw.parts),
    )


def _reasons(reasons: pd.Series[str], parts: Sequence[str]) -> pd.Series[Any]:
    """Sentences that name other rows, with their files."""
    naming = reasons.str.contains(_NUMBER, regex=True).to_numpy(bool)
    if not naming.any():
        return reasons

    def place(found: re.Match[str]) -> str:
        number = int(found.group())
        if not 0 < number // FILE_ROWS <= len(parts):
            return found.group()
        file, row = placed(number, parts)
        return f"{row} of '{shown(file)}'"

    texts = reasons.to_numpy(object, copy=True)
    texts[naming] = [re.sub(_NUMBER, place, text) for text in texts[naming]]
    return pd.Series(texts, index=reasons.index, dtype="str")


def first(rows: pd.DataFrame, raw: RawFile) -> pd.DataFrame:
    """The rows of the first file, numbered as it counts them."""
    if not raw.parts:
        return rows
    begin = int(np.argmax(rows.index >= 2 * FILE_ROWS)) or len(rows)
    found = rows.iloc[:begin]
    return found.set_axis(found.index % FILE_ROWS)


def of_first(rows: Sequence[int], raw: RawFile) -> list[int]:
    """Those of the rows' numbers that are of the first file."""
    return [row for row in rows if not raw.parts or row < 2 * FILE_ROWS]
