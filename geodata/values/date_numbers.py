"""Reads dates that are one number: years, 20230924031500, a spreadsheet's days, times since 1970."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from geodata.values import clock_times, impossible_dates, spans
from geodata.values.clock_times import Clock, moment
from geodata.values.spans import EPOCH, Span

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

NUMBER: Final = re.compile(r"([0-9]{4,19})(?:\.([0-9]{1,12}))?")
_ROUNDED: Final = re.compile(r"[0-9](?:[.,][0-9]+)?[Ee]\+?[0-9]{1,2}")
_BASIC: Final = re.compile(
    r"([0-9]{8})T([0-9]{2})([0-9]{2})?([0-9]{2})?(?:[.,][0-9]+)?(Z|[+-][0-9]{2}:?(?:[0-9]{2})?)?"
)
_SPREADSHEET: Final = date(1899, 12, 30)
_FINEST: Final = {9: 1, 10: 1, 11: 1_000, 12: 1_000, 13: 1_000, 16: 1_000_000, 19: 1_000_000_000}
_UNITS: Final = {1: "seconds", 1_000: "milliseconds", 1_000_000: "microseconds", 1_000_000_000: "nanoseconds"}
_EARLIEST, _LATEST = 31_536_000, 4_133_980_800
"""Seconds at the beginning of 1971 and of 2101: other numbers are hardly times since 1970."""
_CENTURIES: Final = ("19", "20")
"""What a number begins with that is rather year, month, day and hour than a time since 1970."""
_NONE: Final = "a number that is no date: write it like 2023-09-24, 2023-09 or 2023"


def read(text: str, zone: ZoneInfo, order: str | None, *, time: bool) -> Span | str | None:
    """Read a text that is one number; None where it is none."""
    if not text[:1].isdecimal():
        return None
    if parts := _BASIC.fullmatch(text):
        return _compact("".join(filter(None, parts.groups()[:4])), parts[5], zone, time=time)
    if _ROUNDED.fullmatch(text):
        return "a number that a spreadsheet rounded: format the column as a number or date, and save again"
    if parts := NUMBER.fullmatch(text):
        return _of_digits(parts[1], (parts[2] or "").rstrip("0"), zone, order, time=time)
    return None


def _of_digits(digits: str, fraction: str, zone: ZoneInfo, order: str | None, *, time: bool) -> Span | str:
    """What so many digits mean."""
    if len(digits) == 5:
        return _serial(int(digits), float(f"0.{fraction or 0}"), zone, time=time)
    found = _since_1970(digits, fraction, zone, time=time) if len(digits) in _FINEST else None
    if found and not (digits[:2] in _CENTURIES and isinstance(_compact(digits, None, zone, time=time), Span)):
        return found
    if fraction:
        return _NONE
    if len(digits) == 4:
        return spans.year_of(int(digits), zone)
    return _month(digits, zone) if len(digits) == 6 else _compact(digits, None, zone, time=time, order=order)


def _month(digits: str, zone: ZoneInfo) -> Span | str:
    wrong = _checked(int(digits[:4]), int(digits[4:]), 1, zone)
    if isinstance(wrong, str):
        return wrong
    found = spans.month(int(digits[:4]), int(digits[4:]), zone)
    return found if isinstance(found, str) else found._replace(said="year and month")


def _checked(year: int, month: int, day: int, zone: ZoneInfo) -> Span | str:
    """A day of a year that people write without marks between its figures."""
    if not 1000 <= year < 2200:
        return _NONE
    try:
        return spans.day(year, month, day, zone)
    except ValueError:
        return _NONE


def _compact(
    digits: str, offset: str | None, zone: ZoneInfo, *, time: bool, order: str | None = None
) -> Span | str:
    """Year, month and day in eight figures, and what follows of the time."""
    if len(digits) not in (8, 10, 12, 14, 17):
        return _NONE
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    if len(digits) == 8:
        return _eight(digits, zone, order)
    found = _checked(year, month, day, zone)
    if found == _NONE and len(digits) == 14 and 1000 <= year < 2200:
        return impossible_dates.day(year, month, day, zone)
    if isinstance(found, str) or not time:
        return found
    hour, *rest = (int(digits[place : place + 2]) for place in range(8, min(len(digits), 14), 2))
    shown = ":".join(f"{each:02}" for each in (hour, *rest))
    if hour > 24 or any(each > 59 for each in rest) or (hour == 24 and any(rest)):
        return clock_times.without(found, f"{shown} is {clock_times.NO_CLOCK}")
    minute, second = [*rest, None, None][:2]
    away = None
    if offset:
        figures = offset[1:].replace(":", "").ljust(4, "0")
        away = timedelta() if offset == "Z" else timedelta(hours=int(figures[:2]), minutes=int(figures[2:]))
        away = -away if offset[0] == "-" else away
    at = moment(date(year, month, day), Clock(hour, minute, second, 0, away, None, ""), zone)
    return at._replace(said="year to hour") if isinstance(at, Span) and minute is None and not offset else at


def _eight(digits: str, zone: ZoneInfo, order: str | None) -> Span | str:
    """20230924; 24092023 only where it can be nothing else, or the order of the file's dates is known."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    try:
        return spans.day(year, month, day, zone)
    except ValueError:
        first, second, last = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    turned = {"day-first": (second, first), "month-first": (first, second)}
    found = {name: _checked(last, *figures, zone) for name, figures in turned.items()}
    readable = {name: each for name, each in found.items() if isinstance(each, Span)}
    if len(readable) == 1 and order in (None, *readable):
        return next(iter(readable.values()))
    if readable and (order in readable or first == second):
        return readable.get(order or "day-first", _NONE)
    return impossible_dates.day(year, month, day, zone) if 1000 <= year < 2200 else spans.NO_SUCH_DAY


def _serial(days: int, fraction: float, zone: ZoneInfo, *, time: bool) -> Span | str:
    """Days since the end of 1899, as spreadsheets count them."""
    if days >= 80_000:
        return _NONE
    found = _SPREADSHEET + timedelta(days=days)
    seconds = round(fraction * 86_400)
    if not time or not seconds or seconds == 86_400:
        found += timedelta(days=seconds // 86_400)
        return spans.between_days(found, found, zone, "day")._replace(said="serial")
    minutes, second = divmod(seconds, 60)
    clock = Clock(minutes // 60, minutes % 60, second, 0, None, None, "")
    at = moment(found, clock, zone)
    return at if isinstance(at, str) else at._replace(said="serial")


def _since_1970(digits: str, fraction: str, zone: ZoneInfo, *, time: bool) -> Span | None:
    unit = _FINEST[len(digits)]
    seconds, part = divmod(int(digits), unit)
    if not _EARLIEST <= seconds < _LATEST:
        return None
    finer = part * 1_000_000 // unit if unit > 1 else int(fraction.ljust(6, "0")[:6])
    at = EPOCH + timedelta(seconds=seconds, microseconds=finer)
    # Programs count a day from midnight of the zone, or of UTC.
    shown = next((each for each in (at.astimezone(zone), at.astimezone(UTC)) if _midnight(each)), None)
    local = shown or at.astimezone(zone)
    said = _UNITS[unit]
    if not time:
        return spans.between_days(local.date(), local.date(), zone, "day")._replace(said=said)
    begin = spans.microseconds(at)
    return Span(begin, begin + 1_000_000, "minute", midnight=shown is not None, said=said)


def _midnight(at: datetime) -> bool:
    return not (at.hour or at.minute or at.second or at.microsecond)
