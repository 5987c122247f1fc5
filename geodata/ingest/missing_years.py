"""Finds the year of days that are written without one: of the sheet's name, as chosen, or to be asked."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from geodata.ingest.choices import Question
from geodata.readers.raw import placed
from geodata.values import date_parts, date_words, dates, impossible_dates, spans, texts
from geodata.values.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geodata.ingest.sheet import Sheet

_FIGURES: Final = re.compile(r"([0-9]{1,2})\s*([./-])\s*([0-9]{1,2})(\.?)")
_YEAR: Final = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_LONG_NUMBER: Final = re.compile(r"[0-9]{3}")
_MONTH_AND_TWO: Final = re.compile(r"[^\W\d_]+\.?-[0-9]{1,2}")
"""Sep-23, as spreadsheets write September 2023."""
_LETTER: Final = re.compile(r"[^\W\d_]")
_LONGEST: Final = 30
_OF_A_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_DAYS: Final = re.compile(r"([0-9]{1,2})\.?(?:\s*-\s*([0-9]{1,2})\.?)?")
_MORE_THAN_ONE: Final = re.compile(
    r"(?<![^\W_])(?:since|from|until|till|to|before|after|by|up|onwards?|and|through|thru)(?![^\W_])|[-–]\s*$"
)
"""What says that a table goes beyond the month that its name holds."""
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
    alone, made = dates.read(tidy, _UTC), dates.read(f"{tidy} {_LEAP}", _UTC)
    if not isinstance(alone, str):
        return False
    if not isinstance(made, spans.Span):
        return False
    return made.time_class in ("day", "days", "minute") or impossible_dates.is_kept(made)  # 31 Apr


def with_one(text: str, year: str) -> str:
    """The day with a year."""
    year = year.strip()
    if figures := _figures(text.strip()):
        return f"{year}-{figures[1]:02}-{figures[0]:02}"
    return f"{text.strip()} {year}"


def is_known(year: str) -> bool:
    """Whether a cell says a year, or the month of one that a sheet's name says."""
    return date_parts.is_year(year) or _OF_A_MONTH.fullmatch(year) is not None


def read(text: str, year: str, inner: Callable[[str], Span | str], zone: ZoneInfo) -> Span | str:
    """Read a day, or several, with the year that stands elsewhere; `inner` reads a date that has one.

    Over New Year it is the year of the beginning, or of the part in the month that the table's name says.
    """
    if found := _OF_A_MONTH.fullmatch(year):
        return _in_month(text, int(found[1]), int(found[2]), inner, zone)
    made = inner(with_one(text, year))
    if not isinstance(made, Span) or made.end is None or not year.strip().isdecimal():
        return made
    first, last = _ends(made, zone)
    if not first.year < last.year == int(year):
        return made
    later = inner(with_one(text, str(int(year) + 1)))
    if isinstance(later, str):
        return later
    return later._replace(remark=later.remark or said_over_new_year(int(year)))


def said_over_new_year(year: int) -> str:
    """What is remarked where a year is taken for the beginning of what ends in the next one."""
    return f"over New Year, from {year} to {year + 1}: {year} is taken for its beginning"


def in_months_of(ends: tuple[Span | str, Span | str], year: int, month: int, zone: ZoneInfo) -> bool:
    """Whether an interval lies in a month, or reaches into it."""
    made = spans.joined(*ends)
    return isinstance(made, Span) and made.end is not None and not _away(made, year, month, zone)


def _in_month(
    text: str, year: int, month: int, inner: Callable[[str], Span | str], zone: ZoneInfo
) -> Span | str:
    """The reading that lies in a month, or reaches into it; with a remark where none does."""
    made = inner(with_one(text, str(year)))
    if isinstance(made, str) or made.end is None:
        return made
    others = (inner(with_one(text, str(each))) for each in (year - 1, year + 1))
    readings = [made, *(each for each in others if isinstance(each, Span) and each.end is not None)]

    nearest = min(readings, key=lambda each: _away(each, year, month, zone))
    if not _away(nearest, year, month, zone):
        return nearest
    said = f"the table's name says {year}-{month:02}"
    first = _ends(nearest, zone)[0]
    words = (
        f"{said}, in which this is not: look whether it is right"
        if nearest is made
        else f"{said}, so that {first} may be meant: it is read in {year}; write the year to say which"
    )
    return made._replace(remark=made.remark or words)


