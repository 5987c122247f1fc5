"""Tells in which hours of the day and days of the week records lie, of whose time that much is known.

Four columns, so that no engine needs to know zones: where a record begins and where it ends, which are two
hours at most, or two days. `UNKNOWN` where its time is known less precisely.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

UNKNOWN: Final = -1
ENDS: Final = ("first", "last")
HOUR, DAY = 60, 1440
"""Minutes that the interval of a time has at most which is known to the hour, and to the day."""
_THURSDAY: Final = 3
"""The day of the week of 1 January 1970, Monday being 0."""


def columns(
    minutes: Mapping[str, Ints], days: Mapping[str, Ints], timed: Bools, timezone: str
) -> dict[str, npt.NDArray[np.int16]]:
    """Each record's `first_weekday` (Monday is 0), `first_hour` and those of its end.

    Parameters
    ----------
    minutes, days
        The first and the last minute of each record and the days in which they lie, since 1970, by `ENDS`.
    timed
        Which records have a time of their own; what the others have for one means nothing.
    """
    wide, apart = minutes["last"] + 1 - minutes["first"], days["last"] - days["first"]
    to_hour = timed & (wide <= HOUR)
    to_day = timed & ((apart == 0) | (wide <= DAY))  # a day is an hour longer where clocks are put back
    found = {}
    for end in ENDS:
        found[f"{end}_weekday"] = _where(to_day, (days[end][to_day] + _THURSDAY) % 7)
        found[f"{end}_hour"] = _where(to_hour, _hours(minutes[end][to_hour], timezone))
    return found


def _where(known: Bools, values: Ints) -> npt.NDArray[np.int16]:
    found = np.full(len(known), UNKNOWN, np.int16)
    found[known] = values
    return found


def _hours(minutes: Ints, timezone: str) -> Ints:
    """The hours that clocks of a zone show at minutes since 1970."""
    distinct, which = np.unique(minutes, return_inverse=True)
    moments = pd.DatetimeIndex((distinct * 60).astype("datetime64[s]")).tz_localize("UTC")
    return moments.tz_convert(timezone).hour.to_numpy(np.int64)[which]
