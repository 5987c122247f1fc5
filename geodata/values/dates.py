"""Reads dates as people write them: half-open UTC intervals with a time class, or a reason why not.

Read are ISO 8601 dates and times, partial and uncertain dates of EDTF levels 0 and 1 (ISO 8601-2,
https://www.loc.gov/standards/datetime/), English month names, and numbers with the year last, of which
`Order` says whether the day or the month comes first: that is never guessed from one value.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.values import iso_intervals
from geodata.values.texts import Repeated, reasons

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_US: Final = timedelta(microseconds=1)
_LONGEST: Final = 100
_MISSING: Final = np.iinfo(np.int64).min

UNKNOWN_WORDS: Final = ("", "unknown", "n/a", "na", "?", "-", "—", "xxxx", "xxxx-xx", "xxxx-xx-xx")
"""What people write when nobody knows the date."""

_TIME: Final = re.compile(
    r"(?P<date>.*?[0-9.,XxuU~?%])(?:[T ]\s*|\s+)(?P<hour>[0-9]{1,2})"
    r"(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<offset>Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})\.?")
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})\.?")
_PARTIAL: Final = re.compile(r"([0-9]{2}[0-9X]{2})(?:[-/]([0-9X]{1,2}))?(?:-([0-9X]{2}))?")
_NAMED: Final = re.compile(
    r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[\s.-]+)?(?P<month>[A-Za-z]{3,9})\.?"
    r"(?:[\s-]+(?P<day_after>[0-9]{1,2})(?:st|nd|rd|th)?,)?[\s,-]+(?P<year>[0-9]{4})"
)
_RANGE: Final = re.compile(r"([0-9X]{4}(?:-[0-9X]{2}){0,2}[~?%]?)\s*/\s*([0-9X]{4}(?:-[0-9X]{2}){0,2}[~?%]?)")
_OPEN: Final = re.compile(r"[0-9X-]{4,10}[~?%]?/(\.\.)?|(\.\.)?/[0-9X-]{4,10}[~?%]?")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            *("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul"),
            *("august aug", "september sep sept", "october oct", "november nov", "december dec"),
        ),
        start=1,
    )
    for name in names.split()
}


class Span(NamedTuple):
    """`[start, end)` in microseconds since 1970 (UTC), both missing when nobody knows; how finely."""

    start: int | None
    end: int | None
    time_class: str
    approximate: bool = False


UNKNOWN: Final = Span(None, None, "unknown")


class Order(NamedTuple):
    """What a file's dates with the year last say of their order, by example."""

    chosen: str | None
    """`day-first`, `month-first`, or None where nothing decides and somebody has to be asked."""
    day_first: tuple[str, ...]
    month_first: tuple[str, ...]
    undecided: tuple[str, ...]

    @property
    def to_ask(self) -> bool:
        """Whether some date may be read in two ways."""
        return self.chosen is None and bool(self.undecided or (self.day_first and self.month_first))


def order_of(columns: Iterable[pd.Series[str]], chosen: str | None = None) -> Order:
    """Find out whether the dates of a file have the day or the month first.

    A value such as 24/09/2023 decides for all; where none does, or two contradict each other, only the
    researcher's choice does.
    """
    found: dict[str, list[str]] = {"day": [], "month": [], "undecided": []}
    for column in columns:
        for text in column.unique().tolist():
            match = _YEAR_LAST.match(text.lstrip())
            if match is None:
                continue
            first, second = int(match[1]), int(match[3])
            if first > 12 >= second:
                found["day"].append(text)
            elif second > 12 >= first:
                found["month"].append(text)
            elif first != second:
                found["undecided"].append(text)
    day, month, undecided = (tuple(found[name][:5]) for name in ("day", "month", "undecided"))
    if chosen is None and bool(day) != bool(month):
        chosen = "day-first" if day else "month-first"
    return Order(chosen, day, month, undecided)


class Dates(NamedTuple):
    """n intervals, and why there is none where that is a fault."""

    start: pd.Series[pd.Timestamp]
    end: pd.Series[pd.Timestamp]
    time_class: npt.NDArray[np.object_]
    approximate: npt.NDArray[np.bool_]
    why: npt.NDArray[np.object_]


def collected(found: Sequence[Span | str], index: pd.Index[int]) -> Dates:
    """Spans, or reasons in their place, as columns."""
    if isinstance(found, Repeated):
        few = collected(found.results, pd.RangeIndex(len(found.results)))
        start, end = (each.take(found.codes).set_axis(index) for each in (few.start, few.end))
        return Dates(start, end, *(each[found.codes] for each in few[2:]))
    spans = [UNKNOWN if isinstance(each, str) else each for each in found]
    return Dates(
        _instants([span.start for span in spans], index),
        _instants([span.end for span in spans], index),
        np.array([span.time_class for span in spans], dtype=object),
        np.array([span.approximate for span in spans], dtype=bool),
        reasons(found),
    )


def _instants(values: list[int | None], index: pd.Index[int]) -> pd.Series[pd.Timestamp]:
    whole = np.array([_MISSING if value is None else value for value in values], dtype=np.int64)
    # The smallest number is numpy's "not a time".
    return pd.Series(whole.view("datetime64[us]"), index=index).dt.tz_localize("UTC")


