"""Keeps what is true of a date that the calendar does not have: its month, else its year, with a remark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.values import spans

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from geodata.values.spans import Span

_MONTH_KEPT: Final = "the month is kept"
_YEAR_KEPT: Final = "the year is kept"


def day(year: int, month: int, number: int, zone: ZoneInfo) -> Span | str:
    """A day; of 31 April the month, of a day in a thirteenth month the year, with a remark."""
    if not 1 <= month <= 12:
        return year_without(year, f"month {month}", zone)
    try:
        return spans.day(year, month, number, zone)
    except ValueError:
        words = f"{year}-{month:02} has no day {number}: {_MONTH_KEPT}"
        return _remarked(spans.month(year, month, zone), words)


def month(year: int, number: int, zone: ZoneInfo) -> Span | str:
    """A month; of a thirteenth the year, with a remark."""
    if 1 <= number <= 12:
        return spans.month(year, number, zone)
    return year_without(year, f"month {number}", zone)


def year_without(year: int, lacking: str, zone: ZoneInfo) -> Span | str:
    """A year, with the remark that it lacks the month, week or day that is written."""
    return _remarked(spans.year_of(year, zone), f"{year} has no {lacking}: {_YEAR_KEPT}")


def is_kept(found: Span) -> bool:
    """Whether it is what was kept of a date that cannot be."""
    return found.remark.endswith((_MONTH_KEPT, _YEAR_KEPT))


def _remarked(found: Span | str, words: str) -> Span | str:
    return found if isinstance(found, str) else found._replace(remark=words)
