"""Writes intervals with their classes as texts of the Extended Date/Time Format (EDTF, ISO 8601-2).

https://www.loc.gov/standards/datetime/ A day is `2023-09-24`, a month `2023-09`, a year `2023`; from one to
another of them `2023-09-24/2023-09-26`, both inclusive; what goes on `2023-09-29/..`. A month or year stands
for what is known no finer, by its class. A time of the day is as fine as it is known, which is ISO 8601-1
(`2023-09-24T02:34+02:00`, an hour `2023-09-24T02+02:00`): the seconds that EDTF asks for would be invented.
Tests read each form back, and hold those of EDTF against the package `edtf`, which takes 10 ms a date.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.exporters import clocks
from geodata.exporters.clocks import Moments, Shown, Texts

Bools = npt.NDArray[np.bool_]

_OPEN_END: Final = "/.."
_TIMED: Final = ("minute", "hour")
_CHARACTERS: Final = {1: 19, 60: 16, 3600: 13}
"""Of a moment down to the second, minute or hour, by how many seconds these have."""


def whole_days(start: Shown, end: Shown, time_class: Texts) -> Bools:
    """Which intervals are whole days by the clocks; of what goes on, which began with a day."""
    begins, ends = start.wall == start.days, end.wall == end.days
    goes_on = np.isnat(end.utc) & ~np.isin(time_class, _TIMED)
    found: Bools = begins & (goes_on | (ends & (start.wall < end.wall)))
    return found


def written(start: Shown, end: Shown, time_class: Texts, zone: str) -> Texts:
    """What is written of each interval, None where there is none.

    Parameters
    ----------
    start, end
        Half-open; not-a-time where missing, the end alone of what goes on.
    time_class
        Words of `model.TIME_CLASSES`.
    zone
        IANA name of the zone that both show.
    """
    whole = whole_days(start, end, time_class)
    goes_on = np.isnat(end.utc)
    first, last = _dates(start.days, end.days, time_class, goes_on)
    timed = np.flatnonzero(~whole & ~np.isnat(start.utc))
    if len(timed):
        first[timed], last[timed] = _times(start.utc[timed], end.utc[timed], time_class[timed], zone)
    first, last = (np.where(texts == None, "", texts) for texts in (first, last))  # noqa: E711 - element by element
    found: Texts = np.where(goes_on, first + _OPEN_END, np.where(first == last, first, first + "/" + last))
    found[np.isnat(start.utc)] = None
    return found


def _dates(first: Moments, after: Moments, time_class: Texts, goes_on: Bools) -> tuple[Texts, Texts]:
    """The first and the last day, month or year of whole days."""
    found = clocks.days(first), clocks.days(after - np.timedelta64(1, "D"))
    for unit, length, classes in (("M", 7, ("month", "year")), ("Y", 4, ("year",))):
        begins, ends = (
            days == days.astype(f"datetime64[{unit}]").astype(days.dtype) for days in (first, after)
        )
        coarse = np.flatnonzero(begins & (ends | goes_on) & np.isin(time_class, classes))
        for texts in found:
            texts[coarse] = [text and text[:length] for text in texts[coarse].tolist()]
    return found


def _times(start: Moments, end: Moments, time_class: Texts, zone: str) -> tuple[Texts, Texts]:
    """The first and the last second, minute or hour."""
    goes_on = np.isnat(end)
    begin_s = start.astype("datetime64[s]").astype(np.int64)
    over_s = (end + np.timedelta64(999_999, "us")).astype("datetime64[s]").astype(np.int64)
    over_s = np.where(goes_on, begin_s, over_s)
    begin, over = (
        Shown(each.astype("datetime64[s]").astype(start.dtype), zone) for each in (begin_s, over_s)
    )
    unit_s = np.ones(len(start), np.int64)
    for length in (60, 3600):
        fits = _full(begin, length) & _full(over, length)
        if length == 3600:
            fits &= (time_class == "hour") & (goes_on | (over_s - begin_s == length))
        unit_s[fits] = length
    last_s = np.where(goes_on, begin_s, over_s - unit_s)
    last = Shown(last_s.astype("datetime64[s]").astype(start.dtype), zone)
    return _cut(begin, unit_s), _cut(last, unit_s)


def _full(shown: Shown, length: int) -> Bools:
    """Where clocks showed a full minute or hour, whose offset from UTC has no seconds."""
    seconds = (shown.wall - shown.days).astype(np.int64) // 1_000_000
    found: Bools = (seconds % length == 0) & (shown.ahead_s % 60 == 0)
    return found


def _cut(shown: Shown, unit_s: npt.NDArray[np.int64]) -> Texts:
    """Moments down to a unit, with the offset from UTC; in UTC where that has seconds."""
    odd = shown.ahead_s % 60 != 0
    whole = np.datetime_as_string(np.where(odd, shown.utc, shown.wall).astype("datetime64[s]"))
    found = whole.astype(object)
    for length, characters in _CHARACTERS.items():
        chosen = unit_s == length
        found[chosen] = whole[chosen].astype(f"<U{characters}")
    return found + np.where(odd, "Z", shown.offsets)
