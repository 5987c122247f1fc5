"""Turns minutes of the histogram's brush into days of the filters, in the dataset's time zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from geodata.filters import Filters

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def brushed(filters: Filters, minutes: dict[str, int] | None, timezone: str) -> Filters:
    """The filters with the days that a finished brush covers; none where it was cleared."""
    if minutes is None:
        return filters.without_dates()
    last = minutes["to"] - 1  # half-open: the minute before midnight belongs to the last day
    return replace(filters, start=_day(minutes["from"], timezone), end=_day(last, timezone))


def _day(minute: int, timezone: str) -> date:
    return (EPOCH + timedelta(minutes=minute)).astimezone(ZoneInfo(timezone)).date()
