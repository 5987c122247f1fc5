"""Reads dates whose year, month and day stand in their own cells; what is not known is empty or 0."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geodata.values import date_words, impossible_dates, spans

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from geodata.values.spans import Span

_WHOLE: Final = re.compile(r"(-?[0-9]{1,4})(?:\.0+)?")
_APART: Final = re.compile(r"([12])[,.' ]([0-9]{3})")
"""2,006: a year that a program wrote as it writes numbers."""
_BUDDHIST: Final = range(2443, 2644)
"""1900 to 2100 in the Buddhist calendar."""
_NOTHING: Final = frozenset(("", "na", "nan", "n/a", "null", "none", "unknown", "-", ".", "?", "xx", "xxxx"))


def read(year: str, month: str, day: str, zone: ZoneInfo) -> Span | str:
    """The day, the month where the day is not known, the year where the month is not."""
    found_year, found_month, found_day = _year(year), _month(month), _number(day)
    for said, number, name in (
        (year, found_year, "year"),
        (month, found_month, "month"),
        (day, found_day, "day"),
    ):
        if number is None:
            return f"no {name} that can be read: '{said.strip()[:20]}'"
    assert found_year is not None  # noqa: S101 - for the type checker
    assert found_month is not None  # noqa: S101
    assert found_day is not None  # noqa: S101
    if found_year <= 0:
        return spans.UNKNOWN
    found = _known(found_year, found_month, found_day, zone)
    if isinstance(found, str):
        return found
    said = "year apart" if _APART.fullmatch(_tidy(year)) else ""
    return found._replace(remark=spans.odd_year(found_year) or found.remark, said=said)


def _known(year: int, month: int, day: int, zone: ZoneInfo) -> Span | str:
    """As finely as it is known, and as the calendar has it."""
    if month <= 0 or month in (88, 99):
        return spans.year_of(year, zone)
    if day <= 0 or day in (88, 99):
        return impossible_dates.month(year, month, zone)
    return impossible_dates.day(year, month, day, zone)


def _year(text: str) -> int | None:
    apart = _APART.fullmatch(_tidy(text))
    return int(apart[1] + apart[2]) if apart else _number(text)


def _tidy(text: str) -> str:
    return date_words.plain(text).strip()


def _number(text: str) -> int | None:
    tidy = _tidy(text)
    if tidy.casefold() in _NOTHING:
        return 0
    parts = _WHOLE.fullmatch(tidy)
    return int(parts[1]) if parts else None


def _month(text: str) -> int | None:
    number = _number(text)
    if number is not None:
        return number
    return month_named(text)


def month_named(text: str) -> int | None:
    """The number of a month by its name, where that means one month only."""
    name = date_words.folded(text).strip(". ")
    for names in (date_words.english, date_words.all_languages):
        found = names().months.get(name, ())
        if len(found) == 1:
            return found[0]
    return None


def is_year(text: str) -> bool:
    """Whether a cell may hold a year alone."""
    number = _year(text)
    return number is not None and (number <= 0 or 1000 <= number < 2200 or number in _BUDDHIST)


def is_month(text: str) -> bool:
    """Whether a cell may hold a month alone, or that nobody knows it."""
    number = _month(text)
    return number is not None and (number <= 12 or number in (88, 99))


def is_day(text: str) -> bool:
    """Whether a cell may hold the day of a month alone, or that nobody knows it."""
    number = _number(text)
    return number is not None and (number <= 31 or number in (88, 99))
