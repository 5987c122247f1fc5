"""Leaves days unknown that are a count of which nobody says where it began: in 1899, 1960 or 1970."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from geodata.values import date_numbers, date_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

_SPREADSHEET: Final = date(1899, 12, 30)
_OTHERS: Final = (
    (date(1970, 1, 1), "counted from 1970, as in R"),
    (date(1960, 1, 1), "from 1960, as in Stata and SAS"),
)
_LATEST: Final = 2050
"""A count with a day in this year or later did not begin as late as 1960."""
_DIGITS: Final = 5


def is_count(text: str) -> bool:
    """Whether a cell holds a number of five digits."""
    found = date_numbers.NUMBER.fullmatch(date_words.plain(text))
    return found is not None and len(found[1]) == _DIGITS


def unclear(columns: Iterable[pd.Series[str]]) -> str:
    """What may be the first of numbers that count days from nobody knows when; empty where it is known.

    45193 counted from 1960 is a day of 2083, so that the whole file counts as spreadsheets do. 15461 may be a
    day of 1942, 2002 or 2012; 15461.5 has a time of day, as only spreadsheets write it.
    """
    texts = [date_words.plain(text) for each in columns for text in each.unique().tolist() if is_count(text)]
    numbers = [float(text) for text in texts]
    if not numbers or any(each % 1 for each in numbers):
        return ""
    first, most = int(numbers[0]), int(max(numbers))
    if (_OTHERS[1][0] + timedelta(days=most)).year >= _LATEST:
        return ""
    may_be = ", ".join(f"{start + timedelta(days=first)} {words}" for start, words in _OTHERS)
    return (
        f"Numbers such as {first} count days, and nobody says from when: it may be {may_be}, or"
        f" {_SPREADSHEET + timedelta(days=first)} counted from 1899, as in spreadsheets. These dates stay"
        " unknown: write them like 2023-09-24."
    )
