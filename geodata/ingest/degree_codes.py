"""Reads pairs of degrees such as -99, -99 as a missing position, and asks where they may be degrees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.ingest.choices import NEGATIVE_CODES, Question
from geodata.values import texts, words_for_nothing

if TYPE_CHECKING:
    from geodata.ingest.sheet import Sheet

Bools = np.ndarray[Any, np.dtype[np.bool_]]

_MOST: Final = {"latitude": 90, "longitude": 180}
_LARGE: Final = r"^\s*[+]?9{3,6}(?:\.0+)?\s*$"
"""999 and the like are no degrees, so that they can only be codes."""


def without_codes(sheet: Sheet, latitude: str, longitude: str) -> tuple[pd.Series[str], pd.Series[str]]:
    """The cells of both columns, without those that are a code for nothing.

    A code that is no degree of its column is nothing, and so is a code beside it. The same code in both
    columns that may be degrees (-9, -9) is asked. A code alone is a number like others.
    """
    lat, lon = (sheet.signed(name) for name in (latitude, longitude))
    if sheet.takes_words_as_written:
        return lat, lon
    coded = [_codes(column) for column in (lat, lon)]
    if coded[0] is None and coded[1] is None:
        return lat, lon
    n = len(lat)
    is_code = [np.zeros(n, bool) if each is None else np.isfinite(each) for each in coded]
    values = [np.full(n, np.nan) if each is None else each for each in coded]
    impossible = [
        code & (np.abs(value) > most)
        for code, value, most in zip(is_code, values, _MOST.values(), strict=True)
    ]
    nowhere = impossible[0] | impossible[1]
    both = is_code[0] & is_code[1] & (values[0] == values[1]) & ~nowhere
    if both.any() and _are_missing(sheet, latitude, longitude, both):
        nowhere = nowhere | both
    gone = [nowhere & is_code[0], nowhere & is_code[1]]
    return tuple(  # type: ignore[return-value]
        _emptied(sheet, name, column, bad)
        for name, column, bad in zip((latitude, longitude), (lat, lon), gone, strict=True)
    )


def _codes(column: pd.Series[str]) -> np.ndarray[Any, np.dtype[np.float64]] | None:
    """The numbers of the cells that may be codes, NaN elsewhere; None where no cell may."""
    cells = texts.arrow(column)
    large = pc.match_substring_regex(cells, _LARGE) if _has_nines(cells) else None
    small = words_for_nothing.codes_in(cells)
    if not small and large is None:
        return None
    is_code = pc.is_in(cells, value_set=pa.array(small, pa.large_string()))
    if large is not None:
        is_code = pc.or_(is_code, large)
    where = np.asarray(is_code.to_numpy(), bool)
    found = np.full(len(column), np.nan)
    plain = [
        each.strip().replace("−", "-").replace(",", ".") for each in texts.some(column, np.flatnonzero(where))
    ]
    found[where] = np.array(plain, dtype=object).astype(np.float64)
    return found


def _has_nines(cells: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.starts_with(cells, "999")).as_py())


def _are_missing(sheet: Sheet, latitude: str, longitude: str, both: Bools) -> bool:
    """Whether the same code in both columns stands for no position: as chosen, else it is asked."""
    if sheet.choices.negative_codes is None:
        cells = sheet.signed(latitude), sheet.signed(longitude)
        places = np.flatnonzero(both)
        examples = [
            f"row {sheet.index[place]}: {cells[0].iloc[place]}, {cells[1].iloc[place]}"
            for place in places[:3]
        ]
        words = (
            f"In '{sheet.column(latitude)}' and '{sheet.column(longitude)}' the same number stands in both "
            f"({len(places):,} rows): does it say that the position is missing, or are these degrees?"
        )
        sheet.questions.append(Question("negative_codes", words, NEGATIVE_CODES, tuple(examples)))
    return sheet.choices.negative_codes != "numbers"


def _emptied(sheet: Sheet, name: str, column: pd.Series[str], bad: Bools) -> pd.Series[str]:
    if not bad.any():
        return column
    words = pd.Series(texts.some(column, np.flatnonzero(bad))).value_counts().to_dict()
    sheet.remark_on_nothing(sheet.column(name), {str(word): int(count) for word, count in words.items()})
    return column.mask(bad, "")
