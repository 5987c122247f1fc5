"""Reads the Extended Date/Time Format (ISO 8601-2): intervals, seasons, sets, what is not known.

https://www.loc.gov/standards/datetime/ Levels 0 and 1, and of level 2 what an interval can hold;
weeks and days of the year of ISO 8601. A test compares them with the package `edtf`, which takes 10 to
100 ms a date and knows no open intervals.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from geodata.values import impossible_dates, spans
from geodata.values.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

_DAY: Final = r"[~?%]?[0-9X]{4}(?:-[~?%]?[0-9X]{2}[~?%]?){0,2}[~?%]?"
_MOMENT: Final = rf"(?:{_DAY}(?:T[0-9:.]+(?:Z|[+-][0-9:]+)?)?|[0-9]{{4}}-?W[0-9]{{2}}(?:-?[1-7])?)"
_INTERVAL: Final = re.compile(
    rf"({_MOMENT})\s*/\s*({_MOMENT}|[0-9]{{2}}(?:-[0-9]{{2}})?|T?[0-9]{{2}}:[0-9:.]+Z?)"
)
_OPEN: Final = re.compile(
    rf"({_MOMENT})\s*/\s*(?:\.\.|open|\?)?|(?:\.\.|open)?\s*/\s*({_MOMENT})", re.IGNORECASE
)
_SET: Final = re.compile(r"[\[{]([0-9X~?%., -]+)[\]}]")
_PARTIAL: Final = re.compile(r"([0-9]{2}[0-9X]{2})(?:([-/])([0-9X]{1,2}))?(?:-([0-9X]{2}))?")
_WEEK: Final = re.compile(r"([0-9]{4})-?W([0-9]{2})(?:-?([1-7]))?")
_DAY_OF_YEAR: Final = re.compile(r"([0-9]{4})-([0-9]{3})")
_SEASONS: Final = {
    25: (3, 5),
    26: (6, 8),
    27: (9, 11),
    29: (9, 11),
    31: (3, 5),
    32: (6, 8),
    **{33 + n: (3 * n + 1, 3 * n + 3) for n in range(4)},
    **{37 + n: (4 * n + 1, 4 * n + 4) for n in range(3)},
    **{40 + n: (6 * n + 1, 6 * n + 6) for n in range(2)},
}
"""First and last month of seasons north and south of the equator, quarters, thirds and halves of a year."""
_NO_MONTH: Final = "a day without a month: give the month as well"
_UNKNOWN_DIGIT: Final = "a day with an unknown digit: write XX for the whole day"
OPEN_START: Final = "an interval without its start: give both ends, such as 2023-09-24/2023-09-30"


def interval(text: str, inner: Callable[[str], Span | str]) -> Span | str | None:
    """Read two ends with a slash between them, or a set; `inner` reads an end. None for any other text."""
    if found := _INTERVAL.fullmatch(text):
        return spans.joined(inner(found[1]), inner(_whole_end(found[1], found[2])))
    if "/" in text and (found := _OPEN.fullmatch(text)):
        if found[1] is None:
            return OPEN_START
        return _opened(inner(found[1]))
    if found := _SET.fullmatch(text):
        return _of_set(found[1], inner)
    return None


def _whole_end(first: str, last: str) -> str:
    """ISO 8601 lets the end leave out what it shares with the start."""
    if ":" in last[:4]:
        return f"{first.split('T', maxsplit=1)[0]}T{last.lstrip('T')}"
    if len(last) in (2, 5) and last[:2].isdigit():
        return first[: len(first) - len(last)] + last
    return last


def _of_set(members: str, inner: Callable[[str], Span | str]) -> Span | str:
    """One or all of a set: from the earliest to the latest of them."""
    ends = [each.strip() for part in members.split(",") for each in part.split("..")]
    if not ends[0] or not all(ends[:-1]):
        return OPEN_START
    found = [inner(each) for each in ends if each]
    wrong = next((each for each in found if isinstance(each, str)), None)
    if wrong is not None:
        return wrong
    known = [each for each in found if isinstance(each, Span) and each.start is not None]
    if not known:
        return spans.UNKNOWN
    first = min(known, key=lambda span: span.start or 0)
    last = max(known, key=lambda span: span.end or 0)
    made = spans.joined(first, last)
    if isinstance(made, str):
        return made
    made = made._replace(approximate=True)
    return made if ends[-1] else _opened(made)


def _opened(found: Span | str) -> Span | str:
    return found if isinstance(found, str) or found.start is None else found._replace(open_end=True)


def read(text: str, zone: ZoneInfo) -> Span | str | None:
    """Read one date; None where it has another form. ValueError where the calendar does not have it."""
    bare = re.sub(r"[~?%]", "", text)
    found = _exact(bare.upper().replace("U", "X"), zone)
    if bare == text or found is None or isinstance(found, str):
        return found
    return found._replace(approximate=True)


def _exact(text: str, zone: ZoneInfo) -> Span | str | None:
    if len(text) == 10 and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return impossible_dates.day(int(text[:4]), int(text[5:7]), int(text[8:]), zone)
    if parts := _WEEK.fullmatch(text):
        return _week(int(parts[1]), int(parts[2]), parts[3], zone)
    if parts := _DAY_OF_YEAR.fullmatch(text):
        day = date(int(parts[1]), 1, 1) + timedelta(days=int(parts[2]) - 1)
        if day.year != int(parts[1]):
            return impossible_dates.year_without(int(parts[1]), f"day {int(parts[2])}", zone)
        return spans.day(day.year, day.month, day.day, zone)
    if parts := _PARTIAL.fullmatch(text):
        return _partial(parts[1], parts[3] or "", parts[4] or "", zone, mark=parts[2] or "")
    return None


def _week(year: int, week: int, weekday: str | None, zone: ZoneInfo) -> Span | str:
    try:
        first = date.fromisocalendar(year, week, int(weekday or 1))
    except ValueError:
        return impossible_dates.year_without(year, f"week {week}", zone)
    if not spans.mappable(first.year, first.year + 1):
        return spans.OUT_OF_RANGE
    last = first if weekday else first + timedelta(days=6)
    return spans.between_days(first, last, zone, "day" if weekday else "week")


def _partial(  # noqa: PLR0911 - a line for each form
    year: str, month: str, day: str, zone: ZoneInfo, *, mark: str
) -> Span | str:
    """Year, month or day with XX for what is not known (EDTF level 1)."""
    if "X" in year:
        return _years(year, month + day, zone)
    if month in ("", "X", "XX"):
        return _NO_MONTH if day.strip("X") else spans.year_of(int(year), zone)
    if "X" in month:
        return "a month with an unknown digit: write XX for the whole month"
    number = int(month)
    if not day and len(month) == 2 and number > 12 and number == (int(year) + 1) % 100:
        return _two_years(int(year), number, mark, zone)
    if 21 <= number <= 41:
        return _season(int(year), number, zone)
    if not day.strip("X"):
        return impossible_dates.month(int(year), number, zone)
    return _UNKNOWN_DIGIT if "X" in day else impossible_dates.day(int(year), number, int(day), zone)


def _two_years(year: int, number: int, mark: str, zone: ZoneInfo) -> Span | str:
    """2018-19; 2021-22 may be a summer as well."""
    if mark == "/" or not 21 <= number <= 41:
        return spans.years(year, year + 1, zone)
    return f"either a season or the years {year} to {year + 1}: write it out"


def _season(year: int, number: int, zone: ZoneInfo) -> Span | str:
    if number in _SEASONS:
        return spans.months(year, *_SEASONS[number], zone, "month")
    found = spans.year_of(year, zone)
    return found if isinstance(found, str) else found._replace(approximate=True, said="season")


def _years(year: str, rest: str, zone: ZoneInfo) -> Span | str:
    """A decade (202X) or a century (20XX)."""
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if rest.strip("X") or year.rstrip("X").count("X") or not spans.mappable(first, last):
        return "no year that can be read: write four digits"
    return spans.between_days(date(first, 1, 1), date(last, 12, 31), zone, "year")
