"""Finds the year of days that are written without one: of the sheet's name, as chosen, or to be asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from geodata.ingest.choices import Question
from geodata.readers.raw import placed
from geodata.values import dates, spans, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.ingest.sheet import Sheet

_FIGURES: Final = re.compile(r"([0-9]{1,2})\s*([./-])\s*([0-9]{1,2})(\.?)")
_YEAR: Final = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_LONG_NUMBER: Final = re.compile(r"[0-9]{3}")
_MONTH_AND_TWO: Final = re.compile(r"[^\W\d_]+\.?-[0-9]{1,2}")
"""Sep-23, as spreadsheets write September 2023."""
_LETTER: Final = re.compile(r"[^\W\d_]")
_LONGEST: Final = 30
_LEAP: Final = 2000
"""A year that has every day."""
_UTC: Final = ZoneInfo("UTC")
_EXAMPLES: Final = 3


def lacks_one(text: str) -> bool:
    """Whether a cell says day and month, and no year: `24-Sep`, `24. septembra`, `24.9.`."""
    tidy = text.strip()
    if not 3 <= len(tidy) <= _LONGEST or _LONG_NUMBER.search(tidy):
        return False
    if not _LETTER.search(tidy) or _MONTH_AND_TWO.fullmatch(tidy):
        return _figures(tidy) is not None
    if not isinstance(dates.read(tidy, _UTC), str):
        return False
    made = dates.read(f"{tidy} {_LEAP}", _UTC)
    return isinstance(made, spans.Span) and made.time_class in ("day", "days", "minute")


def with_one(text: str, year: str) -> str:
    """The day with a year."""
    year = year.strip()
    if figures := _figures(text.strip()):
        return f"{year}-{figures[1]:02}-{figures[0]:02}"
    return f"{text.strip()} {year}"


def _figures(text: str) -> tuple[int, int] | None:
    """Day and month of figures that can be nothing else: 24.9., 24/9; 9/24 may be a month of 2024."""
    found = _FIGURES.fullmatch(text)
    if found is None:
        return None
    day, month = int(found[1]), int(found[3])
    certain = (found[2] == "." and found[4]) or day > 12
    return (day, month) if certain and 1 <= day <= 31 and 1 <= month <= 12 else None


def cells(sheet: Sheet, columns: Sequence[str], beside: str | None) -> tuple[pd.Series[str], bool]:
    """The year that counts for each row whose dates have none, `""` where nobody says; whether it is asked.

    Parameters
    ----------
    columns
        Those that hold the dates.
    beside
        A column of years.
    """
    years = sheet[beside] if beside else pd.Series("", index=sheet.index, dtype="str")
    lacking, given = np.zeros(len(sheet.index), bool), np.zeros(len(sheet.index), bool)
    for name in columns:
        lacking |= texts.each_distinct(lacks_one, sheet[name]).where(bool)
        given |= sheet.filled(name)
    lacking &= (years == "").to_numpy(bool)
    if not lacking.any():
        return years, False
    examples = tuple(sheet[columns[0]][lacking].unique().tolist()[:_EXAMPLES])
    if sheet.choices.year is not None:
        return years.mask(lacking, str(sheet.choices.year)), False
    named = _of_the_tables(sheet)
    if named is not None:
        words = f"Days without a year, such as {examples[0]}, are of the year that the table's name says."
        sheet.remark(sheet.column(columns[0]), words)
        return years.mask(lacking, named), False
    asked = 2 * int(lacking.sum()) >= int(given.sum())
    if asked:
        words = f"In '{sheet.column(columns[0])}' days have no year: which one is it, for all of them?"
        options = tuple(dict.fromkeys(_YEAR.findall(sheet.raw.file)))
        sheet.questions.append(Question("year", words, options, examples))
    return years, asked


def _of_the_tables(sheet: Sheet) -> pd.Series[str] | None:
    """The one year that each row's sheet names; None where one of them names none, or several."""
    raw = sheet.raw
    names = {"": raw.table or raw.shown or ""} | {part: part for part in raw.parts}
    years = {name: {*_YEAR.findall(text)} for name, text in names.items()}
    parts = [placed(row, raw.parts)[0] for row in sheet.index.tolist()] if raw.parts else [""]
    if any(len(years[part]) != 1 for part in {*parts}):
        return None
    only = {part: next(iter(years[part])) for part in {*parts}}
    found = [only[part] for part in parts] if raw.parts else only[""]
    return pd.Series(found, index=sheet.index, dtype="str")
