"""Counts moments in minutes since 1970-01-01T00:00Z of which every day of a time zone begins at a whole one.

Before zones came, clocks showed their place's own time: Kyiv's were 2:02:04 ahead of UTC, so that its days
began at no whole minute of UTC. Such moments are counted as if clocks had been ahead by whole minutes (2:02);
by less than a minute, intervals that are known to seconds lie elsewhere. All others are minutes of UTC.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Moments = npt.NDArray[np.datetime64]
Ints = npt.NDArray[np.int64]

WHOLE_SINCE: Final = "1973-01-01"
"""Since then clocks everywhere are whole minutes beside UTC: Liberia's were the last that were not."""

_MINUTE: Final = np.timedelta64(60_000_000, "us")
_SECOND: Final = np.timedelta64(1_000_000, "us")


def floors(moments: Moments, timezone: str) -> Ints:
    """The minute in which each moment (UTC, without a zone) lies; what is no time is any number."""
    return _whole(_shifted(moments, timezone))


def ceilings(moments: Moments, timezone: str) -> Ints:
    """The first minute that does not begin before the moment."""
    return -_whole(-_shifted(moments, timezone).astype(np.int64))


def _whole(moments: npt.NDArray[np.generic]) -> Ints:
    return moments.astype(np.int64) // 60_000_000


def _shifted(moments: Moments, timezone: str) -> Moments:
    """The moments by clocks whose distance from UTC is rounded down to whole minutes."""
    found = moments.astype("datetime64[us]")
    old = np.flatnonzero(found < np.datetime64(WHOLE_SINCE, "us"))
    if len(old):
        distinct, which = np.unique(found[old], return_inverse=True)
        found[old] = (distinct + _seconds(distinct, timezone))[which]
    return found


def _seconds(moments: Moments, timezone: str) -> npt.NDArray[np.timedelta64]:
    """By how much clocks were ahead of UTC, beyond whole minutes.

    Where clocks change, a whole minute ends on those before or begins on those after: a day may do so there.
    """
    after, before = (_ahead(moments - each, timezone) for each in (0 * _SECOND, _SECOND))
    is_whole = (moments + after).astype(np.int64) % _MINUTE.astype(np.int64) == 0
    found: npt.NDArray[np.timedelta64] = np.where(is_whole, after, before) % _MINUTE
    return found


def _ahead(moments: Moments, timezone: str) -> npt.NDArray[np.timedelta64]:
    index = pd.DatetimeIndex(moments)
    wall = index.tz_localize("UTC").tz_convert(timezone).tz_localize(None)
    found: npt.NDArray[np.timedelta64] = wall.to_numpy("datetime64[us]") - moments
    return found