def _away(span: Span, year: int, month: int, zone: ZoneInfo) -> int:
    """How many days an interval is before or behind a month."""
    begin, end = date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    first, last = _ends(span, zone)
    return max((first - end).days, (begin - last).days, 0)


def _ends(span: Span, zone: ZoneInfo) -> tuple[date, date]:
    """The first and the last day of an interval."""
    return spans.local_day(span, zone), spans.local_day(span._replace(start=(span.end or 1) - 1), zone)


def with_month(sheet: Sheet, column: str | None, cells: pd.Series[str]) -> pd.Series[str]:
    """Cells that all hold days alone, `6` or `3-5`, with the month and year that their sheet's name says."""
    given = {cell for cell in cells.unique().tolist() if cell.strip()}
    if column is None or not given or not all(map(_days, given)):
        return cells
    months = _of_the_tables(sheet)
    if months is None or not months.map(lambda each: _OF_A_MONTH.fullmatch(each) is not None).all():
        return cells
    example = next(cell for cell in cells.tolist() if cell.strip())
    words = f"Days alone, such as {example}, are of the month and year that the table's name says."
    sheet.remark(sheet.column(column), words)
    made = [
        "/".join(f"{month}-{day:02}" for day in _days(cell))
        for cell, month in zip(cells.tolist(), months.tolist(), strict=True)
    ]
    return pd.Series(made, index=cells.index, dtype="str")


def _days(text: str) -> tuple[int, ...]:
    """One day of a month, or the first and last of several; none where a cell holds anything else."""
    found = _DAYS.fullmatch(date_words.plain(text))
    days = tuple(int(each) for each in found.groups() if each) if found else ()
    return days if all(1 <= each <= 31 for each in days) and list(days) == sorted(set(days)) else ()


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
    lacking, given, whole = (np.zeros(len(sheet.index), bool) for _ in range(3))
    for name in columns:
        without = texts.each_distinct(lacks_one, sheet[name]).where(bool)
        lacking |= without
        given |= sheet.filled(name)
        whole |= sheet.filled(name) & ~without
    lacking &= (years == "").to_numpy(bool) & ~whole
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
    """The one year that each row's sheet names, with the month if it names one: `2024` or `2024-05`.

    None where one of them names no year, or several.
    """
    raw = sheet.raw
    names: dict[str, str] = {"": raw.table or raw.shown or ""} | {part: part for part in raw.parts}
    years = {name: {*_YEAR.findall(text)} for name, text in names.items()}
    parts = [placed(row, raw.parts)[0] for row in sheet.index.tolist()] if raw.parts else [""]
    if any(len(years[part]) != 1 for part in {*parts}):
        return None
    only = {part: _with_its_month(names[part], next(iter(years[part]))) for part in {*parts}}
    found = [only[part] for part in parts] if raw.parts else only[""]
    return pd.Series(found, index=sheet.index, dtype="str")


def _with_its_month(name: str, year: str) -> str:
    """The year that a sheet's name holds, with the month if it names one month of it."""
    tidy = date_words.plain(name.replace("_", " "))
    whole = dates.read(tidy, _UTC)
    if isinstance(whole, Span) and whole.time_class == "month" and not whole.open_end:
        first, last = _ends(whole, _UTC)
        return f"{first:%Y-%m}" if f"{first:%Y-%m}" == f"{last:%Y-%m}" else year
    said, names = date_words.folded(tidy), date_words.english()
    months = [*names.pattern.finditer(said)]
    if len(months) != 1 or _MORE_THAN_ONE.search(said):
        return year
    called = re.escape(months[0][1])
    beside = re.search(rf"{called}[ .,-]*{year}|{year}[ .,-]*{called}", said)
    return f"{year}-{names.months[months[0][1]][0]:02}" if beside else year
