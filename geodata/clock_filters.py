"""Defines hours of the day and days of the week, conditions of `Filters`: their names, bounds and words.

By the clocks of the dataset's zone. A record has an hour if its time is known to an hour, a day of the week
if it is known to a day; one without is in none, and is counted as left out (`query.week_hours.left_out`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.errors import FilterError

if TYPE_CHECKING:
    from collections.abc import Iterable

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""As ISO 8601 orders them, in the words of an address."""
HOURS: Final = 24


def check(weekdays: Iterable[str], hours: Iterable[int]) -> None:
    """Refuse what is no day of a week or no hour of a day.

    Raises
    ------
    FilterError
        At the first of them.
    """
    for day in weekdays:
        if day not in WEEKDAYS:
            raise FilterError("weekday", day[:60], f"one of {', '.join(WEEKDAYS)}")
    for hour in hours:
        if not 0 <= hour < HOURS:
            raise FilterError("hour", str(hour), "the hour of a day, from 0 to 23")


def hours_of(texts: Iterable[str]) -> tuple[int, ...]:
    """Hours as an address has them, rising: `3` is from 03:00 to 04:00.

    Raises
    ------
    FilterError
        If one is no hour.
    """
    found = set()
    for text in texts:
        if not (text.isascii() and text.isdigit() and len(text) <= len("23")):
            raise FilterError("hour", text[:60], "the hour of a day, from 0 to 23")
        found.add(int(text))
    return tuple(sorted(found))


def spans(hours: Iterable[int]) -> list[str]:
    """Hours as spans of the clock, what adjoins together: `00:00–06:00`, `22:00–24:00`."""
    found: list[list[int]] = []
    for hour in sorted(hours):
        if found and found[-1][1] == hour:
            found[-1][1] = hour + 1
        else:
            found.append([hour, hour + 1])
    return [f"{first:02}:00–{after:02}:00" for first, after in found]
