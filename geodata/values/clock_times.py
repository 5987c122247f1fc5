"""Reads the times of day beside a date: moments in UTC by an offset, a zone's name or the file's."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geodata.values import iso_intervals
from geodata.values.spans import Span, microseconds

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

_ABBREVIATIONS: Final = {
    "Z": 0,
    "UTC": 0,
    "GMT": 0,
    "WET": 0,
    "WEST": 1,
    "CET": 1,
    "CEST": 2,
    "MEZ": 1,
    "MESZ": 2,
    "EET": 2,
    "EEST": 3,
}
"""Hours from UTC, of abbreviations that mean one zone only."""
_OFFSET: Final = r"[+-][0-9]{1,2}(?::?[0-9]{2})?"
_HALF: Final = r"(?:[AaPp]\.?\s?[Mm]\b\.?)"
_ZONE: Final = (
    rf"(?:\s*(?P<zero>Z\b|UTC\b|GMT\b)?\s*(?P<offset>{_OFFSET})?"
    r"(?:\s*\[?(?P<zone>[A-Z][A-Za-z]+(?:/[A-Za-z_+-]+)+)\]?|\s*\b(?P<letters>[A-Z]{2,5})\b)?)"
)
_CLOCKS: Final = tuple(
    re.compile(rf"(?:\b(?:at|um|u|à|ora|в|о)\s+)?(?<![0-9:./-]){clock}\s*(?P<half>{half})?{_ZONE}")
    for clock, half in (
        (
            r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?(?:\s?(?:[Uu]hr|hrs|h)\b)?",
            _HALF,
        ),
        (r"(?P<hour>[0-9]{1,2})(?=\s?[AaPp]\.?\s?[Mm]\b)(?P<minute>)(?P<second>)(?P<fraction>)", _HALF),
        (r"(?P<hour>[0-9]{1,2})\s?[hH](?P<minute>[0-9]{2})?\b(?P<second>)(?P<fraction>)", "(?!)"),
        (
            r"(?P<hour>[0-9]{1,2})[.:](?P<minute>[0-9]{2})\s?(?:[Uu]hr|h|časova|sati)\b(?P<second>)(?P<fraction>)",
            "(?!)",
        ),
        (
            r"(?<=[0-9]{4}-[0-9]{2}-[0-9]{2}\s)(?P<hour>[0-9]{2})\.(?P<minute>[0-9]{2})$(?P<second>)(?P<fraction>)",
            "(?!)",
        ),
    )
)
_FIGURES: Final = 4
_END_OF_DAY: Final = 24
"""24:00 is the end of a day, 00:00 of the next one (ISO 8601-1:2019/Amd 1:2022, 5.3)."""
END_OF_DAY: Final = "end of day"
"""How such a time is marked, in `spans.READINGS`."""
_LEFT_OUT: Final = "the time is left out, the day is kept"
NO_CLOCK: Final = "a time that no clock shows"
HOURS: Final = "Times of figures such as 6 and 17 are read as whole hours."
HOURS_AND_MINUTES: Final = "Times of figures such as 1430 are read as hours and minutes, 14:30."
_BRACKETS: Final = re.compile(r"\s*\((?:[A-Z][A-Za-z]+ )*[A-Z]\w*\)\s*$")
"""What JavaScript writes behind an offset: (Central European Summer Time)."""


class Clock(NamedTuple):
    """A time of day as it is written."""

    hour: int
    minute: int | None
    second: int | None
    fraction_us: int
    offset: timedelta | None
    zone: ZoneInfo | None
    unclear: str
    """Letters that mean several zones, or none."""


def taken(text: str) -> tuple[str, Clock | str | None]:
    """The text without its time of day, and that time: none, or why it cannot be."""
    for form in _CLOCKS:
        if parts := form.search(text):
            rest = f"{text[: parts.start()]} {text[parts.end() :]}"
            return re.sub(r"(?<=[0-9])T? *$", "", _BRACKETS.sub("", rest)).strip(" ,"), clock_of(parts)
    return text, None


def clock_of(parts: re.Match[str]) -> Clock | str:
    """The time in a match of one of the forms."""
    named = parts.groupdict()
    hour = int(named["hour"])
    half = (named["half"] or "").casefold()[:1]
    shown = ":".join(named[name] for name in ("hour", "minute", "second") if named[name])
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half and not (hour == 0 if half == "a" else 13 <= hour <= 23):
        return f"{shown} {named['half']} is {NO_CLOCK}"
    minute, second = (int(named[name]) if named[name] else None for name in ("minute", "second"))
    over = (minute or 0) > 59 or (second or 0) > 59
    if hour > _END_OF_DAY or over or (hour == _END_OF_DAY and (minute or second)):
        return f"{shown} is {NO_CLOCK}"
    away = _offset(named.get("zero"), named.get("offset"))
    if isinstance(away, str):
        return away
    zone, unclear = None, ""
    if away is None:
        if key := named.get("zone"):
            zone = _zone(key)
            unclear = "" if zone else key
        elif letters := named.get("letters"):
            hours = _ABBREVIATIONS.get(letters)
            away, unclear = (None, letters) if hours is None else (timedelta(hours=hours), "")
    fraction = int((named["fraction"] or "0").ljust(6, "0")[:6])
    return Clock(hour, minute, second, fraction, away, zone, unclear)


def _offset(zero: str | None, offset: str | None) -> timedelta | str | None:
    if not offset:
        return timedelta() if zero else None
    digits = offset[1:].replace(":", "")
    digits = digits.rjust(2, "0").ljust(4, "0") if len(digits) <= 2 else digits.rjust(4, "0")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if away >= timedelta(hours=15):
        return f"{offset} is an offset from UTC that no zone has"
    return -away if offset[0] == "-" else away


def _zone(key: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def moment(day: date, clock: Clock, zone: ZoneInfo) -> Span | str:
    """The second, minute or hour that a clock shows on a day."""
    at_midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - zone follows
    local = at_midnight + timedelta(
        hours=clock.hour, minutes=clock.minute or 0, seconds=clock.second or 0, microseconds=clock.fraction_us
    )
    if clock.offset is not None:
        at = (local - clock.offset).replace(tzinfo=UTC)
        shown: tuple[datetime, datetime] | str = at, at
    else:
        shown = iso_intervals.showings(local, clock.zone or zone)
    if isinstance(shown, str):
        return shown
    length, time_class = timedelta(hours=1), "hour"
    if clock.minute is not None:
        length, time_class = timedelta(minutes=1) if clock.second is None else timedelta(seconds=1), "minute"
    midnight = not (local.hour or local.minute or local.second or local.microsecond)
    said = END_OF_DAY if clock.hour == _END_OF_DAY else ""
    local_time = clock.offset is None and clock.zone is None
    begin, end = microseconds(shown[0]), microseconds(shown[1] + length)
    return Span(begin, end, time_class, midnight=midnight and not said, local=local_time, said=said)


def without(day: Span, why: str) -> Span:
    """A day whose time of day cannot be: the day, and why not."""
    return day._replace(remark=f"{why}: {_LEFT_OUT}")


def is_without(day: Span) -> bool:
    """Whether it is a day whose time of day cannot be."""
    return day.remark.endswith(_LEFT_OUT)


def of_figures(cells: pd.Series[str]) -> tuple[pd.Series[str], str]:
    """A column of times that holds figures only, written as times, and what they were taken for.

    06 and 17 are hours; 0310 and 1430 are hours and minutes, of which programs may have left out the zeros in
    front: 310. Any other column comes back as it is.
    """
    given = {each: each.strip() for each in cells.unique().tolist() if each.strip().isdecimal()}
    figures = set(given.values())
    if not are_figures(figures):
        return cells, ""
    if all(len(each) <= 2 for each in figures):
        return cells.replace({cell: f"{text}h" for cell, text in given.items()}), HOURS
    full = {each for each in figures if len(each) == _FIGURES}
    whole = (
        given if not any(each[0] == "0" for each in full) else {c: t for c, t in given.items() if t in full}
    )
    return cells.replace(
        {c: f"{t.zfill(4)[:2]}:{t.zfill(4)[2:]}" for c, t in whole.items()}
    ), HOURS_AND_MINUTES


def are_figures(texts: Collection[str]) -> bool:
    """Whether all are figures that a clock shows as an hour, or as hour and minute."""
    return bool(texts) and all(each.strip().isdecimal() and _of_clock(each.strip()) for each in texts)


def _of_clock(figures: str) -> bool:
    if len(figures) <= 2:
        return int(figures) <= 23
    return len(figures) <= _FIGURES and int(figures[:-2]) <= 23 and int(figures[-2:]) <= 59
