"""Remarks on dates that were read: how a column was understood, and what may be wrong with single ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geodata.values import date_words, spans
from geodata.values.spans import READINGS, Span
from geodata.values.texts import Repeated, each_distinct

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


_YEAR_FIRST: Final = re.compile(
    r"[0-9]{4}([-/.])([0-9]{1,2})\1([0-9]{1,2})(?:[T ]0?0:00(?::00(?:\.0+)?)?Z?)?"
)
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2[0-9]{2}(?:[0-9]{2})?")
_FEW: Final = 0.01
"""The share of times at midnight that chance explains."""


def remark(sheet: Any, name: str, found: Sequence[Any]) -> None:
    """Say how a column of dates was read, and what is odd about single ones."""
    column = sheet.column(name)
    few = [
        each for each in (found.results if isinstance(found, Repeated) else found) if isinstance(each, Span)
    ]
    for said in dict.fromkeys(each.said for each in few if each.said):
        sheet.remark(column, READINGS[said])
    if any(each.local for each in few):
        sheet.remark_that_utc_is_taken(name)
    if any(each.midnight for each in few) and any(each.midnight is False for each in few):
        _remark_on_midnights(sheet, column, found)
    if any(each.remark for each in few):
        sheet.warn(name, _each(found, lambda each: each.remark if isinstance(each, Span) else ""))
    if sheet.has("year") and column != sheet.column("year"):
        _compare_years(sheet, name, found)


def _each(found: Sequence[Any], read: Any) -> Any:
    if isinstance(found, Repeated):
        return found.each(read)
    return np.array([read(each) for each in found], dtype=object)


def _remark_on_midnights(sheet: Any, column: str, found: Sequence[Any]) -> None:
    at_midnight, timed = (
        int(
            np.count_nonzero(
                _each(found, test).array() if isinstance(found, Repeated) else _each(found, test)
            )
        )
        for test in (
            lambda each: isinstance(each, Span) and each.midnight is True,
            lambda each: isinstance(each, Span) and each.midnight is not None,
        )
    )
    if at_midnight > _FEW * timed:
        words = f"{at_midnight} of {timed} times are 00:00, as programs write where nobody knows the time."
        sheet.remark(column, words)


def _compare_years(sheet: Any, name: str, found: Sequence[Any]) -> None:
    """A column of years beside the date says whether the date's year is right."""
    zone = sheet.choices.zone

    def differs(each: Any, year: str) -> str:
        figures = re.fullmatch(r"([0-9]{4})(?:\.0+)?", year.strip())
        if not figures or not isinstance(each, Span) or each.start is None or each.end is None:
            return ""
        last = spans.local_day(each._replace(start=each.end - 1), zone).year
        if spans.local_day(each, zone).year <= int(figures[1]) <= last:
            return ""
        return f"the year column says {figures[1]}: one of the two is wrong"

    sheet.warn(name, each_distinct(differs, found, sheet["year"]))


def mangled(column: pd.Series[str]) -> str | None:
    """What suggests that a program exchanged day and month where it could: by two forms of a date.

    A spreadsheet set to another country reads 03/02/2016 as the second of March and leaves 13/02/2016 alone.
    """
    left_alone: list[str] = []
    turned: list[str] = []
    for text in map(date_words.plain, column.unique().tolist()):
        if parts := _YEAR_LAST.fullmatch(text):
            if max(int(parts[1]), int(parts[3])) <= 12:
                return None
            left_alone.append(text)
        elif parts := _YEAR_FIRST.fullmatch(text):
            if int(parts[3]) > 12:
                return None
            turned.append(text)
    if not left_alone or not turned:
        return None
    return (
        f"Dates such as {left_alone[0]} all have a day above 12, those such as {turned[0]} none: a program"
        f" may have exchanged day and month in the latter. Compare them with where they come from."
    )