def only_midnights(texts: pd.Series[str]) -> bool:
    """Whether a column's times of day are all 00:00 without an offset, as programs write plain dates."""
    given = texts[texts != ""]
    timed = given.str.contains(r"[T ][0-9]{1,2}:[0-9]{2}", regex=True)
    midnight = given.str.contains(r"[T ]0?0:00(?::00(?:[.,]0+)?)?$", regex=True)
    return bool(timed.any() and midnight[timed].all())


def read(text: str, zone: ZoneInfo, order: str | None = None, *, time: bool = True) -> Span | str:
    """Read when something happened.

    Parameters
    ----------
    text
        As written, in local time of `zone` unless it has an offset.
    order
        What 03/04/2023 means, `day-first` or `month-first`; where it is None, such a date is UNKNOWN.
    time
        Whether a time of day means anything; with False, 2023-09-24 00:00:00 is the day.

    Returns
    -------
    The interval, or a clause that says what is wrong.
    """
    if len(text) > _LONGEST:
        return _NO_DATE
    tidy = " ".join(text.replace("\u2212", "-").replace("–", "-").split())
    if tidy.casefold() in UNKNOWN_WORDS:
        return UNKNOWN
    if between := _RANGE.fullmatch(tidy):
        return joined(_day_text(between[1], zone, order), _day_text(between[2], zone, order))
    if _OPEN.fullmatch(tidy):
        return "an interval without one end: give both, such as 2023-09-24/2023-09-30"
    timed = _TIME.fullmatch(tidy)
    # An hour alone is one behind a T only: in "24 09" it is part of a date.
    if timed and (timed["minute"] or timed["half"] or "T" in tidy):
        return _timed(timed, zone, order, time=time)
    return _day_text(tidy, zone, order)


def _timed(parts: re.Match[str], zone: ZoneInfo, order: str | None, *, time: bool) -> Span | str:
    """A date with a time of day."""
    day = _day_text(parts["date"].rstrip(", "), zone, order)
    if isinstance(day, str) or not time or day.start is None:
        return day
    if day.time_class != "day":
        return "a time of day without a whole date: give year, month and day"
    return _moment(_local_day(day, zone), parts, zone)


def joined(first: Span | str, last: Span | str) -> Span | str:
    """From the start of one interval to the end of another, both inclusive."""
    for each in (first, last):
        if isinstance(each, str):
            return each
    assert isinstance(first, Span)  # noqa: S101 - for the type checker
    assert isinstance(last, Span)  # noqa: S101
    if last.start is None or last.end is None or first == last:
        return first
    if first.start is None:
        return "an end without a start: give the start as well"
    if last.end <= first.start:
        return "the end comes before the start: exchange the two, or correct one"
    days = (last.end - first.start) / 86_400e6
    time_class = "days" if days < 27.9 else "month" if days < 364.9 else "year"
    if days <= 1.05:
        time_class = first.time_class if last.end == first.end else "day"
    return Span(first.start, last.end, time_class, first.approximate or last.approximate)


def around(day: Span, zone: ZoneInfo, *, days: int) -> Span:
    """A day and so many days before and after it: a week whose middle is known."""
    middle = _local_day(day, zone)
    return between_days(middle - timedelta(days=days), middle + timedelta(days=days), zone, "week")


def month_of(day: Span, zone: ZoneInfo) -> Span | str:
    """The calendar month in which a day lies."""
    found = _local_day(day, zone)
    return _month(found.year, found.month, zone)


def between_days(first: date, last: date, zone: ZoneInfo, time_class: str) -> Span:
    """From the beginning of one day to the end of another."""
    end = iso_intervals.midnight(last + timedelta(days=1), zone)
    return Span(_us(iso_intervals.midnight(first, zone)), _us(end), time_class)


def _day_text(text: str, zone: ZoneInfo, order: str | None) -> Span | str:
    """A day, month, year or decade, with the marks of EDTF for what is uncertain."""
    written = text.rstrip("~?%")
    try:
        found = _date_text(written.strip(), zone, order)
    except (ValueError, OverflowError):
        return "a day that the calendar does not have: correct it"
    if written == text or isinstance(found, str):
        return found
    return found._replace(approximate=True)


def _date_text(text: str, zone: ZoneInfo, order: str | None) -> Span | str:
    if parts := _YEAR_FIRST.fullmatch(text):
        return _day(int(parts[1]), int(parts[3]), int(parts[4]), zone)
    if parts := _COMPACT.fullmatch(text):
        return _day(int(parts[1]), int(parts[2]), int(parts[3]), zone)
    if parts := _YEAR_LAST.fullmatch(text):
        return _year_last(int(parts[1]), int(parts[3]), int(parts[4]), zone, order)
    if parts := _PARTIAL.fullmatch(text.upper().replace("U", "X")):
        return _partial(parts[1], parts[2] or "", parts[3] or "", zone)
    if parts := _NAMED.fullmatch(text):
        return _named(parts, zone)
    return next((words for form, words in _NO_DATES if form.fullmatch(text)), _NO_DATE)


