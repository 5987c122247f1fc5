"""Tells the records' times as a file writes them: in UTC, and as clocks in the dataset's zone showed them.

Times are read as microseconds since 1970-01-01T00:00Z, half-open. Each distinct interval is told once.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

COLUMNS: Final = ("start_utc", "end_utc", "start_local", "end_local", "date", "time", "end_date", "end_time")
"""`start_utc` and `end_utc`: ISO 8601 with as many decimals as it takes. `start_local` and `end_local`: the
interval as on the page; of whole days the first and the last as dates, of all others both ends with the
offset, half-open. `date` … `end_time`: the same for a person, a day and a time of the day each."""

_NOTHING: Final = np.iinfo(np.int64).min
"""What NumPy takes for no time."""


class Times:
    """Intervals that are told in one or another way, when they are asked for."""

    def __init__(self, start: pa.ChunkedArray, end: pa.ChunkedArray, zone: str) -> None:
        self._which, (first, last) = _distinct(_filled(start), _filled(end))
        self._begins, self._ends = (_Ends(each, zone) for each in (first, last))
        walls = self._begins.wall, self._ends.wall
        days = self._begins.days, self._ends.days
        self._whole = (walls[0] == days[0]) & (walls[1] == days[1]) & (walls[0] < walls[1])
        self._last_day = np.where(self._whole, days[1] - np.timedelta64(1, "D"), days[1])

    def __getitem__(self, name: str) -> pa.Array:
        """One of `COLUMNS`, texts or missing."""
        return pa.array(self._told(name), pa.string()).take(self._which)

    def _told(self, name: str) -> npt.NDArray[np.object_]:
        is_start = name in ("start_utc", "start_local", "date", "time")
        end = self._begins if is_start else self._ends
        if name.endswith("_utc"):
            return _moments(end.utc, "Z")
        if name.endswith("time"):
            return _but_for(self._whole, end.clock)
        days = _texts(end.days if is_start else self._last_day)
        if name.endswith("_local"):
            return np.where(self._whole, days, _moments(end.wall, end.offsets))
        return days


def _but_for(whole: npt.NDArray[np.bool_], clock: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    found = clock.copy()
    found[whole] = None
    return found


def _filled(moments: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    return np.asarray(moments.fill_null(_NOTHING).to_numpy(), np.int64)


def _distinct(
    start: npt.NDArray[np.int64], end: npt.NDArray[np.int64]
) -> tuple[pa.Array, tuple[npt.NDArray[np.datetime64], npt.NDArray[np.datetime64]]]:
    """Which of the distinct intervals each is, and these."""
    starts, ends = (pd.factorize(each) for each in (start, end))
    which, pairs = pd.factorize(starts[0] * max(len(ends[1]), 1) + ends[0])
    firsts, lasts = np.divmod(pairs, max(len(ends[1]), 1))
    found = (starts[1][firsts], ends[1][lasts])
    return pa.array(which), tuple(each.astype("datetime64[us]") for each in found)  # type: ignore[return-value]


class _Ends:
    """One end of intervals: in UTC, and what clocks in a zone showed then."""

    def __init__(self, utc: npt.NDArray[np.datetime64], zone: str) -> None:
        self.utc = utc
        index = pd.DatetimeIndex(utc).tz_localize("UTC").tz_convert(zone)
        self.wall: npt.NDArray[np.datetime64] = index.tz_localize(None).to_numpy()
        self.days = self.wall.astype("datetime64[D]")

    @property
    def offsets(self) -> npt.NDArray[np.object_]:
        """How far clocks were ahead of UTC, as ISO 8601 writes it; a zone has few such offsets."""
        seconds = (self.wall - self.utc).astype("timedelta64[s]").astype(np.int64)
        distinct, which = np.unique(seconds, return_inverse=True)
        return np.array([_offset(each) for each in distinct.tolist()], dtype=object)[which]

    @property
    def clock(self) -> npt.NDArray[np.object_]:
        """The time of the day: hours and minutes, and seconds where there are any."""
        texts = _moments(self.wall, "")
        short = [
            None if each is None else each[11:].removesuffix(":00") if len(each) == 19 else each[11:]
            for each in texts
        ]
        return np.array(short, dtype=object)


def _offset(seconds: int) -> str:
    sign, (hours, rest) = "-" if seconds < 0 else "+", divmod(abs(seconds), 3600)
    minutes, odd = divmod(rest, 60)
    return f"{sign}{hours:02}:{minutes:02}" + (f":{odd:02}" if odd else "")


def _texts(days: npt.NDArray[np.datetime64]) -> npt.NDArray[np.object_]:
    texts = np.datetime_as_string(days).astype(object)
    texts[np.isnat(days)] = None
    return texts


def _moments(wall: npt.NDArray[np.datetime64], mark: Any) -> npt.NDArray[np.object_]:
    """ISO 8601 with as many decimals as it takes, and the `mark` of the zone, one or one each."""
    seconds = wall.astype("datetime64[s]")
    texts = np.datetime_as_string(seconds).astype(object)
    finer = np.flatnonzero(~np.isnat(wall) & (seconds != wall))
    texts[finer] = np.datetime_as_string(wall[finer].astype("datetime64[us]")).astype(object)
    marked: npt.NDArray[np.object_] = texts + mark
    marked[np.isnat(wall)] = None
    return marked
