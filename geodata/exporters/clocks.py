"""Tells what clocks in a zone showed at moments, as texts of ISO 8601; not-a-time is no text."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Moments = npt.NDArray[np.datetime64]
Texts = npt.NDArray[np.object_]


class Shown:
    """Moments in UTC, and what clocks in a zone showed then."""

    def __init__(self, utc: Moments, zone: str) -> None:
        self.utc = utc
        index = pd.DatetimeIndex(utc).tz_localize("UTC").tz_convert(zone)
        self.wall: Moments = index.tz_localize(None).to_numpy()
        self.days = self.wall.astype("datetime64[D]")

    @property
    def offsets(self) -> Texts:
        """How far clocks were ahead of UTC, as ISO 8601 writes it; a zone has few such offsets."""
        distinct, which = np.unique(self.ahead_s, return_inverse=True)
        return np.array([_offset(each) for each in distinct.tolist()], dtype=object)[which]

    @property
    def ahead_s(self) -> npt.NDArray[np.int64]:
        """By how many seconds clocks were ahead of UTC."""
        return (self.wall - self.utc).astype("timedelta64[s]").astype(np.int64)

    @property
    def times(self) -> Texts:
        """The time of the day: hours and minutes, and seconds where there are any."""
        written = texts(self.wall, "")
        short = [
            None if each is None else each[11:].removesuffix(":00") if len(each) == 19 else each[11:]
            for each in written
        ]
        return np.array(short, dtype=object)


def _offset(seconds: int) -> str:
    sign, (hours, rest) = "-" if seconds < 0 else "+", divmod(abs(seconds), 3600)
    minutes, odd = divmod(rest, 60)
    return f"{sign}{hours:02}:{minutes:02}" + (f":{odd:02}" if odd else "")


def days(moments: Moments) -> Texts:
    """The days."""
    written = np.datetime_as_string(moments).astype(object)
    written[np.isnat(moments)] = None
    return written


def texts(moments: Moments, mark: Any) -> Texts:
    """Moments with as many decimals as it takes, and the `mark` of the zone, one or one each."""
    seconds = moments.astype("datetime64[s]")
    written = np.datetime_as_string(seconds).astype(object)
    finer = np.flatnonzero(~np.isnat(moments) & (seconds != moments))
    written[finer] = np.datetime_as_string(moments[finer].astype("datetime64[us]")).astype(object)
    marked: Texts = written + mark
    marked[np.isnat(moments)] = None
    return marked