_NO_DATE: Final = "not a date: write it like 2023-09-24, 2023-09 or 2023"
_NO_DATES: Final = (
    (
        re.compile(r"[0-9]{1,2}\s*([-/.])\s*[0-9]{1,2}\s*\1\s*[0-9]{2}\.?"),
        "a year in two digits: write all four, as in 2023-09-24",
    ),
    (
        re.compile(r"[1-7][0-9]{4}(\.[0-9]+)?"),
        "a spreadsheet's number of a day: format the column as a date, and save again",
    ),
)
"""What often stands where a date should, and what to do about it."""


def _year_last(first: int, second: int, year: int, zone: ZoneInfo, order: str | None) -> Span | str:
    if first == second:
        return _day(year, first, second, zone)
    if order is None:
        return UNKNOWN
    day, month = (first, second) if order == "day-first" else (second, first)
    if month > 12 >= day:
        return f"the dates of this file are {order}, so this one has the month {month}: correct it"
    return _day(year, month, day, zone)


def _partial(year: str, month: str, day: str, zone: ZoneInfo) -> Span | str:
    """Year, month or day with XX for what is not known (EDTF level 1)."""
    if "X" in year:
        return _years(year, month + day, zone)
    if month in ("", "X", "XX"):
        return "a day without a month: give the month as well" if day.strip("X") else _year(int(year), zone)
    if "X" in month:
        return "a month with an unknown digit: write XX for the whole month"
    if 21 <= int(month) <= 41:
        return "a season instead of a month: give the months, such as 2023-06/2023-08"
    if day.strip("X"):
        return "a day with an unknown digit: write XX for the whole day"
    return _month(int(year), int(month), zone)


def _years(year: str, rest: str, zone: ZoneInfo) -> Span | str:
    """A decade (202X) or a century (20XX)."""
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if rest.strip("X") or year.rstrip("X").count("X") or not _mappable(first, last):
        return "no year that can be read: write four digits"
    return between_days(date(first, 1, 1), date(last, 12, 31), zone, "year")


def _named(parts: re.Match[str], zone: ZoneInfo) -> Span | str:
    month = _MONTHS.get(parts["month"].casefold())
    if month is None:
        return "no month that is known here: write the date like 2023-09-24"
    if parts["day"] and parts["day_after"]:
        return "two days in one date: write it like 2023-09-24"
    day = parts["day"] or parts["day_after"]
    if not day:
        return _month(int(parts["year"]), month, zone)
    return _day(int(parts["year"]), month, int(day), zone)


_OUT_OF_RANGE: Final = "a year outside 0002 to 5999, which the map cannot hold: correct it"


def _mappable(first: int, last: int) -> bool:
    return first > 1 and last < 6000


def _day(year: int, month: int, day: int, zone: ZoneInfo) -> Span | str:
    if not _mappable(year, year):
        return _OUT_OF_RANGE
    found = date(year, month, day)
    return between_days(found, found, zone, "day")


def _month(year: int, month: int, zone: ZoneInfo) -> Span | str:
    if not _mappable(year, year):
        return _OUT_OF_RANGE
    after = date(year + month // 12, month % 12 + 1, 1)
    return between_days(date(year, month, 1), after - timedelta(days=1), zone, "month")


def _year(year: int, zone: ZoneInfo) -> Span | str:
    if not _mappable(year, year):
        return _OUT_OF_RANGE
    return between_days(date(year, 1, 1), date(year, 12, 31), zone, "year")


def _local_day(span: Span, zone: ZoneInfo) -> date:
    return (_EPOCH + (span.start or 0) * _US).astimezone(zone).date()


def _moment(day: date, parts: re.Match[str], zone: ZoneInfo) -> Span | str:
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    half = (parts["half"] or "").casefold()[:1]
    if half:
        if not 1 <= hour <= 12:
            return "an hour that no clock with a.m. and p.m. shows: correct it"
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return "a time that no clock shows: correct it"
    local = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 - zone follows
    local += timedelta(microseconds=int((parts["fraction"] or "0").ljust(6, "0")[:6]))
    shown = _shown(local, parts["offset"], zone)
    if isinstance(shown, str):
        return shown
    if parts["second"]:
        length, time_class = timedelta(seconds=1), "minute"
    elif parts["minute"]:
        length, time_class = timedelta(minutes=1), "minute"
    else:
        length, time_class = timedelta(hours=1), "hour"
    return Span(_us(shown[0]), _us(shown[1] + length), time_class)


def _shown(local: datetime, offset: str | None, zone: ZoneInfo) -> tuple[datetime, datetime] | str:
    if offset is None:
        return iso_intervals.showings(local, zone)
    if offset in ("Z", "UTC", "GMT"):
        away = timedelta()
    else:
        digits = offset[1:].replace(":", "").ljust(4, "0")
        away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if away >= timedelta(hours=15):
            return "an offset from UTC that no zone has: correct it"
        away = -away if offset[0] == "-" else away
    moment = (local - away).replace(tzinfo=UTC)
    return moment, moment


def _us(moment: datetime) -> int:
    return (moment - _EPOCH) // _US
