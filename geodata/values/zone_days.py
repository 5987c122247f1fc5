"""Tells on which day and in which month of a zone minutes lie, by the minutes at which its days begin."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.values import iso_intervals, spans, zone_minutes

Ints = npt.NDArray[np.int64]

_EPOCH: Final = date(1970, 1, 1).toordinal()
_LAST: Final = date.max.toordinal() - _EPOCH
_KEPT: Final = 1 << 15
"""Days whose beginnings are remembered, some 90 years: stretches of rows ask for the same again."""


@lru_cache(_KEPT)
def first_minute(day: int, timezone: str) -> int:
    """The minute at which a day begins; the calendar's first and last have one too.

    Parameters
    ----------
    day
        Days since 1970-01-01; at most the one after the calendar's last.
    """
    zone, begun = ZoneInfo(timezone), date.fromordinal(min(day, _LAST) + _EPOCH)
    if spans.mappable(begun.year, begun.year):
        begins = iso_intervals.midnight(begun, zone).replace(tzinfo=None)
        return int(zone_minutes.floors(np.array([begins], "datetime64[us]"), timezone)[0])
    offset = datetime(begun.year, begun.month, begun.day, tzinfo=zone).utcoffset() or timedelta()
    return day * 1440 - offset // timedelta(minutes=1)


def days_of(minutes: Ints, timezone: str) -> Ints:
    """The day in which each minute lies, in days since 1970-01-01.

    Parameters
    ----------
    minutes
        Since 1970-01-01T00:00Z, as `zone_minutes` counts them, within the calendar.
    """
    distinct, which = np.unique(minutes, return_inverse=True)
    if not len(distinct):
        return np.zeros(0, np.int64)
    moments = pd.DatetimeIndex((distinct * 60).astype("datetime64[s]")).tz_localize("UTC")
    local = moments.tz_convert(timezone).tz_localize(None).to_numpy("datetime64[D]").astype(np.int64)
    # By clocks a moment may lie beside the day it belongs to: in old zones, and where clocks change.
    known = np.unique(np.concatenate([local, local + 1]))
    begins = np.array([first_minute(int(day), timezone) for day in known])
    here, after = (begins[np.searchsorted(known, each)] for each in (local, local + 1))
    found: Ints = (local - (distinct < here) + (distinct >= after))[which]
    return found


def months_of(days: Ints) -> Ints:
    """The month in which each day lies, in months since January 1970."""
    found: Ints = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return found
