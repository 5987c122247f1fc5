"""Converts dates in a dataset's time zone to half-open UTC intervals.

Written is `2023-09-24` (the whole day) or `2023-09-24T02:34` (that minute; with time class `hour` and no
end, that minute and the 59 after it). The end is the last day or minute, inclusive, and may be left out;
`..` is an end that nobody knows: it goes on.

Clocks change twice a year: a time that they skipped cannot be (`Unreadable`); one that they showed twice is
as wide as it is uncertain, from its first showing to the end of its second. A day on which they change
has 23 or 25 hours. All of this is Python's `zoneinfo` with `fold` (PEP 495).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

TIMELESS: Final = ("standing", "unknown")
"""Time classes without an interval."""

OPEN_END: Final = ".."
"""Written as the end of what goes on, as ISO 8601-2 has it."""

_WRITTEN: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?")
_MINUTE: Final = timedelta(minutes=1)
_SECOND: Final = timedelta(seconds=1)
_HOUR: Final = timedelta(hours=1)

_SHORTEST: Final = {
    # An hour less than the full days, for the night on which clocks go forward.
    "days": timedelta(days=2) - _HOUR,
    "week": timedelta(days=7) - _HOUR,
    "month": timedelta(days=28) - _HOUR,
    "year": timedelta(days=365) - _HOUR,
}


class Interval(NamedTuple):
    """`[start, end)` in UTC; both missing when nobody says when, the end alone of what goes on."""

    start: datetime | None
    end: datetime | None


class Unreadable(ValueError):  # noqa: N818 — it is handed out as a value as well
    """A written date that means no interval: which column, and why."""

    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason
        super().__init__(reason)


def intervals(written: Iterable[tuple[str, str, str]], zone: ZoneInfo) -> Iterator[Interval | Unreadable]:
    """Read each (start, end, time class) as `interval` does, handing out what cannot be read in its place."""
    known: dict[tuple[str, str, str], Interval | Unreadable] = {}
    for start, end, time_class in written:
        found = known.get((start, end, time_class))
        if found is None:
            try:
                found = interval(start, end, time_class, zone)
            except Unreadable as unreadable:
                found = unreadable
            known[start, end, time_class] = found
        yield found


def interval(start: str, end: str, time_class: str, zone: ZoneInfo) -> Interval:
    """Read when something happened.

    Parameters
    ----------
    start, end
        As written, in local time of `zone`; `""` when left out, `OPEN_END` of what goes on.
    time_class
        One of `model.TIME_CLASSES`. `minute` and `hour` need a time of day; `days`, `week`, `month` and
        `year` an interval as long as they say, as a shorter one would count as certain where it is not.
        Of what goes on it says how finely the start is known.

    Raises
    ------
    Unreadable
        If the text is no date, or dates and class contradict each other.
    """
    if time_class in TIMELESS:
        if start or end:
            reason = f"the time class '{time_class}' has no date: leave it empty, or choose another class"
            raise Unreadable("start" if start else "end", reason)
        return Interval(None, None)
    if not start:
        reason = f"empty, but the time class '{time_class}' needs a date: give one, or choose 'unknown'"
        raise Unreadable("start", reason)
    if end == OPEN_END:
        begun = _moment("start", start, zone).start
        _check_clock(start, time_class)
        return Interval(begun, None)
    first, last = _moment("start", start, zone), _moment("end", end or start, zone)
    until = last.end + (_HOUR - _MINUTE if time_class == "hour" and not end else timedelta())
    if until <= first.start:
        raise Unreadable("end", f"before the start, {start}: exchange the two, or correct one")
    _check_class(start, end, time_class, until - first.start)
    return Interval(first.start, until)


def _check_class(start: str, end: str, time_class: str, duration: timedelta) -> None:
    _check_clock(start, time_class)
    if time_class == "day" and "T" in start and not end:
        reason = "a time of day with the time class 'day': say 'minute' or 'hour', or give the end as well"
        raise Unreadable("start", reason)
    if duration < _SHORTEST.get(time_class, _MINUTE):
        reason = f"too near the start for the time class '{time_class}': give the last day, or another class"
        raise Unreadable("end", reason)


def _check_clock(start: str, time_class: str) -> None:
    if time_class in ("minute", "hour") and "T" not in start:
        reason = f"the time class '{time_class}' needs a time of day: write 2023-09-24T02:34, or say 'day'"
        raise Unreadable("start", reason)


class _Moment(NamedTuple):
    """The whole day, or the minute, that a written date names: `[start, end)` in UTC."""

    start: datetime
    end: datetime


def _moment(field: str, text: str, zone: ZoneInfo) -> _Moment:
    found = _read(text, zone)
    if isinstance(found, str):
        raise Unreadable(field, found)
    return found


@lru_cache(maxsize=100_000)
def _read(text: str, zone: ZoneInfo) -> _Moment | str:
    if not _WRITTEN.fullmatch(text):
        return "no date as 2023-09-24, or local date and time as 2023-09-24T02:34"
    # The map's columns hold minutes since 1970 in 32 bits, which end in the year 6053.
    if not 1 < int(text[:4]) < 6000:
        return "a year outside 0002 to 5999, which the map cannot hold"
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return "a day or time that the calendar does not have"
    if "T" not in text:
        return _Moment(midnight(local.date(), zone), midnight(local.date() + timedelta(days=1), zone))
    shown = showings(local, zone)
    return shown if isinstance(shown, str) else _Moment(shown[0], shown[1] + _MINUTE)


def showings(local: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | str:
    """The first and the last moment (UTC) at which clocks in `zone` showed a time; why, if they never did."""
    earlier, later = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if earlier.astimezone(zone).replace(tzinfo=None) != local:
        return f"a time that does not exist: clocks in {zone.key} were put forward over it"
    return earlier, later


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day began in `zone`, in UTC: of two midnights the first; if clocks skipped it, when they did."""
    local = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - zone follows
    found = local.replace(tzinfo=zone).astimezone(UTC)
    return found if _clock(found, zone) == local else _put_forward_over(local, zone)


def _clock(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def _put_forward_over(local: datetime, zone: ZoneInfo) -> datetime:
    """When clocks were put forward over a time that they never showed, to the second."""
    before, after = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        before, after = (before, middle) if _clock(middle, zone) > local else (middle, after)
    return after
